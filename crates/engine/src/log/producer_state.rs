//! What one partition remembers of each producer: enough to drop duplicates and fence zombies.
//!
//! Invariant: an append is checked against the state first and changes it only once it is
//! certain to be written.
//!
//! Source: `storage/…/log/ProducerStateManager.java`, `ProducerStateEntry.java`,
//! `ProducerAppendInfo.java`, `VerificationStateEntry.java`; KIP-98, KIP-890.

use crate::log::batch::{Batch, ProducerStamp, advance_sequence};
use crate::quantity::{Millis, Offset, Time};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How many batches of a producer can be recognised when they come again.
const BATCHES_KEPT: usize = 5;

/// The producers at one moment. A log takes one at each roll, to rebuild from after a truncation.
pub(crate) type Snapshot = Rc<SortedMap<i64, Rc<ProducerEntry>>>;

/// Who asks for an append; decides what is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppendOrigin {
    /// A producer: everything is checked.
    Client,
    /// A coordinator, for its own records and for markers: no sequences.
    Coordinator,
    /// The leader's log: the leader has checked.
    Replication,
}

/// A batch that a producer may send again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BatchMetadata {
    pub(crate) first_sequence: i32,
    pub(crate) last_sequence: i32,
    pub(crate) first_offset: Offset,
    pub(crate) last_offset: Offset,
    pub(crate) timestamp: i64,
}

/// One producer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ProducerEntry {
    /// −1 until a batch or a marker has told.
    pub(crate) epoch: i16,
    /// The epoch of the coordinator that sent the last marker; −1 before the first.
    pub(crate) coordinator_epoch: i32,
    /// The largest timestamp of the last batch, or the marker's.
    pub(crate) last_timestamp: i64,
    /// Where the open transaction began.
    pub(crate) transaction_start: Option<Offset>,
    /// The last batches of this epoch, oldest first.
    pub(crate) batches: Vec<BatchMetadata>,
}

/// A producer as `DescribeProducers` and the page show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProducerView {
    /// `producer.id`.
    pub producer_id: i64,
    /// The last epoch seen; −1 if none was.
    pub epoch: i16,
    /// The last sequence; −1 if no batch is remembered.
    pub last_sequence: i32,
    /// The offset of the last record; −1 if no batch is remembered.
    pub last_offset: Offset,
    /// What expiry counts from: the largest timestamp of the last batch, or the last marker's.
    pub last_timestamp: i64,
    /// The epoch of the coordinator that sent the last marker; −1 before the first.
    pub coordinator_epoch: i32,
    /// Where the open transaction began.
    pub transaction_start: Option<Offset>,
    /// How many batches are remembered, at most 5.
    pub batches_kept: usize,
}

/// A transaction that is being verified with its coordinator (KIP-890).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Verification {
    pub(crate) since: Time,
    pub(crate) lowest_sequence: i32,
    pub(crate) epoch: i16,
    /// The producer speaks transaction version 2, which bumps epochs.
    pub(crate) bumps_epoch: bool,
}

/// Every producer of one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Producers {
    entries: Snapshot,
    pub(crate) verifications: Rc<SortedMap<i64, Verification>>,
}

/// How a producer's transaction changed by a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransactionChange {
    /// A transaction began with this batch.
    Began,
    /// A marker ended the transaction that had begun at `first`.
    Ended { first: Offset },
}

impl ProducerEntry {
    pub(crate) const UNKNOWN: Self = Self {
        epoch: -1,
        coordinator_epoch: -1,
        last_timestamp: -1,
        transaction_start: None,
        batches: Vec::new(),
    };

    pub(crate) fn last_sequence(&self) -> i32 {
        self.batches.last().map_or(-1, |batch| batch.last_sequence)
    }

    pub(crate) fn duplicate_of(&self, epoch: i16, first: i32, last: i32) -> Option<BatchMetadata> {
        let same =
            |kept: &&BatchMetadata| (kept.first_sequence, kept.last_sequence) == (first, last);
        self.batches.iter().filter(|_| epoch == self.epoch).find(same).copied()
    }

    fn enter_epoch(&mut self, epoch: i16) {
        if self.epoch != epoch {
            self.batches.clear();
            self.epoch = epoch;
        }
    }

    fn is_expired(&self, now: Time, after: Millis) -> bool {
        self.transaction_start.is_none() && now.since(Time(self.last_timestamp)) >= after
    }

    /// The state after `batch`, which is this producer's.
    fn take(&mut self, batch: &Batch, stamp: ProducerStamp) -> Option<TransactionChange> {
        if batch.control.is_some() {
            let coordinator_epoch = batch.coordinator_epoch()?; // None: a marker cleaned away.
            self.enter_epoch(stamp.producer_epoch);
            self.coordinator_epoch = coordinator_epoch;
            self.last_timestamp = batch.records.first().map_or(-1, |r| batch.timestamp_of(r));
            return self.transaction_start.take().map(|first| TransactionChange::Ended { first });
        }
        self.enter_epoch(stamp.producer_epoch);
        if self.batches.len() == BATCHES_KEPT {
            self.batches.remove(0);
        }
        self.batches.push(BatchMetadata {
            first_sequence: stamp.base_sequence,
            last_sequence: advance_sequence(stamp.base_sequence, batch.offsets() - 1),
            first_offset: batch.base_offset,
            last_offset: batch.last_offset,
            timestamp: batch.max_timestamp,
        });
        self.last_timestamp = batch.max_timestamp;
        if batch.transactional && self.transaction_start.is_none() {
            self.transaction_start = Some(batch.base_offset);
            return Some(TransactionChange::Began);
        }
        None
    }
}

impl Producers {
    /// Every producer, by id.
    pub(crate) fn views(&self) -> impl Iterator<Item = ProducerView> {
        self.entries.iter().map(|(&producer_id, entry)| ProducerView {
            producer_id,
            epoch: entry.epoch,
            last_sequence: entry.last_sequence(),
            last_offset: entry.batches.last().map_or(Offset(-1), |batch| batch.last_offset),
            last_timestamp: entry.last_timestamp,
            coordinator_epoch: entry.coordinator_epoch,
            transaction_start: entry.transaction_start,
            batches_kept: entry.batches.len(),
        })
    }

    pub(crate) fn get(&self, producer_id: i64) -> Option<&ProducerEntry> {
        self.entries.get(&producer_id).map(Rc::as_ref)
    }

    /// The state as it is, shared.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.entries.clone()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Is a transaction of this producer open, in this very epoch?
    pub(crate) fn has_open_transaction(&self, producer_id: i64, epoch: i16) -> bool {
        self.get(producer_id)
            .is_some_and(|entry| entry.epoch == epoch && entry.transaction_start.is_some())
    }

    /// Takes in a batch that is written.
    pub(crate) fn take(&mut self, batch: &Batch) -> Option<TransactionChange> {
        let stamp = batch.producer?;
        let entries = Rc::make_mut(&mut self.entries);
        let entry =
            entries.entry(stamp.producer_id).or_insert_with(|| Rc::new(ProducerEntry::UNKNOWN));
        let change = Rc::make_mut(entry).take(batch, stamp);
        // A marker of the epoch under verification repeats the end of the transaction before: in
        // version 2 the next one has an epoch of its own.
        let is_over = |verification: &&Verification| {
            let repeated = batch.control.is_some() && stamp.producer_epoch == verification.epoch;
            !(verification.bumps_epoch && repeated)
        };
        let done = self.verifications.get(&stamp.producer_id).filter(is_over);
        if batch.transactional && done.is_some() {
            Rc::make_mut(&mut self.verifications).remove(&stamp.producer_id);
        }
        change
    }

    /// Forgets the producers that have been silent, in event time, for `after`.
    pub(crate) fn expire(&mut self, now: Time, after: Millis) {
        if self.entries.values().any(|entry| entry.is_expired(now, after)) {
            Rc::make_mut(&mut self.entries).retain(|_, entry| !entry.is_expired(now, after));
        }
        let stale = |verification: &Verification| now.since(verification.since) >= after;
        if self.verifications.values().any(stale) {
            Rc::make_mut(&mut self.verifications).retain(|_, verification| !stale(verification));
        }
    }

    /// Forgets what every producer wrote.
    pub(crate) fn forget_all(&mut self) {
        self.entries = Snapshot::default();
    }

    /// Goes back to `snapshot`, which keeps only the last batch of each producer.
    pub(crate) fn restore(&mut self, snapshot: Option<Snapshot>, now: Time, expiry: Millis) {
        let alive = snapshot.iter().flat_map(|snapshot| snapshot.iter());
        let alive = alive.filter(|(_, entry)| !entry.is_expired(now, expiry));
        self.entries =
            Rc::new(alive.map(|(&id, entry)| (id, with_last_batch_only(entry))).collect());
    }
}

/// What a snapshot tells of a producer: its last batch, with the time of what it wrote last, which
/// may be a marker.
fn with_last_batch_only(entry: &Rc<ProducerEntry>) -> Rc<ProducerEntry> {
    let Some(&last) = entry.batches.last() else { return entry.clone() };
    let last = BatchMetadata { timestamp: entry.last_timestamp, ..last };
    if entry.batches == [last] {
        return entry.clone();
    }
    Rc::new(ProducerEntry { batches: [last].into(), ..ProducerEntry::clone(entry) })
}
