//! What makes old records go: retention by start, size and time, and `DeleteRecords`.
//!
//! Whole segments go, from the oldest on, and the pass stops at the first that stays. The active
//! segment can go too: a new one is opened first, and the log is empty though it has a past.
//!
//! Source: `UnifiedLog#deleteOldSegments`, `#deletableSegments`,
//! `Partition#deleteRecordsOnLeader`.

use crate::log::partition_log::PartitionLog;
use crate::log::refusal::{LogError, Refusal};
use crate::log::segment::Segment;
use crate::quantity::{Offset, Time};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// Why a segment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeletionReason {
    /// It lies below the log start offset.
    LogStart,
    /// The rest of the log still has `retention.bytes`.
    RetentionSize,
    /// Its newest record is older than `retention.ms`.
    RetentionTime,
    /// It has no record with a timestamp, and was written longer than `retention.ms` ago.
    ModificationTime,
}

/// A segment that went, or would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeletedSegment {
    /// The segment's base offset.
    pub base: Offset,
    /// Why.
    pub reason: DeletionReason,
}

impl PartitionLog {
    /// `DeleteRecords`: moves the log start offset up to `to` (−1: to the high watermark), in the
    /// middle of a batch if need be. Nothing is removed until retention runs. Answers the low
    /// watermark: the smallest log start offset that the replicas have told.
    ///
    /// # Errors
    ///
    /// `NOT_LEADER_OR_FOLLOWER` on a follower; `POLICY_VIOLATION` if the log is compacted only;
    /// `OFFSET_OUT_OF_RANGE` beyond the high watermark or below −1.
    pub fn delete_records(&mut self, to: Offset) -> Result<Offset, LogError> {
        self.check_leads()?;
        let policy = self.config.cleanup_policy;
        if policy.compact && !policy.delete {
            return Err(self.refuse(Refusal::OnlyCompacted));
        }
        let high_watermark = self.high_watermark;
        let requested = if to == Offset(-1) { high_watermark } else { to };
        if requested < Offset(0) {
            return Err(self.refuse(Refusal::NegativeOffset { requested }));
        }
        if requested > high_watermark {
            return Err(self.refuse(Refusal::BeyondHighWatermark { requested, high_watermark }));
        }
        self.raise_start(requested);
        Ok(self.low_watermark())
    }

    /// One run of the retention task. It passes over every log that is compacted: those are
    /// deleted from by the cleaner.
    pub fn run_retention(&mut self, now: Time) -> Vec<DeletedSegment> {
        if self.config.cleanup_policy.compact { Vec::new() } else { self.delete_old_segments(now) }
    }

    /// What [`PartitionLog::run_retention`] would delete at `now`, and why. Changes nothing.
    #[must_use]
    pub fn retention_preview(&self, now: Time) -> Vec<DeletedSegment> {
        self.clone().run_retention(now)
    }

    /// The three passes, in this order; the last two only if the policy has `delete`.
    pub(crate) fn delete_old_segments(&mut self, now: Time) -> Vec<DeletedSegment> {
        let mut deleted = self.delete_below_start(now);
        if self.config.cleanup_policy.delete {
            deleted.append(&mut self.delete_over_size(now));
            deleted.append(&mut self.delete_expired(now));
        }
        deleted
    }

    fn delete_below_start(&mut self, now: Time) -> Vec<DeletedSegment> {
        let start = self.start;
        self.delete_while(now, |_, next| {
            next.filter(|next| *next <= start).map(|_| DeletionReason::LogStart)
        })
    }

    fn delete_over_size(&mut self, now: Time) -> Vec<DeletedSegment> {
        let Ok(kept) = u64::try_from(self.config.retention_bytes) else {
            return Vec::new(); // Negative: no limit.
        };
        let Some(mut excess) = self.size.checked_sub(kept) else { return Vec::new() };
        self.delete_while(now, |segment, _| {
            excess = excess.checked_sub(segment.size)?;
            Some(DeletionReason::RetentionSize)
        })
    }

    fn delete_expired(&mut self, now: Time) -> Vec<DeletedSegment> {
        let retention = self.config.retention_ms;
        if retention.0 < 0 {
            return Vec::new();
        }
        self.delete_while(now, |segment, _| {
            let is_expired = now.since(Time(segment.largest_timestamp())) > retention;
            is_expired.then_some(match segment.max_timestamp {
                0.. => DeletionReason::RetentionTime,
                _ => DeletionReason::ModificationTime,
            })
        })
    }

    /// Deletes segments from the oldest on while `reason` gives one. It sees the segment and the
    /// next one's base, if there is one. What reaches beyond the high watermark stays.
    fn delete_while(
        &mut self,
        now: Time,
        mut reason: impl FnMut(&Segment, Option<Offset>) -> Option<DeletionReason>,
    ) -> Vec<DeletedSegment> {
        let mut deleted = Vec::new();
        let mut segments = self.segments.iter().peekable();
        while let Some(segment) = segments.next() {
            let next = segments.peek().map(|next| next.base);
            let is_replicated = self.high_watermark >= next.unwrap_or(self.end);
            let Some(reason) = Some(segment)
                .filter(|_| is_replicated)
                .and_then(|segment| reason(segment, next))
                .filter(|_| next.is_some() || segment.size > 0)
            else {
                break;
            };
            deleted.push(DeletedSegment { base: segment.base, reason });
        }
        if deleted.last().is_some_and(|last| last.base == self.active().base) {
            self.open_segment(self.end, now);
        }
        if let Some(last) = deleted.last() {
            self.drop_segments_to(self.segment_end(last.base));
        }
        deleted
    }

    /// Removes every segment below `base`, which is the base of one.
    fn drop_segments_to(&mut self, base: Offset) {
        self.segments.drop_front(|segment| segment.base < base);
        self.batches.drop_front(|batch| batch.base_offset < base);
        self.index.drop_front(|entry| entry.offset < base);
        self.aborted.drop_front(|aborted| aborted.last_offset < base);
        self.size =
            self.segments.iter().map(Rc::as_ref).map(|segment: &Segment| segment.size).sum();
        self.raise_start(base);
    }
}
