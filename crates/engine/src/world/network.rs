//! Messages between clients and brokers: they take time, keep their order and can get lost.
//!
//! Invariant: a connection is first-in-first-out in both directions, and its broker works on one
//! request at a time. A lost message breaks its connection: whatever waited on it is answered with
//! a disconnect, at once or, behind a cut cable, when the client's patience ends.

use crate::client::{Correlation, Lane};
use crate::command::MessageId;
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Millis, Text, Time};
use crate::sorted::{SortedMap, SortedSet};
use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How long a message travels.
pub const LATENCY: Millis = Millis(1);

/// Both ends of a connection, and which of the two that a client may have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId {
    /// The client.
    pub client: Text,
    /// The broker.
    pub broker: BrokerId,
    /// Which connection.
    pub lane: Lane,
}

/// Names a request at a broker, so that its answer finds the way back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestId {
    /// From a simulated client.
    Client {
        /// On which connection.
        connection: ConnectionId,
        /// Counts how often the connection was made: an answer to an older one is lost.
        incarnation: u64,
        /// Ties it to the client's request.
        correlation: Correlation,
    },
    /// From the lab: the number of the lab request.
    Lab(u64),
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// On which connection.
    pub connection: ConnectionId,
    /// Ties an answer to its request.
    pub correlation: Correlation,
    /// When it left.
    pub sent: Time,
    /// When it arrives.
    pub arrives: Time,
    /// What it says.
    pub body: Body,
}

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// From client to broker.
    Request(Rc<Request>),
    /// From broker to client.
    Response(Rc<Response>),
}

/// One connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Connection {
    /// How often it was made.
    pub(super) incarnation: u64,
    /// Requests without an answer yet.
    pub(super) unanswered: SortedSet<Correlation>,
    /// The request that the broker works on.
    pub(super) served: Option<Correlation>,
    /// Requests that arrived behind it.
    pub(super) queue: VecDeque<(Correlation, Rc<Request>)>,
    /// A message of it was lost while the cable was cut: nothing that follows arrives either, until
    /// the client gives the connection up.
    dead: bool,
    /// When the last message in this direction arrives: no later one may overtake it.
    last_request_arrives: Time,
    last_response_arrives: Time,
}

/// Everything between clients and brokers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    messages: SortedMap<MessageId, Message>,
    pub(super) connections: SortedMap<ConnectionId, Connection>,
    next_message: u64,
    next_incarnation: u64,
}

impl Network {
    /// Messages on their way, in the order of sending.
    pub fn messages(&self) -> impl Iterator<Item = (MessageId, &Message)> {
        self.messages.iter().map(|(&id, message)| (id, message))
    }

    /// One message on its way.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Puts a message on its way and says when it arrives.
    pub(super) fn post(
        &mut self,
        id: &ConnectionId,
        correlation: Correlation,
        body: Body,
        now: Time,
    ) -> (MessageId, Time) {
        let incarnation = &mut self.next_incarnation;
        let connection = self.connections.entry(id.clone()).or_insert_with(|| {
            *incarnation += 1;
            Connection { incarnation: *incarnation, ..Connection::default() }
        });
        let last = match &body {
            Body::Request(_) => {
                connection.unanswered.insert(correlation);
                &mut connection.last_request_arrives
            }
            Body::Response(_) => &mut connection.last_response_arrives,
        };
        let arrives = (now + LATENCY).max(*last);
        *last = arrives;
        let number = MessageId(self.next_message);
        self.next_message += 1;
        let connection = id.clone();
        let message = Message { connection, correlation, sent: now, arrives, body };
        self.messages.insert(number, message);
        (number, arrives)
    }

    /// No answer will come to a request, and none is waited for: it went with `acks=0`.
    pub(super) fn answer_nothing(&mut self, id: &ConnectionId, correlation: Correlation) {
        if let Some(connection) = self.connections.get_mut(id) {
            connection.unanswered.remove(&correlation);
        }
    }

    /// Takes an arriving message off the wire.
    pub(super) fn take(&mut self, id: MessageId) -> Option<Message> {
        self.messages.remove(&id)
    }

    /// Loses a message, and with it whatever will follow on its connection.
    pub(super) fn lose(&mut self, id: MessageId) {
        let connection = self.messages.remove(&id).map(|message| message.connection);
        if let Some(connection) = connection.and_then(|id| self.connections.get_mut(&id)) {
            connection.dead = true;
        }
    }

    /// Whether the connection of a message has lost an earlier one.
    pub(super) fn is_dead(&self, id: MessageId) -> bool {
        let connection = self.messages.get(&id).map(|message| &message.connection);
        connection.and_then(|id| self.connections.get(id)).is_some_and(|it| it.dead)
    }

    /// Delays a message and all that follow it on its connection in the same direction; returns
    /// who arrives when.
    pub(super) fn delay(&mut self, id: MessageId, by: Millis) -> Vec<(MessageId, Time)> {
        let Some(delayed) = self.messages.get(&id) else { return Vec::new() };
        let (connection, is_request) =
            (delayed.connection.clone(), matches!(delayed.body, Body::Request(_)));
        let mut moved = Vec::new();
        for (&number, message) in self.messages.range_mut(id..) {
            let same_way = matches!(message.body, Body::Request(_)) == is_request;
            if message.connection == connection && same_way {
                message.arrives = message.arrives + by;
                moved.push((number, message.arrives));
            }
        }
        if let (Some(connection), Some(&(_, last))) =
            (self.connections.get_mut(&connection), moved.last())
        {
            match is_request {
                true => connection.last_request_arrives = last,
                false => connection.last_response_arrives = last,
            }
        }
        moved
    }

    /// Breaks a connection; returns the messages lost and the requests that stay without answer.
    pub(super) fn break_connection(
        &mut self,
        id: &ConnectionId,
    ) -> (Vec<MessageId>, Vec<Correlation>) {
        let lost: Vec<MessageId> = self
            .messages
            .iter()
            .filter(|(_, message)| message.connection == *id)
            .map(|(&number, _)| number)
            .collect();
        for number in &lost {
            self.messages.remove(number);
        }
        let connection = self.connections.remove(id).unwrap_or_default();
        (lost, connection.unanswered.into_iter().collect())
    }

    /// Gives a connection up without a word: what is on it still arrives at the broker, and no
    /// answer finds the way back.
    pub(super) fn abandon(&mut self, id: &ConnectionId) {
        if let Some(connection) = self.connections.get_mut(id) {
            self.next_incarnation += 1;
            connection.incarnation = self.next_incarnation;
            connection.dead = false;
            connection.unanswered.clear();
            connection.served = None;
            connection.queue.clear();
        }
        let gone = |message: &Message| {
            message.connection == *id && matches!(message.body, Body::Response(_))
        };
        self.messages.retain(|_, message| !gone(message));
    }

    /// The connections of one client, or with one broker.
    pub(super) fn connections_where(
        &self,
        chosen: impl Fn(&ConnectionId) -> bool,
    ) -> Vec<ConnectionId> {
        self.connections.keys().filter(|id| chosen(id)).cloned().collect()
    }
}
