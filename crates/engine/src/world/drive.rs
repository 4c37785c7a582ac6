//! Drives clients and brokers and carries out what they want: the only file in which both meet.
//!
//! Invariant: nothing passes between a client and a broker but messages of the network.

use crate::broker::{Broker, BrokerIo, Peer};
use crate::client::{ClientTimer, Correlation, Disconnected, Effect, Io, Lane};
use crate::command::{Call, MessageId};
use crate::error::ErrorCode;
use crate::event::{ClientError, Event, Returned};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Text, Time};
use crate::world::World;
use crate::world::application::EndedCall;
use crate::world::deadline::{BrokerTimer, Due};
use crate::world::network::{Body, ConnectionId, RequestId};
use crate::world::process::{Life, Process, Wakeup};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// What reaches a client.
pub(super) enum Input {
    Begin(Call),
    Answer(Correlation, Result<Rc<Response>, Disconnected>),
    Timer(ClientTimer),
}

impl World {
    /// Sets a deadline of the world's own queue, or (`None`) takes it away.
    pub(super) fn schedule(&mut self, what: Due, at: Option<Time>) {
        self.sequence += 1;
        let due = Rc::make_mut(&mut self.due);
        match at {
            Some(at) => due.set(what, at.max(self.now), self.sequence),
            None => due.cancel(&what),
        }
    }

    pub(super) fn process_mut(&mut self, client: &str) -> Option<&mut Process> {
        self.processes.get_mut(client).map(Rc::make_mut)
    }

    /// Gives a client its input and carries out what it wants. A client that is gone hears nothing;
    /// a frozen one finds it when it thaws.
    pub(super) fn drive(&mut self, client: &Text, input: Input, events: &mut Vec<Event>) {
        let Some(process) = self.processes.get_mut(client).map(Rc::make_mut) else { return };
        if process.life != Life::Running {
            return;
        }
        if process.frozen {
            process.backlog.extend(match input {
                Input::Answer(correlation, answer) => Some(Wakeup::Answer(correlation, answer)),
                Input::Timer(timer) => Some(Wakeup::Timer(timer)),
                Input::Begin(_) => None,
            });
            return;
        }
        let mut io = Io {
            now: self.now,
            random: &mut self.random,
            bootstrap: &self.genesis.brokers,
            effects: Vec::new(),
        };
        let driven = process.client.as_client();
        match input {
            Input::Begin(call) => driven.begin(call, &mut io),
            Input::Timer(timer) => driven.fire(timer, &mut io),
            Input::Answer(correlation, answer) => {
                driven.receive(correlation, answer.map(Rc::unwrap_or_clone), &mut io);
            }
        }
        let effects = io.effects;
        for effect in effects {
            self.carry_out(client, effect, events);
        }
    }

    pub(super) fn carry_out(&mut self, client: &Text, effect: Effect, events: &mut Vec<Event>) {
        match effect {
            Effect::Send { to, lane, correlation, request } => {
                self.send(client, (to, lane, correlation), request, events);
            }
            Effect::Timer(timer, at) => self.schedule(Due::Client(client.clone(), timer), at),
            Effect::Emit(event) => events.push(event),
            Effect::Return(outcome) => self.end_call(client, outcome, events),
        }
    }

    fn send(
        &mut self,
        client: &Text,
        (broker, lane, correlation): (BrokerId, Lane, Correlation),
        request: Request,
        events: &mut Vec<Event>,
    ) {
        let Some(process) = self.processes.get(client) else { return };
        let cut = process.cut;
        let timeout = process.client.request_timeout(&request);
        let connection = ConnectionId { client: client.clone(), broker, lane };
        let api = request.api();
        let body = Body::Request(Rc::new(request));
        let network = Rc::make_mut(&mut self.network);
        let (message, arrives) = network.post(&connection, correlation, body, self.now);
        self.schedule(
            Due::Client(client.clone(), ClientTimer::RequestTimeout(correlation)),
            Some(self.now + timeout),
        );
        let client = client.clone();
        events.push(Event::Sent {
            message,
            client,
            broker,
            api,
            request: true,
            error: None,
            arrives,
        });
        self.put_on_wire(message, arrives, cut, events);
    }

    fn put_on_wire(
        &mut self,
        message: MessageId,
        arrives: Time,
        cut: bool,
        events: &mut Vec<Event>,
    ) {
        if cut || self.network.is_dead(message) {
            Rc::make_mut(&mut self.network).lose(message);
            events.push(Event::Lost { message });
        } else {
            self.schedule(Due::Arrival(message), Some(arrives));
        }
    }

    fn end_call(
        &mut self,
        client: &Text,
        outcome: Result<Returned, ClientError>,
        events: &mut Vec<Event>,
    ) {
        let now = self.now;
        let mut ended = None;
        if let Some(process) = self.process_mut(client) {
            ended = process.open_call.take().map(|(name, began)| EndedCall {
                name,
                began,
                threw: outcome.is_err(),
            });
            let closed = ended.is_some_and(|ended| ended.name == "close");
            if let Ok(Returned::Records(records)) = &outcome {
                process.take_in_hand(records);
            }
            if let Err(error) = &outcome {
                process.last_error = Some((Rc::new(error.clone()), now));
            }
            if closed {
                process.life = Life::Closed(now);
                self.forget_client(client, events);
            }
        }
        events.push(Event::Returned { client: client.clone(), outcome });
        if let Some(ended) = ended {
            self.go_on_looping(client, ended);
        }
    }

    /// Takes a message off the wire and hands it to whom it is for.
    pub(super) fn arrive(&mut self, id: MessageId, events: &mut Vec<Event>) {
        let Some(message) = Rc::make_mut(&mut self.network).take(id) else { return };
        events.push(Event::Delivered { message: id });
        let connection = message.connection;
        match message.body {
            Body::Request(request) => {
                if !self.brokers.get(&connection.broker).is_some_and(|broker| broker.running) {
                    self.break_connection(&connection, events);
                    return;
                }
                let network = Rc::make_mut(&mut self.network);
                if let Some(open) = network.connections.get_mut(&connection) {
                    open.queue.push_back((message.correlation, request));
                }
                self.serve(&connection, events);
            }
            Body::Response(response) => {
                let network = Rc::make_mut(&mut self.network);
                if let Some(open) = network.connections.get_mut(&connection) {
                    open.unanswered.remove(&message.correlation);
                }
                let timer = ClientTimer::RequestTimeout(message.correlation);
                self.schedule(Due::Client(connection.client.clone(), timer), None);
                let input = Input::Answer(message.correlation, Ok(response));
                self.drive(&connection.client, input, events);
            }
        }
    }

    /// Lets the broker take the next request of a connection, if it is free.
    fn serve(&mut self, id: &ConnectionId, events: &mut Vec<Event>) {
        loop {
            let network = Rc::make_mut(&mut self.network);
            let Some(connection) = network.connections.get_mut(id) else { return };
            if connection.served.is_some() {
                return;
            }
            let Some((correlation, request)) = connection.queue.pop_front() else { return };
            connection.served = Some(correlation);
            let incarnation = connection.incarnation;
            let client_id = self.client_id(&id.client);
            let request_id = RequestId::Client { connection: id.clone(), incarnation, correlation };
            let peer = Peer { request: request_id, client_id };
            let silent = matches!(&*request, Request::Produce(produce)
                if produce.acks == crate::protocol::data::Acks::None);
            events.push(Event::Received {
                client: id.client.clone(),
                request: Box::new((*request).clone()),
            });
            self.with_broker(id.broker, events, |broker, io| broker.handle(&peer, &request, io));
            if silent {
                Rc::make_mut(&mut self.network).answer_nothing(id, correlation);
                let timer = ClientTimer::RequestTimeout(correlation);
                self.schedule(Due::Client(id.client.clone(), timer), None);
                self.answered(id, correlation);
            }
        }
    }

    /// A request needs no more attention; the next one on its connection may be served.
    fn answered(&mut self, id: &ConnectionId, correlation: Correlation) {
        let network = Rc::make_mut(&mut self.network);
        if let Some(connection) = network.connections.get_mut(id)
            && connection.served == Some(correlation)
        {
            connection.served = None;
        }
    }

    /// The `client.id` that a client's connections carry.
    fn client_id(&self, client: &Text) -> Text {
        let config = self.processes.get(client).map(|process| &process.config);
        let set = config.into_iter().flatten().rev().find(|(name, _)| &**name == "client.id");
        set.and_then(|(_, value)| value.clone()).unwrap_or_else(|| client.clone())
    }

    /// Lets a broker work and sends off its answers.
    pub(super) fn with_broker<R>(
        &mut self,
        id: BrokerId,
        events: &mut Vec<Event>,
        work: impl FnOnce(&mut Broker, &mut BrokerIo<'_>) -> R,
    ) -> Option<R> {
        let broker = Rc::make_mut(self.brokers.get_mut(&id)?);
        let mut io = BrokerIo {
            now: self.now,
            limited: self.genesis.limited,
            cluster: Rc::make_mut(&mut self.cluster),
            random: &mut self.random,
            member_ids: Rc::make_mut(&mut self.member_ids),
            sequence: &mut self.sequence,
            events,
            answers: Vec::new(),
            timers: Vec::new(),
        };
        let result = work(broker, &mut io);
        let (answers, timers) = (io.answers, io.timers);
        for (timer, at) in timers {
            self.schedule_broker_timer(id, timer, at);
        }
        for (request, response) in answers {
            self.send_answer(request, response, events);
        }
        Some(result)
    }

    /// Tasks run only in worlds that have them, and one that is on the clock stays where it is.
    fn schedule_broker_timer(&mut self, id: BrokerId, timer: BrokerTimer, at: Option<Time>) {
        let task = !matches!(timer, BrokerTimer::FetchWait(_));
        let due = Due::Broker(id, timer);
        let waits_already = at.is_some() && self.due.at(&due).is_some();
        if task && (!self.genesis.background_tasks || waits_already) {
            return;
        }
        self.schedule(due, at);
    }

    fn send_answer(&mut self, to: RequestId, response: Response, events: &mut Vec<Event>) {
        let (connection, incarnation, correlation) = match to {
            RequestId::Lab(lab) => {
                events.push(Event::Answered { lab, response: Box::new(response) });
                return;
            }
            RequestId::Client { connection, incarnation, correlation } => {
                (connection, incarnation, correlation)
            }
        };
        let network = Rc::make_mut(&mut self.network);
        let open = network.connections.get(&connection);
        if open.is_none_or(|open| open.incarnation != incarnation) {
            return; // The connection is gone; nobody hears the answer.
        }
        let (api, error) = (response.api(), first_error(&response));
        let body = Body::Response(Rc::new(response));
        let (message, arrives) = network.post(&connection, correlation, body, self.now);
        let (client, broker) = (connection.client.clone(), connection.broker);
        let cut = self.processes.get(&client).is_some_and(|process| process.cut);
        events.push(Event::Sent { message, client, broker, api, request: false, error, arrives });
        self.put_on_wire(message, arrives, cut, events);
        self.answered(&connection, correlation);
        self.serve(&connection, events);
    }

    /// Breaks a connection: what is on it is lost, and the client learns that no answer will come.
    pub(super) fn break_connection(&mut self, id: &ConnectionId, events: &mut Vec<Event>) {
        let (lost, unanswered) = Rc::make_mut(&mut self.network).break_connection(id);
        for message in lost {
            self.schedule(Due::Arrival(message), None);
            events.push(Event::Lost { message });
        }
        let (client, broker) = (id.client.clone(), id.broker);
        events.push(Event::ConnectionBroken { client, broker });
        self.with_broker(id.broker, events, |broker, io| {
            let gone = |request: &RequestId| {
                matches!(request, RequestId::Client { connection, .. } if connection == id)
            };
            for request in broker.forget_fetches(gone) {
                io.timers.push((BrokerTimer::FetchWait(request), None));
            }
        });
        for correlation in unanswered {
            let timer = ClientTimer::RequestTimeout(correlation);
            self.schedule(Due::Client(id.client.clone(), timer), None);
            let input = Input::Answer(correlation, Err(Disconnected));
            self.drive(&id.client, input, events);
        }
    }

    /// A process is gone: its timers are, and its connections with the answers on them. Requests
    /// that are on their way still arrive.
    pub(super) fn forget_client(&mut self, client: &Text, _events: &mut Vec<Event>) {
        Rc::make_mut(&mut self.due).cancel_if(
            |due| matches!(due, Due::Client(name, _) | Due::Loop(name) if name == client),
        );
    }
}

/// The first error in an answer, for whoever watches the wire.
#[must_use]
pub fn first_error(response: &Response) -> Option<ErrorCode> {
    match response {
        Response::JoinGroup(answer) => answer.error_code,
        Response::SyncGroup(answer) => answer.error_code,
        Response::Heartbeat(answer) => answer.error_code,
        Response::LeaveGroup(answer) => answer.error_code,
        Response::FindCoordinator(answer) => answer.error_code,
        Response::OffsetFetch(answer) => answer.error_code,
        Response::OffsetDelete(answer) => answer.error_code,
        Response::ListGroups(answer) => answer.error_code,
        Response::InitProducerId(answer) => answer.error_code,
        Response::OffsetCommit(answer) => {
            answer.topics.iter().flat_map(|topic| &topic.partitions).find_map(|(_, error)| *error)
        }
        Response::TxnOffsetCommit(answer) => {
            answer.topics.iter().flat_map(|topic| &topic.partitions).find_map(|(_, error)| *error)
        }
        Response::Produce(answer) => answer.partitions.iter().find_map(|(_, one)| one.error_code),
        Response::Fetch(answer) => answer.partitions.iter().find_map(|one| one.error_code),
        Response::ListOffsets(answer) => {
            answer.partitions.iter().find_map(|(_, one)| one.error_code)
        }
        Response::Metadata(answer) => answer.topics.iter().find_map(|topic| topic.error_code),
        Response::DeleteGroups(answer) => answer.results.iter().find_map(|(_, error)| *error),
        Response::DescribeGroups(answer) => answer.groups.iter().find_map(|one| one.error_code),
        Response::CreateTopics(answer) => answer.topics.iter().find_map(|one| one.error_code),
        Response::DeleteTopics(answer) => answer.responses.iter().find_map(|one| one.1),
        Response::CreatePartitions(answer) => answer.results.iter().find_map(|one| one.1),
        Response::IncrementalAlterConfigs(answer) => answer.responses.iter().find_map(|one| one.1),
        Response::DescribeConfigs(answer) => answer.results.iter().find_map(|one| one.1),
        Response::DeleteRecords(answer) => {
            answer.partitions.iter().find_map(|(_, low)| low.as_ref().err().map(|(code, _)| *code))
        }
        Response::DescribeProducers(answer) => {
            answer.partitions.iter().find_map(|(_, states)| states.as_ref().err().copied())
        }
        Response::WriteTxnMarkers(answer) => answer.partitions.iter().find_map(|(_, error)| *error),
    }
}
