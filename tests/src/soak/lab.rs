//! What administrators, recordings and background tasks do to a world of a run.

use super::commands::{ADMIN, Commands};
use super::features::{LabAct, TOPICS};
use engine::broker::cluster::OFFSETS_TOPIC;
use engine::command::{AdminCall, Call, Command, Lab, LogOp};
use engine::log::batch::{ControlType, NewBatch, NewRecord, ProducerStamp};
use engine::log::{Marker, Verification};
use engine::protocol::Request;
use engine::protocol::admin::{
    ConfigResource, CreatableTopic, CreatePartitionsRequest, CreateTopicsRequest,
    DeleteRecordsRequest, DeleteTopicsRequest, IncrementalAlterConfigsRequest,
};
use engine::protocol::group::{
    DeleteGroupsRequest, OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic,
    OffsetDeleteRequest,
};
use engine::quantity::TopicPartition;
use engine::quantity::{BrokerId, Bytes, Millis, Offset, PartitionId, Text, TopicId};
use engine::world::World;

/// A command of this kind.
pub(super) fn command(commands: &mut Commands, act: LabAct, world: &World) -> Option<Command> {
    let partition = commands.partition(world);
    Some(match act {
        LabAct::DeleteRecords => delete_records(commands, partition, world),
        LabAct::Retention => log(partition, LogOp::Retention),
        LabAct::Clean => {
            let home = offsets_home(commands, world).filter(|_| commands.dice.one_in(3));
            let table = TopicPartition { topic: TOPICS[2].into(), ..partition };
            log(home.unwrap_or(table), LogOp::Clean)
        }
        LabAct::Roll => log(partition, LogOp::Roll),
        LabAct::Append => log(partition, append(batch(commands, world, false))),
        LabAct::Transaction => transaction(commands, partition, world),
        LabAct::Grow => grow(commands, world)?,
        LabAct::DeleteTopic => delete_or_create(commands, world),
        LabAct::Configs => {
            let topic = commands.topic();
            let config = commands.features.topic_config(&topic, &mut commands.dice);
            let resources = vec![(ConfigResource::Topic(topic), config)];
            let request = IncrementalAlterConfigsRequest { resources, validate_only: false };
            ask(commands, Request::IncrementalAlterConfigs(request))
        }
        LabAct::DeleteOffsets => delete_offsets(commands, partition),
        LabAct::Commit => lab_commit(commands, partition, world),
        LabAct::Reload => Command::Lab(Lab::ReloadCoordinator {
            partition: offsets_home(commands, world).map_or(PartitionId(0), |of| of.partition),
        }),
    })
}

fn append(batch: NewBatch) -> LogOp {
    let verification = match batch.transactional {
        true => Verification::Confirmed { transaction_version: 2 },
        false => Verification::Skipped,
    };
    LogOp::Append { batch, verification }
}

fn log(partition: TopicPartition, op: LogOp) -> Command {
    Command::Lab(Lab::Log { partition, op })
}

/// By the admin client, or by hand.
fn ask(commands: &mut Commands, request: Request) -> Command {
    let request = Box::new(request);
    match commands.dice.even() {
        true => {
            Command::Call { client: ADMIN.into(), call: Call::Admin(AdminCall::Request(request)) }
        }
        false => {
            Command::Lab(Lab::Request { broker: BrokerId(1), client_id: "lab".into(), request })
        }
    }
}

fn offsets_home(commands: &mut Commands, world: &World) -> Option<TopicPartition> {
    let topic = world.cluster().topic(OFFSETS_TOPIC)?;
    let number = commands.dice.below(topic.partitions.len());
    Some(TopicPartition::new(OFFSETS_TOPIC, i32::try_from(number).ok()?))
}

fn delete_records(commands: &mut Commands, of: TopicPartition, world: &World) -> Command {
    let bounds = world.partition_log(&of);
    let (start, end) =
        bounds.map_or((0, 0), |log| (log.log_start_offset().0, log.log_end_offset().0));
    let to = match commands.dice.below(6) {
        0 => -1,
        1 => end + 1,
        2 => start,
        3.. => commands.dice.between(start, end.min(start + 3)),
    };
    match commands.dice.even() {
        true => log(of, LogOp::DeleteRecords(Offset(to))),
        false => {
            let partitions = vec![(of, Offset(to))];
            let request = DeleteRecordsRequest { partitions, timeout_ms: Millis(30_000) };
            ask(commands, Request::DeleteRecords(request))
        }
    }
}

/// A batch of a producer that is no client: now and then sent twice, or out of order.
fn batch(commands: &mut Commands, world: &World, transactional: bool) -> NewBatch {
    let timestamp = world.now().0 - commands.dice.between(0, 1_000);
    let records = (0..=commands.dice.below(3)).map(|_| NewRecord {
        key: Some(Bytes::from(commands.dice.of(&["alice", "bob"]).as_bytes())),
        value: Some(Bytes::from(commands.next_value().as_bytes())),
        timestamp,
        headers: Vec::new(),
    });
    let records = records.collect();
    let stamped = transactional || commands.dice.even();
    let producer = stamped.then(|| ProducerStamp {
        producer_id: 1_000 + commands.dice.between(0, 1) + if transactional { 10 } else { 0 },
        producer_epoch: i16::try_from(commands.dice.between(0, 20) / 20).expect("0 or 1"),
        base_sequence: i32::try_from(commands.dice.between(0, 8)).expect("it is small"),
    });
    NewBatch { records, producer, transactional }
}

fn transaction(commands: &mut Commands, of: TopicPartition, world: &World) -> Command {
    let next = |batch: NewBatch| {
        // The sequence that the log expects, so that the transaction gets somewhere.
        let stamp = batch.producer?;
        let known = world.partition_log(&of)?.producers();
        let mut known = known.filter(|view| view.producer_id == stamp.producer_id);
        let view = known.next()?;
        let base_sequence = if view.last_sequence < 0 { 0 } else { view.last_sequence + 1 };
        let stamp = ProducerStamp { producer_epoch: view.epoch, base_sequence, ..stamp };
        Some(NewBatch { producer: Some(stamp), ..batch })
    };
    let batch = batch(commands, world, true);
    match commands.dice.below(3) {
        0 | 1 => log(of.clone(), append(next(batch.clone()).unwrap_or(batch))),
        _ => {
            let open = world.partition_log(&of).and_then(|log| log.open_transactions().next());
            let producer_id = open.map_or(1_010, |open| open.producer_id);
            let epoch = world.partition_log(&of).and_then(|log| {
                let mut known = log.producers();
                known.find(|view| view.producer_id == producer_id).map(|view| view.epoch)
            });
            let producer_epoch = epoch.unwrap_or(0).saturating_add(1);
            let commit = commands.dice.even();
            let control = if commit { ControlType::Commit } else { ControlType::Abort };
            log(
                of,
                LogOp::Marker(Marker {
                    producer_id,
                    producer_epoch,
                    control,
                    coordinator_epoch: 0,
                    transaction_version: 2,
                }),
            )
        }
    }
}

fn grow(commands: &mut Commands, world: &World) -> Option<Command> {
    let name = commands.topic();
    let count = world.cluster().topic(&name).map_or(1, |topic| topic.partitions.len());
    let count = i32::try_from(count).ok().filter(|&count| count < 8)? + 1;
    let topics = vec![(name, count)];
    Some(match commands.dice.even() {
        true => Command::Lab(Lab::Topics { delete: Vec::new(), create: Vec::new(), grow: topics }),
        false => ask(commands, Request::CreatePartitions(CreatePartitionsRequest { topics })),
    })
}

fn delete_or_create(commands: &mut Commands, world: &World) -> Command {
    let name = commands.topic();
    let config = commands.features.topic_config(&name, &mut commands.dice);
    let partitions = i32::try_from(commands.dice.between(1, 3)).expect("it is small");
    if world.cluster().topic(&name).is_none() {
        let topic = CreatableTopic {
            name,
            num_partitions: partitions,
            replication_factor: 1,
            assignments: Vec::new(),
            configs: config,
        };
        let request = CreateTopicsRequest { topics: vec![topic], validate_only: false };
        return ask(commands, Request::CreateTopics(request));
    }
    if commands.dice.even() {
        let request = DeleteTopicsRequest { topic_names: vec![name] };
        return ask(commands, Request::DeleteTopics(request));
    }
    let mut id = [0; 16];
    id[..8].copy_from_slice(&commands.dice.seed().to_be_bytes());
    Command::Lab(Lab::Topics {
        delete: vec![name.clone()],
        create: vec![(name, TopicId(id), partitions, config)],
        grow: Vec::new(),
    })
}

fn delete_offsets(commands: &mut Commands, of: TopicPartition) -> Command {
    let group_id = commands.group();
    match commands.dice.even() {
        true => {
            let topics = vec![(of.topic, vec![of.partition])];
            ask(commands, Request::OffsetDelete(OffsetDeleteRequest { group_id, topics }))
        }
        false => {
            let groups_names = vec![group_id];
            ask(commands, Request::DeleteGroups(DeleteGroupsRequest { groups_names }))
        }
    }
}

/// A commit in the name of a member, of nobody, or of somebody who is none.
fn lab_commit(commands: &mut Commands, of: TopicPartition, world: &World) -> Command {
    let group_id = commands.group();
    let group = world.coordinator_of(&group_id).and_then(|(_, _, shard)| shard.group(&group_id));
    let mut members: Vec<(Text, Option<Text>)> = Vec::new();
    let mut generation = -1;
    if let Some(engine::coordinator::Group::Classic(group)) = group {
        generation = group.generation_id();
        let known = group.members();
        members = known.map(|it| (it.member_id.clone(), it.group_instance_id.clone())).collect();
    }
    let dice = &mut commands.dice;
    let nobody = ("".into(), None);
    let (member_id, instance) = match dice.below(4) {
        0 => nobody,
        1 => ("somebody".into(), None),
        2.. => dice.of_any(members).unwrap_or(nobody),
    };
    let generation = match dice.below(4) {
        0 => -1,
        1 => generation.saturating_sub(1).max(0),
        2.. => generation,
    };
    let group_instance_id = match dice.below(6) {
        0 => Some("i1".into()),
        1 => None,
        2.. => instance,
    };
    let partition = OffsetCommitPartition {
        partition_index: of.partition,
        committed_offset: dice.between(0, 9),
        committed_leader_epoch: -1,
        committed_metadata: None,
    };
    let request = OffsetCommitRequest {
        version: 9,
        group_id,
        generation_id_or_member_epoch: generation,
        member_id,
        group_instance_id,
        retention_time_ms: None,
        topics: vec![OffsetCommitTopic {
            name: of.topic,
            topic_id: TopicId::default(),
            partitions: vec![partition],
        }],
    };
    let request = Box::new(Request::OffsetCommit(request));
    Command::Lab(Lab::Request { broker: BrokerId(1), client_id: "lab".into(), request })
}
