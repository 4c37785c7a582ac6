//! The sender: which batches leave, when, and in which request.
//!
//! Invariant: at most `max.in.flight.requests.per.connection` requests are without an answer.
//!
//! Source: `Sender.java`, `KafkaProducer#doSend`.

use super::{Producer, fate};
use crate::accumulator::{BatchId, Destination, NotAppended};
use crate::client::{ClientTimer, Effect, Io, Lane};
use crate::command::ProducerRecord;
use crate::config::PartitionerClass;
use crate::event::{ClientError, Event, PartitionChoice};
use crate::log::batch::{NewBatch, NewRecord};
use crate::log::sizes;
use crate::partitioner::{Partitions, metadata_order, place_key};
use crate::protocol::Request;
use crate::protocol::data::{Acks, ProduceRequest};
use crate::quantity::{BrokerId, Offset, PartitionId, Text, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

impl Producer {
    /// Takes a record into the accumulator: it gets its partition here. False if there is no room
    /// yet; the record must wait.
    ///
    /// # Errors
    ///
    /// What `send` throws: the buffer is smaller than a batch.
    pub(super) fn accept(
        &mut self,
        record: &ProducerRecord,
        ticket: u64,
        io: &mut Io<'_>,
    ) -> Result<bool, ClientError> {
        let new = NewRecord {
            key: record.key.clone(),
            value: record.value.clone(),
            timestamp: record.timestamp.unwrap_or(io.now.0),
            headers: record.headers.clone(),
        };
        let (wanted, why) = self.choose(record);
        let topic = &record.topic;
        if let Some(error) = self.too_large(&new) {
            self.refuse(topic, wanted, ticket, error, io);
            return Ok(true);
        }
        let available = match wanted {
            Some(_) => Vec::new(), // Nothing is left to be chosen among them.
            None => self.available(topic),
        };
        let count = self.partition_count(topic).unwrap_or(0);
        let partitions = Partitions { available: &available, count };
        let before = self.accumulator.sticky(topic).map(|sticky| sticky.choice.partition);
        let random = &mut *io.random;
        let to = Destination { topic, partition: wanted, partitions };
        let appended = self.accumulator.append(&to, new, io.now, &mut || random.positive());
        let appended = match appended {
            Ok(appended) => appended,
            Err(NotAppended::Exhausted) => return Ok(false),
            Err(NotAppended::TooLarge(bytes)) => {
                return Err(fate::over_buffer(bytes, self.config.buffer_memory()));
            }
        };
        self.tickets.entry(appended.batch).or_default().push(ticket);
        let partition = appended.partition;
        let sticky = || PartitionChoice::Sticky {
            produced: self.accumulator.sticky(topic).map_or(0, |one| one.produced_bytes as u64),
            batch_size: self.config.batch_size().max(0).cast_unsigned(),
            chosen_now: before != Some(partition),
        };
        let why = why.unwrap_or_else(sticky);
        let (client, topic) = (self.name.clone(), topic.clone());
        io.effects.push(Effect::Emit(Event::PartitionChosen { client, topic, partition, why }));
        Ok(true)
    }

    /// The partition, if it does not depend on what was sent before, and why it is that one.
    /// Source: `KafkaProducer#partition`.
    fn choose(
        &mut self,
        record: &ProducerRecord,
    ) -> (Option<PartitionId>, Option<PartitionChoice>) {
        if let Some(partition) = record.partition {
            return (Some(partition), Some(PartitionChoice::Explicit));
        }
        let count = self.partition_count(&record.topic).unwrap_or(0);
        match self.config.partitioner_class() {
            PartitionerClass::RoundRobin => {
                let available = self.available(&record.topic);
                let partitions = Partitions { available: &available, count };
                let placed = self.round_robin.place(&record.topic, &partitions);
                let why = PartitionChoice::RoundRobin { counter: placed.counter };
                (Some(placed.partition), Some(why))
            }
            PartitionerClass::BuiltIn => {
                let ignored = self.config.partitioner_ignore_keys();
                let Some(key) = record.key.as_ref().filter(|_| !ignored) else {
                    return (None, None);
                };
                let placed = place_key(key, count);
                let why = PartitionChoice::Keyed {
                    key: key.clone(),
                    hash: placed.hash,
                    masked: placed.masked,
                    partitions: placed.partitions,
                };
                (Some(placed.partition), Some(why))
            }
        }
    }

    fn refuse(
        &self,
        topic: &Text,
        partition: Option<PartitionId>,
        ticket: u64,
        error: ClientError,
        io: &mut Io<'_>,
    ) {
        let partition = partition.unwrap_or(PartitionId(-1));
        let of = TopicPartition { topic: topic.clone(), partition };
        self.tell(ticket, of, Err(error), io);
    }

    /// Every known partition that has a leader, in the order of the client's metadata.
    pub(super) fn led(&self) -> Vec<(TopicPartition, BrokerId)> {
        let topics = self.metadata.topics();
        let all: Vec<TopicPartition> = topics
            .iter()
            .flat_map(|(name, topic)| {
                topic.partitions.iter().map(|partition| TopicPartition {
                    topic: name.clone(),
                    partition: partition.partition_index,
                })
            })
            .collect();
        let ordered = metadata_order(all.into_iter()).into_iter();
        ordered.filter_map(|of| self.metadata.leader(&of).map(|led| (of, led.leader))).collect()
    }

    /// The partitions of a topic that have a leader, in the order of the client's metadata.
    fn available(&self, topic: &Text) -> Vec<PartitionId> {
        let led = self.led.iter().filter(|(of, _)| of.topic == *topic);
        led.map(|(of, _)| of.partition).collect()
    }

    /// Sends what can be sent and puts the next time to look on the clock.
    pub(super) fn run_sender(&mut self, io: &mut Io<'_>) {
        if self.unfinished() == 0 {
            io.effects.push(Effect::Timer(ClientTimer::Linger, None));
            io.effects.push(Effect::Timer(ClientTimer::Delivery, None));
            return;
        }
        if self.config.enable_idempotence() && self.identity.given.is_none() {
            self.ask_identity(io);
        } else {
            self.send_ready(io);
        }
        io.effects.push(Effect::Timer(ClientTimer::Delivery, self.accumulator.next_expiry()));
    }

    fn send_ready(&mut self, io: &mut Io<'_>) {
        let limit = usize::try_from(self.config.max_in_flight_requests()).unwrap_or(usize::MAX);
        let led = Rc::clone(&self.led);
        loop {
            let metadata = &self.metadata;
            let known = |topic: &Text| {
                let topic = metadata.topic(topic);
                let leader = move |of| topic.and_then(|topic| topic.partition(of)?.leader_id);
                (leader, topic.map_or(0, |topic| topic.partitions.len()))
            };
            let ready = self.accumulator.ready(io.now, known);
            if !ready.unknown_leader_topics.is_empty() {
                self.metadata.request_update();
            }
            let next = ready.next.filter(|next| next.0 > 0).map(|next| io.now + next);
            io.effects.push(Effect::Timer(ClientTimer::Linger, next));
            let mut sent = false;
            for node in ready.nodes {
                if self.in_flight.len() < limit {
                    sent |= self.send_to(node, &led, io);
                }
            }
            if !sent {
                return;
            }
        }
    }

    /// One request to one broker; false if there was nothing for it.
    fn send_to(
        &mut self,
        node: BrokerId,
        led: &[(TopicPartition, BrokerId)],
        io: &mut Io<'_>,
    ) -> bool {
        let led = led.iter().filter(|(_, leader)| *leader == node);
        let partitions: Vec<TopicPartition> = led.map(|(of, _)| of.clone()).collect();
        let max_size = usize::try_from(self.config.max_request_size()).unwrap_or(usize::MAX);
        let mut first: SortedMap<TopicPartition, BatchId> = SortedMap::new();
        for batch in self.in_flight.values().flatten() {
            let first = first.entry(batch.partition.clone()).or_insert(batch.id);
            *first = batch.id.min(*first);
        }
        let identity = &mut self.identity;
        let batches = self.accumulator.drain(node, &partitions, max_size, io.now, &mut |batch| {
            let first = first.get(&batch.partition);
            // A batch that is sent again waits for the ones before it.
            let in_turn = batch.stamp.is_none() || first.is_none_or(|first| batch.id < *first);
            if in_turn {
                identity.stamp(batch, first.is_none());
            }
            in_turn
        });
        if batches.is_empty() {
            return false;
        }
        let in_order = self.config.max_in_flight_requests() == 1;
        let partitions = batches.iter().map(|batch| {
            let new = NewBatch {
                records: batch.records.clone(),
                producer: batch.stamp,
                transactional: false,
            };
            (batch.partition.clone(), new)
        });
        let acks = self.config.acks();
        let request = Request::Produce(ProduceRequest {
            transactional_id: None,
            acks,
            timeout_ms: self.config.request_timeout(),
            partitions: partitions.collect(),
        });
        let correlation = self.correlation();
        io.effects.push(Effect::Send { to: node, lane: Lane::Data, correlation, request });
        if acks == Acks::None {
            for batch in batches {
                self.acknowledge(&batch, Offset(-1), io);
            }
            return true;
        }
        for batch in batches.iter().filter(|_| in_order) {
            self.accumulator.mute(batch.partition.clone());
        }
        self.in_flight.insert(correlation, batches);
        true
    }

    /// `max.request.size` and `buffer.memory`, checked before anything is sent.
    fn too_large(&self, record: &NewRecord) -> Option<ClientError> {
        let lengths = [&record.key, &record.value];
        let [key, value] = lengths.map(|bytes| bytes.as_deref().map(<[u8]>::len));
        let size = sizes::batch_size_upper_bound(key, value, &record.headers);
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let (request, buffer) = (self.config.max_request_size(), self.config.buffer_memory());
        match size {
            size if size > request => Some(fate::over_request(size, request)),
            size if size > buffer => Some(fate::over_memory(size)),
            _ => None,
        }
    }
}
