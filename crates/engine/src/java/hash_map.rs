//! `java.util.HashMap` and `HashSet`, with Java's iteration order.
//!
//! Invariant: `entries` stands in Java's order at all times: buckets ascending, and within a bucket
//! in order of insertion. So iteration is a slice, and equal maps are equal as data.
//!
//! Smaller than Java: a bucket never becomes a tree. Java makes one of nine keys that share one of
//! 64 or more buckets, and its order there differs.

use super::JavaHash;
use alloc::vec::Vec;
use core::borrow::Borrow;

/// A `HashMap<K, V>`: `put` on a key that is there does not move it, `remove` does not shrink.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JavaHashMap<K, V> {
    entries: Vec<Entry<K, V>>,
    table: Table,
}

/// A `HashSet<K>`: the keys of a [`JavaHashMap`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JavaHashSet<K>(JavaHashMap<K, ()>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry<K, V> {
    spread: u32,
    key: K,
    value: V,
}

/// The bucket array: Java makes it at the first put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Table {
    Unmade { wanted: u32 },
    Made { length: u32 },
}

const DEFAULT_LENGTH: u32 = 16;
const MAX_LENGTH: u32 = 1 << 30;
/// A bucket that already holds this many is turned into a tree, or the table is doubled.
const TREEIFY_THRESHOLD: usize = 8;
const MIN_TREEIFY_LENGTH: u32 = 64;

impl<K: JavaHash + Eq, V> JavaHashMap<K, V> {
    /// `new HashMap<>()`.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), table: Table::Unmade { wanted: DEFAULT_LENGTH } }
    }

    /// `new HashMap<>(initialCapacity)`: the next power of two is the table's first length.
    #[must_use]
    pub fn with_capacity(initial: usize) -> Self {
        Self { entries: Vec::new(), table: Table::Unmade { wanted: length_for(initial) } }
    }

    /// `new HashMap<>(map)`: sized as Java sizes it, then filled in the order given.
    #[must_use]
    pub fn copy_of(entries: impl ExactSizeIterator<Item = (K, V)>) -> Self {
        let count = entries.len();
        let mut map = if count == 0 { Self::new() } else { Self::with_capacity(count * 4 / 3 + 1) };
        for (key, value) in entries {
            map.put(key, value);
        }
        map
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

    /// The length of the bucket array, 0 before the first put.
    #[must_use]
    pub fn table_length(&self) -> u32 {
        match self.table {
            Table::Unmade { .. } => 0,
            Table::Made { length } => length,
        }
    }

    /// Sets the value of `key` and returns the one before.
    pub fn put(&mut self, key: K, value: V) -> Option<V> {
        if let Some(held) = self.get_mut(&key) {
            return Some(core::mem::replace(held, value));
        }
        self.insert_absent(key, value);
        None
    }

    /// The value of `key`; `make` is asked for one if there is none (`computeIfAbsent`).
    pub fn get_or_put(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.find(&key) {
            Some(at) => at,
            None => self.insert_absent(key, make()),
        };
        &mut self.entries[at].value
    }

    /// The value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| &self.entries[at].value)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| &mut self.entries[at].value)
    }

    /// Whether `key` is there.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).is_some()
    }

    /// Takes `key` out and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.find(key).map(|at| self.entries.remove(at).value)
    }

    /// Takes out every entry that `keep` refuses.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain_mut(|entry| keep(&entry.key, &mut entry.value));
    }

    /// Takes everything out; the table keeps its length.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// The entries in Java's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|entry| (&entry.key, &entry.value))
    }

    /// Takes the map apart, in Java's order.
    pub fn into_entries(self) -> impl ExactSizeIterator<Item = (K, V)> {
        self.entries.into_iter().map(|entry| (entry.key, entry.value))
    }

    /// The entries in Java's order, values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&K, &mut V)> {
        self.entries.iter_mut().map(|entry| (&entry.key, &mut entry.value))
    }

    /// The keys in Java's order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|entry| &entry.key)
    }

    /// The values in Java's order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|entry| &entry.value)
    }

    /// The values in Java's order, to be changed.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> {
        self.entries.iter_mut().map(|entry| &mut entry.value)
    }

    fn find<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        let spread = spread(key.java_hash());
        let bucket = self.bucket(spread);
        let start = self.entries.partition_point(|entry| self.bucket(entry.spread) < bucket);
        let same = self.entries[start..].iter();
        let same = same.take_while(|entry| self.bucket(entry.spread) == bucket);
        let mut found = same.zip(start..).filter(|(entry, _)| entry.key.borrow() == key);
        found.next().map(|(_, at)| at)
    }

    /// Puts a key that is not there; returns where it stands.
    fn insert_absent(&mut self, key: K, value: V) -> usize {
        if let Table::Unmade { wanted } = self.table {
            self.table = Table::Made { length: wanted };
        }
        let spread = spread(key.java_hash());
        let bucket = self.bucket(spread);
        let end = self.entries.partition_point(|entry| self.bucket(entry.spread) <= bucket);
        let before = self.entries[..end].iter().rev();
        let sharing = before.take_while(|entry| self.bucket(entry.spread) == bucket).count();
        self.entries.insert(end, Entry { spread, key, value });
        let length = self.table_length();
        if sharing >= TREEIFY_THRESHOLD && length < MIN_TREEIFY_LENGTH {
            self.double();
        }
        if self.entries.len() * 4 > self.table_length() as usize * 3 {
            self.double();
        }
        if self.table_length() == length {
            return end;
        }
        // The newest entry of its bucket is the last one there.
        let bucket = self.bucket(spread);
        self.entries.partition_point(|entry| self.bucket(entry.spread) <= bucket) - 1
    }

    /// Doubles the table. A bucket splits in two, each half in its old order: what stays comes
    /// first, since it keeps its number, then what moves to a bucket of the new half.
    fn double(&mut self) {
        let length = self.table_length();
        if length < MAX_LENGTH {
            self.table = Table::Made { length: length * 2 };
            let old = core::mem::take(&mut self.entries);
            let mut moved = Vec::new();
            for entry in old {
                let stays = entry.spread & length == 0;
                if stays { self.entries.push(entry) } else { moved.push(entry) }
            }
            self.entries.append(&mut moved);
        }
    }

    fn bucket(&self, spread: u32) -> u32 {
        spread & self.table_length().saturating_sub(1)
    }
}

impl<K: JavaHash + Eq> JavaHashSet<K> {
    /// `new HashSet<>()`.
    #[must_use]
    pub const fn new() -> Self {
        Self(JavaHashMap::new())
    }

    /// `new HashSet<>(collection)`: sized as Java sizes it, then filled in the order given.
    #[must_use]
    pub fn copy_of(keys: impl ExactSizeIterator<Item = K>) -> Self {
        let capacity = (keys.len() * 4 / 3 + 1).max(DEFAULT_LENGTH as usize);
        let mut set = Self(JavaHashMap::with_capacity(capacity));
        set.extend(keys);
        set
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds `key`; false if it was there, and then it keeps its place.
    pub fn insert(&mut self, key: K) -> bool {
        self.0.put(key, ()).is_none()
    }

    /// Whether `key` is there.
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.0.contains_key(key)
    }

    /// Takes `key` out; false if it was not there.
    pub fn remove<Q>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: JavaHash + Eq + ?Sized,
    {
        self.0.remove(key).is_some()
    }

    /// The keys in Java's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &K> + DoubleEndedIterator + Clone {
        self.0.keys()
    }
}

impl<K: JavaHash + Eq> Extend<K> for JavaHashSet<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<K: JavaHash + Eq, V> Default for JavaHashMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: JavaHash + Eq> Default for JavaHashSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

/// `HashMap.hash`: the high half is folded into the low one, which the bucket is taken from.
fn spread(hash: i32) -> u32 {
    let hash = hash as u32;
    hash ^ (hash >> 16)
}

/// `HashMap.tableSizeFor`.
fn length_for(capacity: usize) -> u32 {
    let capacity = u32::try_from(capacity).unwrap_or(MAX_LENGTH);
    capacity.min(MAX_LENGTH).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(keys: impl IntoIterator<Item = i32>) -> JavaHashMap<i32, ()> {
        let mut map = JavaHashMap::new();
        for key in keys {
            map.put(key, ());
        }
        map
    }

    #[test]
    fn buckets_ascend_and_keep_insertion_order() {
        let map = numbers([33, 17, 1, 16, 0, 32, 48, 5]);
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), [16, 0, 32, 48, 33, 17, 1, 5]);
        assert_eq!(map.table_length(), 16);
    }

    #[test]
    fn the_thirteenth_key_doubles_the_table() {
        let map = numbers([0, 16, 1, 17, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(map.table_length(), 32);
        assert_eq!(map.keys().copied().collect::<Vec<_>>()[11..], [16, 17]);
    }

    #[test]
    fn nine_keys_in_one_bucket_double_a_small_table() {
        let map = numbers((0..9).map(|key| key * 16));
        assert_eq!(map.table_length(), 32);
    }

    #[test]
    fn putting_again_keeps_the_place_and_removing_loses_it() {
        let mut map = numbers([0, 16, 32]);
        assert_eq!(map.put(0, ()), Some(()));
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), [0, 16, 32]);
        assert_eq!(map.remove(&0), Some(()));
        assert_eq!(map.remove(&0), None);
        *map.get_or_put(0, || ()) = ();
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), [16, 32, 0]);
    }
}
