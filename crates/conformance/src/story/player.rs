//! The stage of a story: one world, its actors, and what each of them has received.
//!
//! Invariant: the world changes through `World::execute` alone, and only clock commands move time.

use super::genesis::genesis;
use crate::door::{Door, Stopped};
use crate::tape::Tape;
use crate::values::{committed_value, error_value, text};
use engine::command::{Call, ClientKind, Clock, Command, Lab, OffsetAndMetadata};
use engine::event::{ClientError, ConsumerRecord, Event, RebalanceCallback, Returned};
use engine::genesis::Genesis;
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, Offset, Text, Time, TopicPartition};
use engine::rejection::Rejection;
use engine::sorted::SortedMap;
use engine::world::process::Life;
use serde_json::{Map, Value, json};

/// A call that is still open after this much simulated time will never end.
const PATIENCE: Millis = Millis(600_000);
/// The admin client of every story, and who asks in the lab.
pub(crate) const ADMIN: &str = "admin";

/// One op of a story.
pub(crate) struct Op<'a> {
    pub(crate) actor: &'a str,
    pub(crate) name: &'a str,
    pub(crate) args: &'a Value,
}

/// What an op returned; `Null` is nothing.
pub(crate) type Played = Result<Value, Stop>;

/// Why an op returned nothing.
pub(crate) enum Stop {
    /// The client threw.
    Thrown(ClientError),
    /// The replayer cannot play it, and why.
    Unplayable(String),
}

/// A world and the actors on it.
pub(crate) struct Player {
    pub(crate) world: Door,
    pub(crate) start: Time,
    pub(crate) actors: SortedMap<String, Actor>,
    /// Member ids by client id, for texts.
    member_ids: Vec<(String, String)>,
    answers: SortedMap<u64, Response>,
    next_lab: u64,
}

/// What one actor has received.
#[derive(Default)]
pub(crate) struct Actor {
    /// The outcome of the call that ended last.
    returned: Option<Result<Returned, ClientError>>,
    /// It polls in a loop.
    pub(crate) driven: bool,
    /// The driven loop is inside a poll.
    pub(crate) polling: bool,
    /// What ended the driven loop.
    pub(crate) raised: Option<ClientError>,
    pub(crate) inbox: Records,
    pub(crate) callbacks: Vec<Value>,
    pub(crate) commits: Vec<Value>,
    /// Fates of sent records.
    pub(crate) sent: SortedMap<u64, (TopicPartition, Result<Offset, ClientError>)>,
}

/// Records by partition, in order.
pub(crate) type Records = SortedMap<TopicPartition, Vec<ConsumerRecord>>;

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Unplayable(reason)
    }
}

impl<'a> Op<'a> {
    pub(crate) fn read(line: &'a Value) -> Self {
        Self { actor: text(&line["a"]), name: text(&line["do"]), args: &line["args"] }
    }
}

impl Player {
    /// The stage of a story.
    pub(crate) fn new(meta: &Value, tape: &Tape) -> Result<Self, String> {
        Self::open(genesis(meta)?, tape)
    }

    /// A stage on the world that begins with `genesis`.
    pub(crate) fn open(genesis: Genesis, tape: &Tape) -> Result<Self, String> {
        let start = genesis.start;
        let ids = genesis.member_ids.iter();
        let member_ids = ids
            .flat_map(|(client, ids)| ids.iter().map(|id| (id.to_string(), client.to_string())))
            .collect();
        let world = Door::open(genesis, tape);
        let world = world.map_err(|refused| format!("no such world: {refused:?}"))?;
        let mut player = Self {
            world,
            start,
            actors: SortedMap::new(),
            member_ids,
            answers: SortedMap::new(),
            next_lab: 0,
        };
        player.new_client(ADMIN, ClientKind::Admin, Vec::new())?;
        Ok(player)
    }

    /// Executes a command and takes in what happened.
    pub(crate) fn execute(&mut self, command: &Command) -> Result<(), Stop> {
        let events = self.world.execute(command).map_err(refused)?;
        events.into_iter().for_each(|event| self.take_in(event));
        Ok(())
    }

    pub(crate) fn new_client(
        &mut self,
        actor: &str,
        kind: ClientKind,
        config: engine::command::Properties,
    ) -> Result<(), String> {
        match self.construct(actor, kind, config) {
            Ok(()) => Ok(()),
            Err(Stop::Unplayable(reason)) => Err(reason),
            Err(Stop::Thrown(error)) => Err(error.message.to_string()),
        }
    }

    /// Constructs a client; what an older one of that name received stays with the actor.
    pub(crate) fn construct(
        &mut self,
        actor: &str,
        kind: ClientKind,
        config: engine::command::Properties,
    ) -> Result<(), Stop> {
        self.execute(&Command::NewClient { client: actor.into(), kind, config })?;
        let actor = self.actors.entry(actor.to_owned()).or_default();
        (actor.returned, actor.driven, actor.polling) = (None, false, false);
        actor.sent.clear();
        Ok(())
    }

    /// Calls, and lets time pass until the call returns.
    pub(crate) fn call(&mut self, actor: &str, call: Call) -> Result<Returned, Stop> {
        self.begin(actor, call)?;
        let end = self.world.now() + PATIENCE;
        loop {
            let held = self.actors.get_mut(actor).and_then(|actor| actor.returned.take());
            if let Some(outcome) = held {
                return outcome.map_err(Stop::Thrown);
            }
            if self.world.now() > end {
                return Err(Stop::Unplayable("the call never returns".to_owned()));
            }
            self.step()?;
        }
    }

    pub(crate) fn begin(&mut self, actor: &str, call: Call) -> Result<(), Stop> {
        let closed = self.world.process_of(actor);
        let closed = closed.filter(|process| matches!(process.life, Life::Closed(_)));
        let returned = closed.map(|process| process.once_closed(&call));
        let is_closed = returned.is_some();
        self.actors.entry(actor.to_owned()).or_default().returned = returned;
        if is_closed {
            return Ok(());
        }
        self.execute(&Command::Call { client: actor.into(), call })
    }

    /// The next thing happens; driven actors whose poll ended poll again.
    pub(crate) fn step(&mut self) -> Result<(), Stop> {
        self.execute(&Command::Clock(Clock::Step(1)))?;
        self.poll_again()
    }

    /// Asks the coordinator of a group in the lab: at once, and past all clients.
    pub(crate) fn ask_coordinator(&mut self, request: Request) -> Result<Response, String> {
        let lab = self.next_lab;
        let request = Box::new(request);
        let command = Command::Lab(Lab::Coordinator { client_id: ADMIN.into(), request });
        let events = self.world.execute(&command).map_err(|why| why.to_string())?;
        self.next_lab += 1;
        events.into_iter().for_each(|event| self.take_in(event));
        self.answers.remove(&lab).ok_or_else(|| "the coordinator does not answer".to_owned())
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Answered { lab, response } => {
                self.answers.insert(lab, *response);
            }
            Event::Returned { client, outcome } => self.actor(&client).take_outcome(outcome),
            Event::Callback { client, callback, partitions } => {
                let what = match callback {
                    RebalanceCallback::Assigned => "assigned",
                    RebalanceCallback::Revoked => "revoked",
                    RebalanceCallback::Lost => "lost",
                };
                let names: Vec<String> = partitions.iter().map(ToString::to_string).collect();
                self.actor(&client).callbacks.push(json!([what, names]));
            }
            Event::CommitInRevoked { client, outcome } => {
                let value = match outcome {
                    Ok(offsets) => json!({"committed": offsets_value(&offsets)}),
                    Err(error) => json!({"err": error_value(&error)}),
                };
                self.actor(&client).callbacks.push(json!(["commitInRevoked", value]));
            }
            Event::CommitCompleted { client, tag, offsets, error } => {
                let mut value = json!({"offs": offsets_value(&offsets)});
                if let Some(tag) = tag {
                    value["tag"] = json!(&*tag);
                }
                if let Some(error) = error {
                    value["err"] = error_value(&ClientError { cause: None, ..error });
                }
                self.actor(&client).commits.push(value);
            }
            Event::Acknowledged { client, ticket, partition, outcome } => {
                self.actor(&client).sent.insert(ticket, (partition, outcome));
            }
            Event::PartitionChosen { .. }
            | Event::AutoCommit { .. }
            | Event::PositionSet { .. }
            | Event::Processed { .. }
            | Event::Sent { .. }
            | Event::Delivered { .. }
            | Event::Lost { .. }
            | Event::LogOperated { .. }
            | Event::Appended { .. }
            | Event::Replaced { .. }
            | Event::ConnectionBroken { .. }
            | Event::Received { .. } => {}
        }
    }

    fn actor(&mut self, name: &Text) -> &mut Actor {
        self.actors.entry(name.to_string()).or_default()
    }

    /// An exception's text with the substitutions of a recording.
    pub(crate) fn canonical(&self, message: &str) -> String {
        let mut message = message.to_owned();
        for (id, client) in &self.member_ids {
            message = message.replace(id, &format!("$m:{client}"));
        }
        let mut canonical = String::new();
        let mut digits = String::new();
        for letter in message.chars().chain(['\0']) {
            if letter.is_ascii_digit() {
                digits.push(letter);
                continue;
            }
            match digits.len() {
                13..=19 => {
                    if canonical.ends_with('-') {
                        canonical.pop();
                    }
                    canonical.push_str("$ts");
                }
                _ => canonical.push_str(&digits),
            }
            digits.clear();
            canonical.push(letter);
        }
        canonical.trim_end_matches('\0').to_owned()
    }
}

impl Actor {
    fn take_outcome(&mut self, outcome: Result<Returned, ClientError>) {
        if !self.polling {
            self.returned = Some(outcome);
            return;
        }
        self.polling = false;
        match outcome {
            Ok(Returned::Records(records)) => add(&mut self.inbox, records),
            Ok(_) => {}
            Err(error) => {
                self.raised = Some(error);
                self.driven = false;
            }
        }
    }
}

/// Adds records behind those that are there.
pub(crate) fn add(to: &mut Records, records: Vec<(TopicPartition, Vec<ConsumerRecord>)>) {
    for (partition, records) in records {
        to.entry(partition).or_default().extend(records);
    }
}

fn offsets_value(offsets: &SortedMap<TopicPartition, OffsetAndMetadata>) -> Value {
    let each = offsets.iter().map(|(partition, committed)| {
        (partition.to_string(), committed_value(committed.offset, &committed.metadata))
    });
    each.collect::<Map<_, _>>().into()
}

/// A command that the world does not take: a constructor throws, the rest cannot be played.
fn refused(stopped: Stopped) -> Stop {
    match stopped {
        Stopped::Refused(Rejection::Constructor(error)) => Stop::Thrown(error),
        other @ (Stopped::Refused(_) | Stopped::Endless) => Stop::Unplayable(other.to_string()),
    }
}
