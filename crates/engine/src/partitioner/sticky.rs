//! The keyless partitioner: one partition until a batch's worth of bytes went there, then another.
//!
//! Which other is a matter of a random number: uniform, or weighted by how short the queues are.
//!
//! Source: `clients/…/producer/internals/BuiltInPartitioner.java`; KIP-794.

use super::Partitions;
use crate::quantity::PartitionId;
use alloc::vec::Vec;

/// The sticky partition of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StickyPartitioner {
    /// `batch.size`, at least 1.
    batch_size: usize,
    current: Option<StickyPartition>,
    /// Weights by which the next one is chosen, running sums with their partitions.
    weights: Option<Vec<(i32, PartitionId)>>,
}

/// Where records without a key go at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StickyPartition {
    /// How it was chosen.
    pub choice: StickyChoice,
    /// Bytes by which batches of this partition have grown since.
    pub produced_bytes: usize,
}

/// How a sticky partition was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StickyChoice {
    /// The random number, not negative.
    pub random: i32,
    /// What its remainder was taken of: the number of partitions, or the sum of the weights.
    pub modulus: i32,
    /// Weighted by queue length (adaptive), rather than uniform.
    pub weighted: bool,
    /// The choice.
    pub partition: PartitionId,
}

/// How many batches wait for each partition that may be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// Partitions and the lengths of their queues.
    pub queues: &'a [(PartitionId, i32)],
    /// How many partitions have a queue at all, those left out of `queues` too.
    pub all: usize,
}

impl StickyPartitioner {
    /// Nothing chosen yet. A `batch_size` of 0 counts as 1.
    #[must_use]
    pub fn new(batch_size: usize) -> Self {
        Self { batch_size: batch_size.max(1), current: None, weights: None }
    }

    /// The present partition, if there is one.
    #[must_use]
    pub const fn current(&self) -> Option<&StickyPartition> {
        self.current.as_ref()
    }

    /// The present partition; takes a random number if there is none.
    pub fn peek(
        &mut self,
        partitions: &Partitions<'_>,
        random: &mut dyn FnMut() -> i32,
    ) -> PartitionId {
        if let Some(current) = &self.current {
            return current.choice.partition;
        }
        self.switch(partitions, random).partition
    }

    /// Counts bytes that went to the present partition, and chooses the next one if it is time: a
    /// batch's worth and `may_switch`, or two. True if it chose; it may have chosen the same again.
    pub fn count(
        &mut self,
        appended_bytes: usize,
        may_switch: bool,
        partitions: &Partitions<'_>,
        random: &mut dyn FnMut() -> i32,
    ) -> bool {
        let Some(current) = &mut self.current else { return false };
        current.produced_bytes += appended_bytes;
        let produced = current.produced_bytes;
        let due = produced >= self.batch_size && may_switch || produced >= self.batch_size * 2;
        if due {
            self.switch(partitions, random);
        }
        due
    }

    /// Learns how long the queues are; `None`: the next choices are uniform.
    pub fn set_load(&mut self, load: Option<Load<'_>>) {
        self.weights = load.and_then(weights);
    }

    fn switch(
        &mut self,
        partitions: &Partitions<'_>,
        random: &mut dyn FnMut() -> i32,
    ) -> StickyChoice {
        let random = random() & i32::MAX;
        let choice = match &self.weights {
            Some(weights) => {
                let modulus = weights.last().map_or(1, |(sum, _)| *sum).max(1);
                let at = weights.partition_point(|(sum, _)| *sum <= random % modulus);
                let partition = weights.get(at).map_or(PartitionId(0), |(_, partition)| *partition);
                StickyChoice { random, modulus, weighted: true, partition }
            }
            None => {
                let (partition, modulus) = partitions.pick(random);
                StickyChoice { random, modulus, weighted: false, partition }
            }
        };
        self.current = Some(StickyPartition { choice, produced_bytes: 0 });
        choice
    }
}

/// Running sums of `longest + 1 - length`; none where weights would make no difference.
fn weights(load: Load<'_>) -> Option<Vec<(i32, PartitionId)>> {
    let (_, first) = *load.queues.first()?;
    let lengths = load.queues.iter().map(|&(_, length)| length);
    let longest = lengths.clone().max().unwrap_or(first);
    let all_equal = lengths.clone().all(|length| length == first);
    if load.all < 2 || all_equal && load.queues.len() == load.all {
        return None;
    }
    let mut sum = 0;
    let sums = load.queues.iter().map(|&(partition, length)| {
        sum += longest + 1 - length;
        (sum, partition)
    });
    Some(sums.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: [PartitionId; 3] = [PartitionId(1), PartitionId(0), PartitionId(2)];

    #[test]
    fn stays_for_a_batch_and_no_longer_than_two() {
        let partitions = Partitions { available: &THREE, count: 3 };
        let mut numbers = [0, 1, 2].into_iter();
        let mut random = || numbers.next().unwrap_or(0);
        let mut sticky = StickyPartitioner::new(100);
        assert_eq!(sticky.peek(&partitions, &mut random), PartitionId(1));
        assert!(!sticky.count(99, true, &partitions, &mut random));
        assert!(!sticky.count(1, false, &partitions, &mut random), "its batch is not full");
        assert!(sticky.count(0, true, &partitions, &mut random));
        assert_eq!(sticky.peek(&partitions, &mut random), PartitionId(0));
        assert!(sticky.count(200, false, &partitions, &mut random), "two batches' worth");
        assert_eq!(sticky.peek(&partitions, &mut random), PartitionId(2));
    }

    #[test]
    fn short_queues_are_chosen_more_often() {
        let queues = [(PartitionId(0), 0), (PartitionId(1), 3), (PartitionId(2), 1)];
        let sums = weights(Load { queues: &queues, all: 3 });
        let expected = [(4, PartitionId(0)), (5, PartitionId(1)), (8, PartitionId(2))];
        assert_eq!(sums.as_deref(), Some(expected.as_slice()));
        assert_eq!(weights(Load { queues: &[(PartitionId(0), 2); 3], all: 3 }), None);
        assert_eq!(weights(Load { queues: &queues[..1], all: 1 }), None);
    }
}
