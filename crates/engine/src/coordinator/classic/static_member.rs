//! A static member that comes back under a new member id (KIP-345).
//!
//! Source: `GroupMetadataManager#updateStaticMemberThenRebalanceOrCompleteJoin`,
//! `ClassicGroup#replaceStaticMember`.

use super::join::Joining;
use super::state::ClassicGroupState as State;
use super::turn::{Turn, join_refusal};
use crate::error::ErrorCode;
use crate::quantity::Text;

/// From this version on a leader can be told not to assign (KIP-814).
const SUPPORTS_SKIPPING_ASSIGNMENT: i16 = 9;

impl Turn<'_, '_> {
    /// 1. The new id takes the old one's seat, and whoever waits under the old one is fenced.
    /// 2. In Stable, if the vote stays the same, nobody else is disturbed: the new id is written
    ///    down and told the generation that there is.
    /// 3. Else a join phase begins, or goes on.
    pub(super) fn replace_static_member(
        &mut self,
        joining: Joining<'_>,
        old_id: &Text,
        new_id: Text,
    ) {
        let old_leader = self.group.leader_id.clone();
        self.give_seat(old_id, new_id.clone());
        self.restart_session(&new_id);
        self.take_over(&new_id, joining);
        match self.group.state {
            State::Stable => {
                if self.group.select_protocol() == self.group.protocol_name {
                    self.welcome_back(joining, &new_id, old_leader);
                } else {
                    self.prepare_rebalance_or_complete_join();
                }
            }
            State::CompletingRebalance => self.prepare_rebalance(),
            State::PreparingRebalance => self.maybe_complete_join(),
            // Nobody has a seat in these.
            State::Empty | State::Dead => {}
        }
    }

    /// The member keeps everything but its id. Its heartbeat timer stays under the old one.
    fn give_seat(&mut self, old_id: &Text, new_id: Text) {
        self.answer_join(old_id, join_refusal(old_id, ErrorCode::FencedInstanceId));
        self.answer_sync(old_id, Err(ErrorCode::FencedInstanceId));
        let Some(mut member) = self.group.members.remove(old_id) else { return };
        member.member_id = new_id.clone();
        member.is_new = false;
        if let Some(instance_id) = &member.group_instance_id {
            self.group.static_members.insert(instance_id.clone(), new_id.clone());
        }
        if self.group.is_leader(old_id) {
            self.group.leader_id = Some(new_id.clone());
        }
        self.group.members.put(new_id, member);
    }

    /// Tells the new id the generation. A leader must not assign again: version 9 can say so, and
    /// older ones are told of a leader that is not there any more.
    fn welcome_back(&mut self, joining: Joining<'_>, new_id: &Text, old_leader: Option<Text>) {
        let record = self.group.metadata_record();
        self.append(record);
        let Some(member) = self.group.members.get(new_id) else { return };
        let mut response = self.generation_for(member);
        if joining.request.version >= SUPPORTS_SKIPPING_ASSIGNMENT {
            response.skip_assignment = self.group.is_leader(new_id);
        } else {
            response.leader = old_leader.unwrap_or_default();
            response.members.clear();
        }
        self.answer_join(new_id, response);
    }
}
