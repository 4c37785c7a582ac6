//! What every broker knows of the cluster: topics, their partitions, who leads them.
//!
//! In Kafka this is the metadata log of KRaft, which reaches each broker a little later. Here all
//! brokers see a change at once: with one broker nobody can tell the difference.

use crate::broker::config::BrokerConfig;
use crate::command::Properties;
use crate::coordinator::GroupCoordinatorConfig;
use crate::log::LogConfig;
use crate::quantity::{BrokerId, PartitionId, Text, TopicId, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

/// The topic in which committed offsets and groups are kept.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// The metadata image.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    /// Brokers that run, by number.
    pub brokers: Vec<BrokerId>,
    /// The settings that all brokers share.
    pub config: Rc<BrokerConfig>,
    /// The same, as the group coordinators read them.
    pub coordinator_config: Rc<GroupCoordinatorConfig>,
    /// Settings of groups.
    pub group_configs: SortedMap<Text, Properties>,
    topics: SortedMap<Text, Rc<Topic>>,
    pub(crate) next_producer_id: i64,
}

/// A topic, as the controller knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// Its id; a topic made again has another.
    pub id: TopicId,
    /// By number.
    pub partitions: Vec<PartitionImage>,
    /// What was set for this topic alone.
    pub config: Properties,
    /// Kafka's own, such as `__consumer_offsets`.
    pub internal: bool,
}

/// A partition, as the controller knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionImage {
    /// `None`: nobody leads.
    pub leader: Option<BrokerId>,
    /// Rises with each change of leader.
    pub leader_epoch: i32,
    /// Who keeps a copy; the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
}

impl Cluster {
    /// A cluster without topics.
    #[must_use]
    pub fn new(brokers: Vec<BrokerId>, config: BrokerConfig) -> Self {
        Self {
            brokers,
            coordinator_config: Rc::new(coordinator_config(&config)),
            config: Rc::new(config),
            group_configs: SortedMap::new(),
            topics: SortedMap::new(),
            next_producer_id: 0,
        }
    }

    /// What the logs of a topic with settings `own` go by.
    #[must_use]
    pub fn log_config(&self, own: &Properties) -> LogConfig {
        let all = self.config.for_topic(own);
        let brokers = ["producer.id.expiration.ms", "log.cleaner.dedupe.buffer.size"];
        let pairs = all.iter().map(|(name, value)| (&**name, value.as_ref()));
        let pairs = pairs.chain(brokers.map(|name| (name, self.config.text(name))));
        LogConfig::from_pairs(pairs.filter_map(|(name, value)| Some((name, &**value?))))
    }

    /// Every topic, by name.
    pub fn topics(&self) -> impl Iterator<Item = (&Text, &Topic)> {
        self.topics.iter().map(|(name, topic)| (name, &**topic))
    }

    /// One topic.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.get(name).map(|topic| &**topic)
    }

    /// The topic of that id, with its name.
    #[must_use]
    pub fn topic_by_id(&self, id: TopicId) -> Option<(&Text, &Topic)> {
        self.topics().find(|(_, topic)| topic.id == id)
    }

    /// One partition.
    #[must_use]
    pub fn partition(&self, of: &TopicPartition) -> Option<&PartitionImage> {
        let index = usize::try_from(of.partition.0).ok()?;
        self.topic(&of.topic)?.partitions.get(index)
    }

    /// Who leads a partition.
    #[must_use]
    pub fn leader(&self, of: &TopicPartition) -> Option<BrokerId> {
        self.partition(of)?.leader
    }

    /// Makes a topic, or replaces one of that name.
    pub(crate) fn insert(&mut self, name: Text, topic: Topic) {
        self.topics.insert(name, Rc::new(topic));
    }

    /// Takes a topic away.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Rc<Topic>> {
        self.topics.remove(name)
    }

    /// A topic, to be changed.
    pub(crate) fn topic_mut(&mut self, name: &str) -> Option<&mut Topic> {
        self.topics.get_mut(name).map(Rc::make_mut)
    }

    /// Every partition of a topic.
    pub fn partitions_of(&self, name: &str) -> impl Iterator<Item = TopicPartition> {
        let count = self.topic(name).map_or(0, |topic| topic.partitions.len());
        let name = Text::from(name);
        (0..i32::try_from(count).unwrap_or(i32::MAX)).map(move |number| TopicPartition {
            topic: name.clone(),
            partition: PartitionId(number),
        })
    }
}

impl PartitionImage {
    /// A partition that `leader` leads and keeps alone.
    #[must_use]
    pub fn alone(leader: BrokerId) -> Self {
        let replicas = vec![leader];
        Self { leader: Some(leader), leader_epoch: 0, isr: replicas.clone(), replicas }
    }
}

/// What the coordinators read of the brokers' settings; the rest is not theirs.
fn coordinator_config(config: &BrokerConfig) -> GroupCoordinatorConfig {
    let mut read = GroupCoordinatorConfig::default();
    for (name, value) in config.given() {
        if let Some(value) = value {
            // An unknown name is for another part of the broker; a bad value leaves the default.
            let _ = read.set(name, value);
        }
    }
    read
}
