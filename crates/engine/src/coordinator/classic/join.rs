//! JoinGroup: how a client becomes a member, or says that it still is one.
//!
//! Source: `GroupMetadataManager#classicGroupJoinToClassicGroup` and what it calls.

use super::member::ClassicMember;
use super::state::ClassicGroupState as State;
use super::turn::Turn;
use crate::coordinator::env::{ClientInfo, RequestToken};
use crate::error::ErrorCode;
use crate::protocol::Response;
use crate::protocol::group::JoinGroupRequest;
use crate::quantity::Text;

/// From this version on a client must come back with the id that it was given (KIP-394).
const REQUIRES_KNOWN_MEMBER_ID: i16 = 4;

/// A JoinGroup with who sent it.
#[derive(Clone, Copy)]
pub(in crate::coordinator) struct Joining<'r> {
    pub(in crate::coordinator) request: &'r JoinGroupRequest,
    pub(in crate::coordinator) from: RequestToken,
    pub(in crate::coordinator) client: &'r ClientInfo,
}

impl Turn<'_, '_> {
    /// 1. A group that is full takes nobody; whoever asked is out.
    /// 2. Without an id: a new member, see below.
    /// 3. With one: a pending member that comes back, or a member that joins again.
    ///
    /// `is_new_group`: nobody knew the group before. Then it is written down, unless that happened.
    pub(in crate::coordinator) fn join(&mut self, joining: Joining<'_>, is_new_group: bool) {
        let appended = self.env.outcome.appends.len();
        let member_id = &joining.request.member_id;
        if !self.accepts(member_id) {
            self.group.remove(member_id);
            self.refuse_join(joining.from, "", ErrorCode::GroupMaxSizeReached);
        } else if member_id.is_empty() {
            self.join_new(joining);
        } else {
            self.join_existing(joining);
        }
        if is_new_group && self.env.outcome.appends.len() == appended {
            let record = self.group.first_record();
            self.append(record);
        }
    }

    /// Whether `group.max.size` leaves room. In a join phase the seats go to whoever joins first.
    fn accepts(&self, member_id: &str) -> bool {
        let max_size = self.env.config.group_max_size;
        let member = self.group.members.get(member_id);
        match self.group.state {
            State::Empty | State::Dead => true,
            State::PreparingRebalance => {
                member.is_some_and(|member| member.awaiting_join.is_some())
                    || self.group.awaiting_join() < max_size
            }
            State::CompletingRebalance | State::Stable => {
                member.is_some() || self.group.members.len() < max_size
            }
        }
    }

    fn join_new(&mut self, joining: Joining<'_>) {
        let Joining { request, from, client } = joining;
        if self.group.state == State::Dead {
            return self.refuse_join(from, "", ErrorCode::CoordinatorNotAvailable);
        }
        if !self.group.supports_protocols(&request.protocol_type, &request.protocols) {
            return self.refuse_join(from, "", ErrorCode::InconsistentGroupProtocol);
        }
        let prefix = request.group_instance_id.as_ref().unwrap_or(&client.client_id);
        let new_id = self.env.member_ids.next_member_id(&client.client_id, prefix);
        if let Some(instance_id) = &request.group_instance_id {
            match self.group.static_members.get(instance_id).cloned() {
                Some(old_id) => self.replace_static_member(joining, &old_id, new_id),
                None => self.add_member(joining, new_id),
            }
        } else if request.version >= REQUIRES_KNOWN_MEMBER_ID {
            self.group.pending_join_members.insert(new_id.clone());
            self.schedule_heartbeat(new_id.clone(), request.session_timeout_ms);
            self.refuse_join(from, &new_id, ErrorCode::MemberIdRequired);
        } else {
            self.add_member(joining, new_id);
        }
    }

    fn join_existing(&mut self, joining: Joining<'_>) {
        let Joining { request, from, .. } = joining;
        let member_id = &request.member_id;
        if self.group.state == State::Dead {
            return self.refuse_join(from, member_id, ErrorCode::CoordinatorNotAvailable);
        }
        if !self.group.supports_protocols(&request.protocol_type, &request.protocols) {
            return self.refuse_join(from, member_id, ErrorCode::InconsistentGroupProtocol);
        }
        if self.group.is_pending(member_id) {
            if request.group_instance_id.is_some() {
                // Kafka throws an IllegalStateException here.
                return self.refuse_join(from, "", ErrorCode::UnknownServerError);
            }
            return self.add_member(joining, member_id.clone());
        }
        if let Err(error) =
            self.group.validate_member(member_id, request.group_instance_id.as_deref())
        {
            return self.refuse_join(from, member_id, error);
        }
        match self.group.state {
            State::PreparingRebalance => self.update_member(joining),
            State::CompletingRebalance => {
                if self.is_unchanged(request) {
                    self.answer_with_generation(joining);
                } else {
                    self.update_member(joining);
                }
            }
            State::Stable => {
                if !self.group.is_leader(member_id) && self.is_unchanged(request) {
                    self.answer_with_generation(joining);
                } else {
                    self.update_member(joining);
                }
            }
            State::Empty | State::Dead => {
                self.refuse_join(from, member_id, ErrorCode::UnknownMemberId);
            }
        }
    }

    /// Whether the member still has the very assignors and subscriptions that it had.
    fn is_unchanged(&self, request: &JoinGroupRequest) -> bool {
        let member = self.group.members.get(&request.member_id);
        member.is_some_and(|member| member.supported_protocols == request.protocols)
    }

    fn answer_with_generation(&mut self, joining: Joining<'_>) {
        if let Some(member) = self.group.members.get(&joining.request.member_id) {
            let response = self.generation_for(member);
            self.env.answer(joining.from, Response::JoinGroup(response));
        }
    }

    /// Takes a member in and parks its request. Its timer is long, whatever its session: it cannot
    /// send heartbeats before the join phase ends.
    fn add_member(&mut self, joining: Joining<'_>, member_id: Text) {
        if self.group.state == State::PreparingRebalance
            && self.group.previous_state == State::Empty
        {
            self.group.new_member_added = true;
        }
        if self.group.members.is_empty() {
            self.group.protocol_type = Some(joining.request.protocol_type.clone());
        }
        let mut member = ClassicMember::joining(member_id.clone(), joining.request, joining.client);
        member.awaiting_join = Some(joining.from);
        self.group.add(member);
        self.schedule_heartbeat(member_id, self.env.config.new_member_join_timeout);
        self.prepare_rebalance_or_complete_join();
    }

    /// Takes over what a member says of itself and parks its request, in the place of an older one.
    fn update_member(&mut self, joining: Joining<'_>) {
        self.take_over(&joining.request.member_id, joining);
        self.prepare_rebalance_or_complete_join();
    }

    /// Writes the request's protocols and timeouts over those of the member and parks the request.
    pub(super) fn take_over(&mut self, member_id: &str, joining: Joining<'_>) {
        if let Some(member) = self.group.members.get_mut(member_id) {
            member.supported_protocols.clone_from(&joining.request.protocols);
            member.rebalance_timeout = joining.request.rebalance_timeout_ms;
            member.session_timeout = joining.request.session_timeout_ms;
            member.awaiting_join = Some(joining.from);
        }
    }
}
