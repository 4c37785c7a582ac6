//! A consumer group as its coordinator knows it, beside what its members believe.
//!
//! The two are separate on purpose: they meet only in messages, and may disagree.

use super::{Deadline, PartitionName, Text};
use std::rc::Rc;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `group.id`.
    pub id: Text,
    /// Where it stands in the rebalance protocol.
    pub state: GroupState,
    /// `generation.id`; 0 before the first rebalance.
    pub generation: i32,
    /// The assignor that the members agreed on: `range`. `None` before they have.
    pub protocol: Option<Text>,
    /// `consumer` once somebody joined; `None` for a group that only ever committed.
    pub protocol_type: Option<Text>,
    /// Where its offsets and its state are kept, and why there.
    pub coordinator: Coordinator,
    /// The member that computes the assignment.
    pub leader: Option<Text>,
    /// By member id.
    pub members: Rc<[Member]>,
    /// Ids that were handed out and have not come back yet.
    pub pending: Rc<[PendingMember]>,
    /// The coordinator's next timer for this group.
    pub next_timer: Option<Deadline>,
}

/// The states of a classic group, by Kafka's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupState {
    /// No members; perhaps offsets.
    Empty,
    /// Waiting for the members to join.
    PreparingRebalance,
    /// Waiting for the leader's assignment.
    CompletingRebalance,
    /// Every member has its assignment.
    Stable,
    /// Going away.
    Dead,
}

impl GroupState {
    /// Kafka's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
            Self::Dead => "Dead",
        }
    }
}

/// `abs(group.id.hashCode()) % partitions`: the true relative of the article's formula.
/// Source: `GroupCoordinatorService#partitionFor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    /// `"billing".hashCode()`.
    pub hash: i32,
    /// `Utils.abs(hash)`: 0 for the smallest number.
    pub absolute: i32,
    /// `offsets.topic.num.partitions`.
    pub partitions: i32,
    /// The partition of `__consumer_offsets`.
    pub partition: i32,
    /// The broker that leads it: the coordinator.
    pub broker: Option<i32>,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The client in this world whose id the coordinator holds; `None` if no client claims it.
    pub client: Option<Text>,
    /// `client.id`, as the coordinator was told.
    pub client_id: Text,
    /// `member.id`.
    pub member_id: Text,
    /// `group.instance.id`.
    pub instance_id: Option<Text>,
    /// Computes the assignment.
    pub leader: bool,
    /// The topics that it asked for.
    pub subscribed: Rc<[Text]>,
    /// What the coordinator gave it in this generation.
    pub assigned: Rc<[PartitionName]>,
    /// What the client believes; `None` if no client claims this member id.
    pub believes: Option<Belief>,
    /// When the coordinator gives it up, if it hears nothing.
    pub session_ends: Option<i64>,
    /// A request of its is held until the group can answer.
    pub parked: Option<Parked>,
}

/// What a consumer believes of its membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belief {
    /// The generation of its last assignment.
    pub generation: i32,
    /// The partitions that it thinks are its own.
    pub assigned: Rc<[PartitionName]>,
}

/// Which request the coordinator holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parked {
    /// JoinGroup: until all have joined, or time is up.
    Join,
    /// SyncGroup: until the leader's assignment is there.
    Sync,
}

/// A member id that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMember {
    /// The id.
    pub member_id: Text,
    /// When it is forgotten.
    pub ends: Option<i64>,
}
