//! Metadata and FindCoordinator: where things are. Asking may make them.
//!
//! A topic that does not exist is created when the client allows it and
//! `auto.create.topics.enable` is true; this first answer still says that it is unknown.
//! Source: `KafkaApis#handleTopicMetadataRequest`, `AutoTopicCreationManager`.

use crate::broker::cluster::{Cluster, OFFSETS_TOPIC, Topic};
use crate::broker::{Broker, BrokerIo};
use crate::coordinator::partition_for;
use crate::error::ErrorCode;
use crate::names;
use crate::protocol::data::{
    CoordinatorType, FindCoordinatorRequest, FindCoordinatorResponse, MetadataPartition,
    MetadataRequest, MetadataResponse, MetadataTopic,
};
use crate::quantity::{PartitionId, Text, TopicId, TopicPartition};
use alloc::vec::Vec;

impl Broker {
    pub(super) fn metadata(
        &mut self,
        request: &MetadataRequest,
        io: &mut BrokerIo<'_>,
    ) -> MetadataResponse {
        let names: Vec<Text> = match &request.topics {
            Some(names) => names.clone(),
            None => io.cluster.topics().map(|(name, _)| name.clone()).collect(),
        };
        let mut topics = Vec::new();
        for name in names {
            let described = io.cluster.topic(&name).map(|topic| describe(&name, topic));
            topics.push(match described {
                Some(topic) => topic,
                None => self.unknown_topic(&name, request.allow_auto_topic_creation, io),
            });
        }
        MetadataResponse {
            brokers: io.cluster.brokers.clone(),
            controller_id: io.cluster.brokers.first().copied().unwrap_or_default(),
            topics,
        }
    }

    fn unknown_topic(&mut self, name: &Text, may: bool, io: &mut BrokerIo<'_>) -> MetadataTopic {
        let mut code = ErrorCode::UnknownTopicOrPartition;
        if names::ensure_topic_name(name).is_err() {
            code = ErrorCode::InvalidTopicException;
        } else if may && io.cluster.config.number("auto.create.topics.enable") != 0 {
            if &**name == OFFSETS_TOPIC {
                self.ensure_offsets_topic(io);
            } else if io.has_room_for_topic() {
                let partitions = io.cluster.config.number("num.partitions");
                self.make_topic(name, partitions, Vec::new(), io);
            }
        }
        MetadataTopic {
            error_code: Some(code),
            name: name.clone(),
            topic_id: TopicId::default(),
            is_internal: &**name == OFFSETS_TOPIC,
            partitions: Vec::new(),
        }
    }

    /// Makes `__consumer_offsets` if it is not there.
    pub(crate) fn ensure_offsets_topic(&mut self, io: &mut BrokerIo<'_>) {
        if io.cluster.topic(OFFSETS_TOPIC).is_none() {
            let partitions = io.cluster.config.number("offsets.topic.num.partitions");
            self.make_topic(&OFFSETS_TOPIC.into(), partitions, Vec::new(), io);
        }
    }

    /// The coordinator of a group is the leader of its partition of `__consumer_offsets`. The first
    /// look-up makes that topic and is told to come again.
    pub(super) fn find_coordinator(
        &mut self,
        request: &FindCoordinatorRequest,
        io: &mut BrokerIo<'_>,
    ) -> FindCoordinatorResponse {
        let unavailable = FindCoordinatorResponse {
            error_code: Some(ErrorCode::CoordinatorNotAvailable),
            node_id: None,
        };
        match request.key_type {
            CoordinatorType::Transaction => return unavailable,
            CoordinatorType::Group if request.key.is_empty() => {
                let error_code = Some(ErrorCode::InvalidGroupId);
                return FindCoordinatorResponse { error_code, node_id: None };
            }
            CoordinatorType::Group => {}
        }
        let Some(partition) = offsets_partition(&request.key, io.cluster) else {
            self.ensure_offsets_topic(io);
            return unavailable;
        };
        let leader = io.cluster.leader(&TopicPartition { topic: OFFSETS_TOPIC.into(), partition });
        let error_code = leader.is_none().then_some(ErrorCode::CoordinatorNotAvailable);
        FindCoordinatorResponse { error_code, node_id: leader }
    }
}

/// The partition of `__consumer_offsets` that keeps a group; `None` while that topic is not there.
#[must_use]
pub fn offsets_partition(group_id: &str, cluster: &Cluster) -> Option<PartitionId> {
    let topic = cluster.topic(OFFSETS_TOPIC)?;
    let count = i32::try_from(topic.partitions.len()).ok().filter(|&count| count > 0)?;
    partition_for(group_id, count)
}

fn describe(name: &Text, topic: &Topic) -> MetadataTopic {
    let partitions = (0_i32..).zip(&topic.partitions).map(|(number, image)| MetadataPartition {
        error_code: image.leader.is_none().then_some(ErrorCode::LeaderNotAvailable),
        partition_index: PartitionId(number),
        leader_id: image.leader,
        leader_epoch: image.leader_epoch,
        replica_nodes: image.replicas.clone(),
        isr_nodes: image.isr.clone(),
    });
    MetadataTopic {
        error_code: None,
        name: name.clone(),
        topic_id: topic.id,
        is_internal: topic.internal,
        partitions: partitions.collect(),
    }
}
