//! One partition of a fetch answer: whole batches, handed out record by record.
//!
//! Invariant: `next_offset` never goes back. It passes over what is not handed out: records before
//! the position, control batches, aborted transactions, offsets that compaction emptied.
//!
//! Source: `consumer/internals/CompletedFetch.java`.

use crate::event::ConsumerRecord;
use crate::log::batch::{Batch, ControlType, Record};
use crate::protocol::data::{FetchedPartition, IsolationLevel};
use crate::quantity::{Offset, TopicPartition};
use crate::sort::sort_by_key;
use crate::sorted::SortedSet;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// What a fetch brought of one partition, and how far it was handed out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fetched {
    /// The offset that was asked for.
    pub(super) asked: Offset,
    /// The answer.
    pub(super) answer: Rc<FetchedPartition>,
    /// Its error was looked at, and its watermarks were taken over.
    pub(super) initialized: bool,
    /// Where the next record to hand out is, or may be.
    pub(super) next_offset: Offset,
    /// Epoch of the batch that was read last.
    pub(super) last_epoch: Option<i32>,
    /// Everything was handed out, or given up.
    pub(super) drained: bool,
    batch: usize,
    /// How many records there are from that batch on.
    left: usize,
    /// Next record in that batch; `None`: the batch was not begun.
    record: Option<usize>,
    /// Aborted transactions whose first offset was passed, by producer id.
    aborted: SortedSet<i64>,
    /// How many of the answer's aborted transactions were passed.
    aborted_passed: usize,
}

impl Fetched {
    pub(super) fn new(asked: Offset, answer: FetchedPartition) -> Self {
        let mut answer = answer;
        sort_by_key(&mut answer.aborted_transactions, |&(_, first)| first);
        Self {
            asked,
            next_offset: asked,
            initialized: false,
            last_epoch: None,
            drained: false,
            batch: 0,
            left: answer.records.iter().map(|batch| batch.records.len()).sum(),
            record: None,
            aborted: SortedSet::new(),
            aborted_passed: 0,
            answer: Rc::new(answer),
        }
    }

    pub(super) fn partition(&self) -> &TopicPartition {
        &self.answer.topic_partition
    }

    /// Records that were fetched and not yet handed out, hidden ones included.
    pub(super) fn remaining(&self) -> usize {
        let passed = |record: &Record| record.offset < self.next_offset;
        let begun = self.answer.records.get(self.batch);
        self.left - begun.map_or(0, |batch| batch.records.partition_point(passed))
    }

    /// The next records, `most` of them at the most.
    pub(super) fn take(&mut self, most: usize, isolation: IsolationLevel) -> Vec<ConsumerRecord> {
        let mut records = Vec::new();
        while records.len() < most {
            let Some(record) = self.next(isolation) else { break };
            self.next_offset = record.offset.next();
            records.push(record);
        }
        records
    }

    fn next(&mut self, isolation: IsolationLevel) -> Option<ConsumerRecord> {
        let answer = self.answer.clone();
        loop {
            let Some(batch) = answer.records.get(self.batch) else {
                self.drained = true;
                return None;
            };
            let Some(at) = self.record else {
                self.last_epoch = Some(batch.partition_leader_epoch).filter(|&epoch| epoch >= 0);
                if self.hides(batch, isolation) {
                    self.pass(batch);
                } else {
                    self.record = Some(0);
                }
                continue;
            };
            let Some(record) = batch.records.get(at) else {
                self.pass(batch);
                continue;
            };
            self.record = Some(at + 1);
            if record.offset >= self.next_offset {
                return Some(consumer_record(record, batch));
            }
        }
    }

    /// The batch is done with: its offset range ends where it ends, whatever is left in it.
    fn pass(&mut self, batch: &Batch) {
        self.next_offset = self.next_offset.max(batch.last_offset.next());
        self.batch += 1;
        self.left -= batch.records.len();
        self.record = None;
    }

    /// Whether a batch is not for the application: a marker, or (`read_committed`) aborted.
    fn hides(&mut self, batch: &Batch, isolation: IsolationLevel) -> bool {
        if isolation == IsolationLevel::ReadCommitted
            && let Some(producer) = batch.producer.filter(|_| batch.transactional)
        {
            let aborted = self.answer.clone();
            let aborted = aborted.aborted_transactions.iter().skip(self.aborted_passed);
            for &(producer_id, _) in aborted.take_while(|(_, first)| *first <= batch.last_offset) {
                self.aborted.insert(producer_id);
                self.aborted_passed += 1;
            }
            match batch.control {
                Some(ControlType::Abort) => {
                    self.aborted.remove(&producer.producer_id);
                }
                Some(ControlType::Commit) => {}
                None => return self.aborted.contains(&producer.producer_id),
            }
        }
        batch.control.is_some()
    }
}

fn consumer_record(record: &Record, batch: &Batch) -> ConsumerRecord {
    ConsumerRecord {
        offset: record.offset,
        timestamp: timestamp(record, batch),
        timestamp_type: batch.timestamp_type,
        leader_epoch: batch.partition_leader_epoch,
        key: record.key.clone(),
        value: record.value.clone(),
        headers: record.headers.to_vec(),
    }
}

/// A batch stamped by the broker has one timestamp for all.
fn timestamp(record: &Record, batch: &Batch) -> i64 {
    match batch.timestamp_type {
        crate::log::batch::TimestampType::CreateTime => record.timestamp,
        crate::log::batch::TimestampType::LogAppendTime => batch.max_timestamp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::batch::{ProducerStamp, TimestampType};

    fn batch(offsets: &[i64], last: i64) -> Batch {
        let record = |&offset: &i64| Record {
            offset: Offset(offset),
            timestamp: 0,
            key: None,
            value: None,
            headers: crate::log::batch::Headers::default(),
        };
        Batch {
            base_offset: Offset(offsets.first().copied().unwrap_or(last)),
            last_offset: Offset(last),
            partition_leader_epoch: 0,
            timestamp_type: TimestampType::CreateTime,
            max_timestamp: 0,
            delete_horizon: None,
            producer: None,
            transactional: false,
            control: None,
            size_in_bytes: 0,
            records: offsets.iter().map(record).collect(),
        }
    }

    fn fetched(asked: i64, batches: Vec<Batch>, aborted: &[(i64, i64)]) -> Fetched {
        let answer = FetchedPartition {
            topic_partition: TopicPartition::new("t", 0),
            error_code: None,
            high_watermark: Offset(100),
            last_stable_offset: Offset(100),
            log_start_offset: Offset(0),
            aborted_transactions: aborted.iter().map(|&(id, first)| (id, Offset(first))).collect(),
            records: batches.into_iter().map(Rc::new).collect(),
        };
        Fetched::new(Offset(asked), answer)
    }

    fn offsets(records: &[ConsumerRecord]) -> Vec<i64> {
        records.iter().map(|record| record.offset.0).collect()
    }

    #[test]
    fn records_before_the_position_and_holes_are_passed_over() {
        let mut fetched = fetched(1, Vec::from([batch(&[0, 1, 4], 6), batch(&[7], 7)]), &[]);
        let isolation = IsolationLevel::ReadUncommitted;
        assert_eq!(fetched.remaining(), 3);
        assert_eq!(offsets(&fetched.take(2, isolation)), [1, 4]);
        assert_eq!(fetched.remaining(), 1);
        assert_eq!(fetched.next_offset, Offset(5), "the end of the batch is not known to be empty");
        assert_eq!(offsets(&fetched.take(5, isolation)), [7]);
        assert_eq!((fetched.next_offset, fetched.drained), (Offset(8), true));
        assert_eq!(fetched.remaining(), 0);
    }

    #[test]
    fn aborted_records_and_markers_are_hidden_but_move_the_position() {
        let of = |id, mut batch: Batch| {
            batch.transactional = true;
            batch.producer =
                Some(ProducerStamp { producer_id: id, producer_epoch: 0, base_sequence: 0 });
            batch
        };
        let marker = |offset, control| {
            let mut batch = of(7, batch(&[offset], offset));
            batch.control = Some(control);
            batch
        };
        let log = Vec::from([
            of(7, batch(&[0, 1], 1)),
            of(8, batch(&[2], 2)),
            marker(3, ControlType::Abort),
            of(7, batch(&[4], 4)),
            marker(5, ControlType::Commit),
        ]);
        let mut committed = fetched(0, log.clone(), &[(7, 0)]);
        assert_eq!(offsets(&committed.take(9, IsolationLevel::ReadCommitted)), [2, 4]);
        assert_eq!(committed.next_offset, Offset(6));
        let mut uncommitted = fetched(0, log, &[]);
        let all = uncommitted.take(9, IsolationLevel::ReadUncommitted);
        assert_eq!(offsets(&all), [0, 1, 2, 4]);
    }
}
