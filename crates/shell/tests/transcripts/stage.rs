//! A world in which a transcript plays: its set-up ops, its waiting, its tools.

use engine::command::{AdminCall, ClientKind, Properties};
use engine::command::{Call, Clock, Command, Lab, LogOp, Membership, OffsetAndMetadata};
use engine::event::{Event, Returned};
use engine::genesis::Genesis;
use engine::log::batch::{NewBatch, NewRecord};
use engine::protocol::admin::{CreatableTopic, CreateTopicsRequest, DeleteRecordsRequest};
use engine::protocol::consumer_protocol::Assignment;
use engine::protocol::group::{
    DescribeGroupsRequest, OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic,
};
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, Offset, Text, Time, TopicId, TopicPartition};
use engine::world::World;
use i18n::Locale;
use serde_json::Value;
use shell::Tool;
use shell::tool::{Outcome, ProgramStep, Stream};
use std::collections::BTreeMap;

/// Longer than any timeout of a client.
const CALL_TAKES_AT_MOST: i64 = 180_000;

pub(crate) struct Stage {
    world: World,
    consumers: BTreeMap<String, bool>,
    t0: i64,
}

/// What a tool printed.
#[derive(Default)]
pub(crate) struct Printed {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) log: Vec<String>,
    pub(crate) code: i32,
}

fn text(value: &Value) -> Text {
    value.as_str().unwrap_or_default().into()
}

fn properties(value: &Value) -> Properties {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(name, value)| (name.as_str().into(), Some(text(value)))).collect()
}

fn partition(name: &str) -> TopicPartition {
    TopicPartition::parse(name).expect("a partition")
}

impl Stage {
    pub(crate) fn new(meta: &Value) -> Self {
        let ids = meta["ids"].as_object().into_iter().flatten();
        let member_ids = ids.map(|(client, ids)| {
            let ids = ids.as_array().into_iter().flatten().map(text);
            (client.as_str().into(), ids.collect())
        });
        let t0 = meta["t0"].as_i64().unwrap_or(1_700_000_000_000);
        let mut config = properties(&meta["config"]);
        // What ELR writes on a freshly formatted broker.
        config.push(("min.insync.replicas".into(), Some("1".into())));
        let genesis = Genesis {
            start: Time(t0),
            config,
            member_ids: member_ids.collect(),
            limited: false,
            ..Genesis::default()
        };
        let mut world = World::new(genesis).expect("a world");
        let topics = meta["topics"].as_array().into_iter().flatten();
        let create = topics.map(|topic| {
            let id = TopicId::parse(topic["id"].as_str().unwrap_or_default()).unwrap_or_default();
            let partitions = topic["p"].as_i64().unwrap_or(1) as i32;
            (text(&topic["name"]), id, partitions, Vec::new())
        });
        let create = create.collect();
        let topics = Lab::Topics { delete: Vec::new(), create, grow: Vec::new() };
        world.execute(&Command::Lab(topics)).expect("internal topics");
        let admin = Command::NewClient {
            client: "admin".into(),
            kind: ClientKind::Admin,
            config: Vec::new(),
        };
        world.execute(&admin).expect("an admin client");
        Self { world, consumers: BTreeMap::new(), t0 }
    }

    /// Runs a command; a call until it has returned.
    fn run(&mut self, command: &Command) -> Outcome {
        let mut events = match self.world.execute(command) {
            Ok(events) => events,
            Err(rejection) => return Outcome::Refused(rejection),
        };
        if let Command::Call { client: whose, .. } = command {
            let is_end =
                |event: &Event| matches!(event, Event::Returned { client, .. } if client == whose);
            let limit = self.world.now() + Millis(CALL_TAKES_AT_MOST);
            let mut has_ended = events.iter().any(is_end);
            while !has_ended && self.world.now() < limit {
                let Ok(new) = self.world.execute(&Command::Clock(Clock::Step)) else { break };
                has_ended = new.iter().any(is_end);
                events.extend(new);
            }
        }
        Outcome::Done(events)
    }

    fn call(&mut self, client: &str, call: Call) -> Option<Returned> {
        let client: Text = client.into();
        let command = Command::Call { client: client.clone(), call };
        let Outcome::Done(events) = self.run(&command) else { return None };
        events.into_iter().rev().find_map(|event| {
            let Event::Returned { client: whose, outcome, .. } = event else { return None };
            outcome.ok().filter(|_| whose == client)
        })
    }

    fn request(&mut self, request: Request) -> Option<Response> {
        let call = Call::Admin(AdminCall::Request(Box::new(request)));
        let Returned::Answer(response) = self.call("admin", call)? else { return None };
        Some(*response)
    }

    /// Does a set-up op. `None` if this player does not know it.
    pub(crate) fn op(&mut self, line: &Value) -> Option<()> {
        let (actor, args) = (line["a"].as_str().unwrap_or("admin"), &line["args"]);
        match line["do"].as_str()? {
            "topic.create" => {
                let topic = CreatableTopic {
                    name: text(&args["t"]),
                    num_partitions: args["p"].as_i64().unwrap_or(-1) as i32,
                    replication_factor: -1,
                    assignments: Vec::new(),
                    configs: properties(&args["cfg"]),
                };
                let request = CreateTopicsRequest { topics: vec![topic], validate_only: false };
                self.request(Request::CreateTopics(request)).map(|_| ())
            }
            "produce" => self.produce(args),
            "consumer.new" if args["hold"].is_null() => self.new_consumer(actor, args),
            "subscribe" => {
                let topics = args["topics"].as_array()?.iter().map(text).collect();
                self.consumers.insert(actor.to_owned(), true);
                self.call(actor, Call::Subscribe { topics, commit_on_revoke: false }).map(|_| ())
            }
            "stall" => self.consumers.insert(actor.to_owned(), false).map(|_| ()),
            "resume" => self.consumers.insert(actor.to_owned(), true).map(|_| ()),
            "commit" => {
                let offsets = args["offs"].as_object().map(|offsets| {
                    let one = |(name, offset): (&String, &Value)| {
                        let offset = offset.as_i64().expect("an offset");
                        let metadata = "".into();
                        let committed = OffsetAndMetadata { offset, leader_epoch: None, metadata };
                        (partition(name), committed)
                    };
                    offsets.iter().map(one).collect()
                });
                self.call(actor, Call::CommitSync { offsets }).map(|_| ())
            }
            "close" => {
                let membership = match args["op"].as_str() {
                    Some("LEAVE_GROUP") => Membership::LeaveGroup,
                    Some("REMAIN_IN_GROUP") => Membership::RemainInGroup,
                    _ => Membership::Default,
                };
                self.consumers.remove(actor);
                self.call(actor, Call::Close { membership }).map(|_| ())
            }
            "pump" => {
                self.pump(args["ms"].as_i64()?);
                Some(())
            }
            "admin.alterOffsets" => self.alter_offsets(args),
            "admin.deleteRecords" => {
                let offsets = args["offs"].as_object()?.iter();
                let partitions = offsets
                    .map(|(name, before)| (partition(name), Offset(before.as_i64().unwrap_or(-1))))
                    .collect();
                let request = DeleteRecordsRequest { partitions, timeout_ms: Millis(30_000) };
                self.request(Request::DeleteRecords(request)).map(|_| ())
            }
            _ => None,
        }
    }

    fn new_consumer(&mut self, actor: &str, args: &Value) -> Option<()> {
        let mut config = properties(&args["cfg"]);
        let is_modern = config.iter().any(|(name, value)| {
            &**name == "group.protocol" && value.as_deref() == Some("consumer")
        });
        if is_modern {
            return None;
        }
        for (name, value) in [("enable.auto.commit", "false"), ("auto.offset.reset", "earliest")] {
            if !config.iter().any(|(known, _)| &**known == name) {
                config.push((name.into(), Some(value.into())));
            }
        }
        let kind = ClientKind::Consumer;
        self.run(&Command::NewClient { client: actor.into(), kind, config });
        Some(())
    }

    fn produce(&mut self, args: &Value) -> Option<()> {
        let topic = text(&args["t"]);
        let of = TopicPartition::new(topic, args["p"].as_i64()? as i32);
        let records: Vec<Value> = match args["recs"].as_array() {
            Some(records) => records.clone(),
            None => vec![args.clone(); args["n"].as_u64().unwrap_or(1) as usize],
        };
        let now = self.world.now().0;
        for record in &records {
            let bytes = |value: &Value| value.as_str().map(|text| text.as_bytes().into());
            let timestamp = match (record["ts"].as_i64(), record["abs"].as_i64()) {
                (Some(relative), _) => self.t0 + relative,
                (None, Some(absolute)) => absolute,
                (None, None) => now,
            };
            let (key, value) = (bytes(&record["k"]), bytes(&record["v"]));
            let record = NewRecord { key, value, timestamp, headers: Vec::new() };
            let batch = NewBatch { records: vec![record], producer: None, transactional: false };
            let op = LogOp::append(batch);
            self.run(&Command::Lab(Lab::Log { partition: of.clone(), op }));
        }
        Some(())
    }

    fn alter_offsets(&mut self, args: &Value) -> Option<()> {
        let mut topics: BTreeMap<Text, Vec<OffsetCommitPartition>> = BTreeMap::new();
        for (name, offset) in args["offs"].as_object()? {
            let of = partition(name);
            topics.entry(of.topic).or_default().push(OffsetCommitPartition {
                partition_index: of.partition,
                committed_offset: offset.as_i64()?,
                committed_leader_epoch: -1,
                committed_metadata: Some("".into()),
            });
        }
        let topics = topics.into_iter().map(|(name, partitions)| OffsetCommitTopic {
            name,
            topic_id: TopicId::default(),
            partitions,
        });
        let request = OffsetCommitRequest {
            version: 9,
            group_id: text(&args["group"]),
            generation_id_or_member_epoch: -1,
            member_id: "".into(),
            group_instance_id: None,
            retention_time_ms: None,
            topics: topics.collect(),
        };
        self.request(Request::OffsetCommit(request)).map(|_| ())
    }

    /// All live consumers poll for so long.
    fn pump(&mut self, span: i64) {
        let end = self.world.now() + Millis(span);
        while self.world.now() < end {
            let live: Vec<String> = self
                .consumers
                .iter()
                .filter(|(_, live)| **live)
                .map(|(name, _)| name.clone())
                .collect();
            for client in live {
                let poll = Call::Poll { timeout: Millis(0) };
                let command = Command::Call { client: client.as_str().into(), call: poll };
                self.run(&command);
            }
            self.run(&Command::Clock(Clock::Advance(Millis(10))));
        }
    }

    /// Lets time pass until it holds. `None` if it never does, or is not about a group.
    pub(crate) fn wait_for(&mut self, until: &Value) -> Option<()> {
        let group = until["group"].as_str()?;
        for _ in 0..400 {
            self.pump(60);
            let request = DescribeGroupsRequest { version: 5, groups: vec![group.into()] };
            let Response::DescribeGroups(answer) =
                self.request(Request::DescribeGroups(request))?
            else {
                return None;
            };
            let described = answer.groups.first()?;
            let parts = described.members.iter().map(|member| {
                let assignment = Assignment::from_bytes(&member.member_assignment);
                let topics = assignment.unwrap_or_default().assigned_partitions;
                topics.iter().map(|(_, numbers)| numbers.len() as u64).sum::<u64>()
            });
            let holds = until["state"]
                .as_str()
                .is_none_or(|state| *described.group_state == *state)
                && until["members"].as_u64().is_none_or(|n| described.members.len() as u64 == n)
                && until["parts"].as_u64().is_none_or(|n| parts.sum::<u64>() == n);
            if holds {
                return Some(());
            }
        }
        None
    }

    /// Runs a tool. `None` if the model has no such tool.
    pub(crate) fn tool(&mut self, args: &Value) -> Option<Printed> {
        let words: Vec<&str> = args["argv"].as_array()?.iter().filter_map(Value::as_str).collect();
        let (script, rest) = words.split_first()?;
        let tool = Tool::new(script, rest, args["stdin"].as_str())?;
        let before = tool.reads_only().then(|| self.world.clone());
        let mut program = tool.start(self.world.now(), Locale::En);
        let mut printed = Printed::default();
        let mut last = None;
        for _ in 0..10_000 {
            match program.next(last.as_ref()) {
                ProgramStep::Call { command, .. } => {
                    last = Some(self.run(&command));
                    continue;
                }
                ProgramStep::Print(Stream::Out, text) => printed.out += &text,
                ProgramStep::Print(Stream::Err, text) => printed.err += &text,
                ProgramStep::Print(Stream::Log(_), text) => printed.log.push(text),
                ProgramStep::Print(Stream::Note, _) => {}
                ProgramStep::Exit(code) => {
                    printed.code = code;
                    break;
                }
            }
            last = None;
        }
        if let Some(before) = before {
            self.world = before;
        }
        Some(printed)
    }
}
