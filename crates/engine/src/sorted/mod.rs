//! Maps and sets as sorted vectors: what stands in a world is small, and so is this code.
//!
//! Invariant: keys rise strictly. The names and meanings of the methods are those of the standard
//! library's `BTreeMap` and `BTreeSet`; a tree would cost the page a third of its first load. Adding
//! behind the last key is O(1), elsewhere O(n): where thousands of keys come in any order, use a
//! tree.

mod map;
mod set;

pub use map::{Entry, Iter, IterMut, SortedMap};
pub use set::{SetIter, SortedSet};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use alloc::collections::BTreeMap;

    #[test]
    fn does_what_a_tree_does() {
        let mut random = Random::new(7);
        let mut map: SortedMap<i32, i32> = SortedMap::new();
        let mut tree: BTreeMap<i32, i32> = BTreeMap::new();
        for _ in 0..4_000 {
            let (key, value) = (random.positive() % 64, random.positive());
            match random.positive() % 8 {
                0 | 1 => assert_eq!(map.remove(&key), tree.remove(&key)),
                2 => {
                    assert_eq!(*map.entry(key).or_insert(value), *tree.entry(key).or_insert(value))
                }
                3 => assert!(map.range(key..=key + 9).eq(tree.range(key..=key + 9))),
                4 => assert!(map.range(..key).next_back() == tree.range(..key).next_back()),
                5 if key > 60 => {
                    assert!(map.split_off(&key).into_iter().eq(tree.split_off(&key)));
                }
                _ => assert_eq!(map.insert(key, value), tree.insert(key, value)),
            }
            assert_eq!(map.get(&key), tree.get(&key));
            assert!(map.iter().eq(tree.iter()));
        }
        assert!(map.len() > 10, "the walk met a map worth the name");
    }
}
