//! Where a producer's records wait: in batches, a queue of them a partition.
//!
//! A batch is sent when it is full, when it is `linger.ms` old, or when the buffer is exhausted.
//! Nothing here reads a clock or draws lots: both come in.
//!
//! Source: `clients/…/producer/internals/RecordAccumulator.java`, `BufferPool.java`.
//! Smaller than Kafka: no compression, no jitter in the pause before a batch is sent again,
//! `partitioner.availability.timeout.ms` is not looked at, and a new leader does not end a pause.

mod batch;
mod ready;

pub use batch::{BatchId, ProducerBatch};
pub use ready::Ready;

use crate::config::ProducerConfig;
use crate::java::JavaHashMap;
use crate::log::batch::NewRecord;
use crate::partitioner::{Partitions, StickyPartition, StickyPartitioner};
use crate::quantity::{BrokerId, Millis, PartitionId, Text, Time, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::collections::VecDeque;

/// The records that a producer has taken and not yet handed to a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Accumulator {
    settings: Settings,
    topics: JavaHashMap<Text, TopicQueues>,
    next_batch: u64,
    /// Bytes of buffer held by batches, those on their way to a broker too.
    used: usize,
    /// Bytes of buffer that a record waits for: meanwhile everything is sent.
    waits_for: Option<usize>,
    flushes: u32,
    muted: SortedSet<TopicPartition>,
    /// By broker: where in its list of partitions the next request begins.
    drain_index: SortedMap<BrokerId, usize>,
}

/// What of the producer's config matters here. Sizes are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// `batch.size`, at least 1.
    pub batch_size: usize,
    /// `linger.ms`.
    pub linger: Millis,
    /// `buffer.memory`.
    pub buffer_memory: usize,
    /// `delivery.timeout.ms`.
    pub delivery_timeout: Millis,
    /// `retry.backoff.ms`.
    pub retry_backoff: Millis,
    /// `retry.backoff.max.ms`.
    pub retry_backoff_max: Millis,
    /// `partitioner.adaptive.partitioning.enable`.
    pub adaptive: bool,
}

/// The queues of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct TopicQueues {
    sticky: StickyPartitioner,
    batches: JavaHashMap<PartitionId, VecDeque<ProducerBatch>>,
}

/// Where a record should go.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// The topic.
    pub topic: &'a Text,
    /// The partition that the record, its key or a partitioner decided on; `None`: the sticky one.
    pub partition: Option<PartitionId>,
    /// The topic's partitions, as the client knows them.
    pub partitions: Partitions<'a>,
}

/// Where a record was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Appended {
    /// Its partition.
    pub partition: PartitionId,
    /// Its batch.
    pub batch: BatchId,
    /// Its place in the batch.
    pub index: usize,
    /// Bytes by which the batch grew, the header of a new one included.
    pub growth: usize,
    /// Whether it opened the batch.
    pub new_batch: bool,
    /// Whether the partition has a batch that can be sent for being full.
    pub batch_is_full: bool,
}

/// Why a record was not put anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NotAppended {
    /// Its batch needs more buffer than there is at present: it waits, until it is put somewhere
    /// or given up.
    Exhausted,
    /// Its batch needs more buffer than there will ever be: bytes asked for.
    TooLarge(usize),
}

impl Settings {
    /// As configured.
    #[must_use]
    pub fn of(config: &ProducerConfig) -> Self {
        let bytes = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            batch_size: bytes(config.batch_size()),
            linger: config.linger(),
            buffer_memory: bytes(config.buffer_memory()),
            delivery_timeout: config.delivery_timeout(),
            retry_backoff: config.retry_backoff(),
            retry_backoff_max: config.retry_backoff_max(),
            adaptive: config.adaptive_partitioning(),
        }
    }
}

impl Accumulator {
    /// Empty.
    #[must_use]
    pub const fn new(settings: Settings) -> Self {
        Self {
            settings,
            topics: JavaHashMap::new(),
            next_batch: 0,
            used: 0,
            waits_for: None,
            flushes: 0,
            muted: SortedSet::new(),
            drain_index: SortedMap::new(),
        }
    }

    /// Puts a record into the last batch of its partition, or into a new one. `random` gives the
    /// next random number, where a sticky partition is chosen.
    ///
    /// # Errors
    ///
    /// There is no buffer for a new batch. Nothing was put anywhere.
    pub fn append(
        &mut self,
        to: &Destination<'_>,
        mut record: NewRecord,
        now: Time,
        random: &mut dyn FnMut() -> i32,
    ) -> Result<Appended, NotAppended> {
        let sticks = to.partition.is_none();
        let batch_size = self.settings.batch_size;
        let queues = put_in_copy(&mut self.topics, to.topic.clone(), || TopicQueues {
            sticky: StickyPartitioner::new(batch_size),
            batches: JavaHashMap::new(),
        });
        let place = loop {
            let peek = || queues.sticky.peek(&to.partitions, random);
            let place = to.partition.unwrap_or_else(peek);
            let queue = put_in_copy(&mut queues.batches, place, VecDeque::new);
            // A switch that waited for the batch to fill is made up for before anything is added.
            let full = last_is_full(queue);
            if sticks && full && queues.sticky.count(0, true, &to.partitions, random) {
                continue;
            }
            let waiting = queue.len();
            let Some(last) = queue.back_mut() else { break place };
            let before = last.size;
            match last.try_append(record) {
                Ok(()) => {
                    self.waits_for = None;
                    let growth = last.size - before;
                    if sticks {
                        queues.sticky.count(growth, last.is_full(), &to.partitions, random);
                    }
                    return Ok(Appended {
                        partition: place,
                        batch: last.id,
                        index: last.records.len() - 1,
                        growth,
                        new_batch: false,
                        batch_is_full: waiting > 1 || last.is_full(),
                    });
                }
                Err(refused) => record = refused,
            }
            // The batch has just been closed, so the switch may be due by now.
            if !sticks || !queues.sticky.count(0, true, &to.partitions, random) {
                break place;
            }
        };
        let (appended, full) = self.append_new(to.topic, place, record, now)?;
        if let Some(queues) = self.topics.get_mut(&**to.topic).filter(|_| sticks) {
            queues.sticky.count(appended.growth, full, &to.partitions, random);
        }
        Ok(appended)
    }

    /// The sticky partition of a topic, if one was chosen.
    #[must_use]
    pub fn sticky(&self, topic: &str) -> Option<&StickyPartition> {
        self.topics.get(topic)?.sticky.current()
    }

    /// The batches that wait for a partition, oldest first.
    pub fn queue(
        &self,
        topic: &str,
        partition: PartitionId,
    ) -> impl Iterator<Item = &ProducerBatch> {
        let queue = self.topics.get(topic).and_then(|queues| queues.batches.get(&partition));
        queue.into_iter().flatten()
    }

    /// Bytes of buffer that are free.
    #[must_use]
    pub const fn available_memory(&self) -> usize {
        self.settings.buffer_memory.saturating_sub(self.used)
    }

    /// Gives back the buffer of a batch that is done with, for good or bad.
    pub fn release(&mut self, batch: &ProducerBatch) {
        self.used = self.used.saturating_sub(batch.buffer);
    }

    /// The record that waits for buffer is given up. Answers for how many bytes it waited; `None` if
    /// none does.
    pub const fn give_up_waiting(&mut self) -> Option<usize> {
        self.waits_for.take()
    }

    /// `flush()` or `close()` begins: everything is sent.
    pub fn begin_flush(&mut self) {
        self.flushes += 1;
    }

    /// It ends.
    pub fn end_flush(&mut self) {
        self.flushes = self.flushes.saturating_sub(1);
    }

    /// Holds a partition back while a request of it is under way
    /// (`max.in.flight.requests.per.connection=1`).
    pub fn mute(&mut self, partition: TopicPartition) {
        self.muted.insert(partition);
    }

    /// Lets a partition go again.
    pub fn unmute(&mut self, partition: &TopicPartition) {
        self.muted.remove(partition);
    }

    /// Opens a batch for the record; also tells whether that is full at once.
    fn append_new(
        &mut self,
        topic: &Text,
        place: PartitionId,
        record: NewRecord,
        now: Time,
    ) -> Result<(Appended, bool), NotAppended> {
        let buffer = batch::buffer_for(&record, self.settings.batch_size);
        if buffer > self.settings.buffer_memory {
            return Err(NotAppended::TooLarge(buffer));
        }
        if buffer > self.available_memory() {
            self.waits_for = Some(buffer);
            return Err(NotAppended::Exhausted);
        }
        self.waits_for = None;
        let id = BatchId(self.next_batch);
        let partition = TopicPartition { topic: topic.clone(), partition: place };
        let batch = ProducerBatch::new(id, partition, record, self.settings.batch_size, now);
        self.next_batch += 1;
        self.used += batch.buffer;
        let (growth, full) = (batch.size, batch.is_full());
        let queue = self.topics.get_mut(&**topic).and_then(|it| it.batches.get_mut(&place));
        let waiting = queue.map_or(0, |queue| {
            queue.push_back(batch);
            queue.len()
        });
        let appended = Appended {
            partition: place,
            batch: id,
            index: 0,
            growth,
            new_batch: true,
            batch_is_full: waiting > 1 || full,
        };
        Ok((appended, full))
    }
}

/// Only the last batch may take more records; no batch is a full one.
fn last_is_full(queue: &VecDeque<ProducerBatch>) -> bool {
    queue.back().is_none_or(ProducerBatch::is_full)
}

/// `CopyOnWriteMap.computeIfAbsent`: a new key makes a new map, sized anew, which may change the
/// order of them all.
fn put_in_copy<K, V>(map: &mut JavaHashMap<K, V>, key: K, make: impl FnOnce() -> V) -> &mut V
where
    K: crate::java::JavaHash + Eq,
{
    if !map.contains_key(&key) {
        let old = core::mem::take(map);
        *map = JavaHashMap::copy_of(old.into_entries());
    }
    map.get_or_put(key, make)
}
