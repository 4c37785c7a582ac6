//! A consumer as a member: joining, sharing, being thrown out, and coming back.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of event")]

use super::story::Story;
use crate::command::{Call, Clock, Command, Fault, Lab, Membership};
use crate::event::{Event, RebalanceCallback};
use crate::quantity::{Millis, Text};
use alloc::vec;
use alloc::vec::Vec;

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
            story.run(Command::Clock(Clock::Step(1)));
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
fn a_new_group_waits_for_its_backoff_and_for_no_other_deadline() {
    let mut story = Story::new(1);
    let begun = story.world.now();
    story.consumer("c1", &[]);
    story.subscribe("c1");
    story.run(Command::Rejoin { group: "g".into() });
    assert_eq!(story.generation("c1"), 1);
    assert!(story.world.now() < begun + Millis(1_000), "retry.backoff.ms is 100 ms");
}
