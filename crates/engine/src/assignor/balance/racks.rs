//! Which members are near which partitions.

use super::super::Group;
use crate::quantity::{Text, TopicPartition};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// The racks of a group (`RackInfo`).
pub(super) struct Racks {
    /// Whether racks are looked at: some member is near, and not every partition is in every rack.
    pub(super) matter: bool,
    consumers: Vec<Option<Text>>,
    partitions: BTreeMap<TopicPartition, BTreeSet<Text>>,
    /// How many members are near each partition; known if any member has a rack.
    near: BTreeMap<TopicPartition, usize>,
}

impl Racks {
    pub(super) fn new(group: &Group<'_>) -> Self {
        let mut consumers: Vec<Option<Text>> =
            group.members.iter().map(|member| member.rack().cloned()).collect();
        let mut by_rack: BTreeMap<&Text, usize> = BTreeMap::new();
        for rack in consumers.iter().flatten() {
            *by_rack.entry(rack).or_default() += 1;
        }
        let mut partitions = BTreeMap::new();
        if !by_rack.is_empty() {
            for topic in &group.topics {
                for partition in topic.all() {
                    let racks = topic.racks(partition.partition.0).iter().cloned();
                    partitions.insert(partition, racks.collect::<BTreeSet<Text>>());
                }
            }
        }
        let all: BTreeSet<&Text> = partitions.values().flatten().collect();
        let some_near = by_rack.keys().any(|rack| all.contains(rack));
        let matter =
            some_near && partitions.values().any(|racks| !racks.iter().eq(all.iter().copied()));
        let count =
            |racks: &BTreeSet<Text>| racks.iter().filter_map(|rack| by_rack.get(rack)).sum();
        let near =
            partitions.iter().map(|(partition, racks)| (partition.clone(), count(racks))).collect();
        if !matter {
            consumers.fill(None);
            partitions.clear();
        }
        Self { matter, consumers, partitions, near }
    }

    /// The member has a rack, and the partition is not in it.
    pub(super) fn mismatch(&self, consumer: usize, partition: &TopicPartition) -> bool {
        self.consumers[consumer].is_some() && !self.is_near(consumer, partition)
    }

    /// The member has a rack, and the partition is in it.
    pub(super) fn is_near(&self, consumer: usize, partition: &TopicPartition) -> bool {
        let Some(rack) = &self.consumers[consumer] else { return false };
        self.partitions.get(partition).is_some_and(|racks| racks.contains(rack))
    }

    /// Sorts partitions that few members are near before others.
    pub(super) fn scarcest_first(&self, partitions: &mut [TopicPartition]) {
        partitions.sort_by_key(|partition| self.near.get(partition).copied().unwrap_or(0));
    }

    /// Where in `consumers`, from `first` on and around, the next one near `partition` stands.
    pub(super) fn next_near(
        &self,
        partition: &TopicPartition,
        consumers: &[usize],
        first: usize,
    ) -> Option<usize> {
        let around = (0..consumers.len()).map(|turn| (first + turn) % consumers.len());
        around.into_iter().find(|&at| self.is_near(consumers[at], partition))
    }
}
