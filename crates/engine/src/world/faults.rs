//! What can go wrong, and be mended: processes, cables, messages, brokers.
//!
//! A fault happens to a party; the party's own code goes on as if it could not know.

use crate::command::{Fault, MessageId};
use crate::event::Event;
use crate::quantity::{BrokerId, Text};
use crate::rejection::Rejection;
use crate::world::World;
use crate::world::deadline::Due;
use crate::world::drive::Input;
use crate::world::process::{Life, Process, Wakeup};
use alloc::rc::Rc;
use alloc::vec::Vec;

impl World {
    pub(super) fn fault(
        &mut self,
        fault: &Fault,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        match fault {
            Fault::Crash(client) => self.crash(client, events),
            Fault::Stall(client) => self.flip(client, |process| &mut process.stalled, true),
            Fault::Resume(client) => {
                self.flip(client, |process| &mut process.stalled, false)?;
                self.take_up_loop(client);
                Ok(())
            }
            Fault::Freeze(client) => self.flip(client, |process| &mut process.frozen, true),
            Fault::Thaw(client) => self.thaw(client, events),
            Fault::Cut(client) => self.cut(client, events),
            Fault::Mend(client) => self.flip(client, |process| &mut process.cut, false),
            Fault::Drop(message) => self.drop_message(*message, events),
            Fault::Delay(message, by) => {
                let network = Rc::make_mut(&mut self.network);
                let moved = network.delay(*message, *by);
                if moved.is_empty() {
                    return Err(Rejection::UnknownMessage(*message));
                }
                for (message, arrives) in moved {
                    self.schedule(Due::Arrival(message), Some(arrives));
                }
                Ok(())
            }
            Fault::StopBroker(broker) => self.stop_broker(*broker, events),
            Fault::StartBroker(broker) => self.start_broker(*broker, events),
        }
    }

    /// The process, if it is there and runs.
    pub(super) fn running(&mut self, client: &Text) -> Result<&mut Process, Rejection> {
        let process = self.process_mut(client);
        let process = process.ok_or_else(|| Rejection::UnknownClient(client.clone()))?;
        match process.life {
            Life::Running => Ok(process),
            Life::Crashed(_) => Err(Rejection::Crashed(client.clone())),
            Life::Closed(_) => Err(Rejection::Closed(client.clone())),
        }
    }

    fn flip(
        &mut self,
        client: &Text,
        which: impl FnOnce(&mut Process) -> &mut bool,
        to: bool,
    ) -> Result<(), Rejection> {
        let flag = which(self.running(client)?);
        if *flag == to {
            return Err(Rejection::NothingToDo(client.clone()));
        }
        *flag = to;
        Ok(())
    }

    fn crash(&mut self, client: &Text, events: &mut Vec<Event>) -> Result<(), Rejection> {
        let now = self.now;
        let process = self.running(client)?;
        process.life = Life::Crashed(now);
        process.open_call = None;
        process.in_hand.clear();
        process.looping = None;
        process.backlog.clear();
        self.forget_client(client, events);
        Ok(())
    }

    /// What came while the process hung reaches it at once: first the timers that are overdue,
    /// then the answers, each in its order. An overdue heartbeat is thus sent before any answer is
    /// read, as a thread does that wakes up.
    fn thaw(&mut self, client: &Text, events: &mut Vec<Event>) -> Result<(), Rejection> {
        self.flip(client, |process| &mut process.frozen, false)?;
        let process = self.running(client)?;
        let backlog = core::mem::take(&mut process.backlog);
        let (timers, answers): (Vec<_>, Vec<_>) =
            backlog.into_iter().partition(|wakeup| matches!(wakeup, Wakeup::Timer(_)));
        for wakeup in timers.into_iter().chain(answers) {
            let input = match wakeup {
                Wakeup::Timer(timer) => Input::Timer(timer),
                Wakeup::Answer(correlation, answer) => Input::Answer(correlation, answer),
            };
            self.drive(client, input, events);
        }
        self.take_up_loop(client);
        Ok(())
    }

    /// What is on the wire is lost; the client finds out by its timeouts.
    fn cut(&mut self, client: &Text, events: &mut Vec<Event>) -> Result<(), Rejection> {
        self.flip(client, |process| &mut process.cut, true)?;
        let on_wire: Vec<MessageId> = self
            .network
            .messages()
            .filter(|(_, message)| message.connection.client == *client)
            .map(|(id, _)| id)
            .collect();
        for message in on_wire {
            Rc::make_mut(&mut self.network).lose(message);
            self.schedule(Due::Arrival(message), None);
            events.push(Event::Lost { message });
        }
        Ok(())
    }

    fn drop_message(
        &mut self,
        message: MessageId,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let dropped = self.network.message(message).ok_or(Rejection::UnknownMessage(message))?;
        let connection = dropped.connection.clone();
        self.break_connection(&connection, events);
        Ok(())
    }

    fn stop_broker(&mut self, id: BrokerId, events: &mut Vec<Event>) -> Result<(), Rejection> {
        let broker = self.brokers.get(&id).ok_or(Rejection::UnknownBroker(id))?;
        if !broker.running {
            return Err(Rejection::NothingToDo(alloc::format!("broker {id}").into()));
        }
        self.with_broker(id, events, |broker, io| broker.stop(io));
        let open = self.network.connections_where(|connection| connection.broker == id);
        for connection in open {
            self.break_connection(&connection, events);
        }
        Rc::make_mut(&mut self.due)
            .cancel_if(|due| matches!(due, Due::Broker(broker, _) if *broker == id));
        Ok(())
    }

    fn start_broker(&mut self, id: BrokerId, events: &mut Vec<Event>) -> Result<(), Rejection> {
        let broker = self.brokers.get(&id).ok_or(Rejection::UnknownBroker(id))?;
        if broker.running {
            return Err(Rejection::NothingToDo(alloc::format!("broker {id}").into()));
        }
        self.with_broker(id, events, |broker, io| broker.start(io));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Call, ClientKind, Clock, Command, ProducerRecord};
    use crate::genesis::{Genesis, GenesisTopic};
    use crate::quantity::{Bytes, Millis, Offset, TopicPartition};

    struct Story(World);

    impl Story {
        /// One topic of one partition, and a producer that has already sent `before`.
        fn new(acks: &str) -> Self {
            let topic =
                GenesisTopic { name: "t".into(), id: None, partitions: 1, config: Vec::new() };
            let genesis = Genesis { topics: alloc::vec![topic], ..Genesis::default() };
            let mut story = Self(World::new(genesis).expect("a world of one topic"));
            story.new_producer(acks);
            story.send("before");
            story.run(Command::Clock(Clock::Settle));
            story
        }

        fn run(&mut self, command: Command) -> Vec<Event> {
            self.0.execute(&command).expect("it is possible")
        }

        fn new_producer(&mut self, acks: &str) {
            let config = alloc::vec![("acks".into(), Some(acks.into()))];
            let client = "p1".into();
            self.run(Command::NewClient { client, kind: ClientKind::Producer, config });
        }

        fn send(&mut self, value: &str) {
            let record = ProducerRecord {
                topic: "t".into(),
                partition: None,
                key: None,
                value: Some(Bytes::from(value.as_bytes())),
                timestamp: None,
                headers: Vec::new(),
            };
            self.run(Command::Call { client: "p1".into(), call: Call::Send(record) });
        }

        /// The record is handed to the network, and the cable cut below it and mended.
        fn lose(&mut self, value: &str) {
            self.send(value);
            while self.0.network().messages().next().is_none() {
                self.run(Command::Clock(Clock::Step(1)));
            }
            self.run(Command::Fault(Fault::Cut("p1".into())));
            self.run(Command::Fault(Fault::Mend("p1".into())));
        }

        fn values(&self) -> Vec<&str> {
            let log = self.0.partition_log(&TopicPartition::new("t", 0)).expect("it is there");
            let values = log.records_from(Offset(0)).map(|(_, record)| record.value.as_deref());
            values.map(|it| core::str::from_utf8(it.unwrap_or_default()).expect("text")).collect()
        }
    }

    #[test]
    fn nothing_arrives_on_a_connection_that_has_lost_a_message() {
        let mut story = Story::new("all");
        story.lose("first");
        story.send("second");
        story.run(Command::Clock(Clock::Advance(Millis(29_000))));
        assert_eq!(story.values(), ["before"], "the client has not given the connection up");
        story.run(Command::Clock(Clock::Advance(Millis(5_000))));
        assert_eq!(story.values(), ["before", "first", "second"]);
    }

    #[test]
    fn a_new_process_has_a_new_connection() {
        let mut story = Story::new("all");
        story.lose("lost");
        story.new_producer("all");
        story.send("after");
        story.run(Command::Clock(Clock::Settle));
        assert_eq!(story.values(), ["before", "after"]);
    }

    #[test]
    fn a_request_without_an_answer_does_not_time_out() {
        let mut story = Story::new("0");
        let events = story.run(Command::Clock(Clock::Advance(Millis(60_000))));
        let broken = events.iter().any(|event| matches!(event, Event::ConnectionBroken { .. }));
        assert!(!broken, "{events:?}");
    }
}
