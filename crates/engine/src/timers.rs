//! A keyed queue of deadlines that is part of the state.
//!
//! Invariant: a key stands in the queue at most once. Ties go by order of scheduling, and setting
//! a key again counts as scheduling it anew.

use crate::quantity::Time;
use crate::sorted::SortedMap;

/// Deadlines by key. `K` says whose and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timers<K> {
    queue: SortedMap<(Time, u64), K>,
    places: SortedMap<K, (Time, u64)>,
}

impl<K> Default for Timers<K> {
    fn default() -> Self {
        Self { queue: SortedMap::new(), places: SortedMap::new() }
    }
}

impl<K: Ord + Clone> Timers<K> {
    /// Sets `key` to fall due at `at`; `sequence` is the world's count of schedulings.
    pub fn set(&mut self, key: K, at: Time, sequence: u64) {
        self.cancel(&key);
        self.places.insert(key.clone(), (at, sequence));
        self.queue.insert((at, sequence), key);
    }

    /// Takes `key` out; nothing happens if it is not there.
    pub fn cancel(&mut self, key: &K) {
        if let Some(place) = self.places.remove(key) {
            self.queue.remove(&place);
        }
    }

    /// When `key` falls due.
    #[must_use]
    pub fn at(&self, key: &K) -> Option<Time> {
        self.places.get(key).map(|&(at, _)| at)
    }

    /// The next to fall due, with its place among all that is scheduled.
    #[must_use]
    pub fn next(&self) -> Option<(Time, u64, &K)> {
        self.queue.first_key_value().map(|(&(at, sequence), key)| (at, sequence, key))
    }

    /// All of them, in the order in which they fall due.
    pub fn iter(&self) -> impl Iterator<Item = (Time, u64, &K)> {
        self.queue.iter().map(|(&(at, sequence), key)| (at, sequence, key))
    }

    /// Takes out every key that `gone` names.
    pub fn cancel_if(&mut self, gone: impl Fn(&K) -> bool) {
        self.queue.retain(|_, key| !gone(key));
        self.places.retain(|key, _| !gone(key));
    }
}
