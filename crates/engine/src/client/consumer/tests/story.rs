//! A consumer story: one topic, one group, and verbs that read like a script.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of event")]

use crate::command::{Call, ClientKind, Clock, Command, Lab, LogOp, MessageId};
use crate::event::{Event, RebalanceCallback, Returned};
use crate::genesis::{Genesis, GenesisTopic};
use crate::log::batch::{NewBatch, NewRecord};
use crate::quantity::{Millis, Text, TopicPartition};
use crate::world::World;
use alloc::vec;
use alloc::vec::Vec;

pub(super) struct Story {
    pub(super) world: World,
    pub(super) events: Vec<Event>,
}

impl Story {
    pub(super) fn new(partitions: i32) -> Self {
        let topic = GenesisTopic { name: "t".into(), id: None, partitions, config: Vec::new() };
        let genesis = Genesis {
            config: vec![("group.initial.rebalance.delay.ms".into(), Some("0".into()))],
            topics: vec![topic],
            ..Genesis::default()
        };
        let world = World::new(genesis).expect("a world with one topic");
        Self { world, events: Vec::new() }
    }

    pub(super) fn run(&mut self, command: Command) {
        let events = self.world.execute(&command).expect("a command that the world takes");
        self.events.extend(events);
    }

    pub(super) fn consumer(&mut self, name: &str, config: &[(&str, &str)]) {
        let both = [("group.id", "g"), ("auto.offset.reset", "earliest")];
        let all = both.iter().chain(config);
        self.run(Command::NewClient {
            client: name.into(),
            kind: ClientKind::Consumer,
            config: all.map(|(key, value)| ((*key).into(), Some((*value).into()))).collect(),
        });
    }

    pub(super) fn write(&mut self, partition: i32, count: usize) {
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

    pub(super) fn call(&mut self, client: &str, call: Call) {
        self.run(Command::Call { client: client.into(), call });
    }

    pub(super) fn subscribe(&mut self, client: &str) {
        self.call(client, Call::Subscribe { topics: vec!["t".into()], commit_on_revoke: false });
    }

    pub(super) fn advance(&mut self, span: i64) {
        self.run(Command::Clock(Clock::Advance(Millis(span))));
    }

    /// Lets time pass until a fetch leaves.
    pub(super) fn until_fetch(&mut self) -> MessageId {
        for _ in 0..1_000 {
            let before = self.events.len();
            self.advance(1);
            let sent = self.events.iter().skip(before).find_map(|event| match event {
                Event::Sent { message, api: "Fetch", request: true, .. } => Some(*message),
                _ => None,
            });
            if let Some(message) = sent {
                return message;
            }
        }
        panic!("no fetch leaves within a second");
    }

    /// Polls for `span` milliseconds and counts the records.
    pub(super) fn poll(&mut self, client: &str, span: i64) -> usize {
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

    pub(super) fn commit(&mut self, client: &str) -> Result<Returned, (Text, Text)> {
        let before = self.events.len();
        self.call(client, Call::CommitSync { offsets: None });
        self.advance(10);
        let outcome = self.events.iter().skip(before).find_map(|event| match event {
            Event::Returned { outcome, .. } => Some(outcome.clone()),
            _ => None,
        });
        outcome.expect("an answered commit").map_err(|error| (error.exception, error.message))
    }

    pub(super) fn position(&self, client: &str, partition: i32) -> Option<i64> {
        let consumer = self.world.process_of(client).and_then(|process| process.consumer());
        let partition = TopicPartition::new("t", partition);
        consumer.and_then(|consumer| consumer.position(&partition)).map(|offset| offset.0)
    }

    pub(super) fn generation(&self, client: &str) -> i32 {
        let consumer = self.world.process_of(client).and_then(|process| process.consumer());
        consumer.map_or(-1, |consumer| consumer.group_generation().generation_id)
    }

    pub(super) fn callbacks(&mut self, client: &str) -> Vec<(RebalanceCallback, usize)> {
        let mine = self.events.drain(..).filter_map(|event| match event {
            Event::Callback { client: who, callback, partitions } if *who == *client => {
                Some((callback, partitions.len()))
            }
            _ => None,
        });
        mine.collect()
    }
}
