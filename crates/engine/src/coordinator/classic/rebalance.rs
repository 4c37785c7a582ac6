//! The join phase: how it begins, how long it waits, and how it ends in a new generation.
//!
//! Source: `GroupMetadataManager#prepareRebalance`, `#completeClassicGroupJoin`,
//! `#tryCompleteInitialRebalanceElseSchedule`.

use super::state::ClassicGroupState as State;
use super::turn::Turn;
use crate::coordinator::timers::{TimeoutOperation, TimerKey};
use crate::error::ErrorCode;
use crate::quantity::{Bytes, Millis, Text};
use alloc::vec::Vec;

impl Turn<'_, '_> {
    /// Begins a join phase if there is none, else ends it if nothing is left to wait for.
    pub(super) fn prepare_rebalance_or_complete_join(&mut self) {
        if self.group.state.may_become(State::PreparingRebalance) {
            self.prepare_rebalance();
        } else {
            self.maybe_complete_join();
        }
    }

    /// Begins a join phase. From Empty it lasts for the initial delay at least; else it ends as
    /// soon as everybody has joined, at once perhaps, and at the latest when the most patient
    /// member's rebalance timeout is over.
    pub(super) fn prepare_rebalance(&mut self) {
        if self.group.state == State::CompletingRebalance {
            self.reset_assignments(ErrorCode::RebalanceInProgress);
        }
        self.group.pending_sync_members.clear();
        self.timers.cancel(&TimerKey::Sync(self.group.group_id.clone()));
        let is_initial = self.group.state == State::Empty;
        if is_initial {
            let delay = self.env.config.group_initial_rebalance_delay;
            let remaining = (self.group.rebalance_timeout() - delay).max(Millis(0));
            self.schedule_join(
                delay,
                TimeoutOperation::CompleteInitialRebalance { delay, remaining },
            );
        }
        self.group.transition_to(State::PreparingRebalance, self.env.now);
        if is_initial {
            return;
        }
        if self.group.has_all_members_joined() {
            self.complete_join();
        } else {
            self.schedule_join(self.group.rebalance_timeout(), TimeoutOperation::CompleteJoin);
        }
    }

    /// Ends the join phase if everybody has joined and nobody is pending; never one that began in
    /// Empty, which waits for its delay.
    pub(super) fn maybe_complete_join(&mut self) {
        if self.group.state == State::PreparingRebalance
            && self.group.previous_state != State::Empty
            && self.group.has_all_members_joined()
        {
            self.complete_join();
        }
    }

    /// The initial delay is over. If somebody joined during it, it goes on: the group may still be
    /// starting up.
    pub(super) fn try_complete_initial_rebalance(&mut self, delay: Millis, remaining: Millis) {
        if !self.group.new_member_added || remaining == Millis(0) {
            return self.complete_join();
        }
        self.group.new_member_added = false;
        let next = self.env.config.group_initial_rebalance_delay.min(remaining);
        let remaining = (remaining - delay).max(Millis(0));
        self.schedule_join(
            next,
            TimeoutOperation::CompleteInitialRebalance { delay: next, remaining },
        );
    }

    /// Ends the join phase.
    ///
    /// 1. Dynamic members that have not joined are out. Static ones stay, even absent.
    /// 2. If nobody has joined, the phase goes on for another rebalance timeout.
    /// 3. Else there is a new generation: Empty, which is written down, or with an assignor, whose
    ///    joins are answered and whose syncs are waited for.
    pub(super) fn complete_join(&mut self) {
        self.timers.cancel(&TimerKey::Join(self.group.group_id.clone()));
        let absent =
            self.group.members.values().filter(|member| {
                member.awaiting_join.is_none() && member.group_instance_id.is_none()
            });
        let absent: Vec<Text> = absent.map(|member| member.member_id.clone()).collect();
        for member_id in &absent {
            self.group.remove(member_id);
            self.cancel_heartbeat(member_id);
        }
        if !self.group.elect_joined_leader() && !self.group.members.is_empty() {
            self.schedule_join(self.group.rebalance_timeout(), TimeoutOperation::CompleteJoin);
            return;
        }
        self.group.generation_id = self.group.generation_id.wrapping_add(1);
        self.group.pending_sync_members.clear();
        self.group.protocol_name = self.group.select_protocol();
        self.group.subscribed_topics = self.group.compute_subscribed_topics();
        if self.group.members.is_empty() {
            self.group.transition_to(State::Empty, self.env.now);
            let record = self.group.metadata_record();
            self.append(record);
        } else {
            self.group.transition_to(State::CompletingRebalance, self.env.now);
            self.announce_generation();
        }
    }

    /// Answers every join, in the order of the members, and expects every sync.
    fn announce_generation(&mut self) {
        let ids: Vec<Text> = self.group.members.keys().cloned().collect();
        for member_id in ids {
            if let Some(member) = self.group.members.get_mut(&member_id) {
                member.is_new = false;
            }
            if let Some(member) = self.group.members.get(&member_id) {
                let response = self.generation_for(member);
                self.answer_join(&member_id, response);
            }
            self.restart_session(&member_id);
            self.group.pending_sync_members.insert(member_id);
        }
        let generation_id = self.group.generation_id;
        self.env.schedule(
            self.timers,
            TimerKey::Sync(self.group.group_id.clone()),
            self.group.rebalance_timeout(),
            TimeoutOperation::ExpirePendingSync { generation_id },
        );
    }

    /// The generation is void: nobody has anything, and whoever waits for it is told why.
    fn reset_assignments(&mut self, error: ErrorCode) {
        for member in self.group.members.values_mut() {
            member.assignment = Bytes::from([]);
        }
        self.propagate_assignments(Err(error));
    }

    /// Answers every parked sync, in the order of the members, and restarts their sessions.
    pub(super) fn propagate_assignments(&mut self, result: Result<(), ErrorCode>) {
        let ids: Vec<Text> = self.group.members.keys().cloned().collect();
        for member_id in ids {
            if self.answer_sync(&member_id, result) {
                self.restart_session(&member_id);
            }
        }
    }
}
