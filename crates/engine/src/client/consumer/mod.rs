//! The classic consumer: `KafkaConsumer` with `group.protocol=classic`, as a state machine.
//!
//! A call of the application is begun and stays open until the consumer returns from it. What
//! Kafka does in its loops of `client.poll(…)`, this does again each time something arrives:
//! [`Consumer::advance`] runs the open call as far as it gets. Rebalance work, callbacks and changes
//! of position happen in there alone. The heartbeat thread goes on without a call: it sends
//! heartbeats, and it takes in whatever answers have arrived.
//!
//! Invariant: an answer changes state only while somebody looks at the network: an open call, or
//! the heartbeat thread while it is enabled. Otherwise it waits, unread.
//!
//! Source: `ClassicKafkaConsumer.java`, `ConsumerCoordinator.java`, `AbstractCoordinator.java`,
//! `Fetcher.java`, `SubscriptionState.java` in `clients/…/consumer/internals`.

mod assign;
mod calls;
mod close;
mod commit;
mod coordinator;
mod fetch;
mod fetched;
mod heartbeat;
mod join;
mod lookup;
pub mod pattern;
mod poll;
mod positions;
mod rebalance;
mod session;
pub mod subscription;
#[cfg(test)]
mod tests;
mod texts;
mod timers;
mod view;
mod wire;

pub use coordinator::{Generation, MemberState};
pub use view::InFlightRequest;

use crate::client::metadata::{Metadata, Pacing};
use crate::client::{Client, ClientTimer, Correlation, Disconnected, Effect, Io};
use crate::command::{Call, Properties};
use crate::config::ConsumerConfig;
use crate::event::{ClientError, Event, PositionSource, Returned};
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, Offset, Text, Time, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;
use calls::OpenCall;
use commit::Commits;
use coordinator::Group;
use fetch::Fetcher;
use positions::CommittedLookup;
use subscription::SubscriptionState;
use wire::Wire;

/// A consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consumer {
    /// The client's name, under which its events go.
    name: Text,
    config: Rc<ConsumerConfig>,
    metadata: Metadata,
    subscriptions: SubscriptionState,
    group: Group,
    commits: Commits,
    fetcher: Fetcher,
    /// The look-up of committed offsets that was begun last (`pendingCommittedOffsetRequest`).
    committed: Option<CommittedLookup>,
    wire: Wire,
    call: Option<OpenCall>,
    /// The application's thread sleeps until then (`timer.sleep(retry.backoff.ms)`).
    pause_until: Option<Time>,
    /// The timers that are set.
    armed: SortedMap<ClientTimer, Time>,
    closed: bool,
}

impl Consumer {
    /// What `new KafkaConsumer(…)` makes of these configs.
    ///
    /// # Errors
    ///
    /// The exception that the constructor throws.
    pub fn new(name: &Text, given: &Properties, io: &mut Io<'_>) -> Result<Self, ClientError> {
        let given: Vec<(&str, &str)> =
            given.iter().filter_map(|(name, value)| Some((&**name, value.as_deref()?))).collect();
        let config = ConsumerConfig::with_base(&given).map_err(ClientError::from)?;
        Ok(Self::with_config(name.clone(), Rc::new(config), io.now))
    }

    fn with_config(name: Text, config: Rc<ConsumerConfig>, now: Time) -> Self {
        let pacing = Pacing {
            max_age: config.metadata_max_age(),
            backoff: config.retry_backoff(),
            backoff_max: config.retry_backoff_max(),
        };
        Self {
            name,
            metadata: Metadata::new(pacing),
            subscriptions: SubscriptionState::default(),
            group: Group::new(config.group_id().cloned()),
            commits: Commits::new(
                config.enable_auto_commit().then(|| now + config.auto_commit_interval()),
            ),
            config,
            fetcher: Fetcher::default(),
            committed: None,
            wire: Wire::default(),
            call: None,
            pause_until: None,
            armed: SortedMap::new(),
            closed: false,
        }
    }

    /// Runs the open call as far as it gets.
    fn advance(&mut self, io: &mut Io<'_>) {
        if self.call.is_some() {
            self.read_answers(io);
            self.refresh_metadata(io);
        }
        let Some(mut call) = self.call.take() else { return };
        let asleep = self.pause_until.is_some_and(|until| until > io.now);
        if asleep && !call.is_expired(io.now) {
            self.call = Some(call);
            return;
        }
        self.pause_until = None;
        match self.step(&mut call, io) {
            Some(outcome) => self.finish(outcome, io),
            None => {
                self.call = Some(call);
                self.refresh_metadata(io);
            }
        }
    }

    fn finish(&mut self, outcome: Result<Returned, ClientError>, io: &mut Io<'_>) {
        self.pause_until = None;
        io.effects.push(Effect::Return(outcome));
    }

    /// Has the application's thread sleep for `retry.backoff.ms`.
    fn pause(&mut self, io: &Io<'_>) {
        self.pause_until = Some(io.now + self.config.retry_backoff());
    }

    fn emit_position(
        &self,
        partition: &TopicPartition,
        position: Offset,
        why: PositionSource,
        io: &mut Io<'_>,
    ) {
        io.effects.push(Effect::Emit(Event::PositionSet {
            client: self.name.clone(),
            partition: partition.clone(),
            position,
            why,
        }));
    }
}

impl Consumer {
    /// `acquireAndEnsureOpen`: what every method but `close` begins with.
    ///
    /// # Errors
    ///
    /// `IllegalStateException`: the consumer was closed.
    pub fn ensure_open(&self) -> Result<(), ClientError> {
        if self.closed { Err(texts::already_closed()) } else { Ok(()) }
    }
}

impl Client for Consumer {
    fn begin(&mut self, call: Call, io: &mut Io<'_>) {
        if let Err(closed) = self.ensure_open() {
            self.finish(Err(closed), io);
            return;
        }
        match self.begin_call(call, io) {
            calls::Begun::Ended(outcome) => self.finish(outcome, io),
            calls::Begun::Open(call) => {
                self.call = Some(call);
                self.advance(io);
            }
        }
        self.heartbeat_thread(io);
        self.arm(io);
    }

    fn receive(
        &mut self,
        correlation: Correlation,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        self.wire.arrived(correlation, answer);
        self.look_at_network(io);
    }

    fn fire(&mut self, timer: ClientTimer, io: &mut Io<'_>) {
        self.armed.remove(&timer);
        self.look_at_network(io);
    }

    fn request_timeout(&self, request: &Request) -> Millis {
        let patience = self.config.request_timeout();
        if let Request::JoinGroup(join) = request {
            return patience.max(join.rebalance_timeout_ms + join::JOIN_GROUP_TIMEOUT_LAPSE);
        }
        patience
    }
}

impl Consumer {
    /// Something happened: the heartbeat thread and the open call have their turn.
    fn look_at_network(&mut self, io: &mut Io<'_>) {
        if self.call.is_some() || self.heartbeat_thread_polls() {
            self.read_answers(io);
        }
        self.heartbeat_thread(io);
        self.advance(io);
        self.heartbeat_thread(io);
        self.arm(io);
    }
}
