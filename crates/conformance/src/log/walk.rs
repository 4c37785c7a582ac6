//! A walk of one log in a world of one broker: each op is a command, what it answers an event.

use super::ops::{self, ME, properties};
use super::{Fault, show, unplayable};
use crate::door::Door;
use crate::tape::Tape;
use engine::command::{Command, Lab, LogOp};
use engine::event::Event;
use engine::genesis::{Genesis, GenesisTopic};
use engine::log::PartitionLog;
use engine::protocol::Response;
use engine::quantity::{BrokerId, Text, Time, TopicPartition};
use serde_json::{Value, json};

/// The dedupe buffer of the recorder's broker.
const DEDUPE_BUFFER: (&str, &str) = ("log.cleaner.dedupe.buffer.size", "1048576");

/// A walk on its way.
pub(super) struct Walk {
    world: Door,
    partition: TopicPartition,
}

/// What an op returned: `ret`, or `err`.
pub(super) type Answer = Result<Value, Value>;

/// How the world of a walk begins.
pub(super) fn genesis(meta: &Value) -> Genesis {
    let topic = &meta["topics"][0];
    let mut config = vec![(Text::from(DEDUPE_BUFFER.0), Some(Text::from(DEDUPE_BUFFER.1)))];
    config.extend(properties(&meta["config"]));
    Genesis {
        start: Time(meta["t0"].as_i64().unwrap_or(0)),
        brokers: vec![ME],
        config,
        background_tasks: false,
        limited: false,
        topics: vec![GenesisTopic {
            name: topic["name"].as_str().unwrap_or("t").into(),
            id: None,
            partitions: 1,
            config: properties(&topic["cfg"]),
        }],
        ..Genesis::default()
    }
}

impl Walk {
    /// The walk's world before its first op.
    pub(super) fn new(meta: &Value, tape: &Tape) -> Result<Self, Fault> {
        let genesis = genesis(meta);
        let name = genesis.topics.first().map_or("t", |topic| &*topic.name);
        let partition = TopicPartition::new(name, 0);
        let world = Door::open(genesis, tape).map_err(|why| unplayable(format!("{why:?}")))?;
        let mut walk = Self { world, partition };
        let count = meta["topics"][0]["rf"].as_i64().unwrap_or(1);
        if count > 1 {
            let replicas = (1..).take(usize::try_from(count).unwrap_or(0)).map(BrokerId).collect();
            let partition = walk.partition.clone();
            let op = LogOp::Replicas(replicas);
            walk.execute(&Command::Lab(Lab::Log { partition, op }))?;
        }
        Ok(walk)
    }

    /// Plays an op.
    pub(super) fn play(&mut self, line: &Value) -> Result<Answer, Fault> {
        let at = Time(line["at"].as_i64().unwrap_or_default());
        self.world.move_to(at).map_err(unplayable)?;
        let command = ops::command(line, &self.partition)?;
        let events = self.execute(&command)?;
        let answer = events.iter().find_map(|event| answer(line, event));
        answer.ok_or_else(|| unplayable("nothing was answered"))
    }

    /// What an observation sees.
    pub(super) fn observe(&self, line: &Value) -> Result<Value, Fault> {
        let log = self.log()?;
        match line["what"].as_str().unwrap_or_default() {
            "log" => Ok(show::log(log)),
            "survivors" => Ok(Value::Object(show::batches(log.batches()))),
            "epochs" => Ok(show::epochs(log)),
            unknown => Err(unplayable(format!("unknown observation `{unknown}`"))),
        }
    }

    fn log(&self) -> Result<&PartitionLog, Fault> {
        let log = self.world.partition_log(&self.partition);
        log.ok_or_else(|| unplayable("the log is gone"))
    }

    fn execute(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        self.world.execute(command).map_err(|why| unplayable(why.to_string()))
    }
}

/// What the event says if it is the answer to the op.
fn answer(line: &Value, event: &Event) -> Option<Answer> {
    if let Event::LogOperated { outcome, .. } = event {
        let name = line["do"].as_str().unwrap_or_default();
        return Some(match outcome {
            Ok(outcome) => Ok(show::outcome(name, outcome)),
            Err(error) => Err(show::error(error)),
        });
    }
    let Event::Answered { response, .. } = event else { return None };
    let Response::IncrementalAlterConfigs(altered) = &**response else { return None };
    let refused = altered.responses.iter().find_map(|(_, code, text)| {
        Some(json!({"code": (*code)?.name(), "msg": text.as_deref().unwrap_or_default()}))
    });
    Some(refused.map_or_else(|| Ok(json!({})), Err))
}
