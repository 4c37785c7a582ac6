//! What a log answers when it does not do what was asked: Kafka's error, class and text, as facts.

use crate::error::ErrorCode;
use crate::quantity::{BrokerId, Offset, TopicPartition};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// A refusal by the log of one partition. Its `Display` is the text of Kafka's exception.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogError {
    /// Whose log.
    pub partition: TopicPartition,
    /// What is wrong.
    pub refusal: Refusal,
}

/// Why a log refuses. Each variant carries what its text needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variant's sentence says what its fields are")]
pub enum Refusal {
    /// A read below the log start offset.
    BelowStart { requested: Offset, start: Offset },
    /// A read beyond the log end offset.
    BeyondEnd { requested: Offset, end: Offset },
    /// A batch over `max.message.bytes`.
    BatchTooLarge { bytes: u64, max: u64 },
    /// A batch that no segment can hold (`segment.bytes`).
    LargerThanSegment { bytes: u64, segment_bytes: u64 },
    /// A batch without a record.
    EmptyBatch { base: Offset },
    /// A producer's batch with a sequence below 0.
    NegativeSequence { sequence: i32, producer_id: i64 },
    /// Records that may not be written; the whole batch goes with them.
    Records(Box<[RecordError]>),
    /// Fewer in-sync replicas than `min.insync.replicas`.
    NotEnoughReplicas { in_sync: Vec<BrokerId>, min: u32 },
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
    /// `DeleteRecords` beyond the high watermark.
    BeyondHighWatermark { requested: Offset, high_watermark: Offset },
    /// `DeleteRecords` to a negative offset other than −1.
    NegativeOffset { requested: Offset },
    /// `DeleteRecords` on a log that is compacted and never deleted from.
    OnlyCompacted,
    /// The high watermark has not reached the start of this leader's epoch yet.
    BehindLeaderEpoch { high_watermark: Offset, epoch_start: Offset },
    /// A follower was handed a batch that lies before its log end offset.
    BeforeEnd { first: Offset, last: Offset, end: Offset, start: Offset },
}

/// Why one record of a batch was refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordError {
    /// Which record, counted from 0 in the batch.
    pub batch_index: i32,
    /// What is wrong with it.
    pub fault: RecordFault,
}

/// What can be wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variant's sentence says what its fields are")]
pub enum RecordFault {
    /// A compacted topic cannot keep a record without a key.
    WithoutKey(TopicPartition),
    /// The timestamp is too far from the broker's clock, in either direction.
    TimestampOutOfRange { timestamp: i64, earliest: i64, latest: i64 },
}

impl LogError {
    /// Kafka's protocol error.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.refusal.kind().0
    }

    /// The simple name of Kafka's exception class.
    #[must_use]
    pub fn exception(&self) -> &'static str {
        self.refusal.kind().1
    }

    /// The records that were refused, where that is why.
    #[must_use]
    pub fn record_errors(&self) -> &[RecordError] {
        match &self.refusal {
            Refusal::Records(errors) => errors,
            _ => &[], // Every other refusal is about the batch or the log.
        }
    }
}

impl Refusal {
    fn kind(&self) -> (ErrorCode, &'static str) {
        match self {
            Self::BelowStart { .. }
            | Self::BeyondEnd { .. }
            | Self::BeyondHighWatermark { .. }
            | Self::NegativeOffset { .. } => {
                (ErrorCode::OffsetOutOfRange, "OffsetOutOfRangeException")
            }
            Self::BatchTooLarge { .. } => (ErrorCode::MessageTooLarge, "RecordTooLargeException"),
            Self::LargerThanSegment { .. } => {
                (ErrorCode::RecordListTooLarge, "RecordBatchTooLargeException")
            }
            Self::Records(errors) if errors.iter().any(|error| error.fault.is_timestamp()) => {
                (ErrorCode::InvalidTimestamp, "InvalidTimestampException")
            }
            Self::Records(_) | Self::EmptyBatch { .. } | Self::NegativeSequence { .. } => {
                (ErrorCode::InvalidRecord, "InvalidRecordException")
            }
            Self::NotEnoughReplicas { .. } => {
                (ErrorCode::NotEnoughReplicas, "NotEnoughReplicasException")
            }
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
            Self::OnlyCompacted => (ErrorCode::PolicyViolation, "PolicyViolationException"),
            Self::BehindLeaderEpoch { .. } => {
                (ErrorCode::OffsetNotAvailable, "OffsetNotAvailableException")
            }
            Self::BeforeEnd { .. } => {
                (ErrorCode::UnknownServerError, "UnexpectedAppendOffsetException")
            }
        }
    }

    fn write(&self, partition: &TopicPartition, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BelowStart { requested, start } => write!(
                f,
                "Received request for offset {requested} for partition {partition}, but we only \
                 have log segments starting from offset: {start}."
            ),
            Self::BeyondEnd { requested, end } => write!(
                f,
                "Received request for offset {requested} for partition {partition}, but we only \
                 have log segments upto {end}."
            ),
            Self::BatchTooLarge { bytes, max } => write!(
                f,
                "The record batch size in the append to {partition} is {bytes} bytes which \
                 exceeds the maximum configured value of {max})."
            ),
            Self::LargerThanSegment { bytes, segment_bytes } => write!(
                f,
                "Message batch size is {bytes} bytes in append to partition {partition}, which \
                 exceeds the maximum configured segment size of {segment_bytes}."
            ),
            Self::EmptyBatch { base } => {
                let last = Offset(base.0 - 1);
                write!(f, "Batch has an invalid offset range: [{base}, {last}]")
            }
            Self::NegativeSequence { sequence, producer_id } => write!(
                f,
                "Invalid sequence number {sequence} in record batch with producerId {producer_id}"
            ),
            Self::Records(errors) => write_rejected(errors, f),
            Self::NotEnoughReplicas { in_sync, min } => {
                let ids: Vec<String> = in_sync.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "The size of the current ISR : {} is insufficient to satisfy the min.isr \
                     requirement of {min} for partition {partition}, live replica(s) broker.id \
                     are : Set({})",
                    ids.len(),
                    ids.join(", ")
                )
            }
            Self::OnlyCompacted => write!(
                f,
                "Records of partition {partition} can not be deleted due to the configured policy"
            ),
            Self::BeyondHighWatermark { requested, high_watermark } => write!(
                f,
                "Cannot increment the log start offset to {requested} of partition {partition} \
                 since it is larger than the high watermark {high_watermark}"
            ),
            Self::NegativeOffset { requested } => {
                write!(f, "The offset {requested} for partition {partition} is not valid")
            }
            Self::BehindLeaderEpoch { high_watermark, epoch_start } => write!(
                f,
                "Failed to fetch offsets for partition {partition} with leader unknown epoch as \
                 this partition's high watermark ({high_watermark}) is lagging behind the start \
                 offset from the beginning of this epoch ({epoch_start})."
            ),
            Self::BeforeEnd { first, last, end, start } => write!(
                f,
                "Unexpected offset in append to {partition}. First offset {first} is less than \
                 the next offset {end}. First 10 offsets in append: {}, last offset in append: \
                 {last}. Log start offset = {start}",
                (first.0..=last.0).take(10).map(|o| o.to_string()).collect::<Vec<_>>().join(", ")
            ),
            Self::EpochPassed { .. }
            | Self::EpochTooLow { .. }
            | Self::NotInTransaction
            | Self::NotTransactional { .. }
            | Self::SequenceNotZero { .. }
            | Self::SequenceOvertakes { .. }
            | Self::EpochNotAtZero { .. }
            | Self::OutOfOrder { .. }
            | Self::CoordinatorFenced { .. } => self.write_producer(partition, f),
        }
    }

    /// The texts of `ProducerAppendInfo`, its missing space included.
    fn write_producer(
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
            _ => Ok(()), // The others are written by the caller.
        }
    }
}

/// `LogValidator#processRecordErrors`.
fn write_rejected(errors: &[RecordError], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if errors.iter().any(|error| error.fault.is_timestamp()) {
        return f.write_str("One or more records have been rejected due to invalid timestamp");
    }
    let shown: Vec<String> = errors
        .iter()
        .take(3)
        .map(|RecordError { batch_index, fault }| {
            alloc::format!("RecordError(batchIndex={batch_index}, message='{fault}')")
        })
        .collect();
    write!(
        f,
        "One or more records have been rejected due to {} record errors in total, and only \
         showing the first three errors at most: [{}]",
        errors.len(),
        shown.join(", ")
    )
}

impl RecordFault {
    fn is_timestamp(&self) -> bool {
        match self {
            Self::TimestampOutOfRange { .. } => true,
            Self::WithoutKey(_) => false,
        }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.write(&self.partition, f)
    }
}

impl core::error::Error for LogError {}

impl RecordError {
    /// The record's own text, as the answer to the producer carries it.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.fault {
            RecordFault::WithoutKey(_) => self.fault.to_string(),
            RecordFault::TimestampOutOfRange { timestamp, earliest, latest } => alloc::format!(
                "Timestamp {timestamp} of message with offset {} is out of range. The timestamp \
                 should be within [{earliest}, {latest}]",
                self.batch_index
            ),
        }
    }
}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WithoutKey(partition) => write!(
                f,
                "Compacted topic cannot accept message without key in topic partition {partition}"
            ),
            Self::TimestampOutOfRange { .. } => f.write_str("the timestamp is out of range"),
        }
    }
}
