//! The rules by op: what happens, which class of Kafka decides, and where that is decided here.

use crate::recording::Family;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// The op, or the area of vectors.
    op: &'static str,
    /// What happens, as a sentence of a story.
    pub(crate) says: &'static str,
    /// Kafka's class, with the method where one is enough.
    pub(crate) class: &'static str,
    /// The file of ours.
    pub(crate) file: &'static str,
}

/// The rule of an op; `None` for one that is not modelled.
pub(crate) fn of(family: Family, op: &str) -> Option<&'static Rule> {
    let table = match family {
        Family::Vectors => VECTORS,
        Family::Group => GROUP,
        Family::Log => LOG,
        Family::Story | Family::Lesson | Family::Cli => STORY,
    };
    table.iter().find(|rule| rule.op == op)
}

macro_rules! rules {
    ($($op:literal: $says:literal, $class:literal, $file:literal;)*) => {
        &[$(Rule {
            op: $op,
            says: $says,
            class: $class,
            file: concat!("crates/engine/src/", $file),
        },)*]
    };
}

const LOG: &[Rule] = rules! {
    "append": "a producer appends a batch", "UnifiedLog#append", "log/append.rs";
    "marker": "a transaction coordinator ends a transaction",
        "UnifiedLog#append, ProducerStateManager", "log/append.rs";
    "read": "somebody reads", "UnifiedLog#read", "log/read.rs";
    "listOffsets": "somebody looks an offset up",
        "UnifiedLog#fetchOffsetByTimestamp", "log/list_offsets.rs";
    "deleteRecords": "an admin deletes records",
        "Partition#deleteRecordsOnLeader", "log/retention.rs";
    "retention": "the retention task runs", "UnifiedLog#deleteOldSegments", "log/retention.rs";
    "clean": "the cleaner makes a round", "LogCleaner, Cleaner", "log/cleaner.rs";
    "config": "the topic's configs change", "LogConfig", "log/config.rs";
    "producers": "somebody asks for the producers",
        "ProducerStateManager#activeProducers", "log/producer_state.rs";
    "expireProducers": "the producer id expiry task runs",
        "ProducerStateManager#removeExpiredProducers", "log/producer_state.rs";
    "hw": "replica 2 fetches", "Partition#maybeIncrementLeaderHW", "log/replica.rs";
    "leader": "this broker leads", "Partition#makeLeader", "log/replica.rs";
    "follower": "this broker follows", "Partition#makeFollower", "log/replica.rs";
    "replicate": "a follower appends its leader's batch",
        "UnifiedLog#appendAsFollower", "log/replica.rs";
    "replicateMarker": "a follower appends its leader's marker",
        "UnifiedLog#appendAsFollower", "log/replica.rs";
    "truncate": "a follower cuts its log", "UnifiedLog#truncateTo", "log/replica.rs";
    "endOffsetForEpoch": "somebody asks where a leader epoch ends",
        "LeaderEpochFileCache#endOffsetFor", "log/epochs.rs";
};

const GROUP: &[Rule] = rules! {
    "JoinGroup": "a member joins",
        "GroupMetadataManager#classicGroupJoin", "coordinator/classic/join.rs";
    "SyncGroup": "a member asks for its assignment",
        "GroupMetadataManager#classicGroupSync", "coordinator/classic/sync.rs";
    "Heartbeat": "a member says that it lives",
        "GroupMetadataManager#classicGroupHeartbeat", "coordinator/classic/heartbeat.rs";
    "LeaveGroup": "members leave",
        "GroupMetadataManager#classicGroupLeave", "coordinator/classic/leave.rs";
    "OffsetCommit": "offsets are committed",
        "OffsetMetadataManager#commitOffset", "coordinator/offsets/commit.rs";
    "TxnOffsetCommit": "offsets are committed in a transaction",
        "OffsetMetadataManager#commitTransactionalOffset", "coordinator/offsets/transactional.rs";
    "EndTxn": "a transaction ends",
        "OffsetMetadataManager#replayEndTransactionMarker", "coordinator/offsets/transactional.rs";
    "OffsetFetch": "somebody asks for committed offsets",
        "OffsetMetadataManager#fetchOffsets", "coordinator/offsets/fetch.rs";
    "OffsetDelete": "committed offsets are deleted",
        "OffsetMetadataManager#deleteOffsets", "coordinator/offsets/delete.rs";
    "DeleteGroups": "groups are deleted",
        "GroupCoordinatorShard#deleteGroups", "coordinator/offsets/delete.rs";
    "DescribeGroups": "somebody asks for groups",
        "GroupMetadataManager#describeGroups", "coordinator/describe.rs";
    "ListGroups": "somebody asks for all groups",
        "GroupMetadataManager#listGroups", "coordinator/describe.rs";
    "Topics": "topics are made, grown or deleted",
        "GroupCoordinatorShard#onTopicsDeleted", "coordinator/offsets/delete.rs";
    "GroupConfig": "a group's configs change", "GroupConfigManager", "broker/configs.rs";
    "Reload": "the coordinator's partition is loaded again",
        "CoordinatorRuntime#scheduleLoadOperation", "coordinator/shard.rs";
    "RunTasks": "background tasks run", "CoordinatorRuntime", "coordinator/timers.rs";
    "Advance": "time passes", "CoordinatorTimer", "coordinator/timers.rs";
};

const STORY: &[Rule] = rules! {
    "consumer.new": "a consumer is constructed",
        "ConsumerConfig, ClassicKafkaConsumer", "config/consumer.rs";
    "producer.new": "a producer is constructed",
        "ProducerConfig, KafkaProducer", "config/producer.rs";
    "produce": "records are sent",
        "KafkaProducer#send, RecordAccumulator", "client/producer/mod.rs";
    "produce.stickyRuns": "records without keys are sent",
        "BuiltInPartitioner", "partitioner/sticky.rs";
    "producer.close": "the producer is closed", "KafkaProducer#close", "client/producer/calls.rs";
    "producer.partitionsFor": "the producer asks for partitions",
        "KafkaProducer#partitionsFor", "client/producer/calls.rs";
    "producer.kill": "the producer's process dies", "Selector#close", "world/faults.rs";
    "subscribe": "the consumer subscribes",
        "ClassicKafkaConsumer#subscribe", "client/consumer/subscription.rs";
    "unsubscribe": "the consumer unsubscribes",
        "ClassicKafkaConsumer#unsubscribe", "client/consumer/calls.rs";
    "assign": "the consumer assigns itself partitions",
        "ClassicKafkaConsumer#assign", "client/consumer/assign.rs";
    "poll": "the consumer polls", "ClassicKafkaConsumer#poll", "client/consumer/poll.rs";
    "commit": "the consumer commits",
        "ConsumerCoordinator#commitOffsetsSync, #commitOffsetsAsync", "client/consumer/commit.rs";
    "committed": "the consumer asks for committed offsets",
        "ConsumerCoordinator#fetchCommittedOffsets", "client/consumer/lookup.rs";
    "position": "the consumer asks for its position",
        "ClassicKafkaConsumer#position", "client/consumer/positions.rs";
    "seek": "the consumer seeks", "ClassicKafkaConsumer#seek", "client/consumer/calls.rs";
    "seekToBeginning": "the consumer seeks to the beginning",
        "ClassicKafkaConsumer#seekToBeginning", "client/consumer/calls.rs";
    "seekToEnd": "the consumer seeks to the end",
        "ClassicKafkaConsumer#seekToEnd", "client/consumer/calls.rs";
    "pause": "the consumer pauses partitions",
        "SubscriptionState#pause", "client/consumer/subscription.rs";
    "resume": "the consumer resumes partitions",
        "SubscriptionState#resume", "client/consumer/subscription.rs";
    "paused": "the consumer tells what is paused",
        "SubscriptionState#pausedPartitions", "client/consumer/subscription.rs";
    "assignment": "the consumer tells its assignment",
        "SubscriptionState#assignedPartitions", "client/consumer/subscription.rs";
    "subscription": "the consumer tells its subscription",
        "SubscriptionState#subscription", "client/consumer/subscription.rs";
    "offsetsForTimes": "the consumer looks times up",
        "OffsetFetcher#offsetsForTimes", "client/consumer/lookup.rs";
    "beginningOffsets": "the consumer asks where logs begin",
        "OffsetFetcher#beginningOffsets", "client/consumer/lookup.rs";
    "endOffsets": "the consumer asks where logs end",
        "OffsetFetcher#endOffsets", "client/consumer/lookup.rs";
    "currentLag": "the consumer tells its lag",
        "ClassicKafkaConsumer#currentLag", "client/consumer/lookup.rs";
    "partitionsFor": "the consumer asks for partitions",
        "ClassicKafkaConsumer#partitionsFor", "client/consumer/lookup.rs";
    "groupMetadata": "the consumer tells its group metadata",
        "ConsumerCoordinator#groupMetadata", "client/consumer/calls.rs";
    "enforceRebalance": "the consumer asks for a rebalance",
        "ClassicKafkaConsumer#enforceRebalance", "client/consumer/calls.rs";
    "close": "the client is closed", "ClassicKafkaConsumer#close", "client/consumer/close.rs";
    "kill": "the process dies", "Selector#close", "world/faults.rs";
    "freeze": "the process hangs", "no class: the operating system", "world/faults.rs";
    "thaw": "the process goes on", "no class: the operating system", "world/faults.rs";
    "wait": "time passes", "no class: the clock", "world/clock.rs";
    "cfg.set": "a group's configs are set", "GroupConfigManager", "broker/configs.rs";
    "topic.create": "a topic is made", "ReplicationControlManager#createTopics", "broker/topics.rs";
    "topic.delete": "a topic is deleted",
        "ReplicationControlManager#deleteTopics", "broker/topics.rs";
    "topic.partitions": "a topic gets more partitions",
        "ReplicationControlManager#createPartitions", "broker/topics.rs";
    "topic.alter": "a topic's configs change", "ConfigurationControlManager", "broker/configs.rs";
    "admin.listOffsets": "an admin looks offsets up",
        "KafkaAdminClient#listOffsets", "broker/list_offsets.rs";
    "admin.deleteRecords": "an admin deletes records",
        "Partition#deleteRecordsOnLeader", "broker/records.rs";
    "admin.alterOffsets": "an admin sets a group's offsets",
        "AlterConsumerGroupOffsetsHandler", "coordinator/offsets/commit.rs";
    "admin.groupOffsets": "an admin asks for a group's offsets",
        "ListConsumerGroupOffsetsHandler", "coordinator/offsets/fetch.rs";
    "admin.deleteOffsets": "an admin deletes a group's offsets",
        "DeleteConsumerGroupOffsetsHandler", "coordinator/offsets/delete.rs";
    "admin.deleteGroup": "an admin deletes a group",
        "DeleteConsumerGroupsHandler", "coordinator/offsets/delete.rs";
    "admin.removeMember": "an admin removes a member",
        "RemoveMembersFromConsumerGroupHandler", "coordinator/classic/leave.rs";
    "admin.describeGroup": "an admin asks for a group",
        "DescribeConsumerGroupsHandler", "coordinator/describe.rs";
    "admin.listGroups": "an admin asks for all groups",
        "KafkaAdminClient#listGroups", "coordinator/describe.rs";
    "admin.describeProducers": "an admin asks for producers",
        "ReplicaManager#activeProducerState", "broker/records.rs";
};

const VECTORS: &[Rule] = rules! {
    "murmur2": "the partition of a key",
        "Utils#murmur2, BuiltInPartitioner", "partitioner/murmur2.rs";
    "crc32": "the checksum of a key", "java.util.zip.CRC32", "partitioner/librdkafka.rs";
    "librdkafka-partitioner": "the partition that librdkafka chooses",
        "rd_kafka_msg_partitioner_*", "partitioner/librdkafka.rs";
    "sticky-partitioner": "the partitions of records without keys",
        "BuiltInPartitioner", "partitioner/sticky.rs";
    "producer-accumulator": "the batches that a producer makes",
        "RecordAccumulator", "accumulator/mod.rs";
    "producer-config": "what a producer's configs come to", "ProducerConfig", "config/producer.rs";
    "consumer-config": "what a consumer's configs come to", "ConsumerConfig", "config/consumer.rs";
    "topic-config": "whether a topic takes configs", "LogConfig", "config/topic.rs";
    "group-config": "whether a group takes configs", "GroupConfig", "config/group.rs";
    "topic-names": "whether a topic may be called so", "Topic#validate", "names.rs";
    "coordinator-placement": "the partition that keeps a group",
        "GroupCoordinatorService#partitionFor", "coordinator/placement.rs";
    "hashmap-order": "the order of a hash map", "java.util.HashMap", "java/hash_map.rs";
    "timeline-map-order": "the order of a timeline map", "TimelineHashMap", "java/timeline.rs";
    "record-batch-size": "the size of a batch", "DefaultRecordBatch, DefaultRecord", "log/sizes.rs";
    "leader-epoch-end": "where a leader epoch ends",
        "LeaderEpochFileCache#endOffsetFor", "log/epochs.rs";
    "leader-epoch-truncate": "the epochs after a truncation",
        "LeaderEpochFileCache", "log/epochs.rs";
    "classic-range": "an assignment", "RangeAssignor", "assignor/range.rs";
    "classic-roundrobin": "an assignment", "RoundRobinAssignor", "assignor/round_robin.rs";
    "classic-sticky": "an assignment", "StickyAssignor", "assignor/sticky.rs";
    "classic-sticky-generations": "assignments of several generations",
        "StickyAssignor", "assignor/sticky.rs";
    "classic-cooperative-sticky": "an assignment",
        "CooperativeStickyAssignor", "assignor/cooperative_sticky.rs";
    "classic-cooperative-sticky-generations": "assignments of several generations",
        "CooperativeStickyAssignor", "assignor/cooperative_sticky.rs";
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_rule_lives_in_a_file_that_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for rule in [LOG, GROUP, STORY, VECTORS].into_iter().flatten() {
            assert!(root.join(rule.file).is_file(), "{}: {}", rule.op, rule.file);
        }
    }
}
