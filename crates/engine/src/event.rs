//! Facts for whoever watches. State never depends on them.
//!
//! Every number that the page explains comes from here: what was sent, what was decided and why.

use crate::command::{MessageId, OffsetAndMetadata};
use crate::error::ErrorCode;
use crate::log::batch::{Header, TimestampType};
use crate::log::cleaner::CleanerRound;
use crate::log::list_offsets::FoundOffset;
use crate::log::producer_state::ProducerView;
use crate::log::retention::DeletedSegment;
use crate::log::{Appended, Fetched, LogError, Rolled};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Bytes, Offset, PartitionId, Text, Time, TopicPartition};
use crate::sorted::SortedMap;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call ended.
    Returned {
        /// Whose call.
        client: Text,
        /// How it ended.
        outcome: Result<Returned, ClientError>,
    },
    /// The partitioner chose: the sum that the page shows.
    PartitionChosen {
        /// The producer.
        client: Text,
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionId,
        /// Why this one.
        why: PartitionChoice,
    },
    /// A record that was sent has met its fate.
    Acknowledged {
        /// The producer.
        client: Text,
        /// The number of the send, from 0, in the order of the producer's calls.
        ticket: u64,
        /// Where it went.
        partition: TopicPartition,
        /// Its offset, −1 with `acks=0`; or what the future throws.
        outcome: Result<Offset, ClientError>,
    },
    /// A rebalance callback ran.
    Callback {
        /// The consumer.
        client: Text,
        /// Which one.
        callback: RebalanceCallback,
        /// Its argument, sorted.
        partitions: Vec<TopicPartition>,
    },
    /// A commit made in `onPartitionsRevoked` ended.
    CommitInRevoked {
        /// The consumer.
        client: Text,
        /// What was committed, or what was thrown.
        outcome: Result<SortedMap<TopicPartition, OffsetAndMetadata>, ClientError>,
    },
    /// The callback of a `commitAsync` ran.
    CommitCompleted {
        /// The consumer.
        client: Text,
        /// As given to the call.
        tag: Option<Text>,
        /// What was to be committed.
        offsets: SortedMap<TopicPartition, OffsetAndMetadata>,
        /// What went wrong.
        error: Option<ClientError>,
    },
    /// An auto-commit was sent: nobody called it.
    AutoCommit {
        /// The consumer.
        client: Text,
        /// What it commits.
        offsets: SortedMap<TopicPartition, OffsetAndMetadata>,
    },
    /// A position was set, and this is why.
    PositionSet {
        /// The consumer.
        client: Text,
        /// The partition.
        partition: TopicPartition,
        /// The next offset to fetch.
        position: Offset,
        /// Where the number comes from.
        why: PositionSource,
    },
    /// A record was processed: the ledger has it.
    Processed {
        /// The consumer.
        client: Text,
        /// The partition.
        partition: TopicPartition,
        /// The record's offset.
        offset: Offset,
        /// How often its group has processed it, this time included.
        times: u32,
    },
    /// A message left.
    Sent {
        /// Its number.
        message: MessageId,
        /// The client at one end.
        client: Text,
        /// The broker at the other.
        broker: BrokerId,
        /// The API.
        api: &'static str,
        /// False for an answer.
        request: bool,
        /// An answer's error, the first one in it.
        error: Option<ErrorCode>,
        /// When it will arrive if nothing happens to it.
        arrives: Time,
    },
    /// A message arrived and was handled.
    Delivered {
        /// Its number.
        message: MessageId,
    },
    /// A message was lost.
    Lost {
        /// Its number.
        message: MessageId,
    },
    /// A lab request was answered, perhaps long after it was made.
    Answered {
        /// The number of the lab request, from 0, in the order of the commands.
        lab: u64,
        /// The answer.
        response: Box<Response>,
    },
    /// A lab operation on a log ended.
    LogOperated {
        /// The log.
        partition: TopicPartition,
        /// What came of it, or why the log refused.
        outcome: Result<LogOutcome, Box<LogError>>,
    },
    /// Records were written to a log.
    Appended {
        /// The log.
        partition: TopicPartition,
        /// Offset of the first one.
        base_offset: Offset,
        /// How many offsets were used.
        count: i64,
    },
    /// A process was started under the name of one that still ran, which is gone as after a crash.
    Replaced {
        /// The client.
        client: Text,
    },
    /// A client's request could not be handled where it arrived: the broker is down.
    ConnectionBroken {
        /// The client.
        client: Text,
        /// The broker.
        broker: BrokerId,
    },
    /// A request reached a broker: the whole of it, for the page that opens a message.
    Received {
        /// Who asks.
        client: Text,
        /// What.
        request: Box<Request>,
    },
}

/// What an operation on a log gives back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogOutcome {
    /// Nothing to tell.
    Done,
    /// A batch or a marker was appended, or was there already.
    Appended(Appended),
    /// `DeleteRecords`: the low watermark.
    LowWatermark(Offset),
    /// Retention deleted these segments.
    Deleted(Vec<DeletedSegment>),
    /// The cleaner's round.
    Cleaned(CleanerRound),
    /// A new segment was opened; `None`: the active one was empty.
    Rolled(Option<Rolled>),
    /// What was read.
    Fetched(Fetched),
    /// `ListOffsets`; `None`: there is no such offset.
    Found(Option<FoundOffset>),
    /// The producers, by id.
    Producers(Vec<ProducerView>),
    /// The epoch that answers and where it ends; `None`: unknown.
    EpochEnd(Option<(i32, Offset)>),
    /// The high watermark after a follower's fetch.
    HighWatermark(Offset),
    /// The replica leads or follows; whether it did not before.
    Role {
        /// It is new to that role.
        is_new: bool,
    },
}

/// What a call gives back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Returned {
    /// Nothing to tell.
    Nothing,
    /// `send`: the record is in the accumulator.
    Ticket(u64),
    /// `poll`: by partition, each in order of offset.
    Records(Vec<(TopicPartition, Vec<ConsumerRecord>)>),
    /// `position`.
    Position(Offset),
    /// `committed`: `None` where there is none.
    Committed(SortedMap<TopicPartition, Option<OffsetAndMetadata>>),
    /// `beginningOffsets`, `endOffsets`.
    Offsets(SortedMap<TopicPartition, Offset>),
    /// `offsetsForTimes`: offset and timestamp, or null.
    OffsetsForTimes(SortedMap<TopicPartition, Option<(Offset, i64)>>),
    /// `currentLag`; `None` while it is unknown.
    Lag(Option<i64>),
    /// `partitionsFor`.
    PartitionCount(i32),
    /// `listTopics`, sorted.
    Topics(Vec<Text>),
    /// `groupMetadata`.
    GroupMetadata {
        /// `group.id`.
        group_id: Text,
        /// −1 outside a group.
        generation_id: i32,
        /// `""` outside a group.
        member_id: Text,
        /// `group.instance.id`.
        group_instance_id: Option<Text>,
    },
    /// An admin call: the broker's answer as it is.
    Answer(Box<Response>),
}

/// A record as an application sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerRecord {
    /// Its number in the partition.
    pub offset: Offset,
    /// Milliseconds since 1970, or −1.
    pub timestamp: i64,
    /// Whose clock that is.
    pub timestamp_type: TimestampType,
    /// Epoch of the leader that wrote it.
    pub leader_epoch: i32,
    /// The key.
    pub key: Option<Bytes>,
    /// The value.
    pub value: Option<Bytes>,
    /// In order.
    pub headers: Vec<Header>,
}

/// An exception that a client threw.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientError {
    /// The protocol error of the exception's class, where there is one.
    pub code: Option<ErrorCode>,
    /// The exception's simple class name.
    pub exception: Text,
    /// Its message.
    pub message: Text,
    /// Class and message of the cause, where Kafka wraps one.
    pub cause: Option<(Text, Text)>,
}

/// A method of `ConsumerRebalanceListener`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RebalanceCallback {
    /// `onPartitionsAssigned`.
    Assigned,
    /// `onPartitionsRevoked`.
    Revoked,
    /// `onPartitionsLost`.
    Lost,
}

/// Why a record goes to a partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PartitionChoice {
    /// The application said so.
    Explicit,
    /// `murmur2(key) & 0x7fffffff % partitions`.
    Keyed {
        /// The bytes that were hashed.
        key: Bytes,
        /// `murmur2(key)`.
        hash: i32,
        /// `hash & 0x7fffffff`.
        masked: i32,
        /// The modulus: all partitions of the topic, as this producer knows them.
        partitions: i32,
    },
    /// No key: the sticky partition of KIP-794.
    Sticky {
        /// Bytes sent to it since it was chosen.
        produced: u64,
        /// `batch.size`: the bytes after which another may be chosen.
        batch_size: u64,
        /// It was chosen for this record.
        chosen_now: bool,
    },
    /// `RoundRobinPartitioner`.
    RoundRobin {
        /// The counter before this record.
        counter: i32,
    },
}

/// Where a position comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PositionSource {
    /// The group's committed offset (OffsetFetch).
    Committed,
    /// No committed offset, or out of range: `auto.offset.reset` (ListOffsets).
    Reset {
        /// The policy, as configured: `earliest`, `latest`, `by_duration:…`.
        policy: Text,
        /// The position that was out of range; `None`: there was no committed offset.
        out_of_range: Option<Offset>,
    },
    /// `seek`.
    Seek,
    /// `seekToBeginning`, `seekToEnd`.
    SeekTo {
        /// To the beginning, else to the end.
        beginning: bool,
    },
    /// Records before it were handed out by `poll`.
    Polled,
}
