//! Records that producers sent: where an answer says they are, once and in order if idempotent.

use super::logs::{Logs, Written, content_of_new};
use super::{Checked, Taken, hold};
use engine::command::{Call, ClientKind, Command, Fault, ProducerRecord};
use engine::event::{Event, Returned};
use engine::log::batch::NewRecord;
use engine::quantity::{Offset, Text, TopicId, TopicPartition};
use std::collections::{BTreeMap, BTreeSet};

/// Who sent a record, and as which of its sends.
#[derive(Clone, Debug)]
struct Sent {
    producer: (Text, u64),
    place: u64,
    idempotent: bool,
}

/// Every record that was sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Sends {
    /// How often a producer of that name was made.
    incarnations: BTreeMap<Text, u64>,
    /// By content: values are never used twice.
    sent: BTreeMap<u64, Sent>,
    /// The send that has not returned.
    open: BTreeMap<Text, u64>,
    tickets: BTreeMap<(Text, u64), u64>,
    places: u64,
    landed: BTreeSet<(TopicId, TopicPartition, u64)>,
    /// The last send that landed, by producer and partition.
    last: BTreeMap<(Text, u64, TopicId, TopicPartition), u64>,
}

impl Sends {
    pub(super) fn check(&mut self, taken: Taken<'_>, written: &[Written], logs: &Logs) -> Checked {
        self.note(taken);
        for event in taken.events {
            match event {
                Event::Returned { client, outcome } => {
                    let content = self.open.remove(client);
                    if let (Ok(Returned::Ticket(ticket)), Some(content)) = (outcome, content) {
                        self.tickets.insert((client.clone(), *ticket), content);
                    }
                }
                Event::Acknowledged { client, ticket, partition, outcome: Ok(offset) } => {
                    self.acknowledged((client, *ticket), partition, *offset, logs)?;
                }
                _ => {}
            }
        }
        written.iter().try_for_each(|one| self.landed(taken, one))
    }

    fn note(&mut self, taken: Taken<'_>) {
        match taken.command {
            Command::NewClient { client, kind, .. } => {
                *self.incarnations.entry(client.clone()).or_default() += 1;
                self.open.remove(client);
                if *kind == ClientKind::Producer {
                    self.tickets.retain(|(name, _), _| name != client);
                }
            }
            Command::Fault(Fault::Crash(client)) => drop(self.open.remove(client)),
            Command::Call { client, call: Call::Send(record) } => {
                if let Some(content) = content(record) {
                    self.send(taken, client, content);
                }
            }
            _ => {}
        }
    }

    fn send(&mut self, taken: Taken<'_>, client: &Text, content: u64) {
        let incarnation = self.incarnations.get(client).copied().unwrap_or(0);
        let process = taken.after.process_of(client);
        let config = process.and_then(|process| process.producer()).map(|it| it.config());
        let idempotent = config.is_some_and(|config| config.enable_idempotence());
        let producer = (client.clone(), incarnation);
        self.sent.insert(content, Sent { producer, place: self.places, idempotent });
        self.places += 1;
        self.open.insert(client.clone(), content);
    }

    fn acknowledged(
        &self,
        (client, ticket): (&Text, u64),
        partition: &TopicPartition,
        offset: Offset,
        logs: &Logs,
    ) -> Checked {
        let Some(content) = self.tickets.get(&(client.clone(), ticket)) else { return Ok(()) };
        let found = logs.content_at(partition, offset);
        hold(found.is_none_or(|found| found == *content), "a record is where it was said", || {
            format!("{client}'s send {ticket} is not at {partition} {offset}")
        })
    }

    fn landed(&mut self, taken: Taken<'_>, written: &Written) -> Checked {
        let of = &written.partition;
        let Some(topic) = taken.after.cluster().topic(&of.topic) else { return Ok(()) };
        for content in written.contents.iter().flatten() {
            let Some(sent) = self.sent.get(content).filter(|sent| sent.idempotent) else {
                continue;
            };
            let new = self.landed.insert((topic.id, of.clone(), *content));
            hold(new, "an idempotent producer writes once", || {
                format!("send {} of {:?} again in {of}", sent.place, sent.producer)
            })?;
            let (name, incarnation) = sent.producer.clone();
            let last = self.last.insert((name, incarnation, topic.id, of.clone()), sent.place);
            hold(last.is_none_or(|last| last < sent.place), "sends keep their order", || {
                format!("{:?} wrote its send {} after {last:?} in {of}", sent.producer, sent.place)
            })?;
        }
        Ok(())
    }
}

/// A tombstone cannot be told from another.
fn content(record: &ProducerRecord) -> Option<u64> {
    let ProducerRecord { key, value, headers, .. } = record.clone();
    value.is_some().then(|| content_of_new(&NewRecord { key, value, timestamp: 0, headers }))
}
