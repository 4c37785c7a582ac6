//! The consumer in a world of its own: each test is a short story.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of event")]

use crate::command::{
    Call, ClientKind, Clock, Command, Fault, Lab, LogOp, Membership, OffsetAndMetadata,
};
use crate::event::{Event, RebalanceCallback, Returned};
use crate::genesis::{Genesis, GenesisTopic};
use crate::log::batch::{NewBatch, NewRecord};
use crate::quantity::{Millis, Offset, Text, TopicPartition};
use crate::sorted::SortedMap;
use crate::world::World;
use alloc::vec;
use alloc::vec::Vec;

struct Story {
    world: World,
    events: Vec<Event>,
}

impl Story {
    fn new(partitions: i32) -> Self {
        let topic = GenesisTopic { name: "t".into(), id: None, partitions, config: Vec::new() };
        let genesis = Genesis {
            config: vec![("group.initial.rebalance.delay.ms".into(), Some("0".into()))],
            topics: vec![topic],
            ..Genesis::default()
        };
        let world = World::new(genesis).expect("a world with one topic");
        Self { world, events: Vec::new() }
    }

    fn run(&mut self, command: Command) {
        let events = self.world.execute(&command).expect("a command that the world takes");
        self.events.extend(events);
    }

    fn consumer(&mut self, name: &str, config: &[(&str, &str)]) {
        let both = [("group.id", "g"), ("auto.offset.reset", "earliest")];
        let all = both.iter().chain(config);
        self.run(Command::NewClient {
            client: name.into(),
            kind: ClientKind::Consumer,
            config: all.map(|(key, value)| ((*key).into(), Some((*value).into()))).collect(),
        });
    }

    fn write(&mut self, partition: i32, count: usize) {
        for _ in 0..count {
            let batch = NewBatch {
                records: vec![NewRecord::default()],
                producer: None,
                transactional: false,
            };
            let partition = TopicPartition::new("t", partition);
            self.run(Command::Lab(Lab::Log { partition, op: LogOp::append(batch) }));
        }
    }

    fn call(&mut self, client: &str, call: Call) {
        self.run(Command::Call { client: client.into(), call });
    }

    fn subscribe(&mut self, client: &str) {
        self.call(client, Call::Subscribe { topics: vec!["t".into()], commit_on_revoke: false });
    }

    fn advance(&mut self, span: i64) {
        self.run(Command::Clock(Clock::Advance(Millis(span))));
    }

    /// Polls for `span` milliseconds and counts the records.
    fn poll(&mut self, client: &str, span: i64) -> usize {
        let before = self.events.len();
        self.call(client, Call::Poll { timeout: Millis(span) });
        self.advance(span);
        let returned = self.events.iter().skip(before).find_map(|event| match event {
            Event::Returned { client: who, outcome: Ok(Returned::Records(records)) }
                if **who == *client =>
            {
                Some(records.iter().map(|(_, records)| records.len()).sum())
            }
            _ => None,
        });
        returned.expect("a poll that returns")
    }

    fn commit(&mut self, client: &str) -> Result<Returned, (Text, Text)> {
        let before = self.events.len();
        self.call(client, Call::CommitSync { offsets: None });
        self.advance(10);
        let outcome = self.events.iter().skip(before).find_map(|event| match event {
            Event::Returned { outcome, .. } => Some(outcome.clone()),
            _ => None,
        });
        outcome.expect("an answered commit").map_err(|error| (error.exception, error.message))
    }

    fn position(&self, client: &str, partition: i32) -> Option<i64> {
        let consumer = self.world.process_of(client).and_then(|process| process.consumer());
        let partition = TopicPartition::new("t", partition);
        consumer.and_then(|consumer| consumer.position(&partition)).map(|offset| offset.0)
    }

    fn generation(&self, client: &str) -> i32 {
        let consumer = self.world.process_of(client).and_then(|process| process.consumer());
        consumer.map_or(-1, |consumer| consumer.group_generation().generation_id)
    }

    fn callbacks(&mut self, client: &str) -> Vec<(RebalanceCallback, usize)> {
        let mine = self.events.drain(..).filter_map(|event| match event {
            Event::Callback { client: who, callback, partitions } if *who == *client => {
                Some((callback, partitions.len()))
            }
            _ => None,
        });
        mine.collect()
    }
}

#[test]
fn a_new_group_reads_from_the_start_and_closing_commits() {
    let mut story = Story::new(1);
    story.write(0, 2);
    story.consumer("c1", &[]);
    story.subscribe("c1");
    assert_eq!(story.poll("c1", 500), 2);
    assert_eq!((story.position("c1", 0), story.generation("c1")), (Some(2), 1));
    story.call("c1", Call::Close { membership: Membership::Default });
    story.advance(20);
    story.write(0, 1);
    story.consumer("c2", &[]);
    story.subscribe("c2");
    assert_eq!(story.poll("c2", 500), 1, "the new member goes on where the old one stopped");
}

#[test]
fn two_members_share_and_the_callbacks_come_in_order() {
    use RebalanceCallback::{Assigned, Revoked};
    let mut story = Story::new(2);
    story.consumer("c1", &[]);
    story.subscribe("c1");
    story.poll("c1", 500);
    story.consumer("c2", &[]);
    story.subscribe("c2");
    story.poll("c2", 50);
    story.advance(3_000);
    story.call("c2", Call::Poll { timeout: Millis(500) });
    story.poll("c1", 500);
    story.poll("c1", 50);
    assert_eq!((story.generation("c1"), story.generation("c2")), (2, 2));
    assert_eq!(story.callbacks("c1"), [(Assigned, 2), (Revoked, 2), (Assigned, 1)]);
}

#[test]
fn a_consumer_that_is_not_polled_for_too_long_leaves_and_cannot_commit() {
    use RebalanceCallback::{Assigned, Lost};
    let mut story = Story::new(1);
    let config = [("max.poll.interval.ms", "4000"), ("enable.auto.commit", "false")];
    story.consumer("c1", &config);
    story.subscribe("c1");
    story.poll("c1", 200);
    story.advance(3_900);
    assert!(story.commit("c1").is_ok(), "heartbeats go on without a poll");
    story.advance(500);
    let (exception, message) = story.commit("c1").expect_err("out of the group");
    assert_eq!(&*exception, "CommitFailedException");
    assert!(message.ends_with("it is likely that the consumer was kicked out of the group."));
    story.poll("c1", 200);
    assert_eq!(story.callbacks("c1"), [(Assigned, 1), (Lost, 1), (Assigned, 1)]);
}

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
fn a_frozen_member_is_evicted_and_its_commit_fails() {
    let mut story = Story::new(1);
    story.write(0, 1);
    let config = [("enable.auto.commit", "false"), ("session.timeout.ms", "6000")];
    story.consumer("c1", &config);
    story.subscribe("c1");
    assert_eq!(story.poll("c1", 500), 1);
    story.run(Command::Fault(Fault::Freeze("c1".into())));
    story.advance(7_000);
    story.consumer("c2", &config);
    story.subscribe("c2");
    assert_eq!(story.poll("c2", 500), 1, "nothing was committed");
    story.run(Command::Fault(Fault::Thaw("c1".into())));
    let (exception, _) = story.commit("c1").expect_err("a zombie");
    assert_eq!(&*exception, "CommitFailedException");
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
fn a_cooperative_member_gives_up_only_what_moves_and_commits_it_first() {
    use RebalanceCallback::{Assigned, Revoked};
    let class = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    let config = [("partition.assignment.strategy", class), ("enable.auto.commit", "false")];
    let mut story = Story::new(2);
    story.write(0, 3);
    story.write(1, 3);
    story.consumer("c1", &config);
    story.call("c1", Call::Subscribe { topics: vec!["t".into()], commit_on_revoke: true });
    assert_eq!(story.poll("c1", 500) + story.poll("c1", 500), 6);
    story.consumer("c2", &config);
    story.subscribe("c2");
    for _ in 0..200 {
        story.poll("c2", 50);
        story.poll("c1", 50);
    }
    let committed = story.events.iter().find_map(|event| match event {
        Event::CommitInRevoked { outcome, .. } => outcome.clone().ok(),
        _ => None,
    });
    assert_eq!(committed.map(|offsets| offsets.len()), Some(1));
    assert_eq!((story.generation("c1"), story.generation("c2")), (3, 3));
    let positions = |client: &str| (story.position(client, 0), story.position(client, 1));
    assert_eq!(positions("c1"), (Some(3), None));
    assert_eq!(positions("c2"), (None, Some(3)), "it goes on where the first one committed");
    assert_eq!(story.callbacks("c1"), [(Assigned, 2), (Revoked, 1), (Assigned, 0), (Assigned, 0)]);
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
fn a_consumer_gets_over_every_single_lost_message() {
    for lost in 0..40 {
        let mut story = Story::new(1);
        story.write(0, 3);
        story.consumer("c1", &[("request.timeout.ms", "2000")]);
        story.subscribe("c1");
        story.call("c1", Call::Poll { timeout: Millis(60_000) });
        let message = crate::command::MessageId(lost);
        while story.world.network().message(message).is_none() {
            let open = story.world.process_of("c1").is_some_and(|one| one.open_call.is_some());
            if !open {
                break;
            }
            story.run(Command::Clock(Clock::Step));
        }
        // Once everything is read, there may be no such message: then nothing is lost.
        let _ = story.world.execute(&Command::Fault(Fault::Drop(message)));
        story.advance(60_000);
        assert_eq!(story.position("c1", 0), Some(3), "without message {lost}");
    }
}

#[test]
fn a_pattern_takes_in_topics_as_they_appear() {
    let mut story = Story::new(1);
    story.consumer("c1", &[("metadata.max.age.ms", "1000"), ("enable.auto.commit", "false")]);
    story.call("c1", Call::SubscribePattern { pattern: "t.?".into() });
    story.poll("c1", 500);
    let topic = ("t2".into(), crate::quantity::TopicId([2; 16]), 2, Vec::new());
    let create = vec![topic];
    story.run(Command::Lab(Lab::Topics { delete: Vec::new(), create, grow: Vec::new() }));
    story.poll("c1", 4_000);
    let consumer = story.world.process_of("c1").and_then(|process| process.consumer());
    let assigned = consumer.map_or(0, |consumer| consumer.subscriptions().partitions().len());
    assert_eq!((assigned, story.generation("c1")), (3, 2));
    // What the leader saw when it assigned without the topic still counted it, with no partitions.
    let delete = vec!["t2".into()];
    story.run(Command::Lab(Lab::Topics { delete, create: Vec::new(), grow: Vec::new() }));
    story.poll("c1", 4_000);
    assert_eq!(story.generation("c1"), 4);
}

#[test]
fn whose_poll_throws_is_not_polled_again_while_its_group_rejoins() {
    let mut story = Story::new(2);
    let assignor = |name: &'static str| [("partition.assignment.strategy", name)];
    story.consumer("c1", &assignor("org.apache.kafka.clients.consumer.RangeAssignor"));
    story.consumer("c2", &assignor("org.apache.kafka.clients.consumer.RoundRobinAssignor"));
    story.subscribe("c1");
    story.poll("c1", 10_000);
    story.subscribe("c2");
    let group: Text = "g".into();
    story.run(Command::Rejoin { group });
    let thrown = story.events.iter().filter(|event| {
        matches!(event, Event::Returned { client, outcome: Err(error) }
            if &**client == "c2" && &*error.exception == "InconsistentGroupProtocolException")
    });
    assert_eq!(thrown.count(), 1);
    assert_eq!(story.position("c1", 1), Some(0), "the other one is in its group");
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
