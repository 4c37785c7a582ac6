//! Who gave which partition to whom: so that two members do not swap partitions of one topic.
//!
//! Source: `AbstractStickyAssignor.PartitionMovements`.

use super::table::{Hashed, Table};
use crate::java::JavaHashSet;
use alloc::vec::Vec;

/// The movements of a balancing.
#[derive(Default)]
pub(super) struct Movements {
    /// What moved in which topic from whom to whom: a hash set, whose first is asked for.
    moved: Vec<(Movement, JavaHashSet<Hashed>)>,
    /// By partition: from whom to whom it moved so far.
    by_partition: Vec<(usize, Movement)>,
}

/// Partitions of a topic, from one member to another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Movement {
    topic: usize,
    from: usize,
    to: usize,
}

impl Movements {
    /// Notes that `partition` goes from `old` to `new`. Back where it came from is no movement.
    pub(super) fn record(&mut self, table: &Table, partition: usize, old: usize, new: usize) {
        let hashed = table.hashed(partition);
        let mut from = old;
        if let Some(at) = self.by_partition.iter().position(|(it, _)| *it == partition) {
            let (_, earlier) = self.by_partition.remove(at);
            self.forget(&hashed, earlier);
            if earlier.from == new {
                return;
            }
            from = earlier.from;
        }
        let movement = Movement { topic: table.topic(partition), from, to: new };
        self.by_partition.push((partition, movement));
        match self.moved.iter_mut().find(|(it, _)| *it == movement) {
            Some((_, moved)) => drop(moved.insert(hashed)),
            None => {
                let mut moved = JavaHashSet::new();
                moved.insert(hashed);
                self.moved.push((movement, moved));
            }
        }
    }

    /// Which partition should go from `old` to `new` when `partition` could, if not that one: one
    /// of the topic that went the other way before.
    pub(super) fn instead_of(
        &self,
        table: &Table,
        partition: usize,
        old: usize,
        new: usize,
    ) -> Option<usize> {
        let earlier = self.by_partition.iter().find(|(it, _)| *it == partition);
        let old = earlier.map_or(old, |(_, earlier)| earlier.from);
        let back = Movement { topic: table.topic(partition), from: new, to: old };
        let (_, moved) = self.moved.iter().find(|(it, _)| *it == back)?;
        moved.iter().next().map(|hashed| hashed.number)
    }

    fn forget(&mut self, hashed: &Hashed, movement: Movement) {
        for (_, moved) in self.moved.iter_mut().filter(|(it, _)| *it == movement) {
            moved.remove(hashed);
        }
        self.moved.retain(|(_, moved)| !moved.is_empty());
    }
}
