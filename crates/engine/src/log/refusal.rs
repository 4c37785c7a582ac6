//! What a log answers when it does not do what was asked: Kafka's error, class and text, as facts.

use crate::error::ErrorCode;
use crate::log::producer_check::ProducerRefusal;
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
    /// What is known of the producer forbids it.
    Producer(ProducerRefusal),
    /// `DeleteRecords` beyond the high watermark.
    BeyondHighWatermark { requested: Offset, high_watermark: Offset },
    /// `DeleteRecords` to a negative offset other than −1.
    NegativeOffset { requested: Offset },
    /// `DeleteRecords` on a log that is compacted and never deleted from.
    OnlyCompacted,
    /// The high watermark has not reached the start of this leader's epoch yet.
    BehindLeaderEpoch { high_watermark: Offset, epoch_start: Offset },
    /// Only the leader writes, and deletes on demand; this broker follows.
    NotLeader { broker: BrokerId },
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
        if let Refusal::Records(errors) = &self.refusal { errors } else { &[] }
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
            Self::Producer(refusal) => refusal.kind(),
            Self::NotLeader { .. } => {
                (ErrorCode::NotLeaderOrFollower, "NotLeaderOrFollowerException")
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
            Self::NotEnoughReplicas { in_sync, min } => write_lacking(in_sync, *min, partition, f),
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
            Self::Producer(refusal) => refusal.write(partition, f),
            Self::NotLeader { broker } => {
                write!(f, "Leader not local for partition {partition} on broker {broker}")
            }
        }
    }
}

/// `Partition#appendRecordsToLeader`.
fn write_lacking(
    in_sync: &[BrokerId],
    min: u32,
    partition: &TopicPartition,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let ids: Vec<String> = in_sync.iter().map(ToString::to_string).collect();
    write!(
        f,
        "The size of the current ISR : {} is insufficient to satisfy the min.isr requirement of \
         {min} for partition {partition}, live replica(s) broker.id are : Set({})",
        ids.len(),
        ids.join(", ")
    )
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
