//! OffsetFetch: what a group has committed.
//!
//! Source: `OffsetMetadataManager#fetchOffsets`, `#fetchAllOffsets`.

use super::{OffsetAndMetadata, Offsets};
use crate::error::ErrorCode;
use crate::protocol::group::{
    OffsetFetchPartition, OffsetFetchRequest, OffsetFetchResponse, OffsetFetchTopic,
};
use crate::quantity::{PartitionId, Text, TopicId};
use alloc::vec::Vec;

impl Offsets {
    /// The answer for partitions asked for, or for all that have an offset.
    pub(in crate::coordinator) fn fetch(
        &self,
        request: &OffsetFetchRequest,
    ) -> OffsetFetchResponse {
        let topics = match &request.topics {
            Some(topics) => {
                let topics = topics.iter();
                topics.map(|topic| self.fetch_topic(request, topic)).collect()
            }
            None => self.fetch_all(request),
        };
        OffsetFetchResponse { error_code: None, topics }
    }

    fn fetch_topic(
        &self,
        request: &OffsetFetchRequest,
        topic: &OffsetFetchTopic,
    ) -> (Text, Vec<OffsetFetchPartition>) {
        let partitions = topic.partition_indexes.iter().map(|&partition| {
            let held = self.committed(&request.group_id, &topic.name, partition);
            // An offset of an earlier topic of that name is none of this one.
            let held = held.filter(|held| {
                let known = [held.topic_id, topic.topic_id];
                known.contains(&TopicId::default()) || held.topic_id == topic.topic_id
            });
            self.fetch_partition(request, &topic.name, partition, held)
        });
        (topic.name.clone(), partitions.collect())
    }

    /// Partitions that have only a pending offset are not listed.
    fn fetch_all(&self, request: &OffsetFetchRequest) -> Vec<(Text, Vec<OffsetFetchPartition>)> {
        let mut topics: Vec<(Text, Vec<OffsetFetchPartition>)> = Vec::new();
        for (topic, partition, held) in self.of_group(&request.group_id) {
            let answer = self.fetch_partition(request, topic, partition, Some(held));
            match topics.last_mut() {
                Some((name, partitions)) if name == topic => partitions.push(answer),
                Some(_) | None => topics.push((topic.clone(), [answer].into())),
            }
        }
        topics
    }

    /// One answer; none is −1. With `require_stable` a partition that an open transaction has
    /// committed for is refused: the client asks again.
    fn fetch_partition(
        &self,
        request: &OffsetFetchRequest,
        topic: &str,
        partition_index: PartitionId,
        held: Option<&OffsetAndMetadata>,
    ) -> OffsetFetchPartition {
        let unstable =
            request.require_stable && self.is_pending(&request.group_id, topic, partition_index);
        let held = held.filter(|_| !unstable);
        OffsetFetchPartition {
            partition_index,
            committed_offset: held.map_or(-1, |held| held.committed_offset),
            committed_leader_epoch: held.map_or(-1, |held| held.leader_epoch),
            metadata: held.map(|held| held.metadata.clone()).unwrap_or_default(),
            error_code: unstable.then_some(ErrorCode::UnstableOffsetCommit),
        }
    }
}
