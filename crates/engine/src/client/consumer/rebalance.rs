//! What a rebalance does to the application: commits, callbacks, partitions taken and given.
//!
//! Invariant: callbacks run inside a call, in Kafka's order: the auto-commit, revoked or lost,
//! then the join, then (cooperative) revoked, then assigned. A partition keeps its state until the
//! callback that takes it away has ended.
//!
//! Source: `ConsumerCoordinator.java` (`onJoinPrepare`, `onJoinComplete`, `onLeavePrepare`,
//! `rejoinNeededOrPending`), `AbstractCoordinator#joinGroupIfNeeded`.

use super::Consumer;
use super::assign::{flat, set_of, unknown_assignor};
use super::commit::CommitFailure;
use super::coordinator::MemberState;
use super::join::{Join, JoinFailure, Then};
use super::texts;
use super::wire::CommitBy;
use crate::assignor::RebalanceProtocol;
use crate::client::{Effect, Io};
use crate::event::{ClientError, Event, RebalanceCallback};
use crate::protocol::consumer_protocol::Assignment;
use crate::quantity::{Bytes, Text, Time, TopicPartition};
use crate::sorted::SortedSet;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A member is about to give partitions up before it joins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Prepare {
    /// No longer than `max.poll.interval.ms` for the auto-commit.
    pub(super) deadline: Time,
    pub(super) step: PrepareStep,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum PrepareStep {
    /// The auto-commit is to be sent.
    Commit,
    /// Its answer is waited for, or is there.
    Committing(Option<Result<(), CommitFailure>>),
    /// The listener commits; afterwards these partitions are kept.
    CommitInRevoked(SortedSet<TopicPartition>),
}

/// A member has its assignment, and its listener commits what is taken away from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Completion {
    assigned: Vec<TopicPartition>,
}

impl Consumer {
    /// Whether the member must join, or is joining.
    pub(super) fn is_rejoin_needed(&mut self) -> bool {
        if !self.subscriptions.is_subscribed() {
            return false;
        }
        let group = &mut self.group;
        if group.assigned_for.as_ref().is_some_and(|then| !then.matches(&group.seen)) {
            group.request_rejoin_if_necessary("cached metadata has changed");
            return true;
        }
        let topics: SortedSet<Text> = self.subscriptions.topics().cloned().collect();
        if group.joined_topics.as_ref().is_some_and(|joined| *joined != topics) {
            group.request_rejoin_if_necessary("subscription has changed");
            return true;
        }
        group.rejoin_needed || group.join != Join::Idle
    }

    /// Goes on with a rebalance as far as it gets; true if the member has its assignment.
    ///
    /// # Errors
    ///
    /// What `poll` throws: the coordinator refuses the member for good.
    pub(super) fn join_if_needed(&mut self, io: &mut Io<'_>) -> Result<bool, ClientError> {
        while self.is_rejoin_needed() {
            if !self.ensure_coordinator(io)? {
                return Ok(false);
            }
            let completing = self.group.completion.is_some();
            if !completing && (self.group.needs_join_prepare || self.group.prepare.is_some()) {
                self.group.needs_join_prepare = false;
                if !self.prepare_join(io) {
                    return Ok(false);
                }
            }
            if self.group.join == Join::Idle {
                self.initiate_join(io);
            }
            match self.group.join.clone() {
                Join::Ended(Ok(bytes)) => {
                    if !self.take_assignment(&bytes, io)? {
                        return Ok(false);
                    }
                }
                Join::Ended(Err(failure)) => {
                    if !self.join_again(failure, io)? {
                        return Ok(false);
                    }
                }
                Join::Idle | Join::Joining(_) | Join::Leading(..) | Join::Syncing(_) => {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// A join failed; true if the next one may begin at once.
    fn join_again(&mut self, failure: JoinFailure, io: &Io<'_>) -> Result<bool, ClientError> {
        self.group.join = Join::Idle;
        let reason = alloc::format!("rebalance failed due to {}", failure.error.exception);
        match failure.then {
            Then::JoinWithMemberId => Ok(true),
            Then::JoinAgain => {
                self.group.request_rejoin(&reason);
                Ok(true)
            }
            Then::JoinLater => {
                self.group.request_rejoin(&reason);
                self.pause(io);
                Ok(false)
            }
            Then::Throw => {
                self.group.request_rejoin(&reason);
                Err(failure.error)
            }
        }
    }

    /// Before the join: auto-commit, then revoked or lost. True when it is done.
    fn prepare_join(&mut self, io: &mut Io<'_>) -> bool {
        let deadline = io.now + self.config.max_poll_interval();
        let start = || Prepare { deadline, step: PrepareStep::Commit };
        let prepare = self.group.prepare.get_or_insert_with(start).clone();
        let kept = match prepare.step {
            PrepareStep::CommitInRevoked(kept) => {
                if !self.commit_in_revoked_ended(io) {
                    return false;
                }
                kept
            }
            PrepareStep::Commit | PrepareStep::Committing(_) => {
                if !self.auto_commit_before_join(&prepare, io) {
                    return false;
                }
                let Some(kept) = self.give_up_before_join(io) else { return false };
                kept
            }
        };
        self.finish_prepare(&kept);
        true
    }

    fn finish_prepare(&mut self, kept: &SortedSet<TopicPartition>) {
        self.subscriptions.set_assignment(kept);
        self.group.is_leader = false;
        self.subscriptions.reset_group_subscription();
        self.group.prepare = None;
    }

    /// True when the auto-commit is answered, or there is none to wait for.
    fn auto_commit_before_join(&mut self, prepare: &Prepare, io: &mut Io<'_>) -> bool {
        if !self.config.enable_auto_commit() {
            return true;
        }
        if prepare.step == PrepareStep::Commit {
            if self.rebalance_protocol() == RebalanceProtocol::Eager {
                self.subscriptions.states_mut().for_each(|state| state.pending_revocation = true);
            }
            let offsets = Rc::new(self.subscriptions.all_consumed());
            self.set_prepare_step(PrepareStep::Committing(None));
            self.commit_async(offsets, CommitBy::JoinPrepare, io);
        }
        let step = self.group.prepare.as_ref().map(|prepare| prepare.step.clone());
        if prepare.deadline <= io.now {
            return true;
        }
        match step {
            Some(PrepareStep::Committing(None)) => false,
            Some(PrepareStep::Committing(Some(Err(failure)))) if failure.retriable => {
                self.set_prepare_step(PrepareStep::Commit);
                self.pause(io);
                false
            }
            Some(
                PrepareStep::Committing(Some(_))
                | PrepareStep::Commit
                | PrepareStep::CommitInRevoked(_),
            )
            | None => true,
        }
    }

    fn set_prepare_step(&mut self, step: PrepareStep) {
        if let Some(prepare) = &mut self.group.prepare {
            prepare.step = step;
        }
    }

    /// The auto-commit before the join was answered.
    pub(super) fn prepare_committed(&mut self, outcome: Result<(), CommitFailure>) {
        if let Some(Prepare { step: step @ PrepareStep::Committing(None), .. }) =
            &mut self.group.prepare
        {
            *step = PrepareStep::Committing(Some(outcome));
        }
    }

    /// Calls back; the partitions that are kept, or `None` while the listener commits.
    fn give_up_before_join(&mut self, io: &mut Io<'_>) -> Option<SortedSet<TopicPartition>> {
        let owned = self.subscriptions.assigned();
        if self.group.generation.is_lost() {
            if !owned.is_empty() {
                self.call_back(RebalanceCallback::Lost, &owned, io);
            }
            return Some(SortedSet::new());
        }
        let (revoked, kept) = match self.rebalance_protocol() {
            RebalanceProtocol::Eager => (owned, SortedSet::new()),
            RebalanceProtocol::Cooperative => {
                owned.into_iter().partition(|tp| !self.subscriptions.has_topic(&tp.topic))
            }
        };
        if revoked.is_empty() && self.rebalance_protocol() == RebalanceProtocol::Cooperative {
            return Some(kept);
        }
        if self.revoke(&revoked, io) {
            return Some(kept);
        }
        self.set_prepare_step(PrepareStep::CommitInRevoked(kept));
        None
    }

    /// `onPartitionsRevoked`; false while the listener's commit is under way.
    pub(super) fn revoke(&mut self, revoked: &SortedSet<TopicPartition>, io: &mut Io<'_>) -> bool {
        self.call_back(RebalanceCallback::Revoked, revoked, io);
        let mut positions = self.subscriptions.all_consumed();
        positions.retain(|partition, _| revoked.contains(partition));
        if !self.subscriptions.commits_on_revoke() {
            return true;
        }
        self.begin_sync_commit(positions, self.config.default_api_timeout(), io);
        self.commit_in_revoked_ended(io)
    }

    /// Whether the commit in `onPartitionsRevoked` has ended; tells how.
    pub(super) fn commit_in_revoked_ended(&mut self, io: &mut Io<'_>) -> bool {
        let offsets = self.commits.sync_offsets();
        let Some(ended) = self.drive_sync_commit(io) else { return false };
        let (offsets, timeout) = offsets.unwrap_or_default();
        let outcome = ended.and_then(|in_time| match in_time {
            true => Ok((*offsets).clone()),
            false => Err(texts::commit_timeout(timeout, &offsets)),
        });
        let client = self.name.clone();
        io.effects.push(Effect::Emit(Event::CommitInRevoked { client, outcome }));
        true
    }

    /// After the join: what the leader decided is taken up. True when it is done.
    ///
    /// # Errors
    ///
    /// The assignment cannot be read.
    fn take_assignment(&mut self, bytes: &Bytes, io: &mut Io<'_>) -> Result<bool, ClientError> {
        if let Some(completion) = self.group.completion.clone() {
            if !self.commit_in_revoked_ended(io) {
                return Ok(false);
            }
            self.complete_join(&completion.assigned, io);
            return Ok(true);
        }
        if self.group.generation.is_reset() || self.group.state != MemberState::Stable {
            let reason = "rebalance failed since the generation/state was modified by heartbeat \
                          thread before the rebalance callback triggered";
            self.group.reset_and_rejoin(reason, true);
            self.group.join = Join::Idle;
            return Ok(true);
        }
        if !self.group.is_leader {
            self.group.assigned_for = None;
        }
        let name = self.group.generation.protocol_name.clone().unwrap_or_else(|| "".into());
        if !self.assignors().any(|assignor| *assignor.name == *name) {
            return Err(unknown_assignor(&name));
        }
        self.group.shown = self.group.generation.clone();
        if bytes.len() < 2 {
            return Err(texts::too_few_bytes());
        }
        let assignment = Assignment::from_bytes(bytes).unwrap_or_default();
        let assigned = flat(&assignment.assigned_partitions);
        if !self.subscriptions.matches_subscription(&set_of(&assigned)) {
            let reason = "received assignment does not match the current subscription";
            self.group.request_rejoin(reason);
            self.end_join();
            return Ok(true);
        }
        if self.rebalance_protocol() == RebalanceProtocol::Cooperative {
            let owned = self.subscriptions.assigned();
            let revoked: SortedSet<TopicPartition> =
                owned.difference(&set_of(&assigned)).cloned().collect();
            if !revoked.is_empty() {
                let done = self.revoke(&revoked, io);
                self.group.request_rejoin("need to revoke partitions and re-join");
                if !done {
                    self.group.completion = Some(Completion { assigned });
                    return Ok(false);
                }
            }
        }
        self.complete_join(&assigned, io);
        Ok(true)
    }

    fn complete_join(&mut self, assigned: &[TopicPartition], io: &mut Io<'_>) {
        let owned = self.subscriptions.assigned();
        self.group.completion = None;
        self.add_joined_topics(assigned);
        self.remember_assignment(assigned);
        if self.config.enable_auto_commit() {
            self.commits.next_auto = Some(io.now + self.config.auto_commit_interval());
        }
        let assigned = set_of(assigned);
        self.subscriptions.set_assignment(&assigned);
        self.subscriptions.states_mut().for_each(|state| state.pending_revocation = false);
        let added = assigned.difference(&owned).cloned().collect();
        self.call_back(RebalanceCallback::Assigned, &added, io);
        self.end_join();
    }

    fn end_join(&mut self) {
        self.group.join = Join::Idle;
        self.group.needs_join_prepare = true;
    }

    /// A leader whose metadata is newer may have assigned topics that match the pattern and that
    /// this member has not seen yet (`maybeUpdateJoinedSubscription`).
    fn add_joined_topics(&mut self, assigned: &[TopicPartition]) {
        if self.subscriptions.pattern().is_none() {
            return;
        }
        let joined = self.group.joined_topics.get_or_insert_default();
        let before = joined.len();
        joined.extend(assigned.iter().map(|partition| partition.topic.clone()));
        if joined.len() > before {
            let topics: SortedSet<Text> = self.subscriptions.topics().cloned().collect();
            let topics: Vec<Text> = topics.union(joined).cloned().collect();
            if self.subscriptions.change_topics(&topics) {
                self.metadata.request_update_for_new_topics();
            }
        }
    }

    /// `onLeavePrepare`: everything is given up because the consumer leaves. False while the
    /// listener's commit is under way.
    pub(super) fn give_up_before_leaving(&mut self, io: &mut Io<'_>) -> bool {
        let owned = self.subscriptions.assigned();
        if !self.subscriptions.is_subscribed() || owned.is_empty() {
            return true;
        }
        if self.group.generation.is_lost() || self.group.is_rebalancing() {
            self.call_back(RebalanceCallback::Lost, &owned, io);
            return true;
        }
        self.revoke(&owned, io)
    }

    fn call_back(
        &self,
        callback: RebalanceCallback,
        partitions: &SortedSet<TopicPartition>,
        io: &mut Io<'_>,
    ) {
        io.effects.push(Effect::Emit(Event::Callback {
            client: self.name.clone(),
            callback,
            partitions: partitions.iter().cloned().collect(),
        }));
    }
}
