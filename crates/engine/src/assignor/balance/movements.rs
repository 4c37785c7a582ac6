//! Who gave which partition to whom: so that two members do not swap partitions of one topic.
//!
//! Source: `AbstractStickyAssignor.PartitionMovements`.

use crate::java::JavaHashSet;
use crate::quantity::{Text, TopicPartition};
use alloc::collections::BTreeMap;

/// From one member to another.
type Pair = (usize, usize);

/// The movements of a balancing.
#[derive(Default)]
pub(super) struct Movements {
    by_topic: BTreeMap<Text, BTreeMap<Pair, JavaHashSet<TopicPartition>>>,
    by_partition: BTreeMap<TopicPartition, Pair>,
}

impl Movements {
    /// Notes that `partition` goes from `old` to `new`. Back where it came from is no movement.
    pub(super) fn record(&mut self, partition: &TopicPartition, old: usize, new: usize) {
        let from = match self.by_partition.remove(partition) {
            None => Some(old),
            Some(earlier) => {
                self.forget(partition, earlier);
                Some(earlier.0).filter(|&first| first != new)
            }
        };
        let Some(from) = from else { return };
        let pairs = self.by_topic.entry(partition.topic.clone()).or_default();
        pairs.entry((from, new)).or_default().insert(partition.clone());
        self.by_partition.insert(partition.clone(), (from, new));
    }

    /// Which partition should go from `old` to `new` when `partition` could: one of the topic that
    /// went the other way before, if there is one.
    pub(super) fn instead_of(
        &self,
        partition: &TopicPartition,
        old: usize,
        new: usize,
    ) -> TopicPartition {
        let old = self.by_partition.get(partition).map_or(old, |earlier| earlier.0);
        let pairs = self.by_topic.get(&partition.topic);
        let reverse = pairs.and_then(|pairs| pairs.get(&(new, old)));
        reverse.and_then(|moved| moved.iter().next()).unwrap_or(partition).clone()
    }

    fn forget(&mut self, partition: &TopicPartition, pair: Pair) {
        let Some(pairs) = self.by_topic.get_mut(&partition.topic) else { return };
        if let Some(moved) = pairs.get_mut(&pair) {
            moved.remove(partition);
            if moved.is_empty() {
                pairs.remove(&pair);
            }
        }
        if pairs.is_empty() {
            self.by_topic.remove(&partition.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_that_went_the_other_way_goes_back_first() {
        let (p0, p1) = (TopicPartition::new("t", 0), TopicPartition::new("t", 1));
        let mut movements = Movements::default();
        assert_eq!(movements.instead_of(&p1, 2, 1), p1);
        movements.record(&p0, 1, 2);
        assert_eq!(movements.instead_of(&p1, 2, 1), p0);
        assert_eq!(movements.instead_of(&p1, 1, 2), p1, "the same way again");
        movements.record(&p0, 2, 1);
        assert_eq!(movements.instead_of(&p1, 2, 1), p1, "it is back, so nothing moved");
    }
}
