//! What a coordinator that reads the log knows: all that was written, nothing that was not.

use super::bench::{Bench, join_request, joined};
use crate::coordinator::classic::ClassicGroupState as State;
use crate::coordinator::{Group, Shard, TransactionalProducer};
use crate::error::ErrorCode;
use crate::log::batch::ControlType;
use crate::protocol::group::*;
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, PartitionId, Text, TopicId};
use alloc::vec;
use alloc::vec::Vec;

const GROUPS: [&str; 3] = ["g", "h", "Aa"];
const TOPICS: [&str; 3] = ["t", "u", "BB"];

/// A committed or pending offset: group, topic, partition, producer, offset, place in the log.
type HardOffset = (Text, Text, PartitionId, Option<i64>, i64, i64);

fn hard_offsets(shard: &Shard) -> Vec<HardOffset> {
    let mut all = Vec::new();
    for group in GROUPS.map(Text::from) {
        for (topic, partition, held) in shard.committed_offsets(&group) {
            let (offset, place) = (held.committed_offset, held.record_offset.0);
            all.push((group.clone(), topic.clone(), partition, None, offset, place));
        }
        for held in shard.pending_offsets(&group) {
            let (offset, place) = (held.offset.committed_offset, held.offset.record_offset.0);
            let producer = Some(held.producer_id);
            all.push((group.clone(), held.topic.clone(), held.partition, producer, offset, place));
        }
    }
    all.sort();
    all
}

fn offsets(topic: &str, partition: i32, offset: i64) -> Vec<OffsetCommitTopic> {
    vec![OffsetCommitTopic {
        name: topic.into(),
        topic_id: TopicId([1; 16]),
        partitions: vec![OffsetCommitPartition {
            partition_index: PartitionId(partition),
            committed_offset: offset,
            committed_leader_epoch: 2,
            committed_metadata: None,
        }],
    }]
}

/// One of the acts that change offsets, chosen by `dice`.
fn act(bench: &mut Bench, dice: u64) {
    let group_id = Text::from(GROUPS[(dice % 3) as usize]);
    let topic = TOPICS[(dice / 3 % 3) as usize];
    let partition = (dice / 9 % 2) as i32;
    let producer_id = (dice / 18 % 2) as i64;
    let commit = offsets(topic, partition, (dice % 1_000) as i64);
    match dice / 36 % 8 {
        0..=2 => drop(bench.ask(
            "a",
            Request::OffsetCommit(OffsetCommitRequest {
                version: 10,
                group_id,
                generation_id_or_member_epoch: -1,
                member_id: Text::default(),
                group_instance_id: None,
                retention_time_ms: None,
                topics: commit,
            }),
        )),
        3..=4 => drop(bench.ask(
            "a",
            Request::TxnOffsetCommit(TxnOffsetCommitRequest {
                version: 6,
                transactional_id: "tx".into(),
                group_id,
                producer_id,
                producer_epoch: 0,
                generation_id: -1,
                member_id: Text::default(),
                group_instance_id: None,
                topics: commit,
            }),
        )),
        5 => {
            let result =
                if dice.is_multiple_of(2) { ControlType::Commit } else { ControlType::Abort };
            let producer = TransactionalProducer { producer_id, producer_epoch: 1 };
            bench.with_shard(|shard, env| shard.complete_transaction(producer, result, env));
        }
        6 => drop(bench.ask(
            "a",
            Request::OffsetDelete(OffsetDeleteRequest {
                group_id,
                topics: vec![(topic.into(), vec![PartitionId(0), PartitionId(1)])],
            }),
        )),
        _ => {
            let groups_names = vec![group_id];
            drop(bench.ask("a", Request::DeleteGroups(DeleteGroupsRequest { groups_names })));
        }
    }
}

#[test]
fn every_offset_that_was_written_is_read_back() {
    let mut bench = Bench::new();
    let mut dice: u64 = 42;
    let mut most = 0;
    for step in 0..600 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        act(&mut bench, dice >> 33);
        let live = hard_offsets(&bench.shard);
        assert_eq!(hard_offsets(&bench.loaded()), live, "after step {step}");
        most = most.max(live.len());
    }
    assert!(most > 10, "the acts left offsets to compare: {most} at most");
}

#[test]
fn a_finished_generation_is_kept_and_a_join_phase_is_not() {
    let mut bench = Bench::new();
    let first = bench.join("c", Some("i1"));
    bench.sync_alone(&first);
    let mut request = join_request();
    request.member_id = joined(bench.ask("d", Request::JoinGroup(request.clone()))).member_id;
    assert_eq!(bench.ask("d", Request::JoinGroup(request)), None, "parked");
    let Some(Group::Classic(live)) = bench.shard.group("g") else { panic!("it is there") };
    assert_eq!((live.state(), live.members().len()), (State::PreparingRebalance, 2));

    let loaded = bench.loaded();
    let Some(Group::Classic(group)) = loaded.group("g") else { panic!("it was written") };
    assert_eq!((group.state(), group.generation_id()), (State::Stable, 1));
    let members: Vec<&str> = group.members().map(|member| &*member.member_id).collect();
    assert_eq!(members, ["i1-1"]);
    assert_eq!(loaded.session_deadline("g", "i1-1").map(|deadline| deadline.0), Some(45_000));
    assert_eq!(loaded.join_deadline("g"), None);

    bench.with_shard(Shard::resign);
    let refused = joined(bench.answers.pop().map(|(_, response)| response));
    assert_eq!(refused.error_code, Some(ErrorCode::NotCoordinator));
}

#[test]
fn a_member_without_a_rebalance_timeout_is_loaded_with_its_session_timeout() {
    let mut bench = Bench::new();
    let mut request = join_request();
    request.group_instance_id = Some("i1".into());
    request.rebalance_timeout_ms = Millis(-1);
    assert_eq!(bench.ask("c", Request::JoinGroup(request)), None, "parked");
    bench.with_shard(|shard, env| {
        let (_, _, key) = shard.next_timer().expect("the join phase ends at once");
        let key = key.clone();
        shard.fire(&key, env);
    });
    let first = joined(bench.answers.pop().map(|(_, response)| response));
    bench.sync_alone(&first);
    let timeout = |shard: &Shard| match shard.group("g") {
        Some(Group::Classic(group)) => group.member("i1-1").map(|member| member.rebalance_timeout),
        None => None,
    };
    assert_eq!(timeout(&bench.shard), Some(Millis(-1)), "as it said");
    assert_eq!(timeout(&bench.loaded()), Some(Millis(45_000)));
}

#[test]
fn an_empty_group_goes_at_the_next_check_and_its_offsets_by_age() {
    let mut bench = Bench::new();
    let retention = bench.config.offsets_retention;
    act(&mut bench, 0);
    assert!(bench.shard.group("g").is_some(), "a commit made it");
    bench.advance(retention - Millis(1));
    assert!(bench.shard.committed("g", "t", PartitionId(0)).is_some());
    bench.advance(bench.config.offsets_retention_check_interval);
    assert!(bench.shard.committed("g", "t", PartitionId(0)).is_none());
    assert!(bench.shard.group("g").is_none());
    assert!(bench.loaded().group("g").is_none(), "the tombstones were written");
    let answer = bench.ask("a", Request::ListGroups(ListGroupsRequest::default()));
    assert_eq!(answer, Some(Response::ListGroups(ListGroupsResponse::default())));
}
