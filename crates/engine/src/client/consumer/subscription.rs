//! What a consumer reads: topics or partitions, and where it stands in each of them.
//!
//! Invariant: a partition has a state exactly while it is assigned. A position names the *next*
//! record; it is `None` until it was found, and nothing is fetched without one.
//!
//! Source: `consumer/internals/SubscriptionState.java`.
//! Smaller than Kafka: positions are not validated against leader epochs (KIP-320).

use super::pattern::Pattern;
use super::texts;
use crate::command::OffsetAndMetadata;
use crate::event::ClientError;
use crate::java::JavaHashSet;
use crate::protocol::data::OffsetSpec;
use crate::quantity::{Offset, Text, Time, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;

/// What a consumer reads, and how it came to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubscriptionState {
    mode: Mode,
    /// The subscribed topics; the topics of assigned partitions in mode `Assigned`.
    topics: JavaHashSet<Text>,
    /// What the group reads, as its leader knows.
    group_topics: SortedSet<Text>,
    partitions: SortedMap<TopicPartition, PartitionState>,
    /// The listener commits in `onPartitionsRevoked`.
    commit_on_revoke: bool,
}

/// How a consumer came to its partitions. The modes exclude each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Neither subscribed nor assigned.
    None,
    /// `subscribe(topics)`.
    Topics,
    /// `subscribe(pattern)`.
    Pattern(Pattern),
    /// `assign(partitions)`.
    Assigned,
}

/// Where a consumer stands in one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PartitionState {
    /// The next record to hand out.
    pub position: Option<Position>,
    /// How far the search for a position is.
    pub state: FetchState,
    /// Nothing is handed out, nothing is fetched.
    pub paused: bool,
    /// To be revoked as soon as its commit is answered: nothing is handed out.
    pub pending_revocation: bool,
    /// Until then no further search.
    pub retry_at: Option<Time>,
    /// As of the last answer.
    pub high_watermark: Option<Offset>,
    /// As of the last answer.
    pub last_stable_offset: Option<Offset>,
    /// `currentLag` has asked for the end.
    pub end_requested: bool,
}

/// How far the search for a position is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FetchState {
    /// The committed offset is to be looked up.
    #[default]
    Initializing,
    /// There is a position.
    Fetching,
    /// The position is to be found by ListOffsets.
    AwaitReset(Reset),
}

/// A search by ListOffsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reset {
    /// Where to.
    pub to: ResetTo,
    /// Why.
    pub why: ResetReason,
}

/// Where a reset goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResetTo {
    /// The log start offset.
    Earliest,
    /// The end, as the isolation level sees it.
    Latest,
    /// The first record not older than this many milliseconds.
    NotOlderThan(i64),
}

/// Why a position is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResetReason {
    /// There was no committed offset.
    NothingCommitted,
    /// The position was outside the log.
    OutOfRange(Offset),
    /// `seekToBeginning`, `seekToEnd`.
    SeekTo,
}

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// The next record.
    pub offset: Offset,
    /// Epoch of the record before it, if known.
    pub offset_epoch: Option<i32>,
}

impl Default for SubscriptionState {
    fn default() -> Self {
        Self {
            mode: Mode::None,
            topics: JavaHashSet::new(),
            group_topics: SortedSet::new(),
            partitions: SortedMap::new(),
            commit_on_revoke: false,
        }
    }
}

impl ResetTo {
    /// What to ask for, at the instant `now`.
    #[must_use]
    pub const fn spec(self, now: Time) -> OffsetSpec {
        match self {
            Self::Earliest => OffsetSpec::Earliest,
            Self::Latest => OffsetSpec::Latest,
            Self::NotOlderThan(age) => OffsetSpec::Timestamp(now.0.saturating_sub(age)),
        }
    }
}

impl PartitionState {
    /// Whether records of the partition may be fetched and handed out.
    #[must_use]
    pub fn is_fetchable(&self) -> bool {
        !self.paused && !self.pending_revocation && self.has_valid_position()
    }

    /// Whether the position is known and not in doubt.
    #[must_use]
    pub fn has_valid_position(&self) -> bool {
        self.state == FetchState::Fetching && self.position.is_some()
    }

    /// Sets the position, whatever was searched.
    pub fn seek(&mut self, position: Position) {
        self.position = Some(position);
        self.state = FetchState::Fetching;
        self.retry_at = None;
    }

    /// Has the position searched by ListOffsets.
    pub fn request_reset(&mut self, reset: Reset) {
        self.state = FetchState::AwaitReset(reset);
        self.position = None;
        self.retry_at = None;
    }
}

impl SubscriptionState {
    /// How the consumer came to its partitions.
    #[must_use]
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Whether a group decides what is assigned.
    #[must_use]
    pub const fn is_subscribed(&self) -> bool {
        matches!(self.mode, Mode::Topics | Mode::Pattern(_))
    }

    /// The pattern subscribed to.
    #[must_use]
    pub const fn pattern(&self) -> Option<&Pattern> {
        match &self.mode {
            Mode::Pattern(pattern) => Some(pattern),
            Mode::None | Mode::Topics | Mode::Assigned => None,
        }
    }

    /// The subscribed topics, in Java's order of a `HashSet`; none in mode `Assigned`.
    pub fn topics(&self) -> impl Iterator<Item = &Text> {
        self.topics.iter().filter(|_| self.is_subscribed())
    }

    /// Whether `topic` is subscribed to.
    #[must_use]
    pub fn has_topic(&self, topic: &str) -> bool {
        self.is_subscribed() && self.topics.contains(topic)
    }

    /// Topics whose metadata the consumer needs.
    #[must_use]
    pub fn metadata_topics(&self) -> SortedSet<Text> {
        self.topics.iter().cloned().chain(self.group_topics.iter().cloned()).collect()
    }

    /// The assigned partitions with their states, sorted.
    #[must_use]
    pub const fn partitions(&self) -> &SortedMap<TopicPartition, PartitionState> {
        &self.partitions
    }

    /// The assigned partitions, sorted.
    #[must_use]
    pub fn assigned(&self) -> SortedSet<TopicPartition> {
        self.partitions.keys().cloned().collect()
    }

    /// The state of an assigned partition.
    #[must_use]
    pub fn get(&self, partition: &TopicPartition) -> Option<&PartitionState> {
        self.partitions.get(partition)
    }

    /// The state of an assigned partition, to be changed.
    pub fn get_mut(&mut self, partition: &TopicPartition) -> Option<&mut PartitionState> {
        self.partitions.get_mut(partition)
    }

    /// Every state, to be changed.
    pub fn states_mut(&mut self) -> impl Iterator<Item = &mut PartitionState> {
        self.partitions.values_mut()
    }

    /// Refuses a partition that is not assigned, in the words of `seek`, `pause` and the like.
    ///
    /// # Errors
    ///
    /// `IllegalStateException`.
    pub fn assigned_state(
        &mut self,
        partition: &TopicPartition,
    ) -> Result<&mut PartitionState, ClientError> {
        self.partitions.get_mut(partition).ok_or_else(|| texts::no_current_assignment(partition))
    }

    /// The listener commits in `onPartitionsRevoked`.
    #[must_use]
    pub const fn commits_on_revoke(&self) -> bool {
        self.commit_on_revoke
    }

    /// `subscribe(topics)`; true if the topics changed.
    ///
    /// # Errors
    ///
    /// `IllegalStateException`: another mode is in force.
    pub fn subscribe(&mut self, topics: &[Text], commit: bool) -> Result<bool, ClientError> {
        self.commit_on_revoke = commit;
        self.set_mode(Mode::Topics)?;
        Ok(self.change_topics(topics))
    }

    /// `subscribe(pattern)`.
    ///
    /// # Errors
    ///
    /// `IllegalStateException`: another mode is in force.
    pub fn subscribe_pattern(&mut self, pattern: Pattern) -> Result<(), ClientError> {
        self.commit_on_revoke = false;
        self.set_mode(Mode::Pattern(pattern))
    }

    /// The topics that the pattern matches; true if they changed.
    pub fn change_topics(&mut self, topics: &[Text]) -> bool {
        let mut set = JavaHashSet::new();
        set.extend(topics.iter().cloned());
        let same = |one: &JavaHashSet<Text>, other: &JavaHashSet<Text>| {
            one.len() == other.len() && one.iter().all(|topic| other.contains(topic))
        };
        let changed = !same(&self.topics, &set);
        if changed {
            self.topics = set;
        }
        changed
    }

    /// `assign`; true if topics came or went.
    ///
    /// # Errors
    ///
    /// `IllegalStateException`: another mode is in force.
    pub fn assign(&mut self, partitions: &SortedSet<TopicPartition>) -> Result<bool, ClientError> {
        self.set_mode(Mode::Assigned)?;
        self.set_assignment(partitions);
        let topics: SortedSet<Text> = partitions.iter().map(|tp| tp.topic.clone()).collect();
        Ok(self.change_topics(&topics.into_iter().collect::<Vec<_>>()))
    }

    /// Exactly `partitions` are assigned; those that were so before keep their states.
    pub fn set_assignment(&mut self, partitions: &SortedSet<TopicPartition>) {
        let mut before = core::mem::take(&mut self.partitions);
        let mut state = |tp: &TopicPartition| before.remove(tp).unwrap_or_default();
        self.partitions = partitions.iter().map(|tp| (tp.clone(), state(tp))).collect();
    }

    /// `unsubscribe`: nothing is left.
    pub fn unsubscribe(&mut self) {
        *self = Self::default();
    }

    /// What the group reads, as its leader learnt; true if that needs new metadata.
    pub fn group_subscribe(&mut self, topics: SortedSet<Text>) -> bool {
        let new = !topics.iter().all(|topic| self.topics.contains(topic));
        self.group_topics = topics;
        new
    }

    /// The consumer leads no longer.
    pub fn reset_group_subscription(&mut self) {
        self.group_topics.clear();
    }

    /// Whether every assigned partition's topic is subscribed to.
    #[must_use]
    pub fn matches_subscription(&self, partitions: &SortedSet<TopicPartition>) -> bool {
        partitions.iter().all(|partition| match &self.mode {
            Mode::Pattern(pattern) => pattern.matches(&partition.topic),
            Mode::None | Mode::Topics | Mode::Assigned => self.topics.contains(&partition.topic),
        })
    }

    /// What a commit of everything read so far says: every valid position.
    #[must_use]
    pub fn all_consumed(&self) -> SortedMap<TopicPartition, OffsetAndMetadata> {
        let valid = self.partitions.iter().filter(|(_, state)| state.has_valid_position());
        valid
            .filter_map(|(partition, state)| {
                state.position.map(|position| (partition.clone(), position.to_commit()))
            })
            .collect()
    }

    /// Whether every partition has its position.
    #[must_use]
    pub fn has_all_positions(&self) -> bool {
        self.partitions.values().all(PartitionState::has_valid_position)
    }

    /// Partitions whose committed offset is to be looked up.
    #[must_use]
    pub fn initializing(&self) -> SortedSet<TopicPartition> {
        let initializing =
            self.partitions.iter().filter(|(_, state)| state.state == FetchState::Initializing);
        initializing.map(|(partition, _)| partition.clone()).collect()
    }

    fn set_mode(&mut self, mode: Mode) -> Result<(), ClientError> {
        let same = matches!(
            (&self.mode, &mode),
            (Mode::None, _)
                | (Mode::Topics, Mode::Topics)
                | (Mode::Pattern(_), Mode::Pattern(_))
                | (Mode::Assigned, Mode::Assigned)
        );
        if !same {
            return Err(texts::modes_exclude_each_other());
        }
        self.mode = mode;
        Ok(())
    }
}

impl Position {
    /// A commit of this position.
    #[must_use]
    pub fn to_commit(self) -> OffsetAndMetadata {
        OffsetAndMetadata {
            offset: self.offset.0,
            leader_epoch: self.offset_epoch,
            metadata: "".into(),
        }
    }
}
