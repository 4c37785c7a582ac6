//! LeaveGroup: members go at once, one answer each.
//!
//! Source: `GroupMetadataManager#classicGroupLeaveToClassicGroup`.

use super::state::ClassicGroupState as State;
use super::turn::{Turn, join_refusal};
use crate::error::ErrorCode;
use crate::protocol::group::{LeaveGroupRequest, LeaveGroupResponse, LeavingMember, LeftMember};
use crate::quantity::Text;

impl Turn<'_, '_> {
    /// Removes whom it may, then lets the others join again, once for all.
    pub(in crate::coordinator) fn leave(
        &mut self,
        request: &LeaveGroupRequest,
    ) -> LeaveGroupResponse {
        if self.group.state == State::Dead {
            let error_code = Some(ErrorCode::CoordinatorNotAvailable);
            return LeaveGroupResponse { error_code, ..LeaveGroupResponse::default() };
        }
        let mut response = LeaveGroupResponse::default();
        for leaving in &request.members {
            response.members.push(LeftMember {
                member_id: leaving.member_id.clone(),
                group_instance_id: leaving.group_instance_id.clone(),
                error_code: self.leave_one(leaving).err(),
            });
        }
        if response.members.iter().any(|left| left.error_code.is_none()) {
            match self.group.state {
                State::Stable | State::CompletingRebalance => self.prepare_rebalance(),
                State::PreparingRebalance => self.maybe_complete_join(),
                State::Empty | State::Dead => {}
            }
        }
        response
    }

    /// A member goes by its id, a static one by its instance id alone too (an administrator does
    /// not know the other).
    fn leave_one(&mut self, leaving: &LeavingMember) -> Result<(), ErrorCode> {
        let instance_id = leaving.group_instance_id.as_deref();
        let member_id: Text = if leaving.member_id.is_empty() {
            let holder = instance_id.and_then(|id| self.group.static_members.get(id));
            holder.ok_or(ErrorCode::UnknownMemberId)?.clone()
        } else {
            leaving.member_id.clone()
        };
        if !self.group.is_pending(&member_id) {
            self.group.validate_member(&member_id, instance_id)?;
        }
        self.cancel_heartbeat(&member_id);
        self.answer_join(&member_id, join_refusal("", ErrorCode::UnknownMemberId));
        self.group.remove(&member_id);
        Ok(())
    }
}
