//! The consumer as a member of its group: who coordinates, what it believes of its membership.
//!
//! Invariant: everything here is belief. The coordinator may know better, and says so only in
//! answers.
//!
//! Source: `consumer/internals/AbstractCoordinator.java` (`ensureCoordinatorReady`,
//! `FindCoordinatorResponseHandler`, `markCoordinatorUnknown`, `resetStateAndRejoin`).

use super::Consumer;
use super::assign::AssignorMemory;
use super::heartbeat::HeartbeatThread;
use super::join::Join;
use super::rebalance::{Completion, Prepare};
use super::wire::Purpose;
use crate::client::exception::is_retriable;
use crate::client::{Correlation, Disconnected, Io, Lane};
use crate::event::ClientError;
use crate::protocol::data::{CoordinatorType, FindCoordinatorRequest};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Text, Time};
use crate::sorted::{SortedMap, SortedSet};

/// The consumer's side of group membership.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Group {
    /// `group.id`.
    pub(super) id: Option<Text>,
    pub(super) coordinator: Option<BrokerId>,
    finding: Option<Correlation>,
    fatal_find: Option<ClientError>,
    /// No look-up before then.
    pub(super) lookup_at: Option<Time>,
    failed_lookups: u32,
    pub(super) state: MemberState,
    pub(super) generation: Generation,
    /// What `groupMetadata()` tells: the generation of the last completed join.
    pub(super) shown: Generation,
    pub(super) rejoin_needed: bool,
    pub(super) rejoin_reason: Text,
    pub(super) needs_join_prepare: bool,
    pub(super) join: Join,
    /// The member is about to give partitions up before it joins.
    pub(super) prepare: Option<Prepare>,
    /// The member has its assignment and is about to take it.
    pub(super) completion: Option<Completion>,
    pub(super) is_leader: bool,
    /// The topics that the last JoinGroup named.
    pub(super) joined_topics: Option<SortedSet<Text>>,
    /// Partition counts as the consumer last saw them.
    pub(super) seen: Snapshot,
    /// Partition counts for which the consumer assigned, while it leads.
    pub(super) assigned_for: Option<Snapshot>,
    /// A join by pattern waits for metadata newer than this.
    pub(super) stale_metadata: Option<u64>,
    pub(super) assignor: AssignorMemory,
    pub(super) heartbeat: HeartbeatThread,
}

/// Where a member is in the life of its membership (`AbstractCoordinator.MemberState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberState {
    /// No member, or no longer.
    Unjoined,
    /// JoinGroup is on its way.
    PreparingRebalance,
    /// SyncGroup is on its way, or a leader assigns.
    CompletingRebalance,
    /// A member with an assignment.
    Stable,
}

/// Which membership: `NO_GENERATION` is the default.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Generation {
    /// −1: none.
    pub generation_id: i32,
    /// `""`: none.
    pub member_id: Text,
    /// The chosen assignor.
    pub protocol_name: Option<Text>,
}

/// Partition counts of the topics that a group reads (`MetadataSnapshot`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Snapshot {
    pub(super) version: u64,
    pub(super) partitions: SortedMap<Text, usize>,
}

impl Default for Generation {
    fn default() -> Self {
        Self { generation_id: -1, member_id: "".into(), protocol_name: None }
    }
}

impl Generation {
    /// Whether there is neither a generation nor a protocol any more (the member id may be kept).
    #[must_use]
    pub const fn is_reset(&self) -> bool {
        self.generation_id == -1 && self.protocol_name.is_none()
    }

    /// Whether what a member of this generation owns is no longer its own.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.generation_id == -1 || self.member_id.is_empty()
    }
}

impl Snapshot {
    pub(super) fn matches(&self, other: &Self) -> bool {
        self.version == other.version || self.partitions == other.partitions
    }
}

impl Group {
    pub(super) fn new(id: Option<Text>) -> Self {
        Self {
            id,
            coordinator: None,
            finding: None,
            fatal_find: None,
            lookup_at: None,
            failed_lookups: 0,
            state: MemberState::Unjoined,
            generation: Generation::default(),
            shown: Generation::default(),
            rejoin_needed: true,
            rejoin_reason: "".into(),
            needs_join_prepare: true,
            join: Join::Idle,
            prepare: None,
            completion: None,
            is_leader: false,
            joined_topics: None,
            seen: Snapshot::default(),
            assigned_for: None,
            stale_metadata: None,
            assignor: AssignorMemory::default(),
            heartbeat: HeartbeatThread::default(),
        }
    }

    /// The generation, while the member has its assignment.
    pub(super) fn generation_if_stable(&self) -> Option<&Generation> {
        match self.state {
            MemberState::Stable => Some(&self.generation),
            MemberState::Unjoined
            | MemberState::PreparingRebalance
            | MemberState::CompletingRebalance => None,
        }
    }

    /// Whether a join is under way.
    pub(super) fn is_rebalancing(&self) -> bool {
        match self.state {
            MemberState::PreparingRebalance | MemberState::CompletingRebalance => true,
            MemberState::Unjoined | MemberState::Stable => false,
        }
    }

    /// The next poll joins again, and JoinGroup says why.
    pub(super) fn request_rejoin(&mut self, reason: &str) {
        self.rejoin_reason = reason.into();
        self.rejoin_needed = true;
    }

    /// As [`Group::request_rejoin`], but an older reason stands.
    pub(super) fn request_rejoin_if_necessary(&mut self, reason: &str) {
        if !self.rejoin_needed {
            self.request_rejoin(reason);
        }
    }

    /// The membership is gone: the next poll gives everything away and joins again.
    pub(super) fn reset_and_rejoin(&mut self, reason: &str, forget_member_id: bool) {
        self.state = MemberState::Unjoined;
        let member_id = match forget_member_id {
            true => "".into(),
            false => self.generation.member_id.clone(),
        };
        self.generation = Generation { member_id, ..Generation::default() };
        self.request_rejoin(reason);
        self.needs_join_prepare = true;
    }

    /// Until when a member waits for its auto-commit before it gives partitions up.
    pub(super) fn prepare_deadline(&self) -> Option<Time> {
        self.prepare.as_ref().map(|prepare| prepare.deadline)
    }
}

impl Consumer {
    /// Whether the coordinator is known; if not, it is looked for.
    ///
    /// # Errors
    ///
    /// The look-up failed for good.
    pub(super) fn ensure_coordinator(&mut self, io: &mut Io<'_>) -> Result<bool, ClientError> {
        if self.group.coordinator.is_some() {
            return Ok(true);
        }
        if let Some(error) = self.group.fatal_find.take() {
            return Err(error);
        }
        self.look_for_coordinator(io);
        Ok(false)
    }

    /// Sends FindCoordinator, unless one is on its way or it is too early.
    pub(super) fn look_for_coordinator(&mut self, io: &mut Io<'_>) {
        let early = self.group.lookup_at.is_some_and(|at| at > io.now);
        let Some(id) = self.group.id.clone().filter(|_| !early && self.group.finding.is_none())
        else {
            return;
        };
        self.group.lookup_at = None;
        if let Some(broker) = self.metadata.any_broker(io.bootstrap) {
            let request = Request::FindCoordinator(FindCoordinatorRequest {
                key_type: CoordinatorType::Group,
                key: id,
            });
            let sent = self.send(broker, Lane::Data, request, Purpose::FindCoordinator, io);
            self.group.finding = Some(sent);
        }
    }

    pub(super) fn coordinator_answered(
        &mut self,
        answer: Result<&Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        self.group.finding = None;
        let found = match answer {
            Ok(Response::FindCoordinator(answer)) => match (answer.error_code, answer.node_id) {
                (None, Some(node)) => Ok(node),
                (None, None) => Err(None),
                (Some(code), _) => Err(Some(code)),
            },
            Ok(_) | Err(Disconnected) => Err(None),
        };
        match found {
            Ok(node) => {
                self.group.coordinator = Some(node);
                self.group.lookup_at = None;
                self.group.failed_lookups = 0;
                self.group.heartbeat.session_at = io.now + self.config.session_timeout();
                self.send_waiting_commits(io);
            }
            Err(Some(code)) if !is_retriable(code) => {
                self.group.fatal_find = Some(ClientError::of(code));
                self.fail_waiting_commits(&ClientError::of(code));
            }
            Err(code) => {
                let doubled = self.config.retry_backoff().0 << self.group.failed_lookups.min(16);
                let pause = doubled.min(self.config.retry_backoff_max().0);
                self.group.failed_lookups += 1;
                self.group.lookup_at = Some(Time(io.now.0.saturating_add(pause)));
                self.metadata.request_update();
                let error = code.map_or_else(super::texts::disconnected, ClientError::of);
                self.fail_waiting_commits(&error);
            }
        }
    }

    /// An answer says that the coordinator is elsewhere, or none came for a whole session: what is
    /// on its way there is given up.
    pub(super) fn mark_coordinator_unknown(&mut self) {
        if self.group.coordinator.take().is_some() {
            self.wire.give_up_coordinator();
        }
    }

    /// The connection with the coordinator broke.
    pub(super) fn coordinator_disconnected(&mut self, broker: BrokerId) {
        if self.group.coordinator == Some(broker) {
            self.group.coordinator = None;
        }
    }
}
