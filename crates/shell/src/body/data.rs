//! The fields of the requests that carry records, or say where to send them.

use super::record;
use engine::log::batch::{NewBatch, NewRecord, ProducerStamp};
use engine::protocol::data::*;
use engine::quantity::{Millis, TopicId};

record!(ProduceRequest {
    transactional_id "transactionalId" = None,
    acks "acks" = Acks::All,
    timeout_ms "timeoutMs" = Millis(30_000),
    partitions "partitions" = Vec::new(),
});

record!(NewBatch {
    records "records",
    producer "producer" = None,
    transactional "transactional" = false,
});

record!(NewRecord {
    key "key" = None,
    value "value" = None,
    timestamp "timestamp" = -1,
    headers "headers" = Vec::new(),
});

record!(ProducerStamp {
    producer_id "producerId",
    producer_epoch "producerEpoch" = 0,
    base_sequence "baseSequence" = 0,
});

record!(FetchRequest {
    max_wait_ms "maxWaitMs" = Millis(500),
    min_bytes "minBytes" = 1,
    max_bytes "maxBytes" = 52_428_800,
    isolation_level "isolationLevel" = IsolationLevel::ReadUncommitted,
    partitions "partitions" = Vec::new(),
});

record!(FetchPartition {
    topic_partition "partition",
    topic_id "topicId" = TopicId::default(),
    fetch_offset "fetchOffset",
    current_leader_epoch "currentLeaderEpoch" = -1,
    partition_max_bytes "partitionMaxBytes" = 1_048_576,
});

record!(ListOffsetsRequest {
    isolation_level "isolationLevel" = IsolationLevel::ReadUncommitted,
    partitions "partitions" = Vec::new(),
});

record!(MetadataRequest {
    topics "topics" = None,
    allow_auto_topic_creation "allowAutoTopicCreation" = false,
});

record!(FindCoordinatorRequest { key_type "keyType" = CoordinatorType::Group, key "key" });

record!(InitProducerIdRequest {
    transactional_id "transactionalId" = None,
    transaction_timeout_ms "transactionTimeoutMs" = Millis(60_000),
    producer_id "producerId" = -1,
    producer_epoch "producerEpoch" = -1,
});

record!(WriteTxnMarkersRequest {
    producer_id "producerId",
    producer_epoch "producerEpoch",
    commit "transactionResult" = true,
    coordinator_epoch "coordinatorEpoch" = 0,
    transaction_version "transactionVersion" = 2,
    partitions "partitions" = Vec::new(),
});
