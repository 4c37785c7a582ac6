//! How a world begins. Comes first in every journal, link and file.

use crate::command::Properties;
use crate::quantity::{BrokerId, Text, Time, TopicId};
use crate::sorted::SortedMap;
use alloc::vec;
use alloc::vec::Vec;

/// The first moment of a world: everything that is not a command.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Genesis {
    /// The clock at the start.
    pub start: Time,
    /// Where generated ids and the choices of the sticky partitioner come from.
    pub seed: u64,
    /// At least one.
    pub brokers: Vec<BrokerId>,
    /// Broker configs that differ from Kafka's defaults; every broker has the same.
    pub config: Properties,
    /// Whether retention, cleaning and expiry run by themselves.
    pub background_tasks: bool,
    /// Whether the model's limits hold (see [`limits`](crate::world::limits)); recordings go without.
    pub limited: bool,
    /// Topics that are there before the first command.
    pub topics: Vec<GenesisTopic>,
    /// Per client id, the member ids to hand out, in order; then generated ones.
    pub member_ids: SortedMap<Text, Vec<Text>>,
}

/// A topic that exists from the start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GenesisTopic {
    /// The name.
    pub name: Text,
    /// `None`: generated.
    pub id: Option<TopicId>,
    /// How many partitions.
    pub partitions: i32,
    /// Configs that differ from Kafka's defaults.
    pub config: Properties,
}

impl Default for Genesis {
    /// One broker, number 1, in November 2023, with Kafka's defaults.
    fn default() -> Self {
        Self {
            start: Time(1_700_000_000_000),
            seed: 1,
            brokers: vec![BrokerId(1)],
            config: Vec::new(),
            background_tasks: true,
            limited: true,
            topics: Vec::new(),
            member_ids: SortedMap::new(),
        }
    }
}
