//! A broker: a party of its own, reached through requests alone.
//!
//! A request comes with the name under which its answer goes back; the answer may come at once or
//! much later (a fetch that waits, a join that is parked). Simulated clients and the lab call it in
//! the same way.

pub mod cluster;
pub mod config;
mod configs;
mod coordinate;
mod fetch;
mod front;
mod lab;
mod list_offsets;
mod many_groups;
mod metadata;
mod power;
mod produce;
mod records;
mod tasks;
mod topics;

pub use metadata::offsets_partition;

use crate::broker::cluster::Cluster;
use crate::broker::fetch::DelayedFetch;
use crate::coordinator::{RequestToken, Shard};
use crate::event::Event;
use crate::log::PartitionLog;
use crate::protocol::Response;
use crate::quantity::{BrokerId, PartitionId, Text, Time, TopicPartition};
use crate::random::Random;
use crate::sorted::SortedMap;
use crate::world::deadline::BrokerTimer;
use crate::world::limits;
use crate::world::member_ids::MemberIds;
use crate::world::network::RequestId;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// One broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Broker {
    /// Its number.
    pub id: BrokerId,
    /// False between a stop and a start: its logs are kept, all else is forgotten.
    pub running: bool,
    pub(crate) logs: SortedMap<TopicPartition, Rc<PartitionLog>>,
    pub(crate) shards: SortedMap<PartitionId, Rc<Shard>>,
    waiting: SortedMap<RequestId, Rc<DelayedFetch>>,
    /// Requests that a coordinator has not answered yet.
    parked: SortedMap<RequestToken, RequestId>,
    next_token: u64,
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    /// Names the request for its answer.
    pub request: RequestId,
    /// `client.id`.
    pub client_id: Text,
}

/// What a broker may touch while it works, and where its answers go.
#[derive(Debug)]
pub(crate) struct BrokerIo<'w> {
    pub(crate) now: Time,
    /// Whether the model's limits hold.
    pub(crate) limited: bool,
    pub(crate) cluster: &'w mut Cluster,
    pub(crate) random: &'w mut Random,
    pub(crate) member_ids: &'w mut MemberIds,
    /// Counts everything that is scheduled, so that ties have an order.
    pub(crate) sequence: &'w mut u64,
    pub(crate) events: &'w mut Vec<Event>,
    /// Answers that leave now, in order.
    pub(crate) answers: Vec<(RequestId, Response)>,
    /// Timers to set, or (`None`) to take away.
    pub(crate) timers: Vec<(BrokerTimer, Option<Time>)>,
}

impl BrokerIo<'_> {
    /// Whether the model's limits leave room for one more topic.
    fn has_room_for_topic(&self) -> bool {
        !self.limited || limits::has_room_for_topic(self.cluster)
    }
}

impl Broker {
    /// A broker that runs and keeps nothing yet.
    pub(crate) const fn new(id: BrokerId) -> Self {
        Self {
            id,
            running: true,
            logs: SortedMap::new(),
            shards: SortedMap::new(),
            waiting: SortedMap::new(),
            parked: SortedMap::new(),
            next_token: 0,
        }
    }

    /// Its copy of a partition.
    #[must_use]
    pub fn log(&self, of: &TopicPartition) -> Option<&PartitionLog> {
        self.logs.get(of).map(|log| &**log)
    }

    /// Its coordinators, by partition of `__consumer_offsets`. One that was never asked for
    /// anything does not stand here.
    pub fn coordinators(&self) -> impl Iterator<Item = (PartitionId, &Shard)> {
        self.shards.iter().map(|(&partition, shard)| (partition, &**shard))
    }

    /// Fetches that wait for data.
    pub fn waiting_fetches(&self) -> impl Iterator<Item = &RequestId> {
        self.waiting.keys()
    }
}
