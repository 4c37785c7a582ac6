//! `KafkaProducer`: records go into an accumulator; a sender in the background takes batches out,
//! sends them, tries again, and tells each record's fate.
//!
//! Invariants: records of one partition are sent in the order of the calls; a record meets its fate
//! exactly once; with idempotence a batch keeps its sequence however often it is sent.
//!
//! Source: `KafkaProducer.java`, `RecordAccumulator.java`, `Sender.java`, `TransactionManager.java`.
//! Smaller than Kafka: no compression, no transactions, no interceptors, no splitting of a batch
//! that the broker finds too large.

mod calls;
mod fate;
mod identity;
mod sender;
#[cfg(test)]
mod tests;

use crate::accumulator::{Accumulator, BatchId, ProducerBatch, Settings};
use crate::client::metadata::{Metadata, Pacing, Unnamed};
use crate::client::{Client, ClientTimer, Correlation, Disconnected, Effect, Io, Lane};
use crate::command::{Call, Properties};
use crate::config::ProducerConfig;
use crate::event::ClientError;
use crate::partitioner::RoundRobinPartitioner;
use crate::protocol::data::MetadataRequest;
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Millis, Text, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::rc::Rc;
use alloc::vec::Vec;
use calls::OpenCall;
use identity::Identity;

/// A producer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Producer {
    /// The client's name, under which its events go.
    name: Text,
    config: Rc<ProducerConfig>,
    metadata: Metadata,
    /// Every partition that has a leader, in the order of the metadata: worked out when they come.
    led: Rc<Vec<(TopicPartition, BrokerId)>>,
    /// Topics that were sent to: the ones that metadata is asked for.
    topics: SortedSet<Text>,
    round_robin: RoundRobinPartitioner,
    accumulator: Accumulator,
    /// The tickets of the records of each batch without a fate, in the batch's order.
    tickets: SortedMap<BatchId, Vec<u64>>,
    in_flight: SortedMap<Correlation, Vec<ProducerBatch>>,
    identity: Identity,
    call: Option<OpenCall>,
    next_ticket: u64,
    next_correlation: u64,
}

impl Producer {
    /// What `new KafkaProducer(…)` makes.
    ///
    /// # Errors
    ///
    /// The exception that the constructor throws.
    pub fn new(name: &Text, config: &Properties) -> Result<Self, ClientError> {
        let given = config.iter().filter_map(|(key, value)| Some((&**key, &**value.as_ref()?)));
        let given: Vec<(&str, &str)> = given.collect();
        let config = ProducerConfig::with_base(&given).map_err(ClientError::from)?;
        let pacing = Pacing {
            max_age: config.metadata_max_age(),
            backoff: config.retry_backoff(),
            backoff_max: config.retry_backoff_max(),
        };
        Ok(Self {
            name: name.clone(),
            metadata: Metadata::new(pacing),
            led: Rc::default(),
            topics: SortedSet::new(),
            round_robin: RoundRobinPartitioner::default(),
            accumulator: Accumulator::new(Settings::of(&config)),
            tickets: SortedMap::new(),
            in_flight: SortedMap::new(),
            identity: Identity::default(),
            call: None,
            next_ticket: 0,
            next_correlation: 0,
            config: Rc::new(config),
        })
    }

    /// The configs in force.
    #[must_use]
    pub fn config(&self) -> &ProducerConfig {
        &self.config
    }

    /// Records that have not met their fate yet.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.tickets.values().map(Vec::len).sum()
    }

    /// How many partitions the producer believes a topic to have.
    #[must_use]
    pub fn partition_count(&self, topic: &str) -> Option<i32> {
        let known = self.metadata.topic(topic)?;
        i32::try_from(known.partitions.len()).ok()
    }

    /// Id and epoch of an idempotent producer, once it has them.
    #[must_use]
    pub const fn producer_id(&self) -> Option<(i64, i16)> {
        self.identity.given
    }

    /// Where records wait.
    #[must_use]
    pub const fn accumulator(&self) -> &Accumulator {
        &self.accumulator
    }

    fn correlation(&mut self) -> Correlation {
        let correlation = Correlation(self.next_correlation);
        self.next_correlation += 1;
        correlation
    }

    /// Asks for metadata if it is time, and puts the next time on the clock.
    fn refresh_metadata(&mut self, io: &mut Io<'_>) {
        if self.topics.is_empty() {
            return;
        }
        let Some(due) = self.metadata.due() else { return };
        if due > io.now {
            let timer = match self.call {
                Some(_) => ClientTimer::Backoff,
                None => ClientTimer::MetadataAge,
            };
            io.effects.push(Effect::Timer(timer, Some(due)));
            return;
        }
        let Some(to) = self.metadata.any_broker(io.bootstrap) else { return };
        let correlation = self.correlation();
        let request = Request::Metadata(MetadataRequest {
            topics: Some(self.topics.iter().cloned().collect()),
            allow_auto_topic_creation: true,
        });
        self.metadata.sent(correlation);
        io.effects.push(Effect::Send { to, lane: Lane::Data, correlation, request });
    }

    /// Does whatever can be done by now: the open call, metadata, the sender.
    fn advance(&mut self, io: &mut Io<'_>) {
        self.advance_call(io);
        self.refresh_metadata(io);
        self.run_sender(io);
        self.advance_call(io);
    }
}

impl Client for Producer {
    fn begin(&mut self, call: Call, io: &mut Io<'_>) {
        self.open(call, io);
        self.advance(io);
    }

    fn receive(
        &mut self,
        correlation: Correlation,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        if self.metadata.in_flight() == Some(correlation) {
            match answer {
                Ok(Response::Metadata(answer)) => {
                    self.metadata.receive(&answer, Unnamed::Kept, io.now);
                    self.led = Rc::new(self.led());
                }
                Ok(_) | Err(Disconnected) => self.metadata.failed(io.now),
            }
        } else if self.identity.asked == Some(correlation) {
            self.take_identity(answer, io);
        } else if let Some(batches) = self.in_flight.remove(&correlation) {
            self.settle(batches, answer, io);
        }
        self.advance(io);
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "every other timer only says that it is time to look again"
    )]
    fn fire(&mut self, timer: ClientTimer, io: &mut Io<'_>) {
        match timer {
            ClientTimer::CallTimeout => self.time_out_call(io),
            ClientTimer::Delivery => self.expire_batches(io),
            _ => {} // Everything else only says that it is time to look again.
        }
        self.advance(io);
    }

    fn request_timeout(&self, _request: &Request) -> Millis {
        self.config.request_timeout()
    }
}
