//! OffsetCommit: whether a commit is taken, and its records.
//!
//! Source: `OffsetMetadataManager#commitOffset`, `ClassicGroup#validateOffsetCommit`.

use super::is_too_long;
use crate::coordinator::classic::{ClassicGroup, ClassicGroupState as State};
use crate::coordinator::record::{CoordinatorRecord, OffsetCommitKey, OffsetCommitValue};
use crate::error::ErrorCode;
use crate::protocol::group::{OffsetCommitRequest, OffsetCommitResponseTopic, OffsetCommitTopic};
use crate::quantity::{PartitionId, Text, Time, TopicId};
use alloc::vec::Vec;

/// What a commit says of the committer.
#[derive(Clone, Copy, Debug)]
pub(in crate::coordinator) struct Committer<'r> {
    pub(in crate::coordinator) member_id: &'r str,
    pub(in crate::coordinator) group_instance_id: Option<&'r str>,
    pub(in crate::coordinator) generation_id: i32,
    pub(in crate::coordinator) is_transactional: bool,
}

/// A decided commit: one answer a partition, one record for each that was taken.
pub(in crate::coordinator) type Decided = (Vec<OffsetCommitResponseTopic>, Vec<CoordinatorRecord>);

/// From this version on a group that is not there is called by its name (KIP-848).
const KNOWS_GROUP_ID_NOT_FOUND: i16 = 9;

/// The error for a commit with a generation to a group that is not there.
pub(in crate::coordinator) const fn group_not_found(version: i16) -> ErrorCode {
    if version >= KNOWS_GROUP_ID_NOT_FOUND {
        ErrorCode::GroupIdNotFound
    } else {
        ErrorCode::IllegalGeneration
    }
}

/// Whether `group` takes a commit of that committer. In Kafka's order: the group, then who is no
/// member and commits to an Empty group, then the member, its generation, the state.
///
/// A transactional commit is not held to the group's state, and one without member passes always.
pub(in crate::coordinator) fn validate(
    group: &ClassicGroup,
    committer: Committer<'_>,
) -> Result<(), ErrorCode> {
    let Committer { member_id, group_instance_id, generation_id, is_transactional } = committer;
    if group.state() == State::Dead {
        return Err(ErrorCode::CoordinatorNotAvailable);
    }
    if generation_id < 0 && group.state() == State::Empty {
        return Ok(());
    }
    if generation_id >= 0 || !member_id.is_empty() || group_instance_id.is_some() {
        group.validate_member(member_id, group_instance_id)?;
        if generation_id != group.generation_id() {
            return Err(ErrorCode::IllegalGeneration);
        }
    } else if !is_transactional {
        return Err(ErrorCode::UnknownMemberId);
    }
    if !is_transactional && group.state() == State::CompletingRebalance {
        return Err(ErrorCode::RebalanceInProgress);
    }
    Ok(())
}

/// The answers and records of a valid commit. Metadata that is too long refuses its partition only.
pub(in crate::coordinator) fn decide(
    request: &OffsetCommitRequest,
    metadata_max: usize,
    now: Time,
) -> Decided {
    // −1 on the wire is "the broker's own retention".
    let retention = request.retention_time_ms.filter(|retention| retention.0 != -1);
    let expire_timestamp = retention.map(|retention| now + retention);
    decide_topics(&request.group_id, &request.topics, metadata_max, |topic| Stamp {
        commit_timestamp: now,
        expire_timestamp,
        topic_id: topic.topic_id,
    })
}

/// What the coordinator adds to a committed offset.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    pub(super) commit_timestamp: Time,
    pub(super) expire_timestamp: Option<Time>,
    pub(super) topic_id: TopicId,
}

pub(super) fn decide_topics(
    group_id: &Text,
    topics: &[OffsetCommitTopic],
    metadata_max: usize,
    stamp: impl Fn(&OffsetCommitTopic) -> Stamp,
) -> Decided {
    let mut records = Vec::new();
    let mut answers = Vec::new();
    for topic in topics {
        let stamp = stamp(topic);
        let mut partitions = Vec::new();
        for partition in &topic.partitions {
            let error = is_too_long(partition.committed_metadata.as_ref(), metadata_max)
                .then_some(ErrorCode::OffsetMetadataTooLarge);
            partitions.push((partition.partition_index, error));
            if error.is_some() {
                continue;
            }
            let key = OffsetCommitKey {
                group: group_id.clone(),
                topic: topic.name.clone(),
                partition: partition.partition_index,
            };
            let value = OffsetCommitValue {
                offset: partition.committed_offset,
                leader_epoch: partition.committed_leader_epoch,
                metadata: partition.committed_metadata.clone().unwrap_or_default(),
                commit_timestamp: stamp.commit_timestamp,
                expire_timestamp: stamp.expire_timestamp,
                topic_id: stamp.topic_id,
            };
            records.push(CoordinatorRecord::OffsetCommit(key, Some(value)));
        }
        answers.push(answer_for(topic, partitions));
    }
    (answers, records)
}

/// The answer that refuses a whole commit.
pub(in crate::coordinator) fn refuse(
    topics: &[OffsetCommitTopic],
    error: ErrorCode,
) -> Vec<OffsetCommitResponseTopic> {
    let refused = topics.iter().map(|topic| {
        let partitions = topic.partitions.iter();
        answer_for(topic, partitions.map(|one| (one.partition_index, Some(error))).collect())
    });
    refused.collect()
}

fn answer_for(
    topic: &OffsetCommitTopic,
    partitions: Vec<(PartitionId, Option<ErrorCode>)>,
) -> OffsetCommitResponseTopic {
    OffsetCommitResponseTopic { name: topic.name.clone(), topic_id: topic.topic_id, partitions }
}
