//! The world: brokers, clients, what is between them, and one clock.
//!
//! Invariants: [`World::execute`] is the only way to change a world; it is total and deterministic;
//! a [`Rejection`] leaves the world as it was; only [`Clock`](crate::command::Clock) commands and
//! `Rejoin` move the clock. The same genesis and commands give the same state, by [`World::state_hash`].

mod application;
mod clock;
pub mod deadline;
mod drive;
mod faults;
mod lab;
pub mod ledger;
pub mod limits;
pub mod member_ids;
pub mod network;
pub mod process;
mod state_hash;

pub use drive::first_error;
pub use state_hash::{StateHasher, state_hash};

use crate::broker::Broker;
use crate::broker::cluster::{Cluster, OFFSETS_TOPIC};
use crate::broker::config::BrokerConfig;
use crate::command::{Command, Properties};
use crate::coordinator::Shard;
use crate::event::Event;
use crate::genesis::Genesis;
use crate::log::PartitionLog;
use crate::quantity::{BrokerId, PartitionId, Text, Time, TopicPartition};
use crate::random::Random;
use crate::rejection::Rejection;
use crate::sorted::SortedMap;
use crate::timers::Timers;
use crate::world::deadline::Due;
use crate::world::ledger::Ledger;
use crate::world::member_ids::MemberIds;
use crate::world::network::Network;
use crate::world::process::Process;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// Everything there is. Cloning shares what does not change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    genesis: Rc<Genesis>,
    now: Time,
    /// Counts everything that was ever scheduled: ties between deadlines go by it.
    sequence: u64,
    random: Random,
    member_ids: Rc<MemberIds>,
    cluster: Rc<Cluster>,
    brokers: SortedMap<BrokerId, Rc<Broker>>,
    processes: SortedMap<Text, Rc<Process>>,
    network: Rc<Network>,
    due: Rc<Timers<Due>>,
    ledger: Ledger,
    lab_requests: u64,
    usage: limits::Usage,
}

impl World {
    /// The world at its first moment.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownBroker`] if there is no broker, [`Rejection::Limit`] or
    /// [`Rejection::Topic`] for topics that cannot be.
    pub fn new(genesis: Genesis) -> Result<Self, Rejection> {
        let first = *genesis.brokers.first().ok_or(Rejection::UnknownBroker(BrokerId(0)))?;
        let mut random = Random::new(genesis.seed);
        let member_ids = MemberIds::new(&genesis.member_ids, Random::new(random.bits()));
        let cluster = Cluster::new(genesis.brokers.clone(), BrokerConfig::new(&genesis.config));
        let brokers = genesis.brokers.iter().map(|&id| (id, Rc::new(Broker::new(id))));
        let mut world = Self {
            now: genesis.start,
            sequence: 0,
            random,
            member_ids: Rc::new(member_ids),
            cluster: Rc::new(cluster),
            brokers: brokers.collect(),
            processes: SortedMap::new(),
            network: Rc::default(),
            due: Rc::default(),
            ledger: Ledger::default(),
            lab_requests: 0,
            usage: limits::Usage::default(),
            genesis: Rc::new(genesis),
        };
        let genesis = Rc::clone(&world.genesis);
        limits::check_genesis(&world)?;
        for topic in &genesis.topics {
            limits::check_topic(&world, &topic.name, i64::from(topic.partitions))?;
            let mut events = Vec::new();
            world.with_broker(first, &mut events, |broker, io| {
                let id = topic.id.unwrap_or_else(|| crate::quantity::TopicId(io.random.sixteen()));
                let partitions = i64::from(topic.partitions);
                broker.make_topic_with_id(&topic.name, (id, partitions), topic.config.clone(), io);
            });
        }
        Ok(world)
    }

    /// Does what `command` says and returns what happened, in order.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] with the facts; the world is as it was. A protocol error is none: it is an
    /// answer that a client gets, and stands among the events.
    pub fn execute(&mut self, command: &Command) -> Result<Vec<Event>, Rejection> {
        let mut events = Vec::new();
        let usage = self.usage;
        let done = limits::check(self, command).and_then(|()| self.perform(command, &mut events));
        if let Err(rejection) = done {
            self.usage = usage; // Room that was taken for nothing.
            return Err(rejection);
        }
        limits::count(self, &events);
        Ok(events)
    }

    fn perform(&mut self, command: &Command, events: &mut Vec<Event>) -> Result<(), Rejection> {
        match command {
            Command::NewClient { client, kind, config } => {
                self.new_client(client, *kind, config, events)
            }
            Command::Call { client, call } => self.begin_call(client, call, events),
            Command::Process { client, what } => self.process(client, what, events),
            Command::Loop { client, work } => self.set_loop(client, *work, events),
            Command::Rejoin { group } => self.rejoin(group, events),
            Command::Fault(fault) => self.fault(fault, events),
            Command::Clock(clock) => self.pass_time(*clock, events),
            Command::Lab(lab) => self.lab(lab, events),
        }
    }

    /// The clock.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How it all began.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// One number for the whole state.
    #[must_use]
    pub fn state_hash(&self) -> u64 {
        state_hash(self)
    }

    /// Every process, by the name of its client.
    pub fn processes(&self) -> impl Iterator<Item = (&Text, &Process)> {
        self.processes.iter().map(|(name, process)| (name, &**process))
    }

    /// One process.
    #[must_use]
    pub fn process_of(&self, client: &str) -> Option<&Process> {
        self.processes.get(client).map(|process| &**process)
    }

    /// What the brokers know of topics and leaders.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Every broker.
    pub fn brokers(&self) -> impl Iterator<Item = &Broker> {
        self.brokers.values().map(|broker| &**broker)
    }

    /// The leader's copy of a partition.
    #[must_use]
    pub fn partition_log(&self, of: &TopicPartition) -> Option<&PartitionLog> {
        let leader = self.cluster.leader(of)?;
        self.brokers.get(&leader)?.log(of)
    }

    /// What is between clients and brokers.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Who processed what.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The coordinator of a group: where it is and what it knows. `None` before anybody looked.
    #[must_use]
    pub fn coordinator_of(&self, group_id: &str) -> Option<(BrokerId, PartitionId, &Shard)> {
        let partition = crate::broker::offsets_partition(group_id, &self.cluster)?;
        let of = TopicPartition { topic: OFFSETS_TOPIC.into(), partition };
        let leader = self.cluster.leader(&of)?;
        let shard = self.brokers.get(&leader)?.shards.get(&partition)?;
        Some((leader, partition, shard))
    }

    /// The configs of the brokers that differ from Kafka's defaults.
    #[must_use]
    pub fn broker_config(&self) -> &Properties {
        self.cluster.config.given()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Call, ClientKind, Clock, ProducerRecord};
    use crate::genesis::GenesisTopic;
    use crate::quantity::{Bytes, Offset};

    #[test]
    fn a_record_is_sent_and_lands() {
        let topic =
            GenesisTopic { name: "test_topic".into(), id: None, partitions: 3, config: Vec::new() };
        let genesis = Genesis { topics: alloc::vec![topic], ..Genesis::default() };
        let mut world = World::new(genesis).expect("a world of one topic");
        let mut run = |command: Command| world.execute(&command).expect("it is possible");
        let client: Text = "p1".into();
        let kind = ClientKind::Producer;
        run(Command::NewClient { client: client.clone(), kind, config: Vec::new() });
        let record = ProducerRecord {
            topic: "test_topic".into(),
            partition: None,
            key: Some(Bytes::from(&b"alice"[..])),
            value: Some(Bytes::from(&b"Hello, Kafka!"[..])),
            timestamp: None,
            headers: Vec::new(),
        };
        run(Command::Call { client, call: Call::Send(record) });
        let events = run(Command::Clock(Clock::Settle));
        let fate = events.iter().find_map(|event| {
            let Event::Acknowledged { partition, outcome, .. } = event else { return None };
            Some((partition, outcome))
        });
        assert_eq!(fate, Some((&TopicPartition::new("test_topic", 0), &Ok(Offset(0)))));
    }
}
