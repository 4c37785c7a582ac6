//! What a run is about. Each run has a random subset of everything, so that rare things meet often.

use super::dice::Dice;
use engine::command::Properties;
use engine::genesis::{Genesis, GenesisTopic};

/// What the applications of a run promise; the ledger is held to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Nothing: any call in any order.
    Nothing,
    /// Process, then commit: no record goes missing.
    AtLeastOnce,
    /// Commit, then process: no record is processed twice.
    AtMostOnce,
}

/// What may happen in a run.
#[derive(Clone, Debug)]
pub struct Features {
    /// What the applications promise.
    pub promise: Promise,
    /// Which commands are in the bag.
    pub acts: Vec<Act>,
    /// The assignors of each group's members.
    pub assignors: Vec<&'static str>,
    /// Some consumers have a `group.instance.id`.
    pub static_members: bool,
    /// Some consumers commit by themselves.
    pub auto_commit: bool,
    /// Timeouts are short, so that sessions and polls run out within the run.
    pub short_timeouts: bool,
    /// Clients look for new partitions often.
    pub fresh_metadata: bool,
    /// Some consumers read committed only.
    pub read_committed: bool,
}

/// A kind of command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A client starts, or is replaced.
    NewClient,
    /// A record is sent.
    Send,
    /// The accumulator is emptied.
    Flush,
    /// Records in hand are processed.
    Process,
    /// An application polls by itself.
    Loop,
    /// A group is polled back to Stable.
    Rejoin,
    /// A process is gone.
    Crash,
    /// An application stalls and goes on.
    Stall,
    /// A process hangs and goes on.
    Freeze,
    /// A cable is cut and mended.
    Cut,
    /// A message is lost.
    Drop,
    /// A message is late.
    Delay,
    /// The broker stops and starts.
    Broker,
    /// What makes no sense and must be refused.
    Nonsense,
    /// Days pass.
    LongTime,
    /// A call of a consumer.
    Consumer(ConsumerAct),
    /// What administrators and the broker itself do.
    Lab(LabAct),
}

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsumerAct {
    /// `subscribe`, `unsubscribe`.
    Subscribe,
    /// `assign`.
    Assign,
    /// `poll`.
    Poll,
    /// `commitSync`, `commitAsync` of the positions.
    Commit,
    /// Commits of offsets that somebody made up.
    CommitAny,
    /// `seek` and its kin.
    Seek,
    /// `pause`, `resume`.
    Pause,
    /// Calls that only look.
    Look,
    /// A client closes.
    Close,
    /// `enforceRebalance`.
    Enforce,
}

/// What is done past the clients, or by an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabAct {
    /// `DeleteRecords`.
    DeleteRecords,
    /// The retention task.
    Retention,
    /// The cleaner.
    Clean,
    /// A new segment.
    Roll,
    /// Batches written past the clients, by producers of their own.
    Append,
    /// Transactions written past the clients, and their ends.
    Transaction,
    /// Topics grow.
    Grow,
    /// Topics go and come again.
    DeleteTopic,
    /// Settings of topics change.
    Configs,
    /// Offsets and groups are deleted.
    DeleteOffsets,
    /// Requests to the coordinator in anybody's name.
    Commit,
    /// The coordinator moves.
    Reload,
}

/// What a run may have beside what every run has, and what breaks a promise of the applications.
const OPTIONAL: [(Act, bool); 33] = [
    (Act::Flush, false),
    (Act::Consumer(ConsumerAct::Subscribe), true),
    (Act::Consumer(ConsumerAct::Assign), true),
    (Act::Process, true),
    (Act::Consumer(ConsumerAct::Commit), true),
    (Act::Consumer(ConsumerAct::CommitAny), true),
    (Act::Consumer(ConsumerAct::Seek), true),
    (Act::Consumer(ConsumerAct::Pause), true),
    (Act::Consumer(ConsumerAct::Look), false),
    (Act::Consumer(ConsumerAct::Close), false),
    (Act::Consumer(ConsumerAct::Enforce), true),
    (Act::Loop, true),
    (Act::Rejoin, true),
    (Act::Crash, false),
    (Act::Stall, false),
    (Act::Freeze, false),
    (Act::Cut, false),
    (Act::Drop, false),
    (Act::Delay, false),
    (Act::Broker, false),
    (Act::Lab(LabAct::DeleteRecords), true),
    (Act::Lab(LabAct::Retention), true),
    (Act::Lab(LabAct::Clean), true),
    (Act::Lab(LabAct::Roll), false),
    (Act::Lab(LabAct::Append), false),
    (Act::Lab(LabAct::Transaction), true),
    (Act::Lab(LabAct::Grow), false),
    (Act::Lab(LabAct::DeleteTopic), true),
    (Act::Lab(LabAct::Configs), true),
    (Act::Lab(LabAct::DeleteOffsets), true),
    (Act::Lab(LabAct::Commit), true),
    (Act::Lab(LabAct::Reload), false),
    (Act::LongTime, true),
];

/// Lists for `partition.assignment.strategy`.
const ASSIGNORS: [&str; 5] = [
    "org.apache.kafka.clients.consumer.RangeAssignor,\
     org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "org.apache.kafka.clients.consumer.RangeAssignor",
    "org.apache.kafka.clients.consumer.RoundRobinAssignor",
    "org.apache.kafka.clients.consumer.StickyAssignor",
    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
];

/// The groups of every run.
pub(super) const GROUPS: [&str; 2] = ["g1", "orders"];
/// The topics of every run; the last one is compacted.
pub(super) const TOPICS: [&str; 3] = ["t", "test_topic", "table"];

impl Features {
    /// A subset of everything.
    #[must_use]
    pub fn random(dice: &mut Dice) -> Self {
        let promise = match dice.below(6) {
            0 => Promise::AtLeastOnce,
            1 => Promise::AtMostOnce,
            _ => Promise::Nothing,
        };
        let mut acts =
            vec![Act::NewClient, Act::Send, Act::Consumer(ConsumerAct::Poll), Act::Nonsense];
        for (act, breaks_promise) in OPTIONAL {
            let allowed = promise == Promise::Nothing || !breaks_promise;
            if allowed && dice.even() {
                acts.push(act);
            }
        }
        Self {
            promise,
            acts,
            assignors: GROUPS.iter().map(|_| *dice.of(&ASSIGNORS)).collect(),
            static_members: dice.one_in(3),
            auto_commit: promise == Promise::Nothing && dice.even(),
            short_timeouts: dice.even(),
            fresh_metadata: dice.even(),
            read_committed: dice.one_in(3),
        }
    }

    /// Whether a kind of command may come.
    #[must_use]
    pub fn has(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }

    /// A first moment that goes with these features.
    #[must_use]
    pub fn genesis(&self, dice: &mut Dice) -> Genesis {
        let delay = dice.word(&["0", "0", "3000"]);
        let homes = dice.word(&["1", "3", "50"]);
        let mut config = vec![
            set("group.initial.rebalance.delay.ms", delay),
            set("offsets.topic.num.partitions", homes),
        ];
        if self.has(Act::LongTime) && dice.even() {
            config.push(set("offsets.retention.minutes", "60"));
        }
        let topics = TOPICS.iter().map(|name| GenesisTopic {
            name: (*name).into(),
            id: None,
            partitions: i32::try_from(dice.between(1, 4)).expect("it is small"),
            config: self.topic_config(name, dice),
        });
        let topics = topics.collect();
        let background_tasks = self.promise == Promise::Nothing && dice.even();
        Genesis { seed: dice.seed(), config, topics, background_tasks, ..Genesis::default() }
    }

    /// Settings for a topic: small segments, so that something rolls.
    pub fn topic_config(&self, name: &str, dice: &mut Dice) -> Properties {
        let mut config = vec![set("internal.segment.bytes", dice.word(&["200", "400", "100000"]))];
        if self.promise != Promise::Nothing {
            return config;
        }
        if name == TOPICS[2] {
            config
                .push(set("cleanup.policy", dice.word(&["compact", "compact", "compact,delete"])));
            config.push(set("min.cleanable.dirty.ratio", dice.word(&["0.0", "0.5"])));
            config.push(set("delete.retention.ms", dice.word(&["0", "1000", "86400000"])));
        }
        if dice.even() {
            config.push(set("retention.ms", dice.word(&["1000", "60000", "-1"])));
        }
        if dice.even() {
            config.push(set("retention.bytes", dice.word(&["0", "300", "1000", "-1"])));
        }
        if dice.one_in(4) {
            config.push(set("message.timestamp.type", "LogAppendTime"));
        }
        config
    }
}

/// A setting.
#[must_use]
pub(super) fn set(
    name: &str,
    value: &str,
) -> (engine::quantity::Text, Option<engine::quantity::Text>) {
    (name.into(), Some(value.into()))
}
