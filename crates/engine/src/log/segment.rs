//! A segment: the unit in which Kafka rolls, deletes and cleans a log.
//!
//! A segment is facts about a range of offsets; the batches of all segments lie in one sequence,
//! and a segment's are those from its base to the next one's.
//!
//! Source: `storage/…/log/LogSegment.java`, `OffsetIndex.java`, `TimeIndex.java`.

use crate::log::config::LogConfig;
use crate::log::producer_state::Snapshot;
use crate::quantity::{Offset, Time};

/// What the log keeps of one segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Segment {
    /// The offset that the segment is named after.
    pub(crate) base: Offset,
    /// Bytes of its batches.
    pub(crate) size: u64,
    /// When it was opened.
    pub(crate) created: Time,
    /// When it was last written: the file's modification time.
    pub(crate) modified: Time,
    /// The largest `max_timestamp` of its batches; −1 if none has one.
    pub(crate) max_timestamp: i64,
    /// Bytes written since the offset index got its last entry.
    pub(crate) since_index_entry: u64,
    /// `index.interval.bytes` when it was opened: a later change is for later segments.
    index_interval: u64,
    /// The producers as they were at `base`, if the segment was opened by a roll.
    pub(crate) snapshot: Option<Snapshot>,
}

/// One entry of the sparse index, by offset, position and time: not each batch has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct IndexEntry {
    /// The last offset of the batch.
    pub(crate) offset: Offset,
    /// Where the batch begins in its segment, in bytes.
    pub(crate) position: u64,
    /// The largest timestamp before the batch in its segment; −1 if there is none.
    pub(crate) newest_before: i64,
}

/// A segment as the page draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SegmentView {
    /// The first offset that it may hold.
    pub base: Offset,
    /// The next segment's base; the log end offset for the active one.
    pub next: Offset,
    /// Bytes.
    pub bytes: u64,
    /// The largest timestamp of a record in it: its age. `None` if no record has one.
    pub largest_timestamp: Option<i64>,
    /// When the file was last written: its age if no record has a timestamp.
    pub modified: Time,
    /// Appends go here.
    pub active: bool,
}

impl Segment {
    /// A segment without a batch.
    pub(crate) fn new(
        base: Offset,
        now: Time,
        snapshot: Option<Snapshot>,
        config: &LogConfig,
    ) -> Self {
        Self {
            base,
            size: 0,
            created: now,
            modified: now,
            max_timestamp: -1,
            since_index_entry: 0,
            index_interval: config.index_interval_bytes,
            snapshot,
        }
    }

    /// What retention and compaction lag measure: record time, or file time if there is none.
    pub(crate) fn largest_timestamp(&self) -> i64 {
        if self.max_timestamp >= 0 { self.max_timestamp } else { self.modified.0 }
    }

    /// Counts a batch that is written at the end; an entry for the offset index if one is due.
    pub(crate) fn count(
        &mut self,
        last_offset: Offset,
        max_timestamp: i64,
        bytes: u64,
    ) -> Option<IndexEntry> {
        let due = self.since_index_entry > self.index_interval;
        let (position, newest_before) = (self.size, self.max_timestamp);
        let entry = IndexEntry { offset: last_offset, position, newest_before };
        if due {
            self.since_index_entry = 0;
        }
        self.since_index_entry += bytes;
        self.size += bytes;
        self.max_timestamp = self.max_timestamp.max(max_timestamp);
        due.then_some(entry)
    }
}
