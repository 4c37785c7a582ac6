//! A classic group: its members and where it is between two generations.
//!
//! Invariant: the leader, if there is one, is a member; `static_members` points at members.

use super::member::ClassicMember;
use super::state::ClassicGroupState;
use crate::coordinator::record::{CoordinatorRecord, GroupMetadataValue, MemberMetadata};
use crate::error::ErrorCode;
use crate::java::JavaHashMap;
use crate::protocol::consumer_protocol::PROTOCOL_TYPE;
use crate::protocol::group::{JoinGroupMember, JoinGroupProtocol};
use crate::quantity::{Millis, Text, Time};
use crate::sorted::{SortedMap, SortedSet};
use alloc::vec;
use alloc::vec::Vec;

/// A group of the classic protocol, or one that has nothing but committed offsets.
///
/// Source: `ClassicGroup.java`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClassicGroup {
    pub(super) group_id: Text,
    pub(super) state: ClassicGroupState,
    /// Where it was before: a join phase that began in Empty has an initial delay.
    pub(super) previous_state: ClassicGroupState,
    pub(super) current_state_timestamp: Option<Time>,
    pub(super) protocol_type: Option<Text>,
    pub(super) protocol_name: Option<Text>,
    pub(super) generation_id: i32,
    pub(super) leader_id: Option<Text>,
    /// In the order of Java's `HashMap`, which elects leaders and orders what is sent to them.
    pub(super) members: JavaHashMap<Text, ClassicMember>,
    /// Instance id to member id.
    pub(super) static_members: SortedMap<Text, Text>,
    /// Ids that were handed out with MEMBER_ID_REQUIRED and have not come back.
    pub(super) pending_join_members: SortedSet<Text>,
    /// Members of the new generation that have not asked for their assignment.
    pub(super) pending_sync_members: SortedSet<Text>,
    pub(super) subscribed_topics: Option<SortedSet<Text>>,
    /// Somebody joined during the initial delay, which makes it longer.
    pub(super) new_member_added: bool,
}

impl ClassicGroup {
    /// A group that nobody has joined.
    pub(in crate::coordinator) fn new(group_id: Text, now: Time) -> Self {
        Self {
            group_id,
            state: ClassicGroupState::Empty,
            previous_state: ClassicGroupState::Dead,
            current_state_timestamp: Some(now),
            protocol_type: None,
            protocol_name: None,
            generation_id: 0,
            leader_id: None,
            members: JavaHashMap::new(),
            static_members: SortedMap::new(),
            pending_join_members: SortedSet::new(),
            pending_sync_members: SortedSet::new(),
            subscribed_topics: None,
            new_member_added: false,
        }
    }

    /// The group as its last record says: Stable if it has members, else Empty.
    ///
    /// Source: `GroupMetadataManager#replay(GroupMetadataKey, GroupMetadataValue)`.
    pub(in crate::coordinator) fn from_record(group_id: Text, value: &GroupMetadataValue) -> Self {
        let mut group = Self::new(group_id, Time::default());
        if !value.members.is_empty() {
            group.state = ClassicGroupState::Stable;
        }
        group.current_state_timestamp = value.current_state_timestamp;
        group.protocol_type = Some(value.protocol_type.clone()).filter(|text| !text.is_empty());
        group.protocol_name.clone_from(&value.protocol);
        group.generation_id = value.generation;
        group.leader_id.clone_from(&value.leader);
        for member in &value.members {
            let protocol = value.protocol.clone().unwrap_or_default();
            group.add(ClassicMember {
                member_id: member.member_id.clone(),
                group_instance_id: member.group_instance_id.clone(),
                client_id: member.client_id.clone(),
                client_host: member.client_host.clone(),
                rebalance_timeout: match member.rebalance_timeout {
                    Millis(-1) => member.session_timeout,
                    said => said,
                },
                session_timeout: member.session_timeout,
                supported_protocols: vec![JoinGroupProtocol {
                    name: protocol,
                    metadata: member.subscription.clone(),
                }],
                assignment: member.assignment.clone(),
                awaiting_join: None,
                awaiting_sync: None,
                is_new: false,
            });
        }
        group.subscribed_topics = group.compute_subscribed_topics();
        group
    }

    /// The group's id.
    #[must_use]
    pub const fn group_id(&self) -> &Text {
        &self.group_id
    }

    /// Where it is.
    #[must_use]
    pub const fn state(&self) -> ClassicGroupState {
        self.state
    }

    /// Since when; `None` in a group loaded from a very old record.
    #[must_use]
    pub const fn current_state_timestamp(&self) -> Option<Time> {
        self.current_state_timestamp
    }

    /// The type of its members' protocol; `None` until somebody has joined.
    #[must_use]
    pub const fn protocol_type(&self) -> Option<&Text> {
        self.protocol_type.as_ref()
    }

    /// The chosen assignor; `None` before the first generation and in an Empty group.
    #[must_use]
    pub const fn protocol_name(&self) -> Option<&Text> {
        self.protocol_name.as_ref()
    }

    /// The generation, 0 before the first.
    #[must_use]
    pub const fn generation_id(&self) -> i32 {
        self.generation_id
    }

    /// The member that assigns.
    #[must_use]
    pub const fn leader_id(&self) -> Option<&Text> {
        self.leader_id.as_ref()
    }

    /// The members in Java's order.
    pub fn members(&self) -> impl ExactSizeIterator<Item = &ClassicMember> {
        self.members.values()
    }

    /// The member of that id.
    #[must_use]
    pub fn member(&self, member_id: &str) -> Option<&ClassicMember> {
        self.members.get(member_id)
    }

    /// Ids that were handed out and have not joined yet, sorted.
    pub fn pending_members(&self) -> impl Iterator<Item = &Text> {
        self.pending_join_members.iter()
    }

    /// Members that have not asked for their assignment, sorted.
    pub fn pending_sync_members(&self) -> impl Iterator<Item = &Text> {
        self.pending_sync_members.iter()
    }

    /// The topics that the members subscribe to; `None` before they can be known.
    #[must_use]
    pub const fn subscribed_topics(&self) -> Option<&SortedSet<Text>> {
        self.subscribed_topics.as_ref()
    }

    /// Whether it is in state Empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.state == ClassicGroupState::Empty
    }

    /// Whether the members speak the consumers' protocol.
    #[must_use]
    pub fn uses_consumer_group_protocol(&self) -> bool {
        self.protocol_type.as_deref() == Some(PROTOCOL_TYPE)
    }

    /// Whether a member subscribes to `topic`; also true if that cannot be known.
    #[must_use]
    pub fn is_subscribed_to_topic(&self, topic: &str) -> bool {
        match &self.subscribed_topics {
            Some(topics) => topics.contains(topic),
            None => self.uses_consumer_group_protocol(),
        }
    }

    pub(super) fn is_leader(&self, member_id: &str) -> bool {
        self.leader_id.as_deref() == Some(member_id)
    }

    pub(super) fn is_pending(&self, member_id: &str) -> bool {
        self.pending_join_members.contains(member_id)
    }

    pub(super) fn awaiting_join(&self) -> usize {
        self.members.values().filter(|member| member.awaiting_join.is_some()).count()
    }

    /// Whether nothing is left to wait for in a join phase.
    pub(super) fn has_all_members_joined(&self) -> bool {
        self.awaiting_join() == self.members.len() && self.pending_join_members.is_empty()
    }

    /// The longest that any member lets a join phase wait.
    pub(super) fn rebalance_timeout(&self) -> Millis {
        let timeouts = self.members.values().map(|member| member.rebalance_timeout);
        timeouts.max().unwrap_or_default().max(Millis(0))
    }

    /// Whether the request of a member that calls itself so may be taken.
    ///
    /// Source: `ClassicGroup#validateMember`.
    pub(in crate::coordinator) fn validate_member(
        &self,
        member_id: &str,
        group_instance_id: Option<&str>,
    ) -> Result<(), ErrorCode> {
        if let Some(instance_id) = group_instance_id {
            let holder = self.static_members.get(instance_id).ok_or(ErrorCode::UnknownMemberId)?;
            if &**holder != member_id {
                return Err(ErrorCode::FencedInstanceId);
            }
        }
        if self.members.contains_key(member_id) { Ok(()) } else { Err(ErrorCode::UnknownMemberId) }
    }

    /// Takes `member` in. The first one gives the group its protocol type and leads.
    pub(super) fn add(&mut self, member: ClassicMember) {
        if let Some(instance_id) = &member.group_instance_id {
            self.static_members.insert(instance_id.clone(), member.member_id.clone());
        }
        if self.leader_id.is_none() {
            self.leader_id = Some(member.member_id.clone());
        }
        self.pending_join_members.remove(&member.member_id);
        self.members.put(member.member_id.clone(), member);
    }

    /// Takes a member, or a pending one, out. If it led, the first that is left leads.
    pub(super) fn remove(&mut self, member_id: &str) {
        if let Some(removed) = self.members.remove(member_id)
            && let Some(instance_id) = removed.group_instance_id
        {
            self.static_members.remove(&instance_id);
        }
        if self.is_leader(member_id) {
            self.leader_id = self.members.keys().next().cloned();
        }
        self.pending_join_members.remove(member_id);
        self.pending_sync_members.remove(member_id);
    }

    /// Sees to it that who leads has joined; false if nobody has.
    ///
    /// Source: `ClassicGroup#maybeElectNewJoinedLeader`.
    pub(super) fn elect_joined_leader(&mut self) -> bool {
        let Some(leader_id) = &self.leader_id else { return false };
        let joined = |member: &&ClassicMember| member.awaiting_join.is_some();
        if self.members.get(leader_id).is_some_and(|leader| joined(&leader)) {
            return true;
        }
        let Some(next) = self.members.values().find(joined) else { return false };
        self.leader_id = Some(next.member_id.clone());
        true
    }

    pub(super) fn transition_to(&mut self, next: ClassicGroupState, now: Time) {
        debug_assert!(self.state.may_become(next), "{} to {next}", self.state);
        self.previous_state = self.state;
        self.state = next;
        self.current_state_timestamp = Some(now);
    }

    /// Everybody's metadata for the chosen assignor, for the leader.
    pub(super) fn members_for_leader(&self) -> Vec<JoinGroupMember> {
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let members = self.members.values().map(|member| JoinGroupMember {
            member_id: member.member_id.clone(),
            group_instance_id: member.group_instance_id.clone(),
            metadata: member.metadata(protocol),
        });
        members.collect()
    }

    /// The record of the generation, with the assignments that the members hold.
    ///
    /// Source: `GroupCoordinatorRecordHelpers#newGroupMetadataRecord`.
    pub(super) fn metadata_record(&self) -> CoordinatorRecord {
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let members = self.members.values().map(|member| MemberMetadata {
            member_id: member.member_id.clone(),
            group_instance_id: member.group_instance_id.clone(),
            client_id: member.client_id.clone(),
            client_host: member.client_host.clone(),
            rebalance_timeout: member.rebalance_timeout,
            session_timeout: member.session_timeout,
            subscription: member.metadata(protocol),
            assignment: member.assignment.clone(),
        });
        let value = GroupMetadataValue {
            protocol_type: self.protocol_type.clone().unwrap_or_default(),
            generation: self.generation_id,
            protocol: self.protocol_name.clone(),
            leader: self.leader_id.clone(),
            current_state_timestamp: self.current_state_timestamp,
            members: members.collect(),
        };
        CoordinatorRecord::GroupMetadata(self.group_id.clone(), Some(value))
    }

    /// The record that a group is first known by: nobody is in it yet.
    ///
    /// Source: `GroupCoordinatorRecordHelpers#newEmptyGroupMetadataRecord`.
    pub(super) fn first_record(&self) -> CoordinatorRecord {
        let value = GroupMetadataValue {
            protocol_type: Text::default(),
            generation: 0,
            protocol: None,
            leader: None,
            current_state_timestamp: self.current_state_timestamp,
            members: Vec::new(),
        };
        CoordinatorRecord::GroupMetadata(self.group_id.clone(), Some(value))
    }
}
