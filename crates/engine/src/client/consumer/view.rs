//! What a page or a test may see of a consumer. Nothing here changes anything.

use super::Consumer;
use super::coordinator::{Generation, MemberState};
use super::join::Join;
use super::subscription::SubscriptionState;
use crate::client::metadata::Metadata;
use crate::client::{Correlation, Lane};
use crate::config::ConsumerConfig;
use crate::quantity::{BrokerId, Offset, Text, Time, TopicPartition};

/// A request that has no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InFlightRequest {
    /// Ties it to its answer.
    pub correlation: Correlation,
    /// The broker asked.
    pub to: BrokerId,
    /// On which connection.
    pub lane: Lane,
    /// The API's name.
    pub api: &'static str,
    /// When it was sent.
    pub sent: Time,
}

impl Consumer {
    /// The client's name.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// What it was configured with.
    #[must_use]
    pub fn config(&self) -> &ConsumerConfig {
        &self.config
    }

    /// What it knows of the cluster.
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What it reads and where it stands: subscription, assignment, positions, pauses, lags.
    #[must_use]
    pub const fn subscriptions(&self) -> &SubscriptionState {
        &self.subscriptions
    }

    /// The next record of a partition; `None` while it is not assigned or not found yet.
    #[must_use]
    pub fn position(&self, partition: &TopicPartition) -> Option<Offset> {
        self.valid_position(partition)
    }

    /// Fetched records of a partition that no poll has handed out.
    #[must_use]
    pub fn buffered(&self, partition: &TopicPartition) -> usize {
        let kept = self.fetcher.kept().filter(|fetched| fetched.partition() == partition);
        kept.map(super::fetched::Fetched::remaining).sum()
    }

    /// `group.id`.
    #[must_use]
    pub const fn group_id(&self) -> Option<&Text> {
        self.group.id.as_ref()
    }

    /// Whether a group decides what is assigned.
    #[must_use]
    pub const fn is_subscribed(&self) -> bool {
        self.subscriptions.is_subscribed()
    }

    /// The membership as the consumer believes it to be.
    #[must_use]
    pub const fn generation(&self) -> &Generation {
        &self.group.generation
    }

    /// The membership that `groupMetadata()` tells: of the last join that was completed.
    #[must_use]
    pub const fn group_generation(&self) -> &Generation {
        &self.group.shown
    }

    /// Where it is in its membership, as it believes.
    #[must_use]
    pub const fn member_state(&self) -> MemberState {
        self.group.state
    }

    /// Whether it was the leader that assigned in its generation.
    #[must_use]
    pub const fn is_leader(&self) -> bool {
        self.group.is_leader
    }

    /// The group's coordinator, if it knows it.
    #[must_use]
    pub const fn coordinator(&self) -> Option<BrokerId> {
        self.group.coordinator
    }

    /// Whether the membership cannot go on until the application polls: it must join, or its
    /// assignment waits to be taken up.
    #[must_use]
    pub fn needs_poll_to_rejoin(&self) -> bool {
        let group = &self.group;
        let changed = group.assigned_for.as_ref().is_some_and(|then| !then.matches(&group.seen));
        self.is_subscribed()
            && !self.closed
            && (changed || group.rejoin_needed || group.join != Join::Idle)
    }

    /// When the coordinator is looked for again, after a lookup that failed.
    #[must_use]
    pub const fn looks_for_coordinator_at(&self) -> Option<Time> {
        self.group.lookup_at
    }

    /// Whether the heartbeat thread runs.
    #[must_use]
    pub const fn heartbeats(&self) -> bool {
        self.group.heartbeat.enabled
    }

    /// When the last heartbeat was sent.
    #[must_use]
    pub const fn heartbeat_sent_at(&self) -> Option<Time> {
        self.group.heartbeat.last_sent
    }

    /// When `max.poll.interval.ms` ends, unless a poll comes first.
    #[must_use]
    pub fn poll_deadline(&self) -> Option<Time> {
        Some(self.group.heartbeat.poll_at).filter(|_| self.group.heartbeat.enabled)
    }

    /// When the client gives its session up, unless an answer to a heartbeat comes first.
    #[must_use]
    pub fn session_deadline(&self) -> Option<Time> {
        Some(self.group.heartbeat.session_at).filter(|_| self.group.heartbeat.enabled)
    }

    /// From when on a poll commits by itself.
    #[must_use]
    pub const fn auto_commit_at(&self) -> Option<Time> {
        self.commits.next_auto
    }

    /// Requests without an answer, in the order of sending.
    pub fn in_flight(&self) -> impl Iterator<Item = InFlightRequest> {
        self.wire.in_flight().iter().map(|(&correlation, sent)| InFlightRequest {
            correlation,
            to: sent.to,
            lane: sent.lane,
            api: sent.api,
            sent: sent.sent,
        })
    }

    /// Whether it was closed.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }
}
