//! Why a command was refused. The world is as it was.
//!
//! A rejection carries facts; the sentence for people is made where languages are known.

use crate::command::{ClientKind, MessageId};
use crate::event::ClientError;
use crate::quantity::{BrokerId, PartitionId, Text, TopicPartition};

/// A command that the world did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// There is no client of that name.
    UnknownClient(Text),
    /// The client has no such method.
    WrongKind {
        /// The client.
        client: Text,
        /// What it is.
        is: ClientKind,
        /// Whose method was called.
        needs: ClientKind,
    },
    /// The client has an open call: one at a time, as Kafka's consumer insists.
    CallOpen(Text),
    /// The process is gone.
    Crashed(Text),
    /// The client was closed.
    Closed(Text),
    /// The application is stalled.
    Stalled(Text),
    /// The process is frozen.
    Frozen(Text),
    /// The fault is there already, or what would be mended is whole.
    NothingToDo(Text),
    /// The constructor threw.
    Constructor(ClientError),
    /// Kafka has it, this model does not: the setting that asks for it.
    NotModelled(Text),
    /// There is no broker of that number.
    UnknownBroker(BrokerId),
    /// There is no such message in flight.
    UnknownMessage(MessageId),
    /// There is no such partition.
    UnknownPartition(TopicPartition),
    /// There is no such group.
    UnknownGroup(Text),
    /// `__consumer_offsets` has no such partition.
    UnknownCoordinator(PartitionId),
    /// A topic of that name exists, or cannot.
    Topic(Text),
    /// The record is not in hand.
    NotInHand(TopicPartition, crate::quantity::Offset),
    /// No record is in hand.
    NothingInHand(Text),
    /// Time cannot go back, or not so far forward.
    BadSpan,
    /// Nothing is due, ever.
    NothingDue,
    /// A limit of the model.
    Limit {
        /// What there is too much of.
        what: Limit,
        /// How much is allowed.
        limit: u64,
    },
}

/// What the model limits (the design's budgets).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Topics, internal ones aside.
    Topics,
    /// Partitions of one topic.
    Partitions,
    /// Consumers.
    Consumers,
    /// Records in all logs.
    Records,
    /// Bytes of all records.
    RecordBytes,
    /// Bytes of one value.
    ValueBytes,
    /// How far one command may move the clock.
    Span,
}
