//! One turn of a classic group: the group, the timers and the world, at one moment.

use super::group::ClassicGroup;
use super::member::ClassicMember;
use crate::coordinator::env::{Append, Env, RequestToken};
use crate::coordinator::record::CoordinatorRecord;
use crate::coordinator::timers::{CoordinatorTimers, TimeoutOperation, TimerKey};
use crate::error::ErrorCode;
use crate::protocol::Response;
use crate::protocol::group::{JoinGroupResponse, SyncGroupResponse};
use crate::quantity::{Bytes, Millis, Text};
use alloc::vec;
use alloc::vec::Vec;

/// Everything that a request to a group, or a timer of it, may change.
pub(in crate::coordinator) struct Turn<'a, 'e> {
    pub(super) group: &'a mut ClassicGroup,
    pub(super) timers: &'a mut CoordinatorTimers,
    pub(super) env: &'a mut Env<'e>,
}

impl<'a, 'e> Turn<'a, 'e> {
    pub(in crate::coordinator) const fn new(
        group: &'a mut ClassicGroup,
        timers: &'a mut CoordinatorTimers,
        env: &'a mut Env<'e>,
    ) -> Self {
        Self { group, timers, env }
    }

    /// What happens when the join timer, the sync timer or a member's heartbeat timer fires.
    pub(in crate::coordinator) fn timer_fired(
        &mut self,
        key: &TimerKey,
        operation: TimeoutOperation,
    ) {
        match (key, operation) {
            (TimerKey::Heartbeat { member_id, .. }, TimeoutOperation::ExpireHeartbeat) => {
                self.expire_heartbeat(member_id);
            }
            (TimerKey::Join(_), TimeoutOperation::CompleteJoin) => self.complete_join(),
            (
                TimerKey::Join(_),
                TimeoutOperation::CompleteInitialRebalance { delay, remaining },
            ) => self.try_complete_initial_rebalance(delay, remaining),
            (TimerKey::Sync(_), TimeoutOperation::ExpirePendingSync { generation_id }) => {
                self.expire_pending_sync(generation_id);
            }
            (
                TimerKey::Heartbeat { .. }
                | TimerKey::Join(_)
                | TimerKey::Sync(_)
                | TimerKey::ExpireOffsets,
                _,
            ) => debug_assert!(false, "{key:?} was never scheduled for {operation:?}"),
        }
    }

    /// The parked requests are told that this broker coordinates the group no more.
    ///
    /// Source: `GroupMetadataManager#onUnloaded`.
    pub(in crate::coordinator) fn resign(&mut self) {
        let ids: Vec<Text> = self.group.members.keys().cloned().collect();
        for id in ids {
            self.answer_join(&id, join_refusal(&id, ErrorCode::NotCoordinator));
            self.answer_sync(&id, Err(ErrorCode::NotCoordinator));
        }
    }

    /// Schedules the sessions of a group just loaded, and makes it smaller if it is too large.
    ///
    /// Source: `GroupMetadataManager#onLoaded`.
    pub(in crate::coordinator) fn loaded(&mut self) {
        let ids: Vec<Text> = self.group.members.keys().cloned().collect();
        for id in &ids {
            self.restart_session(id);
        }
        if ids.len() > self.env.config.group_max_size {
            self.prepare_rebalance();
        }
    }

    /// The member was heard of: its session starts anew.
    pub(in crate::coordinator) fn restart_session(&mut self, member_id: &str) {
        if let Some(member) = self.group.members.get(member_id) {
            let (id, timeout) = (member.member_id.clone(), member.session_timeout);
            self.schedule_heartbeat(id, timeout);
        }
    }

    pub(super) fn schedule_heartbeat(&mut self, member_id: Text, timeout: Millis) {
        let key = TimerKey::Heartbeat { group_id: self.group.group_id.clone(), member_id };
        self.env.schedule(self.timers, key, timeout, TimeoutOperation::ExpireHeartbeat);
    }

    pub(super) fn cancel_heartbeat(&mut self, member_id: &str) {
        let group_id = self.group.group_id.clone();
        self.timers.cancel(&TimerKey::Heartbeat { group_id, member_id: member_id.into() });
    }

    pub(super) fn schedule_join(&mut self, delay: Millis, operation: TimeoutOperation) {
        let key = TimerKey::Join(self.group.group_id.clone());
        self.env.schedule(self.timers, key, delay, operation);
    }

    pub(super) fn append(&mut self, record: CoordinatorRecord) {
        self.env.append(Append::Records { records: vec![record], producer: None });
    }

    /// Answers the member's parked JoinGroup, if it has one.
    pub(super) fn answer_join(&mut self, member_id: &str, response: JoinGroupResponse) {
        let member = self.group.members.get_mut(member_id);
        if let Some(token) = member.and_then(|member| member.awaiting_join.take()) {
            self.env.answer(token, Response::JoinGroup(response));
        }
    }

    /// Answers the member's parked SyncGroup with its assignment or an error; false if there was
    /// none.
    pub(super) fn answer_sync(&mut self, member_id: &str, error: Result<(), ErrorCode>) -> bool {
        let Some(member) = self.group.members.get_mut(member_id) else { return false };
        let Some(token) = member.awaiting_sync.take() else { return false };
        let response = match error {
            Ok(()) => self.assignment_of(member_id),
            Err(error) => sync_refusal(error),
        };
        self.env.answer(token, Response::SyncGroup(response));
        true
    }

    /// What a member that syncs in Stable is told.
    pub(super) fn assignment_of(&self, member_id: &str) -> SyncGroupResponse {
        let member = self.group.members.get(member_id);
        SyncGroupResponse {
            error_code: None,
            protocol_type: self.group.protocol_type.clone(),
            protocol_name: self.group.protocol_name.clone(),
            assignment: member.map_or_else(|| Bytes::from([]), |member| member.assignment.clone()),
        }
    }

    /// The current generation, as its JoinGroup answer tells it to a member.
    pub(super) fn generation_for(&self, member: &ClassicMember) -> JoinGroupResponse {
        let leads = self.group.is_leader(&member.member_id);
        JoinGroupResponse {
            error_code: None,
            generation_id: self.group.generation_id,
            protocol_type: self.group.protocol_type.clone(),
            protocol_name: self.group.protocol_name.clone(),
            leader: self.group.leader_id.clone().unwrap_or_default(),
            skip_assignment: false,
            member_id: member.member_id.clone(),
            members: if leads { self.group.members_for_leader() } else { Vec::new() },
        }
    }

    pub(super) fn refuse_join(&mut self, to: RequestToken, member_id: &str, error: ErrorCode) {
        self.env.answer(to, Response::JoinGroup(join_refusal(member_id, error)));
    }
}

/// A JoinGroup answer that is a refusal.
pub(in crate::coordinator) fn join_refusal(member_id: &str, error: ErrorCode) -> JoinGroupResponse {
    JoinGroupResponse {
        error_code: Some(error),
        generation_id: -1,
        member_id: member_id.into(),
        ..JoinGroupResponse::default()
    }
}

/// A SyncGroup answer that is a refusal.
pub(in crate::coordinator) fn sync_refusal(error: ErrorCode) -> SyncGroupResponse {
    SyncGroupResponse { error_code: Some(error), ..SyncGroupResponse::default() }
}
