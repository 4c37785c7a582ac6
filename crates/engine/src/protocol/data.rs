//! The APIs that carry records, and the ones that say where to send them.

#![allow(
    missing_docs,
    reason = "fields without a doc mean what the protocol schema of that name says"
)]

use crate::error::ErrorCode;
use crate::log::batch::{Batch, NewBatch};
use crate::quantity::{BrokerId, Millis, Offset, PartitionId, Text, TopicId, TopicPartition};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How much of a log a reader may see (`isolation.level`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IsolationLevel {
    /// Up to the high watermark.
    #[default]
    ReadUncommitted,
    /// Up to the last stable offset, without aborted records.
    ReadCommitted,
}

/// What the broker must have done before it answers a produce request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Acks {
    /// Nothing: there is no answer, and the producer never learns the offset.
    None,
    /// The leader has it.
    Leader,
    /// Every in-sync replica has it.
    #[default]
    All,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProduceRequest {
    pub transactional_id: Option<Text>,
    pub acks: Acks,
    pub timeout_ms: Millis,
    /// At most one batch a partition, as the Java producer sends them.
    pub partitions: Vec<(TopicPartition, NewBatch)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProduceResponse {
    pub partitions: Vec<(TopicPartition, PartitionProduced)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionProduced {
    pub error_code: Option<ErrorCode>,
    /// The exception's text where it is not the error's default one.
    pub error_message: Option<Text>,
    /// Offset of the first record; −1 in a refusal.
    pub base_offset: Offset,
    /// −1 unless the broker stamped the batch.
    pub log_append_time_ms: i64,
    pub log_start_offset: Offset,
    /// Index in the batch and message, for refused records.
    pub record_errors: Vec<(i32, Text)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchRequest {
    /// How long the broker may wait for `min_bytes`.
    pub max_wait_ms: Millis,
    pub min_bytes: i32,
    pub max_bytes: i32,
    pub isolation_level: IsolationLevel,
    pub partitions: Vec<FetchPartition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchPartition {
    pub topic_partition: TopicPartition,
    pub topic_id: TopicId,
    pub fetch_offset: Offset,
    /// −1: not checked.
    pub current_leader_epoch: i32,
    pub partition_max_bytes: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FetchResponse {
    pub partitions: Vec<FetchedPartition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchedPartition {
    pub topic_partition: TopicPartition,
    pub error_code: Option<ErrorCode>,
    pub high_watermark: Offset,
    pub last_stable_offset: Offset,
    pub log_start_offset: Offset,
    /// Producer id and first offset of aborted transactions; for read_committed only.
    pub aborted_transactions: Vec<(i64, Offset)>,
    pub records: Vec<Rc<Batch>>,
}

/// Which offset `ListOffsets` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffsetSpec {
    /// −1.
    Latest,
    /// −2.
    Earliest,
    /// −3.
    MaxTimestamp,
    /// −4.
    EarliestLocal,
    /// −5.
    LatestTiered,
    /// −6.
    EarliestPendingUpload,
    /// The first offset whose timestamp is this or later.
    Timestamp(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListOffsetsRequest {
    pub isolation_level: IsolationLevel,
    pub partitions: Vec<(TopicPartition, OffsetSpec)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListOffsetsResponse {
    pub partitions: Vec<(TopicPartition, ListedOffset)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListedOffset {
    pub error_code: Option<ErrorCode>,
    /// −1: no such offset.
    pub offset: i64,
    /// −1: none.
    pub timestamp: i64,
    /// −1: none.
    pub leader_epoch: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataRequest {
    /// `None` asks for every topic.
    pub topics: Option<Vec<Text>>,
    pub allow_auto_topic_creation: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MetadataResponse {
    pub brokers: Vec<BrokerId>,
    pub controller_id: BrokerId,
    pub topics: Vec<MetadataTopic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataTopic {
    pub error_code: Option<ErrorCode>,
    pub name: Text,
    pub topic_id: TopicId,
    pub is_internal: bool,
    pub partitions: Vec<MetadataPartition>,
}

impl MetadataTopic {
    /// What is known of a partition. Answers name them in order, from 0 on, as a rule.
    #[must_use]
    pub fn partition(&self, number: PartitionId) -> Option<&MetadataPartition> {
        let known = usize::try_from(number.0).ok().and_then(|at| self.partitions.get(at));
        known
            .filter(|known| known.partition_index == number)
            .or_else(|| self.partitions.iter().find(|known| known.partition_index == number))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataPartition {
    pub error_code: Option<ErrorCode>,
    pub partition_index: PartitionId,
    /// `None`: nobody leads.
    pub leader_id: Option<BrokerId>,
    pub leader_epoch: i32,
    pub replica_nodes: Vec<BrokerId>,
    pub isr_nodes: Vec<BrokerId>,
}

/// What a coordinator coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoordinatorType {
    Group,
    Transaction,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorRequest {
    pub key_type: CoordinatorType,
    /// Group id or transactional id.
    pub key: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorResponse {
    pub error_code: Option<ErrorCode>,
    pub node_id: Option<BrokerId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdRequest {
    pub transactional_id: Option<Text>,
    pub transaction_timeout_ms: Millis,
    /// −1: none.
    pub producer_id: i64,
    /// −1: none.
    pub producer_epoch: i16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdResponse {
    pub error_code: Option<ErrorCode>,
    pub producer_id: i64,
    pub producer_epoch: i16,
}

/// What a transaction coordinator tells the leaders of a transaction's partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WriteTxnMarkersRequest {
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub commit: bool,
    pub coordinator_epoch: i32,
    /// 2 since KIP-890.
    pub transaction_version: i16,
    pub partitions: Vec<TopicPartition>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct WriteTxnMarkersResponse {
    pub partitions: Vec<(TopicPartition, Option<ErrorCode>)>,
}
