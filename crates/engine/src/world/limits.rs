//! What the model limits, so that a page never runs out of memory. Each limit has a sentence.
//!
//! Recordings are played without limits (`Genesis::limited` is false): they are small by nature.

use crate::broker::cluster::{Cluster, OFFSETS_TOPIC};
use crate::command::{Call, ClientKind, Clock, Command, Lab, LogOp};
use crate::event::Event;
use crate::log::batch::NewBatch;
use crate::protocol::Request;
use crate::quantity::{Bytes, Millis, Text};
use crate::rejection::{Limit, Rejection};
use crate::sorted::SortedSet;
use crate::world::World;
use alloc::vec::Vec;

/// Topics, Kafka's own aside.
pub const TOPICS: usize = 16;
/// Partitions of one topic.
pub const PARTITIONS: i64 = 256;
/// Consumers, whatever has become of them.
pub const CONSUMERS: usize = 64;
/// Records in all logs.
pub const RECORDS: u64 = 1_000_000;
/// Bytes of all keys and values in all logs.
pub const RECORD_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of one value.
pub const VALUE_BYTES: usize = 4 * 1024;
/// How far one command may move the clock: ten years.
pub const SPAN: Millis = Millis(10 * 366 * 24 * 3_600_000);
/// How long members may take to rejoin.
pub(super) const REJOIN: Millis = Millis(600_000);
/// How many things may happen while a world settles.
pub(super) const SETTLE_EVENTS: u32 = 1_000_000;

/// What has been used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Usage {
    /// Offsets used in all logs since the last exact count: never less than the records there.
    records: u64,
    /// Bytes handed to producers since the last exact count.
    bytes: u64,
}

/// Refuses what would go over a limit.
pub(super) fn check(world: &mut World, command: &Command) -> Result<(), Rejection> {
    if !world.genesis.limited {
        return Ok(());
    }
    match command {
        Command::NewClient { client, kind: ClientKind::Consumer, .. } => {
            let others = world.processes().filter(|(name, process)| {
                *name != client && process.client.kind() == ClientKind::Consumer
            });
            over(others.count() + 1, CONSUMERS, Limit::Consumers)
        }
        Command::Call { client, call: Call::Send(record) } => {
            check_value(record.value.as_ref())?;
            check_made_by_asking(world, client, &[&record.topic])?;
            let size = |bytes: &Option<Bytes>| bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
            world.check_room(1, size(&record.key) + size(&record.value))
        }
        Command::Call {
            call: Call::Admin(crate::command::AdminCall::Request(request)), ..
        }
        | Command::Lab(Lab::Request { request, .. }) => check_request(world, request),
        Command::Lab(Lab::Log {
            op: LogOp::Append { batch, .. } | LogOp::Replicate { batch, .. },
            ..
        }) => check_batch(world, batch),
        Command::Lab(Lab::Topics { delete, create, grow }) => {
            for (_, _, partitions, _) in create {
                check_partitions(i64::from(*partitions))?;
            }
            check_topics(world, delete, create.iter().map(|(name, ..)| name))?;
            grow.iter().try_for_each(|(_, partitions)| check_partitions(i64::from(*partitions)))
        }
        Command::Clock(Clock::Advance(span)) if *span > SPAN => {
            Err(Rejection::Limit { what: Limit::Span, limit: SPAN.0.cast_unsigned() })
        }
        Command::Call { client, call } => check_made_by_asking(world, client, &topics_named(call)),
        Command::NewClient { .. }
        | Command::Process { .. }
        | Command::Loop { .. }
        | Command::Rejoin { .. }
        | Command::Fault(_)
        | Command::Clock(_)
        | Command::Lab(_) => Ok(()),
    }
}

/// Counts what was written.
pub(super) fn count(world: &mut World, events: &[Event]) {
    for event in events {
        if let Event::Appended { count, .. } = event {
            world.usage.records += count.max(&0).cast_unsigned();
        }
    }
}

/// Refuses a topic too many, or one too large.
pub(super) fn check_topic(world: &World, name: &Text, partitions: i64) -> Result<(), Rejection> {
    if !world.genesis.limited {
        return Ok(());
    }
    check_partitions(partitions)?;
    check_topics(world, &[], [name].into_iter())
}

/// Refuses broker configs with which topics would be made too large.
pub(super) fn check_genesis(world: &World) -> Result<(), Rejection> {
    if !world.genesis.limited {
        return Ok(());
    }
    let names = ["num.partitions", "offsets.topic.num.partitions"];
    names.into_iter().try_for_each(|name| check_partitions(world.cluster.config.number(name)))
}

/// Whether there is room for one more topic that nobody asked for by name: when there is not, a
/// look-up makes none.
pub(crate) fn has_room_for_topic(cluster: &Cluster) -> bool {
    own_topics(cluster).count() < TOPICS
}

fn own_topics(cluster: &Cluster) -> impl Iterator<Item = &Text> {
    cluster.topics().filter(|(_, topic)| !topic.internal).map(|(name, _)| name)
}

/// Refuses topics too many: what is there and stays, and what is new.
fn check_topics<'t>(
    world: &'t World,
    delete: &[Text],
    create: impl Iterator<Item = &'t Text>,
) -> Result<(), Rejection> {
    let mut names: SortedSet<&Text> =
        own_topics(&world.cluster).filter(|name| !delete.contains(*name)).collect();
    let before = names.len();
    names.extend(create.filter(|name| ***name != *OFFSETS_TOPIC));
    if names.len() > before { over(names.len(), TOPICS, Limit::Topics) } else { Ok(()) }
}

/// A topic that a client asks about is made, if there is none and the brokers may.
fn check_made_by_asking(world: &World, client: &Text, topics: &[&Text]) -> Result<(), Rejection> {
    let asks = world.processes.get(client).is_some_and(|process| match process.consumer() {
        Some(consumer) => consumer.config().allow_auto_create_topics(),
        None => process.producer().is_some(),
    });
    match asks && world.cluster.config.number("auto.create.topics.enable") != 0 {
        true => check_topics(world, &[], topics.iter().copied()),
        false => Ok(()),
    }
}

/// The topics about which a call asks the brokers.
fn topics_named(call: &Call) -> Vec<&Text> {
    match call {
        Call::Send(record) => Vec::from([&record.topic]),
        Call::PartitionsFor { topic } => Vec::from([topic]),
        Call::Subscribe { topics, .. } => topics.iter().collect(),
        Call::Assign { partitions }
        | Call::BeginningOffsets { partitions }
        | Call::EndOffsets { partitions } => partitions.iter().map(|of| &of.topic).collect(),
        Call::OffsetsForTimes { timestamps } => {
            timestamps.iter().map(|(of, _)| &of.topic).collect()
        }
        Call::Flush
        | Call::Admin(_)
        | Call::Close { .. }
        | Call::SubscribePattern { .. }
        | Call::Unsubscribe
        | Call::Poll { .. }
        | Call::CommitSync { .. }
        | Call::CommitAsync { .. }
        | Call::Seek { .. }
        | Call::SeekToBeginning { .. }
        | Call::SeekToEnd { .. }
        | Call::Pause { .. }
        | Call::Resume { .. }
        | Call::Position { .. }
        | Call::Committed { .. }
        | Call::CurrentLag { .. }
        | Call::ListTopics
        | Call::EnforceRebalance { .. }
        | Call::GroupMetadata => Vec::new(),
    }
}

impl World {
    /// Refuses records for which there is no room. What retention and compaction have freed is
    /// counted only when the room seems to be used up.
    fn check_room(&mut self, records: u64, bytes: u64) -> Result<(), Rejection> {
        if self.usage.records + records > RECORDS || self.usage.bytes + bytes > RECORD_BYTES {
            let logs = self.brokers.values().flat_map(|broker| broker.logs.values());
            let counted = logs.fold((0, 0), |(records, bytes), log| {
                (
                    records + log.batches().map(|batch| batch.records.len() as u64).sum::<u64>(),
                    bytes + log.size(),
                )
            });
            self.usage = Usage { records: counted.0, bytes: counted.1 };
        }
        if self.usage.records + records > RECORDS {
            return Err(Rejection::Limit { what: Limit::Records, limit: RECORDS });
        }
        if self.usage.bytes + bytes > RECORD_BYTES {
            return Err(Rejection::Limit { what: Limit::RecordBytes, limit: RECORD_BYTES });
        }
        self.usage.bytes += bytes;
        Ok(())
    }
}

fn check_request(world: &mut World, request: &Request) -> Result<(), Rejection> {
    match request {
        Request::CreateTopics(request) => {
            for topic in &request.topics {
                let named = i64::try_from(topic.assignments.len()).unwrap_or(i64::MAX);
                check_partitions(named.max(i64::from(topic.num_partitions)))?;
            }
            check_topics(world, &[], request.topics.iter().map(|topic| &topic.name))
        }
        Request::CreatePartitions(request) => {
            request.topics.iter().try_for_each(|(_, count)| check_partitions(i64::from(*count)))
        }
        Request::Produce(request) => {
            request.partitions.iter().try_for_each(|(_, batch)| check_batch(world, batch))
        }
        Request::Metadata(request) if request.allow_auto_topic_creation => {
            check_topics(world, &[], request.topics.iter().flatten())
        }
        Request::Fetch(_)
        | Request::ListOffsets(_)
        | Request::Metadata(_)
        | Request::OffsetCommit(_)
        | Request::OffsetFetch(_)
        | Request::FindCoordinator(_)
        | Request::JoinGroup(_)
        | Request::Heartbeat(_)
        | Request::LeaveGroup(_)
        | Request::SyncGroup(_)
        | Request::DescribeGroups(_)
        | Request::ListGroups(_)
        | Request::DeleteTopics(_)
        | Request::DeleteRecords(_)
        | Request::InitProducerId(_)
        | Request::DeleteGroups(_)
        | Request::IncrementalAlterConfigs(_)
        | Request::DescribeConfigs(_)
        | Request::OffsetDelete(_)
        | Request::DescribeProducers(_)
        | Request::TxnOffsetCommit(_)
        | Request::WriteTxnMarkers(_) => Ok(()),
    }
}

fn check_batch(world: &mut World, batch: &NewBatch) -> Result<(), Rejection> {
    let mut bytes = 0;
    for record in &batch.records {
        check_value(record.value.as_ref())?;
        let parts = [&record.key, &record.value].into_iter().flatten();
        bytes += parts.map(|part| part.len() as u64).sum::<u64>();
    }
    world.check_room(batch.records.len() as u64, bytes)
}

fn check_value(value: Option<&Bytes>) -> Result<(), Rejection> {
    over(value.map_or(0, |value| value.len()), VALUE_BYTES, Limit::ValueBytes)
}

fn check_partitions(count: i64) -> Result<(), Rejection> {
    match count > PARTITIONS {
        true => {
            let limit = PARTITIONS.cast_unsigned();
            Err(Rejection::Limit { what: Limit::Partitions, limit })
        }
        false => Ok(()),
    }
}

fn over(count: usize, limit: usize, what: Limit) -> Result<(), Rejection> {
    match count > limit {
        true => Err(Rejection::Limit { what, limit: limit as u64 }),
        false => Ok(()),
    }
}
