//! The fields of the admin client's requests, and of the lab's topic changes.

use super::record;
use engine::command::Properties;
use engine::protocol::admin::*;
use engine::quantity::{BrokerId, Millis, Text, TopicId};

record!(CreateTopicsRequest {
    topics "topics" = Vec::new(),
    validate_only "validateOnly" = false,
});

record!(CreatableTopic {
    name "name",
    num_partitions "numPartitions" = -1,
    replication_factor "replicationFactor" = -1,
    assignments "assignments" = Vec::<Vec<BrokerId>>::new(),
    configs "configs" = Vec::new(),
});

record!(DeleteTopicsRequest { topic_names "topicNames" = Vec::new() });

record!(CreatePartitionsRequest { topics "topics" = Vec::new() });

record!(DeleteRecordsRequest {
    partitions "partitions" = Vec::new(),
    timeout_ms "timeoutMs" = Millis(30_000),
});

record!(IncrementalAlterConfigsRequest {
    resources "resources" = Vec::new(),
    validate_only "validateOnly" = false,
});

record!(DescribeConfigsRequest { resources "resources" = Vec::new() });

record!(DescribeProducersRequest { partitions "partitions" = Vec::new() });

/// What [`engine::command::Lab::Topics`] carries.
pub(crate) struct TopicChanges {
    pub(crate) delete: Vec<Text>,
    pub(crate) create: Vec<NewTopic>,
    pub(crate) grow: Vec<(Text, i32)>,
}

record!(TopicChanges {
    delete "delete" = Vec::new(),
    create "create" = Vec::new(),
    grow "grow" = Vec::new(),
});

/// A topic of [`TopicChanges`].
#[derive(PartialEq)]
pub(crate) struct NewTopic {
    pub(crate) name: Text,
    pub(crate) topic_id: TopicId,
    pub(crate) partitions: i32,
    pub(crate) config: Properties,
}

impl NewTopic {
    /// From the parts that the command holds.
    pub(crate) fn from_tuple(parts: (Text, TopicId, i32, Properties)) -> Self {
        let (name, topic_id, partitions, config) = parts;
        Self { name, topic_id, partitions, config }
    }
}

record!(NewTopic {
    name "name",
    topic_id "topicId" = TopicId::default(),
    partitions "partitions" = 1,
    config "config" = Vec::new(),
});
