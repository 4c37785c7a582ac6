//! A batch on its way to a broker: open while records fit, then waiting, sent, perhaps sent again.
//!
//! Invariant: `size` is what the batch takes on the wire with the records that it has.
//!
//! Source: `clients/…/producer/internals/ProducerBatch.java`, `MemoryRecordsBuilder.java`.

use crate::log::batch::{NewRecord, ProducerStamp};
use crate::log::sizes::{BATCH_OVERHEAD, batch_size_upper_bound, record_size};
use crate::quantity::{Millis, Time, TopicPartition};
use alloc::vec::Vec;

/// The number of a batch, unique in the life of its producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub u64);

/// A batch of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerBatch {
    /// Its number.
    pub id: BatchId,
    /// Where it goes.
    pub partition: TopicPartition,
    /// Its records, in order.
    pub records: Vec<NewRecord>,
    /// When its first record came: `delivery.timeout.ms` counts from here.
    pub created: Time,
    /// What makes it recognisable when it is sent again; given when it is drained.
    pub stamp: Option<ProducerStamp>,
    /// It was numbered anew while it was on its way: the answer is about its old number.
    pub renumbered: bool,
    /// How often it was put back after it was sent.
    pub attempts: u32,
    /// Bytes on the wire.
    pub size: usize,
    /// Bytes of the buffer that it holds.
    pub buffer: usize,
    last_attempt: Time,
    closed: bool,
}

impl ProducerBatch {
    /// A batch that holds `record`, however large, in a buffer of at least `batch_size` bytes.
    pub(super) fn new(
        id: BatchId,
        partition: TopicPartition,
        record: NewRecord,
        batch_size: usize,
        now: Time,
    ) -> Self {
        let mut batch = Self {
            id,
            partition,
            records: Vec::new(),
            created: now,
            stamp: None,
            renumbered: false,
            attempts: 0,
            size: BATCH_OVERHEAD,
            buffer: buffer_for(&record, batch_size),
            last_attempt: now,
            closed: false,
        };
        batch.push(record);
        batch
    }

    /// Takes the record if there is room; if not, takes no more records at all.
    pub(super) fn try_append(&mut self, record: NewRecord) -> Result<(), NewRecord> {
        if !self.is_full() && self.size + self.size_of(&record) <= self.buffer {
            self.push(record);
            return Ok(());
        }
        self.closed = true;
        Err(record)
    }

    /// Whether it takes no more records.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.closed || self.size >= self.buffer
    }

    /// How long it has waited since it was made or put back.
    #[must_use]
    pub fn waited(&self, now: Time) -> Millis {
        now.since(self.last_attempt).max(Millis(0))
    }

    /// Takes no more records: it is about to be sent.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Was sent in vain, and waits again.
    pub(super) fn put_back(&mut self, now: Time) {
        self.attempts += 1;
        self.last_attempt = self.last_attempt.max(now);
    }

    fn push(&mut self, record: NewRecord) {
        self.size += self.size_of(&record);
        self.records.push(record);
    }

    fn size_of(&self, record: &NewRecord) -> usize {
        let base = self.records.first().map_or(record.timestamp, |first| first.timestamp);
        record_size(
            record.timestamp.wrapping_sub(base),
            i64::try_from(self.records.len()).unwrap_or(i64::MAX),
            record.key.as_deref().map(<[u8]>::len),
            record.value.as_deref().map(<[u8]>::len),
            &record.headers,
        )
    }
}

/// The bytes of buffer that a new batch with this record asks for.
pub(super) fn buffer_for(record: &NewRecord, batch_size: usize) -> usize {
    let key = record.key.as_deref().map(<[u8]>::len);
    let value = record.value.as_deref().map(<[u8]>::len);
    batch_size_upper_bound(key, value, &record.headers).max(batch_size)
}
