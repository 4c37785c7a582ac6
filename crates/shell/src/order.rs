//! Sorting for lists that people read: small code, each list put together in its order.
//!
//! The standard library's sorts are fast and large, once for every type sorted; what a tool prints
//! has at most some thousand rows.

use engine::sorted::SortedMap;
use std::cmp::Ordering;

/// The items in order; equal ones keep theirs.
pub(crate) fn in_order<T>(
    items: impl IntoIterator<Item = T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut ordered: Vec<T> = Vec::new();
    for item in items {
        let at = ordered.partition_point(|known| compare(known, &item) != Ordering::Greater);
        ordered.insert(at, item);
    }
    ordered
}

/// A map of these entries; the last of equal keys stays.
pub(crate) fn by_key<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> SortedMap<K, V> {
    let mut map = SortedMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let items = [(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        let ordered = in_order(items, |one, other| one.0.cmp(&other.0));
        assert_eq!(ordered, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
    }
}
