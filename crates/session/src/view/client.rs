//! A client: what it does, what it holds and what it believes.

use super::partition::Choice;
use super::{PartitionName, RecordName, Setting, Text};
use std::rc::Rc;

/// One of the world's clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its name in this world.
    pub name: Text,
    /// A consumer's letter, so that colour is never alone; the first is `A`.
    pub letter: char,
    /// Which of Kafka's clients.
    pub kind: Kind,
    /// What goes for the process.
    pub status: Status,
    /// Cut off from all brokers.
    pub cut: bool,
    /// The call that has not returned.
    pub open_call: Option<OpenCall>,
    /// How the last call ended, if it threw.
    pub last_error: Option<Thrown>,
    /// Configs that differ from Kafka's defaults.
    pub config: Rc<[Setting]>,
    /// What only consumers have.
    pub consumer: Option<Consumer>,
    /// What only producers have.
    pub producer: Option<Producer>,
}

/// Which of Kafka's clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `KafkaProducer`.
    Producer,
    /// `KafkaConsumer`, `group.protocol=classic`.
    Consumer,
    /// `KafkaAdminClient`.
    Admin,
}

/// What goes for a client's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It runs.
    Running,
    /// The application calls nothing; the background thread goes on.
    Stalled,
    /// The whole process hangs.
    Frozen,
    /// The process is gone, without a word.
    Crashed,
    /// `close` returned.
    Closed,
}

/// A call that has not returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCall {
    /// Kafka's name of the method: `poll`.
    pub method: Text,
    /// When it began.
    pub since: i64,
    /// When it gives up by itself.
    pub until: Option<i64>,
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thrown {
    /// Kafka's name of the protocol error, where there is one.
    pub code: Option<Text>,
    /// The exception's simple class name.
    pub exception: Text,
    /// Its message: Kafka's own words.
    pub message: Text,
    /// When; only the last exception of a call remembers.
    pub at: Option<i64>,
}

/// What a consumer holds and believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// `group.id`.
    pub group: Option<Text>,
    /// `group.instance.id`.
    pub instance_id: Option<Text>,
    /// `member.id`, as it knows it.
    pub member_id: Option<Text>,
    /// The generation that it believes in; `None` outside a group.
    pub generation: Option<i32>,
    /// Topics by `subscribe`, or none.
    pub subscribed: Rc<[Text]>,
    /// By `subscribe(Pattern)`.
    pub pattern: Option<Text>,
    /// The partitions come from `assign`.
    pub manual: bool,
    /// The partitions that it thinks are its own.
    pub assigned: Rc<[PartitionName]>,
    /// Handed out by poll, not yet processed: the first few.
    pub in_hand: Rc<[RecordName]>,
    /// How many are in hand.
    pub in_hand_count: usize,
    /// What poll has handed out since the client was made, by partition.
    pub handed_out: Rc<[HandedOut]>,
    /// Fetched and not yet handed out.
    pub buffered: usize,
    /// `auto.offset.reset` in force.
    pub reset: Text,
    /// `enable.auto.commit` in force.
    pub auto_commit: bool,
    /// The first poll after this instant commits by itself.
    pub auto_commit_due: Option<i64>,
    /// `max.poll.interval.ms` ends here.
    pub poll_due: Option<i64>,
    /// When its last heartbeat was answered.
    pub last_heartbeat: Option<i64>,
    /// What the application does by itself.
    pub looping: Option<LoopWork>,
    /// The last few callbacks of its rebalance listener, oldest first.
    pub callbacks: Rc<[Callback]>,
}

/// What poll has handed out of one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The partition.
    pub partition: PartitionName,
    /// The offset of the very first record.
    pub first: i64,
    /// The offset of the last record.
    pub last: i64,
    /// How many records, repeated ones included.
    pub records: u64,
}

/// What a looping application does between two polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoopWork {
    /// Processes; commits nothing.
    Process,
    /// Processes, then commits: at least once.
    ProcessThenCommit,
    /// Commits, then processes: at most once.
    CommitThenProcess,
}

/// A callback that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// `onPartitionsAssigned`, `onPartitionsRevoked` or `onPartitionsLost`.
    pub method: &'static str,
    /// Its argument.
    pub partitions: Rc<[PartitionName]>,
}

/// What a producer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    /// Sent by the application, not yet acknowledged.
    pub unacknowledged: u64,
    /// The last records whose fate is known or open, oldest first.
    pub sends: Rc<[SentRecord]>,
}

/// A record that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRecord {
    /// The number of the send, from 0.
    pub ticket: u64,
    /// Where it goes.
    pub partition: PartitionName,
    /// Why there.
    pub choice: Rc<Choice>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a record that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No answer yet.
    Open,
    /// The leader gave it this offset.
    Stored(i64),
    /// With `acks=0` the producer never learns the offset.
    Unknown,
    /// The future threw.
    Failed(Thrown),
}
