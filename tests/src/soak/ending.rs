//! How a run ends: everything is mended, and what was promised is counted.

use super::features::{Features, GROUPS, Promise, TOPICS, set};
use super::play::Play;
use crate::invariants::Violation;
use engine::command::{Call, ClientKind, Clock, Command, Fault, LoopThen, LoopWork};
use engine::quantity::{Millis, Text, TopicPartition};
use engine::world::World;
use engine::world::ledger::Account;
use engine::world::process::Life;

/// How long a mended world may take to catch up.
const PATIENCE: i64 = 3_600_000;
/// How far it goes between two looks.
const LOOK: i64 = 30_000;
/// How often a reader is looked after again.
const LOOKS_AGAIN: u32 = 11;
/// Who reads everything in the end, and with which `isolation.level`.
const READERS: [(&str, &str); 2] = [("reader", "read_uncommitted"), ("auditor", "read_committed")];

/// What a run ends with.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    promise: Promise,
    assignors: Vec<&'static str>,
}

impl Ending {
    /// The ending of a run with these features.
    #[must_use]
    pub(super) fn of(features: &Features) -> Self {
        Self { promise: features.promise, assignors: features.assignors.clone() }
    }

    /// Mends everything; if something was promised, lets the groups catch up and counts.
    ///
    /// # Errors
    /// A law that is broken on the way, or a promise.
    pub(super) fn play(&self, play: &mut Play) -> Result<(), Violation> {
        mend(play)?;
        if self.promise == Promise::Nothing {
            return read_everything(play);
        }
        for (group, assignor) in GROUPS.iter().zip(&self.assignors) {
            self.start_last_consumer(play, group, assignor)?;
        }
        let end = play.world().now() + Millis(PATIENCE);
        loop {
            let behind = behind(play.world());
            if behind.is_empty() {
                break;
            }
            if play.world().now() > end {
                let seen = format!("{behind:?}");
                return Err(Violation { law: "a mended group catches up", seen });
            }
            play.step(Command::Clock(Clock::Advance(Millis(LOOK))))?;
        }
        match self.promise {
            Promise::AtLeastOnce => count(play.world()),
            Promise::AtMostOnce | Promise::Nothing => Ok(()),
        }
    }

    /// Somebody in each group who reads every topic and keeps the promise.
    fn start_last_consumer(
        &self,
        play: &mut Play,
        group: &str,
        assignor: &str,
    ) -> Result<(), Violation> {
        let client: Text = format!("last-{group}").into();
        let config = vec![
            set("group.id", group),
            set("partition.assignment.strategy", assignor),
            set("auto.offset.reset", "earliest"),
            set("enable.auto.commit", "false"),
            set("metadata.max.age.ms", "10000"),
        ];
        let kind = ClientKind::Consumer;
        play.step(Command::NewClient { client: client.clone(), kind, config })?;
        let topics = TOPICS.iter().map(|name| (*name).into()).collect();
        let call = Call::Subscribe { topics, commit_on_revoke: false };
        play.step(Command::Call { client: client.clone(), call })?;
        let then = match self.promise {
            Promise::AtMostOnce => LoopThen::CommitThenProcess,
            Promise::AtLeastOnce | Promise::Nothing => LoopThen::ProcessThenCommit,
        };
        let work = Some(LoopWork { poll_timeout: Millis(1_000), then });
        play.step(Command::Loop { client, work })
    }
}

/// Who reads every partition by hand comes to its end: the high watermark, or the last stable
/// offset for `read_committed`, whatever retention and compaction have left in between.
fn read_everything(play: &mut Play) -> Result<(), Violation> {
    let all: Vec<TopicPartition> = partitions(play.world()).collect();
    for (name, isolation) in READERS {
        let client: Text = name.into();
        let config = vec![
            set("auto.offset.reset", "earliest"),
            set("enable.auto.commit", "false"),
            set("isolation.level", isolation),
        ];
        let kind = ClientKind::Consumer;
        play.step(Command::NewClient { client: client.clone(), kind, config })?;
        let call = Call::Assign { partitions: all.clone() };
        play.step(Command::Call { client: client.clone(), call })?;
        let work = Some(LoopWork { poll_timeout: Millis(1_000), then: LoopThen::Process });
        play.step(Command::Loop { client, work })?;
    }
    play.step(Command::Clock(Clock::Advance(Millis(LOOK))))?;
    for _ in 0..LOOKS_AGAIN {
        if short_of_the_end(play.world()).is_none() {
            return Ok(());
        }
        play.step(Command::Clock(Clock::Advance(Millis(LOOK))))?;
    }
    let seen = short_of_the_end(play.world());
    let law = "who reads everything comes to the end";
    seen.map_or(Ok(()), |seen| Err(Violation { law, seen }))
}

fn short_of_the_end(world: &World) -> Option<String> {
    let readers = READERS.iter().filter_map(|(name, isolation)| {
        let consumer = world.process_of(name)?.consumer()?;
        Some((*name, consumer, *isolation == "read_committed"))
    });
    let mut short = readers.flat_map(|(name, consumer, committed_only)| {
        let own = consumer.subscriptions().assigned();
        partitions(world).filter(move |of| own.contains(of)).filter_map(move |of| {
            let log = world.partition_log(&of)?;
            let bound =
                if committed_only { log.last_stable_offset() } else { log.high_watermark() };
            let end = bound.max(log.log_start_offset());
            let position = consumer.position(&of);
            (position != Some(end)).then(|| format!("{name}: {of} {position:?} of {end}"))
        })
    });
    short.next()
}

fn mend(play: &mut Play) -> Result<(), Violation> {
    let stopped = play.world().brokers().filter(|broker| !broker.running).map(|broker| broker.id);
    let mut faults: Vec<Fault> = stopped.map(Fault::StartBroker).collect();
    for (name, process) in play.world().processes() {
        let mended = [
            (process.cut, Fault::Mend as fn(Text) -> Fault),
            (process.frozen, Fault::Thaw),
            (process.stalled, Fault::Resume),
        ];
        let ill = mended.into_iter().filter(|(ill, _)| *ill && process.life == Life::Running);
        faults.extend(ill.map(|(_, mend)| mend(name.clone())));
    }
    faults.into_iter().try_for_each(|fault| play.step(Command::Fault(fault)))
}

fn partitions(world: &World) -> impl Iterator<Item = TopicPartition> {
    TOPICS.iter().flat_map(|name| world.cluster().partitions_of(name))
}

/// How far a group is in a partition, and where its log ends. What was handed out counts too: an
/// application commits again only when it gets more.
fn progress(world: &World, group: &str, of: &TopicPartition) -> (i64, i64) {
    let end = world.partition_log(of).map_or(0, |log| log.log_end_offset().0);
    let shard = world.coordinator_of(group).map(|(_, _, shard)| shard);
    let held = shard.and_then(|shard| shard.committed(group, &of.topic, of.partition));
    let committed = held.map_or(0, |held| held.committed_offset);
    let running = world.processes().filter(|(_, process)| {
        process.life == Life::Running && process.looping.is_some() && process.in_hand.is_empty()
    });
    let members = running.filter_map(|(_, process)| process.consumer());
    let members = members.filter(|consumer| consumer.group_id().is_some_and(|id| &**id == group));
    let positions = members.filter_map(|consumer| consumer.position(of));
    (positions.map(|position| position.0).fold(committed, i64::max), end)
}

/// The partitions in which a group has not come to the end.
fn behind(world: &World) -> Vec<(&'static str, TopicPartition, i64, i64)> {
    let all = GROUPS.iter().flat_map(|group| partitions(world).map(move |of| (*group, of)));
    let behind = all.filter_map(|(group, of)| {
        let (at, end) = progress(world, group, &of);
        (at < end).then_some((group, of, at, end))
    });
    behind.collect()
}

/// Every group has processed every record.
fn count(world: &World) -> Result<(), Violation> {
    for group in GROUPS {
        let account = Account::Group(group.into());
        for of in partitions(world) {
            let Some(log) = world.partition_log(&of) else { continue };
            let data = log.records_from(log.log_start_offset());
            for (_, record) in data.filter(|(batch, _)| batch.control.is_none()) {
                if world.ledger().entries(&account, &of, record.offset).is_empty() {
                    let seen = format!("{group} never processed {of} {}", record.offset);
                    return Err(Violation { law: "process, then commit: at least once", seen });
                }
            }
        }
    }
    Ok(())
}
