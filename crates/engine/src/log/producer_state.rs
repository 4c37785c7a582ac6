//! What one partition remembers of each producer: enough to drop duplicates and fence zombies.
//!
//! Invariant: an append is checked against the state first and changes it only once it is
//! certain to be written.
//!
//! Source: `storage/…/log/ProducerStateManager.java`, `ProducerStateEntry.java`,
//! `ProducerAppendInfo.java`, `VerificationStateEntry.java`; KIP-98, KIP-890.

use crate::log::batch::{Batch, ProducerStamp, advance_sequence};
use crate::log::refusal::Refusal;
use crate::quantity::{Millis, Offset, Time};
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How many batches of a producer can be recognised when they come again.
const BATCHES_KEPT: usize = 5;

/// The producers at one moment. A log takes one at each roll, to rebuild from after a truncation.
pub(crate) type Snapshot = Rc<BTreeMap<i64, Rc<ProducerEntry>>>;

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
struct Verification {
    since: Time,
    lowest_sequence: i32,
    epoch: i16,
    /// The producer speaks transaction version 2, which bumps epochs.
    bumps_epoch: bool,
}

/// Every producer of one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Producers {
    entries: Snapshot,
    verifications: Rc<BTreeMap<i64, Verification>>,
}

/// What a check allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Write it.
    New,
    /// It is there already; answer with the first copy.
    Duplicate(BatchMetadata),
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
    const UNKNOWN: Self = Self {
        epoch: -1,
        coordinator_epoch: -1,
        last_timestamp: -1,
        transaction_start: None,
        batches: Vec::new(),
    };

    fn last_sequence(&self) -> i32 {
        self.batches.last().map_or(-1, |batch| batch.last_sequence)
    }

    fn duplicate_of(&self, epoch: i16, first: i32, last: i32) -> Option<BatchMetadata> {
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
    fn has_open_transaction(&self, producer_id: i64, epoch: i16) -> bool {
        self.get(producer_id)
            .is_some_and(|entry| entry.epoch == epoch && entry.transaction_start.is_some())
    }

    /// Before a transactional batch: notes its sequence, unless its transaction is open.
    ///
    /// Source: `UnifiedLog#maybeStartTransactionVerification`.
    pub(crate) fn start_verification(
        &mut self,
        stamp: ProducerStamp,
        bumps_epoch: bool,
        now: Time,
    ) -> Result<(), Refusal> {
        let ProducerStamp { producer_id, producer_epoch: epoch, base_sequence } = stamp;
        self.refuse_passed_epoch(producer_id, epoch)?;
        if !self.has_open_transaction(producer_id, epoch) {
            let first =
                Verification { since: now, lowest_sequence: base_sequence, epoch, bumps_epoch };
            let known = Rc::make_mut(&mut self.verifications).entry(producer_id).or_insert(first);
            if epoch > known.epoch {
                known.epoch = epoch;
                known.lowest_sequence = base_sequence;
            } else if epoch == known.epoch {
                known.lowest_sequence = known.lowest_sequence.min(base_sequence);
            }
        }
        Ok(())
    }

    fn refuse_passed_epoch(&self, producer_id: i64, epoch: i16) -> Result<(), Refusal> {
        match self.get(producer_id) {
            Some(entry) if epoch < entry.epoch => {
                Err(Refusal::EpochPassed { producer_id, epoch, last_seen: entry.epoch })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// May `batch`, placed and stamped, be written?
    ///
    /// - `verified`: its transaction was verified with the coordinator.
    /// - `version`: the transaction version that its sender speaks; counts for markers.
    pub(crate) fn check(
        &self,
        batch: &Batch,
        origin: AppendOrigin,
        verified: bool,
        version: i16,
    ) -> Result<Admission, Refusal> {
        let Some(stamp) = batch.producer else { return Ok(Admission::New) };
        let ProducerStamp { producer_id, producer_epoch: epoch, base_sequence } = stamp;
        if origin == AppendOrigin::Replication {
            return Ok(Admission::New);
        }
        let known = self.get(producer_id);
        if origin == AppendOrigin::Client {
            let last = advance_sequence(base_sequence, batch.offsets() - 1);
            let duplicate = known.and_then(|entry| entry.duplicate_of(epoch, base_sequence, last));
            if let Some(first_copy) = duplicate {
                return Ok(Admission::Duplicate(first_copy));
            }
        }
        if batch.transactional && !self.has_open_transaction(producer_id, epoch) {
            self.refuse_passed_epoch(producer_id, epoch)?;
            if batch.control.is_none() && !verified {
                return Err(Refusal::NotInTransaction);
            }
        }
        let unknown = ProducerEntry::UNKNOWN;
        let known = known.unwrap_or(&unknown);
        if batch.control.is_some() {
            check_marker(known, batch, stamp, version)?;
        } else {
            self.check_data(known, batch, stamp, origin)?;
        }
        Ok(Admission::New)
    }

    fn check_data(
        &self,
        known: &ProducerEntry,
        batch: &Batch,
        stamp: ProducerStamp,
        origin: AppendOrigin,
    ) -> Result<(), Refusal> {
        let (offset, producer_id) = (batch.base_offset, stamp.producer_id);
        let (epoch, last_seen) = (stamp.producer_epoch, known.epoch);
        if epoch < last_seen {
            return Err(Refusal::EpochTooLow {
                producer_id,
                offset,
                epoch,
                last_seen,
                version: -1,
            });
        }
        if origin == AppendOrigin::Client {
            self.check_sequence(known, offset, stamp)?;
        }
        if known.transaction_start.is_some() && !batch.transactional {
            return Err(Refusal::NotTransactional { producer_id, offset });
        }
        Ok(())
    }

    /// Source: `ProducerAppendInfo#checkSequence`.
    fn check_sequence(
        &self,
        known: &ProducerEntry,
        offset: Offset,
        stamp: ProducerStamp,
    ) -> Result<(), Refusal> {
        let ProducerStamp { producer_id, producer_epoch: epoch, base_sequence: sequence } = stamp;
        if let Some(verification) = self.verifications.get(&producer_id) {
            if verification.bumps_epoch && sequence != 0 && known.batches.is_empty() {
                return Err(Refusal::SequenceNotZero { producer_id, offset, sequence });
            }
            let earliest = verification.lowest_sequence;
            if sequence > earliest {
                return Err(Refusal::SequenceOvertakes { producer_id, offset, sequence, earliest });
            }
        }
        let (last_seen, last) = (known.epoch, known.last_sequence());
        let follows =
            i64::from(sequence) == i64::from(last) + 1 || (sequence == 0 && last == i32::MAX);
        if last_seen == -1 {
            Ok(()) // Nothing is known of the producer: any sequence may be the first.
        } else if epoch != last_seen && sequence != 0 {
            Err(Refusal::EpochNotAtZero { producer_id, offset, epoch, sequence, last_seen })
        } else if epoch == last_seen && !follows {
            Err(Refusal::OutOfOrder { producer_id, offset, sequence, last })
        } else {
            Ok(())
        }
    }

    /// Takes in a batch that is written.
    pub(crate) fn take(&mut self, batch: &Batch) -> Option<TransactionChange> {
        let stamp = batch.producer?;
        let entries = Rc::make_mut(&mut self.entries);
        let entry =
            entries.entry(stamp.producer_id).or_insert_with(|| Rc::new(ProducerEntry::UNKNOWN));
        let change = Rc::make_mut(entry).take(batch, stamp);
        if batch.transactional && self.verifications.contains_key(&stamp.producer_id) {
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

fn with_last_batch_only(entry: &Rc<ProducerEntry>) -> Rc<ProducerEntry> {
    if entry.batches.len() <= 1 {
        return entry.clone();
    }
    let mut entry = ProducerEntry::clone(entry);
    entry.batches = entry.batches.pop().into_iter().collect();
    Rc::new(entry)
}

/// Source: `ProducerAppendInfo#appendEndTxnMarker`.
fn check_marker(
    known: &ProducerEntry,
    batch: &Batch,
    stamp: ProducerStamp,
    version: i16,
) -> Result<(), Refusal> {
    let (offset, producer_id, epoch) = (batch.base_offset, stamp.producer_id, stamp.producer_epoch);
    let last_seen = known.epoch;
    // A marker of version 2 carries a bumped epoch. The same epoch again is a coordinator's
    // retry and is let in, if the transaction has ended (KAFKA-19999).
    let repeats = epoch == last_seen && known.transaction_start.is_some();
    if epoch < last_seen || (version >= 2 && repeats) {
        return Err(Refusal::EpochTooLow { producer_id, offset, epoch, last_seen, version });
    }
    let (claimed, last_seen) = (batch.coordinator_epoch().unwrap_or(-1), known.coordinator_epoch);
    if last_seen > claimed {
        return Err(Refusal::CoordinatorFenced { producer_id, offset, epoch: claimed, last_seen });
    }
    Ok(())
}
