//! The picture that the page draws: plain data, computed anew after each gesture, never changed.
//!
//! Numbers, Kafka's own words and typed reasons, but no sentence and no type of the engine. Parts
//! are shared: a part that is equal to the one before it *is* the one before it, so that comparing
//! two views costs next to nothing where nothing happened.

pub mod client;
pub mod group;
pub mod log;
pub mod partition;
pub mod timeline;
pub mod trace;
pub mod viewport;

use std::fmt;
use std::rc::Rc;

pub use client::Client;
pub use group::Group;
pub use partition::{Partition, Topic};
pub use timeline::Timeline;
pub use viewport::Viewport;

/// Immutable text that clones without copying.
pub type Text = Rc<str>;

/// Everything that the viewport needs, at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What time it is.
    pub clock: Clock,
    /// How the world began.
    pub genesis: Rc<GenesisFacts>,
    /// The config strip: whatever differs from Kafka's defaults, and who set it.
    pub config: Rc<[Setting]>,
    /// By number.
    pub brokers: Rc<[Broker]>,
    /// Topics that the viewport shows, by name; `__consumer_offsets` only if it asks for it.
    pub topics: Rc<[Rc<Topic>]>,
    /// By id.
    pub groups: Rc<[Rc<Group>]>,
    /// By name; crashed and closed ones stay until one of their name replaces them.
    pub clients: Rc<[Rc<Client>]>,
    /// What is between clients and brokers, in the order of sending.
    pub messages: Rc<[Message]>,
    /// How often each group processed what: losses and repetitions, counted.
    pub ledger: Rc<[Rc<GroupLedger>]>,
    /// What falls due next.
    pub deadlines: Deadlines,
    /// The journal as the slider shows it.
    pub timeline: Rc<Timeline>,
}

impl View {
    /// The topic of that name, if the viewport shows it.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Rc<Topic>> {
        self.topics.iter().find(|topic| &*topic.name == name)
    }

    /// The partition, if the viewport shows it.
    #[must_use]
    pub fn partition(&self, name: &PartitionName) -> Option<&Rc<Partition>> {
        self.topic(&name.topic)?.partitions.iter().find(|shown| shown.name == *name)
    }

    /// The group of that id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Rc<Group>> {
        self.groups.iter().find(|group| &*group.id == id)
    }

    /// The client of that name.
    #[must_use]
    pub fn client(&self, name: &str) -> Option<&Rc<Client>> {
        self.clients.iter().find(|client| &*client.name == name)
    }
}

/// One partition of one topic; shown as `orders-0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionName {
    /// The topic.
    pub topic: Text,
    /// The number, from 0.
    pub partition: i32,
}

impl fmt::Display for PartitionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// The world's clock. All instants in a view are milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: i64,
    /// When the world began.
    pub start: i64,
}

impl Clock {
    /// Milliseconds since the world began.
    #[must_use]
    pub const fn elapsed(&self) -> i64 {
        self.now.saturating_sub(self.start)
    }
}

/// How the world began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisFacts {
    /// Where generated ids and the sticky partitioner's choices come from.
    pub seed: u64,
    /// The numbers of the brokers.
    pub brokers: Rc<[i32]>,
    /// Retention, cleaning and expiry run by themselves.
    pub background_tasks: bool,
    /// The canonical text of the genesis: the head of every link and file.
    pub text: Text,
}

/// One config that differs from Kafka's default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whose config it is.
    pub scope: Scope,
    /// Kafka's name, `group.initial.rebalance.delay.ms`.
    pub name: Text,
    /// The value in force.
    pub value: Text,
    /// Kafka's default as text; `None` where Kafka has none.
    pub default: Option<Text>,
    /// Who set it.
    pub set_by: SetBy,
}

/// Whose config a setting is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Every broker's.
    Brokers,
    /// A topic's.
    Topic(Text),
    /// A client's.
    Client(Text),
}

/// Who made a setting differ from Kafka's default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// The genesis: the sandbox, a scenario or a lesson.
    Genesis,
    /// A gesture, by its number in the journal (from 1).
    Gesture(usize),
}

/// A broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// `node.id`.
    pub id: i32,
    /// It runs; else it was stopped.
    pub running: bool,
}

/// A message between a client and a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number, for `drop` and `delay`.
    pub id: u64,
    /// The client at one end.
    pub client: Text,
    /// The broker at the other.
    pub broker: i32,
    /// A request goes to the broker, an answer to the client.
    pub request: bool,
    /// Kafka's name of the API: `JoinGroup`, `Fetch`.
    pub api: Text,
    /// The first error in an answer.
    pub error: Option<Text>,
    /// When it arrives if nothing happens to it.
    pub arrives: i64,
}

/// What a group processed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLedger {
    /// The group; for a consumer without one, its name in parentheses.
    pub group: Text,
    /// How many records were processed exactly so often: `(1, 40), (2, 3)`; never 0.
    pub times: Rc<[(u32, u64)]>,
    /// Records processed more than once.
    pub repeated: u64,
    /// Records that the group went past without processing them: before its committed offset, or
    /// before its member's position where there is none, 0 times processed and in nobody's hand.
    pub lost: u64,
    /// The first few repeated records, for the table.
    pub repeated_first: Rc<[RecordName]>,
    /// The first few lost records, for the table.
    pub lost_first: Rc<[RecordName]>,
}

/// The address of one record: topic, partition, offset.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordName {
    /// Where.
    pub partition: PartitionName,
    /// Its number there.
    pub offset: i64,
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.partition, self.offset)
    }
}

/// What falls due next, if anything does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deadlines {
    /// Whatever comes first, deliveries and work included.
    pub next: Option<Deadline>,
    /// The first one that settling leaves alone: "c1's session ends in 41 s: go there".
    pub next_policy: Option<Deadline>,
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Whose: a client's name, a group's id, a member id, a broker's number or a partition.
    pub who: Text,
    /// What happens then.
    pub what: Due,
    /// When.
    pub at: i64,
}

/// What falls due. The word on the page is made from this and [`Deadline::who`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// A message arrives.
    Delivery,
    /// The open call's own timeout.
    CallTimeout,
    /// A retry after a backoff.
    Retry,
    /// `request.timeout.ms`.
    RequestTimeout,
    /// `metadata.max.age.ms`.
    MetadataAge,
    /// `linger.ms`.
    Linger,
    /// `delivery.timeout.ms`.
    DeliveryTimeout,
    /// `heartbeat.interval.ms`.
    Heartbeat,
    /// `session.timeout.ms`, as the client counts it.
    ClientSession,
    /// `session.timeout.ms`, as the coordinator counts it.
    Session,
    /// `max.poll.interval.ms`.
    PollInterval,
    /// `auto.commit.interval.ms`: the next poll after it commits.
    AutoCommit,
    /// `group.initial.rebalance.delay.ms`.
    InitialRebalanceDelay,
    /// `rebalance.timeout.ms`: whoever has not rejoined is put out.
    RebalanceTimeout,
    /// The assignment of the group's leader is overdue.
    SyncTimeout,
    /// A member that was given its id has not come back with it.
    PendingMember,
    /// A fetch has waited `fetch.max.wait.ms`.
    FetchWait,
    /// The retention task of the brokers.
    Retention,
    /// The cleaner of the brokers.
    Cleaner,
    /// Committed offsets of forgotten groups expire.
    OffsetExpiry,
    /// State of idle producers expires.
    ProducerExpiry,
    /// The application's loop goes on.
    Loop,
    /// Anything else of the brokers or the coordinator.
    Other,
}
