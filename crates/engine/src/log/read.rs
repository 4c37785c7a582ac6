//! Reading: whole batches from an offset up to a bound, never across the end of a segment.
//!
//! Source: `UnifiedLog#read`, `LocalLog#read`, `LogSegment#read`.

use crate::log::batch::Batch;
use crate::log::partition_log::PartitionLog;
use crate::log::refusal::{LogError, Refusal};
use crate::log::segment::IndexEntry;
use crate::log::transactions::AbortedTransaction;
use crate::protocol::data::IsolationLevel;
use crate::quantity::Offset;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How far a reader may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A `read_uncommitted` consumer.
    HighWatermark,
    /// A `read_committed` consumer.
    LastStable,
    /// A follower.
    LogEnd,
}

/// What a read found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fetched {
    /// The whole batches. The first may begin before the offset that was asked for: the client
    /// drops those records.
    pub batches: Vec<Rc<Batch>>,
    /// Bytes of the answer, which may end inside a batch.
    pub size_in_bytes: usize,
    /// Not even the first batch fits.
    pub first_incomplete: bool,
    /// Aborted transactions that overlap the answer, for `LastStable` only; it may list more than
    /// the batches need. `None`: nothing is stored from that offset on.
    pub aborted: Option<Vec<AbortedTransaction>>,
}

impl From<IsolationLevel> for Bound {
    fn from(isolation: IsolationLevel) -> Self {
        match isolation {
            IsolationLevel::ReadUncommitted => Self::HighWatermark,
            IsolationLevel::ReadCommitted => Self::LastStable,
        }
    }
}

impl PartitionLog {
    /// The offset that `bound` stands for at present.
    #[must_use]
    pub fn bound(&self, bound: Bound) -> Offset {
        match bound {
            Bound::HighWatermark => self.high_watermark,
            Bound::LastStable => self.last_stable_offset(),
            Bound::LogEnd => self.end,
        }
    }

    /// Reads batches from the one that holds `offset` on, or the next one if that offset is a
    /// hole. Reading at or beyond the bound is no error: it finds nothing.
    ///
    /// - `max_bytes`: of the answer. With `min_one` the first batch comes even if it is larger.
    ///
    /// # Errors
    ///
    /// `OFFSET_OUT_OF_RANGE` below the log start offset or beyond the log end offset.
    pub fn read(
        &self,
        offset: Offset,
        max_bytes: usize,
        bound: Bound,
        min_one: bool,
    ) -> Result<Fetched, LogError> {
        self.check_range(offset)?;
        let with_aborted = bound == Bound::LastStable;
        let limit = self.bound(bound);
        let nothing = Fetched { aborted: with_aborted.then(Vec::new), ..Fetched::default() };
        if offset >= limit {
            return Ok(nothing);
        }
        let cursor = self.seek_batch(offset);
        let Some(first) = self.batches.get(cursor) else {
            return Ok(Fetched { aborted: None, ..nothing });
        };
        let segment = self.segments.get(self.seek_segment(first.base_offset));
        let base = segment.map_or(Offset(0), |segment| segment.base);
        let stop = self.segment_end(base).min(limit);
        let room = if min_one { max_bytes.max(first.size_in_bytes) } else { max_bytes };
        let mut fetched =
            Fetched { first_incomplete: 0 < room && room < first.size_in_bytes, ..nothing };
        for batch in self.batches.iter_from(cursor).take_while(|batch| batch.last_offset < stop) {
            fetched.size_in_bytes += batch.size_in_bytes;
            if fetched.size_in_bytes > room {
                fetched.size_in_bytes = room;
                break;
            }
            fetched.batches.push(batch.clone());
        }
        if with_aborted {
            let upper = self.upper_bound(base, first, fetched.size_in_bytes as u64);
            fetched.aborted = Some(self.aborted_between(offset, upper));
        }
        Ok(fetched)
    }

    /// Is there a position at `offset`? Below the log start and beyond the log end there is none.
    pub(crate) fn check_range(&self, offset: Offset) -> Result<(), LogError> {
        let (requested, start, end) = (offset, self.start, self.end);
        if requested < start {
            Err(self.refuse(Refusal::BelowStart { requested, start }))
        } else if requested > end {
            Err(self.refuse(Refusal::BeyondEnd { requested, end }))
        } else {
            Ok(())
        }
    }

    /// Up to which offset aborted transactions are listed for an answer of `bytes` that begins
    /// with `first`: to the next entry of the sparse offset index, or to the segment's end.
    ///
    /// Source: `OffsetIndex#fetchUpperBoundOffset`.
    fn upper_bound(&self, segment_base: Offset, first: &Batch, bytes: u64) -> Offset {
        let end = self.segment_end(segment_base);
        let after = self.index.seek(|entry| entry.offset < first.base_offset);
        let indexed = self.index.before(after).filter(|entry| entry.offset >= segment_base);
        let (from, position) = indexed.map_or((segment_base, 0), |e| (e.offset, e.position));
        let skipped = self
            .batches
            .iter_from(self.seek_batch(from))
            .take_while(|batch| batch.base_offset < first.base_offset);
        let position = position + skipped.map(|batch| batch.size_in_bytes as u64).sum::<u64>();
        let target = position + bytes;
        let in_segment = self.index.seek(|entry| entry.offset < segment_base);
        let foremost = self.index.get(in_segment).map(|entry| entry.offset);
        // Kafka's binary search never compares the foremost entry for equality, and passes it over.
        let reached = |entry: &IndexEntry| {
            let met = entry.position == target && Some(entry.offset) == foremost;
            entry.offset < segment_base || (entry.offset < end && (entry.position < target || met))
        };
        let next = self.index.get(self.index.seek(reached));
        next.filter(|entry| entry.offset < end).map_or(end, |entry| entry.offset)
    }
}
