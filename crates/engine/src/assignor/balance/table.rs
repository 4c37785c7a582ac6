//! A group's partitions by number: all that exist, then those that are claimed and do not exist.

use super::super::Group;
use crate::java::{JavaHash, compare_strings};
use crate::quantity::{PartitionId, Text, TopicPartition};
use crate::sort::sort_by;
use alloc::vec::Vec;

/// Numbers for partitions, and what is known of each.
pub(super) struct Table {
    entries: Vec<Entry>,
    /// By topic: the number of its first partition.
    starts: Vec<usize>,
    existing: usize,
}

/// A partition's number with its Java hash code, for sets whose order matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hashed {
    pub(super) number: usize,
    hash: i32,
}

struct Entry {
    name: Text,
    topic: usize,
    /// The topic's place in the order of names.
    rank: usize,
    partition: i32,
}

impl Table {
    pub(super) fn new(group: &Group<'_>) -> Self {
        let mut by_name: Vec<usize> = (0..group.topics.len()).collect();
        let name = |topic: usize| group.topics[topic].name;
        sort_by(&mut by_name, |&left, &right| compare_strings(name(left), name(right)));
        let mut table = Self { entries: Vec::new(), starts: Vec::new(), existing: 0 };
        for (topic, facts) in group.topics.iter().enumerate() {
            table.starts.push(table.entries.len());
            let rank = by_name.iter().position(|&other| other == topic).unwrap_or(0);
            for partition in 0..facts.facts.partitions {
                table.entries.push(Entry { name: facts.name.clone(), topic, rank, partition });
            }
        }
        table.existing = table.entries.len();
        table
    }

    /// The number of `partition`, a new one if it does not exist; `None` if its topic does not.
    pub(super) fn number(&mut self, group: &Group<'_>, of: &TopicPartition) -> Option<usize> {
        let topic = group.topics.iter().position(|topic| *topic.name == of.topic)?;
        let partition = of.partition.0;
        if (0..group.topics[topic].facts.partitions).contains(&partition) {
            return Some(self.starts[topic] + usize::try_from(partition).ok()?);
        }
        let is_it = |entry: &Entry| entry.topic == topic && entry.partition == partition;
        if let Some(at) = self.entries[self.existing..].iter().position(is_it) {
            return Some(self.existing + at);
        }
        // The topic has a partition, so its first entry knows the name and its rank.
        let rank = self.entries[self.starts[topic]].rank;
        self.entries.push(Entry { name: of.topic.clone(), topic, rank, partition });
        Some(self.entries.len() - 1)
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The numbers of all partitions that exist, topic by topic.
    pub(super) fn existing(&self) -> Vec<usize> {
        (0..self.existing).collect()
    }

    pub(super) fn topic(&self, number: usize) -> usize {
        self.entries[number].topic
    }

    pub(super) fn partition(&self, number: usize) -> i32 {
        self.entries[number].partition
    }

    /// What sorts by topic, then by number in the topic.
    pub(super) fn by_topic(&self, number: usize) -> (usize, i32) {
        (self.entries[number].rank, self.entries[number].partition)
    }

    pub(super) fn hashed(&self, number: usize) -> Hashed {
        Hashed { number, hash: self.name(number).java_hash() }
    }

    pub(super) fn name(&self, number: usize) -> TopicPartition {
        let entry = &self.entries[number];
        TopicPartition { topic: entry.name.clone(), partition: PartitionId(entry.partition) }
    }
}

impl JavaHash for Hashed {
    fn java_hash(&self) -> i32 {
        self.hash
    }
}
