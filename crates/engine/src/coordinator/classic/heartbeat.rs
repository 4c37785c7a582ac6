//! Heartbeat, and what happens to members that are not heard of.
//!
//! Source: `GroupMetadataManager#classicGroupHeartbeatToClassicGroup`,
//! `#expireClassicGroupMemberHeartbeat`.

use super::state::ClassicGroupState as State;
use super::turn::{Turn, join_refusal};
use crate::error::ErrorCode;
use crate::protocol::group::HeartbeatRequest;

impl Turn<'_, '_> {
    /// Restarts the session of a member with the right generation, also while it is told to join
    /// again.
    pub(in crate::coordinator) fn heartbeat(
        &mut self,
        request: &HeartbeatRequest,
    ) -> Result<(), ErrorCode> {
        if self.group.state == State::Dead {
            return Err(ErrorCode::CoordinatorNotAvailable);
        }
        self.group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.group.generation_id {
            return Err(ErrorCode::IllegalGeneration);
        }
        match self.group.state {
            State::Empty | State::Dead => Err(ErrorCode::UnknownMemberId),
            State::PreparingRebalance => {
                self.restart_session(&request.member_id);
                Err(ErrorCode::RebalanceInProgress)
            }
            State::CompletingRebalance | State::Stable => {
                self.restart_session(&request.member_id);
                Ok(())
            }
        }
    }

    /// A commit of a member was taken, which shows that it is alive. While the leader assigns, no
    /// commit of a member is taken; in Empty nobody is one.
    pub(in crate::coordinator) fn has_committed(&mut self, member_id: &str) {
        match self.group.state {
            State::Stable | State::PreparingRebalance => self.restart_session(member_id),
            State::Empty | State::CompletingRebalance | State::Dead => {}
        }
    }

    /// A session has run out. A pending id is forgotten; a member goes unless it waits for us.
    pub(super) fn expire_heartbeat(&mut self, member_id: &str) {
        if self.group.is_pending(member_id) {
            self.group.remove(member_id);
            self.complete_join_if_all_joined();
            return;
        }
        let Some(member) = self.group.members.get(member_id) else { return };
        if member.has_satisfied_heartbeat() {
            return;
        }
        self.answer_join(member_id, join_refusal("", ErrorCode::UnknownMemberId));
        self.group.remove(member_id);
        match self.group.state {
            State::Stable | State::CompletingRebalance => self.prepare_rebalance(),
            State::PreparingRebalance => self.complete_join_if_all_joined(),
            State::Empty | State::Dead => {}
        }
    }

    /// Unlike at a join, an initial delay is cut short too.
    fn complete_join_if_all_joined(&mut self) {
        if self.group.state == State::PreparingRebalance && self.group.has_all_members_joined() {
            self.complete_join();
        }
    }
}
