//! A process with one client in it: what runs, what hangs, what the application has in hand.
//!
//! The client knows nothing of this: a crash, a hang or a cut cable happens *to* it.

use crate::client::admin::Admin;
use crate::client::consumer::Consumer;
use crate::client::producer::Producer;
use crate::client::{Client, ClientTimer, Correlation, Disconnected};
use crate::command::{Call, ClientKind, LoopWork, Properties};
use crate::config::GroupProtocol;
use crate::event::{ClientError, Returned};
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, Offset, Text, Time, TopicPartition};
use crate::world::ledger::Account;
use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Process {
    /// The client that it runs.
    pub client: AnyClient,
    /// What the client was constructed with.
    pub config: Properties,
    /// Whether it runs.
    pub life: Life,
    /// The application does not call its client.
    pub stalled: bool,
    /// The whole process hangs.
    pub frozen: bool,
    /// No message gets through.
    pub cut: bool,
    /// The open call's name in Kafka, and when it began.
    pub open_call: Option<(&'static str, Time)>,
    /// Handed out by poll and not yet processed, in order.
    pub in_hand: VecDeque<InHandRecord>,
    /// What the application does by itself.
    pub looping: Option<LoopWork>,
    /// Where a looping application is between two polls.
    pub(super) loop_step: LoopStep,
    /// What came while it was frozen, in order.
    pub(super) backlog: Vec<Wakeup>,
    /// The last exception that a call threw, and when.
    pub last_error: Option<(Rc<ClientError>, Time)>,
}

/// A record that an application holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InHandRecord {
    /// Its partition.
    pub partition: TopicPartition,
    /// Its offset.
    pub offset: Offset,
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Life {
    /// It runs.
    Running,
    /// Its client was closed.
    Closed(Time),
    /// It is gone without a word.
    Crashed(Time),
}

/// Where a looping application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum LoopStep {
    /// About to poll, or polling.
    Poll,
    /// Committing what it will process afterwards.
    CommitBeforeWork,
    /// Committing what it has processed.
    CommitAfterWork,
}

/// Something that reached a frozen process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wakeup {
    Answer(Correlation, Result<Rc<Response>, Disconnected>),
    Timer(ClientTimer),
}

/// One of Kafka's clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnyClient {
    /// A producer.
    Producer(Rc<Producer>),
    /// A consumer.
    Consumer(Rc<Consumer>),
    /// An admin client.
    Admin(Rc<Admin>),
}

impl AnyClient {
    /// Which of Kafka's clients it is.
    #[must_use]
    pub const fn kind(&self) -> ClientKind {
        match self {
            Self::Producer(_) => ClientKind::Producer,
            Self::Consumer(_) => ClientKind::Consumer,
            Self::Admin(_) => ClientKind::Admin,
        }
    }

    /// The setting, if there is one, that asks for what the model lacks: nothing is played that
    /// would only look like it.
    pub(super) fn not_modelled(&self) -> Option<&'static str> {
        match self {
            Self::Consumer(client) => (client.config().group_protocol() == GroupProtocol::Consumer)
                .then_some("group.protocol=consumer"),
            Self::Producer(client) => {
                client.config().transactional_id().is_some().then_some("transactional.id")
            }
            Self::Admin(_) => None,
        }
    }

    /// How long the client waits for an answer.
    pub(super) fn request_timeout(&self, request: &Request) -> Millis {
        match self {
            Self::Producer(client) => client.request_timeout(request),
            Self::Consumer(client) => client.request_timeout(request),
            Self::Admin(client) => client.request_timeout(request),
        }
    }

    pub(super) fn as_client(&mut self) -> &mut dyn Client {
        match self {
            Self::Producer(client) => Rc::<Producer>::make_mut(client),
            Self::Consumer(client) => Rc::<Consumer>::make_mut(client),
            Self::Admin(client) => Rc::<Admin>::make_mut(client),
        }
    }
}

impl Process {
    pub(super) const fn new(client: AnyClient, config: Properties) -> Self {
        Self {
            client,
            config,
            life: Life::Running,
            stalled: false,
            frozen: false,
            cut: false,
            open_call: None,
            in_hand: VecDeque::new(),
            looping: None,
            loop_step: LoopStep::Poll,
            backlog: Vec::new(),
            last_error: None,
        }
    }

    /// The consumer, if it is one.
    #[must_use]
    pub fn consumer(&self) -> Option<&Consumer> {
        match &self.client {
            AnyClient::Consumer(consumer) => Some(consumer),
            AnyClient::Producer(_) | AnyClient::Admin(_) => None,
        }
    }

    /// The producer, if it is one.
    #[must_use]
    pub fn producer(&self) -> Option<&Producer> {
        match &self.client {
            AnyClient::Producer(producer) => Some(producer),
            AnyClient::Consumer(_) | AnyClient::Admin(_) => None,
        }
    }

    /// Whether the process runs and does not hang.
    #[must_use]
    pub fn is_awake(&self) -> bool {
        self.life == Life::Running && !self.frozen
    }

    /// Whether a looping application has something to do in its next turn; one that only polls
    /// over and over is never done.
    pub(super) fn has_turn_to_do(&self) -> bool {
        !self.in_hand.is_empty() || self.loop_step != LoopStep::Poll
    }

    /// What a method returns once the client is closed; closing it again does nothing.
    ///
    /// Source: `KafkaProducer#throwIfProducerClosed`, `ProducerMetadata#awaitUpdate`,
    /// `ClassicKafkaConsumer#acquireAndEnsureOpen`.
    ///
    /// # Errors
    ///
    /// What the method throws.
    pub fn once_closed(&self, call: &Call) -> Result<Returned, ClientError> {
        if matches!(call, Call::Close { .. }) {
            return Ok(Returned::Nothing);
        }
        match (&self.client, call) {
            (AnyClient::Consumer(consumer), _) => {
                consumer.ensure_open().map(|()| Returned::Nothing)
            }
            (AnyClient::Producer(_), Call::Flush) => Ok(Returned::Nothing),
            (AnyClient::Producer(producer), Call::PartitionsFor { topic }) => {
                let text = "Requested metadata update after close";
                let count = producer.partition_count(topic).map(Returned::PartitionCount);
                count.ok_or_else(|| ClientError::new("KafkaException", text))
            }
            (AnyClient::Producer(_) | AnyClient::Admin(_), _) => {
                let text = "Cannot perform operation after producer has been closed";
                Err(ClientError::illegal_state(text))
            }
        }
    }

    /// Whose work its processing counts as; `None` for what processes nothing.
    #[must_use]
    pub fn account(&self, name: &Text) -> Option<Account> {
        let consumer = self.consumer()?;
        Some(match consumer.group_id() {
            Some(group) => Account::Group(group.clone()),
            None => Account::Alone(name.clone()),
        })
    }
}
