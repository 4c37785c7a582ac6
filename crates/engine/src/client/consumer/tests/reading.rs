//! A consumer that reads: positions, fetches, seeks, pauses and commits.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of event")]

use super::story::Story;
use crate::command::{Call, Command, Fault, OffsetAndMetadata};
use crate::event::{Event, Returned};
use crate::quantity::{Millis, Offset, TopicPartition};
use crate::sorted::SortedMap;
use alloc::vec;

#[test]
fn a_negative_timeout_is_refused_before_anything_else() {
    let mut story = Story::new(1);
    story.consumer("c1", &[]);
    let before = story.events.len();
    story.call("c1", Call::Poll { timeout: Millis(-1) });
    let refused = story.events.iter().skip(before).any(|event| {
        matches!(event, Event::Returned { outcome: Err(error), .. }
            if &*error.exception == "IllegalArgumentException"
                && &*error.message == "Invalid negative timeout -1")
    });
    assert!(refused, "{:?}", story.events);
}

#[test]
fn a_seek_beyond_the_end_resets_and_one_inside_is_obeyed() {
    let mut story = Story::new(1);
    story.write(0, 5);
    story.consumer("c1", &[("max.poll.records", "2")]);
    story.subscribe("c1");
    assert_eq!(story.poll("c1", 500), 2, "max.poll.records");
    let seek = |offset| Call::Seek { partition: TopicPartition::new("t", 0), offset };
    story.call("c1", seek(4));
    assert_eq!(story.poll("c1", 500), 1, "what was buffered is dropped");
    story.call("c1", seek(99));
    assert_eq!(story.poll("c1", 500), 2, "earliest");
    assert_eq!(story.position("c1", 0), Some(2));
}

#[test]
fn partitions_assigned_by_hand_commit_in_nobodys_name() {
    let mut story = Story::new(1);
    story.write(0, 3);
    story.consumer("c1", &[("enable.auto.commit", "false")]);
    let t0 = TopicPartition::new("t", 0);
    story.call("c1", Call::Assign { partitions: vec![t0.clone()] });
    assert_eq!(story.poll("c1", 500), 3);
    let committed = OffsetAndMetadata { offset: 1, leader_epoch: None, metadata: "by hand".into() };
    let offsets = SortedMap::from([(t0.clone(), committed)]);
    story.call("c1", Call::CommitSync { offsets: Some(offsets) });
    story.advance(10);
    let before = story.events.len();
    story.call("c1", Call::Committed { partitions: vec![t0.clone()], timeout: None });
    story.advance(10);
    let found = story.events.iter().skip(before).find_map(|event| match event {
        Event::Returned { outcome: Ok(Returned::Committed(found)), .. } => found.get(&t0).cloned(),
        _ => None,
    });
    let found = found.flatten().expect("a committed offset");
    assert_eq!((Offset(found.offset), &*found.metadata), (Offset(1), "by hand"));
}

#[test]
fn what_a_paused_partition_has_fetched_is_kept_for_later() {
    let mut story = Story::new(1);
    story.write(0, 4);
    story.consumer("c1", &[("max.poll.records", "3")]);
    story.subscribe("c1");
    assert_eq!(story.poll("c1", 500), 3);
    let partitions = vec![TopicPartition::new("t", 0)];
    story.call("c1", Call::Pause { partitions: partitions.clone() });
    assert_eq!(story.poll("c1", 1_000), 0);
    let buffered = |story: &Story| {
        let consumer = story.world.process_of("c1").and_then(|process| process.consumer());
        consumer.map_or(0, |consumer| consumer.buffered(&TopicPartition::new("t", 0)))
    };
    assert_eq!(buffered(&story), 1);
    story.call("c1", Call::Resume { partitions });
    assert_eq!((story.poll("c1", 500), buffered(&story)), (1, 0));
}

#[test]
fn nothing_is_fetched_while_committed_offsets_are_looked_up() {
    let mut story = Story::new(2);
    story.write(0, 1);
    story.write(1, 1);
    story.consumer("c", &[]);
    let both = vec![TopicPartition::new("t", 0), TopicPartition::new("t", 1)];
    story.call("c", Call::Committed { partitions: both.clone(), timeout: None });
    story.advance(1_000);
    story.call("c", Call::Assign { partitions: both });
    story.call("c", Call::Seek { partition: TopicPartition::new("t", 0), offset: 0 });
    // A fetch of the first partition alone would keep the second waiting for fetch.max.wait.ms.
    assert_eq!(story.poll("c", 100) + story.poll("c", 100), 2);
}

#[test]
fn where_a_reset_went_is_no_end_of_the_partition() {
    let mut story = Story::new(1);
    let lag = |story: &mut Story| {
        story.call("c", Call::CurrentLag { partition: TopicPartition::new("t", 0) });
        match story.events.last() {
            Some(Event::Returned { outcome: Ok(Returned::Lag(lag)), .. }) => *lag,
            other => panic!("no lag: {other:?}"),
        }
    };
    story.write(0, 3);
    story.consumer("c", &[]);
    let partition = TopicPartition::new("t", 0);
    story.call("c", Call::Assign { partitions: vec![partition.clone()] });
    story.call("c", Call::Position { partition: partition.clone(), timeout: None });
    story.advance(1_000);
    assert_eq!(lag(&mut story), None);
    story.advance(100);
    story.call("c", Call::BeginningOffsets { partitions: vec![partition] });
    story.advance(100);
    assert_eq!(lag(&mut story), Some(0), "what a call looked up is taken for the end");
}

#[test]
fn a_broken_connection_is_made_again_after_a_pause_that_doubles() {
    let mut story = Story::new(1);
    story.write(0, 1);
    story.consumer("c", &[("fetch.max.wait.ms", "10")]);
    story.call("c", Call::Assign { partitions: vec![TopicPartition::new("t", 0)] });
    assert_eq!(story.poll("c", 1_000), 1);
    story.call("c", Call::Poll { timeout: Millis(2_000) });
    let mut broken_at = None;
    for pause in [None, Some(50), Some(100), Some(200)] {
        let sent = story.until_fetch();
        let waited = broken_at.map(|broken| story.world.now().since(broken).0);
        assert_eq!(waited, pause);
        story.run(Command::Fault(Fault::Drop(sent)));
        broken_at = Some(story.world.now());
    }
}
