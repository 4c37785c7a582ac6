//! The broker's own settings: Kafka's names, Kafka's defaults, and what the genesis changes.
//!
//! A topic inherits some of them under another name (`log.retention.ms` → `retention.ms`), which is
//! how `kafka-topics.sh` and a broker's file say the same thing.

use crate::command::Properties;
use crate::quantity::{Millis, Text};

/// Settings that differ from Kafka's defaults, by Kafka's names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BrokerConfig {
    given: Properties,
}

/// Names and defaults of `KafkaConfig` 4.3.1, as far as the model reads them.
const DEFAULTS: &[(&str, i64)] = &[
    ("auto.create.topics.enable", 1),
    ("default.replication.factor", 1),
    ("fetch.max.bytes", 57_671_680),
    ("log.cleaner.backoff.ms", 15_000),
    ("log.initial.task.delay.ms", 30_000),
    ("log.retention.check.interval.ms", 300_000),
    ("num.partitions", 1),
    ("offsets.topic.num.partitions", 50),
    ("producer.id.expiration.check.interval.ms", 600_000),
    ("producer.id.expiration.ms", 86_400_000),
];

/// A topic's setting and the broker's that stands behind it. Source: `ServerTopicConfigSynonyms`.
const TOPIC_SYNONYMS: &[(&str, &str)] = &[
    ("cleanup.policy", "log.cleanup.policy"),
    ("delete.retention.ms", "log.cleaner.delete.retention.ms"),
    ("internal.segment.bytes", "internal.segment.bytes"),
    ("max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"),
    ("max.message.bytes", "message.max.bytes"),
    ("message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"),
    ("message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"),
    ("message.timestamp.type", "log.message.timestamp.type"),
    ("min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"),
    ("min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"),
    ("min.insync.replicas", "min.insync.replicas"),
    ("retention.bytes", "log.retention.bytes"),
    ("retention.ms", "log.retention.ms"),
    ("segment.bytes", "log.segment.bytes"),
    ("segment.ms", "log.roll.ms"),
];

impl BrokerConfig {
    /// The settings `given`, over Kafka's defaults.
    #[must_use]
    pub fn new(given: &Properties) -> Self {
        Self { given: given.clone() }
    }

    /// What was set, if it was.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&Text> {
        let found = self.given.iter().rev().find(|(key, _)| &**key == name);
        found.and_then(|(_, value)| value.as_ref())
    }

    /// A number (or 1 for true), as set or by default; 0 for a name that the model does not read.
    #[must_use]
    pub fn number(&self, name: &str) -> i64 {
        let given = self.text(name).and_then(|text| match &**text {
            "true" => Some(1),
            "false" => Some(0),
            number => number.trim().parse().ok(),
        });
        let default = DEFAULTS.iter().find(|(key, _)| *key == name).map(|&(_, value)| value);
        given.or(default).unwrap_or(0)
    }

    /// A span of time, as set or by default.
    #[must_use]
    pub fn millis(&self, name: &str) -> Millis {
        Millis(self.number(name))
    }

    /// A topic's whole settings: the broker's that have a topic's name, then the topic's own.
    #[must_use]
    pub fn for_topic(&self, own: &Properties) -> Properties {
        let inherited = TOPIC_SYNONYMS.iter().filter_map(|&(topic, broker)| {
            self.text(broker).map(|value| (Text::from(topic), Some(value.clone())))
        });
        inherited.chain(own.iter().cloned()).collect()
    }

    /// All that was set.
    #[must_use]
    pub const fn given(&self) -> &Properties {
        &self.given
    }
}
