//! The op `poll`: how long to go on, and what it returns.

use super::Play;
use super::player::{Op, Played, Player, Records, Stop, add};
use crate::values::record_value;
use engine::command::Call;
use engine::event::Returned;
use engine::quantity::{Millis, TopicPartition};
use serde_json::{Map, Value, json};

/// How long each poll of a loop may take.
const LOOP_POLL: Millis = Millis(100);
/// How long the position of each partition is waited for afterwards.
const POSITION: Millis = Millis(1_500);
const MOST: i64 = 20_000;

pub(super) const OPS: &[(&str, Play)] = &[("poll", poll)];

fn poll(player: &mut Player, op: &Op<'_>) -> Played {
    let actor = player.actors.entry(op.actor.to_owned()).or_default();
    if let Some(error) = actor.raised.take() {
        return Err(Stop::Thrown(error));
    }
    let mut records = std::mem::take(&mut actor.inbox);
    let looped = match (op.args["total"].as_u64(), &op.args["quiet"], &op.args["once"]) {
        (Some(total), _, _) => {
            let most = Millis(op.args["max"].as_i64().unwrap_or(MOST));
            poll_until(player, op.actor, &mut records, most, Some(total)).map(|_| None)
        }
        (None, Value::Number(quiet), _) => {
            let most = Millis(quiet.as_i64().unwrap_or(0));
            poll_until(player, op.actor, &mut records, most, None).map(|_| None)
        }
        (None, _, Value::Number(once)) => {
            let timeout = Millis(once.as_i64().unwrap_or(0));
            poll_once(player, op.actor, &mut records, timeout).map(Some)
        }
        _ => return Err(Stop::Unplayable("a poll without total, quiet or once".to_owned())),
    };
    let count = match looped {
        Ok(count) => count,
        Err(stop) => {
            player.actors.entry(op.actor.to_owned()).or_default().inbox = records;
            return Err(stop);
        }
    };
    let start = player.start;
    let each = records.iter().map(|(partition, records)| {
        let records: Value = records.iter().map(|record| record_value(record, start)).collect();
        (partition.to_string(), records)
    });
    let mut result = json!({"recs": each.collect::<Map<_, _>>()});
    if op.args["pos"] != false {
        result["pos"] = positions(player, op.actor)?;
    }
    if let Some(count) = count {
        result["n"] = json!(count);
    }
    Ok(result)
}

fn poll_until(
    player: &mut Player,
    actor: &str,
    records: &mut Records,
    most: Millis,
    total: Option<u64>,
) -> Result<(), Stop> {
    let end = player.world.now() + most;
    loop {
        poll_once(player, actor, records, LOOP_POLL)?;
        let count: usize = records.values().map(Vec::len).sum();
        if total.is_some_and(|total| count as u64 >= total) || player.world.now() >= end {
            return Ok(());
        }
    }
}

fn poll_once(
    player: &mut Player,
    actor: &str,
    records: &mut Records,
    timeout: Millis,
) -> Result<usize, Stop> {
    let Returned::Records(new) = player.call(actor, Call::Poll { timeout })? else {
        return Err(Stop::Unplayable("poll returned no records".to_owned()));
    };
    let count = new.iter().map(|(_, records)| records.len()).sum();
    add(records, new);
    Ok(count)
}

/// The position of each assigned partition; null where there is none in time.
fn positions(player: &mut Player, actor: &str) -> Result<Value, Stop> {
    let assigned: Vec<TopicPartition> =
        player.consumer(actor)?.subscriptions().partitions().keys().cloned().collect();
    let mut positions = Map::new();
    for partition in assigned {
        let name = partition.to_string();
        let position =
            match player.call(actor, Call::Position { partition, timeout: Some(POSITION) }) {
                Ok(Returned::Position(offset)) => json!(offset.0),
                Ok(other) => return Err(Stop::Unplayable(format!("position returned {other:?}"))),
                Err(Stop::Thrown(error)) if &*error.exception == "TimeoutException" => Value::Null,
                Err(stop) => return Err(stop),
            };
        positions.insert(name, position);
    }
    Ok(positions.into())
}
