//! The APIs of the admin client that are not about groups.

#![allow(
    missing_docs,
    reason = "fields without a doc mean what the protocol schema of that name says"
)]

use crate::error::ErrorCode;
use crate::quantity::{BrokerId, Millis, Offset, Text, TopicId, TopicPartition};
use alloc::vec::Vec;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreateTopicsRequest {
    pub topics: Vec<CreatableTopic>,
    pub validate_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatableTopic {
    pub name: Text,
    /// −1: the broker's default, or as many as `assignments` has; with these, nothing else.
    pub num_partitions: i32,
    /// −1: the broker's default, or as many as `assignments` names; with these, nothing else.
    pub replication_factor: i16,
    /// Replicas of each partition, leader first; empty: the controller chooses.
    pub assignments: Vec<Vec<BrokerId>>,
    pub configs: Vec<(Text, Option<Text>)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CreateTopicsResponse {
    pub topics: Vec<CreatedTopic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatedTopic {
    pub name: Text,
    pub topic_id: TopicId,
    pub error_code: Option<ErrorCode>,
    pub error_message: Option<Text>,
    pub num_partitions: i32,
    pub replication_factor: i16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteTopicsRequest {
    pub topic_names: Vec<Text>,
}

/// Name, error, and the exception's text where it is not the error's default one.
pub type TopicResult = (Text, Option<ErrorCode>, Option<Text>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeleteTopicsResponse {
    pub responses: Vec<TopicResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatePartitionsRequest {
    /// Topic and its new number of partitions.
    pub topics: Vec<(Text, i32)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CreatePartitionsResponse {
    pub results: Vec<TopicResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteRecordsRequest {
    /// Partition and its new log start offset; −1 is the high watermark.
    pub partitions: Vec<(TopicPartition, Offset)>,
    pub timeout_ms: Millis,
}

/// A partition's low watermark, or the error with its text.
pub type LowWatermark = Result<Offset, (ErrorCode, Text)>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeleteRecordsResponse {
    pub partitions: Vec<(TopicPartition, LowWatermark)>,
}

/// Whose configs are meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigResource {
    Topic(Text),
    Group(Text),
    /// `None`: the cluster's default.
    Broker(Option<BrokerId>),
}

/// A setting's name and new value; `None` deletes.
pub type ConfigChange = (Text, Option<Text>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IncrementalAlterConfigsRequest {
    pub resources: Vec<(ConfigResource, Vec<ConfigChange>)>,
    pub validate_only: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IncrementalAlterConfigsResponse {
    pub responses: Vec<(ConfigResource, Option<ErrorCode>, Option<Text>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeConfigsRequest {
    pub resources: Vec<ConfigResource>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DescribeConfigsResponse {
    pub results: Vec<(ConfigResource, Option<ErrorCode>, Vec<DescribedConfig>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedConfig {
    pub name: Text,
    pub value: Option<Text>,
    /// True if nobody set it.
    pub is_default: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeProducersRequest {
    pub partitions: Vec<TopicPartition>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DescribeProducersResponse {
    pub partitions: Vec<(TopicPartition, Result<Vec<ProducerState>, ErrorCode>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerState {
    pub producer_id: i64,
    pub producer_epoch: i32,
    pub last_sequence: i32,
    pub last_timestamp: i64,
    pub coordinator_epoch: i32,
    /// −1: no open transaction.
    pub current_txn_start_offset: i64,
}
