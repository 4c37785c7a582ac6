//! One replica of one partition: its batches, and the bounds between which they may be read.
//!
//! Invariants: log start offset ≤ high watermark ≤ log end offset; offsets rise strictly;
//! segments lie end to end and exactly the last one is active; only [`PartitionLog::truncate`]
//! lets the log end offset fall.
//!
//! A clone shares everything and costs a few reference counts; a write after it copies little
//! (see `chunks`). Source: `storage/…/log/UnifiedLog.java`, `core/…/cluster/Partition.scala`.

use crate::log::batch::{Batch, Record};
use crate::log::chunks::{Chunked, Cursor};
use crate::log::config::LogConfig;
use crate::log::epochs::EpochCache;
use crate::log::producer_state::{ProducerView, Producers, Snapshot};
use crate::log::refusal::{LogError, Refusal};
use crate::log::replica::Replication;
use crate::log::segment::{IndexEntry, Segment, SegmentView};
use crate::log::transactions::{AbortedTransaction, Transactions};
use crate::quantity::{Offset, Time, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// The log of one partition on one broker, with what that broker knows of the other replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionLog {
    pub(crate) partition: TopicPartition,
    pub(crate) config: Rc<LogConfig>,
    pub(crate) batches: Chunked<Batch>,
    /// Never empty.
    pub(crate) segments: Chunked<Segment>,
    pub(crate) index: Chunked<IndexEntry>,
    pub(crate) aborted: Chunked<AbortedTransaction>,
    pub(crate) producers: Producers,
    pub(crate) transactions: Transactions,
    /// Producer snapshots that belong to no segment: a truncation leaves one where it cut.
    pub(crate) loose_snapshots: SortedMap<Offset, Snapshot>,
    pub(crate) epochs: EpochCache,
    pub(crate) start: Offset,
    pub(crate) high_watermark: Offset,
    /// Is it known to be the base of a batch, or the log end offset? A follower takes what its
    /// leader tells.
    pub(crate) high_watermark_is_settled: bool,
    pub(crate) end: Offset,
    pub(crate) size: u64,
    /// Up to where the cleaner has come.
    pub(crate) checkpoint: Option<Offset>,
    pub(crate) replication: Replication,
}

/// What the cleaner puts in the place of the segments that it has read.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    pub(crate) batches: Vec<Rc<Batch>>,
    pub(crate) segments: Vec<Rc<Segment>>,
    pub(crate) index: Vec<Rc<IndexEntry>>,
    pub(crate) aborted: Vec<Rc<AbortedTransaction>>,
}

impl PartitionLog {
    /// An empty log on broker `replication.me()`, with its first segment opened at `now`. If that
    /// broker leads, its epoch begins at offset 0.
    #[must_use]
    pub fn new(
        partition: TopicPartition,
        config: LogConfig,
        replication: Replication,
        now: Time,
    ) -> Self {
        let mut epochs = EpochCache::default();
        let first = Segment::new(Offset(0), now, None, &config);
        if let Some(epoch) = replication.led_epoch() {
            epochs.assign(epoch, Offset(0));
        }
        Self {
            partition,
            config: Rc::new(config),
            batches: Chunked::default(),
            segments: [Rc::new(first)].into_iter().collect(),
            index: Chunked::default(),
            aborted: Chunked::default(),
            producers: Producers::default(),
            transactions: Transactions::default(),
            loose_snapshots: SortedMap::new(),
            epochs,
            start: Offset(0),
            high_watermark: Offset(0),
            high_watermark_is_settled: false,
            end: Offset(0),
            size: 0,
            checkpoint: None,
            replication,
        }
    }

    /// Whose log this is.
    #[must_use]
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    /// The settings in force.
    #[must_use]
    pub fn config(&self) -> &LogConfig {
        &self.config
    }

    /// Changes the settings. Nothing is rolled, deleted or cleaned by that alone.
    pub fn set_config(&mut self, config: LogConfig) {
        self.config = Rc::new(config);
    }

    /// The log start offset: the first that may be read.
    #[must_use]
    pub fn log_start_offset(&self) -> Offset {
        self.start
    }

    /// The high watermark (HW): every in-sync replica has what is below it.
    #[must_use]
    pub fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    /// The log end offset (LEO): the offset of the next record.
    #[must_use]
    pub fn log_end_offset(&self) -> Offset {
        self.end
    }

    /// Bytes of all segments.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The leader epochs and where they began.
    #[must_use]
    pub fn epochs(&self) -> &EpochCache {
        &self.epochs
    }

    /// The epoch that answers for `requested` and where it ends; `None` if that is not known.
    #[must_use]
    pub fn end_offset_for_epoch(&self, requested: i32) -> Option<(i32, Offset)> {
        self.epochs.end_offset_for(requested, self.end)
    }

    /// What the log remembers of each producer, by id.
    pub fn producers(&self) -> impl Iterator<Item = ProducerView> {
        self.producers.views()
    }

    /// Forgets the producers that have been silent for `producer.id.expiration.ms`, counted from
    /// the timestamp of what they wrote last.
    pub fn expire_producers(&mut self, now: Time) {
        self.producers.expire(now, self.config.producer_id_expiration_ms);
    }

    /// Every batch that is stored, the ones that reach below the log start offset too.
    pub fn batches(&self) -> impl Iterator<Item = &Rc<Batch>> {
        self.batches.iter()
    }

    /// Every record from `from` on with its batch, up to the log end offset: data and markers,
    /// below the log start offset too if `from` is. Finding the first one is O(log n).
    pub fn records_from(&self, from: Offset) -> impl Iterator<Item = (&Rc<Batch>, &Record)> {
        self.batches
            .iter_from(self.seek_batch(from))
            .flat_map(|batch| batch.records.iter().map(move |record| (batch, record)))
            .skip_while(move |(_, record)| record.offset < from)
    }

    /// The segments, oldest first.
    pub fn segments(&self) -> impl Iterator<Item = SegmentView> {
        let mut segments = self.segments.iter().peekable();
        core::iter::from_fn(move || {
            let segment = segments.next()?;
            let next = segments.peek().map(|next| next.base);
            Some(SegmentView {
                base: segment.base,
                next: next.unwrap_or(self.end),
                bytes: segment.size,
                largest_timestamp: Some(segment.max_timestamp).filter(|&timestamp| timestamp >= 0),
                modified: segment.modified,
                active: next.is_none(),
            })
        })
    }

    /// The first batch whose last offset is `offset` or later.
    pub(crate) fn seek_batch(&self, offset: Offset) -> Cursor {
        self.batches.seek(|batch| batch.last_offset < offset)
    }

    /// The base of the batch that holds `offset`, or of the next one if `offset` lies in a hole;
    /// the log end offset after the last one.
    ///
    /// Source: `UnifiedLog#maybeConvertToOffsetMetadata`.
    pub(crate) fn base_at(&self, offset: Offset) -> Offset {
        self.batches.get(self.seek_batch(offset)).map_or(self.end, |batch| batch.base_offset)
    }

    /// The segment that `offset` falls into: the last one that begins at or before it, or else
    /// the first of all.
    pub(crate) fn seek_segment(&self, offset: Offset) -> Cursor {
        let cursor = self.segments.seek(|segment| segment.base <= offset);
        let base = self.segments.before(cursor).map_or(Offset(i64::MIN), |segment| segment.base);
        self.segments.seek(|segment| segment.base < base)
    }

    /// The segment that appends go to.
    pub(crate) fn active(&self) -> &Segment {
        self.segments.last().expect("a log has at least one segment")
    }

    /// The base of the segment after the one with base `base`, or the log end offset.
    pub(crate) fn segment_end(&self, base: Offset) -> Offset {
        let next = self.segments.seek(|segment| segment.base <= base);
        self.segments.get(next).map_or(self.end, |segment| segment.base)
    }

    /// The largest timestamp of the first batch in the segment with base `base`; what rolling and
    /// `max.compaction.lag.ms` count from.
    pub(crate) fn first_batch_timestamp(&self, base: Offset) -> Option<i64> {
        let batch = self.batches.get(self.batches.seek(|batch| batch.base_offset < base))?;
        Some(batch.max_timestamp).filter(|_| batch.base_offset < self.segment_end(base))
    }

    /// Moves the high watermark to the base of a batch, or to the log end offset, and lets go of
    /// the transactions that it passes.
    pub(crate) fn set_high_watermark(&mut self, to: Offset) {
        self.high_watermark = to;
        self.high_watermark_is_settled = true;
        self.transactions.forget_decided(to);
        self.note_first_unstable();
    }

    /// Moves the log start offset up. The caller has seen that `to` is not above the high
    /// watermark.
    pub(crate) fn raise_start(&mut self, to: Offset) {
        if to > self.start {
            self.start = to;
            self.epochs.truncate_from_start(to);
            self.transactions.forget_decided(to);
            self.note_first_unstable();
        }
    }

    /// Puts these in the place of everything below `border`, which is the base of a segment.
    pub(crate) fn replace_below(&mut self, border: Offset, cleaned: Cleaned) {
        let batches = self.batches.iter_from(self.batches.seek(|b| b.base_offset < border));
        self.batches = cleaned.batches.into_iter().chain(batches.cloned()).collect();
        let segments = self.segments.iter_from(self.segments.seek(|s| s.base < border));
        self.segments = cleaned.segments.into_iter().chain(segments.cloned()).collect();
        let index = self.index.iter_from(self.index.seek(|entry| entry.offset < border));
        self.index = cleaned.index.into_iter().chain(index.cloned()).collect();
        let aborted = self.aborted.iter_from(self.aborted.seek(|a| a.last_offset < border));
        self.aborted = cleaned.aborted.into_iter().chain(aborted.cloned()).collect();
        self.size = self.segments.iter().map(|segment| segment.size).sum();
    }

    pub(crate) fn refuse(&self, refusal: Refusal) -> LogError {
        LogError { partition: self.partition.clone(), refusal }
    }
}
