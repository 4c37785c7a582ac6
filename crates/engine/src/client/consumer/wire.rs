//! The consumer's requests on their way, and the answers that nobody has looked at yet.
//!
//! Invariant: a correlation is used once. An answer whose request is no longer waited for is
//! dropped, as a client drops what comes after it gave a connection up.

use super::Consumer;
use super::coordinator::Generation;
use super::lookup::LookupBy;
use crate::client::metadata::Unnamed;
use crate::client::{Correlation, Disconnected, Effect, Io, Lane};
use crate::command::OffsetAndMetadata;
use crate::protocol::data::MetadataRequest;
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Offset, Text, Time, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// What a request was sent for: decides who gets the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    /// The consumer's picture of the cluster.
    Metadata,
    /// `partitionsFor`, `listTopics`: for the open call alone.
    TopicMetadata,
    FindCoordinator,
    /// As a member of this generation, as are the next three.
    Join(Generation),
    Sync(Generation),
    Heartbeat(Generation),
    Commit(SentCommit),
    Leave,
    OffsetFetch,
    ListOffsets(LookupBy),
    /// Partitions and the offsets asked for.
    Fetch(SortedMap<TopicPartition, Offset>),
}

/// A commit on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct SentCommit {
    pub(super) offsets: Offsets,
    pub(super) generation: Generation,
    pub(super) by: CommitBy,
}

/// What is to be committed.
pub(super) type Offsets = Rc<SortedMap<TopicPartition, OffsetAndMetadata>>;

/// Who commits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum CommitBy {
    /// `commitSync`, of the application or its listener, or at `close`.
    Sync,
    /// `commitAsync`.
    Async { tag: Option<Text> },
    /// Auto-commit, in `poll` or `assign`.
    Auto,
    /// Auto-commit before the member gives partitions up.
    JoinPrepare,
}

/// A request on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct InFlight {
    pub(super) to: BrokerId,
    pub(super) lane: Lane,
    pub(super) api: &'static str,
    pub(super) sent: Time,
    pub(super) purpose: Purpose,
}

/// Requests on their way and unread answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Wire {
    next: u64,
    in_flight: SortedMap<Correlation, InFlight>,
    unread: VecDeque<(Correlation, Result<Rc<Response>, Disconnected>)>,
}

impl Wire {
    pub(super) const fn in_flight(&self) -> &SortedMap<Correlation, InFlight> {
        &self.in_flight
    }

    pub(super) fn arrived(
        &mut self,
        correlation: Correlation,
        answer: Result<Response, Disconnected>,
    ) {
        if self.in_flight.contains_key(&correlation) {
            self.unread.push_back((correlation, answer.map(Rc::new)));
        }
    }

    /// Gives up every request to the coordinator.
    pub(super) fn give_up_coordinator(&mut self) {
        self.give_up(|sent| sent.lane == Lane::Coordinator);
    }

    fn give_up(&mut self, chosen: impl Fn(&InFlight) -> bool) {
        let read: SortedSet<Correlation> = self.unread.iter().map(|(number, _)| *number).collect();
        let lost: Vec<Correlation> = self
            .in_flight
            .iter()
            .filter(|(number, sent)| chosen(sent) && !read.contains(number))
            .map(|(&number, _)| number)
            .collect();
        self.unread.extend(lost.into_iter().map(|number| (number, Err(Disconnected))));
    }

    /// Whether something is on its way to the coordinator.
    pub(super) fn waits_for_coordinator(&self) -> bool {
        self.in_flight.values().any(|sent| sent.lane == Lane::Coordinator)
    }
}

impl Consumer {
    pub(super) fn send(
        &mut self,
        to: BrokerId,
        lane: Lane,
        request: Request,
        purpose: Purpose,
        io: &mut Io<'_>,
    ) -> Correlation {
        let correlation = Correlation(self.wire.next);
        self.wire.next += 1;
        let sent = InFlight { to, lane, api: request.api(), sent: io.now, purpose };
        self.wire.in_flight.insert(correlation, sent);
        io.effects.push(Effect::Send { to, lane, correlation, request });
        correlation
    }

    /// Sends a request to the group's coordinator; `None` if it is not known.
    pub(super) fn send_to_coordinator(
        &mut self,
        request: Request,
        purpose: Purpose,
        io: &mut Io<'_>,
    ) -> Option<Correlation> {
        let coordinator = self.group.coordinator?;
        Some(self.send(coordinator, Lane::Coordinator, request, purpose, io))
    }

    /// Takes in every answer that has arrived.
    pub(super) fn read_answers(&mut self, io: &mut Io<'_>) {
        while let Some((correlation, answer)) = self.wire.unread.pop_front() {
            let Some(sent) = self.wire.in_flight.remove(&correlation) else { continue };
            if answer.is_err() {
                self.metadata.request_update();
            }
            self.handle(correlation, sent, answer, io);
        }
    }

    fn handle(
        &mut self,
        correlation: Correlation,
        sent: InFlight,
        answer: Result<Rc<Response>, Disconnected>,
        io: &mut Io<'_>,
    ) {
        let answer = answer.as_deref().map_err(|&broken| broken);
        if answer.is_err() && sent.lane == Lane::Coordinator {
            self.coordinator_disconnected(sent.to);
        }
        match sent.purpose {
            Purpose::Metadata => match answer {
                Ok(Response::Metadata(answer)) => {
                    self.metadata.receive(answer, Unnamed::Forgotten, io.now);
                    self.continue_leading(io);
                }
                Ok(_) | Err(Disconnected) => self.metadata.failed(io.now),
            },
            Purpose::TopicMetadata => self.topic_metadata_answered(answer, io),
            Purpose::FindCoordinator => self.coordinator_answered(answer, io),
            Purpose::Join(generation) => self.join_answered(correlation, &generation, answer, io),
            Purpose::Sync(generation) => self.sync_answered(correlation, &generation, answer),
            Purpose::Heartbeat(generation) => self.heartbeat_answered(&generation, answer, io),
            Purpose::Leave => {}
            Purpose::Commit(commit) => self.commit_answered(commit, answer),
            Purpose::OffsetFetch => self.committed_answered(correlation, answer),
            Purpose::ListOffsets(by) => self.offsets_answered(by, answer, io),
            Purpose::Fetch(asked) => self.fetch_answered(sent.to, &asked, answer, io.now),
        }
    }

    /// Asks for metadata if it is time to.
    pub(super) fn refresh_metadata(&mut self, io: &mut Io<'_>) {
        if self.metadata.due().is_none_or(|due| due > io.now) {
            return;
        }
        let Some(broker) = self.metadata.any_broker(io.bootstrap) else { return };
        let topics = match self.subscriptions.pattern() {
            Some(_) => None,
            None => {
                let mut topics = self.subscriptions.metadata_topics();
                topics.extend(self.transient_topics());
                Some(topics.into_iter().collect())
            }
        };
        let allow_auto_topic_creation = self.config.allow_auto_create_topics();
        let request = Request::Metadata(MetadataRequest { topics, allow_auto_topic_creation });
        let correlation = self.send(broker, Lane::Data, request, Purpose::Metadata, io);
        self.metadata.sent(correlation);
    }
}
