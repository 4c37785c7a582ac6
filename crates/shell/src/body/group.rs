//! The fields of the group coordinator's requests.

use super::record;
use engine::protocol::group::*;
use engine::quantity::{Bytes, Millis, Text, TopicId};

/// No text: `""`.
fn none() -> Text {
    Text::from("")
}

record!(JoinGroupRequest {
    version "version" = 9,
    group_id "groupId",
    session_timeout_ms "sessionTimeoutMs" = Millis(45_000),
    rebalance_timeout_ms "rebalanceTimeoutMs" = Millis(300_000),
    member_id "memberId" = none(),
    group_instance_id "groupInstanceId" = None,
    protocol_type "protocolType" = Text::from("consumer"),
    protocols "protocols" = Vec::new(),
    reason "reason" = None,
});

record!(JoinGroupProtocol { name "name", metadata "metadata" = Bytes::from([]) });

record!(SyncGroupRequest {
    version "version" = 5,
    group_id "groupId",
    generation_id "generationId",
    member_id "memberId",
    group_instance_id "groupInstanceId" = None,
    protocol_type "protocolType" = None,
    protocol_name "protocolName" = None,
    assignments "assignments" = Vec::new(),
});

record!(HeartbeatRequest {
    version "version" = 4,
    group_id "groupId",
    generation_id "generationId",
    member_id "memberId",
    group_instance_id "groupInstanceId" = None,
});

record!(LeaveGroupRequest {
    version "version" = 5,
    group_id "groupId",
    members "members" = Vec::new(),
});

record!(LeavingMember {
    member_id "memberId" = none(),
    group_instance_id "groupInstanceId" = None,
    reason "reason" = None,
});

record!(OffsetCommitRequest {
    version "version" = 9,
    group_id "groupId",
    generation_id_or_member_epoch "generationIdOrMemberEpoch" = -1,
    member_id "memberId" = none(),
    group_instance_id "groupInstanceId" = None,
    retention_time_ms "retentionTimeMs" = None,
    topics "topics" = Vec::new(),
});

record!(OffsetCommitTopic {
    name "name" = none(),
    topic_id "topicId" = TopicId::default(),
    partitions "partitions" = Vec::new(),
});

record!(OffsetCommitPartition {
    partition_index "partitionIndex",
    committed_offset "committedOffset",
    committed_leader_epoch "committedLeaderEpoch" = -1,
    committed_metadata "committedMetadata" = Some(none()),
});

record!(TxnOffsetCommitRequest {
    version "version" = 5,
    transactional_id "transactionalId",
    group_id "groupId",
    producer_id "producerId",
    producer_epoch "producerEpoch",
    generation_id "generationId" = -1,
    member_id "memberId" = none(),
    group_instance_id "groupInstanceId" = None,
    topics "topics" = Vec::new(),
});

record!(OffsetFetchRequest {
    version "version" = 9,
    group_id "groupId",
    member_id "memberId" = None,
    member_epoch "memberEpoch" = -1,
    topics "topics" = None,
    require_stable "requireStable" = false,
});

record!(OffsetFetchTopic {
    name "name" = none(),
    topic_id "topicId" = TopicId::default(),
    partition_indexes "partitionIndexes" = Vec::new(),
});

record!(OffsetDeleteRequest { group_id "groupId", topics "topics" = Vec::new() });

record!(DeleteGroupsRequest { groups_names "groupsNames" });

record!(DescribeGroupsRequest { version "version" = 6, groups "groups" });

record!(ListGroupsRequest {
    states_filter "statesFilter" = Vec::new(),
    types_filter "typesFilter" = Vec::new(),
});
