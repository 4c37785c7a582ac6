//! JoinGroup and SyncGroup: how a consumer becomes a member of a generation.
//!
//! Invariant: at most one join is under way. Its outcome is kept until a poll takes it up.
//!
//! Source: `AbstractCoordinator.java` (`initiateJoinGroup`, `JoinGroupResponseHandler`,
//! `SyncGroupResponseHandler`), `ConsumerCoordinator#onLeaderElected`.

use super::Consumer;
use super::coordinator::{Generation, MemberState, Snapshot};
use super::texts;
use super::wire::Purpose;
use crate::client::exception::is_retriable;
use crate::client::{Correlation, Disconnected, Io, Lane};
use crate::error::ErrorCode;
use crate::event::ClientError;
use crate::protocol::consumer_protocol::{PROTOCOL_TYPE, subscribed_topics};
use crate::protocol::group::{
    JoinGroupRequest, JoinGroupResponse, SyncGroupRequest, SyncGroupResponse,
};
use crate::protocol::{Request, Response};
use crate::quantity::{Bytes, Millis, Text};
use crate::sorted::SortedSet;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// JoinGroup may take as long as the group waits for its members, and this much more.
pub(super) const JOIN_GROUP_TIMEOUT_LAPSE: Millis = Millis(5_000);

/// How far a join is (`joinFuture`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Join {
    /// None is under way.
    Idle,
    /// JoinGroup is on its way.
    Joining(Correlation),
    /// The member leads, and waits for metadata newer than this version before it assigns.
    Leading(Rc<JoinGroupResponse>, u64),
    /// SyncGroup is on its way.
    Syncing(Correlation),
    /// It ended: with the assignment's bytes, or not.
    Ended(Result<Bytes, JoinFailure>),
}

/// Why a join failed, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct JoinFailure {
    pub(super) error: ClientError,
    pub(super) then: Then,
}

/// What a failed join is followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Then {
    /// Another one, with the member id that the coordinator gave.
    JoinWithMemberId,
    /// Another one at once.
    JoinAgain,
    /// Another one after `retry.backoff.ms`.
    JoinLater,
    /// The exception.
    Throw,
}

impl Consumer {
    /// Sends JoinGroup.
    pub(super) fn initiate_join(&mut self, io: &mut Io<'_>) {
        let (Some(group_id), Some(coordinator)) = (self.group.id.clone(), self.group.coordinator)
        else {
            return;
        };
        self.group.state = MemberState::PreparingRebalance;
        let protocols = self.join_protocols();
        self.group.joined_topics = Some(self.subscriptions.topics().cloned().collect());
        let generation = self.group.generation.clone();
        let request = Request::JoinGroup(JoinGroupRequest {
            version: 9,
            group_id,
            session_timeout_ms: self.config.session_timeout(),
            rebalance_timeout_ms: self.config.max_poll_interval(),
            member_id: generation.member_id.clone(),
            group_instance_id: self.config.group_instance_id().cloned(),
            protocol_type: PROTOCOL_TYPE.into(),
            protocols,
            reason: Some(self.group.rejoin_reason.clone()),
        });
        let purpose = Purpose::Join(generation);
        let sent = self.send(coordinator, Lane::Coordinator, request, purpose, io);
        self.group.join = Join::Joining(sent);
    }

    pub(super) fn join_answered(
        &mut self,
        correlation: Correlation,
        sent: &Generation,
        answer: Result<&Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        if self.group.join != Join::Joining(correlation) {
            return;
        }
        let answer = match answer {
            Ok(Response::JoinGroup(answer)) => answer,
            Ok(_) | Err(Disconnected) => {
                return self.join_failed(texts::disconnected(), Then::JoinLater);
            }
        };
        match answer.error_code {
            Some(code) => self.join_refused(code, sent, &answer.member_id),
            None if self.group.state != MemberState::PreparingRebalance => {
                let unjoined = ClientError::new("UnjoinedGroupException", "");
                self.join_failed(unjoined, Then::JoinLater);
            }
            None => {
                self.group.state = MemberState::CompletingRebalance;
                self.group.generation = Generation {
                    generation_id: answer.generation_id,
                    member_id: answer.member_id.clone(),
                    protocol_name: answer.protocol_name.clone(),
                };
                self.enable_heartbeat_thread(io.now);
                if answer.leader == answer.member_id {
                    self.lead(answer, io);
                } else {
                    self.synchronize(Vec::new(), io);
                }
            }
        }
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "Kafka treats every other error alike")]
    fn join_refused(&mut self, code: ErrorCode, sent: &Generation, member_id: &Text) {
        let error = ClientError::of(code);
        match code {
            ErrorCode::MemberIdRequired => {
                let member_id = member_id.clone();
                let reason =
                    alloc::format!("need to re-join with the given member-id: {member_id}");
                self.group.generation = Generation { member_id, ..Generation::default() };
                self.group.request_rejoin(&reason);
                self.join_failed(error, Then::JoinWithMemberId);
            }
            ErrorCode::UnknownMemberId => {
                if self.group.generation == *sent {
                    self.reset_on_error(code, "JOIN_GROUP");
                }
                self.join_failed(error, Then::JoinAgain);
            }
            ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => {
                self.mark_coordinator_unknown();
                self.join_failed(error, Then::JoinLater);
            }
            ErrorCode::RebalanceInProgress => self.join_failed(error, Then::JoinAgain),
            ErrorCode::GroupMaxSizeReached => {
                let id = self.group.id.clone().unwrap_or_else(|| "".into());
                self.join_failed(texts::group_is_full(&id), Then::Throw);
            }
            ErrorCode::FencedInstanceId
            | ErrorCode::InconsistentGroupProtocol
            | ErrorCode::InvalidSessionTimeout
            | ErrorCode::InvalidGroupId
            | ErrorCode::UnsupportedVersion => self.join_failed(error, Then::Throw),
            code if is_retriable(code) => self.join_failed(error, Then::JoinLater),
            code => {
                self.join_failed(texts::unexpected("in join group response", code), Then::Throw);
            }
        }
    }

    fn join_failed(&mut self, error: ClientError, then: Then) {
        self.group.join = Join::Ended(Err(JoinFailure { error, then }));
    }

    /// The member leads: it learns what the group reads, and makes sure that it knows how many
    /// partitions there are.
    fn lead(&mut self, answer: &JoinGroupResponse, io: &mut Io<'_>) {
        let mut topics = SortedSet::new();
        for member in &answer.members {
            topics.extend(subscribed_topics(&member.metadata).unwrap_or_default());
        }
        if self.subscriptions.group_subscribe(topics) {
            self.metadata.request_update_for_new_topics();
        }
        let due = self.metadata.due().is_none_or(|due| due <= io.now);
        let stale = self.metadata.is_requested() || due;
        let version = self.metadata.version();
        self.group.join = Join::Leading(Rc::new(answer.clone()), version);
        if stale {
            self.refresh_metadata(io);
        } else {
            self.assign(io);
        }
    }

    /// Metadata came: a leader that waited for it assigns.
    pub(super) fn continue_leading(&mut self, io: &mut Io<'_>) {
        if let Join::Leading(_, version) = &self.group.join
            && self.metadata.version() > *version
        {
            self.assign(io);
        }
    }

    fn assign(&mut self, io: &mut Io<'_>) {
        let Join::Leading(answer, _) = core::mem::replace(&mut self.group.join, Join::Idle) else {
            return;
        };
        self.see_metadata();
        self.group.is_leader = true;
        let assignments = match answer.skip_assignment {
            true => Ok(Vec::new()),
            false => self.perform_assignment(&answer),
        };
        self.group.assigned_for = Some(self.group.seen.clone());
        match assignments {
            Ok(assignments) => self.synchronize(assignments, io),
            Err(error) => self.join_failed(error, Then::Throw),
        }
    }

    fn synchronize(&mut self, assignments: Vec<(Text, Bytes)>, io: &mut Io<'_>) {
        let Some(group_id) = self.group.id.clone() else { return };
        let generation = self.group.generation.clone();
        let request = Request::SyncGroup(SyncGroupRequest {
            version: 5,
            group_id,
            generation_id: generation.generation_id,
            member_id: generation.member_id.clone(),
            group_instance_id: self.config.group_instance_id().cloned(),
            protocol_type: Some(PROTOCOL_TYPE.into()),
            protocol_name: generation.protocol_name.clone(),
            assignments,
        });
        match self.send_to_coordinator(request, Purpose::Sync(generation), io) {
            Some(sent) => self.group.join = Join::Syncing(sent),
            None => self.join_failed(texts::coordinator_not_available(), Then::JoinLater),
        }
    }

    pub(super) fn sync_answered(
        &mut self,
        correlation: Correlation,
        sent: &Generation,
        answer: Result<&Response, Disconnected>,
    ) {
        if self.group.join != Join::Syncing(correlation) {
            return;
        }
        match answer {
            Ok(Response::SyncGroup(answer)) => match answer.error_code {
                None => self.synchronized(answer),
                Some(code) => self.sync_refused(code, sent),
            },
            Ok(_) | Err(Disconnected) => {
                self.join_failed(texts::disconnected(), Then::JoinLater);
            }
        }
    }

    fn synchronized(&mut self, answer: &SyncGroupResponse) {
        let group = &mut self.group;
        if group.generation.is_reset() || group.state != MemberState::CompletingRebalance {
            // The heartbeat thread has given the membership up meanwhile.
            let error = ClientError::of(ErrorCode::IllegalGeneration);
            return self.join_failed(error, Then::JoinAgain);
        }
        if answer.protocol_name.is_some() && answer.protocol_name != group.generation.protocol_name
        {
            let error = ClientError::of(ErrorCode::InconsistentGroupProtocol);
            return self.join_failed(error, Then::Throw);
        }
        group.state = MemberState::Stable;
        group.rejoin_reason = "".into();
        group.rejoin_needed = false;
        group.join = Join::Ended(Ok(answer.assignment.clone()));
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "Kafka treats every other error alike")]
    fn sync_refused(&mut self, code: ErrorCode, sent: &Generation) {
        let error = ClientError::of(code);
        match code {
            ErrorCode::RebalanceInProgress => self.join_failed(error, Then::JoinAgain),
            ErrorCode::FencedInstanceId => self.join_failed(error, Then::Throw),
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration => {
                if self.group.generation == *sent {
                    self.reset_on_error(code, "SYNC_GROUP");
                }
                self.join_failed(error, Then::JoinAgain);
            }
            ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => {
                self.mark_coordinator_unknown();
                self.join_failed(error, Then::JoinLater);
            }
            code => self.join_failed(texts::unexpected("from SyncGroup", code), Then::Throw),
        }
    }

    /// Looks at new metadata: matches the pattern, and keeps what a leader compares
    /// (`maybeUpdateSubscriptionMetadata`).
    pub(super) fn see_metadata(&mut self) {
        let version = self.metadata.version();
        if version <= self.group.seen.version {
            return;
        }
        self.match_pattern();
        let topics = self.subscriptions.metadata_topics();
        // A topic that is gone counts too, with no partitions.
        let counted = topics.into_iter().map(|topic| {
            let count = self.metadata.topic(&topic).map_or(0, |known| known.partitions.len());
            (topic, count)
        });
        self.group.seen = Snapshot { version, partitions: counted.collect() };
    }

    /// Subscribes to the known topics that the pattern matches.
    pub(super) fn match_pattern(&mut self) {
        let Some(pattern) = self.subscriptions.pattern() else { return };
        let hidden = self.config.exclude_internal_topics();
        let known = self.metadata.topics().iter();
        let matching: Vec<Text> = known
            .filter(|(name, topic)| pattern.matches(name) && !(hidden && topic.is_internal))
            .map(|(name, _)| name.clone())
            .collect();
        if self.subscriptions.change_topics(&matching) {
            self.metadata.request_update_for_new_topics();
        }
    }
}
