//! Writing a batch: what is checked, in Kafka's order, and when a new segment is opened.
//!
//! A batch is written whole or not at all. The roll comes before the producer's checks, so a
//! duplicate or a refused sequence may still have opened a segment.
//!
//! Source: `UnifiedLog#append`, `LogValidator.java`, `Partition#appendRecordsToLeader`.

use crate::log::batch::{
    Batch, ControlType, NewBatch, NewRecord, ProducerStamp, Record, TimestampType,
};
use crate::log::partition_log::PartitionLog;
use crate::log::producer_check::Admission;
use crate::log::producer_state::AppendOrigin;
use crate::log::refusal::{LogError, RecordError, RecordFault, Refusal};
use crate::log::sizes;
use crate::protocol::data::Acks;
use crate::quantity::{Millis, Offset, Time};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// What an append depends on besides the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppendContext {
    /// The broker's clock.
    pub now: Time,
    /// With `All`, too few in-sync replicas refuse the batch.
    pub acks: Acks,
    /// Who asks.
    pub origin: AppendOrigin,
    /// Whether the transaction of a transactional batch was verified with its coordinator.
    pub verification: Verification,
}

/// KIP-890: whether a transactional batch's transaction is known to be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verification {
    /// Nobody asked. Only a transaction that is open here already can go on.
    Skipped,
    /// The coordinator agrees. The producer speaks this transaction version.
    Confirmed {
        /// 2 since KIP-890.
        transaction_version: i16,
    },
}

/// The end of a transaction, as its coordinator sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Marker {
    /// Whose transaction.
    pub producer_id: i64,
    /// With transaction version 2 one more than the transaction's own.
    pub producer_epoch: i16,
    /// How it ended.
    pub control: ControlType,
    /// The coordinator's epoch; an older one is fenced.
    pub coordinator_epoch: i32,
    /// 2 since KIP-890.
    pub transaction_version: i16,
}

/// Where a batch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Appended {
    /// The offset of its first record.
    pub base_offset: Offset,
    /// The offset of its last record.
    pub last_offset: Offset,
    /// The size of the batch that was sent.
    pub size_in_bytes: usize,
    /// The broker's time on the batch, if the broker stamps it. A duplicate's is the largest
    /// timestamp of the first copy, whoever set it.
    pub log_append_time: Option<i64>,
    /// It was there already: nothing was written, and the offsets are the first copy's.
    pub duplicate: bool,
    /// A new segment was opened first.
    pub rolled: Option<Rolled>,
}

/// A segment that was closed because it was full or old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rolled {
    /// Its size.
    pub segment_bytes: u64,
    /// How long it had waited, in event time: from its first batch's largest timestamp to the
    /// incoming batch's.
    pub waited: Millis,
}

impl AppendContext {
    /// A producer's acks=all request at `now`, its transaction (if any) confirmed.
    #[must_use]
    pub fn client(now: Time) -> Self {
        Self {
            now,
            acks: Acks::All,
            origin: AppendOrigin::Client,
            verification: Verification::Confirmed { transaction_version: 2 },
        }
    }

    /// A coordinator's write to its own partition at `now`: what it has decided is written, whatever
    /// the state of the producer of a transaction says. Smaller than Kafka, whose log refuses offsets
    /// of a transaction with a passed epoch.
    #[must_use]
    pub fn coordinator(now: Time) -> Self {
        Self { origin: AppendOrigin::Replication, ..Self::client(now) }
    }
}

impl PartitionLog {
    /// Appends `batch` as the leader. Its records get the next offsets.
    ///
    /// # Errors
    ///
    /// In this order: NOT_LEADER_OR_FOLLOWER, a passed producer epoch (transactional batches),
    /// NOT_ENOUGH_REPLICAS, MESSAGE_TOO_LARGE, INVALID_RECORD or INVALID_TIMESTAMP,
    /// RECORD_LIST_TOO_LARGE, then what the producer's state says. After the last kind a new
    /// segment may have been opened.
    pub fn append(
        &mut self,
        batch: &NewBatch,
        context: &AppendContext,
    ) -> Result<Appended, LogError> {
        self.check_leads()?;
        let is_client = context.origin == AppendOrigin::Client;
        let mut verified = false;
        if let Verification::Confirmed { transaction_version } = context.verification {
            verified = true;
            if let Some(stamp) = batch.producer.filter(|_| batch.transactional && is_client) {
                let bumps_epoch = transaction_version >= 2;
                self.producers
                    .start_verification(stamp, bumps_epoch, context.now)
                    .map_err(|refusal| self.refuse(Refusal::Producer(refusal)))?;
            }
        }
        if context.acks == Acks::All {
            self.check_in_sync()?;
        }
        let bytes = sizes::batch_size(&batch.records);
        self.check_size(bytes)?;
        self.check_batch(batch, is_client)?;
        self.check_records(&batch.records, context.now)?;
        let records = self.place(&batch.records);
        let stored = self.stamp(batch.producer, batch.transactional, records, bytes, context.now);
        let appended = self.admit(Rc::new(stored), context.origin, verified, -1, context.now)?;
        self.advance_high_watermark();
        Ok(appended)
    }

    /// Appends the marker that ends a transaction, as its coordinator asks.
    ///
    /// # Errors
    ///
    /// NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE,
    /// INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED.
    pub fn append_marker(&mut self, marker: &Marker, now: Time) -> Result<Appended, LogError> {
        self.write_marker(marker, AppendOrigin::Coordinator, now)
    }

    /// As [`PartitionLog::append_marker`], whatever the producer's state says.
    ///
    /// # Errors
    ///
    /// NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, or a size over a limit.
    pub fn append_decided_marker(
        &mut self,
        marker: &Marker,
        now: Time,
    ) -> Result<Appended, LogError> {
        self.write_marker(marker, AppendOrigin::Replication, now)
    }

    fn write_marker(
        &mut self,
        marker: &Marker,
        origin: AppendOrigin,
        now: Time,
    ) -> Result<Appended, LogError> {
        self.check_leads()?;
        self.check_in_sync()?;
        let record = marker.control.record(self.end, now.0, marker.coordinator_epoch);
        let bytes = sizes::BATCH_OVERHEAD + sizes::stored_record_size(&record, self.end, now.0);
        self.check_size(bytes)?;
        let producer = ProducerStamp {
            producer_id: marker.producer_id,
            producer_epoch: marker.producer_epoch,
            base_sequence: -1,
        };
        let mut stored = self.stamp(Some(producer), true, [record].into(), bytes, now);
        stored.control = Some(marker.control);
        let version = marker.transaction_version;
        let appended = self.admit(Rc::new(stored), origin, true, version, now)?;
        self.advance_high_watermark();
        Ok(appended)
    }

    fn check_size(&self, bytes: usize) -> Result<(), LogError> {
        let (bytes, max) = (bytes as u64, self.config.max_message_bytes);
        if bytes > max {
            return Err(self.refuse(Refusal::BatchTooLarge { bytes, max }));
        }
        Ok(())
    }

    fn check_batch(&self, batch: &NewBatch, is_client: bool) -> Result<(), LogError> {
        if batch.records.is_empty() {
            return Err(self.refuse(Refusal::EmptyBatch { base: self.end }));
        }
        match batch.producer {
            Some(ProducerStamp { producer_id, base_sequence: sequence, .. })
                if is_client && sequence < 0 =>
            {
                Err(self.refuse(Refusal::NegativeSequence { sequence, producer_id }))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Source: `LogValidator#validateRecord`.
    fn check_records(&self, records: &[NewRecord], now: Time) -> Result<(), LogError> {
        let before = self.config.message_timestamp_before_max_ms.0;
        let after = self.config.message_timestamp_after_max_ms.0;
        let create_time = self.config.message_timestamp_type == TimestampType::CreateTime;
        let fault_of = |record: &NewRecord| {
            let timestamp = record.timestamp;
            if self.config.cleanup_policy.compact && record.key.is_none() {
                return Some(RecordFault::WithoutKey(self.partition.clone()));
            }
            let is_out =
                now.0.saturating_sub(timestamp) > before || timestamp.saturating_sub(now.0) > after;
            (create_time && timestamp != -1 && is_out).then(|| RecordFault::TimestampOutOfRange {
                timestamp,
                earliest: now.0.wrapping_sub(before),
                latest: now.0.wrapping_add(after),
            })
        };
        let errors: Vec<RecordError> = (0..)
            .zip(records)
            .filter_map(|(batch_index, record)| {
                fault_of(record).map(|fault| RecordError { batch_index, fault })
            })
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(self.refuse(Refusal::Records(errors.into()))) }
    }

    /// Gives `records` the next offsets.
    fn place(&self, records: &[NewRecord]) -> Rc<[Record]> {
        (self.end.0..)
            .zip(records)
            .map(|(offset, record)| Record {
                offset: Offset(offset),
                timestamp: record.timestamp,
                key: record.key.clone(),
                value: record.value.clone(),
                headers: record.headers.clone().into(),
            })
            .collect()
    }

    /// The data batch of placed `records`, with this leader's epoch and clock on it.
    fn stamp(
        &self,
        producer: Option<ProducerStamp>,
        transactional: bool,
        records: Rc<[Record]>,
        size_in_bytes: usize,
        now: Time,
    ) -> Batch {
        let timestamp_type = self.config.message_timestamp_type;
        let newest = records.iter().map(|record| record.timestamp).fold(-1, i64::max);
        Batch {
            base_offset: self.end,
            last_offset: records.last().map_or(self.end, |record| record.offset),
            partition_leader_epoch: self.replication.epoch(),
            timestamp_type,
            max_timestamp: match timestamp_type {
                TimestampType::CreateTime => newest,
                TimestampType::LogAppendTime => now.0,
            },
            delete_horizon: None,
            producer,
            transactional,
            control: None,
            size_in_bytes,
            records,
        }
    }

    /// Rolls if it is time, checks the producer, writes.
    pub(crate) fn admit(
        &mut self,
        batch: Rc<Batch>,
        origin: AppendOrigin,
        verified: bool,
        version: i16,
        now: Time,
    ) -> Result<Appended, LogError> {
        self.epochs.assign(batch.partition_leader_epoch, batch.base_offset);
        let (bytes, segment_bytes) = (batch.size_in_bytes as u64, self.config.segment_bytes);
        if bytes > segment_bytes {
            return Err(self.refuse(Refusal::LargerThanSegment { bytes, segment_bytes }));
        }
        let rolled = self.roll_if_due(&batch, now);
        let admission = self
            .producers
            .check(&batch, origin, verified, version)
            .map_err(|refusal| self.refuse(Refusal::Producer(refusal)))?;
        let mut appended = Appended {
            base_offset: batch.base_offset,
            last_offset: batch.last_offset,
            size_in_bytes: batch.size_in_bytes,
            log_append_time: match batch.timestamp_type {
                TimestampType::CreateTime => None,
                TimestampType::LogAppendTime => Some(batch.max_timestamp),
            },
            duplicate: false,
            rolled,
        };
        match admission {
            Admission::New => self.write(batch, now),
            Admission::Duplicate(first_copy) => {
                appended.base_offset = first_copy.first_offset;
                appended.last_offset = first_copy.last_offset;
                appended.log_append_time = Some(first_copy.timestamp).filter(|&time| time != -1);
                appended.duplicate = true;
            }
        }
        Ok(appended)
    }

    /// Source: `LogSegment#shouldRoll`, `#timeWaitedForRoll`.
    fn roll_if_due(&mut self, batch: &Batch, now: Time) -> Option<Rolled> {
        let active = self.active();
        let waited = match self.first_batch_timestamp(active.base) {
            Some(first) if first >= 0 => Millis(batch.max_timestamp.saturating_sub(first)),
            Some(_) | None => now.since(active.created),
        };
        let segment_bytes = active.size;
        let is_full = segment_bytes + batch.size_in_bytes as u64 > self.config.segment_bytes;
        let is_old = segment_bytes > 0 && waited > self.config.max_segment_ms();
        (is_full || is_old).then(|| {
            self.open_segment(batch.base_offset, now);
            Rolled { segment_bytes, waited }
        })
    }

    fn write(&mut self, batch: Rc<Batch>, now: Time) {
        let bytes = batch.size_in_bytes as u64;
        if let Some(active) = self.segments.last_mut() {
            active.modified = now;
            let entry = active.count(batch.last_offset, batch.max_timestamp, bytes);
            if let Some(entry) = entry {
                self.index.push(Rc::new(entry));
            }
        }
        self.size += bytes;
        self.end = batch.next_offset();
        let aborted = self.aborted_by(&batch);
        self.take_producer(&batch);
        self.push_aborted(aborted);
        self.batches.push(batch);
        self.note_first_unstable();
    }
}
