//! How offsets go in the end: by age, once nobody needs them (KIP-211).
//!
//! Source: `OffsetMetadataManager#cleanupExpiredOffsets`, `OffsetExpirationConditionImpl.java`.

use super::{ExpiryBase, OffsetAndMetadata, Offsets, tombstone};
use crate::coordinator::classic::ClassicGroup;
use crate::coordinator::record::CoordinatorRecord;
use crate::quantity::{Millis, Time};
use alloc::vec::Vec;

impl Offsets {
    /// Adds the tombstones of what has expired in `group`; true if nothing is left of its offsets,
    /// pending ones counted.
    ///
    /// Never while the group is between two generations; never for a topic that it subscribes to,
    /// nor for a partition that an open transaction has committed for.
    pub(in crate::coordinator) fn expire(
        &self,
        group: &ClassicGroup,
        retention: Millis,
        now: Time,
        records: &mut Vec<CoordinatorRecord>,
    ) -> bool {
        let group_id = group.group_id();
        let base = ExpiryBase::of(group);
        let mut all_expired = true;
        for (topic, partition, offset) in self.of_group(group_id) {
            if !group.is_subscribed_to_topic(topic)
                && base.has_expired(offset, retention, now)
                && !self.is_pending(group_id, topic, partition)
            {
                records.push(tombstone(group_id, topic, partition));
            } else {
                all_expired = false;
            }
        }
        all_expired && self.pending_of_group(group_id).next().is_none()
    }
}

impl ExpiryBase {
    /// Whether `offset` is past its retention, or past the time that its own commit set.
    fn has_expired(self, offset: &OffsetAndMetadata, retention: Millis, now: Time) -> bool {
        let base = match self {
            Self::Never => return false,
            Self::Since(time) => time,
            Self::Commit => offset.commit_timestamp,
        };
        match offset.expire_timestamp {
            Some(expire) => now >= expire,
            None => now.since(base) >= retention,
        }
    }
}
