//! Which transactions are undecided, and which were aborted: what a `read_committed` reader needs.
//!
//! Source: `storage/…/log/ProducerStateManager.java`, `TransactionIndex.java`,
//! `UnifiedLog#maybeIncrementFirstUnstableOffset`; KIP-98.

use crate::log::batch::{Batch, ControlType};
use crate::log::partition_log::PartitionLog;
use crate::log::producer_state::TransactionChange;
use crate::quantity::Offset;
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// The transactions of one partition that hold the last stable offset back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Transactions {
    /// Open ones: first offset → producer.
    pub(crate) ongoing: SortedMap<Offset, i64>,
    /// Ended ones whose marker is not below the high watermark: first offset → marker.
    pub(crate) unreplicated: SortedMap<Offset, Offset>,
    /// The first unstable offset when it was last looked for: a truncation does not.
    first_unstable: Option<Offset>,
}

/// An aborted transaction: what a `read_committed` consumer must drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AbortedTransaction {
    /// Whose.
    pub producer_id: i64,
    /// Where it began.
    pub first_offset: Offset,
    /// Where its marker is.
    pub last_offset: Offset,
    /// Every offset below this was decided when the marker was written.
    pub last_stable_offset: Offset,
}

/// A transaction without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpenTransaction {
    /// Whose.
    pub producer_id: i64,
    /// Where it began.
    pub first_offset: Offset,
}

impl Transactions {
    /// The first offset that is not decided, or decided only above the high watermark.
    fn look_for_first_unstable(&self) -> Option<Offset> {
        let first = |offset: Option<&Offset>| offset.copied();
        let ongoing = first(self.ongoing.keys().next());
        let unreplicated = first(self.unreplicated.keys().next());
        ongoing.into_iter().chain(unreplicated).min()
    }

    /// Forgets the ended transactions whose marker is below `offset`.
    pub(crate) fn forget_decided(&mut self, offset: Offset) {
        self.unreplicated.retain(|_, marker| *marker >= offset);
    }
}

impl PartitionLog {
    /// The last stable offset (LSO): everything below it is decided. A `read_committed` reader
    /// stops here, so one open transaction holds back what others wrote after it.
    ///
    /// Never above the high watermark. It may lie below the log start offset, inside the batch
    /// that holds it.
    #[must_use]
    pub fn last_stable_offset(&self) -> Offset {
        let unstable = self.transactions.first_unstable;
        unstable.map_or(self.high_watermark, |unstable| unstable.min(self.high_watermark))
    }

    /// Looks for the first unstable offset, after an append or when a bound has moved.
    ///
    /// Source: `UnifiedLog#maybeIncrementFirstUnstableOffset`.
    pub(crate) fn note_first_unstable(&mut self) {
        let unstable = self.transactions.look_for_first_unstable();
        self.transactions.first_unstable =
            unstable.map(|offset| self.base_at(offset.max(self.start)));
    }

    /// The open transactions, the oldest first.
    pub fn open_transactions(&self) -> impl Iterator<Item = OpenTransaction> {
        self.transactions
            .ongoing
            .iter()
            .map(|(&first_offset, &producer_id)| OpenTransaction { producer_id, first_offset })
    }

    /// Takes in what `batch`, just written, means for its producer and its transaction.
    pub(crate) fn take_producer(&mut self, batch: &Batch) {
        let Some(stamp) = batch.producer else { return };
        match self.producers.take(batch) {
            None => {}
            Some(TransactionChange::Began) => {
                self.transactions.ongoing.insert(batch.base_offset, stamp.producer_id);
            }
            Some(TransactionChange::Ended { first }) => {
                self.transactions.ongoing.remove(&first);
                self.transactions.unreplicated.insert(first, batch.base_offset);
            }
        }
    }

    /// The entry of the abort index for the marker `batch`, which is about to be taken in.
    pub(crate) fn aborted_by(&self, batch: &Batch) -> Option<AbortedTransaction> {
        let stamp = batch.producer.filter(|_| batch.marker() == Some(ControlType::Abort))?;
        let first_offset = self.producers.get(stamp.producer_id)?.transaction_start?;
        let mut others = self.transactions.ongoing.iter();
        let next_open = others.find(|(_, producer_id)| **producer_id != stamp.producer_id);
        Some(AbortedTransaction {
            producer_id: stamp.producer_id,
            first_offset,
            last_offset: batch.base_offset,
            last_stable_offset: next_open.map_or(batch.next_offset(), |(first, _)| *first),
        })
    }

    /// The aborted transactions that may concern offsets from `from` to before `upper`.
    ///
    /// Source: `LocalLog#collectAbortedTransactions`.
    pub(crate) fn aborted_between(&self, from: Offset, upper: Offset) -> Vec<AbortedTransaction> {
        let mut found = Vec::new();
        let cursor = self.aborted.seek(|aborted| aborted.last_offset < from);
        for aborted in self.aborted.iter_from(cursor) {
            if aborted.first_offset < upper {
                found.push(**aborted);
            }
            if aborted.last_stable_offset >= upper {
                break;
            }
        }
        found
    }

    pub(crate) fn push_aborted(&mut self, aborted: Option<AbortedTransaction>) {
        if let Some(aborted) = aborted {
            self.aborted.push(Rc::new(aborted));
        }
    }
}
