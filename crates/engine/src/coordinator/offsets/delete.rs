//! How offsets go before their time: OffsetDelete, the end of a group, the end of a topic.
//!
//! Source: `OffsetMetadataManager#deleteOffsets`, `#deleteAllOffsets`, `#onTopicsDeleted`.

use super::{Offsets, in_order, tombstone};
use crate::coordinator::classic::{ClassicGroup, ClassicGroupState as State};
use crate::coordinator::record::CoordinatorRecord;
use crate::error::ErrorCode;
use crate::protocol::group::{OffsetDeleteRequest, OffsetDeleteResponse};
use crate::quantity::Text;
use crate::sorted::SortedSet;
use alloc::vec::Vec;

/// Whether offsets of `group` may be deleted at all: not while it has members that are no
/// consumers.
///
/// Source: `ClassicGroup#validateOffsetDelete`.
pub(in crate::coordinator) fn validate(group: &ClassicGroup) -> Result<(), ErrorCode> {
    match group.state() {
        State::Dead => Err(ErrorCode::GroupIdNotFound),
        State::Empty => Ok(()),
        State::Stable | State::PreparingRebalance | State::CompletingRebalance => {
            if group.uses_consumer_group_protocol() {
                Ok(())
            } else {
                Err(ErrorCode::NonEmptyGroup)
            }
        }
    }
}

impl Offsets {
    /// Answers and tombstones. Topics that the group subscribes to are refused; a partition without
    /// an offset is deleted without a record.
    pub(in crate::coordinator) fn decide_delete(
        &self,
        request: &OffsetDeleteRequest,
        group: &ClassicGroup,
    ) -> (OffsetDeleteResponse, Vec<CoordinatorRecord>) {
        let mut response = OffsetDeleteResponse::default();
        let mut records = Vec::new();
        for (topic, partitions) in &request.topics {
            let error =
                group.is_subscribed_to_topic(topic).then_some(ErrorCode::GroupSubscribedToTopic);
            let answers = partitions.iter().map(|&partition| (partition, error));
            response.topics.push((topic.clone(), answers.collect()));
            for &partition in partitions {
                let is_there = self.committed(&request.group_id, topic, partition).is_some()
                    || self.is_pending(&request.group_id, topic, partition);
                if error.is_none() && is_there {
                    records.push(tombstone(&request.group_id, topic, partition));
                }
            }
        }
        (response, records)
    }

    /// A tombstone for each partition that a group has committed, and for each that is only pending,
    /// in however many transactions.
    pub(in crate::coordinator) fn delete_all(
        &self,
        group_id: &Text,
        records: &mut Vec<CoordinatorRecord>,
    ) {
        for (topic, partition, _) in self.of_group(group_id) {
            records.push(tombstone(group_id, topic, partition));
        }
        let pending = self.pending_of_group(group_id).map(|held| (held.topic, held.partition));
        for (topic, partition) in pending.collect::<SortedSet<_>>() {
            if self.committed(group_id, topic, partition).is_none() {
                records.push(tombstone(group_id, topic, partition));
            }
        }
    }

    /// Tombstones for every offset of topics that are gone, in every group; one more for each that
    /// is pending.
    pub(in crate::coordinator) fn topics_deleted(
        &self,
        deleted: &[Text],
    ) -> Vec<CoordinatorRecord> {
        let stores = [&self.committed].into_iter().chain(self.pending.values());
        let mut records = Vec::new();
        for store in stores {
            for (group_id, topics) in store.iter() {
                let gone = in_order(topics).filter(|(topic, _, _)| deleted.contains(topic));
                records.extend(
                    gone.map(|(topic, partition, _)| tombstone(group_id, topic, partition)),
                );
            }
        }
        records
    }
}
