//! Everything that can be asked of a world, in three layers.
//!
//! A client's call ([`Call`]); a request handed to a broker and an operation on one partition (both
//! [`Lab`]); and what acts on the surroundings: clock, network, processes. Each command has one
//! canonical line in the command language, and `parse(print(c)) == c`.

mod lab;

pub use lab::{LATEST_TRANSACTION_VERSION, Lab, LogOp, ReplicaPlace};

use crate::log::batch::Header;
use crate::protocol::Request;
use crate::protocol::data::OffsetSpec;
use crate::quantity::{BrokerId, Bytes, Millis, Offset, PartitionId, Text, TopicPartition};
use crate::sorted::SortedMap;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Names and values as they stand in a properties file; `None` takes a setting away.
pub type Properties = Vec<(Text, Option<Text>)>;

/// One thing asked of a world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// A process starts and constructs a client. An older client of that name is replaced, as by
    /// a restart of the process.
    NewClient {
        /// The client's name: its `client.id` unless `config` says otherwise.
        client: Text,
        /// Which of Kafka's clients.
        kind: ClientKind,
        /// Configs that differ from Kafka's defaults.
        config: Properties,
    },
    /// A call begins. It ends with [`Event::Returned`](crate::event::Event::Returned), often later.
    Call {
        /// Who calls.
        client: Text,
        /// What is called.
        call: Call,
    },
    /// The application does the work that a record asks for: it enters the ledger.
    Process {
        /// The consumer whose application works.
        client: Text,
        /// Which of the records that are in hand (handed out by poll, not yet processed).
        what: InHand,
    },
    /// The application polls by itself, over and over.
    Loop {
        /// The consumer.
        client: Text,
        /// What it does between two polls; `None` stops the loop.
        work: Option<LoopWork>,
    },
    /// The members of a group poll (with a timeout of zero) until it is Stable and each of them has
    /// its assignment: what a handful of running applications would do by themselves. One whose
    /// poll throws ends there, as an application does.
    Rejoin {
        /// The group's id.
        group: Text,
    },
    /// Something goes wrong, or is mended.
    Fault(Fault),
    /// Time passes.
    Clock(Clock),
    /// Past the clients: marked "lab" in the language.
    Lab(Lab),
}

/// Which of Kafka's clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientKind {
    /// `KafkaProducer`.
    Producer,
    /// `KafkaConsumer` with `group.protocol=classic`.
    Consumer,
    /// `KafkaAdminClient`.
    Admin,
}

/// A method of one of Kafka's clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `KafkaProducer#send`: returns when the record is in the accumulator; its fate comes later
    /// as [`Event::Acknowledged`](crate::event::Event::Acknowledged) with the same ticket.
    Send(ProducerRecord),
    /// `KafkaProducer#flush`.
    Flush,
    /// `partitionsFor` of producer and consumer.
    PartitionsFor {
        /// The topic.
        topic: Text,
    },
    /// `KafkaConsumer#subscribe(Collection)`.
    Subscribe {
        /// Topics, in the order given.
        topics: Vec<Text>,
        /// The rebalance listener calls `commitSync()` in `onPartitionsRevoked`.
        commit_on_revoke: bool,
    },
    /// `KafkaConsumer#subscribe(Pattern)`.
    SubscribePattern {
        /// A regular expression (`java.util.regex`; the subset that the model knows).
        pattern: Text,
    },
    /// `KafkaConsumer#assign`.
    Assign {
        /// Exactly these partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#unsubscribe`.
    Unsubscribe,
    /// `KafkaConsumer#poll`.
    Poll {
        /// How long to wait for records.
        timeout: Millis,
    },
    /// `KafkaConsumer#commitSync`.
    CommitSync {
        /// `None`: the positions.
        offsets: Option<SortedMap<TopicPartition, OffsetAndMetadata>>,
    },
    /// `KafkaConsumer#commitAsync`: its result comes as
    /// [`Event::CommitCompleted`](crate::event::Event::CommitCompleted) inside a later call.
    CommitAsync {
        /// `None`: the positions.
        offsets: Option<SortedMap<TopicPartition, OffsetAndMetadata>>,
        /// Comes back with the result.
        tag: Option<Text>,
    },
    /// `KafkaConsumer#seek`.
    Seek {
        /// An assigned partition.
        partition: TopicPartition,
        /// Any number; a negative one is refused by the client.
        offset: i64,
    },
    /// `KafkaConsumer#seekToBeginning`; no partitions means all.
    SeekToBeginning {
        /// Assigned partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#seekToEnd`; no partitions means all.
    SeekToEnd {
        /// Assigned partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#pause`.
    Pause {
        /// Assigned partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#resume`.
    Resume {
        /// Assigned partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#position(tp, timeout)`.
    Position {
        /// An assigned partition.
        partition: TopicPartition,
        /// `None`: `default.api.timeout.ms`.
        timeout: Option<Millis>,
    },
    /// `KafkaConsumer#committed`.
    Committed {
        /// Any partitions.
        partitions: Vec<TopicPartition>,
        /// `None`: `default.api.timeout.ms`.
        timeout: Option<Millis>,
    },
    /// `KafkaConsumer#beginningOffsets`.
    BeginningOffsets {
        /// Any partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#endOffsets`.
    EndOffsets {
        /// Any partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `KafkaConsumer#offsetsForTimes`.
    OffsetsForTimes {
        /// Partition and timestamp (milliseconds since 1970).
        timestamps: Vec<(TopicPartition, i64)>,
    },
    /// `KafkaConsumer#currentLag`.
    CurrentLag {
        /// An assigned partition.
        partition: TopicPartition,
    },
    /// `KafkaConsumer#listTopics`.
    ListTopics,
    /// `KafkaConsumer#enforceRebalance`.
    EnforceRebalance {
        /// Goes into JoinGroup's `reason`.
        reason: Text,
    },
    /// `KafkaConsumer#groupMetadata`.
    GroupMetadata,
    /// `close` of producer (`linger` and requests are waited for), consumer and admin client.
    Close {
        /// What a consumer does with its membership.
        membership: Membership,
    },
    /// A method of the admin client: one request, one answer.
    Admin(AdminCall),
}

impl Call {
    /// The method's name in Kafka.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Flush => "flush",
            Self::PartitionsFor { .. } => "partitionsFor",
            Self::Subscribe { .. } | Self::SubscribePattern { .. } => "subscribe",
            Self::Assign { .. } => "assign",
            Self::Unsubscribe => "unsubscribe",
            Self::Poll { .. } => "poll",
            Self::CommitSync { .. } => "commitSync",
            Self::CommitAsync { .. } => "commitAsync",
            Self::Seek { .. } => "seek",
            Self::SeekToBeginning { .. } => "seekToBeginning",
            Self::SeekToEnd { .. } => "seekToEnd",
            Self::Pause { .. } => "pause",
            Self::Resume { .. } => "resume",
            Self::Position { .. } => "position",
            Self::Committed { .. } => "committed",
            Self::BeginningOffsets { .. } => "beginningOffsets",
            Self::EndOffsets { .. } => "endOffsets",
            Self::OffsetsForTimes { .. } => "offsetsForTimes",
            Self::CurrentLag { .. } => "currentLag",
            Self::ListTopics => "listTopics",
            Self::EnforceRebalance { .. } => "enforceRebalance",
            Self::GroupMetadata => "groupMetadata",
            Self::Close { .. } => "close",
            Self::Admin(_) => "admin",
        }
    }
}

/// `CloseOptions.GroupMembershipOperation` (KIP-1092).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Membership {
    /// A dynamic member leaves, a static one stays until its session ends.
    #[default]
    Default,
    /// Leaves, static or not.
    LeaveGroup,
    /// Stays until its session ends.
    RemainInGroup,
}

/// A record as an application hands it to `send`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerRecord {
    /// The topic.
    pub topic: Text,
    /// `None`: the partitioner chooses.
    pub partition: Option<PartitionId>,
    /// See [`NewRecord::key`](crate::log::batch::NewRecord::key).
    pub key: Option<Bytes>,
    /// See [`NewRecord::value`](crate::log::batch::NewRecord::value).
    pub value: Option<Bytes>,
    /// `None`: the producer's clock.
    pub timestamp: Option<i64>,
    /// In order.
    pub headers: Vec<Header>,
}

/// What a commit says of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetAndMetadata {
    /// The *next* offset to read.
    pub offset: i64,
    /// Epoch of the last record read, if known.
    pub leader_epoch: Option<i32>,
    /// A note of the application; mostly empty.
    pub metadata: Text,
}

/// Which records an application works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InHand {
    /// All of them, in the order in which they were handed out.
    All,
    /// The first ones.
    First(u32),
    /// One, if it is in hand.
    One(TopicPartition, Offset),
}

/// What a looping application does with the records of each poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LoopWork {
    /// How long each poll may wait.
    pub poll_timeout: Millis,
    /// What follows the poll.
    pub then: LoopThen,
}

/// The order of work and commit in a loop: at least once, at most once, or left to auto-commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoopThen {
    /// Process what came; commit nothing (auto-commit may).
    Process,
    /// Process, then `commitSync()`: at least once.
    ProcessThenCommit,
    /// `commitSync()`, then process: at most once.
    CommitThenProcess,
}

/// A method of the admin client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AdminCall {
    /// One request to the right broker: its controller, a leader or a group's coordinator. The
    /// answer comes back as it is.
    Request(Box<Request>),
    /// `listOffsets`.
    ListOffsets {
        /// Partition and what is asked.
        partitions: Vec<(TopicPartition, OffsetSpec)>,
        /// `IsolationLevel.READ_COMMITTED`.
        read_committed: bool,
    },
}

/// What can go wrong, and be mended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The process is gone: no close, no LeaveGroup, no commit.
    Crash(Text),
    /// The application stops calling poll; the background thread goes on.
    Stall(Text),
    /// The application goes on.
    Resume(Text),
    /// The whole process hangs, background thread too.
    Freeze(Text),
    /// It goes on where it was.
    Thaw(Text),
    /// Messages between the client and all brokers get lost.
    Cut(Text),
    /// The network is whole again.
    Mend(Text),
    /// A message in flight is lost, which breaks its connection.
    Drop(MessageId),
    /// A message in flight, and what follows it on its connection, comes later by this much.
    Delay(MessageId, Millis),
    /// The broker shuts down.
    StopBroker(BrokerId),
    /// The broker starts again.
    StartBroker(BrokerId),
}

/// The number of a message between client and broker: in the order of sending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// How time passes. Nothing else moves the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// By this much, doing whatever falls due on the way.
    Advance(Millis),
    /// To the next thing that is due, and on to the next, so many times; where less is due, as
    /// often as something is.
    Step(u32),
    /// Until deliveries and work deadlines are done; never to a policy deadline.
    Settle,
    /// To the next policy deadline (session, poll interval, rebalance, heartbeat, auto-commit…).
    NextDeadline,
}
