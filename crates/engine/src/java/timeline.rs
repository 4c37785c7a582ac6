//! Kafka's `TimelineHashMap`: where the group coordinator keeps its groups.
//!
//! Invariant: `entries` stands in Kafka's order at all times: slots ascending, and within a slot the
//! latest inserted first. Only the order is modelled; snapshots are clones of the world.
//!
//! Source: `server-common/…/timeline/BaseHashTable.java`, `SnapshottableHashTable.java`.

use super::JavaHash;
use alloc::vec::Vec;
use core::borrow::Borrow;

/// A `TimelineHashMap<K, V>`: `put` on a key that is there does not move it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimelineHashMap<K, V> {
    entries: Vec<(i32, K, V)>,
    length: u64,
}

const MIN_LENGTH: u64 = 2;
const MIX: i64 = -7_046_029_254_386_353_131;

impl<K: JavaHash + Eq, V> TimelineHashMap<K, V> {
    /// `new TimelineHashMap<>(registry, expectedSize)`.
    #[must_use]
    pub fn new(expected: usize) -> Self {
        let wanted = (expected as u64 * 4).div_ceil(3);
        Self { entries: Vec::new(), length: wanted.next_power_of_two().max(MIN_LENGTH) }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sets the value of `key` and returns the one before. Doubles the table first if it is due,
    /// whether or not the key is there.
    pub fn put(&mut self, key: K, value: V) -> Option<V> {
        if (self.entries.len() as u64 + 1) * 3 > self.length * 4 {
            self.double();
        }
        if let Some(held) = self.get_mut(&key) {
            return Some(core::mem::replace(held, value));
        }
        let hash = key.java_hash();
        let at = self.start_of_slot(hash);
        self.entries.insert(at, (hash, key, value));
        None
    }

    /// The value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| &self.entries[at].2)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| &mut self.entries[at].2)
    }

    /// Whether `key` is there.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).is_some()
    }

    /// Takes `key` out and returns its value. The table does not shrink.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| self.entries.remove(at).2)
    }

    /// The entries in Kafka's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> + Clone {
        self.entries.iter().map(|(_, key, value)| (key, value))
    }

    /// The entries in Kafka's order, values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&K, &mut V)> {
        self.entries.iter_mut().map(|(_, key, value)| (&*key, value))
    }

    /// The keys in Kafka's order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + Clone {
        self.entries.iter().map(|(_, key, _)| key)
    }

    /// The values in Kafka's order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + Clone {
        self.entries.iter().map(|(_, _, value)| value)
    }

    /// Doubles the table. A slot splits in two neighbours, each in its old order, so an entry moves
    /// past others of its old slot alone.
    fn double(&mut self) {
        self.length *= 2;
        let length = self.length;
        for end in 1..self.entries.len() {
            let mut at = end;
            let own = slot(self.entries[at].0, length);
            while at > 0 && slot(self.entries[at - 1].0, length) > own {
                self.entries.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    fn start_of_slot(&self, hash: i32) -> usize {
        let wanted = slot(hash, self.length);
        self.entries.partition_point(|(other, _, _)| slot(*other, self.length) < wanted)
    }

    fn find<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        let hash = key.java_hash();
        let start = self.start_of_slot(hash);
        let wanted = slot(hash, self.length);
        let same = self.entries[start..].iter();
        let same = same.take_while(|(other, _, _)| slot(*other, self.length) == wanted);
        let mut found = same.zip(start..).filter(|((_, held, _), _)| held.borrow() == key);
        found.next().map(|(_, at)| at)
    }
}

impl<K: JavaHash + Eq, V> Default for TimelineHashMap<K, V> {
    fn default() -> Self {
        Self::new(0)
    }
}

/// The slot of a hash in a table of `length`, a power of two of at least 2: the top bits.
fn slot(hash: i32, length: u64) -> u64 {
    let mixed = i64::from(hash).wrapping_mul(MIX) as u64;
    mixed >> (64 - length.trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_inserted_stands_first_in_its_slot() {
        let mut map = TimelineHashMap::new(0);
        map.put("Aa", 1);
        map.put("BB", 2);
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), ["BB", "Aa"], "one hash, one slot");
        assert_eq!(map.put("Aa", 3), Some(1));
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), ["BB", "Aa"]);
        assert_eq!(map.remove("Aa"), Some(3));
        map.put("Aa", 4);
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), ["Aa", "BB"]);
    }
}
