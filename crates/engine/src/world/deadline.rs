//! What falls due, when, and why: every deadline has a name.

use crate::client::ClientTimer;
use crate::command::MessageId;
use crate::coordinator::TimerKey;
use crate::quantity::{BrokerId, PartitionId, Text, Time};
use crate::world::network::RequestId;

/// Something that the world will do when its clock gets there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// A message arrives.
    Arrival(MessageId),
    /// A client's timer fires.
    Client(Text, ClientTimer),
    /// A looping application polls again.
    Loop(Text),
    /// A broker's timer fires.
    Broker(BrokerId, BrokerTimer),
}

/// What a broker waits for by the clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrokerTimer {
    /// A fetch has waited `fetch.max.wait.ms` for enough bytes.
    FetchWait(RequestId),
    /// `log.retention.check.interval.ms`: the retention task runs.
    Retention,
    /// `log.cleaner.backoff.ms`: the cleaner looks for work.
    Cleaner,
    /// `producer.id.expiration.check.interval.ms`: idle producers are forgotten.
    ProducerExpiry,
}

/// A deadline, for whoever asks what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Time,
    /// What.
    pub what: DeadlineOf,
    /// Whether a config of the learner's sets it; settling never goes there.
    pub policy: bool,
}

/// Whose deadline it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadlineOf {
    /// The world's own queue.
    World(Due),
    /// A timer of a group coordinator: session, join phase, sync, expiry.
    Coordinator {
        /// Where the coordinator is.
        broker: BrokerId,
        /// Its partition of `__consumer_offsets`.
        partition: PartitionId,
        /// The timer.
        timer: TimerKey,
    },
}
