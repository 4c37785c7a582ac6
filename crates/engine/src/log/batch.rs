//! A batch: what a producer sends, a log stores and a fetch returns as one piece (format v2).
//!
//! Source: `clients/…/record/internal/DefaultRecordBatch.java`; KIP-98. No compression.

use crate::quantity::{Bytes, Offset, Text, Time};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A record before it has an offset. A timestamp of −1 is Kafka's "none".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NewRecord {
    /// What the partitioner hashes and compaction compares. `None` is Kafka's null.
    pub key: Option<Bytes>,
    /// `None` is a tombstone on a compacted topic.
    pub value: Option<Bytes>,
    /// Milliseconds since 1970, set by the producer.
    pub timestamp: i64,
    /// Names and values, in order; names may repeat.
    pub headers: Vec<Header>,
}

/// A header: a name and bytes, or null.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// The name.
    pub key: Text,
    /// The value.
    pub value: Option<Bytes>,
}

/// A batch before it has a place in a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewBatch {
    /// At least one.
    pub records: Vec<NewRecord>,
    /// Who wrote it, if the producer is idempotent or transactional.
    pub producer: Option<ProducerStamp>,
    /// Part of a transaction.
    pub transactional: bool,
}

/// What makes a batch recognisable when it is sent again (KIP-98).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProducerStamp {
    /// `producer.id`.
    pub producer_id: i64,
    /// Raised to fence older instances.
    pub producer_epoch: i16,
    /// Sequence of the first record.
    pub base_sequence: i32,
}

/// A record in a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// Its number in the partition.
    pub offset: Offset,
    /// Milliseconds since 1970 as stored; a batch stamped by the broker overrides it.
    pub timestamp: i64,
    /// See [`NewRecord::key`].
    pub key: Option<Bytes>,
    /// See [`NewRecord::value`].
    pub value: Option<Bytes>,
    /// See [`NewRecord::headers`].
    pub headers: Rc<[Header]>,
}

/// Whose clock the timestamps are (`message.timestamp.type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimestampType {
    /// The producer's.
    #[default]
    CreateTime,
    /// The broker's, at the append.
    LogAppendTime,
}

/// The end of a transaction, as written into each of its partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ControlType {
    /// The transaction's records do not count.
    Abort,
    /// They do.
    Commit,
}

/// A batch in a log. Offsets inside may have holes: compaction removes records, never renumbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    /// The first offset that the batch was given.
    pub base_offset: Offset,
    /// The last offset that the batch was given, whether or not its record is still there.
    pub last_offset: Offset,
    /// The leader's epoch at the append.
    pub partition_leader_epoch: i32,
    /// Whose clock the timestamps are.
    pub timestamp_type: TimestampType,
    /// The largest timestamp, −1 if none has one. Survives compaction.
    pub max_timestamp: i64,
    /// When tombstones (or the marker) of this batch may go; stamped by the cleaner.
    pub delete_horizon: Option<Time>,
    /// Who wrote it.
    pub producer: Option<ProducerStamp>,
    /// Part of a transaction (markers too).
    pub transactional: bool,
    /// A control batch. It occupies an offset and is never handed to an application.
    pub control: Option<ControlType>,
    /// The batch's size on disk and on the wire.
    pub size_in_bytes: usize,
    /// What is left of the batch's records, by offset. Empty for a batch kept empty by the cleaner.
    pub records: Rc<[Record]>,
}
