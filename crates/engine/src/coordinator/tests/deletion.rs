//! What DeleteGroups writes and answers when a group is named twice or waits for transactions.

use super::bench::Bench;
use crate::protocol::group::*;
use crate::protocol::{Request, Response};
use crate::quantity::{PartitionId, Text, TopicId};
use alloc::vec;
use alloc::vec::Vec;

/// The producer commits an offset of partition 0 of `t` for group `g` in a transaction.
fn commit_in_transaction(bench: &mut Bench, producer_id: i64) {
    let request = TxnOffsetCommitRequest {
        version: 6,
        transactional_id: "tx".into(),
        group_id: "g".into(),
        producer_id,
        producer_epoch: 0,
        generation_id: -1,
        member_id: Text::default(),
        group_instance_id: None,
        topics: vec![OffsetCommitTopic {
            name: "t".into(),
            topic_id: TopicId::default(),
            partitions: vec![OffsetCommitPartition {
                partition_index: PartitionId(0),
                committed_offset: 5,
                committed_leader_epoch: -1,
                committed_metadata: None,
            }],
        }],
    };
    assert!(bench.ask("p", Request::TxnOffsetCommit(request)).is_some());
}

/// Deletes groups: how many records were written, and the names that are answered.
fn delete(bench: &mut Bench, groups: &[&str]) -> (usize, Vec<Text>) {
    let before = bench.log.len();
    let groups_names = groups.iter().map(|&name| name.into()).collect();
    let request = Request::DeleteGroups(DeleteGroupsRequest { groups_names });
    let Some(Response::DeleteGroups(response)) = bench.ask("a", request) else {
        panic!("no answer to DeleteGroups")
    };
    let written = bench.log.iter().skip(before).map(|batch| batch.records.len()).sum();
    (written, response.results.into_iter().map(|(name, _)| name).collect())
}

#[test]
fn a_partition_that_is_pending_in_two_transactions_has_one_tombstone() {
    let mut bench = Bench::new();
    commit_in_transaction(&mut bench, 1);
    commit_in_transaction(&mut bench, 2);
    assert_eq!(delete(&mut bench, &["g"]), (2, vec!["g".into()]), "the offset and the group");
    assert_eq!(bench.shard.pending_offsets("g").count(), 0);
}

#[test]
fn a_group_that_is_named_twice_is_deleted_and_answered_once() {
    let mut bench = Bench::new();
    commit_in_transaction(&mut bench, 1);
    let (written, answered) = delete(&mut bench, &["g", "other", "g", "other"]);
    assert_eq!(written, 2);
    assert_eq!(answered, ["other".into(), "g".into()], "in the order of a HashSet");
}
