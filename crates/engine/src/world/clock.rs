//! Time passes from deadline to deadline, each with the clock at its own instant.
//!
//! Invariant: `advance(a)` then `advance(b)` is `advance(a + b)`. Ties go by order of scheduling.

use crate::broker::BrokerIo;
use crate::client::ClientTimer;
use crate::command::Clock;
use crate::coordinator::TimerKey;
use crate::event::Event;
use crate::quantity::{BrokerId, Millis, PartitionId, Text, Time};
use crate::rejection::Rejection;
use crate::sort::sort_by_key;
use crate::world::World;
use crate::world::deadline::{BrokerTimer, Deadline, DeadlineOf, Due};
use crate::world::drive::Input;
use crate::world::limits;
use crate::world::network::RequestId;
use alloc::vec::Vec;

/// The next thing to happen, of whatever queue.
pub(super) enum Next {
    World(Due),
    Coordinator(BrokerId, PartitionId, TimerKey),
}

impl World {
    pub(super) fn pass_time(
        &mut self,
        clock: Clock,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        match clock {
            Clock::Advance(span) => {
                if span.0 < 0 || span > limits::SPAN {
                    return Err(Rejection::BadSpan);
                }
                let end = self.now + span;
                self.run_until(end, events);
                self.now = end;
            }
            Clock::Step(times) => {
                for done in 0..times {
                    match self.next() {
                        Some((at, next)) => self.happen(at, next, events),
                        None if done == 0 => return Err(Rejection::NothingDue),
                        None => break,
                    }
                }
            }
            Clock::Settle => self.settle(events),
            Clock::NextDeadline => {
                let policy = self.deadlines().into_iter().find(|deadline| deadline.policy);
                let at = policy.ok_or(Rejection::NothingDue)?.at;
                self.run_until(at, events);
                self.now = at;
            }
        }
        Ok(())
    }

    fn run_until(&mut self, end: Time, events: &mut Vec<Event>) {
        while let Some((at, next)) = self.next().filter(|&(at, _)| at <= end) {
            self.happen(at, next, events);
        }
    }

    /// Runs deliveries and work deadlines until there are none; policy deadlines that fall due
    /// meanwhile happen too.
    fn settle(&mut self, events: &mut Vec<Event>) {
        for _ in 0..limits::SETTLE_EVENTS {
            let Some(work) = self.next_work() else { return };
            while let Some((at, next)) = self.next().filter(|&(at, _)| at <= work) {
                let done = at == work && self.is_work_next(&next);
                self.happen(at, next, events);
                if done {
                    break;
                }
            }
        }
    }

    fn next_work(&self) -> Option<Time> {
        self.due.iter().find(|(_, _, due)| self.is_work(due)).map(|(at, _, _)| at)
    }

    fn is_work_next(&self, next: &Next) -> bool {
        match next {
            Next::World(due) => self.is_work(due),
            Next::Coordinator(..) => false,
        }
    }

    /// Whether settling goes there: a message, or what somebody with an open call waits for. An
    /// application that loops is never done, so its waiting does not count.
    fn is_work(&self, due: &Due) -> bool {
        let waits = |client: &Text| {
            let process = self.processes.get(client);
            process.is_some_and(|process| {
                process.open_call.is_some() && process.looping.is_none() && !process.frozen
            })
        };
        match due {
            Due::Arrival(_) => true,
            Due::Loop(client) => self.processes.get(client).is_some_and(|it| it.has_turn_to_do()),
            Due::Client(_, ClientTimer::Linger) => true,
            Due::Client(client, timer) => !timer.is_policy() && waits(client),
            Due::Broker(_, BrokerTimer::FetchWait(RequestId::Client { connection, .. })) => {
                waits(&connection.client)
            }
            Due::Broker(_, BrokerTimer::FetchWait(RequestId::Lab(_))) => true,
            Due::Broker(
                _,
                BrokerTimer::Retention | BrokerTimer::Cleaner | BrokerTimer::ProducerExpiry,
            ) => false,
        }
    }

    /// The next thing to happen, and when.
    pub(super) fn next(&self) -> Option<(Time, Next)> {
        let world =
            self.due.next().map(|(at, sequence, due)| (at, sequence, Next::World(due.clone())));
        let coordinators =
            self.brokers.values().filter(|broker| broker.running).flat_map(|broker| {
                broker.shards.iter().filter_map(|(&partition, shard)| {
                    let (at, sequence, key) = shard.next_timer()?;
                    Some((at, sequence, Next::Coordinator(broker.id, partition, key.clone())))
                })
            });
        let next =
            world.into_iter().chain(coordinators).min_by_key(|&(at, sequence, _)| (at, sequence));
        next.map(|(at, _, next)| (at, next))
    }

    /// Lets the next thing happen with the clock at its instant.
    pub(super) fn happen(&mut self, at: Time, next: Next, events: &mut Vec<Event>) {
        self.now = self.now.max(at);
        match next {
            Next::Coordinator(broker, partition, key) => {
                self.with_broker(broker, events, |broker, io: &mut BrokerIo<'_>| {
                    broker.fire_coordinator(partition, &key, io);
                });
            }
            Next::World(due) => {
                self.schedule(due.clone(), None);
                match due {
                    Due::Arrival(message) => self.arrive(message, events),
                    Due::Client(client, ClientTimer::RequestTimeout(correlation)) => {
                        self.time_out(&client, correlation, events);
                    }
                    Due::Client(client, timer) => {
                        self.drive(&client, Input::Timer(timer), events);
                    }
                    Due::Loop(client) => self.loop_on(&client, events),
                    Due::Broker(broker, timer) => {
                        self.with_broker(broker, events, |broker, io| broker.run_task(&timer, io));
                    }
                }
            }
        }
    }

    /// `request.timeout.ms` has passed: the client closes the connection.
    fn time_out(
        &mut self,
        client: &Text,
        correlation: crate::client::Correlation,
        events: &mut Vec<Event>,
    ) {
        let network = &self.network;
        let holds = |id: &crate::world::network::ConnectionId| {
            id.client == *client
                && network
                    .connections
                    .get(id)
                    .is_some_and(|connection| connection.unanswered.contains(&correlation))
        };
        let overdue = network.connections_where(holds);
        for connection in overdue {
            self.break_connection(&connection, events);
        }
    }

    /// Everything that will fall due, soonest first: what the page shows as "next".
    #[must_use]
    pub fn deadlines(&self) -> Vec<Deadline> {
        let world = self.due.iter().map(|(at, sequence, due)| {
            let what = DeadlineOf::World(due.clone());
            (sequence, Deadline { at, what, policy: is_policy(due) })
        });
        let coordinators =
            self.brokers.values().filter(|broker| broker.running).flat_map(|broker| {
                let id = broker.id;
                broker.coordinators().flat_map(move |(partition, shard)| {
                    shard.timers().map(move |(at, sequence, timer)| {
                        let timer = timer.clone();
                        let what = DeadlineOf::Coordinator { broker: id, partition, timer };
                        (sequence, Deadline { at, what, policy: true })
                    })
                })
            });
        let mut all: Vec<(u64, Deadline)> = world.chain(coordinators).collect();
        sort_by_key(&mut all, |(sequence, deadline)| (deadline.at, *sequence));
        all.into_iter().map(|(_, deadline)| deadline).collect()
    }

    /// When the next thing falls due, of whatever kind.
    #[must_use]
    pub fn next_due(&self) -> Option<Time> {
        self.next().map(|(at, _)| at)
    }

    /// The next deadline of any kind: when, whose and why.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        let (at, next) = self.next()?;
        let (what, policy) = match next {
            Next::World(due) => {
                let policy = is_policy(&due);
                (DeadlineOf::World(due), policy)
            }
            Next::Coordinator(broker, partition, timer) => {
                (DeadlineOf::Coordinator { broker, partition, timer }, true)
            }
        };
        Some(Deadline { at, what, policy })
    }

    /// How long it is until an instant; zero if it has passed.
    #[must_use]
    pub fn until(&self, at: Time) -> Millis {
        Millis(at.since(self.now).0.max(0))
    }
}

/// Whether a config of the learner's sets this deadline.
fn is_policy(due: &Due) -> bool {
    match due {
        Due::Arrival(_) | Due::Loop(_) => false,
        Due::Client(_, ClientTimer::RequestTimeout(_)) => false,
        Due::Client(_, timer) => timer.is_policy(),
        Due::Broker(_, BrokerTimer::FetchWait(_)) => false,
        Due::Broker(
            _,
            BrokerTimer::Retention | BrokerTimer::Cleaner | BrokerTimer::ProducerExpiry,
        ) => true,
    }
}
