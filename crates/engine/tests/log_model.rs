//! Random lives of one log against a naive one: a map from offset to record, no segments.
//!
//! Checked after every step: offsets and bounds, contents, segments, what readers of both
//! isolation levels get, look-ups by time, retention's and compaction's promises. A failure names
//! the seed and the step.

use engine::log::batch::{Batch, ControlType, NewBatch, NewRecord, ProducerStamp};
use engine::log::{AppendContext, Bound, LogConfig, Marker, PartitionLog, Replication};
use engine::protocol::data::OffsetSpec;
use engine::quantity::{BrokerId, Bytes, Offset, Time, TopicPartition};
use engine::random::Random;
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 40;
const STEPS: usize = 160;
const PRODUCERS: u64 = 3;

/// A record as a reader sees it.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    timestamp: i64,
    key: Option<Bytes>,
    value: Option<Bytes>,
    is_marker: bool,
}

/// What a producer of the test has done.
#[derive(Clone, Debug, Default)]
struct Producer {
    epoch: i16,
    next_sequence: i32,
    /// First offset and all offsets of the open transaction.
    open: Vec<i64>,
    last: Option<(NewBatch, Offset)>,
}

/// The naive log: everything that is stored, and what is known of transactions.
#[derive(Debug, Default)]
struct Model {
    stored: BTreeMap<i64, Seen>,
    aborted: BTreeSet<i64>,
    producers: BTreeMap<u64, Producer>,
    start: i64,
    end: i64,
}

struct Life {
    random: Random,
    now: i64,
    log: PartitionLog,
    model: Model,
    pairs: BTreeMap<&'static str, &'static str>,
}

#[test]
fn a_log_agrees_with_a_naive_one() {
    let mut done = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut life = Life::new(seed);
        for step in 0..STEPS {
            let act = life.step();
            *done.entry(act).or_insert(0) += 1;
            life.check(&format!("seed {seed}, step {step}, {act}"));
        }
    }
    assert!(done.values().all(|&times| times > 20), "every act is tried: {done:?}");
}

impl Life {
    fn new(seed: u64) -> Self {
        let pairs = BTreeMap::from([("internal.segment.bytes", "400"), ("retention.ms", "9000")]);
        let log = PartitionLog::new(
            TopicPartition::new("t", 0),
            LogConfig::from_pairs(pairs.clone()),
            Replication::alone(BrokerId(0)),
            Time(1000),
        );
        Self { random: Random::new(seed), now: 1000, log, model: Model::default(), pairs }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.random.bits() % limit
    }

    fn step(&mut self) -> &'static str {
        self.now += i64::try_from(self.below(700)).unwrap();
        match self.below(20) {
            0..7 => self.append_plain(),
            7..10 => self.append_produced(),
            10..12 => self.end_transaction(),
            12 => self.delete_records(),
            13..15 => self.retention(),
            15..17 => self.clean(),
            17 => self.change_config(),
            18 => self.send_again(),
            _ => self.expire(),
        }
    }

    fn records(&mut self) -> Vec<NewRecord> {
        let text = |text: String| -> Option<Bytes> { Some(text.as_bytes().into()) };
        let count = 1 + self.below(3);
        let mut records = Vec::new();
        for _ in 0..count {
            let (key, value, age) = (self.below(6), self.below(1000), self.below(3000));
            let timestamp = match self.below(9) {
                0 => -1,
                _ => self.now - i64::try_from(age).unwrap(),
            };
            records.push(NewRecord {
                key: text(format!("k{key}")),
                value: if value < 150 { None } else { text(format!("v{value}")) },
                timestamp,
                headers: Vec::new(),
            });
        }
        records
    }

    fn append_plain(&mut self) -> &'static str {
        let records = self.records();
        self.append(&NewBatch { records, producer: None, transactional: false });
        "append"
    }

    /// A producer goes on, or begins a transaction, which it may leave open for long.
    fn append_produced(&mut self) -> &'static str {
        let (id, transactional) = (self.below(PRODUCERS), self.below(2) == 0);
        let records = self.records();
        let producer = self.model.producers.entry(id).or_default();
        let transactional = transactional || !producer.open.is_empty();
        let stamp = ProducerStamp {
            producer_id: i64::try_from(id).unwrap(),
            producer_epoch: producer.epoch,
            base_sequence: producer.next_sequence,
        };
        let count = i32::try_from(records.len()).unwrap();
        let batch = NewBatch { records, producer: Some(stamp), transactional };
        let base = self.append(&batch);
        let producer = self.model.producers.entry(id).or_default();
        producer.next_sequence += count;
        if transactional {
            producer.open.extend(base..base + i64::from(count));
        }
        producer.last = Some((batch, Offset(base)));
        "append of a producer"
    }

    fn append(&mut self, batch: &NewBatch) -> i64 {
        let end = self.model.end;
        let context = AppendContext::client(Time(self.now));
        let appended = self.log.append(batch, &context).expect("nothing forbids this batch");
        assert_eq!((appended.base_offset, appended.duplicate), (Offset(end), false));
        for record in &batch.records {
            let seen = Seen {
                timestamp: record.timestamp,
                key: record.key.clone(),
                value: record.value.clone(),
                is_marker: false,
            };
            self.model.stored.insert(self.model.end, seen);
            self.model.end += 1;
        }
        end
    }

    fn end_transaction(&mut self) -> &'static str {
        let (id, commits) = (self.below(PRODUCERS), self.below(2) == 0);
        let control = if commits { ControlType::Commit } else { ControlType::Abort };
        let producer = self.model.producers.entry(id).or_default();
        let marker = Marker {
            producer_id: i64::try_from(id).unwrap(),
            producer_epoch: producer.epoch + 1,
            control,
            coordinator_epoch: 0,
            transaction_version: 2,
        };
        producer.epoch += 1;
        producer.next_sequence = 0;
        producer.last = None;
        let ended = std::mem::take(&mut producer.open);
        if !commits {
            self.model.aborted.extend(ended);
        }
        self.log.append_marker(&marker, Time(self.now)).expect("the epoch is new");
        let seen = Seen { timestamp: self.now, key: None, value: None, is_marker: true };
        self.model.stored.insert(self.model.end, seen);
        self.model.end += 1;
        "marker"
    }

    /// Invariant 11: the last batch again gives the same offsets and changes nothing.
    fn send_again(&mut self) -> &'static str {
        let id = self.below(PRODUCERS);
        let last = self.model.producers.get(&id).and_then(|producer| producer.last.clone());
        let Some((batch, base)) = last else { return "nothing to send again" };
        let (end, size) = (self.log.log_end_offset(), self.log.size());
        let context = AppendContext::client(Time(self.now));
        let again = self.log.append(&batch, &context).expect("a duplicate is no error");
        assert_eq!((again.duplicate, again.base_offset), (true, base));
        assert_eq!((self.log.log_end_offset(), self.log.size()), (end, size));
        let mut gap = batch;
        if let Some(stamp) = &mut gap.producer {
            stamp.base_sequence += 1000;
        }
        assert!(self.log.append(&gap, &context).is_err(), "a gap is refused");
        assert_eq!((self.log.log_end_offset(), self.log.size()), (end, size));
        "send again"
    }

    fn expire(&mut self) -> &'static str {
        let mut remembered = self.log.clone();
        remembered.expire_producers(Time(self.now));
        assert_eq!(remembered.producers().count(), self.log.producers().count(), "a day is long");
        "expire"
    }

    fn delete_records(&mut self) -> &'static str {
        let to = i64::try_from(self.below(self.model.end.unsigned_abs() + 3)).unwrap();
        let (start, end) = (self.model.start, self.model.end);
        let compacted_only = self.pairs.get("cleanup.policy") == Some(&"compact");
        match self.log.delete_records(Offset(to)) {
            Ok(low) => assert_eq!(low, Offset(start.max(to))),
            Err(error) => assert!(compacted_only || to > end, "{error}"),
        }
        if !compacted_only && to <= end {
            self.model.start = start.max(to);
        }
        "delete records"
    }

    /// Invariant 7.
    fn retention(&mut self) -> &'static str {
        let expected = self.log.retention_preview(Time(self.now));
        assert_eq!(self.log.run_retention(Time(self.now)), expected);
        self.forget_deleted();
        let policy = self.log.config().cleanup_policy;
        if policy.delete && !policy.compact {
            let segments: Vec<_> = self.log.segments().collect();
            let first = segments[0];
            let left = self.log.size() - first.bytes;
            let kept = self.log.config().retention_bytes;
            assert!(kept < 0 || left < kept.unsigned_abs() || first.bytes == 0, "{segments:?}");
            let age = self.now - first.largest_timestamp.unwrap_or(first.modified.0);
            let max_age = self.log.config().retention_ms.0;
            assert!(max_age < 0 || age <= max_age || first.bytes == 0, "{segments:?}");
        }
        "retention"
    }

    /// What lies in a segment that is gone is gone.
    fn forget_deleted(&mut self) {
        let first = self.log.segments().next().expect("a log has a segment").base.0;
        self.model.stored = self.model.stored.split_off(&first);
        self.model.start = self.model.start.max(first);
    }

    /// Invariant 8.
    fn clean(&mut self) -> &'static str {
        let plan = self.log.cleaner_plan(Time(self.now));
        let (foreseen, gone) = self.log.clean_preview(Time(self.now));
        let had = stored(&self.log);
        let round = self.log.clean(Time(self.now));
        assert_eq!((&round, round.plan), (&foreseen, plan));
        let left = stored(&self.log);
        let lost = had.keys().filter(|offset| !left.contains_key(offset));
        assert!(lost.eq(gone.iter().map(|offset| &offset.0)), "the preview tells what goes");
        self.forget_deleted();
        let before = self.model.stored.clone();
        let after = stored(&self.log);
        for (offset, seen) in &after {
            assert_eq!(before.get(offset), Some(seen), "an offset keeps its record");
        }
        let Some(plan) = plan.filter(|_| round.cleaned) else {
            assert_eq!(before, after, "nothing was cleaned");
            return "clean, not due";
        };
        let uncleanable = plan.first_uncleanable.0;
        assert!(before.range(uncleanable..).eq(after.range(uncleanable..)));
        assert_eq!(self.table(&before), self.table(&after), "each key keeps its last value");
        self.model.stored = after;
        "clean"
    }

    /// The table that a reader would build: the last value of each key, aborted data left out.
    fn table(&self, records: &BTreeMap<i64, Seen>) -> BTreeMap<Bytes, Bytes> {
        let mut table = BTreeMap::new();
        let data = records.iter().filter(|(offset, _)| !self.model.aborted.contains(offset));
        for seen in data.map(|(_, seen)| seen) {
            match (&seen.key, &seen.value) {
                (Some(key), Some(value)) => drop(table.insert(key.clone(), value.clone())),
                (Some(key), None) => drop(table.remove(key)),
                (None, _) => {}
            }
        }
        table
    }

    fn change_config(&mut self) -> &'static str {
        let choices: [(&str, &[&str]); 6] = [
            ("cleanup.policy", &["delete", "compact", "compact,delete", ""]),
            ("internal.segment.bytes", &["250", "400", "2000"]),
            ("retention.bytes", &["-1", "0", "600", "1500"]),
            ("retention.ms", &["-1", "3000", "9000"]),
            ("min.cleanable.dirty.ratio", &["0.0", "0.5"]),
            ("delete.retention.ms", &["0", "2000"]),
        ];
        let (name, values) = choices[usize::try_from(self.below(6)).unwrap()];
        let value = values[usize::try_from(self.below(values.len() as u64)).unwrap()];
        self.pairs.insert(name, value);
        self.log.set_config(LogConfig::from_pairs(self.pairs.clone()));
        "config"
    }

    fn check(&mut self, context: &str) {
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
        let from = i64::try_from(self.below(self.model.end.unsigned_abs() + 4)).unwrap() - 1;
        let (start, end) = (self.model.start, self.model.end);
        let read = self.log.read(Offset(from), 500, Bound::HighWatermark, true);
        if from < start || from > end {
            let error = read.expect_err("outside of the log");
            assert_eq!(error.code().name(), "OFFSET_OUT_OF_RANGE", "{context}");
            return;
        }
        let max = usize::try_from(self.below(600)).unwrap();
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
        let since = (self.now - i64::try_from(self.below(4000)).unwrap()).max(0);
        let found = self.log.list_offset(OffsetSpec::Timestamp(since), Bound::HighWatermark);
        let found = found.expect("the leader has not changed").map(|found| found.offset.0);
        let age = |segment: &engine::log::segment::SegmentView| {
            segment.largest_timestamp.unwrap_or(segment.modified.0)
        };
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
fn stored(log: &PartitionLog) -> BTreeMap<i64, Seen> {
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
