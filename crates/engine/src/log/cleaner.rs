//! Compaction: the cleaner keeps the last record of each key and never moves an offset.
//!
//! A round chooses the dirty range, maps each key to its last offset in it, and rewrites every
//! segment up to there. The active segment, and any segment that holds an offset at or beyond the
//! last stable one, is left alone.
//!
//! Source: `storage/…/log/LogCleanerManager.java`, `LogToClean.java`, `Cleaner.java`; KIP-58,
//! KIP-354.

use crate::log::clean_batch::{CleanedTransactions, Sweep};
use crate::log::partition_log::{Cleaned, PartitionLog};
use crate::log::retention::DeletedSegment;
use crate::log::segment::Segment;
use crate::log::transactions::AbortedTransaction;
use crate::quantity::{Bytes, Millis, Offset, Time};
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// Where the cleaner stands in a log, and whether it would clean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CleanerPlan {
    /// Where the dirty part begins.
    pub first_dirty: Offset,
    /// The first offset that may not be cleaned.
    pub bound: Offset,
    /// The base of the segment that holds `bound`: up to here it can be cleaned.
    pub first_uncleanable: Offset,
    /// Bytes of the segments that begin below `first_dirty`.
    pub clean_bytes: u64,
    /// Bytes of the segments from the one that holds `first_dirty` to `first_uncleanable`.
    pub cleanable_bytes: u64,
    /// A dirty segment has waited for longer than `max.compaction.lag.ms`.
    pub over_max_lag: bool,
    /// Is it worth a round? By the lag, or because the dirty share exceeds
    /// `min.cleanable.dirty.ratio`.
    pub due: bool,
    /// The checkpoint lies outside the log and is set to `first_dirty`.
    checkpoint_is_off: bool,
}

/// What one round of the cleaner did.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CleanerRound {
    /// What it saw at first; `None` if the log is not compacted.
    pub plan: Option<CleanerPlan>,
    /// It cleaned.
    pub cleaned: bool,
    /// Up to where the log is clean; `None` before the first round.
    pub checkpoint: Option<Offset>,
    /// What retention deleted afterwards: a compacted log is deleted from by its cleaner.
    pub deleted: Vec<DeletedSegment>,
}

/// The last offset of each key in the dirty range.
#[derive(Debug, Default)]
pub(crate) struct KeyMap {
    offsets: BTreeMap<Bytes, Offset>,
    /// The last offset that was mapped; −1 if none was.
    latest: i64,
}

impl KeyMap {
    /// Is there no later record of `key` in what was mapped?
    pub(crate) fn is_last(&self, key: &Bytes, offset: Offset) -> bool {
        self.offsets.get(key).is_none_or(|last| offset >= *last)
    }

    /// Does `offset` lie behind everything that was mapped?
    pub(crate) fn is_beyond(&self, offset: Offset) -> bool {
        offset.0 > self.latest
    }
}

impl PartitionLog {
    /// Where the cleaner stands; changes nothing. `None` if the log is not compacted.
    #[must_use]
    pub fn cleaner_plan(&self, now: Time) -> Option<CleanerPlan> {
        if !self.config.cleanup_policy.compact {
            return None;
        }
        let checkpoint = self.checkpoint.unwrap_or(self.start);
        let checkpoint_is_off = checkpoint < self.start || checkpoint > self.end;
        let first_dirty = if checkpoint_is_off { self.start } else { checkpoint };
        let active = self.active().base;
        let young = self.first_young_segment(first_dirty, now);
        let bound = self.last_stable_offset().min(active).min(young.unwrap_or(active));
        let bound = bound.max(first_dirty);
        let first_uncleanable =
            self.inactive_from(bound).next().map_or(active, |segment| segment.base);
        let below = self.segments.iter().take_while(|segment| segment.base < first_dirty);
        let clean_bytes = below.map(|segment| segment.size).sum();
        let cleanable_bytes = self
            .segments_between(first_dirty.min(first_uncleanable), first_uncleanable)
            .map(|segment| segment.size)
            .sum();
        let over_max_lag = self.is_over_max_lag(first_dirty, now);
        let ratio = self.config.min_cleanable_dirty_ratio;
        let total = clean_bytes + cleanable_bytes;
        let due = total > 0
            && ((over_max_lag && cleanable_bytes > 0)
                || ratio.is_exceeded_by(cleanable_bytes, total));
        Some(CleanerPlan {
            first_dirty,
            bound,
            first_uncleanable,
            clean_bytes,
            cleanable_bytes,
            over_max_lag,
            due,
            checkpoint_is_off,
        })
    }

    /// One round of the cleaner: it cleans if that is due, then deletes as retention does. A log
    /// that is not compacted is left alone.
    pub fn clean(&mut self, now: Time) -> CleanerRound {
        let Some(plan) = self.cleaner_plan(now) else {
            let checkpoint = self.checkpoint;
            return CleanerRound { plan: None, cleaned: false, checkpoint, deleted: Vec::new() };
        };
        if plan.checkpoint_is_off {
            self.checkpoint = Some(plan.first_dirty);
        }
        if plan.due {
            let map = self.map_keys(plan.first_dirty, plan.first_uncleanable);
            let end = Offset(map.latest + 1);
            self.rewrite_below(end, &map, plan.first_uncleanable, now);
            self.checkpoint = Some(end);
        }
        let checkpoint = self.checkpoint;
        let deleted = self.delete_old_segments(now);
        CleanerRound { plan: Some(plan), cleaned: plan.due, checkpoint, deleted }
    }

    /// What [`PartitionLog::clean`] would do at `now`, and the offsets whose records it would take
    /// away, retention's included. Changes nothing; reads the whole log.
    #[must_use]
    pub fn clean_preview(&self, now: Time) -> (CleanerRound, Vec<Offset>) {
        let mut cleaned = self.clone();
        let round = cleaned.clean(now);
        let offsets = |log: &Self| -> Vec<Offset> {
            log.records_from(Offset(0)).map(|(_, record)| record.offset).collect()
        };
        let mut left = offsets(&cleaned).into_iter().peekable();
        let mut gone = |offset: &Offset| left.next_if_eq(offset).is_none();
        (round, offsets(self).into_iter().filter(|offset| gone(offset)).collect())
    }

    /// The segments from the one that holds `from` to before `to`.
    fn segments_between(&self, from: Offset, to: Offset) -> impl Iterator<Item = &Rc<Segment>> {
        self.segments
            .iter_from(self.seek_segment(from))
            .take_while(move |segment| from < to && segment.base < to)
    }

    /// The inactive segments from the one that holds `from` on.
    fn inactive_from(&self, from: Offset) -> impl Iterator<Item = &Rc<Segment>> {
        self.segments_between(from, self.active().base)
    }

    /// The base of the first dirty segment that `min.compaction.lag.ms` still protects.
    fn first_young_segment(&self, first_dirty: Offset, now: Time) -> Option<Offset> {
        let lag = self.config.min_compaction_lag_ms;
        let protected_since = now - lag;
        self.inactive_from(first_dirty)
            .find(|segment| lag > Millis(0) && segment.largest_timestamp() > protected_since.0)
            .map(|segment| segment.base)
    }

    fn is_over_max_lag(&self, first_dirty: Offset, now: Time) -> bool {
        let clean_until = (now - self.config.max_compaction_lag_ms).0;
        self.inactive_from(first_dirty)
            .filter_map(|segment| self.first_batch_timestamp(segment.base))
            .any(|timestamp| timestamp > 0 && timestamp < clean_until)
    }

    /// Maps the keys of [`from`, `to`), aborted data left out, until the map is full: then it
    /// reaches to the last record that found a place, which may lie inside a batch.
    ///
    /// Source: `Cleaner#buildOffsetMap`.
    fn map_keys(&self, from: Offset, to: Offset) -> KeyMap {
        let room = self.config.dedupe_keys();
        let mut map = KeyMap { offsets: BTreeMap::new(), latest: -1 };
        let mut transactions = CleanedTransactions::default();
        transactions.expect(self.aborted_to_clean(from, to));
        let indexed = self.index.before(self.index.seek(|entry| entry.offset <= from));
        let first_read = indexed.map_or(Offset(0), |entry| entry.offset);
        for segment in self.segments_between(from, to) {
            let batches = self.batches_of(segment);
            for batch in batches.skip_while(|batch| batch.last_offset < first_read) {
                let is_data = batch.control.is_none();
                if !transactions.read(batch) && is_data {
                    for record in batch.records.iter().filter(|record| record.offset >= from) {
                        let Some(key) = &record.key else { continue };
                        if map.offsets.len() as u64 >= room {
                            return map;
                        }
                        map.offsets.insert(key.clone(), record.offset);
                        map.latest = record.offset.0;
                    }
                }
                if batch.last_offset >= from {
                    map.latest = batch.last_offset.0;
                }
            }
            map.latest = self.segment_end(segment.base).min(to).0 - 1;
        }
        map
    }

    /// The aborted transactions that the cleaner knows of when it reads from `from` to before
    /// `upper`: those of the segment that holds `from` too, but none whose marker is below the log
    /// start offset. The data of those counts as committed.
    ///
    /// Source: `UnifiedLog#collectAbortedTransactions`.
    fn aborted_to_clean(&self, from: Offset, upper: Offset) -> Vec<AbortedTransaction> {
        let segment = self.segments.get(self.seek_segment(from));
        let base = segment.map_or(from, |segment| segment.base);
        self.aborted_between(base.max(self.start), upper)
    }

    /// Rewrites the segments that begin below `end`, merging neighbours while they fit together.
    ///
    /// Source: `Cleaner#groupSegmentsBySize`, `#cleanSegments`, `LocalLog#replaceSegments`.
    fn rewrite_below(&mut self, end: Offset, map: &KeyMap, ends_at: Offset, now: Time) {
        let groups = self.groups_below(end);
        let mut sweep = Sweep::new(map, self.producers.snapshot(), ends_at, now, &self.config);
        let mut cleaned = Cleaned::default();
        let mut border = Offset(0);
        for group in &groups {
            if let (Some(first), Some(last)) = (group.first(), group.last()) {
                let mut merged =
                    Segment::new(first.base, now, first.snapshot.clone(), &self.config);
                self.sweep_into(&mut merged, group, &mut sweep, &mut cleaned);
                merged.modified = last.modified;
                cleaned.segments.push(Rc::new(merged));
                border = self.segment_end(last.base);
            }
        }
        self.replace_below(border, cleaned);
    }

    /// Cleans a group of segments into one.
    fn sweep_into(
        &self,
        merged: &mut Segment,
        group: &[Rc<Segment>],
        sweep: &mut Sweep<'_>,
        cleaned: &mut Cleaned,
    ) {
        let mut following = group.iter().skip(1);
        for segment in group {
            let upper = following.next().map_or_else(
                || self.batches_of(segment).last().map_or(segment.base, |b| b.next_offset()),
                |next| next.base,
            );
            sweep.transactions.expect(self.aborted_to_clean(segment.base, upper));
            for batch in self.batches_of(segment) {
                if let Some(kept) = sweep.clean(batch) {
                    let bytes = kept.size_in_bytes as u64;
                    let newest = kept.max_timestamp;
                    let entry = merged.count(kept.last_offset, newest, bytes);
                    cleaned.index.extend(entry.map(Rc::new));
                    cleaned.batches.push(kept);
                }
            }
        }
        cleaned.aborted.extend(sweep.transactions.take_kept().into_iter().map(Rc::new));
    }

    /// The segments that begin below `end`, in groups of at most `segment.bytes`.
    fn groups_below(&self, end: Offset) -> Vec<Vec<Rc<Segment>>> {
        let mut groups: Vec<Vec<Rc<Segment>>> = Vec::new();
        let mut size = 0;
        for segment in self.segments_between(Offset(0), end) {
            size += segment.size;
            match groups.last_mut() {
                Some(group) if size <= self.config.segment_bytes => group.push(segment.clone()),
                Some(_) | None => {
                    size = segment.size;
                    groups.push([segment.clone()].into());
                }
            }
        }
        groups
    }
}
