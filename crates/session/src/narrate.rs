//! Tells what a gesture did, as facts: from its events, and from what is different in the picture.
//!
//! A fact is typed; `i18n` makes the sentence. What repeats is told once, with a number.

use crate::view::Partition;
use crate::view::View;
use crate::view::client::{Client, Status};
use crate::view::partition::{Cell, CellKind};
use engine::event::{Event, LogOutcome, PositionSource, RebalanceCallback, Returned};
use engine::log::LogError;
use engine::protocol::Request;
use engine::quantity::{Text, TopicPartition};
use engine::sorted::SortedMap;
use i18n::narration::Fact;
use std::rc::Rc;

/// At most so many facts are told of one gesture; the picture shows the rest.
const FACTS_MAX: usize = 24;

/// What happened between two pictures.
#[must_use]
pub fn facts(events: &[Event], before: &View, after: &View) -> Vec<Fact> {
    let mut told = Told::default();
    topics(before, after, &mut told.facts);
    logs(before, after, &mut told.facts);
    clients(events, before, after, &mut told.facts);
    network(before, after, &mut told.facts);
    events.iter().for_each(|event| told.event(event));
    told.flush();
    groups(before, after, &mut told.facts);
    told.unchanged(events);
    let passed = after.clock.now - before.clock.now;
    if told.facts.is_empty() && passed > 0 {
        told.facts.push(Fact::TimePassed { span: span(passed) });
    }
    told.facts.truncate(FACTS_MAX);
    told.facts
}

/// A span as people read it: `1.5 s`, `2 min`.
fn span(millis: i64) -> String {
    match millis {
        3_600_000.. if millis % 3_600_000 == 0 => format!("{} h", millis / 3_600_000),
        60_000.. if millis % 60_000 == 0 => format!("{} min", millis / 60_000),
        1_000.. if millis % 1_000 == 0 => format!("{} s", millis / 1_000),
        1_000.. => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => format!("{millis} ms"),
    }
}

#[derive(Default)]
struct Told {
    facts: Vec<Fact>,
    /// What each client processed, for the first time and again.
    processed: SortedMap<(Text, TopicPartition), (u64, u64)>,
    /// Commits on their way, by client.
    commits: SortedMap<Text, Vec<(TopicPartition, i64)>>,
    /// Who committed without being asked to.
    auto: SortedMap<Text, bool>,
    lost: u64,
}

impl Told {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Acknowledged { client, partition, outcome, .. } => {
                let (client, partition) = (client.to_string(), partition.to_string());
                self.facts.push(match outcome {
                    Ok(offset) if offset.0 >= 0 => {
                        Fact::Stored { client, partition, offset: offset.0 }
                    }
                    Ok(_) => Fact::SentOff { client, partition },
                    Err(error) => Fact::Threw {
                        client,
                        exception: error.exception.to_string(),
                        message: error.message.to_string(),
                    },
                });
            }
            Event::Returned { client, outcome: Err(error) } => self.facts.push(Fact::Threw {
                client: client.to_string(),
                exception: error.exception.to_string(),
                message: error.message.to_string(),
            }),
            Event::Returned { client, outcome: Ok(Returned::Records(records)) } => {
                self.handed_out(client, records);
            }
            Event::Processed { client, partition, times, .. } => {
                let key = (client.clone(), partition.clone());
                let (first, again) = self.processed.entry(key).or_default();
                *(if *times > 1 { again } else { first }) += 1;
            }
            Event::AutoCommit { client, .. } => {
                self.auto.insert(client.clone(), true);
            }
            Event::Received { client, request } => self.request(client, request),
            Event::Sent { client, api: "OffsetCommit", request: false, error, .. } => {
                let offsets = self.commits.remove(client).unwrap_or_default();
                let auto = self.auto.remove(client).unwrap_or(false);
                self.committed(client, offsets, auto, error.map(|error| error.name()));
            }
            Event::PositionSet { client, partition, position, why } => {
                self.position(client, partition, position.0, why);
            }
            Event::Callback { client, callback, partitions } if !partitions.is_empty() => {
                let names: Vec<String> = partitions.iter().map(ToString::to_string).collect();
                let (client, partitions) = (client.to_string(), names.join(", "));
                self.facts.push(match callback {
                    RebalanceCallback::Assigned => Fact::Assigned { client, partitions },
                    RebalanceCallback::Revoked => Fact::Revoked { client, partitions },
                    RebalanceCallback::Lost => Fact::Lost { client, partitions },
                });
            }
            Event::Replaced { client } => {
                self.facts.push(Fact::ClientReplaced { client: client.to_string() });
            }
            Event::Lost { .. } => self.lost += 1,
            Event::LogOperated { partition, outcome } => self.operated(partition, outcome),
            Event::Returned { .. }
            | Event::Callback { .. }
            | Event::PartitionChosen { .. }
            | Event::CommitInRevoked { .. }
            | Event::CommitCompleted { .. }
            | Event::Sent { .. }
            | Event::Delivered { .. }
            | Event::Answered { .. }
            | Event::Appended { .. }
            | Event::ConnectionBroken { .. } => {}
        }
    }

    fn handed_out(
        &mut self,
        client: &Text,
        records: &[(TopicPartition, Vec<engine::event::ConsumerRecord>)],
    ) {
        let client = client.to_string();
        if records.iter().all(|(_, records)| records.is_empty()) {
            let nothing = Fact::NothingThere { client };
            if !self.facts.contains(&nothing) {
                self.facts.push(nothing);
            }
            return;
        }
        for (partition, records) in records {
            let (Some(first), Some(last)) = (records.first(), records.last()) else { continue };
            self.facts.push(Fact::HandedOut {
                client: client.clone(),
                partition: partition.to_string(),
                records: records.len() as u64,
                first: first.offset.0,
                last: last.offset.0,
            });
        }
    }

    fn request(&mut self, client: &Text, request: &Request) {
        let Request::OffsetCommit(request) = request else { return };
        let offsets = request.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(|part| {
                let (topic, partition) = (topic.name.clone(), part.partition_index);
                (TopicPartition { topic, partition }, part.committed_offset)
            })
        });
        self.commits.insert(client.clone(), offsets.collect());
    }

    fn committed(
        &mut self,
        client: &Text,
        offsets: Vec<(TopicPartition, i64)>,
        auto: bool,
        error: Option<&str>,
    ) {
        let client = client.to_string();
        if let Some(error) = error {
            self.facts.push(Fact::CommitRefused { client, error: error.to_owned() });
            return;
        }
        for (partition, offset) in offsets {
            let (client, partition) = (client.clone(), partition.to_string());
            self.facts.push(match auto {
                true => Fact::AutoCommitted { client, partition, offset },
                false => Fact::Committed { client, partition, offset },
            });
        }
    }

    fn position(
        &mut self,
        client: &Text,
        partition: &TopicPartition,
        offset: i64,
        why: &PositionSource,
    ) {
        let (client, partition) = (client.to_string(), partition.to_string());
        self.facts.push(match why {
            PositionSource::Committed => Fact::PositionFromCommit { client, partition, offset },
            PositionSource::Reset { policy, .. } => {
                let policy = policy.to_string();
                Fact::PositionFromReset { client, partition, offset, policy }
            }
            PositionSource::Seek | PositionSource::SeekTo { .. } => {
                Fact::PositionSought { client, partition, offset }
            }
            PositionSource::Polled => return, // The records that were handed out are told.
        });
    }

    fn flush(&mut self) {
        for ((client, partition), (first, again)) in std::mem::take(&mut self.processed) {
            let (client, partition) = (client.to_string(), partition.to_string());
            if first > 0 {
                let (client, partition) = (client.clone(), partition.clone());
                self.facts.push(Fact::Processed { client, partition, records: first });
            }
            if again > 0 {
                self.facts.push(Fact::ProcessedAgain { client, partition, records: again });
            }
        }
        if self.lost > 0 {
            self.facts.push(Fact::MessagesLost { messages: self.lost });
        }
    }
}

impl Told {
    /// What an operation of the lab did that no picture tells.
    fn operated(
        &mut self,
        partition: &TopicPartition,
        outcome: &Result<LogOutcome, Box<LogError>>,
    ) {
        let name = partition.to_string();
        match outcome {
            Ok(LogOutcome::Appended(appended)) => self.facts.push(Fact::Appended {
                partition: name,
                first: appended.base_offset.0,
                last: appended.last_offset.0,
            }),
            Ok(_) => {}
            Err(error) => {
                self.facts.push(Fact::LogRefused { partition: name, message: error.to_string() });
            }
        }
    }

    /// An operation of the lab that came to nothing is told as such.
    fn unchanged(&mut self, events: &[Event]) {
        let operated = events.iter().find_map(|event| {
            let Event::LogOperated { partition, .. } = event else { return None };
            Some(partition)
        });
        if let (true, Some(partition)) = (self.facts.is_empty(), operated) {
            self.facts.push(Fact::LogUnchanged { partition: partition.to_string() });
        }
    }
}

/// What happened to the logs in view.
fn logs(before: &View, after: &View, facts: &mut Vec<Fact>) {
    for now in after.topics.iter().flat_map(|topic| topic.partitions.iter()) {
        let Some(old) = before.partition(&now.name).filter(|old| *old != now) else { continue };
        let partition = now.name.to_string();
        let base = |of: &Partition| of.segments.last().map(|segment| segment.base);
        if let (Some(offset), true) = (base(now), base(now) != base(old)) {
            facts.push(Fact::Rolled { partition: partition.clone(), offset });
        }
        if now.log_start.offset != old.log_start.offset {
            let offset = now.log_start.offset;
            facts.push(Fact::LogStart { partition: partition.clone(), offset });
        }
        let removed = removed(old, now);
        if !removed.is_empty() {
            let offsets = removed.join(", ");
            facts.push(Fact::Compacted { partition: partition.clone(), offsets });
        }
        let apart = |of: &Partition| of.last_stable.offset != of.high_watermark.offset;
        if now.last_stable.offset != old.last_stable.offset && (apart(now) || apart(old)) {
            facts.push(Fact::LastStable { partition, offset: now.last_stable.offset });
        }
    }
}

/// The offsets in view whose records went.
fn removed(old: &Partition, now: &Partition) -> Vec<String> {
    let is_hole = |cell: &&Cell| matches!(cell.kind, CellKind::Hole);
    let was_there = |cell: &&Cell| {
        let mut cells = old.window.cells.iter();
        let old = cells.find(|old| old.offset == cell.offset);
        old.is_some_and(|old| !matches!(old.kind, CellKind::Hole))
    };
    let gone = now.window.cells.iter().filter(is_hole).filter(was_there);
    gone.map(|cell| cell.offset.to_string()).collect()
}

fn topics(before: &View, after: &View, facts: &mut Vec<Fact>) {
    for topic in after.topics.iter().filter(|topic| !topic.internal) {
        if before.topic(&topic.name).is_none() {
            let partitions = i64::from(topic.partition_count);
            facts.push(Fact::TopicMade { topic: topic.name.to_string(), partitions });
        }
    }
    for topic in before.topics.iter().filter(|topic| after.topic(&topic.name).is_none()) {
        facts.push(Fact::TopicGone { topic: topic.name.to_string() });
    }
}

fn clients(events: &[Event], before: &View, after: &View, facts: &mut Vec<Fact>) {
    for client in after.clients.iter().filter(|client| is_shown(client)) {
        let is_it =
            |event: &Event| matches!(event, Event::Replaced { client: it } if *it == client.name);
        if events.iter().any(is_it) {
            continue;
        }
        let name = client.name.to_string();
        let status = before.client(&client.name).map(|client| client.status);
        let fact = match (status, client.status) {
            (Some(before), now) if before == now => continue,
            (None | Some(Status::Crashed | Status::Closed), Status::Running) => {
                Fact::ClientMade { client: name }
            }
            (Some(_), Status::Running) => Fact::ClientGoesOn { client: name },
            (_, Status::Stalled) => Fact::ClientStalled { client: name },
            (_, Status::Frozen) => Fact::ClientFrozen { client: name },
            (_, Status::Crashed) => Fact::ClientCrashed { client: name },
            (_, Status::Closed) => Fact::ClientClosed { client: name },
        };
        facts.push(fact);
    }
}

/// Whose cable was cut or mended, and which broker stopped or started.
fn network(before: &View, after: &View, facts: &mut Vec<Fact>) {
    for client in after.clients.iter() {
        let was_cut = before.client(&client.name).is_some_and(|before| before.cut);
        let name = client.name.to_string();
        match (was_cut, client.cut) {
            (false, true) => facts.push(Fact::ClientCut { client: name }),
            (true, false) => facts.push(Fact::ClientMended { client: name }),
            (true, true) | (false, false) => {}
        }
    }
    for (before, now) in before.brokers.iter().zip(after.brokers.iter()) {
        let broker = now.id.to_string();
        match (before.running, now.running) {
            (true, false) => facts.push(Fact::BrokerStopped { broker }),
            (false, true) => facts.push(Fact::BrokerStarted { broker }),
            (true, true) | (false, false) => {}
        }
    }
}

/// Admin clients come and go with the tools that make them.
fn is_shown(client: &Rc<Client>) -> bool {
    client.consumer.is_some() || client.producer.is_some()
}

fn groups(before: &View, after: &View, facts: &mut Vec<Fact>) {
    for group in after.groups.iter() {
        let old = before.group(&group.id);
        let same =
            old.is_some_and(|old| (old.state, old.generation) == (group.state, group.generation));
        let old_members = old.into_iter().flat_map(|old| old.members.iter());
        for member in old_members {
            if group.members.iter().all(|now| now.member_id != member.member_id) {
                let name = member.client.as_ref().unwrap_or(&member.client_id);
                let (group, member) = (group.id.to_string(), name.to_string());
                facts.push(Fact::MemberGone { group, member });
            }
        }
        if !same && group.protocol_type.is_some() {
            facts.push(Fact::GroupState {
                group: group.id.to_string(),
                state: group.state.name().to_owned(),
                generation: group.generation.into(),
            });
        }
    }
}
