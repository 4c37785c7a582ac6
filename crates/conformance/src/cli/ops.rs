//! The set-up of a transcript: topics, records, consumers and their commits.

use super::{Cast, Play};
use crate::story::admin::ask;
use crate::story::player::{Op, Played, Player, Stop};
use crate::values::{bytes, offset_to_commit, partition, properties, text};
use engine::command::{
    Call, ClientKind, Command, Lab, LogOp, Membership, OffsetAndMetadata, Properties,
};
use engine::config::GroupProtocol;
use engine::event::Returned;
use engine::log::batch::{Header, NewBatch, NewRecord};
use engine::protocol::Request;
use engine::protocol::admin::{
    CreatableTopic, CreateTopicsRequest, DeleteRecordsRequest, DeleteTopicsRequest,
};
use engine::protocol::group::{OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic};
use engine::quantity::{Millis, Offset, TopicId, TopicPartition};
use engine::sorted::SortedMap;
use serde_json::{Map, Value, json};

/// What a consumer of a transcript has unless its op says otherwise.
const CONSUMER: &[(&str, &str)] =
    &[("enable.auto.commit", "false"), ("auto.offset.reset", "earliest")];

const OPS: &[(&str, Play)] = &[
    ("topic.create", create_topic),
    ("topic.delete", delete_topic),
    ("produce", produce),
    ("consumer.new", new_consumer),
    ("subscribe", subscribe),
    ("stall", |cast, op| {
        cast.polling.retain(|name| name != op.actor);
        Ok(Value::Null)
    }),
    ("resume", |cast, op| {
        cast.polling.push(op.actor.to_owned());
        Ok(Value::Null)
    }),
    ("poll", poll),
    ("commit", commit),
    ("close", close),
    ("pump", |cast, op| {
        cast.pump(Millis(op.args["ms"].as_i64().unwrap_or(0)))?;
        Ok(Value::Null)
    }),
    ("admin.alterOffsets", alter_offsets),
    ("admin.deleteRecords", delete_records),
];

/// The op of that name.
pub(super) fn find(name: &str) -> Option<Play> {
    OPS.iter().find(|(known, _)| *known == name).map(|&(_, play)| play)
}

fn create_topic(cast: &mut Cast, op: &Op<'_>) -> Played {
    let count = op.args["p"].as_i64().and_then(|count| i32::try_from(count).ok());
    let topic = CreatableTopic {
        name: text(&op.args["t"]).into(),
        num_partitions: count.unwrap_or(-1),
        replication_factor: -1,
        assignments: Vec::new(),
        configs: properties(&op.args["cfg"]),
    };
    let request = CreateTopicsRequest { topics: vec![topic], validate_only: false };
    ask(&mut cast.player, Request::CreateTopics(request)).map(|_| Value::Null)
}

fn delete_topic(cast: &mut Cast, op: &Op<'_>) -> Played {
    let request = DeleteTopicsRequest { topic_names: vec![text(&op.args["t"]).into()] };
    ask(&mut cast.player, Request::DeleteTopics(request)).map(|_| Value::Null)
}

/// Each record is a batch of its own unless the op says that they go together. The recorder's
/// producers are not idempotent, so the log does not remember them.
fn produce(cast: &mut Cast, op: &Op<'_>) -> Played {
    let player = &mut cast.player;
    let of = TopicPartition::new(text(&op.args["t"]), number(&op.args["p"])?);
    let records: Vec<NewRecord> = match (&op.args["recs"], op.args["n"].as_u64()) {
        (Value::Array(records), _) => records.iter().map(|one| record(player, one)).collect(),
        (_, Some(count)) => {
            let one = |index| {
                record(
                    player,
                    &json!({"k": op.args["k"], "v": format!("v-{index}"), "ts": op.args["ts"], "abs": op.args["abs"]}),
                )
            };
            (0..count).map(one).collect()
        }
        (_, None) => vec![record(player, op.args)],
    };
    let together = op.args["batch"] == true;
    let batches: Vec<Vec<NewRecord>> =
        if together { vec![records] } else { records.into_iter().map(|one| vec![one]).collect() };
    for records in batches {
        let batch = NewBatch { records, producer: None, transactional: false };
        let op = LogOp::append(batch);
        player.execute(&Command::Lab(Lab::Log { partition: of.clone(), op }))?;
    }
    Ok(Value::Null)
}

fn number(value: &Value) -> Result<i32, String> {
    let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
    number.ok_or_else(|| "records without a partition are not played".to_owned())
}

fn record(player: &Player, record: &Value) -> NewRecord {
    let headers = record["h"].as_array().into_iter().flatten();
    let relative = record["ts"].as_i64().map(|time| player.start.0 + time);
    NewRecord {
        key: bytes(&record["k"]),
        value: bytes(&record["v"]),
        timestamp: relative.or(record["abs"].as_i64()).unwrap_or(player.world.now().0),
        headers: headers
            .map(|header| Header { key: text(&header[0]).into(), value: bytes(&header[1]) })
            .collect(),
    }
}

fn new_consumer(cast: &mut Cast, op: &Op<'_>) -> Played {
    if !op.args["hold"].is_null() {
        return Err(Stop::Unplayable("an assignor that waits is not played".to_owned()));
    }
    let mut config: Properties = properties(&op.args["cfg"]);
    for (name, value) in CONSUMER {
        if !config.iter().any(|(known, _)| &**known == *name) {
            config.push(((*name).into(), Some((*value).into())));
        }
    }
    cast.player.construct(op.actor, ClientKind::Consumer, config)?;
    match cast.player.consumer(op.actor)?.config().group_protocol() {
        GroupProtocol::Classic => Ok(Value::Null),
        GroupProtocol::Consumer => {
            Err(Stop::Unplayable("group.protocol=consumer is not modelled yet".to_owned()))
        }
    }
}

fn subscribe(cast: &mut Cast, op: &Op<'_>) -> Played {
    let topics = op.args["topics"].as_array().into_iter().flatten();
    let topics = topics.map(|topic| text(topic).into()).collect();
    cast.player.call(op.actor, Call::Subscribe { topics, commit_on_revoke: false })?;
    cast.polling.push(op.actor.to_owned());
    Ok(Value::Null)
}

/// Un-pauses and polls until that many records came.
fn poll(cast: &mut Cast, op: &Op<'_>) -> Played {
    let player = &mut cast.player;
    let wanted = op.args["n"].as_u64().unwrap_or(0);
    let assigned: Vec<TopicPartition> =
        player.consumer(op.actor)?.subscriptions().partitions().keys().cloned().collect();
    player.call(op.actor, Call::Resume { partitions: assigned.clone() })?;
    let mut count = 0;
    while count < wanted {
        let polled = player.call(op.actor, Call::Poll { timeout: Millis(100) })?;
        let Returned::Records(records) = polled else { break };
        count += records.iter().map(|(_, records)| records.len() as u64).sum::<u64>();
    }
    let consumer = player.consumer(op.actor)?;
    let positions = assigned.iter().map(|partition| {
        (partition.to_string(), json!(consumer.position(partition).map(|offset| offset.0)))
    });
    Ok(json!({"n": count, "pos": positions.collect::<Map<_, _>>()}))
}

fn commit(cast: &mut Cast, op: &Op<'_>) -> Played {
    let offsets = op.args["offs"].as_object().map(|offsets| {
        let each = offsets
            .iter()
            .map(|(name, offset)| Ok::<_, String>((partition(name)?, offset_to_commit(offset))));
        each.collect::<Result<SortedMap<TopicPartition, OffsetAndMetadata>, _>>()
    });
    let offsets = offsets.transpose()?;
    cast.player.call(op.actor, Call::CommitSync { offsets }).map(|_| Value::Null)
}

fn close(cast: &mut Cast, op: &Op<'_>) -> Played {
    let membership = match op.args["op"].as_str() {
        Some("LEAVE_GROUP") => Membership::LeaveGroup,
        Some("REMAIN_IN_GROUP") => Membership::RemainInGroup,
        _ => Membership::Default,
    };
    cast.polling.retain(|name| name != op.actor);
    cast.player.call(op.actor, Call::Close { membership }).map(|_| Value::Null)
}

fn alter_offsets(cast: &mut Cast, op: &Op<'_>) -> Played {
    let mut topics: SortedMap<_, Vec<OffsetCommitPartition>> = SortedMap::new();
    for (name, offset) in op.args["offs"].as_object().into_iter().flatten() {
        let partition = partition(name)?;
        let offset = offset_to_commit(offset);
        topics.entry(partition.topic).or_default().push(OffsetCommitPartition {
            partition_index: partition.partition,
            committed_offset: offset.offset,
            committed_leader_epoch: -1,
            committed_metadata: Some(offset.metadata),
        });
    }
    let topics = topics.into_iter().map(|(name, partitions)| OffsetCommitTopic {
        name,
        topic_id: TopicId::default(),
        partitions,
    });
    let request = OffsetCommitRequest {
        version: 9,
        group_id: text(&op.args["group"]).into(),
        generation_id_or_member_epoch: -1,
        member_id: "".into(),
        group_instance_id: None,
        retention_time_ms: None,
        topics: topics.collect(),
    };
    ask(&mut cast.player, Request::OffsetCommit(request)).map(|_| Value::Null)
}

fn delete_records(cast: &mut Cast, op: &Op<'_>) -> Played {
    let offsets = op.args["offs"].as_object().into_iter().flatten();
    let partitions: Result<Vec<(TopicPartition, Offset)>, String> = offsets
        .map(|(name, before)| Ok((partition(name)?, Offset(before.as_i64().unwrap_or(-1)))))
        .collect();
    let request = DeleteRecordsRequest { partitions: partitions?, timeout_ms: Millis(30_000) };
    ask(&mut cast.player, Request::DeleteRecords(request)).map(|_| Value::Null)
}
