//! What the coordinator writes into `__consumer_offsets`, as typed keys and values.
//!
//! A value of `None` is a tombstone.
//!
//! Source: `GroupCoordinatorRecordHelpers.java`, `OffsetCommitKey.json`, `OffsetCommitValue.json`,
//! `GroupMetadataKey.json`, `GroupMetadataValue.json`.

use crate::quantity::{Bytes, Millis, PartitionId, Text, Time, TopicId};
use alloc::vec::Vec;

/// A record of `__consumer_offsets`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CoordinatorRecord {
    /// Key version 1: a committed offset, or its end.
    OffsetCommit(OffsetCommitKey, Option<OffsetCommitValue>),
    /// Key version 2, which is the group's id: a classic group's last finished generation, or the
    /// group's end.
    GroupMetadata(Text, Option<GroupMetadataValue>),
}

/// Whose offset, and of what. Sorted by group, topic, number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OffsetCommitKey {
    /// The group.
    pub group: Text,
    /// The topic's name.
    pub topic: Text,
    /// The partition's number.
    pub partition: PartitionId,
}

/// A committed offset.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitValue {
    /// The next offset to read; any number that the client sent.
    pub offset: i64,
    /// −1: the client did not know it. Not kept by version 1.
    pub leader_epoch: i32,
    /// The client's own words.
    pub metadata: Text,
    /// When it was committed.
    pub commit_timestamp: Time,
    /// When it expires, if the commit said so itself. Kept by version 1 only.
    pub expire_timestamp: Option<Time>,
    /// Zero if the commit came without. Kept by version 4 only.
    pub topic_id: TopicId,
}

/// A generation of a classic group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMetadataValue {
    /// `consumer`; `""` for a group that nobody has joined yet.
    pub protocol_type: Text,
    /// The generation.
    pub generation: i32,
    /// The chosen assignor.
    pub protocol: Option<Text>,
    /// The leader's member id.
    pub leader: Option<Text>,
    /// When the group came into its state. −1 in records older than version 2.
    pub current_state_timestamp: Option<Time>,
    /// The members; none in an Empty group.
    pub members: Vec<MemberMetadata>,
}

/// A member in its generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberMetadata {
    /// The id that the coordinator gave.
    pub member_id: Text,
    /// `group.instance.id`.
    pub group_instance_id: Option<Text>,
    /// `client.id`.
    pub client_id: Text,
    /// The client's address.
    pub client_host: Text,
    /// How long a join phase waits for the member. −1 in records older than version 1, which knew
    /// the session timeout alone, and if the member said so.
    pub rebalance_timeout: Millis,
    /// `session.timeout.ms`.
    pub session_timeout: Millis,
    /// The member's metadata for the chosen assignor.
    pub subscription: Bytes,
    /// What the leader gave it.
    pub assignment: Bytes,
}

impl CoordinatorRecord {
    /// The end of a committed offset.
    #[must_use]
    pub const fn offset_commit_tombstone(key: OffsetCommitKey) -> Self {
        Self::OffsetCommit(key, None)
    }

    /// The end of a group.
    #[must_use]
    pub const fn group_metadata_tombstone(group_id: Text) -> Self {
        Self::GroupMetadata(group_id, None)
    }
}
