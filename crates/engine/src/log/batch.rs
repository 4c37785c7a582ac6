//! A batch: what a producer sends, a log stores and a fetch returns as one piece (format v2).
//!
//! Source: `clients/…/record/internal/DefaultRecordBatch.java`; KIP-98. No compression.

use crate::quantity::{Bytes, Offset, Text, Time};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ops::Deref;

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
    pub headers: Headers,
}

/// The headers of a stored record. Most records have none, and those cost no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Headers(Option<Rc<[Header]>>);

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
    /// A marker has one, whose key and value are Kafka's `EndTransactionMarker`.
    pub records: Rc<[Record]>,
}

impl From<Vec<Header>> for Headers {
    fn from(headers: Vec<Header>) -> Self {
        Self((!headers.is_empty()).then(|| headers.into()))
    }
}

impl FromIterator<Header> for Headers {
    fn from_iter<I: IntoIterator<Item = Header>>(headers: I) -> Self {
        headers.into_iter().collect::<Vec<_>>().into()
    }
}

impl Deref for Headers {
    type Target = [Header];
    fn deref(&self) -> &[Header] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Batch {
    /// How many offsets the batch was given, whether or not their records are still there.
    #[must_use]
    pub fn offsets(&self) -> i64 {
        self.last_offset - self.base_offset + 1
    }

    /// The offset after the batch's last.
    #[must_use]
    pub fn next_offset(&self) -> Offset {
        self.last_offset.next()
    }

    /// The sequence of the batch's last record, if a producer stamped it.
    #[must_use]
    pub fn last_sequence(&self) -> Option<i32> {
        self.producer.map(|producer| advance_sequence(producer.base_sequence, self.offsets() - 1))
    }

    /// The timestamp that a reader sees on `record`, one of this batch's.
    #[must_use]
    pub fn timestamp_of(&self, record: &Record) -> i64 {
        match self.timestamp_type {
            TimestampType::CreateTime => record.timestamp,
            TimestampType::LogAppendTime => self.max_timestamp,
        }
    }

    /// What the marker in this batch says; `None` for data, and for a marker cleaned away.
    #[must_use]
    pub fn marker(&self) -> Option<ControlType> {
        self.control.filter(|_| !self.records.is_empty())
    }

    /// The epoch of the coordinator that sent the marker in this batch.
    #[must_use]
    pub fn coordinator_epoch(&self) -> Option<i32> {
        self.marker()?;
        let value = self.records.first()?.value.as_ref()?;
        value.get(2..6)?.try_into().ok().map(i32::from_be_bytes)
    }
}

impl ControlType {
    /// The record that ends a transaction: key and value as `EndTransactionMarker` writes them.
    #[must_use]
    pub fn record(self, offset: Offset, timestamp: i64, coordinator_epoch: i32) -> Record {
        let kind = match self {
            Self::Abort => 0,
            Self::Commit => 1,
        };
        let [a, b, c, d] = coordinator_epoch.to_be_bytes();
        Record {
            offset,
            timestamp,
            key: Some(Rc::from([0, 0, 0, kind])),
            value: Some(Rc::from([0, 0, a, b, c, d])),
            headers: Headers::default(),
        }
    }
}

/// The sequence `records` after `sequence`: after 2147483647 comes 0.
#[must_use]
pub fn advance_sequence(sequence: i32, records: i64) -> i32 {
    let wide = (i64::from(sequence) + records).rem_euclid(1 << 31);
    i32::try_from(wide).expect("a remainder of 2^31 fits")
}
