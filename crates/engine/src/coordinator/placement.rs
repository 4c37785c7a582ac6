//! Which partition of an internal topic is the home of an id.

use crate::java::JavaHash;
use crate::quantity::PartitionId;

/// The partition of `__consumer_offsets` for a group id, or of `__transaction_state` for a
/// transactional id: the only place where an id is hashed to a partition, and it is *not* murmur2.
///
/// `partitions` is `offsets.topic.num.partitions` (or its twin), 50 by default; nothing is placed
/// among none.
///
/// Source: `GroupCoordinatorService#partitionFor`, `Utils#abs` (the absolute value of the lowest
/// integer counts as 0).
#[must_use]
pub fn partition_for(id: &str, partitions: i32) -> Option<PartitionId> {
    let hash = id.java_hash().checked_abs().unwrap_or(0);
    hash.checked_rem(partitions).map(PartitionId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_live_where_kafka_puts_them() {
        let home = |id| partition_for(id, 50);
        assert_eq!(home("my-group"), Some(PartitionId(12)));
        assert_eq!(home("g1"), Some(PartitionId(42)));
        assert_eq!(home("polygenelubricants"), Some(PartitionId(0)), "its hash has no absolute");
        assert_eq!(partition_for("g1", 0), None);
    }
}
