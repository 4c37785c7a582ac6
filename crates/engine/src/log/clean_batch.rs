//! What the cleaner does to one batch: which records stay, and what happens to the batch itself.
//!
//! Invariant: offsets and sequences never change. A batch that loses all its records is kept empty
//! if something is remembered by it: a producer's last sequence, or where the round ended.
//!
//! Source: `Cleaner#cleanInto`, `#shouldRetainRecord`, `CleanedTransactionMetadata.java`,
//! `MemoryRecords#filterTo`; KIP-534.

use crate::log::batch::{Batch, ControlType, Record, TimestampType};
use crate::log::cleaner::KeyMap;
use crate::log::config::LogConfig;
use crate::log::producer_state::Snapshot;
use crate::log::sizes;
use crate::log::transactions::AbortedTransaction;
use crate::quantity::{Offset, Time};
use crate::sort::sort_by_key;
use crate::sorted::{SortedMap, SortedSet};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// One pass of the cleaner over a log's batches, in order.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    pub(crate) transactions: CleanedTransactions,
    map: &'a KeyMap,
    producers: Snapshot,
    /// The first offset that this round may not clean.
    ends_at: Offset,
    now: Time,
    /// What a tombstone seen for the first time may stay until.
    horizon: Time,
}

/// Which transactions the cleaner is inside of, as it reads batch after batch.
#[derive(Debug, Default)]
pub(crate) struct CleanedTransactions {
    /// Aborted ones that have not begun yet, the first to begin last.
    expected: Vec<AbortedTransaction>,
    /// Aborted ones that have begun, by producer, and whether any of their data was met.
    aborted: SortedMap<i64, (AbortedTransaction, bool)>,
    /// Producers whose committed (or open) transaction has data.
    committed: SortedSet<i64>,
    /// Aborted ones of which data was met: their entries in the abort index stay.
    kept: Vec<AbortedTransaction>,
}

impl CleanedTransactions {
    /// Announces aborted transactions that may be met.
    pub(crate) fn expect(&mut self, aborted: Vec<AbortedTransaction>) {
        self.expected.extend(aborted);
        sort_by_key(&mut self.expected, |aborted| core::cmp::Reverse(aborted.first_offset));
    }

    /// The entries for the abort index since the last call.
    pub(crate) fn take_kept(&mut self) -> Vec<AbortedTransaction> {
        core::mem::take(&mut self.kept)
    }

    /// Reads the next batch. Can it go: is it aborted data, or a marker without data?
    pub(crate) fn read(&mut self, batch: &Batch) -> bool {
        while let Some(begun) = self.expected.pop_if(|next| next.first_offset <= batch.last_offset)
        {
            self.aborted.entry(begun.producer_id).or_insert((begun, false));
        }
        let Some(producer_id) = batch.producer.map(|producer| producer.producer_id) else {
            return false;
        };
        match batch.marker() {
            Some(ControlType::Abort) => match self.aborted.remove(&producer_id) {
                Some((aborted, true)) => {
                    self.kept.push(aborted);
                    false
                }
                Some((_, false)) | None => true,
            },
            Some(ControlType::Commit) => !self.committed.remove(&producer_id),
            None if batch.control.is_some() => true, // A marker that was cleaned away before.
            None if !batch.transactional => false,
            None => match self.aborted.get_mut(&producer_id) {
                Some((_, met_data)) => {
                    *met_data = true;
                    true
                }
                None => {
                    self.committed.insert(producer_id);
                    false
                }
            },
        }
    }
}

impl<'a> Sweep<'a> {
    /// A pass that keeps what `map` says, at the end of which offset `ends_at` comes.
    pub(crate) fn new(
        map: &'a KeyMap,
        producers: Snapshot,
        ends_at: Offset,
        now: Time,
        config: &LogConfig,
    ) -> Self {
        let horizon = now + config.delete_retention_ms;
        let transactions = CleanedTransactions::default();
        Self { transactions, map, producers, ends_at, now, horizon }
    }

    /// What becomes of the next batch; `None`: it goes.
    pub(crate) fn clean(&mut self, batch: &Rc<Batch>) -> Option<Rc<Batch>> {
        let is_control = batch.control.is_some();
        let can_go = self.transactions.read(batch);
        let is_due = batch.delete_horizon.is_some_and(|horizon| horizon <= self.now);
        let drops_records = can_go && (!is_control || is_due);
        let is_remembered =
            self.is_last_of_its_producer(batch) || batch.next_offset() == self.ends_at;
        let kept: Vec<Record> = batch
            .records
            .iter()
            .filter(|record| !drops_records && (is_control || self.keeps(batch, record)))
            .cloned()
            .collect();
        if kept.is_empty() {
            return is_remembered.then(|| Rc::new(emptied(batch)));
        }
        let needs_horizon = batch.delete_horizon.is_none()
            && ((is_control && can_go) || kept.iter().any(|record| record.value.is_none()));
        if kept.len() == batch.records.len() && !needs_horizon {
            return Some(batch.clone());
        }
        let horizon = if needs_horizon { Some(self.horizon) } else { batch.delete_horizon };
        Some(Rc::new(rewritten(batch, kept, horizon)))
    }

    fn keeps(&self, batch: &Batch, record: &Record) -> bool {
        if self.map.is_beyond(record.offset) {
            return true;
        }
        let Some(key) = &record.key else { return false };
        let tombstone_stays = batch.delete_horizon.is_none_or(|horizon| self.now < horizon);
        self.map.is_last(key, record.offset) && (record.value.is_some() || tombstone_stays)
    }

    /// Is the producer's state known by this batch alone? Then it is what a restart would read.
    fn is_last_of_its_producer(&self, batch: &Batch) -> bool {
        let Some(stamp) = batch.producer else { return false };
        let Some(entry) = self.producers.get(&stamp.producer_id) else { return false };
        match entry.batches.last() {
            Some(last) => batch.last_offset == last.last_offset,
            None => batch.control.is_some() && stamp.producer_epoch == entry.epoch,
        }
    }
}

/// `batch` without a record: its offsets, sequences and largest timestamp stay.
fn emptied(batch: &Batch) -> Batch {
    Batch {
        delete_horizon: None,
        size_in_bytes: sizes::BATCH_OVERHEAD,
        records: Rc::default(),
        ..batch.clone()
    }
}

/// `batch` with the records that are left. Their timestamps are written against the horizon if
/// there is one, so the batch can grow.
fn rewritten(batch: &Batch, mut kept: Vec<Record>, delete_horizon: Option<Time>) -> Batch {
    if batch.timestamp_type == TimestampType::LogAppendTime {
        kept.iter_mut().for_each(|record| record.timestamp = batch.max_timestamp);
    }
    let first = kept.first().map_or(-1, |record| record.timestamp);
    let newest = kept.iter().map(|record| record.timestamp).fold(-1, i64::max);
    let mut batch =
        Batch { delete_horizon, max_timestamp: newest, records: kept.into(), ..batch.clone() };
    let base = delete_horizon.map_or(first, |horizon| horizon.0);
    batch.size_in_bytes = sizes::stored_batch_size(&batch, base);
    batch
}
