//! The coordinator on the bench: a world of one broker, asked through the lab, whose clock only we
//! move.
//!
//! What a step brought is read where anybody could read it: answers from events, records from
//! `__consumer_offsets`, timers and groups from the coordinator's state.

use super::slots::{Slots, Topics};
use crate::door::Door;
use crate::tape::Tape;
use engine::broker::cluster::OFFSETS_TOPIC;
use engine::command::{Clock, Command, Lab, Properties};
use engine::coordinator::{ConfigError, GroupCoordinatorConfig, Shard, TimerKey};
use engine::event::Event;
use engine::genesis::{Genesis, GenesisTopic};
use engine::log::batch::{Batch, Record};
use engine::protocol::{Request, Response};
use engine::quantity::{BrokerId, Offset, PartitionId, Time, TopicId, TopicPartition};
use engine::sorted::SortedMap;
use engine::world::deadline::DeadlineOf;
use serde_json::Value;
use std::rc::Rc;

/// The only broker.
pub(super) const BROKER: BrokerId = BrokerId(1);
/// The only partition of `__consumer_offsets`.
pub(super) const HOME: PartitionId = PartitionId(0);

/// Everything that a walk happens on.
pub(super) struct Bench {
    pub(super) slots: Slots,
    pub(super) topics: Topics,
    world: Door,
    /// How many requests the lab has made.
    requests: u64,
    /// Up to where the coordinator's log has been looked at.
    seen: Offset,
}

/// When every timer falls due.
pub(super) type Deadlines = SortedMap<TimerKey, Time>;

/// What a step brought.
#[derive(Debug, Default)]
pub(super) struct Happened {
    /// Records appended to the coordinator's log, each with its batch.
    pub(super) appended: Vec<(Rc<Batch>, Record)>,
    /// Answers, each with the number of its request.
    pub(super) answers: Vec<(u64, Response)>,
}

impl Bench {
    /// A fresh coordinator in the cluster that the recording's head describes.
    pub(super) fn new(meta: &Value, tape: &Tape) -> Result<Self, String> {
        let mut topics = Topics::default();
        let mut genesis = genesis(meta)?;
        for topic in &genesis.topics {
            topics.add(&topic.name, topic.id.unwrap_or_default(), &topic.name);
        }
        let home = GenesisTopic {
            name: OFFSETS_TOPIC.into(),
            id: None,
            partitions: 1,
            config: Vec::new(),
        };
        genesis.topics.push(home);
        let slots = Slots::new(&genesis.member_ids);
        let world = Door::open(genesis, tape).map_err(|why| format!("no such world: {why:?}"))?;
        let mut bench = Self { slots, topics, world, requests: 0, seen: Offset(0) };
        bench.lab(Lab::ReloadCoordinator { partition: HOME })?;
        Ok(bench)
    }

    /// The present.
    pub(super) fn now(&self) -> Time {
        self.world.now()
    }

    /// The coordinator.
    pub(super) fn shard(&self) -> Option<&Shard> {
        let broker = self.world.brokers().next()?;
        broker.coordinators().find(|(partition, _)| *partition == HOME).map(|(_, shard)| shard)
    }

    /// The world's settings of a group.
    pub(super) fn group_config(&self, group: &str) -> Option<&Properties> {
        self.world.cluster().group_configs.get(group)
    }

    /// Fires the next timer if it is due by `until`, with the clock at its deadline; else moves the
    /// clock to `until` and fires none. The key is that of the coordinator's timer.
    pub(super) fn fire_next(
        &mut self,
        until: Time,
    ) -> Result<Option<(Option<TimerKey>, Happened)>, String> {
        let next = self.world.next_deadline().filter(|next| next.at <= until);
        let Some(next) = next else {
            self.world.move_to(until)?;
            return Ok(None);
        };
        let key = match next.what {
            DeadlineOf::Coordinator { timer, .. } => Some(timer),
            DeadlineOf::World(_) => None,
        };
        let happened = self.execute(&Command::Clock(Clock::Step(1)))?;
        Ok(Some((key, happened)))
    }

    /// Hands a request of `client_id` to the coordinator, behind the broker's front; also returns
    /// the request's number.
    pub(super) fn ask(
        &mut self,
        client_id: &str,
        request: Request,
    ) -> Result<(u64, Happened), String> {
        let number = self.requests;
        self.requests += 1;
        let (client_id, request) = (client_id.into(), Box::new(request));
        Ok((number, self.lab(Lab::Coordinator { client_id, request })?))
    }

    /// Hands a request to the broker; also returns the request's number.
    pub(super) fn ask_broker(&mut self, request: Request) -> Result<(u64, Happened), String> {
        let number = self.requests;
        self.requests += 1;
        let (client_id, request) = ("lab".into(), Box::new(request));
        Ok((number, self.lab(Lab::Request { broker: BROKER, client_id, request })?))
    }

    /// Does what the lab is asked for.
    pub(super) fn lab(&mut self, lab: Lab) -> Result<Happened, String> {
        self.execute(&Command::Lab(lab))
    }

    /// When every timer but the periodic one falls due.
    pub(super) fn deadlines(&self) -> Deadlines {
        let timers = self.shard().into_iter().flat_map(Shard::timers);
        let named = timers.filter(|(_, _, key)| **key != TimerKey::ExpireOffsets);
        named.map(|(deadline, _, key)| (key.clone(), deadline)).collect()
    }

    fn execute(&mut self, command: &Command) -> Result<Happened, String> {
        let events = self.world.execute(command).map_err(|why| why.to_string())?;
        let answers = events.into_iter().filter_map(|event| {
            let Event::Answered { lab, response } = event else { return None };
            Some((lab, *response))
        });
        let answers = answers.collect();
        let mut happened = Happened { appended: Vec::new(), answers };
        let home = TopicPartition { topic: OFFSETS_TOPIC.into(), partition: HOME };
        if let Some(log) = self.world.partition_log(&home) {
            let new = log.records_from(self.seen);
            let new = new.map(|(batch, record)| (Rc::clone(batch), record.clone()));
            happened.appended = new.collect();
            self.seen = log.log_end_offset();
        }
        Ok(happened)
    }
}

/// How the world of a walk begins, the coordinator's own topic aside.
fn genesis(meta: &Value) -> Result<Genesis, String> {
    let mut topics = Vec::new();
    for topic in meta["topics"].as_array().into_iter().flatten() {
        let name = topic["name"].as_str().ok_or("a topic without a name")?;
        let partitions = topic["p"].as_i64().and_then(|count| i32::try_from(count).ok());
        topics.push(GenesisTopic {
            name: name.into(),
            id: Some(read_id(&topic["id"])?),
            partitions: partitions.unwrap_or(1),
            config: Vec::new(),
        });
    }
    let mut config = read_config(&meta["config"])?;
    config.push(("offsets.topic.num.partitions".into(), Some("1".into())));
    let ids = meta["ids"].as_object().into_iter().flatten();
    let ids = ids.map(|(client, list)| {
        let list = list.as_array().into_iter().flatten();
        (client.as_str().into(), list.filter_map(Value::as_str).map(Into::into).collect())
    });
    Ok(Genesis {
        start: Time(meta["t0"].as_i64().unwrap_or(0)),
        brokers: vec![BROKER],
        config,
        background_tasks: false,
        limited: false,
        topics,
        member_ids: ids.collect(),
        ..Genesis::default()
    })
}

pub(super) fn read_id(id: &Value) -> Result<TopicId, String> {
    let text = id.as_str().unwrap_or_default();
    TopicId::parse(text).ok_or_else(|| format!("`{text}` is no topic id"))
}

/// Configs of other kinds of groups change nothing here; `tasks` is the recorder's own and says
/// when background tasks run, of which the groups here have none.
fn read_config(config: &Value) -> Result<Properties, String> {
    let mut known = GroupCoordinatorConfig::default();
    let mut read = Properties::new();
    for (name, value) in config.as_object().into_iter().flatten() {
        let others = ["group.consumer.", "group.share.", "share."];
        if name == "tasks" || others.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        known.set(name, &text).map_err(|error| match error {
            ConfigError::UnknownName => format!("no config of the coordinator: `{name}`"),
            ConfigError::NotAtLeast(least) => format!("`{name}` is not at least {least}: {text}"),
        })?;
        read.push((name.as_str().into(), Some(text.into())));
    }
    Ok(read)
}
