//! Where a record goes: which partition, and by which sum.
//!
//! Nothing here draws lots: random numbers come in as arguments. Every decision is returned as
//! data, so that a page can show it.
//!
//! Source: `clients/…/producer/KafkaProducer.java` (`partition`), `BuiltInPartitioner.java`,
//! `RoundRobinPartitioner.java`.

pub mod librdkafka;
mod murmur2;

pub use murmur2::murmur2;

use crate::quantity::PartitionId;

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
