//! Whether what is known of a producer lets its batch in: duplicates, fences and gaps.
//!
//! Invariant: a check changes nothing; only the verification entry is noted before.
//!
//! Source: `storage/…/log/ProducerAppendInfo.java`, `UnifiedLog#analyzeAndValidateProducerState`;
//! KIP-98, KIP-890.

use crate::error::ErrorCode;
use crate::log::batch::{Batch, ProducerStamp, advance_sequence};
use crate::log::producer_state::{
    AppendOrigin, BatchMetadata, ProducerEntry, Producers, Verification,
};
use crate::quantity::{Offset, Time, TopicPartition};
use alloc::rc::Rc;
use core::fmt;

/// Why a producer's batch is refused. Each variant carries what its text needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variant's sentence says what its fields are")]
pub enum ProducerRefusal {
    /// A transactional batch or a marker of an epoch that has been passed.
    EpochPassed { producer_id: i64, epoch: i16, last_seen: i16 },
    /// The same, found while the batch is checked against the producer's state. `version` is
    /// the transaction version of a marker, −1 for data.
    EpochTooLow { producer_id: i64, offset: Offset, epoch: i16, last_seen: i16, version: i16 },
    /// A transactional batch that nobody verified with the transaction coordinator (KIP-890).
    NotInTransaction,
    /// A plain batch of a producer whose transaction is open here.
    NotTransactional { producer_id: i64, offset: Offset },
    /// A producer of transaction version 2 that is not known here must begin with sequence 0.
    SequenceNotZero { producer_id: i64, offset: Offset, sequence: i32 },
    /// A batch that would overtake an earlier one whose first attempt failed.
    SequenceOvertakes { producer_id: i64, offset: Offset, sequence: i32, earliest: i32 },
    /// A new epoch must begin with sequence 0.
    EpochNotAtZero { producer_id: i64, offset: Offset, epoch: i16, sequence: i32, last_seen: i16 },
    /// A sequence that does not follow the last one.
    OutOfOrder { producer_id: i64, offset: Offset, sequence: i32, last: i32 },
    /// A marker from a transaction coordinator that has been replaced.
    CoordinatorFenced { producer_id: i64, offset: Offset, epoch: i32, last_seen: i32 },
}

/// What a check allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Write it.
    New,
    /// It is there already; answer with the first copy.
    Duplicate(BatchMetadata),
}

impl Producers {
    /// Before a transactional batch: notes its sequence, unless its transaction is open.
    ///
    /// Source: `UnifiedLog#maybeStartTransactionVerification`.
    pub(crate) fn start_verification(
        &mut self,
        stamp: ProducerStamp,
        bumps_epoch: bool,
        now: Time,
    ) -> Result<(), ProducerRefusal> {
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

    fn refuse_passed_epoch(&self, producer_id: i64, epoch: i16) -> Result<(), ProducerRefusal> {
        match self.get(producer_id) {
            Some(entry) if epoch < entry.epoch => {
                Err(ProducerRefusal::EpochPassed { producer_id, epoch, last_seen: entry.epoch })
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
    ) -> Result<Admission, ProducerRefusal> {
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
                return Err(ProducerRefusal::NotInTransaction);
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
    ) -> Result<(), ProducerRefusal> {
        let (offset, producer_id) = (batch.base_offset, stamp.producer_id);
        let (epoch, last_seen) = (stamp.producer_epoch, known.epoch);
        if epoch < last_seen {
            return Err(ProducerRefusal::EpochTooLow {
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
            return Err(ProducerRefusal::NotTransactional { producer_id, offset });
        }
        Ok(())
    }

    /// Source: `ProducerAppendInfo#checkSequence`.
    fn check_sequence(
        &self,
        known: &ProducerEntry,
        offset: Offset,
        stamp: ProducerStamp,
    ) -> Result<(), ProducerRefusal> {
        let ProducerStamp { producer_id, producer_epoch: epoch, base_sequence: sequence } = stamp;
        if let Some(verification) = self.verifications.get(&producer_id) {
            if verification.bumps_epoch && sequence != 0 && known.batches.is_empty() {
                return Err(ProducerRefusal::SequenceNotZero { producer_id, offset, sequence });
            }
            let earliest = verification.lowest_sequence;
            if sequence > earliest {
                return Err(ProducerRefusal::SequenceOvertakes {
                    producer_id,
                    offset,
                    sequence,
                    earliest,
                });
            }
        }
        let (last_seen, last) = (known.epoch, known.last_sequence());
        let follows =
            i64::from(sequence) == i64::from(last) + 1 || (sequence == 0 && last == i32::MAX);
        if last_seen == -1 {
            Ok(()) // Nothing is known of the producer: any sequence may be the first.
        } else if epoch != last_seen && sequence != 0 {
            Err(ProducerRefusal::EpochNotAtZero { producer_id, offset, epoch, sequence, last_seen })
        } else if epoch == last_seen && !follows {
            Err(ProducerRefusal::OutOfOrder { producer_id, offset, sequence, last })
        } else {
            Ok(())
        }
    }
}

/// Source: `ProducerAppendInfo#appendEndTxnMarker`.
fn check_marker(
    known: &ProducerEntry,
    batch: &Batch,
    stamp: ProducerStamp,
    version: i16,
) -> Result<(), ProducerRefusal> {
    let (offset, producer_id, epoch) = (batch.base_offset, stamp.producer_id, stamp.producer_epoch);
    let last_seen = known.epoch;
    // A marker of version 2 carries a bumped epoch. The same epoch again is a coordinator's
    // retry and is let in, if the transaction has ended (KAFKA-19999), or if the epoch cannot be
    // bumped any more.
    let is_open = known.transaction_start.is_some() && epoch != i16::MAX;
    let repeats = epoch == last_seen && is_open;
    if epoch < last_seen || (version >= 2 && repeats) {
        return Err(ProducerRefusal::EpochTooLow {
            producer_id,
            offset,
            epoch,
            last_seen,
            version,
        });
    }
    let (claimed, last_seen) = (batch.coordinator_epoch().unwrap_or(-1), known.coordinator_epoch);
    if last_seen > claimed {
        return Err(ProducerRefusal::CoordinatorFenced {
            producer_id,
            offset,
            epoch: claimed,
            last_seen,
        });
    }
    Ok(())
}

impl ProducerRefusal {
    pub(crate) fn kind(&self) -> (ErrorCode, &'static str) {
        match self {
            Self::EpochPassed { .. } | Self::EpochTooLow { .. } => {
                (ErrorCode::InvalidProducerEpoch, "InvalidProducerEpochException")
            }
            Self::NotInTransaction | Self::NotTransactional { .. } => {
                (ErrorCode::InvalidTxnState, "InvalidTxnStateException")
            }
            Self::SequenceNotZero { .. }
            | Self::SequenceOvertakes { .. }
            | Self::EpochNotAtZero { .. }
            | Self::OutOfOrder { .. } => {
                (ErrorCode::OutOfOrderSequenceNumber, "OutOfOrderSequenceException")
            }
            Self::CoordinatorFenced { .. } => {
                (ErrorCode::TransactionCoordinatorFenced, "TransactionCoordinatorFencedException")
            }
        }
    }

    /// The texts of `ProducerAppendInfo`, its missing space included.
    pub(crate) fn write(
        &self,
        partition: &TopicPartition,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        match self {
            Self::EpochPassed { producer_id, epoch, last_seen } => write!(
                f,
                "Epoch of producer {producer_id} is {epoch}, which is smaller than the last seen \
                 epoch {last_seen}"
            ),
            Self::EpochTooLow { producer_id, offset, epoch, last_seen, version } => write!(
                f,
                "Epoch of producer {producer_id} at offset {offset} in {partition} is {epoch}, \
                 which is {} the last seen epoch {last_seen} (TV{version})",
                if *version >= 2 { "<=" } else { "<" }
            ),
            Self::NotInTransaction => f.write_str("Record was not part of an ongoing transaction"),
            Self::NotTransactional { producer_id, offset } => write!(
                f,
                "Expected transactional write from producer {producer_id} at offset \
                 (offset={offset}, segment=[-1:-1]) in partition {partition}"
            ),
            Self::SequenceNotZero { producer_id, offset, sequence } => write!(
                f,
                "Invalid sequence number for producer {producer_id} at offset {offset} in \
                 partition {partition}: {sequence} (incoming seq. number). Expected sequence 0 \
                 for transactions v2 idempotent producer with no existing state."
            ),
            Self::SequenceOvertakes { producer_id, offset, sequence, earliest } => write!(
                f,
                "Out of order sequence number for producer {producer_id} at offset {offset} in \
                 partition {partition}: {sequence} (incoming seq. number), {earliest} (earliest \
                 seen sequence)"
            ),
            Self::EpochNotAtZero { producer_id, offset, epoch, sequence, last_seen } => write!(
                f,
                "Invalid sequence number for new epoch of producer {producer_id}at offset \
                 {offset} in partition {partition}: {epoch} (request epoch), {sequence} (seq. \
                 number), {last_seen} (current producer epoch)"
            ),
            Self::OutOfOrder { producer_id, offset, sequence, last } => write!(
                f,
                "Out of order sequence number for producer {producer_id} at offset {offset} in \
                 partition {partition}: {sequence} (incoming seq. number), {last} (current end \
                 sequence number)"
            ),
            Self::CoordinatorFenced { producer_id, offset, epoch, last_seen } => write!(
                f,
                "Invalid coordinator epoch for producerId {producer_id} at offset {offset} in \
                 partition {partition}: {epoch} (zombie), {last_seen} (current)"
            ),
        }
    }
}
