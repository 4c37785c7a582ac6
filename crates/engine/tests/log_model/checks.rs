//! What must hold of a log after every step, told from the naive one.

use crate::{Life, Seen};
use engine::log::batch::{Batch, ControlType};
use engine::log::segment::SegmentView;
use engine::log::{Bound, PartitionLog};
use engine::protocol::data::OffsetSpec;
use engine::quantity::{Bytes, Offset};
use std::collections::{BTreeMap, BTreeSet};

impl Life {
    /// Everything that must hold after every step.
    pub(crate) fn check(&mut self, context: &str) {
        self.check_bounds(context);
        self.check_segments(context);
        assert_eq!(stored(&self.log), self.model.stored, "{context}: what is stored");
        self.check_reads(context);
        self.check_times(context);
    }

    /// Invariants 1, 2, 4, 5 and 10.
    fn check_bounds(&self, context: &str) {
        let (log, model) = (&self.log, &self.model);
        let (start, end) = (log.log_start_offset().0, log.log_end_offset().0);
        assert_eq!((start, end), (model.start, model.end), "{context}");
        assert_eq!(log.high_watermark().0, end, "{context}: one replica");
        let open = model.producers.values().filter_map(|producer| producer.open.first()).min();
        let stable = log.last_stable_offset().0;
        match open {
            None => assert_eq!(stable, end, "{context}: nothing is open"),
            Some(&first) if first >= start => assert_eq!(stable, first, "{context}"),
            Some(_) => assert!(stable <= end, "{context}"),
        }
        let first_open = log.open_transactions().next().map(|open| open.first_offset.0);
        assert_eq!(first_open.as_ref(), open, "{context}");
    }

    /// Invariant 6.
    fn check_segments(&self, context: &str) {
        let segments: Vec<_> = self.log.segments().collect();
        assert!(segments.windows(2).all(|pair| pair[0].next == pair[1].base), "{context}");
        assert!(segments.windows(2).all(|pair| pair[0].base < pair[1].base), "{context}");
        assert_eq!(segments.iter().filter(|segment| segment.active).count(), 1, "{context}");
        assert_eq!(segments.iter().map(|s| s.bytes).sum::<u64>(), self.log.size(), "{context}");
        for segment in &segments {
            let inside = |batch: &&std::rc::Rc<Batch>| {
                segment.base <= batch.base_offset && batch.last_offset < segment.next
            };
            let bytes = self.log.batches().filter(inside).map(|batch| batch.size_in_bytes as u64);
            assert_eq!(bytes.sum::<u64>(), segment.bytes, "{context}: {segment:?}");
        }
    }

    /// Invariants 9 and 14.
    fn check_reads(&mut self, context: &str) {
        let from = self.below(self.model.end + 4) - 1;
        let (start, end) = (self.model.start, self.model.end);
        let read = self.log.read(Offset(from), 500, Bound::HighWatermark, true);
        if from < start || from > end {
            let error = read.expect_err("outside of the log");
            assert_eq!(error.code().name(), "OFFSET_OUT_OF_RANGE", "{context}");
            return;
        }
        let max = self.pick(&[0, 80, 150, 300, 600]);
        let all = consume(&self.log, from, Bound::HighWatermark, max);
        let stored = self.model.stored.range(from..).map(|(offset, _)| *offset);
        assert!(all.iter().copied().eq(stored), "{context}: read_uncommitted from {from}");
        let committed = consume(&self.log, from, Bound::LastStable, max);
        let stable = self.log.last_stable_offset().0.max(from);
        let decided = self.model.stored.range(from..stable);
        let decided = decided.map(|(offset, _)| *offset);
        let decided: Vec<i64> = decided.filter(|o| !self.model.aborted.contains(o)).collect();
        assert_eq!(committed, decided, "{context}: read_committed from {from}");
    }

    /// Invariant 15.
    fn check_times(&mut self, context: &str) {
        let since = (self.now - 100 * self.below(40)).max(0);
        let found = self.log.list_offset(OffsetSpec::Timestamp(since), Bound::HighWatermark);
        let found = found.expect("the leader has not changed").map(|found| found.offset.0);
        let age = |segment: &SegmentView| segment.largest_timestamp.unwrap_or(segment.modified.0);
        let expected =
            self.log.segments().find(|segment| age(segment) >= since).and_then(|segment| {
                let from = segment.base.0.max(self.model.start);
                let mut inside = self.model.stored.range(from..segment.next.0.max(from));
                inside.find(|(_, seen)| seen.timestamp >= since).map(|(offset, _)| *offset)
            });
        assert_eq!(found, expected, "{context}: first since {since}");
    }
}

/// Everything that the log stores.
pub(crate) fn stored(log: &PartitionLog) -> BTreeMap<i64, Seen> {
    let records = log.records_from(Offset(0)).map(|(batch, record)| {
        let is_marker = batch.control.is_some();
        let data = |bytes: &Option<Bytes>| bytes.clone().filter(|_| !is_marker);
        let seen = Seen {
            timestamp: batch.timestamp_of(record),
            key: data(&record.key),
            value: data(&record.value),
            is_marker,
        };
        (record.offset.0, seen)
    });
    records.collect()
}

/// The offsets that a consumer gets from `from` on: it fetches until nothing comes, drops what
/// lies before its position and, if it reads only what is committed, what was aborted.
fn consume(log: &PartitionLog, from: i64, bound: Bound, max_bytes: usize) -> Vec<i64> {
    let (mut position, mut offsets) = (Offset(from), Vec::new());
    loop {
        let fetched = log.read(position, max_bytes, bound, true).expect("inside of the log");
        let Some(last) = fetched.batches.last() else { return offsets };
        let mut expected = fetched.aborted.clone().unwrap_or_default();
        expected.sort_by_key(|aborted| aborted.first_offset);
        let mut aborted = BTreeSet::new();
        for batch in &fetched.batches {
            let (begun, later) = expected
                .into_iter()
                .partition::<Vec<_>, _>(|next| next.first_offset <= batch.last_offset);
            expected = later;
            aborted.extend(begun.iter().map(|begun| begun.producer_id));
            let producer_id = batch.producer.map(|producer| producer.producer_id);
            let dropped = producer_id.is_some_and(|id| aborted.contains(&id));
            if batch.control == Some(ControlType::Abort) {
                producer_id.map(|id| aborted.remove(&id));
            }
            if batch.control.is_some() || !(batch.transactional && dropped) {
                let new = batch.records.iter().map(|record| record.offset);
                offsets.extend(new.filter(|offset| *offset >= position).map(|offset| offset.0));
            }
        }
        position = last.next_offset();
    }
}
