//! What applications do with their clients: call, process, loop, and poll a group back to Stable.
//!
//! Processing is an act of its own, apart from poll and commit: so records that were processed and
//! not committed exist, and records that were committed and not processed.

use crate::client::Io;
use crate::client::admin::Admin;
use crate::client::consumer::Consumer;
use crate::client::producer::Producer;
use crate::command::{Call, ClientKind, InHand, LoopThen, LoopWork, Properties};
use crate::coordinator::Group;
use crate::event::{ConsumerRecord, Event};
use crate::quantity::{Millis, Text, Time, TopicPartition};
use crate::rejection::Rejection;
use crate::sorted::SortedSet;
use crate::world::World;
use crate::world::deadline::Due;
use crate::world::drive::Input;
use crate::world::ledger::Entry;
use crate::world::limits;
use crate::world::process::{AnyClient, InHandRecord, Life, LoopStep, Process};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// How long a looping application takes for a turn in which it waits for nothing.
const A_TURN: Millis = Millis(1);

/// A call that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct EndedCall {
    /// The method's name in Kafka.
    pub(super) name: &'static str,
    /// When it began.
    pub(super) began: Time,
    /// It ended with an exception.
    pub(super) threw: bool,
}

impl World {
    pub(super) fn new_client(
        &mut self,
        name: &Text,
        kind: ClientKind,
        config: &Properties,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let mut io = Io {
            now: self.now,
            random: &mut self.random.clone(),
            bootstrap: &self.genesis.brokers,
            effects: Vec::new(),
        };
        let client = match kind {
            ClientKind::Producer => {
                Producer::new(name, config).map(|new| AnyClient::Producer(Rc::new(new)))
            }
            ClientKind::Consumer => {
                Consumer::new(name, config, &mut io).map(|new| AnyClient::Consumer(Rc::new(new)))
            }
            ClientKind::Admin => Ok(AnyClient::Admin(Rc::new(Admin::new(&io)))),
        };
        let effects = io.effects;
        let client = client.map_err(Rejection::Constructor)?;
        if let Some(setting) = client.not_modelled() {
            return Err(Rejection::NotModelled(setting.into()));
        }
        self.remove_process(name, events);
        self.processes.insert(name.clone(), Rc::new(Process::new(client, config.clone())));
        for effect in effects {
            self.carry_out(name, effect, events);
        }
        Ok(())
    }

    /// An older process of that name is gone, with its connections.
    fn remove_process(&mut self, name: &Text, events: &mut Vec<Event>) {
        let Some(older) = self.processes.remove(name) else { return };
        if older.life == Life::Running {
            events.push(Event::Replaced { client: name.clone() });
        }
        self.forget_client(name, events);
        let open = self.network.connections_where(|connection| connection.client == *name);
        for connection in open {
            Rc::make_mut(&mut self.network).abandon(&connection);
        }
    }

    pub(super) fn begin_call(
        &mut self,
        client: &Text,
        call: &Call,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let now = self.now;
        let process = self.running(client)?;
        let is = process.client.kind();
        if let Some(needs) = other_kind_needed(call, is) {
            return Err(Rejection::WrongKind { client: client.clone(), is, needs });
        }
        if process.frozen {
            return Err(Rejection::Frozen(client.clone()));
        }
        if process.stalled {
            return Err(Rejection::Stalled(client.clone()));
        }
        if process.open_call.is_some() {
            return Err(Rejection::CallOpen(client.clone()));
        }
        process.open_call = Some((call.name(), now));
        self.drive(client, Input::Begin(call.clone()), events);
        Ok(())
    }

    pub(super) fn process(
        &mut self,
        client: &Text,
        what: &InHand,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let process = self.running(client)?;
        if process.frozen {
            return Err(Rejection::Frozen(client.clone()));
        }
        if process.stalled {
            return Err(Rejection::Stalled(client.clone()));
        }
        if process.in_hand.is_empty() {
            return Err(Rejection::NothingInHand(client.clone()));
        }
        let taken: Vec<InHandRecord> = match what {
            InHand::All => process.in_hand.drain(..).collect(),
            InHand::First(count) => {
                let count = usize::try_from(*count).unwrap_or(usize::MAX);
                process.in_hand.drain(..count.min(process.in_hand.len())).collect()
            }
            InHand::One(partition, offset) => {
                let wanted =
                    |held: &InHandRecord| held.partition == *partition && held.offset == *offset;
                let place = process.in_hand.iter().position(wanted);
                let taken = place.and_then(|place| process.in_hand.remove(place));
                let missing = || Rejection::NotInHand(partition.clone(), *offset);
                alloc::vec![taken.ok_or_else(missing)?]
            }
        };
        self.enter_in_ledger(client, taken, events);
        Ok(())
    }

    fn enter_in_ledger(
        &mut self,
        client: &Text,
        records: Vec<InHandRecord>,
        events: &mut Vec<Event>,
    ) {
        let account = self.processes.get(client).and_then(|process| process.account(client));
        let Some(account) = account else { return };
        let entry = Entry { by: client.clone(), at: self.now };
        for run in records.chunk_by(|one, next| one.partition == next.partition) {
            let Some(InHandRecord { partition, .. }) = run.first() else { continue };
            let offsets = run.iter().map(|record| record.offset);
            let entered = self.ledger.enter(account.clone(), partition.clone(), offsets, &entry);
            events.extend(entered.map(|(offset, times)| Event::Processed {
                client: client.clone(),
                partition: partition.clone(),
                offset,
                times,
            }));
        }
    }

    pub(super) fn set_loop(
        &mut self,
        client: &Text,
        work: Option<LoopWork>,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let process = self.running(client)?;
        let is = process.client.kind();
        if is != ClientKind::Consumer {
            let needs = ClientKind::Consumer;
            return Err(Rejection::WrongKind { client: client.clone(), is, needs });
        }
        if process.looping.is_none() && work.is_none() {
            return Err(Rejection::NothingToDo(client.clone()));
        }
        process.looping = work;
        process.loop_step = LoopStep::Poll;
        if work.is_some() && process.open_call.is_none() {
            self.loop_on(client, events);
        }
        Ok(())
    }

    /// A call of a looping application has ended: the loop's next step is put on the clock.
    ///
    /// Where the call took no time the step comes a millisecond later, so that time passes however
    /// fast an application polls. An exception of `poll` ends the loop, as it ends an application
    /// that does not catch it; one of `commitSync` does not, but what was to be processed after
    /// that commit is given up.
    pub(super) fn go_on_looping(&mut self, client: &Text, ended: EndedCall) {
        let now = self.now;
        let Some(process) = self.process_mut(client).filter(|it| it.looping.is_some()) else {
            return;
        };
        if ended.threw && ended.name == "poll" {
            process.looping = None;
            return;
        }
        if ended.threw && process.loop_step == LoopStep::CommitBeforeWork {
            process.in_hand.clear();
        }
        let at = if ended.began < now { now } else { now + A_TURN };
        if process.is_awake() {
            self.schedule(Due::Loop(client.clone()), Some(at));
        }
    }

    /// A loop that stood still because its application or process did goes on.
    pub(super) fn take_up_loop(&mut self, client: &Text) {
        let stands = self.processes.get(client).is_some_and(|process| {
            process.looping.is_some()
                && process.is_awake()
                && !process.stalled
                && process.open_call.is_none()
        });
        if stands {
            self.schedule(Due::Loop(client.clone()), Some(self.now));
        }
    }

    /// One step of a looping application.
    pub(super) fn loop_on(&mut self, client: &Text, events: &mut Vec<Event>) {
        let Some(process) = self.process_mut(client) else { return };
        let idle = process.is_awake() && !process.stalled && process.open_call.is_none();
        let Some(work) = process.looping.filter(|_| idle) else { return };
        let in_hand = !process.in_hand.is_empty();
        let (next_step, call, works) = match (process.loop_step, work.then) {
            (LoopStep::Poll, LoopThen::CommitThenProcess) if in_hand => {
                (LoopStep::CommitBeforeWork, Call::CommitSync { offsets: None }, false)
            }
            (LoopStep::Poll, LoopThen::ProcessThenCommit) if in_hand => {
                (LoopStep::CommitAfterWork, Call::CommitSync { offsets: None }, true)
            }
            (LoopStep::Poll | LoopStep::CommitAfterWork | LoopStep::CommitBeforeWork, _) => {
                (LoopStep::Poll, Call::Poll { timeout: work.poll_timeout }, in_hand)
            }
        };
        process.loop_step = next_step;
        if works {
            let records = process.in_hand.drain(..).collect();
            self.enter_in_ledger(client, records, events);
        }
        // A loop's call is an application's call like any other; that it may begin was checked above.
        let _ = self.begin_call(client, &call, events);
    }

    /// Lets the members of a group poll, with a timeout of zero, until the group is Stable and each
    /// of them knows its partitions. One whose poll throws does not poll again.
    pub(super) fn rejoin(
        &mut self,
        group: &Text,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        if self.members_of(group).is_empty() {
            return Err(Rejection::UnknownGroup(group.clone()));
        }
        let end = self.now + limits::REJOIN;
        let (mut ended, mut seen) = (SortedSet::new(), events.len());
        while !self.is_rejoined(group, &ended) {
            for client in self.members_of(group) {
                if self.wants_poll(&client) && !ended.contains(&client) {
                    self.begin_call(&client, &Call::Poll { timeout: Millis(0) }, events)?;
                }
            }
            let next = self.next();
            match self.polls_again_at(group).filter(|&at| at <= end) {
                Some(at) if next.as_ref().is_none_or(|&(due, _)| at < due) => self.now = at,
                Some(_) | None => match next {
                    Some((at, next)) if at <= end => self.happen(at, next, events),
                    Some(_) | None => break,
                },
            }
            ended.extend(events.iter().skip(seen).filter_map(threw).cloned());
            seen = events.len();
        }
        Ok(())
    }

    /// The awake consumers that subscribe in a group.
    fn members_of(&self, group: &Text) -> Vec<Text> {
        let members = self.processes.iter().filter(|(_, process)| {
            let consumer = process.consumer().filter(|_| process.is_awake() && !process.stalled);
            consumer.is_some_and(|consumer| {
                consumer.group_id() == Some(group) && consumer.is_subscribed()
            })
        });
        members.map(|(name, _)| name.clone()).collect()
    }

    fn wants_poll(&self, client: &Text) -> bool {
        let process = self.processes.get(client);
        process.is_some_and(|process| {
            process.open_call.is_none()
                && process.looping.is_none()
                && process.consumer().is_some_and(Consumer::needs_poll_to_rejoin)
        })
    }

    /// When a poll gets further for which nothing but a backoff is left to wait. Between two polls
    /// no timer of the client stands for it.
    fn polls_again_at(&self, group: &Text) -> Option<Time> {
        let members = self.members_of(group).into_iter().filter(|client| self.wants_poll(client));
        let waits = members.filter_map(|client| {
            self.processes.get(&client)?.consumer()?.looks_for_coordinator_at()
        });
        waits.filter(|&at| at > self.now).min()
    }

    /// `ended`: members that count as settled, since their poll has thrown.
    fn is_rejoined(&self, group: &Text, ended: &SortedSet<Text>) -> bool {
        let stable = self
            .coordinator_of(group)
            .and_then(|(_, _, shard)| shard.group(group))
            .is_some_and(Group::is_stable);
        let members = self.members_of(group);
        let mut polling = members.iter().filter(|client| !ended.contains(*client));
        let settled = polling.all(|client| {
            let process = self.processes.get(client);
            process.is_some_and(|process| process.open_call.is_none() || process.looping.is_some())
                && !self.needs_poll(client)
        });
        settled && (stable || members.iter().all(|client| ended.contains(client)))
    }

    fn needs_poll(&self, client: &Text) -> bool {
        let consumer = self.processes.get(client).and_then(|process| process.consumer());
        consumer.is_some_and(Consumer::needs_poll_to_rejoin)
    }
}

impl Process {
    /// Puts records that poll handed out into the application's hand.
    pub(super) fn take_in_hand(&mut self, records: &[(TopicPartition, Vec<ConsumerRecord>)]) {
        for (partition, records) in records {
            self.in_hand.extend(records.iter().map(|record| InHandRecord {
                partition: partition.clone(),
                offset: record.offset,
            }));
        }
    }
}

/// Whose call ended with an exception.
fn threw(event: &Event) -> Option<&Text> {
    if let Event::Returned { client, outcome: Err(_) } = event { Some(client) } else { None }
}

/// The kind of client that has this method, if `is` lacks it.
fn other_kind_needed(call: &Call, is: ClientKind) -> Option<ClientKind> {
    let needs = match call {
        Call::Send(_) | Call::Flush => ClientKind::Producer,
        Call::Admin(_) => ClientKind::Admin,
        Call::Close { .. } => return None,
        Call::PartitionsFor { .. } if is == ClientKind::Producer => return None,
        Call::PartitionsFor { .. }
        | Call::Subscribe { .. }
        | Call::SubscribePattern { .. }
        | Call::Assign { .. }
        | Call::Unsubscribe
        | Call::Poll { .. }
        | Call::CommitSync { .. }
        | Call::CommitAsync { .. }
        | Call::Seek { .. }
        | Call::SeekToBeginning { .. }
        | Call::SeekToEnd { .. }
        | Call::Pause { .. }
        | Call::Resume { .. }
        | Call::Position { .. }
        | Call::Committed { .. }
        | Call::BeginningOffsets { .. }
        | Call::EndOffsets { .. }
        | Call::OffsetsForTimes { .. }
        | Call::CurrentLag { .. }
        | Call::ListTopics
        | Call::EnforceRebalance { .. }
        | Call::GroupMetadata => ClientKind::Consumer,
    };
    (needs != is).then_some(needs)
}
