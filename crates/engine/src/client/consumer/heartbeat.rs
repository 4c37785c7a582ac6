//! The heartbeat thread: it tells the coordinator that the process lives, and leaves the group
//! for an application that does not poll.
//!
//! Invariant: it never changes what is assigned. It changes what the consumer believes of its
//! membership, and the next poll draws the consequences.
//!
//! Source: `AbstractCoordinator.HeartbeatThread`, `Heartbeat.java`.
//! Smaller than Kafka: the thread looks at its timers exactly when they are due; Java's looks every
//! `retry.backoff.ms`.

use super::Consumer;
use super::calls::Kind;
use super::coordinator::{Generation, MemberState};
use super::wire::Purpose;
use crate::client::{Correlation, Disconnected, Io};
use crate::command::Membership;
use crate::error::ErrorCode;
use crate::event::ClientError;
use crate::protocol::group::{HeartbeatRequest, LeaveGroupRequest, LeavingMember};
use crate::protocol::{Request, Response};
use crate::quantity::Time;
use alloc::vec;

/// The thread and its clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct HeartbeatThread {
    /// It was started, by the first join.
    started: bool,
    /// It runs: from the end of a join phase until the member is out of the group.
    pub(super) enabled: bool,
    /// It ended with this; the next poll throws it.
    failed: Option<ClientError>,
    /// The next heartbeat.
    pub(super) send_at: Time,
    /// The end of the session as the client counts it.
    pub(super) session_at: Time,
    /// The end of `max.poll.interval.ms`.
    pub(super) poll_at: Time,
    pub(super) in_flight: Option<Correlation>,
    /// When the last heartbeat was sent.
    pub(super) last_sent: Option<Time>,
}

impl Consumer {
    /// Whether the thread takes in answers while no call is open.
    pub(super) fn heartbeat_thread_polls(&self) -> bool {
        let joined = match self.group.state {
            MemberState::Unjoined | MemberState::PreparingRebalance => false,
            MemberState::CompletingRebalance | MemberState::Stable => true,
        };
        let thread = &self.group.heartbeat;
        thread.enabled && joined && thread.failed.is_none() && !self.closed
    }

    /// The first join starts the thread, disabled.
    pub(super) fn start_heartbeat_thread(&mut self) {
        self.group.heartbeat.started = true;
    }

    /// The join phase is over: heartbeats begin.
    pub(super) fn enable_heartbeat_thread(&mut self, now: Time) {
        let thread = &mut self.group.heartbeat;
        if thread.started {
            thread.enabled = true;
            thread.in_flight = None;
            thread.send_at = now + self.config.heartbeat_interval();
            thread.session_at = now + self.config.session_timeout();
            thread.poll_at = now + self.config.max_poll_interval();
        }
    }

    /// `close` ends the thread.
    pub(super) fn close_heartbeat_thread(&mut self) {
        self.group.heartbeat = HeartbeatThread::default();
    }

    /// A poll: the application lives.
    ///
    /// # Errors
    ///
    /// What the thread ended with; another one is started by the next join.
    pub(super) fn poll_heartbeat(&mut self, now: Time) -> Result<(), ClientError> {
        let thread = &mut self.group.heartbeat;
        if let Some(error) = thread.failed.take() {
            self.close_heartbeat_thread();
            return Err(error);
        }
        thread.poll_at = now + self.config.max_poll_interval();
        Ok(())
    }

    /// One turn of the thread.
    pub(super) fn heartbeat_thread(&mut self, io: &mut Io<'_>) {
        if !self.group.heartbeat.enabled {
            return;
        }
        if !self.heartbeat_thread_polls() {
            self.group.heartbeat.enabled = false;
            return;
        }
        self.refresh_metadata(io);
        if self.group.coordinator.is_none() {
            self.look_for_coordinator(io);
            return;
        }
        let polling = self.call.as_ref().is_some_and(|call| matches!(call.kind, Kind::Poll { .. }));
        let thread = &self.group.heartbeat;
        if thread.session_at <= io.now {
            self.mark_coordinator_unknown();
            self.read_answers(io);
            self.look_for_coordinator(io);
        } else if thread.poll_at <= io.now && !polling {
            self.leave_group(Membership::Default, "consumer poll timeout has expired.", io);
        } else if thread.send_at <= io.now && thread.in_flight.is_none() {
            self.send_heartbeat(io);
        }
    }

    fn send_heartbeat(&mut self, io: &mut Io<'_>) {
        let Some(group_id) = self.group.id.clone() else { return };
        let generation = self.group.generation.clone();
        let request = Request::Heartbeat(HeartbeatRequest {
            version: 4,
            group_id,
            generation_id: generation.generation_id,
            member_id: generation.member_id.clone(),
            group_instance_id: self.config.group_instance_id().cloned(),
        });
        let sent = self.send_to_coordinator(request, Purpose::Heartbeat(generation), io);
        let interval = self.config.heartbeat_interval();
        let thread = &mut self.group.heartbeat;
        thread.in_flight = sent;
        thread.last_sent = Some(io.now);
        thread.send_at = io.now + interval;
    }

    pub(super) fn heartbeat_answered(
        &mut self,
        sent: &Generation,
        answer: Result<&Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        self.group.heartbeat.in_flight = None;
        let unchanged = self.group.generation == *sent;
        let error = match answer {
            Ok(Response::Heartbeat(answer)) => answer.error_code,
            Ok(_) | Err(Disconnected) => Some(ErrorCode::NetworkException),
        };
        let alive = match error {
            None => true,
            Some(ErrorCode::RebalanceInProgress) => {
                if self.group.state == MemberState::Stable {
                    self.group.request_rejoin("group is already rebalancing");
                }
                true
            }
            Some(
                ErrorCode::IllegalGeneration
                | ErrorCode::UnknownMemberId
                | ErrorCode::FencedInstanceId,
            ) if !unchanged => true,
            Some(
                code @ (ErrorCode::IllegalGeneration
                | ErrorCode::UnknownMemberId
                | ErrorCode::FencedInstanceId),
            ) => {
                self.reset_on_error(code, "HEARTBEAT");
                if code == ErrorCode::FencedInstanceId {
                    self.group.heartbeat.failed = Some(ClientError::of(code));
                }
                false
            }
            Some(ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator) => {
                self.mark_coordinator_unknown();
                false
            }
            Some(_) => false,
        };
        if alive {
            self.group.heartbeat.session_at = io.now + self.config.session_timeout();
        } else {
            self.group.heartbeat.send_at = io.now + self.config.retry_backoff();
        }
    }

    /// The coordinator does not know this membership.
    pub(super) fn reset_on_error(&mut self, code: ErrorCode, api: &str) {
        let reason = alloc::format!("encountered {code} from {api} response");
        let forget_member_id = code != ErrorCode::IllegalGeneration;
        self.group.reset_and_rejoin(&reason, forget_member_id);
    }

    /// Leaves the group, telling the coordinator if the kind of member does that, and forgets the
    /// membership either way.
    pub(super) fn leave_group(&mut self, how: Membership, reason: &str, io: &mut Io<'_>) {
        let tells = match how {
            Membership::Default => self.config.group_instance_id().is_none(),
            Membership::LeaveGroup => true,
            Membership::RemainInGroup => false,
        };
        let is_member = self.group.state != MemberState::Unjoined
            && !self.group.generation.member_id.is_empty();
        if let Some(group_id) = self.group.id.clone().filter(|_| tells && is_member) {
            let member = LeavingMember {
                member_id: self.group.generation.member_id.clone(),
                group_instance_id: self.config.group_instance_id().cloned(),
                reason: Some(reason.into()),
            };
            let request = Request::LeaveGroup(LeaveGroupRequest {
                version: 5,
                group_id,
                members: vec![member],
            });
            self.send_to_coordinator(request, Purpose::Leave, io);
        }
        self.group.prepare = None;
        self.group.completion = None;
        self.group.reset_and_rejoin("consumer pro-actively leaving the group", true);
    }
}
