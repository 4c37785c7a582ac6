//! Where a record goes: which partition, and by which sum.
//!
//! Nothing here draws lots: random numbers come in as arguments. Every decision is returned as
//! data, so that a page can show it.
//!
//! Source: `clients/…/producer/KafkaProducer.java` (`partition`), `BuiltInPartitioner.java`,
//! `RoundRobinPartitioner.java`.

pub mod librdkafka;
mod murmur2;
mod round_robin;
mod sticky;

pub use murmur2::murmur2;
pub use round_robin::{RoundRobinPartitioner, RoundRobinPlacement};
pub use sticky::{Load, StickyChoice, StickyPartition, StickyPartitioner};

use crate::java::JavaHashMap;
use crate::quantity::{PartitionId, TopicPartition};
use alloc::vec::Vec;

/// What a producer knows of one topic's partitions.
#[derive(Clone, Copy, Debug)]
pub struct Partitions<'a> {
    /// Those with a leader, in the order of the client's metadata: see [`metadata_order`].
    pub available: &'a [PartitionId],
    /// How many there are in all.
    pub count: i32,
}

/// How a key was turned into a partition: `(murmur2(key) & 0x7fffffff) % partitions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyedPlacement {
    /// `murmur2` of the key's bytes.
    pub hash: i32,
    /// The hash without its sign bit.
    pub masked: i32,
    /// The modulus: *all* partitions of the topic, led by a broker or not.
    pub partitions: i32,
    /// The remainder.
    pub partition: PartitionId,
}

/// Places a key in a topic of `partitions` partitions (fewer than one counts as one). An empty key
/// is a key; null is not.
#[must_use]
pub fn place_key(key: &[u8], partitions: i32) -> KeyedPlacement {
    let partitions = partitions.max(1);
    let hash = murmur2(key);
    let masked = hash & i32::MAX;
    KeyedPlacement { hash, masked, partitions, partition: PartitionId(masked % partitions) }
}

/// The order in which a client's metadata lists `partitions` (of all topics that it knows): that of
/// a hash map made for as many. Round robin and the keyless choice count in it, and requests are
/// filled in it.
///
/// Source: `clients/…/clients/MetadataSnapshot.java`, `common/Cluster.java`.
#[must_use]
pub fn metadata_order(
    partitions: impl ExactSizeIterator<Item = TopicPartition>,
) -> Vec<TopicPartition> {
    let mut map = JavaHashMap::with_capacity(partitions.len());
    for partition in partitions {
        map.put(partition, ());
    }
    map.keys().cloned().collect()
}

impl Partitions<'_> {
    /// The partition that a non-negative number falls on: among the available ones, or, if there
    /// are none, among all. Also the number of those.
    fn pick(&self, number: i32) -> (PartitionId, i32) {
        let available = i32::try_from(self.available.len()).unwrap_or(i32::MAX);
        if available == 0 {
            let count = self.count.max(1);
            return (PartitionId(number % count), count);
        }
        let at = usize::try_from(number % available).unwrap_or(0);
        (self.available[at], available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_lists_partitions_by_hash() {
        let order = metadata_order((0..3).map(|number| TopicPartition::new("t", number)));
        let numbers: Vec<i32> = order.iter().map(|partition| partition.partition.0).collect();
        assert_eq!(numbers, [1, 0, 2]);
    }

    #[test]
    fn a_key_is_placed_among_all_partitions() {
        let placement = place_key(b"alice", 6);
        assert_eq!((placement.hash, placement.partition), (1_951_417_749, PartitionId(3)));
        let negative = place_key(b"a", 3);
        assert_eq!((negative.hash, negative.masked), (-1_563_381_124, 584_102_524));
        assert_eq!(place_key(b"", 1).partition, PartitionId(0));
    }
}
