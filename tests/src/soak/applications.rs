//! What the applications of a run do with their clients: configs, records, calls.

use super::commands::Commands;
use super::dice::Dice;
use super::features::{ConsumerAct, GROUPS, Promise, TOPICS, set};
use engine::command::{Call, Membership, OffsetAndMetadata, ProducerRecord, Properties};
use engine::quantity::{Bytes, Millis, Text, TopicPartition};
use engine::sorted::SortedMap;
use engine::world::World;
use engine::world::process::Process;

/// Configs of a producer.
pub(super) fn producer(commands: &mut Commands) -> Properties {
    let dice = &mut commands.dice;
    let mut config = vec![set("linger.ms", dice.word(&["0", "0", "5", "100"]))];
    match dice.below(4) {
        0 => config.push(set("acks", "0")),
        1 => config.push(set("acks", "1")),
        2.. => config.push(set("acks", "all")),
    }
    if dice.one_in(3) {
        config.push(set("enable.idempotence", "false"));
    }
    if dice.one_in(3) {
        config.push(set("batch.size", dice.word(&["0", "120", "300"])));
    }
    if dice.one_in(3) {
        config.push(set("delivery.timeout.ms", "3000"));
        config.push(set("request.timeout.ms", "1000"));
    }
    if dice.one_in(4) {
        let class = "org.apache.kafka.clients.producer.RoundRobinPartitioner";
        config.push(set("partitioner.class", class));
    }
    if commands.features.fresh_metadata {
        config.push(set("metadata.max.age.ms", "2000"));
    }
    config
}

/// Configs of a consumer.
pub(super) fn consumer(commands: &mut Commands, name: &str) -> Properties {
    let promise = commands.features.promise;
    let dice = &mut commands.dice;
    let number = dice.below(GROUPS.len());
    let mut config = Vec::new();
    if promise != Promise::Nothing || !dice.one_in(10) {
        config.push(set("group.id", GROUPS[number]));
    }
    let assignor = commands.features.assignors[number];
    if promise != Promise::Nothing || !dice.one_in(20) {
        config.push(set("partition.assignment.strategy", assignor));
    }
    let reset = match promise {
        Promise::Nothing => *dice.of(&["earliest", "earliest", "latest", "none"]),
        Promise::AtLeastOnce | Promise::AtMostOnce => "earliest",
    };
    config.push(set("auto.offset.reset", reset));
    let auto = commands.features.auto_commit && dice.even() && config.len() > 2;
    config.push(set("enable.auto.commit", if auto { "true" } else { "false" }));
    if auto {
        config.push(set("auto.commit.interval.ms", dice.word(&["100", "1000", "5000"])));
    }
    if commands.features.static_members && dice.even() {
        config.push(set("group.instance.id", dice.word(&["i1", "i2", name])));
    }
    if commands.features.short_timeouts {
        config.push(set("session.timeout.ms", dice.word(&["6000", "10000"])));
        config.push(set("heartbeat.interval.ms", "2000"));
        config.push(set("max.poll.interval.ms", dice.word(&["3000", "20000"])));
    }
    if commands.features.fresh_metadata {
        config.push(set("metadata.max.age.ms", "2000"));
    }
    if commands.features.read_committed && dice.even() {
        config.push(set("isolation.level", "read_committed"));
    }
    config.push(set("max.poll.records", dice.word(&["1", "3", "500"])));
    if dice.one_in(3) {
        config.push(set("max.partition.fetch.bytes", "150"));
    }
    if dice.one_in(4) {
        config.push(set("fetch.min.bytes", "200"));
    }
    config
}

/// A record with a value that no other record has.
pub(super) fn record(commands: &mut Commands, world: &World) -> ProducerRecord {
    let value = commands.next_value();
    let mut partition = commands.partition(world);
    let dice = &mut commands.dice;
    if dice.one_in(20) {
        partition.topic = "made_by_sending".into();
    }
    let keys: &[&str] = &["alice", "bob", "carol", "dave"];
    let keyed = *partition.topic == *TOPICS[2] || dice.even();
    let key = keyed.then(|| Bytes::from(dice.of(keys).as_bytes()));
    let is_tombstone = key.is_some() && *partition.topic == *TOPICS[2] && dice.one_in(5);
    let timestamp = match dice.below(8) {
        0 => Some(world.now().0 - dice.between(0, 100_000)),
        1 => Some(world.now().0 + dice.between(0, 10_000)),
        2.. => None,
    };
    ProducerRecord {
        partition: dice.one_in(3).then_some(partition.partition),
        topic: partition.topic,
        key,
        value: (!is_tombstone).then(|| Bytes::from(value.as_bytes())),
        timestamp,
        headers: Vec::new(),
    }
}

/// `subscribe` to some of the topics.
pub(super) fn subscribe(commands: &mut Commands) -> Call {
    let dice = &mut commands.dice;
    let topics: Vec<Text> = match dice.below(4) {
        0 => TOPICS.iter().map(|name| (*name).into()).collect(),
        1 => vec![(*dice.of(&TOPICS)).into()],
        2.. => TOPICS[..2].iter().map(|name| (*name).into()).collect(),
    };
    Call::Subscribe { topics, commit_on_revoke: dice.one_in(4) }
}

/// A call of a consumer (or, to close, of any client).
pub(super) fn call(
    commands: &mut Commands,
    act: ConsumerAct,
    process: &Process,
    world: &World,
) -> Call {
    let own: Vec<TopicPartition> = match process.consumer() {
        Some(consumer) => consumer.subscriptions().assigned().into_iter().collect(),
        None => Vec::new(),
    };
    let any = commands.partition(world);
    let dice = &mut commands.dice;
    let one = dice.of_any(own.clone()).unwrap_or(any);
    match act {
        ConsumerAct::Poll => {
            let idle = process.consumer().is_some_and(|it| !it.is_subscribed() && own.is_empty());
            match idle {
                true => subscribe(commands),
                false => Call::Poll { timeout: Millis(*dice.of(&[0, 10, 500, 5_000])) },
            }
        }
        ConsumerAct::Subscribe => match dice.below(6) {
            0 => Call::Unsubscribe,
            1 => Call::SubscribePattern { pattern: (*dice.of(&["t.*", "te.*"])).into() },
            2.. => subscribe(commands),
        },
        ConsumerAct::Assign => match dice.one_in(4) {
            true => Call::Unsubscribe,
            false => Call::Assign { partitions: vec![one] },
        },
        ConsumerAct::Commit => commit(dice, None),
        ConsumerAct::CommitAny => {
            let offset = *dice.of(&[0, 1, 2, 5, 1_000_000]);
            let metadata = "".into();
            let offset = OffsetAndMetadata { offset, leader_epoch: None, metadata };
            commit(dice, Some(SortedMap::from([(one, offset)])))
        }
        ConsumerAct::Seek => match dice.below(5) {
            0 => Call::SeekToBeginning { partitions: vec![one] },
            1 => Call::SeekToEnd { partitions: Vec::new() },
            2.. => {
                let end = world.partition_log(&one).map_or(0, |log| log.log_end_offset().0);
                Call::Seek { offset: dice.between(0, end + 1), partition: one }
            }
        },
        ConsumerAct::Pause => match dice.even() {
            true => Call::Pause { partitions: vec![one] },
            false => Call::Resume { partitions: vec![one] },
        },
        ConsumerAct::Close => {
            let all = [Membership::Default, Membership::LeaveGroup, Membership::RemainInGroup];
            Call::Close { membership: *dice.of(&all) }
        }
        ConsumerAct::Enforce => Call::EnforceRebalance { reason: "because".into() },
        ConsumerAct::Look => look(dice, one),
    }
}

fn commit(dice: &mut Dice, offsets: Option<SortedMap<TopicPartition, OffsetAndMetadata>>) -> Call {
    match dice.even() {
        true => Call::CommitSync { offsets },
        false => Call::CommitAsync { offsets, tag: None },
    }
}

/// A call that changes nothing but what the client has looked up.
fn look(dice: &mut Dice, one: TopicPartition) -> Call {
    let timeout = Some(Millis(1_000));
    match dice.below(8) {
        0 => Call::Position { partition: one, timeout },
        1 => Call::Committed { partitions: vec![one], timeout },
        2 => Call::BeginningOffsets { partitions: vec![one] },
        3 => Call::EndOffsets { partitions: vec![one] },
        4 => Call::OffsetsForTimes { timestamps: vec![(one, 1_700_000_000_500)] },
        5 => Call::CurrentLag { partition: one },
        6 => Call::ListTopics,
        _ => Call::GroupMetadata,
    }
}
