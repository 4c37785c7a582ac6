//! Kafka's clients, each a state machine that talks through messages and timers alone.
//!
//! A client knows only what it was told. It is driven by four things: a call begins, an answer
//! arrives, a timer fires, a connection breaks. It answers with [`Effect`]s; the world carries them
//! out. Nothing in here sees a broker's state.

pub mod admin;
pub mod consumer;
pub mod exception;
pub mod metadata;
pub mod producer;

use crate::command::Call;
use crate::event::{ClientError, Event, Returned};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Millis, Time};
use crate::random::Random;
use alloc::vec::Vec;

/// What a client wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Sends a request. Its answer, or the break of its connection, comes back under `correlation`.
    Send {
        /// To which broker.
        to: BrokerId,
        /// On which of the client's connections with it.
        lane: Lane,
        /// Unique in this client's life.
        correlation: Correlation,
        /// What is asked.
        request: Request,
    },
    /// Sets a timer anew; `None` takes it away.
    Timer(ClientTimer, Option<Time>),
    /// Ends the open call.
    Return(Result<Returned, ClientError>),
    /// Tells whoever watches.
    Emit(Event),
}

/// A consumer keeps two connections with a broker, so that a fetch that waits does not hold up
/// its heartbeats. Source: `AbstractCoordinator` (`Integer.MAX_VALUE - coordinator id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Metadata, produce, fetch, list offsets, admin.
    Data,
    /// Everything that goes to the group coordinator.
    Coordinator,
}

/// Ties an answer to its request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Correlation(pub u64);

/// The connection broke before the answer came: the broker is down, a message was dropped, or
/// `request.timeout.ms` passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Disconnected;

/// What a client waits for by the clock. *Policy* timers are the ones that a config of the
/// learner's decides; the others are work, which settling the world runs through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientTimer {
    /// The open call's own timeout (`poll(100 ms)`, `default.api.timeout.ms`).
    CallTimeout,
    /// A retry after `retry.backoff.ms`, in the foreground.
    Backoff,
    /// The next look for the coordinator, or the next rejoin, after `retry.backoff.ms`.
    CoordinatorBackoff,
    /// The answer to this request is overdue (`request.timeout.ms`).
    RequestTimeout(Correlation),
    /// `metadata.max.age.ms`.
    MetadataAge,
    /// `linger.ms`: a batch is sent although it is not full.
    Linger,
    /// `delivery.timeout.ms` of the oldest batch.
    Delivery,
    /// `heartbeat.interval.ms`.
    Heartbeat,
    /// `session.timeout.ms` without an answer from the coordinator, as the client counts it.
    ClientSession,
    /// `max.poll.interval.ms`.
    PollInterval,
    /// `auto.commit.interval.ms`: only a poll looks at it; it stands here to be shown.
    AutoCommit,
    /// `default.api.timeout.ms` of a commit that runs beside the open call.
    CommitTimeout,
    /// Positions that could not be found are looked up again.
    ResetBackoff,
}

impl ClientTimer {
    /// Whether settling leaves this timer alone.
    #[must_use]
    pub const fn is_policy(self) -> bool {
        match self {
            Self::CallTimeout
            | Self::Backoff
            | Self::CoordinatorBackoff
            | Self::Linger
            | Self::CommitTimeout => false,
            Self::RequestTimeout(_)
            | Self::MetadataAge
            | Self::Delivery
            | Self::Heartbeat
            | Self::ClientSession
            | Self::PollInterval
            | Self::AutoCommit
            | Self::ResetBackoff => true,
        }
    }
}

/// What a client is given when it is driven, and where its effects go, in order.
#[derive(Debug)]
pub struct Io<'a> {
    /// The clock.
    pub now: Time,
    /// Chance.
    pub random: &'a mut Random,
    /// The brokers that the client was told of at its start (`bootstrap.servers`).
    pub bootstrap: &'a [BrokerId],
    /// What the client wants done.
    pub effects: Vec<Effect>,
}

/// A client. The world drives every kind in the same way.
pub trait Client {
    /// A call begins; there is no open one. Ends with [`Effect::Return`], perhaps at once.
    fn begin(&mut self, call: Call, io: &mut Io<'_>);
    /// The answer to a request, or the news that there will be none.
    fn receive(
        &mut self,
        correlation: Correlation,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    );
    /// A timer that was set and not taken away since falls due. Request timeouts are the world's:
    /// they come as a disconnect.
    fn fire(&mut self, timer: ClientTimer, io: &mut Io<'_>);
    /// How long this client waits for the answer to `request` before it gives the connection up.
    fn request_timeout(&self, request: &Request) -> Millis;
}
