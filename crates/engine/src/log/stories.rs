//! What happens at the rare meetings of truncation, transactions, compaction and the sparse index:
//! one story a rule, each seen on Kafka 4.3.1's own `UnifiedLog` on a mock clock.

use crate::log::batch::{ControlType, NewBatch, NewRecord, ProducerStamp};
use crate::log::{AppendContext, Appended, Bound, LogConfig, LogError, Marker};
use crate::log::{PartitionLog, Replication};
use crate::protocol::data::OffsetSpec;
use crate::quantity::{BrokerId, Offset, Time, TopicPartition};
use alloc::vec::Vec;

const ME: BrokerId = BrokerId(1);
const OTHER: BrokerId = BrokerId(2);
const NOW: Time = Time(1000);
const LATER: Time = Time(2000);

/// One partition, and what happens to it.
struct Story(PartitionLog);

fn story(replicas: &[BrokerId], config: &[(&str, &str)]) -> Story {
    let config = LogConfig::from_pairs(config.iter().copied());
    let replication = Replication::leader(ME, replicas.to_vec(), 0);
    Story(PartitionLog::new(TopicPartition::new("t", 0), config, replication, NOW))
}

impl Story {
    fn append(
        &mut self,
        keys: &[&str],
        stamp: Option<(i64, i16, i32)>,
        transactional: bool,
    ) -> Result<Appended, LogError> {
        let records = keys.iter().map(|key| NewRecord {
            key: Some(key.as_bytes().into()),
            value: Some(key.as_bytes().into()),
            timestamp: NOW.0,
            headers: Vec::new(),
        });
        let producer = stamp.map(|(producer_id, producer_epoch, base_sequence)| ProducerStamp {
            producer_id,
            producer_epoch,
            base_sequence,
        });
        let batch = NewBatch { records: records.collect(), producer, transactional };
        self.0.append(&batch, &AppendContext::client(NOW))
    }

    fn plain(&mut self, keys: &[&str]) {
        self.append(keys, None, false).expect("a plain batch is taken");
    }

    fn marker(
        &mut self,
        (producer_id, producer_epoch): (i64, i16),
        control: ControlType,
        transaction_version: i16,
    ) -> Result<Appended, LogError> {
        let coordinator_epoch = 0;
        let marker =
            Marker { producer_id, producer_epoch, control, coordinator_epoch, transaction_version };
        self.0.append_marker(&marker, LATER)
    }

    /// Copies everything that this log does not have, as a follower.
    fn follow(&mut self, leader: &Self, high_watermark: i64) {
        let end = self.0.log_end_offset();
        for batch in leader.0.batches().filter(|batch| batch.base_offset >= end) {
            let copied = self.0.replicate(batch.clone(), Offset(high_watermark), NOW);
            copied.expect("a follower takes what comes next");
        }
    }

    /// Last stable offset, high watermark, log end offset.
    fn bounds(&self) -> [i64; 3] {
        let (stable, replicated) = (self.0.last_stable_offset(), self.0.high_watermark());
        [stable.0, replicated.0, self.0.log_end_offset().0]
    }
}

const COMPACTED: [(&str, &str); 3] = [
    ("cleanup.policy", "compact,delete"),
    ("min.cleanable.dirty.ratio", "0.0"),
    ("internal.segment.bytes", "100"),
];

#[test]
fn a_full_map_reaches_into_a_batch() {
    let two_keys = [("log.cleaner.dedupe.buffer.size", "72")];
    let mut story = story(&[ME], &[&COMPACTED[..], &two_keys].concat());
    story.plain(&["a", "b", "c"]);
    story.plain(&["d"]);
    assert_eq!(story.0.clean(NOW).checkpoint, Some(Offset(2)), "c found no place");
    assert_eq!(story.0.clean(NOW).checkpoint, Some(Offset(3)));
}

#[test]
fn aborted_data_counts_as_committed_once_its_marker_is_below_the_log_start() {
    let mut story = story(&[ME], &[&COMPACTED[..2], &[("internal.segment.bytes", "240")]].concat());
    story.append(&["a"], Some((1, 0, 0)), true).expect("the transaction begins");
    story.marker((1, 1), ControlType::Abort, 2).expect("it ends");
    story.plain(&["b"]);
    story.plain(&["c"]);
    story.0.delete_records(Offset(2)).expect("2 is below the high watermark");
    assert!(story.0.clean(NOW).cleaned);
    let left = story.0.records_from(Offset(0)).map(|(_, record)| record.offset.0);
    assert_eq!(left.collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn the_last_epoch_can_be_ended_without_a_bump() {
    let mut story = story(&[ME], &[]);
    for (producer_id, epoch) in [(1, 5), (2, i16::MAX)] {
        story.append(&["a"], Some((producer_id, epoch, 0)), true).expect("the transaction begins");
    }
    assert!(story.marker((1, 5), ControlType::Commit, 2).is_err(), "5 must become 6");
    assert!(story.marker((2, i16::MAX), ControlType::Commit, 2).is_ok(), "nothing comes after");
}

#[test]
fn a_repeated_marker_keeps_what_the_next_transaction_verifies() {
    let mut story = story(&[ME], &[]);
    story.append(&["a"], Some((2, 0, 0)), false).expect("an idempotent batch is taken");
    let again = story.append(&["a"], Some((2, 0, 0)), true).expect("a duplicate is answered");
    assert!(again.duplicate, "yet its verification has begun, with sequence 0");
    story.marker((2, 0), ControlType::Commit, 2).expect("no transaction is open: a repetition");
    assert!(story.append(&["b"], Some((2, 0, 1)), false).is_err(), "1 overtakes 0");
}

#[test]
fn an_answer_that_ends_where_the_index_begins_lists_up_to_its_second_entry() {
    let mut story = story(&[ME], &[("index.interval.bytes", "1")]);
    story.plain(&["a"]);
    story.append(&["b"], Some((1, 0, 0)), true).expect("the transaction begins");
    story.marker((1, 1), ControlType::Abort, 2).expect("it ends");
    let fetched = story.0.read(Offset(0), 1, Bound::LastStable, true).expect("0 can be read");
    let aborted = fetched.aborted.expect("the reader is read_committed");
    assert_eq!(fetched.batches.len(), 1);
    assert_eq!(aborted.first().map(|aborted| aborted.first_offset), Some(Offset(1)));
}

#[test]
fn a_segment_keeps_the_index_interval_that_it_was_opened_with() {
    let mut story = story(&[ME], &[("segment.bytes", "1000")]);
    story.plain(&["a"]);
    story.0.set_config(LogConfig::from_pairs([("index.interval.bytes", "1")]));
    story.plain(&["b"]);
    story.plain(&["c"]);
    assert_eq!(story.0.index.iter().count(), 0, "the default is 4096");
    story.0.roll(NOW);
    story.plain(&["d"]);
    story.plain(&["e"]);
    assert_eq!(story.0.index.iter().count(), 1, "each batch but the first has an entry");
}

#[test]
fn a_new_leader_takes_its_high_watermark_back_to_the_base_of_a_batch() {
    let [mut leader, mut follower] = [(); 2].map(|()| story(&[ME, OTHER], &[]));
    leader.plain(&["a"]);
    leader.plain(&["b", "c", "d"]);
    follower.0.become_follower(1);
    follower.follow(&leader, 3);
    assert_eq!(follower.bounds(), [3, 3, 4], "a follower believes its leader");
    follower.0.become_leader(2, [ME, OTHER].into());
    assert_eq!(follower.bounds(), [1, 1, 4]);
}

#[test]
fn truncation_above_the_high_watermark_leaves_the_last_stable_offset() {
    let [mut leader, mut follower] = [(); 2].map(|()| story(&[ME, OTHER], &[]));
    leader.append(&["a"], Some((1, 0, 0)), true).expect("the transaction begins");
    leader.marker((1, 1), ControlType::Commit, 2).expect("it ends");
    leader.plain(&["b"]);
    leader.plain(&["c"]);
    follower.0.become_follower(1);
    follower.follow(&leader, 2);
    follower.0.truncate(Offset(3), NOW);
    assert_eq!(follower.bounds(), [2, 2, 3], "the transaction is known again, and decided");
}

#[test]
fn a_transaction_reopened_after_its_data_was_cleaned_begins_at_what_is_left() {
    let mut story = story(&[ME], &COMPACTED);
    story.append(&["a"], Some((1, 0, 0)), true).expect("the transaction begins");
    story.marker((1, 1), ControlType::Abort, 2).expect("it ends, in a segment of its own");
    story.plain(&["b"]);
    story.plain(&["c"]);
    assert!(story.0.clean(NOW).cleaned);
    story.0.become_follower(1);
    story.0.truncate(Offset(1), NOW);
    assert_eq!(story.0.open_transactions().count(), 1);
    assert_eq!(story.bounds(), [1, 1, 1]);
}

#[test]
fn after_a_truncation_a_duplicate_is_answered_with_the_markers_time() {
    let mut story = story(&[ME], &[("internal.segment.bytes", "150")]);
    story.append(&["a"], Some((1, 0, 0)), true).expect("the transaction begins");
    story.marker((1, 0), ControlType::Commit, 1).expect("version 1 ends it in the same epoch");
    story.plain(&["b"]);
    story.0.become_follower(1);
    story.0.truncate(Offset(2), NOW);
    story.0.become_leader(2, [ME].into());
    let again = story.append(&["a"], Some((1, 0, 0)), true).expect("it is known");
    assert_eq!((again.duplicate, again.log_append_time), (true, Some(LATER.0)));
}

#[test]
fn a_follower_is_new_in_each_epoch_and_answers_with_it() {
    let mut story = story(&[ME, OTHER], &[]);
    assert_eq!([1, 1, 2].map(|epoch| story.0.become_follower(epoch)), [true, false, true]);
    let latest = story.0.list_offset(OffsetSpec::Latest, Bound::LogEnd).expect("any role answers");
    assert_eq!(latest.expect("there is an end").leader_epoch, Some(2));
}
