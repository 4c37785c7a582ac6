//! `RoundRobinPartitioner`: one after the other, whatever the key.
//!
//! Source: `clients/…/producer/RoundRobinPartitioner.java`.

use super::Partitions;
use crate::quantity::{PartitionId, Text};
use crate::sorted::SortedMap;

/// A counter a topic, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RoundRobinPartitioner {
    counters: SortedMap<Text, i32>,
}

/// How a record was placed: `available[counter % modulus]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoundRobinPlacement {
    /// The counter before it was raised, without its sign bit.
    pub counter: i32,
    /// How many partitions were counted through.
    pub modulus: i32,
    /// Where the record goes.
    pub partition: PartitionId,
}

impl RoundRobinPartitioner {
    /// Places the next record of `topic`.
    pub fn place(&mut self, topic: &Text, partitions: &Partitions<'_>) -> RoundRobinPlacement {
        let next = self.counters.entry(topic.clone()).or_default();
        let counter = *next & i32::MAX;
        *next = next.wrapping_add(1);
        let (partition, modulus) = partitions.pick(counter);
        RoundRobinPlacement { counter, modulus, partition }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_through_what_is_available_topic_by_topic() {
        let available = [PartitionId(2), PartitionId(0)];
        let partitions = Partitions { available: &available, count: 3 };
        let mut partitioner = RoundRobinPartitioner::default();
        let mut place = |topic: &str| partitioner.place(&topic.into(), &partitions).partition.0;
        assert_eq!([place("t"), place("t"), place("u"), place("t")], [2, 0, 2, 2]);
    }
}
