//! Random lives of one log against a naive one: a map from offset to record, no segments.
//!
//! Checked after every step: offsets and bounds, contents, segments, what readers of both
//! isolation levels get, look-ups by time, retention's and compaction's promises. A failure names
//! the seed and the step.

use engine::log::batch::{ControlType, NewBatch, NewRecord, ProducerStamp};
mod checks;

use checks::stored;
use engine::log::retention::{DeletedSegment, DeletionReason};
use engine::log::{AppendContext, LogConfig, Marker, PartitionLog, Replication};
use engine::quantity::{BrokerId, Bytes, Offset, Time, TopicPartition};
use engine::random::Random;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

const SEEDS: u64 = 40;
const STEPS: usize = 160;
const PRODUCERS: i64 = 3;

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
    producers: BTreeMap<i64, Producer>,
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

    /// A number from 0 to before `limit`.
    fn below(&mut self, limit: i64) -> i64 {
        let number = self.random.bits() % limit.unsigned_abs();
        i64::try_from(number).expect("it is below an i64")
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = self.random.bits() % from.len() as u64;
        from[usize::try_from(index).expect("it is below a length")]
    }

    fn step(&mut self) -> &'static str {
        self.now += 100 * self.below(8); // Coarse: ages often meet limits.
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
            let (key, value, age) = (self.below(6), self.below(1000), self.below(30));
            let timestamp = match self.below(9) {
                0 => -1,
                _ => self.now - 100 * age,
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
            producer_id: id,
            producer_epoch: producer.epoch,
            base_sequence: producer.next_sequence,
        };
        let count = i32::try_from(records.len()).expect("a few");
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
            producer_id: id,
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
        let to = self.below(self.model.end + 3);
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
        let compacted = self.log.config().cleanup_policy.compact;
        let expected = if compacted { Vec::new() } else { self.deletable() };
        let deleted = |segments: Vec<DeletedSegment>| -> Vec<_> {
            segments.iter().map(|segment| (segment.base.0, segment.reason)).collect()
        };
        assert_eq!(deleted(self.log.retention_preview(Time(self.now))), expected);
        assert_eq!(deleted(self.log.run_retention(Time(self.now))), expected);
        self.forget_deleted();
        "retention"
    }

    /// What the three passes would delete, told segment by segment. Nothing holds the high
    /// watermark back here, so only the empty active segment is safe.
    fn deletable(&self) -> Vec<(i64, DeletionReason)> {
        let config = self.log.config();
        let mut left: VecDeque<_> =
            self.log.segments().filter(|s| s.bytes > 0 || !s.active).collect();
        let mut gone = Vec::new();
        let mut size = self.log.size();
        let limit = u64::try_from(config.retention_bytes).unwrap_or(u64::MAX);
        while let Some(first) = left.pop_front_if(|s| !s.active && s.next.0 <= self.model.start) {
            size -= first.bytes;
            gone.push((first.base.0, DeletionReason::LogStart));
        }
        if !config.cleanup_policy.delete {
            return gone;
        }
        while let Some(first) = left.pop_front_if(|s| size >= limit && size - limit >= s.bytes) {
            size -= first.bytes;
            gone.push((first.base.0, DeletionReason::RetentionSize));
        }
        let max_age =
            Some(config.retention_ms.0).filter(|&max_age| max_age >= 0).unwrap_or(i64::MAX);
        let is_old = |time: i64| self.now - time > max_age;
        while let Some(first) =
            left.pop_front_if(|s| is_old(s.largest_timestamp.unwrap_or(s.modified.0)))
        {
            let reason = match first.largest_timestamp {
                Some(_) => DeletionReason::RetentionTime,
                None => DeletionReason::ModificationTime,
            };
            gone.push((first.base.0, reason));
        }
        gone
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
        let before_start = self.log.log_start_offset();
        let round = self.log.clean(Time(self.now));
        if round.deleted.is_empty() {
            assert_eq!(self.log.log_start_offset(), before_start, "cleaning moves no bound");
        }
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
        let choices: [(&str, &[&str]); 7] = [
            ("index.interval.bytes", &["4096", "150"]),
            ("cleanup.policy", &["delete", "compact", "compact,delete", ""]),
            ("internal.segment.bytes", &["250", "400", "2000"]),
            ("retention.bytes", &["-1", "0", "600", "1500"]),
            ("retention.ms", &["-1", "3000", "9000"]),
            ("min.cleanable.dirty.ratio", &["0.0", "0.5"]),
            ("delete.retention.ms", &["0", "2000"]),
        ];
        let (name, values) = self.pick(&choices);
        let value = self.pick(values);
        self.pairs.insert(name, value);
        self.log.set_config(LogConfig::from_pairs(self.pairs.clone()));
        "config"
    }
}
