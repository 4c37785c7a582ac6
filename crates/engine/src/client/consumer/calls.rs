//! The application's calls: what each refuses at once, answers at once, or stays open for.
//!
//! Invariant: a call that is refused changes nothing.
//!
//! Source: `ClassicKafkaConsumer.java`.

use super::Consumer;
use super::close::Closing;
use super::lookup::{OffsetLookup, TopicLookup};
use super::pattern::Pattern;
use super::subscription::{FetchState, Mode, Position, Reset, ResetReason, ResetTo};
use super::texts;
use super::wire::CommitBy;
use crate::client::Io;
use crate::command::{Call, OffsetAndMetadata};
use crate::event::{ClientError, PositionSource, Returned};
use crate::protocol::data::OffsetSpec;
use crate::quantity::{Millis, Offset, Text, Time, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A call that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct OpenCall {
    pub(super) kind: Kind,
    pub(super) began: Time,
    pub(super) timeout: Millis,
    /// `None`: it lasts as long as it takes.
    pub(super) deadline: Option<Time>,
}

/// Which call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Poll(Turn),
    CommitSync,
    Position(TopicPartition),
    Committed(SortedSet<TopicPartition>),
    Offsets(OffsetLookup),
    Topics(TopicLookup),
    Unsubscribe,
    Close(Closing),
}

/// Where `poll` is in its loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Turn {
    /// It has not gone round yet.
    First,
    /// It waits for the coordinator to be found, or for metadata to match a pattern against:
    /// nothing is fetched meanwhile.
    Coordinator,
    /// It waits for committed offsets: nothing else is done before they are there.
    Committed,
    /// It waits for records.
    Next,
}

/// What has become of a call that was begun.
pub(super) enum Begun {
    Ended(Result<Returned, ClientError>),
    Open(OpenCall),
}

impl OpenCall {
    pub(super) fn is_expired(&self, now: Time) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }
}

impl From<Result<Returned, ClientError>> for Begun {
    fn from(outcome: Result<Returned, ClientError>) -> Self {
        Self::Ended(outcome)
    }
}

impl Consumer {
    pub(super) fn begin_call(&mut self, call: Call, io: &mut Io<'_>) -> Begun {
        let nothing =
            |outcome: Result<(), ClientError>| Begun::Ended(outcome.map(|()| Returned::Nothing));
        match call {
            Call::Subscribe { topics, commit_on_revoke } => {
                if topics.is_empty() && self.group.id.is_some() {
                    return open(Kind::Unsubscribe, None, io);
                }
                nothing(self.subscribe(&topics, commit_on_revoke))
            }
            Call::SubscribePattern { pattern } => nothing(self.subscribe_pattern(&pattern)),
            Call::Assign { partitions } if partitions.is_empty() => {
                open(Kind::Unsubscribe, None, io)
            }
            Call::Assign { partitions } => nothing(self.assign_partitions(&partitions, io)),
            Call::Unsubscribe => open(Kind::Unsubscribe, None, io),
            Call::Poll { timeout } => match self.subscriptions.mode() {
                Mode::None if timeout.0 >= 0 => Begun::Ended(Err(texts::nothing_to_read())),
                Mode::None | Mode::Topics | Mode::Pattern(_) | Mode::Assigned => {
                    open(Kind::Poll(Turn::First), Some(timeout), io)
                }
            },
            Call::CommitSync { offsets } => self.begin_commit_sync(offsets, io),
            Call::CommitAsync { offsets, tag } => {
                nothing(self.begin_commit_async(offsets, tag, io))
            }
            Call::Seek { partition, offset } => nothing(self.seek(&partition, offset, io)),
            Call::SeekToBeginning { partitions } => {
                nothing(self.seek_to(&partitions, ResetTo::Earliest))
            }
            Call::SeekToEnd { partitions } => nothing(self.seek_to(&partitions, ResetTo::Latest)),
            Call::Pause { partitions } => nothing(self.set_paused(&partitions, true)),
            Call::Resume { partitions } => nothing(self.set_paused(&partitions, false)),
            Call::Position { partition, timeout } => self.begin_position(partition, timeout, io),
            Call::Committed { partitions, timeout } => {
                self.begin_committed(partitions, timeout, io)
            }
            Call::BeginningOffsets { partitions } => {
                self.begin_ends(partitions, OffsetSpec::Earliest, io)
            }
            Call::EndOffsets { partitions } => self.begin_ends(partitions, OffsetSpec::Latest, io),
            Call::OffsetsForTimes { timestamps } => self.begin_offsets_for_times(timestamps, io),
            Call::CurrentLag { partition } => self.current_lag(&partition, io).into(),
            Call::PartitionsFor { topic } => self.begin_partitions_for(topic, io),
            Call::ListTopics => {
                open(Kind::Topics(TopicLookup::new(None)), Some(self.timeout(None)), io)
            }
            Call::EnforceRebalance { reason } => nothing(self.enforce_rebalance(&reason)),
            Call::GroupMetadata => self.group_metadata().into(),
            Call::Close { membership } => {
                let timeout = close_timeout(self.config.request_timeout());
                open(Kind::Close(Closing::new(membership)), Some(timeout), io)
            }
            Call::Send(_) | Call::Flush | Call::Admin(_) => {
                let message = "KafkaConsumer has no such method";
                Begun::Ended(Err(ClientError::new("NoSuchMethodException", message)))
            }
        }
    }

    fn timeout(&self, given: Option<Millis>) -> Millis {
        given.unwrap_or_else(|| self.config.default_api_timeout())
    }

    fn ensure_group(&self) -> Result<(), ClientError> {
        self.group.id.as_ref().map(|_| ()).ok_or_else(texts::no_group_id)
    }

    fn subscribe(&mut self, topics: &[Text], commit_on_revoke: bool) -> Result<(), ClientError> {
        self.ensure_group()?;
        if topics.iter().any(|topic| topic.trim().is_empty()) {
            return Err(texts::blank_topic());
        }
        self.ensure_assignors()?;
        let kept = self.subscriptions.assigned();
        let kept = kept.into_iter().filter(|partition| topics.contains(&partition.topic)).collect();
        self.fetcher.retain(&kept);
        if self.subscriptions.subscribe(topics, commit_on_revoke)? {
            self.metadata.request_update_for_new_topics();
        }
        Ok(())
    }

    fn subscribe_pattern(&mut self, pattern: &str) -> Result<(), ClientError> {
        self.ensure_group()?;
        if pattern.is_empty() {
            return Err(texts::empty_pattern());
        }
        self.ensure_assignors()?;
        let compiled = Pattern::new(pattern).map_err(|bad| {
            let message = alloc::format!("{} near index {}\n{pattern}", bad.what, bad.at);
            ClientError::new("PatternSyntaxException", message)
        })?;
        self.subscriptions.subscribe_pattern(compiled)?;
        self.match_pattern();
        self.metadata.request_update_for_new_topics();
        Ok(())
    }

    fn ensure_assignors(&self) -> Result<(), ClientError> {
        match self.config.partition_assignment_strategy().is_empty() {
            true => Err(texts::no_assignors()),
            false => Ok(()),
        }
    }

    fn assign_partitions(
        &mut self,
        partitions: &[TopicPartition],
        io: &mut Io<'_>,
    ) -> Result<(), ClientError> {
        if partitions.iter().any(|partition| partition.topic.trim().is_empty()) {
            return Err(texts::blank_assigned_topic());
        }
        let partitions: SortedSet<TopicPartition> = partitions.iter().cloned().collect();
        if self.subscriptions.is_subscribed() {
            return Err(texts::modes_exclude_each_other());
        }
        self.fetcher.retain(&partitions);
        if self.group.id.is_some() {
            self.maybe_auto_commit(io);
        }
        if self.subscriptions.assign(&partitions)? {
            self.metadata.request_update_for_new_topics();
        }
        Ok(())
    }

    fn begin_commit_sync(
        &mut self,
        offsets: Option<SortedMap<TopicPartition, OffsetAndMetadata>>,
        io: &mut Io<'_>,
    ) -> Begun {
        match self.offsets_to_commit(offsets) {
            Err(error) => Begun::Ended(Err(error)),
            Ok(offsets) => {
                let timeout = self.config.default_api_timeout();
                self.begin_sync_commit(offsets, timeout, io);
                open(Kind::CommitSync, Some(timeout), io)
            }
        }
    }

    fn begin_commit_async(
        &mut self,
        offsets: Option<SortedMap<TopicPartition, OffsetAndMetadata>>,
        tag: Option<Text>,
        io: &mut Io<'_>,
    ) -> Result<(), ClientError> {
        let offsets = self.offsets_to_commit(offsets)?;
        self.run_callbacks(io)?;
        self.commit_async(Rc::new(offsets), CommitBy::Async { tag }, io);
        self.read_answers(io);
        Ok(())
    }

    fn offsets_to_commit(
        &self,
        given: Option<SortedMap<TopicPartition, OffsetAndMetadata>>,
    ) -> Result<SortedMap<TopicPartition, OffsetAndMetadata>, ClientError> {
        if given.iter().flat_map(SortedMap::values).any(|committed| committed.offset < 0) {
            return Err(texts::negative_commit());
        }
        self.ensure_group()?;
        Ok(given.unwrap_or_else(|| self.subscriptions.all_consumed()))
    }

    fn seek(
        &mut self,
        partition: &TopicPartition,
        offset: i64,
        io: &mut Io<'_>,
    ) -> Result<(), ClientError> {
        if offset < 0 {
            return Err(texts::negative_seek());
        }
        let position = Position { offset: Offset(offset), offset_epoch: None };
        self.subscriptions.assigned_state(partition)?.seek(position);
        self.emit_position(partition, Offset(offset), PositionSource::Seek, io);
        Ok(())
    }

    fn seek_to(&mut self, partitions: &[TopicPartition], to: ResetTo) -> Result<(), ClientError> {
        let reset = Reset { to, why: ResetReason::SeekTo };
        if partitions.is_empty() {
            self.subscriptions.states_mut().for_each(|state| state.request_reset(reset));
        }
        for partition in partitions {
            self.subscriptions.assigned_state(partition)?.request_reset(reset);
        }
        Ok(())
    }

    fn set_paused(
        &mut self,
        partitions: &[TopicPartition],
        paused: bool,
    ) -> Result<(), ClientError> {
        for partition in partitions {
            self.subscriptions.assigned_state(partition)?.paused = paused;
        }
        Ok(())
    }

    fn begin_position(
        &self,
        partition: TopicPartition,
        timeout: Option<Millis>,
        io: &Io<'_>,
    ) -> Begun {
        match self.subscriptions.get(&partition) {
            None => Begun::Ended(Err(texts::position_of_foreign_partition())),
            Some(_) => open(Kind::Position(partition), Some(self.timeout(timeout)), io),
        }
    }

    fn begin_committed(
        &self,
        partitions: Vec<TopicPartition>,
        timeout: Option<Millis>,
        io: &Io<'_>,
    ) -> Begun {
        match self.ensure_group() {
            Err(error) => Begun::Ended(Err(error)),
            Ok(()) => {
                let kind = Kind::Committed(partitions.into_iter().collect());
                open(kind, Some(self.timeout(timeout)), io)
            }
        }
    }

    fn begin_partitions_for(&self, topic: Text, io: &Io<'_>) -> Begun {
        match self.metadata.topic(&topic) {
            Some(known) => {
                let count = i32::try_from(known.partitions.len()).unwrap_or(i32::MAX);
                Begun::Ended(Ok(Returned::PartitionCount(count)))
            }
            None => {
                let lookup = TopicLookup::new(Some(topic));
                open(Kind::Topics(lookup), Some(self.timeout(None)), io)
            }
        }
    }

    fn enforce_rebalance(&mut self, reason: &str) -> Result<(), ClientError> {
        if self.group.id.is_none() {
            return Err(texts::no_group_to_rebalance());
        }
        let default = "rebalance enforced by user";
        self.group.request_rejoin(if reason.is_empty() { default } else { reason });
        Ok(())
    }

    fn begin_ends(
        &mut self,
        partitions: Vec<TopicPartition>,
        spec: OffsetSpec,
        io: &mut Io<'_>,
    ) -> Begun {
        let asked = partitions.into_iter().map(|partition| (partition, spec)).collect();
        let kind = Kind::Offsets(OffsetLookup::new(asked, false));
        open(kind, Some(self.config.default_api_timeout()), io)
    }

    fn begin_offsets_for_times(
        &mut self,
        timestamps: Vec<(TopicPartition, i64)>,
        io: &mut Io<'_>,
    ) -> Begun {
        if let Some((partition, time)) = timestamps.iter().find(|(_, time)| *time < 0) {
            return Begun::Ended(Err(texts::negative_time(partition, *time)));
        }
        let asked = timestamps
            .into_iter()
            .map(|(partition, time)| (partition, OffsetSpec::Timestamp(time)))
            .collect();
        let kind = Kind::Offsets(OffsetLookup::new(asked, true));
        open(kind, Some(self.config.default_api_timeout()), io)
    }

    fn group_metadata(&self) -> Result<Returned, ClientError> {
        let group_id = self.group.id.clone().ok_or_else(texts::no_group_id)?;
        Ok(Returned::GroupMetadata {
            group_id,
            generation_id: self.group.shown.generation_id,
            member_id: self.group.shown.member_id.clone(),
            group_instance_id: self.config.group_instance_id().cloned(),
        })
    }
}

/// Begins what takes time. Source: `Timer#reset` refuses a negative timeout.
fn open(kind: Kind, timeout: Option<Millis>, io: &Io<'_>) -> Begun {
    if let Some(negative) = timeout.filter(|timeout| timeout.0 < 0) {
        return Begun::Ended(Err(texts::negative_timeout(negative)));
    }
    let deadline = timeout.map(|timeout| io.now + timeout);
    Begun::Open(OpenCall { kind, began: io.now, timeout: timeout.unwrap_or_default(), deadline })
}

/// `close()` waits for 30 s, but never longer than for a request.
fn close_timeout(request_timeout: Millis) -> Millis {
    Millis(30_000).min(request_timeout)
}

impl Consumer {
    /// Whether the partition has its position.
    pub(super) fn valid_position(&self, partition: &TopicPartition) -> Option<Offset> {
        let state = self.subscriptions.get(partition)?;
        let position = state.position.filter(|_| state.state == FetchState::Fetching)?;
        Some(position.offset)
    }
}
