//! The group coordinator's APIs of the classic protocol.
//!
//! Assignments and subscriptions are bytes, as in Kafka: the coordinator never looks inside.

#![allow(
    missing_docs,
    reason = "fields without a doc mean what the protocol schema of that name says"
)]

use crate::error::ErrorCode;
use crate::quantity::{Bytes, Millis, PartitionId, Text, TopicId};
use alloc::vec::Vec;

/// Asks to become, or stay, a member of a group. Version 9 unless `version` says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupRequest {
    /// The API version that the client speaks.
    pub version: i16,
    pub group_id: Text,
    /// Silence after which the coordinator drops the member.
    pub session_timeout_ms: Millis,
    /// How long the coordinator waits for the member to rejoin (`max.poll.interval.ms`).
    pub rebalance_timeout_ms: Millis,
    /// The id that the coordinator gave, or `""` at first.
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    /// `consumer` for consumers.
    pub protocol_type: Text,
    /// Assignors in order of preference, each with its subscription.
    pub protocols: Vec<JoinGroupProtocol>,
    pub reason: Option<Text>,
}

/// An assignor that a member can use, with the subscription for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupProtocol {
    pub name: Text,
    pub metadata: Bytes,
}

/// The end of a join phase, or its refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JoinGroupResponse {
    pub error_code: Option<ErrorCode>,
    /// −1 in a refusal.
    pub generation_id: i32,
    pub protocol_type: Option<Text>,
    /// The chosen assignor.
    pub protocol_name: Option<Text>,
    /// The member that assigns.
    pub leader: Text,
    /// True if the leader must not assign (a static leader that came back).
    pub skip_assignment: bool,
    pub member_id: Text,
    /// Everybody's subscription: for the leader only.
    pub members: Vec<JoinGroupMember>,
}

/// What the leader is told of a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupMember {
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub metadata: Bytes,
}

/// Asks for one's assignment; the leader's brings everybody's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SyncGroupRequest {
    pub version: i16,
    pub group_id: Text,
    pub generation_id: i32,
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub protocol_type: Option<Text>,
    pub protocol_name: Option<Text>,
    /// Member id and assignment; empty from followers.
    pub assignments: Vec<(Text, Bytes)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SyncGroupResponse {
    pub error_code: Option<ErrorCode>,
    pub protocol_type: Option<Text>,
    pub protocol_name: Option<Text>,
    /// Zero bytes if the leader gave this member nothing.
    pub assignment: Bytes,
}

/// "I am alive."
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeartbeatRequest {
    pub version: i16,
    pub group_id: Text,
    pub generation_id: i32,
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeartbeatResponse {
    pub error_code: Option<ErrorCode>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeaveGroupRequest {
    pub version: i16,
    pub group_id: Text,
    pub members: Vec<LeavingMember>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeavingMember {
    /// `""` where only the instance id is known.
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub reason: Option<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LeaveGroupResponse {
    pub error_code: Option<ErrorCode>,
    pub members: Vec<LeftMember>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeftMember {
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub error_code: Option<ErrorCode>,
}

/// Stores offsets of a group. Version 10 carries topic ids beside (here: as well as) names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitRequest {
    pub version: i16,
    pub group_id: Text,
    /// Generation (classic) or member epoch (consumer protocol); −1 from who is no member.
    pub generation_id_or_member_epoch: i32,
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    /// Versions 2 to 4 only: how long to keep the offsets.
    pub retention_time_ms: Option<Millis>,
    pub topics: Vec<OffsetCommitTopic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitTopic {
    pub name: Text,
    /// Zero where the client does not know it.
    pub topic_id: TopicId,
    pub partitions: Vec<OffsetCommitPartition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitPartition {
    pub partition_index: PartitionId,
    /// The *next* offset to read. Any number: the coordinator does not look at the log.
    pub committed_offset: i64,
    /// −1: unknown.
    pub committed_leader_epoch: i32,
    pub committed_metadata: Option<Text>,
}

/// One error a partition, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OffsetCommitResponse {
    pub topics: Vec<OffsetCommitResponseTopic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitResponseTopic {
    pub name: Text,
    pub topic_id: TopicId,
    pub partitions: Vec<(PartitionId, Option<ErrorCode>)>,
}

/// As [`OffsetCommitRequest`], inside a transaction: pending until its marker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TxnOffsetCommitRequest {
    pub version: i16,
    pub transactional_id: Text,
    pub group_id: Text,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub generation_id: i32,
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub topics: Vec<OffsetCommitTopic>,
}

/// One error a partition, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TxnOffsetCommitResponse {
    pub topics: Vec<OffsetCommitResponseTopic>,
}

/// Asks for committed offsets of one group (a request of one group: what clients send).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchRequest {
    pub version: i16,
    pub group_id: Text,
    pub member_id: Option<Text>,
    /// −1 unless the consumer protocol is spoken.
    pub member_epoch: i32,
    /// `None` asks for everything.
    pub topics: Option<Vec<OffsetFetchTopic>>,
    /// Refuse partitions with an undecided transactional commit.
    pub require_stable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchTopic {
    pub name: Text,
    /// Zero where the client does not know it, and below version 10.
    pub topic_id: TopicId,
    pub partition_indexes: Vec<PartitionId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OffsetFetchResponse {
    pub error_code: Option<ErrorCode>,
    pub topics: Vec<(Text, Vec<OffsetFetchPartition>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchPartition {
    pub partition_index: PartitionId,
    /// −1: none. The page shows that as `–`.
    pub committed_offset: i64,
    pub committed_leader_epoch: i32,
    pub metadata: Text,
    pub error_code: Option<ErrorCode>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetDeleteRequest {
    pub group_id: Text,
    pub topics: Vec<(Text, Vec<PartitionId>)>,
}

/// A partition and what went wrong with it.
pub type PartitionError = (PartitionId, Option<ErrorCode>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OffsetDeleteResponse {
    pub error_code: Option<ErrorCode>,
    pub topics: Vec<(Text, Vec<PartitionError>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteGroupsRequest {
    pub groups_names: Vec<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeleteGroupsResponse {
    pub results: Vec<(Text, Option<ErrorCode>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeGroupsRequest {
    pub version: i16,
    pub groups: Vec<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DescribeGroupsResponse {
    pub groups: Vec<DescribedGroup>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedGroup {
    pub error_code: Option<ErrorCode>,
    pub error_message: Option<Text>,
    pub group_id: Text,
    /// `Stable`, `Dead`…
    pub group_state: Text,
    pub protocol_type: Text,
    /// The assignor, in state Stable only.
    pub protocol_data: Text,
    pub members: Vec<DescribedGroupMember>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedGroupMember {
    pub member_id: Text,
    pub group_instance_id: Option<Text>,
    pub client_id: Text,
    pub client_host: Text,
    pub member_metadata: Bytes,
    pub member_assignment: Bytes,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListGroupsRequest {
    /// Empty: all.
    pub states_filter: Vec<Text>,
    /// Empty: all.
    pub types_filter: Vec<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListGroupsResponse {
    pub error_code: Option<ErrorCode>,
    pub groups: Vec<ListedGroup>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListedGroup {
    pub group_id: Text,
    pub protocol_type: Text,
    pub group_state: Text,
    pub group_type: Text,
}
