//! The set-up of a transcript: topics, records, consumers and their commits.

use super::{Cast, Play};
use crate::story::admin;
use crate::story::player::{Op, Played, Player, Stop};
use crate::values::{bytes, offsets_to_commit, properties, text};
use engine::command::{Call, ClientKind, Command, Lab, LogOp, Membership, Properties};
use engine::config::GroupProtocol;
use engine::event::Returned;
use engine::log::batch::{Header, NewBatch, NewRecord};
use engine::quantity::{Millis, TopicPartition};
use serde_json::{Map, Value, json};

/// What a consumer of a transcript has unless its op says otherwise.
const CONSUMER: &[(&str, &str)] =
    &[("enable.auto.commit", "false"), ("auto.offset.reset", "earliest")];

const OPS: &[(&str, Play)] = &[
    ("topic.create", |cast, op| {
        admin::create_topic(&mut cast.player, text(&op.args["t"]), op.args)
    }),
    ("topic.delete", |cast, op| admin::delete_topic(&mut cast.player, text(&op.args["t"]))),
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
    ("admin.alterOffsets", |cast, op| admin::alter_offsets(&mut cast.player, op)),
    ("admin.deleteRecords", |cast, op| {
        admin::delete_records(&mut cast.player, &op.args["offs"]).map(|_| Value::Null)
    }),
];

/// The op of that name.
pub(super) fn find(name: &str) -> Option<Play> {
    OPS.iter().find(|(known, _)| *known == name).map(|&(_, play)| play)
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
    let offsets = offsets_to_commit(&op.args["offs"])?;
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
