//! `ListOffsets`: which offset is the first, the last, the newest, the first since a time.
//!
//! Source: `UnifiedLog#fetchOffsetByTimestamp`, `Partition#fetchOffsetForTimestamp`; KIP-734.

use crate::log::batch::Batch;
use crate::log::partition_log::PartitionLog;
use crate::log::read::Bound;
use crate::log::refusal::{LogError, Refusal};
use crate::log::segment::{IndexEntry, Segment};
use crate::protocol::data::OffsetSpec;
use crate::quantity::Offset;
use alloc::rc::Rc;

/// An offset that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FoundOffset {
    /// The offset.
    pub offset: Offset,
    /// The record's timestamp; −1 where no record was looked for, or it has none.
    pub timestamp: i64,
    /// The leader epoch in which the offset was, or will be, written.
    pub leader_epoch: Option<i32>,
}

impl PartitionLog {
    /// Looks `spec` up for a reader with that bound; `None`: there is no such offset.
    ///
    /// A time finds the first record, by offset, that is not older. Only the first segment whose
    /// largest timestamp is not older is searched, so a match in a later one can be missed.
    /// What lies at or beyond the bound is not found.
    ///
    /// # Errors
    ///
    /// `OFFSET_NOT_AVAILABLE` for a consumer, while the high watermark lies below the start of
    /// the leader's epoch: for `Latest`, and for a look-up without an answer below the bound.
    pub fn list_offset(
        &self,
        spec: OffsetSpec,
        bound: Bound,
    ) -> Result<Option<FoundOffset>, LogError> {
        let limit = self.bound(bound);
        let epoch_start = self.replication.epoch_start().filter(|_| bound != Bound::LogEnd);
        let behind = epoch_start.filter(|&epoch_start| epoch_start > self.high_watermark);
        let unless_behind = |found| match behind {
            None => Ok(found),
            Some(epoch_start) => Err(self.refuse(Refusal::BehindLeaderEpoch {
                high_watermark: self.high_watermark,
                epoch_start,
            })),
        };
        let found = match spec {
            OffsetSpec::Latest => {
                let leader_epoch = Some(self.replication.epoch());
                return unless_behind(Some(FoundOffset {
                    offset: limit,
                    timestamp: -1,
                    leader_epoch,
                }));
            }
            OffsetSpec::Earliest | OffsetSpec::EarliestLocal => return Ok(Some(self.earliest())),
            OffsetSpec::LatestTiered | OffsetSpec::EarliestPendingUpload => return Ok(None),
            OffsetSpec::MaxTimestamp => self.first_of_newest(),
            OffsetSpec::Timestamp(timestamp) => self.first_since(timestamp),
        };
        match found.filter(|found| found.offset < limit) {
            Some(found) => Ok(Some(found)),
            None => unless_behind(None),
        }
    }

    fn earliest(&self) -> FoundOffset {
        let first = self.epochs.entries().first().filter(|first| first.start_offset <= self.start);
        let leader_epoch = first.map(|first| first.epoch);
        FoundOffset { offset: self.start, timestamp: -1, leader_epoch }
    }

    /// The first record of the largest timestamp in the first segment that has it. It may lie
    /// below the log start offset. Without any timestamp it is the first record of all.
    fn first_of_newest(&self) -> Option<FoundOffset> {
        let mut segments = self.segments.iter();
        let first = segments.next()?;
        let newest = segments.fold(first, |newest, segment| {
            if segment.max_timestamp > newest.max_timestamp { segment } else { newest }
        });
        let mut batches = self.batches_since(newest, newest.max_timestamp);
        let batch = batches.find(|batch| batch.max_timestamp == newest.max_timestamp)?;
        found_in(batch, |record_time, _| record_time == batch.max_timestamp)
    }

    fn first_since(&self, timestamp: i64) -> Option<FoundOffset> {
        let segment = self.segments.iter().find(|s| s.largest_timestamp() >= timestamp)?;
        self.batches_since(segment, timestamp)
            .filter(|batch| batch.max_timestamp >= timestamp && batch.last_offset >= self.start)
            .find_map(|batch| {
                found_in(batch, |record_time, offset| {
                    record_time >= timestamp && offset >= self.start
                })
            })
    }

    /// The batches of `segment` from the last index entry on before which none is as new as
    /// `timestamp`.
    fn batches_since(&self, segment: &Segment, timestamp: i64) -> impl Iterator<Item = &Rc<Batch>> {
        let end = self.segment_end(segment.base);
        let all_older = |entry: &IndexEntry| {
            entry.offset < segment.base || (entry.offset < end && entry.newest_before < timestamp)
        };
        let entry = self.index.before(self.index.seek(all_older));
        let from = entry.map_or(segment.base, |entry| entry.offset.max(segment.base));
        self.batches
            .iter_from(self.seek_batch(from))
            .take_while(move |batch| batch.base_offset < end)
    }

    /// The batches of `segment`.
    pub(crate) fn batches_of(&self, segment: &Segment) -> impl Iterator<Item = &Rc<Batch>> {
        let end = self.segment_end(segment.base);
        self.batches
            .iter_from(self.batches.seek(|batch| batch.base_offset < segment.base))
            .take_while(move |batch| batch.base_offset < end)
    }
}

fn found_in(batch: &Batch, fits: impl Fn(i64, Offset) -> bool) -> Option<FoundOffset> {
    let mut records = batch.records.iter();
    let record = records.find(|record| fits(batch.timestamp_of(record), record.offset))?;
    Some(FoundOffset {
        offset: record.offset,
        timestamp: batch.timestamp_of(record),
        leader_epoch: Some(batch.partition_leader_epoch).filter(|&epoch| epoch >= 0),
    })
}
