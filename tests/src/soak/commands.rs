//! The next command of a run: mostly what could happen, now and then what makes no sense.

use super::applications;
use super::dice::Dice;
use super::features::{Act, ConsumerAct, Features, GROUPS, Promise, TOPICS};
use super::lab;
use engine::command::{Call, ClientKind, Clock, Command, Fault, LoopThen, LoopWork, MessageId};
use engine::quantity::{BrokerId, Millis, Offset, Text, TopicPartition};
use engine::world::World;
use engine::world::process::{Life, Process};

/// The consumers, producers and the admin client of every run.
pub(super) const CONSUMERS: [&str; 5] = ["c1", "c2", "c3", "c4", "c5"];
pub(super) const PRODUCERS: [&str; 3] = ["p1", "p2", "p3"];
pub(super) const ADMIN: &str = "a1";

/// Makes commands.
#[derive(Clone, Debug)]
pub(super) struct Commands {
    /// What may come.
    pub(super) features: Features,
    /// Where the choices come from.
    pub(super) dice: Dice,
    /// Numbers the values, so that each is sent once.
    values: u64,
}

impl Commands {
    /// Commands of these kinds, chosen by `dice`.
    #[must_use]
    pub(super) const fn new(features: Features, dice: Dice) -> Self {
        Self { features, dice, values: 0 }
    }

    /// The next one for a world as it is.
    pub(super) fn next(&mut self, world: &World) -> Command {
        loop {
            let time = self.dice.one_in(2);
            let command = if time { Some(self.time()) } else { self.act(world) };
            if let Some(command) = command {
                return command;
            }
        }
    }

    fn time(&mut self) -> Command {
        let longest = if self.features.short_timeouts { 4_000 } else { 40_000 };
        Command::Clock(match self.dice.below(20) {
            0..10 => Clock::Step(1),
            10..14 => Clock::Settle,
            14 => Clock::NextDeadline,
            15..18 => Clock::Advance(Millis(self.dice.between(0, 30))),
            18 => Clock::Advance(Millis(self.dice.between(0, longest))),
            _ if self.features.has(Act::LongTime) && self.dice.one_in(10) => {
                Clock::Advance(Millis(self.dice.between(0, 4_500_000)))
            }
            _ => Clock::Advance(Millis(self.dice.between(0, 1_000))),
        })
    }

    fn act(&mut self, world: &World) -> Option<Command> {
        let acts = self.features.acts.clone();
        let act = *self.dice.of(&acts);
        // What every run needs comes more often than what it has beside.
        let act = match self.dice.below(4) {
            0 => *self.dice.of(&[Act::Send, Act::Consumer(ConsumerAct::Poll), Act::NewClient]),
            1 | 2 | 3.. => act,
        };
        match act {
            Act::NewClient => Some(self.new_client(world)),
            Act::Send => Some(self.send(world)),
            Act::Flush => self.call(world, ClientKind::Producer, |_, _, _| Some(Call::Flush)),
            Act::Consumer(act) => self.consumer_call(act, world),
            Act::Process => self.process(world),
            Act::Loop => Some(self.start_loop(world, LoopThen::Process)),
            Act::Rejoin => Some(Command::Rejoin { group: self.group() }),
            Act::Crash => self
                .victim(world, |process| process.life == Life::Running)
                .map(|client| Command::Fault(Fault::Crash(client))),
            Act::Stall => Some(self.flip(Fault::Stall, Fault::Resume, world, |it| it.stalled)),
            Act::Freeze => Some(self.flip(Fault::Freeze, Fault::Thaw, world, |it| it.frozen)),
            Act::Cut => Some(self.flip(Fault::Cut, Fault::Mend, world, |it| it.cut)),
            Act::Drop => self.message(world).map(|it| Command::Fault(Fault::Drop(it))),
            Act::Delay => {
                let by = Millis(self.dice.between(0, 3_000));
                self.message(world).map(|message| Command::Fault(Fault::Delay(message, by)))
            }
            Act::Broker => {
                let running = world.brokers().all(|broker| broker.running);
                let broker = BrokerId(1);
                // It is up most of the time.
                if running && !self.dice.one_in(4) {
                    return None;
                }
                let fault = if running { Fault::StopBroker } else { Fault::StartBroker };
                Some(Command::Fault(fault(broker)))
            }
            Act::Lab(act) => lab::command(self, act, world),
            Act::Nonsense => self.dice.one_in(3).then(|| self.nonsense()),
            Act::LongTime => None,
        }
    }

    fn new_client(&mut self, world: &World) -> Command {
        let there = |name: &str| {
            world.process_of(name).is_some_and(|process| process.life == Life::Running)
        };
        let all = CONSUMERS.iter().map(|name| (*name, ClientKind::Consumer));
        let all = all.chain(PRODUCERS.iter().map(|name| (*name, ClientKind::Producer)));
        let all = all.chain([(ADMIN, ClientKind::Admin)]);
        let missing = all.clone().filter(|(name, _)| !there(name)).collect();
        let (name, kind) = match self.dice.of_any(missing).filter(|_| !self.dice.one_in(10)) {
            Some(missing) => missing,
            None => *self.dice.of(&all.collect::<Vec<_>>()),
        };
        let config = match kind {
            ClientKind::Producer => applications::producer(self),
            ClientKind::Consumer => applications::consumer(self, name),
            ClientKind::Admin => Vec::new(),
        };
        Command::NewClient { client: name.into(), kind, config }
    }

    fn send(&mut self, world: &World) -> Command {
        let client = (*self.dice.of(&PRODUCERS)).into();
        let call = Call::Send(applications::record(self, world));
        Command::Call { client, call }
    }

    /// The next value: no two records of a run have the same one.
    pub(super) fn next_value(&mut self) -> String {
        self.values += 1;
        format!("v{}", self.values)
    }

    fn consumer_call(&mut self, act: ConsumerAct, world: &World) -> Option<Command> {
        if self.features.promise != Promise::Nothing && act == ConsumerAct::Poll {
            return Some(self.keep_promise(world));
        }
        let producers_too = act == ConsumerAct::Close && self.dice.even();
        let kind = if producers_too { ClientKind::Producer } else { ClientKind::Consumer };
        self.call(world, kind, |commands, name, world| {
            let process = world.process_of(name)?;
            // Closing gives partitions up, and a listener that commits then would commit what is in
            // hand: an application that promises to process first does not close in between.
            let careless = act == ConsumerAct::Close
                && commands.features.promise == Promise::AtLeastOnce
                && !process.in_hand.is_empty();
            (!careless).then(|| applications::call(commands, act, process, world))
        })
    }

    /// The consumers of a run that promises something subscribe and loop in the promised order.
    fn keep_promise(&mut self, world: &World) -> Command {
        let then = match self.features.promise {
            Promise::AtMostOnce => LoopThen::CommitThenProcess,
            Promise::AtLeastOnce | Promise::Nothing => LoopThen::ProcessThenCommit,
        };
        let idle = |process: &Process| {
            process.consumer().is_some_and(|consumer| !consumer.is_subscribed())
        };
        match self.victim(world, |process| process.life == Life::Running && idle(process)) {
            Some(client) => Command::Call { client, call: applications::subscribe(self) },
            None => self.start_loop(world, then),
        }
    }

    fn start_loop(&mut self, world: &World, then: LoopThen) -> Command {
        let idle = |process: &Process| process.consumer().is_some() && process.looping.is_none();
        let client = self.victim(world, idle);
        let stop = self.features.promise == Promise::Nothing && self.dice.one_in(3);
        let then = match self.features.promise {
            Promise::Nothing => {
                let all =
                    [LoopThen::Process, LoopThen::ProcessThenCommit, LoopThen::CommitThenProcess];
                *self.dice.of(&all)
            }
            Promise::AtLeastOnce | Promise::AtMostOnce => then,
        };
        let timeout = self.dice.between(50, 2_000);
        let work = (!stop).then_some(LoopWork { poll_timeout: Millis(timeout), then });
        let client = client.unwrap_or_else(|| (*self.dice.of(&CONSUMERS)).into());
        Command::Loop { client, work }
    }

    fn call(
        &mut self,
        world: &World,
        kind: ClientKind,
        what: impl FnOnce(&mut Self, &str, &World) -> Option<Call>,
    ) -> Option<Command> {
        let free = |process: &Process| {
            process.client.kind() == kind
                && process.life == Life::Running
                && process.open_call.is_none()
        };
        let client = self.victim(world, free)?;
        what(self, &client, world).map(|call| Command::Call { client, call })
    }

    fn process(&mut self, world: &World) -> Option<Command> {
        use engine::command::InHand;
        let client = self.victim(world, |process| !process.in_hand.is_empty())?;
        let held = world.process_of(&client)?.in_hand.front()?.clone();
        let what = match self.dice.below(4) {
            0 => InHand::First(2),
            1 => InHand::One(held.partition, held.offset),
            2.. => InHand::All,
        };
        Some(Command::Process { client, what })
    }

    fn flip(
        &mut self,
        begin: fn(Text) -> Fault,
        end: fn(Text) -> Fault,
        world: &World,
        is: fn(&Process) -> bool,
    ) -> Command {
        let ill = self.victim(world, |process| process.life == Life::Running && is(process));
        match ill.filter(|_| !self.dice.one_in(3)) {
            Some(client) => Command::Fault(end(client)),
            None => {
                let well = self.victim(world, |it| it.life == Life::Running && !is(it));
                Command::Fault(begin(well.unwrap_or_else(|| CONSUMERS[0].into())))
            }
        }
    }

    /// A process that is `so`.
    pub(super) fn victim(&mut self, world: &World, so: impl Fn(&Process) -> bool) -> Option<Text> {
        let names = world.processes().filter(|(_, process)| so(process));
        self.dice.of_any(names.map(|(name, _)| name.clone()).collect())
    }

    fn message(&mut self, world: &World) -> Option<MessageId> {
        self.dice.of_any(world.network().messages().map(|(id, _)| id).collect())
    }

    pub(super) fn group(&mut self) -> Text {
        (*self.dice.of(&GROUPS)).into()
    }

    pub(super) fn topic(&mut self) -> Text {
        (*self.dice.of(&TOPICS)).into()
    }

    /// A partition that exists, if its topic does.
    pub(super) fn partition(&mut self, world: &World) -> TopicPartition {
        let topic = self.topic();
        let count = world.cluster().topic(&topic).map_or(1, |topic| topic.partitions.len());
        let number = i32::try_from(self.dice.below(count)).expect("there are few");
        TopicPartition::new(topic, number)
    }

    fn nonsense(&mut self) -> Command {
        let nobody: Text = (*self.dice.of(&["nobody", "c1", "p1", "a1"])).into();
        let gone = TopicPartition::new("nowhere", 7);
        match self.dice.below(10) {
            0 => Command::Call {
                client: PRODUCERS[0].into(),
                call: Call::Poll { timeout: Millis(0) },
            },
            1 => Command::Call { client: nobody, call: Call::Flush },
            2 => Command::Fault(Fault::Drop(MessageId(u64::MAX))),
            3 => Command::Fault(Fault::StartBroker(BrokerId(1))),
            4 => Command::Fault(Fault::Thaw(nobody)),
            5 => Command::Clock(Clock::Advance(Millis(self.dice.between(i64::MIN, -1)))),
            6 => Command::Call { client: nobody, call: Call::Seek { partition: gone, offset: -1 } },
            7 => Command::Process {
                client: nobody,
                what: engine::command::InHand::One(gone, Offset(0)),
            },
            8 => Command::Rejoin { group: nobody },
            _ => Command::NewClient {
                client: nobody,
                kind: ClientKind::Consumer,
                config: vec![super::features::set("auto.offset.reset", "newest")],
            },
        }
    }
}
