//! Commits: `commitSync`, `commitAsync`, auto-commit, and what each error becomes.
//!
//! Invariant: what is committed was decided when the commit was begun. Callbacks of `commitAsync`
//! run inside a later call, in the order in which the commits ended.
//!
//! Source: `ConsumerCoordinator.java` (`commitOffsetsSync`, `commitOffsetsAsync`,
//! `sendOffsetCommitRequest`, `OffsetCommitResponseHandler`, `maybeAutoCommitOffsetsAsync`).

use super::Consumer;
use super::coordinator::{Generation, MemberState};
use super::texts;
use super::wire::{CommitBy, Offsets, Purpose, SentCommit};
use crate::client::exception::is_retriable;
use crate::client::{Disconnected, Effect, Io};
use crate::command::OffsetAndMetadata;
use crate::error::ErrorCode;
use crate::event::{ClientError, Event};
use crate::protocol::group::{OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic};
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, Text, Time, TopicId, TopicPartition};
use crate::sorted::SortedMap;
use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// Commits under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Commits {
    /// `commitSync`, of the call or of a listener: the thread waits for one at a time.
    sync: Option<SyncCommit>,
    /// Ended `commitAsync`s whose callbacks have not run.
    completed: VecDeque<Completed>,
    in_flight_async: u32,
    /// `commitAsync`s that wait for the coordinator to be found.
    waiting: Vec<(Offsets, CommitBy)>,
    /// An asynchronous commit learnt that another process has this member's instance id.
    fenced: bool,
    /// When the next poll commits by itself.
    pub(super) next_auto: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct SyncCommit {
    offsets: Offsets,
    timeout: Millis,
    deadline: Time,
    state: SyncState,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum SyncState {
    /// To be sent, not before this.
    Unsent(Option<Time>),
    Sent,
    Ended(Result<(), CommitFailure>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Completed {
    offsets: Offsets,
    by: CommitBy,
    error: Option<ClientError>,
    retriable: bool,
}

/// Why a commit failed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CommitFailure {
    pub(super) error: ClientError,
    pub(super) retriable: bool,
}

impl CommitFailure {
    const fn fatal(error: ClientError) -> Self {
        Self { error, retriable: false }
    }

    const fn retriable(error: ClientError) -> Self {
        Self { error, retriable: true }
    }
}

impl Commits {
    pub(super) const fn new(next_auto: Option<Time>) -> Self {
        Self {
            sync: None,
            completed: VecDeque::new(),
            in_flight_async: 0,
            waiting: Vec::new(),
            fenced: false,
            next_auto,
        }
    }

    pub(super) fn sync_deadline(&self) -> Option<Time> {
        self.sync.as_ref().map(|sync| sync.deadline)
    }

    pub(super) fn sync_retry_at(&self) -> Option<Time> {
        self.sync.as_ref().and_then(|sync| match sync.state {
            SyncState::Unsent(retry_at) => retry_at,
            SyncState::Sent | SyncState::Ended(_) => None,
        })
    }

    pub(super) fn sync_offsets(&self) -> Option<(Offsets, Millis)> {
        self.sync.as_ref().map(|sync| (sync.offsets.clone(), sync.timeout))
    }

    /// Whether a `commitAsync` waits for the coordinator.
    pub(super) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}

impl Consumer {
    /// Begins a `commitSync`; [`Consumer::drive_sync_commit`] goes on with it.
    pub(super) fn begin_sync_commit(
        &mut self,
        offsets: SortedMap<TopicPartition, OffsetAndMetadata>,
        timeout: Millis,
        io: &Io<'_>,
    ) {
        self.commits.sync = Some(SyncCommit {
            offsets: Rc::new(offsets),
            timeout,
            deadline: io.now + timeout,
            state: SyncState::Unsent(None),
        });
    }

    /// Goes on with the `commitSync`: `None` while it is under way, then whether it ended in time.
    pub(super) fn drive_sync_commit(
        &mut self,
        io: &mut Io<'_>,
    ) -> Option<Result<bool, ClientError>> {
        let ended = match self.run_callbacks(io) {
            Ok(()) => self.sync_commit_step(io),
            Err(error) => Some(Err(error)),
        };
        if ended.is_some() {
            self.commits.sync = None;
        }
        ended
    }

    fn sync_commit_step(&mut self, io: &mut Io<'_>) -> Option<Result<bool, ClientError>> {
        let sync = self.commits.sync.clone()?;
        let late = (sync.deadline <= io.now).then_some(Ok(false));
        if sync.offsets.is_empty() {
            let done = self.commits.in_flight_async == 0;
            return if done { Some(Ok(true)) } else { late };
        }
        if let SyncState::Unsent(retry_at) = sync.state {
            if retry_at.is_some_and(|at| at > io.now) {
                return late;
            }
            match self.ensure_coordinator(io) {
                Ok(true) => {}
                Ok(false) => return late,
                Err(error) => return Some(Err(error)),
            }
            self.set_sync_state(SyncState::Sent);
            self.send_commit(&sync.offsets, CommitBy::Sync, io);
        }
        let state = self.commits.sync.as_ref().map(|sync| sync.state.clone())?;
        match state {
            SyncState::Unsent(_) | SyncState::Sent => late,
            SyncState::Ended(Ok(())) => Some(Ok(true)),
            SyncState::Ended(Err(failure)) if !failure.retriable => Some(Err(failure.error)),
            SyncState::Ended(Err(_)) => {
                self.set_sync_state(SyncState::Unsent(Some(io.now + self.config.retry_backoff())));
                late
            }
        }
    }

    fn set_sync_state(&mut self, state: SyncState) {
        if let Some(sync) = &mut self.commits.sync {
            sync.state = state;
        }
    }

    /// `commitOffsetsAsync`: sends, or waits for the coordinator.
    pub(super) fn commit_async(&mut self, offsets: Offsets, by: CommitBy, io: &mut Io<'_>) {
        if offsets.is_empty() || self.group.coordinator.is_some() {
            self.commits.in_flight_async += 1;
            self.send_commit(&offsets, by, io);
        } else {
            self.commits.waiting.push((offsets, by));
            self.look_for_coordinator(io);
        }
    }

    /// The coordinator was found.
    pub(super) fn send_waiting_commits(&mut self, io: &mut Io<'_>) {
        for (offsets, by) in core::mem::take(&mut self.commits.waiting) {
            self.commits.in_flight_async += 1;
            self.send_commit(&offsets, by, io);
        }
    }

    /// The look-up of the coordinator failed.
    pub(super) fn fail_waiting_commits(&mut self, error: &ClientError) {
        for (offsets, by) in core::mem::take(&mut self.commits.waiting) {
            self.commits.in_flight_async += 1;
            self.commit_ended(&offsets, by, Err(CommitFailure::retriable(error.clone())));
        }
    }

    /// `maybeAutoCommitOffsetsAsync`: commits every position if the interval is over.
    pub(super) fn maybe_auto_commit(&mut self, io: &mut Io<'_>) {
        if self.commits.next_auto.is_some_and(|at| at <= io.now) {
            self.commits.next_auto = Some(io.now + self.config.auto_commit_interval());
            self.commit_async(Rc::new(self.subscriptions.all_consumed()), CommitBy::Auto, io);
        }
    }

    fn send_commit(&mut self, offsets: &Offsets, by: CommitBy, io: &mut Io<'_>) {
        if offsets.is_empty() {
            return self.commit_ended(offsets, by, Ok(()));
        }
        let generation = match self.commit_generation() {
            Ok(generation) => generation,
            Err(error) => {
                return self.commit_ended(offsets, by, Err(CommitFailure::fatal(error)));
            }
        };
        let Some(group_id) = self.group.id.clone() else { return };
        let is_member = self.subscriptions.is_subscribed();
        let topics = self.commit_topics(offsets);
        let all_known = topics.iter().all(|topic| topic.topic_id != TopicId::default());
        let request = Request::OffsetCommit(OffsetCommitRequest {
            version: if all_known { 10 } else { 9 },
            group_id,
            generation_id_or_member_epoch: generation.generation_id,
            member_id: generation.member_id.clone(),
            group_instance_id: self.config.group_instance_id().cloned().filter(|_| is_member),
            retention_time_ms: None,
            topics,
        });
        if let CommitBy::Auto | CommitBy::JoinPrepare = by {
            let (client, offsets) = (self.name.clone(), (**offsets).clone());
            io.effects.push(Effect::Emit(Event::AutoCommit { client, offsets }));
        }
        let commit = SentCommit { offsets: offsets.clone(), generation, by: by.clone() };
        if self.send_to_coordinator(request, Purpose::Commit(commit), io).is_none() {
            let error = texts::coordinator_not_available();
            self.commit_ended(offsets, by, Err(CommitFailure::retriable(error)));
        }
    }

    /// In whose name to commit: a stable member's, or nobody's if partitions were assigned by hand.
    fn commit_generation(&self) -> Result<Generation, ClientError> {
        if !self.subscriptions.is_subscribed() {
            return Ok(Generation::default());
        }
        match self.group.generation_if_stable() {
            Some(generation) => Ok(generation.clone()),
            None if self.group.is_rebalancing() => Err(texts::rebalancing()),
            None => Err(texts::not_part_of_a_group()),
        }
    }

    fn commit_topics(&self, offsets: &Offsets) -> Vec<OffsetCommitTopic> {
        let mut topics: Vec<OffsetCommitTopic> = Vec::new();
        for (partition, offset) in offsets.iter() {
            let committed = OffsetCommitPartition {
                partition_index: partition.partition,
                committed_offset: offset.offset,
                committed_leader_epoch: offset.leader_epoch.unwrap_or(-1),
                committed_metadata: Some(offset.metadata.clone()),
            };
            match topics.last_mut().filter(|topic| topic.name == partition.topic) {
                Some(topic) => topic.partitions.push(committed),
                None => topics.push(OffsetCommitTopic {
                    name: partition.topic.clone(),
                    topic_id: self.metadata.topic_id(&partition.topic),
                    partitions: Vec::from([committed]),
                }),
            }
        }
        topics
    }

    pub(super) fn commit_answered(
        &mut self,
        commit: SentCommit,
        answer: Result<&Response, Disconnected>,
    ) {
        let outcome = match answer {
            Ok(Response::OffsetCommit(answer)) => {
                let partitions = answer.topics.iter().flat_map(|topic| &topic.partitions);
                let mut errors = partitions.filter_map(|(_, error)| *error);
                errors
                    .next()
                    .map_or(Ok(()), |code| Err(self.commit_refused(code, &commit.generation)))
            }
            Ok(_) | Err(Disconnected) => Err(CommitFailure::retriable(texts::disconnected())),
        };
        self.commit_ended(&commit.offsets, commit.by, outcome);
    }

    /// What becomes of a refusal.
    #[allow(clippy::wildcard_enum_match_arm, reason = "Kafka treats every other error alike")]
    fn commit_refused(&mut self, code: ErrorCode, sent: &Generation) -> CommitFailure {
        let unchanged = self.group.generation == *sent;
        let preparing = self.group.state == MemberState::PreparingRebalance;
        match code {
            ErrorCode::CoordinatorNotAvailable
            | ErrorCode::NotCoordinator
            | ErrorCode::RequestTimedOut => {
                self.mark_coordinator_unknown();
                CommitFailure::retriable(ClientError::of(code))
            }
            ErrorCode::FencedInstanceId if unchanged => CommitFailure::fatal(ClientError::of(code)),
            ErrorCode::FencedInstanceId if preparing => {
                CommitFailure::fatal(texts::fenced_generation())
            }
            ErrorCode::FencedInstanceId => CommitFailure::fatal(texts::already_rebalanced()),
            ErrorCode::RebalanceInProgress => {
                let reason = "offset commit failed since group is already rebalancing";
                self.group.request_rejoin(reason);
                CommitFailure::fatal(texts::group_rebalancing())
            }
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration => {
                if !unchanged && preparing {
                    return CommitFailure::fatal(texts::stale_generation());
                }
                self.reset_on_error(code, "OFFSET_COMMIT");
                CommitFailure::fatal(texts::already_rebalanced())
            }
            ErrorCode::OffsetMetadataTooLarge | ErrorCode::InvalidCommitOffsetSize => {
                CommitFailure::fatal(ClientError::of(code))
            }
            code if is_retriable(code) => CommitFailure::retriable(ClientError::of(code)),
            code => CommitFailure::fatal(texts::unexpected("in commit", code)),
        }
    }

    fn commit_ended(
        &mut self,
        offsets: &Offsets,
        by: CommitBy,
        outcome: Result<(), CommitFailure>,
    ) {
        match by {
            CommitBy::Sync => return self.set_sync_state(SyncState::Ended(outcome)),
            CommitBy::JoinPrepare => self.prepare_committed(outcome.clone()),
            CommitBy::Async { .. } | CommitBy::Auto => {}
        }
        self.commits.in_flight_async = self.commits.in_flight_async.saturating_sub(1);
        let retriable = outcome.as_ref().is_err_and(|failure| failure.retriable);
        let error = outcome.err().map(|failure| match retriable {
            true => texts::commit_retriable(&failure.error),
            false => failure.error,
        });
        self.commits.fenced |=
            error.as_ref().is_some_and(|error| error.code == Some(ErrorCode::FencedInstanceId));
        self.commits.completed.push_back(Completed {
            offsets: offsets.clone(),
            by,
            error,
            retriable,
        });
    }

    /// Runs the callbacks of ended asynchronous commits.
    ///
    /// # Errors
    ///
    /// One of them learnt that the member is fenced.
    pub(super) fn run_callbacks(&mut self, io: &mut Io<'_>) -> Result<(), ClientError> {
        if self.commits.fenced {
            let instance: Text =
                self.config.group_instance_id().cloned().unwrap_or_else(|| "".into());
            return Err(texts::async_commit_fenced(&instance, &self.group.generation.member_id));
        }
        while let Some(completed) = self.commits.completed.pop_front() {
            match completed.by {
                CommitBy::Async { tag } => {
                    io.effects.push(Effect::Emit(Event::CommitCompleted {
                        client: self.name.clone(),
                        tag,
                        offsets: (*completed.offsets).clone(),
                        error: completed.error,
                    }));
                }
                CommitBy::Auto | CommitBy::JoinPrepare if completed.retriable => {
                    self.commits.next_auto = Some(io.now + self.config.retry_backoff());
                }
                CommitBy::Auto | CommitBy::JoinPrepare | CommitBy::Sync => {}
            }
        }
        Ok(())
    }
}
