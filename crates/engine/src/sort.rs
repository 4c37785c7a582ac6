//! A stable sort that is small: one for all types, where the standard library has one for each.
//!
//! The engine's lists are short, and the page pays for each copy of a sort by the byte.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Sorts `list`; equal items keep their order.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = sorted(list.len(), &mut |left, right| compare(&list[left], &list[right]));
    // Item `order[at]` belongs at `at`; it may have been swapped away from there, step by step.
    for at in 0..list.len() {
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        list.swap(at, from);
    }
}

/// Sorts by a key.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |left, right| key(left).cmp(&key(right)));
}

/// The numbers below `len` in the order of `compare`: a merge sort from the bottom up.
fn sorted(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut merged = Vec::with_capacity(len);
    let mut width = 1;
    while width < len {
        merged.clear();
        for pair in order.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut l, mut r) = (0, 0);
            while l < left.len() || r < right.len() {
                let takes_right = r < right.len()
                    && (l == left.len() || compare(right[r], left[l]) == Ordering::Less);
                if takes_right {
                    merged.push(right[r]);
                    r += 1;
                } else {
                    merged.push(left[l]);
                    l += 1;
                }
            }
        }
        core::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn agrees_with_the_standard_library_and_is_stable() {
        let mut random = Random::new(7);
        for len in 0..70 {
            let mut ours: Vec<(u64, usize)> = (0..len).map(|at| (random.bits() % 9, at)).collect();
            let mut theirs = ours.clone();
            sort_by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(ours, theirs, "{len} items");
        }
    }
}
