//! Who really processed which record, and how often: loss and duplicates are counted, not claimed.
//!
//! The ledger belongs to no one in Kafka: it is what the applications did, seen from outside. A
//! consumer without a group has a column of its own.

use crate::quantity::{Offset, Text, Time, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How many offsets share one piece: a piece is what an entry after a clone copies.
const PIECE: i64 = 128;

/// Whose work a line of the ledger counts as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Every member of the group works for it.
    Group(Text),
    /// A consumer without `group.id` works for itself.
    Alone(Text),
}

/// One act of processing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The consumer.
    pub by: Text,
    /// When.
    pub at: Time,
}

type Piece = SortedMap<Offset, Vec<Entry>>;
type Pieces = SortedMap<i64, Rc<Piece>>;

/// All processing so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    accounts: SortedMap<(Account, TopicPartition), Rc<Pieces>>,
}

impl Ledger {
    /// Enters an act on each record that is taken from the answer, which tells how often it has been
    /// processed for that account.
    pub(super) fn enter(
        &mut self,
        account: Account,
        partition: TopicPartition,
        offsets: impl Iterator<Item = Offset>,
        entry: &Entry,
    ) -> impl Iterator<Item = (Offset, u32)> {
        let pieces = Rc::make_mut(self.accounts.entry((account, partition)).or_default());
        offsets.map(move |offset| {
            let piece = pieces.entry(offset.0.div_euclid(PIECE)).or_default();
            let entries = Rc::make_mut(piece).entry(offset).or_default();
            entries.push(entry.clone());
            (offset, u32::try_from(entries.len()).unwrap_or(u32::MAX))
        })
    }

    /// Every account that has processed something of a partition.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, &TopicPartition)> {
        self.accounts.keys().map(|(account, partition)| (account, partition))
    }

    /// What was done with one record for one account, in order.
    #[must_use]
    pub fn entries(
        &self,
        account: &Account,
        partition: &TopicPartition,
        offset: Offset,
    ) -> &[Entry] {
        let pieces = self.accounts.get(&(account.clone(), partition.clone()));
        let piece = pieces.and_then(|pieces| pieces.get(&offset.0.div_euclid(PIECE)));
        piece.and_then(|piece| piece.get(&offset)).map_or(&[], Vec::as_slice)
    }

    /// Every offset from `from` on that one account processed in a partition, with how often.
    pub fn times<'l>(
        &'l self,
        account: &Account,
        partition: &TopicPartition,
        from: Offset,
    ) -> impl Iterator<Item = (Offset, u32)> + use<'l> {
        let pieces = self.accounts.get(&(account.clone(), partition.clone()));
        let first = from.0.div_euclid(PIECE);
        let pieces = pieces.into_iter().flat_map(move |pieces| pieces.range(first..));
        let times = pieces.flat_map(|(_, piece)| {
            piece.iter().map(|(&offset, entries)| {
                (offset, u32::try_from(entries.len()).unwrap_or(u32::MAX))
            })
        });
        times.filter(move |(offset, _)| *offset >= from)
    }
}
