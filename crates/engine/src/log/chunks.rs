//! A sequence that is cheap to clone and cheap to grow afterwards: the store of a log.
//!
//! Items sit in leaves of 64, leaves in nodes of 64, both shared between clones; only the tail,
//! the node that is being filled and the list of nodes are copied on the first write after a
//! clone. A sealed leaf never changes and keeps its digest, so hashing does not read it again.
//! Invariants: no leaf and no node is empty; the tail is empty only if the whole sequence is.
//!
//! Chunks have nothing to do with Kafka's segments.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

const LEAF_ITEMS: usize = 64;
const NODE_LEAVES: usize = 64;

/// The sequence. Items are shared: `&Rc<T>` can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunked<T> {
    nodes: Rc<Vec<Rc<Node<T>>>>,
    tail: Rc<Vec<Rc<T>>>,
}

/// A place in a sequence, valid until the sequence changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// `nodes.len()` stands for the tail, in which `leaf` is 0.
    node: usize,
    leaf: usize,
    slot: usize,
}

/// Items from a place on.
#[derive(Debug)]
pub(crate) struct Iter<'a, T> {
    items: &'a Chunked<T>,
    cursor: Cursor,
}

#[derive(Debug, PartialEq, Eq)]
struct Node<T> {
    digest: u64,
    leaves: Vec<Rc<Leaf<T>>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Leaf<T> {
    digest: u64,
    items: Vec<Rc<T>>,
}

impl<T: Hash> Chunked<T> {
    /// Adds at the end.
    pub(crate) fn push(&mut self, item: Rc<T>) {
        if self.tail.len() == LEAF_ITEMS {
            self.seal();
        }
        Rc::make_mut(&mut self.tail).push(item);
    }

    fn seal(&mut self) {
        let leaf = Rc::new(Leaf::new(core::mem::take(Rc::make_mut(&mut self.tail))));
        let nodes = Rc::make_mut(&mut self.nodes);
        match nodes.last_mut() {
            Some(node) if node.leaves.len() < NODE_LEAVES => {
                let node = Rc::make_mut(node);
                node.digest = mix(node.digest, leaf.digest);
                node.leaves.push(leaf);
            }
            _ => nodes.push(Rc::new(Node::new([leaf].into()))),
        }
    }

    /// Removes the items at the front for which `gone` holds. It must hold for a prefix.
    pub(crate) fn drop_front(&mut self, gone: impl FnMut(&T) -> bool) {
        let Cursor { node, leaf, slot } = self.seek(gone);
        if (node, leaf, slot) == (0, 0, 0) {
            return;
        }
        let nodes = Rc::make_mut(&mut self.nodes);
        nodes.drain(..node);
        if let Some(first) = nodes.first_mut() {
            let mut leaves: Vec<_> = first.leaves.iter().skip(leaf).cloned().collect();
            if let Some(cut) = leaves.first_mut().filter(|_| slot > 0) {
                *cut = Rc::new(Leaf::new(cut.items.iter().skip(slot).cloned().collect()));
            }
            *first = Rc::new(Node::new(leaves));
        } else {
            Rc::make_mut(&mut self.tail).drain(..slot);
        }
    }

    /// Removes every item behind the prefix for which `kept` holds.
    pub(crate) fn drop_back(&mut self, kept: impl FnMut(&T) -> bool) {
        let Cursor { node, leaf, slot } = self.seek(kept);
        if node == self.nodes.len() {
            Rc::make_mut(&mut self.tail).truncate(slot);
        } else {
            let nodes = Rc::make_mut(&mut self.nodes);
            nodes.truncate(node + 1);
            if let Some(last) = nodes.pop() {
                let cut = last.leaves.get(leaf).map(|cut| cut.items.iter().take(slot));
                self.tail = Rc::new(cut.into_iter().flatten().cloned().collect());
                if leaf > 0 {
                    nodes
                        .push(Rc::new(Node::new(last.leaves.iter().take(leaf).cloned().collect())));
                }
            }
        }
        if self.tail.is_empty() {
            self.unseal();
        }
    }

    /// Makes the last leaf the tail.
    fn unseal(&mut self) {
        let nodes = Rc::make_mut(&mut self.nodes);
        let Some(last) = nodes.pop() else { return };
        if let Some((tail, leaves)) = last.leaves.split_last() {
            self.tail = Rc::new(tail.items.clone());
            if !leaves.is_empty() {
                nodes.push(Rc::new(Node::new(leaves.to_vec())));
            }
        }
    }
}

impl<T: Clone> Chunked<T> {
    /// The last item, to be changed.
    pub(crate) fn last_mut(&mut self) -> Option<&mut T> {
        if self.tail.is_empty() {
            return None; // Without copying: an empty tail is an empty sequence.
        }
        Rc::make_mut(&mut self.tail).last_mut().map(Rc::make_mut)
    }
}

impl<T> Chunked<T> {
    /// The first item.
    pub(crate) fn first(&self) -> Option<&Rc<T>> {
        self.iter().next()
    }

    /// The last item.
    pub(crate) fn last(&self) -> Option<&Rc<T>> {
        self.tail.last()
    }

    /// The first place at which `before` does not hold; it must hold for a prefix. O(log n).
    pub(crate) fn seek(&self, mut before: impl FnMut(&T) -> bool) -> Cursor {
        let mut all_before = |items: &[Rc<T>]| items.last().is_some_and(|item| before(item));
        let node = self
            .nodes
            .partition_point(|node| node.leaves.last().is_some_and(|leaf| all_before(&leaf.items)));
        let Some(found) = self.nodes.get(node) else {
            return Cursor { node, leaf: 0, slot: self.tail.partition_point(|item| before(item)) };
        };
        let leaf = found.leaves.partition_point(|leaf| all_before(&leaf.items));
        let items = found.leaves.get(leaf).map_or(&[][..], |leaf| &leaf.items);
        Cursor { node, leaf, slot: items.partition_point(|item| before(item)) }
    }

    /// The item at a place; `None` at the end.
    pub(crate) fn get(&self, cursor: Cursor) -> Option<&Rc<T>> {
        self.items_at(cursor)?.get(cursor.slot)
    }

    /// The item just before a place.
    pub(crate) fn before(&self, cursor: Cursor) -> Option<&Rc<T>> {
        let Cursor { node, leaf, slot } = cursor;
        if slot > 0 {
            return self.items_at(cursor)?.get(slot - 1);
        }
        let leaf = match leaf.checked_sub(1) {
            Some(leaf) => self.nodes.get(node)?.leaves.get(leaf),
            None => self.nodes.get(node.checked_sub(1)?)?.leaves.last(),
        };
        leaf?.items.last()
    }

    /// Every item.
    pub(crate) fn iter(&self) -> Iter<'_, T> {
        self.iter_from(Cursor { node: 0, leaf: 0, slot: 0 })
    }

    /// The items from a place on.
    pub(crate) fn iter_from(&self, cursor: Cursor) -> Iter<'_, T> {
        Iter { items: self, cursor }
    }

    fn items_at(&self, cursor: Cursor) -> Option<&Vec<Rc<T>>> {
        match self.nodes.get(cursor.node) {
            Some(node) => node.leaves.get(cursor.leaf).map(|leaf| &leaf.items),
            None => Some(&self.tail),
        }
    }
}

impl<T: Hash> Node<T> {
    fn new(leaves: Vec<Rc<Leaf<T>>>) -> Self {
        let digest = leaves.iter().fold(0, |digest, leaf| mix(digest, leaf.digest));
        Self { digest, leaves }
    }
}

impl<T: Hash> Leaf<T> {
    fn new(items: Vec<Rc<T>>) -> Self {
        let mut digest = Digest(0);
        items.hash(&mut digest);
        Self { digest: digest.finish(), items }
    }
}

impl<T> Clone for Node<T> {
    fn clone(&self) -> Self {
        Self { digest: self.digest, leaves: self.leaves.clone() }
    }
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { nodes: Rc::default(), tail: Rc::default() }
    }
}

impl<T: Hash> FromIterator<Rc<T>> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = Rc<T>>>(items: I) -> Self {
        let mut all = Self::default();
        items.into_iter().for_each(|item| all.push(item));
        all
    }
}

impl<T: Hash> Hash for Chunked<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.nodes.len());
        self.nodes.iter().for_each(|node| state.write_u64(node.digest));
        self.tail.hash(state);
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a Rc<T>;

    fn next(&mut self) -> Option<&'a Rc<T>> {
        let item = self.items.get(self.cursor)?;
        self.cursor.slot += 1;
        if let Some(node) = self.items.nodes.get(self.cursor.node) {
            if node.leaves.get(self.cursor.leaf).is_some_and(|l| l.items.len() == self.cursor.slot)
            {
                self.cursor.slot = 0;
                self.cursor.leaf += 1;
            }
            if self.cursor.leaf == node.leaves.len() {
                self.cursor.leaf = 0;
                self.cursor.node += 1;
            }
        }
        Some(item)
    }
}

impl<T> FusedIterator for Iter<'_, T> {}

/// A 64-bit digest that is the same on every machine: lengths count as 64 bits.
struct Digest(u64);

fn mix(digest: u64, word: u64) -> u64 {
    let product = (digest.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let word = eight.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte));
            self.0 = mix(self.0, word);
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = mix(self.0, number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(items: core::ops::Range<u64>) -> Chunked<u64> {
        items.map(Rc::new).collect()
    }

    fn digest(items: &Chunked<u64>) -> u64 {
        let mut digest = Digest(0);
        items.hash(&mut digest);
        digest.finish()
    }

    #[test]
    fn it_is_a_sequence_at_every_size() {
        for length in [0_u64, 1, 63, 64, 65, 128, 4096, 4097, 4160, 4161, 9000] {
            let items = sequence(0..length);
            assert!(items.iter().map(|item| **item).eq(0..length), "{length}");
            for cut in [0, 1, 63, 64, 65, 128, 4095, 4096, 4160, length / 2, length] {
                let cut = cut.min(length);
                let cursor = items.seek(|item| *item < cut);
                assert!(items.iter_from(cursor).map(|item| **item).eq(cut..length));
                assert_eq!(items.before(cursor).map(|item| **item), cut.checked_sub(1));

                let mut front = items.clone();
                front.drop_front(|item| *item < cut);
                assert!(front.iter().map(|item| **item).eq(cut..length), "{length} from {cut}");
                assert_eq!(front.last().is_some(), cut < length);

                let mut back = items.clone();
                back.drop_back(|item| *item < cut);
                assert!(back.iter().map(|item| **item).eq(0..cut), "{length} to {cut}");
                assert_eq!(back.last().map(|item| **item), cut.checked_sub(1));
                (cut..length).for_each(|item| back.push(Rc::new(item)));
                assert!(back == items && digest(&back) == digest(&items), "{length} again");
            }
        }
    }

    #[test]
    fn a_clone_shares_what_is_sealed() {
        let items = sequence(0..5000);
        let mut clone = items.clone();
        clone.push(Rc::new(5000));
        let shared = items.nodes.iter().zip(clone.nodes.iter()).filter(|(a, b)| Rc::ptr_eq(a, b));
        assert_eq!(shared.count(), items.nodes.len());
        assert!(items.iter().all(|item| **item < 5000), "the original is as it was");
    }

    #[test]
    fn the_digest_depends_on_every_item() {
        let items = sequence(0..300);
        let mut other: Vec<_> = items.iter().cloned().collect();
        if let Some(item) = other.get_mut(17) {
            *item = Rc::new(1000);
        }
        assert_ne!(digest(&items), digest(&other.into_iter().collect()));
    }
}
