//! Random lives of a small group: whatever goes wrong, in the end every record has been read.
//!
//! A failure prints the seed; the life repeats itself from it.

use crate::command::{Call, ClientKind, Clock, Command, Fault, Lab, LogOp, Membership, MessageId};
use crate::genesis::{Genesis, GenesisTopic};
use crate::log::batch::{NewBatch, NewRecord};
use crate::quantity::{Millis, Text, TopicPartition};
use crate::random::Random;
use crate::sorted::SortedMap;
use crate::world::World;
use crate::world::process::Process;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

const SEEDS: u64 = 20;
const PARTITIONS: i32 = 4;
const MEMBERS: u64 = 3;
const COOPERATIVE: &str = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

struct Life {
    world: World,
    chance: Random,
    cooperative: bool,
}

impl Life {
    fn new(seed: u64) -> Self {
        let config = [("group.initial.rebalance.delay.ms", "0")];
        let topic =
            GenesisTopic { name: "t".into(), id: None, partitions: PARTITIONS, config: Vec::new() };
        let genesis = Genesis {
            seed,
            config: config.iter().map(|(name, to)| ((*name).into(), Some((*to).into()))).collect(),
            topics: vec![topic],
            ..Genesis::default()
        };
        let world = World::new(genesis).expect("a world with one topic");
        let mut chance = Random::new(seed);
        let cooperative = chance.bits().is_multiple_of(2);
        Self { world, chance, cooperative }
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.chance.bits() % bound
    }

    /// What the world refuses was not possible at the moment: then nothing happens.
    fn attempt(&mut self, command: Command) {
        let _ = self.world.execute(&command);
    }

    fn call(&mut self, client: &Text, call: Call) {
        self.attempt(Command::Call { client: client.clone(), call });
    }

    fn start(&mut self, client: &Text, number: u64) {
        let mut config = vec![
            ("group.id", Text::from("g")),
            ("auto.offset.reset", "earliest".into()),
            ("session.timeout.ms", "8000".into()),
            ("max.poll.interval.ms", "20000".into()),
            ("request.timeout.ms", "5000".into()),
            ("auto.commit.interval.ms", "700".into()),
            ("enable.auto.commit", format!("{}", !number.is_multiple_of(2)).into()),
        ];
        if self.cooperative {
            config.push(("partition.assignment.strategy", COOPERATIVE.into()));
        }
        if number.is_multiple_of(3) {
            config.push(("group.instance.id", format!("i{number}").into()));
        }
        let config = config.into_iter().map(|(name, to)| (name.into(), Some(to))).collect();
        let (client, kind) = (client.clone(), ClientKind::Consumer);
        self.attempt(Command::NewClient { client: client.clone(), kind, config });
        self.call(
            &client,
            Call::Subscribe { topics: vec!["t".into()], commit_on_revoke: number == 2 },
        );
    }

    fn write(&mut self) {
        let records = vec![NewRecord::default(); 3];
        let batch = NewBatch { records, producer: None, transactional: false };
        let number = i32::try_from(self.below(4)).unwrap_or(0);
        let partition = TopicPartition::new("t", number);
        self.attempt(Command::Lab(Lab::Log { partition, op: LogOp::append(batch) }));
    }

    fn step(&mut self) {
        let number = self.below(MEMBERS);
        let client: Text = format!("c{number}").into();
        match self.below(24) {
            0 => self.start(&client, number),
            1 => self.attempt(Command::Fault(Fault::Crash(client))),
            2 => self.attempt(Command::Fault(Fault::Freeze(client))),
            3 | 4 => self.attempt(Command::Fault(Fault::Thaw(client))),
            5 => self.attempt(Command::Fault(Fault::Cut(client))),
            6 | 7 => self.attempt(Command::Fault(Fault::Mend(client))),
            8 => self.call(&client, Call::Close { membership: Membership::Default }),
            9 => self.call(&client, Call::Unsubscribe),
            10 => self.call(
                &client,
                Call::Subscribe { topics: vec!["t".into()], commit_on_revoke: true },
            ),
            11 => self.call(&client, Call::CommitSync { offsets: None }),
            12 => self.call(&client, Call::CommitAsync { offsets: None, tag: None }),
            13 => self.write(),
            14 => {
                let first = self.world.network().messages().map(|(id, _)| id).next();
                let message = first.unwrap_or(MessageId(0));
                self.attempt(Command::Fault(Fault::Drop(message)));
            }
            15 => {
                let span = self.below(12_000);
                self.attempt(Command::Clock(Clock::Advance(Millis(span.cast_signed()))));
            }
            16 | 17 => self.attempt(Command::Clock(Clock::Step(1))),
            18 => self.attempt(Command::Clock(Clock::Settle)),
            _ => {
                let span = self.below(600).cast_signed();
                self.call(&client, Call::Poll { timeout: Millis(span) });
                self.attempt(Command::Clock(Clock::Advance(Millis(span / 2))));
            }
        }
    }

    /// Everything is mended, everybody polls: in the end each partition has one reader, at its end.
    fn end_well(&mut self, seed: u64) {
        let clients: Vec<Text> = (0..MEMBERS).map(|number| format!("c{number}").into()).collect();
        for (client, number) in clients.iter().zip(0..) {
            self.attempt(Command::Fault(Fault::Thaw(client.clone())));
            self.attempt(Command::Fault(Fault::Mend(client.clone())));
            if !self.world.process_of(client).is_some_and(Process::is_awake) {
                self.start(client, number);
            }
            for _ in 0..20 {
                let topics = vec!["t".into()];
                self.call(client, Call::Subscribe { topics, commit_on_revoke: false });
                self.call(client, Call::Poll { timeout: Millis(40) });
                self.attempt(Command::Clock(Clock::Advance(Millis(100))));
            }
        }
        for _ in 0..600 {
            for client in &clients {
                self.call(client, Call::Poll { timeout: Millis(40) });
            }
            self.attempt(Command::Clock(Clock::Advance(Millis(100))));
        }
        let mut readers: SortedMap<TopicPartition, Vec<Text>> = SortedMap::new();
        for (name, process) in self.world.processes() {
            let Some(consumer) = process.consumer() else { continue };
            for partition in consumer.subscriptions().partitions().keys() {
                let position = consumer.position(partition);
                let end = self.world.partition_log(partition).map(|log| log.high_watermark());
                assert_eq!(position, end, "seed {seed}: {name} on {partition}");
                readers.entry(partition.clone()).or_default().push(name.clone());
            }
        }
        assert_eq!(readers.len(), 4, "seed {seed}: {readers:?}");
        assert!(readers.values().all(|names| names.len() == 1), "seed {seed}: {readers:?}");
    }
}

#[test]
fn whatever_goes_wrong_every_record_is_read_in_the_end() {
    for seed in 0..SEEDS {
        let mut life = Life::new(seed);
        for _ in 0..250 {
            life.step();
        }
        life.end_well(seed);
    }
}
