//! How a partition gets its position: committed offset first, then `auto.offset.reset`.
//!
//! Invariant: the reset policy is asked only where there is neither a position nor a committed
//! offset, or where the position was out of range.
//!
//! Source: `ClassicKafkaConsumer#updateFetchPositions`,
//! `ConsumerCoordinator#fetchCommittedOffsets`, `OffsetFetcher#resetPositionsIfNeeded`.

use super::Consumer;
use super::coordinator::Generation;
use super::lookup::LookupBy;
use super::subscription::{FetchState, Position, Reset, ResetReason, ResetTo};
use super::texts;
use super::wire::Purpose;
use crate::client::exception::is_retriable;
use crate::client::{Correlation, Disconnected, Io, Lane};
use crate::command::OffsetAndMetadata;
use crate::config::AutoOffsetReset;
use crate::error::ErrorCode;
use crate::event::{ClientError, PositionSource};
use crate::protocol::data::{ListOffsetsRequest, OffsetSpec};
use crate::protocol::group::{OffsetFetchRequest, OffsetFetchResponse, OffsetFetchTopic};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Offset, Text, TopicId, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::format;
use alloc::vec::Vec;

/// Committed offsets, as `committed()` returns them.
pub(super) type Committed = SortedMap<TopicPartition, Option<OffsetAndMetadata>>;

/// A look-up of committed offsets, begun by a call and perhaps taken up by a later one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CommittedLookup {
    partitions: SortedSet<TopicPartition>,
    generation: Option<Generation>,
    state: LookupState,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum LookupState {
    Sent(Correlation),
    Found(Committed),
    Failed { error: ClientError, retriable: bool },
}

impl Consumer {
    /// Searches positions that are missing, as far as it gets without waiting; false while it waits
    /// for the committed offsets.
    ///
    /// # Errors
    ///
    /// `NoOffsetForPartitionException`, and what the coordinator refuses for good.
    pub(super) fn update_fetch_positions(&mut self, io: &mut Io<'_>) -> Result<bool, ClientError> {
        if self.subscriptions.has_all_positions() {
            return Ok(true);
        }
        let initializing = self.subscriptions.initializing();
        if self.group.id.is_some() && !initializing.is_empty() {
            let Some(found) = self.committed_offsets(&initializing, io) else { return Ok(false) };
            self.take_committed(found?, io);
        }
        self.reset_initializing()?;
        self.send_resets(io);
        Ok(true)
    }

    /// Looks committed offsets up; `None` while the answer is under way.
    pub(super) fn committed_offsets(
        &mut self,
        partitions: &SortedSet<TopicPartition>,
        io: &mut Io<'_>,
    ) -> Option<Result<Committed, ClientError>> {
        if partitions.is_empty() {
            return Some(Ok(Committed::new()));
        }
        let generation = self.group.generation_if_stable().cloned();
        let same = |lookup: &CommittedLookup| {
            lookup.partitions == *partitions && lookup.generation == generation
        };
        self.committed = self.committed.take().filter(same);
        match self.ensure_coordinator(io) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        match self.committed.take() {
            Some(CommittedLookup { state: LookupState::Found(found), .. }) => Some(Ok(found)),
            Some(CommittedLookup { state: LookupState::Failed { error, retriable }, .. }) => {
                if !retriable {
                    return Some(Err(error));
                }
                self.pause(io);
                None
            }
            Some(sent @ CommittedLookup { state: LookupState::Sent(_), .. }) => {
                self.committed = Some(sent);
                None
            }
            None => {
                self.committed = self.send_offset_fetch(partitions, generation, io);
                None
            }
        }
    }

    fn send_offset_fetch(
        &mut self,
        partitions: &SortedSet<TopicPartition>,
        generation: Option<Generation>,
        io: &mut Io<'_>,
    ) -> Option<CommittedLookup> {
        let mut topics: Vec<OffsetFetchTopic> = Vec::new();
        for TopicPartition { topic, partition } in partitions {
            match topics.last_mut().filter(|last| last.name == *topic) {
                Some(last) => last.partition_indexes.push(*partition),
                None => topics.push(OffsetFetchTopic {
                    name: topic.clone(),
                    topic_id: TopicId::default(),
                    partition_indexes: Vec::from([*partition]),
                }),
            }
        }
        let request = Request::OffsetFetch(OffsetFetchRequest {
            version: 9,
            group_id: self.group.id.clone()?,
            member_id: None,
            member_epoch: -1,
            topics: Some(topics),
            require_stable: true,
        });
        let sent = self.send_to_coordinator(request, Purpose::OffsetFetch, io)?;
        let partitions = partitions.clone();
        Some(CommittedLookup { partitions, generation, state: LookupState::Sent(sent) })
    }

    pub(super) fn committed_answered(
        &mut self,
        correlation: Correlation,
        answer: Result<&Response, Disconnected>,
    ) {
        let waited = self.committed.as_ref();
        if waited.is_none_or(|lookup| lookup.state != LookupState::Sent(correlation)) {
            return;
        }
        let failed = |error, retriable| LookupState::Failed { error, retriable };
        let state = match answer {
            Ok(Response::OffsetFetch(answer)) => match answer.error_code {
                None => read_committed(answer),
                Some(code @ (ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator)) => {
                    self.mark_coordinator_unknown();
                    failed(ClientError::of(code), true)
                }
                Some(code) if is_retriable(code) => failed(ClientError::of(code), true),
                Some(code) => failed(texts::unexpected("in fetch offset response", code), false),
            },
            Ok(_) | Err(Disconnected) => failed(texts::disconnected(), true),
        };
        if let Some(lookup) = &mut self.committed {
            lookup.state = state;
        }
    }

    fn take_committed(&mut self, found: Committed, io: &mut Io<'_>) {
        for (partition, committed) in found {
            let Some(committed) = committed else { continue };
            let position =
                Position { offset: Offset(committed.offset), offset_epoch: committed.leader_epoch };
            let Some(state) = self.subscriptions.get_mut(&partition) else { continue };
            state.seek(position);
            self.emit_position(&partition, position.offset, PositionSource::Committed, io);
        }
    }

    /// Partitions without a committed offset are reset by the policy.
    fn reset_initializing(&mut self) -> Result<(), ClientError> {
        let missing = self.subscriptions.initializing();
        let Some(to) = self.reset_policy() else {
            let missing: Vec<TopicPartition> = missing.into_iter().collect();
            return if missing.is_empty() { Ok(()) } else { Err(texts::no_offset_for(&missing)) };
        };
        for partition in &missing {
            if let Some(state) = self.subscriptions.get_mut(partition) {
                state.request_reset(Reset { to, why: ResetReason::NothingCommitted });
            }
        }
        Ok(())
    }

    /// Asks the leaders for the offsets of the partitions to be reset.
    fn send_resets(&mut self, io: &mut Io<'_>) {
        let mut by_leader: SortedMap<BrokerId, SortedMap<TopicPartition, Reset>> = SortedMap::new();
        let mut leaderless = false;
        for (partition, state) in self.subscriptions.partitions() {
            let FetchState::AwaitReset(reset) = state.state else { continue };
            if state.retry_at.is_some_and(|at| at > io.now) {
                continue;
            }
            match self.metadata.leader(partition) {
                Some(known) => {
                    by_leader.entry(known.leader).or_default().insert(partition.clone(), reset);
                }
                None => leaderless = true,
            }
        }
        if leaderless && !self.metadata.is_requested() {
            self.metadata.request_update();
        }
        let retry_at = io.now + self.config.request_timeout();
        for (leader, resets) in by_leader {
            for partition in resets.keys() {
                if let Some(state) = self.subscriptions.get_mut(partition) {
                    state.retry_at = Some(retry_at);
                }
            }
            let specs = resets.iter().map(|(tp, reset)| (tp.clone(), reset.to.spec(io.now)));
            let specs = specs.collect();
            self.send_list_offsets(leader, specs, LookupBy::Reset(resets), io);
        }
    }

    pub(super) fn send_list_offsets(
        &mut self,
        leader: BrokerId,
        partitions: Vec<(TopicPartition, OffsetSpec)>,
        by: LookupBy,
        io: &mut Io<'_>,
    ) {
        let isolation_level = self.config.isolation_level();
        let request = Request::ListOffsets(ListOffsetsRequest { isolation_level, partitions });
        self.send(leader, Lane::Data, request, Purpose::ListOffsets(by), io);
    }

    /// A reset was answered for one partition.
    pub(super) fn reset_found(
        &mut self,
        partition: &TopicPartition,
        asked: Reset,
        position: Position,
        io: &mut Io<'_>,
    ) {
        let Some(state) = self.subscriptions.get_mut(partition) else { return };
        if state.state != FetchState::AwaitReset(asked) {
            return; // Something else was asked for meanwhile.
        }
        state.seek(position);
        let why = match asked.why {
            ResetReason::SeekTo => {
                PositionSource::SeekTo { beginning: asked.to == ResetTo::Earliest }
            }
            ResetReason::NothingCommitted => self.reset_source(None),
            ResetReason::OutOfRange(offset) => self.reset_source(Some(offset)),
        };
        self.emit_position(partition, position.offset, why, io);
    }

    fn reset_source(&self, out_of_range: Option<Offset>) -> PositionSource {
        let policy = policy_text(self.config.auto_offset_reset());
        PositionSource::Reset { policy, out_of_range }
    }

    /// A reset failed: it is tried again after `retry.backoff.ms`, with newer metadata.
    pub(super) fn resets_failed<'a>(
        &mut self,
        partitions: impl Iterator<Item = &'a TopicPartition>,
        io: &Io<'_>,
    ) {
        let retry_at = io.now + self.config.retry_backoff();
        let mut any = false;
        for partition in partitions {
            any = true;
            if let Some(state) = self.subscriptions.get_mut(partition) {
                state.retry_at = Some(retry_at);
            }
        }
        if any {
            self.metadata.request_update();
        }
    }
}

/// As configured; a duration is given in seconds.
fn policy_text(policy: AutoOffsetReset) -> Text {
    match policy {
        AutoOffsetReset::Earliest => "earliest".into(),
        AutoOffsetReset::Latest => "latest".into(),
        AutoOffsetReset::None => "none".into(),
        AutoOffsetReset::ByDuration(age) if age.0 % 1_000 == 0 => {
            format!("by_duration:PT{}S", age.0 / 1_000).into()
        }
        AutoOffsetReset::ByDuration(age) => {
            format!("by_duration:PT{}.{:03}S", age.0 / 1_000, age.0 % 1_000).into()
        }
    }
}

fn read_committed(answer: &OffsetFetchResponse) -> LookupState {
    let mut found = Committed::new();
    let mut unstable = false;
    for (topic, partitions) in &answer.topics {
        for offset in partitions {
            let partition = TopicPartition::new(topic.clone(), offset.partition_index.0);
            let fatal = |error| LookupState::Failed { error, retriable: false };
            match offset.error_code {
                None => {}
                Some(ErrorCode::UnstableOffsetCommit) => unstable = true,
                Some(ErrorCode::UnknownTopicOrPartition) => {
                    return fatal(texts::unknown_partition(&partition));
                }
                Some(code) => {
                    let place = "in fetch offset response for partition";
                    return fatal(texts::unexpected(place, code));
                }
            }
            let committed = (offset.committed_offset >= 0).then(|| OffsetAndMetadata {
                offset: offset.committed_offset,
                leader_epoch: Some(offset.committed_leader_epoch).filter(|&epoch| epoch >= 0),
                metadata: offset.metadata.clone(),
            });
            found.insert(partition, committed);
        }
    }
    if unstable {
        let message = "There are unstable offsets for the requested topic partitions";
        let error = ClientError::with_message(ErrorCode::UnstableOffsetCommit, message);
        return LookupState::Failed { error, retriable: true };
    }
    LookupState::Found(found)
}
