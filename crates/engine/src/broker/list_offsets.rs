//! ListOffsets: the offset at an end of a log, or at a time.
//!
//! `Latest` is the high watermark, or the last stable offset for read_committed; never the log end.
//! Source: `ReplicaManager#fetchOffset`, `Partition#fetchOffsetForTimestamp`.

use crate::broker::Broker;
use crate::broker::cluster::Cluster;
use crate::error::ErrorCode;
use crate::log::Bound;
use crate::protocol::data::{ListOffsetsRequest, ListOffsetsResponse, ListedOffset, OffsetSpec};
use crate::quantity::TopicPartition;

impl Broker {
    pub(super) fn list_offsets(
        &self,
        request: &ListOffsetsRequest,
        cluster: &Cluster,
    ) -> ListOffsetsResponse {
        let bound = Bound::from(request.isolation_level);
        let partitions = request.partitions.iter().map(|(of, spec)| {
            let listed = self.list_one(of, *spec, bound, cluster);
            (of.clone(), listed.unwrap_or_else(none_with))
        });
        ListOffsetsResponse { partitions: partitions.collect() }
    }

    fn list_one(
        &self,
        of: &TopicPartition,
        spec: OffsetSpec,
        bound: Bound,
        cluster: &Cluster,
    ) -> Result<ListedOffset, ErrorCode> {
        if matches!(spec, OffsetSpec::Timestamp(before_1970) if before_1970 < 0) {
            return Err(ErrorCode::UnsupportedVersion); // No negative number but those with a name.
        }
        let image = cluster.partition(of).ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let log = self.log(of).filter(|_| image.leader == Some(self.id));
        let log = log.ok_or(ErrorCode::NotLeaderOrFollower)?;
        let found = log.list_offset(spec, bound).map_err(|error| error.code())?;
        Ok(found.map_or_else(
            || ListedOffset { error_code: None, offset: -1, timestamp: -1, leader_epoch: -1 },
            |found| ListedOffset {
                error_code: None,
                offset: found.offset.0,
                timestamp: found.timestamp,
                leader_epoch: found.leader_epoch.unwrap_or(-1),
            },
        ))
    }
}

fn none_with(code: ErrorCode) -> ListedOffset {
    ListedOffset { error_code: Some(code), offset: -1, timestamp: -1, leader_epoch: -1 }
}
