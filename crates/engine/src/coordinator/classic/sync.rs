//! SyncGroup: how the leader's assignment reaches the members.
//!
//! Source: `GroupMetadataManager#classicGroupSyncToClassicGroup`, `#expirePendingSync`.

use super::state::ClassicGroupState as State;
use super::turn::{Turn, sync_refusal};
use crate::coordinator::env::RequestToken;
use crate::coordinator::timers::TimerKey;
use crate::error::ErrorCode;
use crate::protocol::Response;
use crate::protocol::group::SyncGroupRequest;
use crate::quantity::{Bytes, Text};

impl Turn<'_, '_> {
    /// In CompletingRebalance the request is parked until the leader's has come, which is written
    /// down and ends the wait for all; in Stable it is answered with what was written.
    pub(in crate::coordinator) fn sync(&mut self, request: &SyncGroupRequest, from: RequestToken) {
        if let Err(error) = self.validate_sync(request) {
            let response = sync_refusal(error);
            return self.env.answer(from, Response::SyncGroup(response));
        }
        let member_id = &request.member_id;
        match self.group.state {
            State::CompletingRebalance => {
                if let Some(member) = self.group.members.get_mut(member_id) {
                    member.awaiting_sync = Some(from);
                }
                self.has_synced(member_id);
                if self.group.is_leader(member_id) {
                    self.store_assignment(request);
                }
            }
            State::Stable => {
                self.has_synced(member_id);
                let response = self.assignment_of(member_id);
                self.env.answer(from, Response::SyncGroup(response));
            }
            // Refused above.
            State::Empty | State::PreparingRebalance | State::Dead => {}
        }
    }

    /// Some members have not synced in time: they are out, and the others join again.
    pub(super) fn expire_pending_sync(&mut self, generation_id: i32) {
        let expects_syncs = matches!(self.group.state, State::CompletingRebalance | State::Stable);
        if generation_id != self.group.generation_id
            || !expects_syncs
            || self.group.pending_sync_members.is_empty()
        {
            return;
        }
        for member_id in self.group.pending_sync_members.clone() {
            self.group.remove(&member_id);
            self.cancel_heartbeat(&member_id);
        }
        self.prepare_rebalance();
    }

    /// The errors in Kafka's order: the group, who asks, the generation, the protocol, the state.
    fn validate_sync(&self, request: &SyncGroupRequest) -> Result<(), ErrorCode> {
        match self.group.state {
            State::Dead => return Err(ErrorCode::CoordinatorNotAvailable),
            State::Empty => return Err(ErrorCode::UnknownMemberId),
            State::PreparingRebalance | State::CompletingRebalance | State::Stable => {}
        }
        self.group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.group.generation_id {
            return Err(ErrorCode::IllegalGeneration);
        }
        if differ(request.protocol_type.as_ref(), self.group.protocol_type.as_ref())
            || differ(request.protocol_name.as_ref(), self.group.protocol_name.as_ref())
        {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        if self.group.state == State::PreparingRebalance {
            return Err(ErrorCode::RebalanceInProgress);
        }
        Ok(())
    }

    /// The member is waited for no longer; the last one takes the timer along.
    fn has_synced(&mut self, member_id: &str) {
        self.group.pending_sync_members.remove(member_id);
        if self.group.pending_sync_members.is_empty() {
            self.timers.cancel(&TimerKey::Sync(self.group.group_id.clone()));
        }
    }

    /// Writes the leader's assignment down, hands it out, and the group is Stable. Members that the
    /// leader left out get nothing; ids that are no members are dropped.
    fn store_assignment(&mut self, request: &SyncGroupRequest) {
        for member in self.group.members.values_mut() {
            // The last one wins, as in Kafka's map.
            let mut assignments = request.assignments.iter().rev();
            let found = assignments.find(|(member_id, _)| *member_id == member.member_id);
            member.assignment =
                found.map_or_else(|| Bytes::from([]), |(_, assignment)| assignment.clone());
        }
        let record = self.group.metadata_record();
        self.append(record);
        self.propagate_assignments(Ok(()));
        self.group.transition_to(State::Stable, self.env.now);
    }
}

/// Two names differ if both are known and not the same.
fn differ(asked: Option<&Text>, known: Option<&Text>) -> bool {
    asked.zip(known).is_some_and(|(asked, known)| asked != known)
}
