//! The calls of a producer: which of them wait, and for what.
//!
//! `send` waits for the topic's metadata and for buffer, at most `max.block.ms`; `flush` for the fate
//! of every record sent before it; `close` for the same, and then the producer is gone.

use super::Producer;
use super::fate::metadata_timeout;
use crate::client::{ClientTimer, Effect, Io};
use crate::command::{Call, ProducerRecord};
use crate::event::{ClientError, Event, Returned};
use crate::quantity::{Offset, PartitionId, Text, Time, TopicPartition};
use alloc::format;

/// The call that has not returned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum OpenCall {
    /// `send` of this record, under this ticket, until this instant.
    Send { record: ProducerRecord, ticket: u64, until: Time },
    /// `partitionsFor`.
    PartitionsFor { topic: Text, until: Time },
    /// `flush` or `close`.
    Drain,
}

impl Producer {
    #[allow(clippy::wildcard_enum_match_arm, reason = "a producer has four methods")]
    pub(super) fn open(&mut self, call: Call, io: &mut Io<'_>) {
        let until = io.now + self.config.max_block();
        let open = match call {
            Call::Send(record) => {
                if record.partition.is_some_and(|PartitionId(number)| number < 0) {
                    let number = record.partition.unwrap_or_default();
                    self.finish(
                        Err(ClientError::illegal_argument(format!(
                            "Invalid partition: {number}. Partition number should always be \
                         non-negative or null."
                        ))),
                        io,
                    );
                    return;
                }
                let ticket = self.next_ticket;
                self.next_ticket += 1;
                self.want_topic(&record.topic);
                OpenCall::Send { record, ticket, until }
            }
            Call::PartitionsFor { topic } => {
                self.want_topic(&topic);
                OpenCall::PartitionsFor { topic, until }
            }
            Call::Flush | Call::Close { .. } => {
                self.accumulator.begin_flush();
                self.call = Some(OpenCall::Drain);
                return;
            }
            other => {
                let text = format!("a producer has no method {}", other.name());
                self.finish(Err(ClientError::illegal_state(text)), io);
                return;
            }
        };
        self.call = Some(open);
        io.effects.push(Effect::Timer(ClientTimer::CallTimeout, Some(until)));
    }

    fn want_topic(&mut self, topic: &Text) {
        if self.topics.insert(topic.clone()) {
            self.metadata.request_update_for_new_topics();
        } else if self.metadata.topic(topic).is_none() {
            self.metadata.request_update();
        }
    }

    /// Runs the open call as far as it gets.
    pub(super) fn advance_call(&mut self, io: &mut Io<'_>) {
        let Some(call) = self.call.take() else { return };
        match call {
            OpenCall::Send { record, ticket, until } => {
                let count = self.partition_count(&record.topic);
                let there = record.partition.is_none_or(|wanted| Some(wanted.0) < count);
                let known = count.is_some() && there;
                if !known && self.metadata.due().is_some_and(|due| due > io.now) {
                    self.metadata.request_update();
                }
                match known.then(|| self.accept(&record, ticket, io)) {
                    Some(Ok(true)) => self.finish(Ok(Returned::Ticket(ticket)), io),
                    Some(Err(thrown)) => self.finish(Err(thrown), io),
                    Some(Ok(false)) | None => {
                        self.call = Some(OpenCall::Send { record, ticket, until });
                    }
                }
            }
            OpenCall::PartitionsFor { topic, until } => match self.partition_count(&topic) {
                Some(count) => self.finish(Ok(Returned::PartitionCount(count)), io),
                None => self.call = Some(OpenCall::PartitionsFor { topic, until }),
            },
            OpenCall::Drain if self.unfinished() == 0 => {
                self.accumulator.end_flush();
                self.finish(Ok(Returned::Nothing), io);
            }
            OpenCall::Drain => self.call = Some(OpenCall::Drain),
        }
    }

    /// `max.block.ms` has passed. `send` does not throw: its future does.
    pub(super) fn time_out_call(&mut self, io: &mut Io<'_>) {
        let waited = self.config.max_block();
        match self.call.take() {
            Some(OpenCall::Send { record, ticket, .. }) => {
                let error = match self.accumulator.give_up_waiting() {
                    Some(size) => self.buffer_exhausted(size, waited),
                    None => {
                        let count = self.partition_count(&record.topic);
                        metadata_timeout(&record.topic, record.partition, count, waited)
                    }
                };
                let of = record.partition.unwrap_or(PartitionId(-1));
                let partition = TopicPartition { topic: record.topic, partition: of };
                self.tell(ticket, partition, Err(error), io);
                self.finish(Ok(Returned::Ticket(ticket)), io);
            }
            Some(OpenCall::PartitionsFor { topic, .. }) => {
                let error = metadata_timeout(&topic, None, None, waited);
                self.finish(Err(error), io);
            }
            Some(OpenCall::Drain) => self.call = Some(OpenCall::Drain),
            None => {}
        }
    }

    /// Tells a record's fate.
    pub(super) fn tell(
        &self,
        ticket: u64,
        partition: TopicPartition,
        outcome: Result<Offset, ClientError>,
        io: &mut Io<'_>,
    ) {
        let client = self.name.clone();
        io.effects.push(Effect::Emit(Event::Acknowledged { client, ticket, partition, outcome }));
    }

    fn finish(&mut self, outcome: Result<Returned, ClientError>, io: &mut Io<'_>) {
        io.effects.push(Effect::Timer(ClientTimer::CallTimeout, None));
        io.effects.push(Effect::Return(outcome));
    }
}
