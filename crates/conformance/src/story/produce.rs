//! The ops of a producer.

use super::Play;
use super::consumer::{nothing, returned};
use super::player::{Op, Played, Player, Stop};
use crate::values::{bytes, properties, text};
use engine::command::{Call, ClientKind, Membership, ProducerRecord};
use engine::event::Returned;
use engine::log::batch::Header;
use engine::quantity::{Offset, PartitionId, TopicPartition};
use engine::sorted::SortedSet;
use serde_json::{Value, json};

pub(super) const OPS: &[(&str, Play)] = &[
    ("producer.new", new),
    ("produce", produce),
    ("produce.stickyRuns", sticky_runs),
    ("producer.flush", |player, op| nothing(player, op, Call::Flush)),
    ("producer.close", |player, op| {
        nothing(player, op, Call::Close { membership: Membership::Default })
    }),
    ("producer.partitionsFor", |player, op| {
        let topic = text(&op.args["t"]).into();
        returned(player, op, Call::PartitionsFor { topic })
    }),
];

/// Where a record went.
type Fate = (TopicPartition, Offset);

fn new(player: &mut Player, op: &Op<'_>) -> Played {
    player.construct(op.actor, ClientKind::Producer, properties(&op.args["cfg"]))?;
    Ok(Value::Null)
}

fn produce(player: &mut Player, op: &Op<'_>) -> Played {
    let args = op.args;
    let count = args["n"].as_i64().unwrap_or(1);
    let together = args["batch"] == true;
    let mut tickets = Vec::new();
    let mut fates = Vec::new();
    for index in 0..count {
        let ticket = send(player, op.actor, record(player, args, index)?)?;
        match together {
            true => tickets.push(ticket),
            false => fates.push(fate(player, op.actor, ticket)?),
        }
    }
    if together {
        player.call(op.actor, Call::Flush)?;
    }
    for ticket in tickets {
        fates.push(fate(player, op.actor, ticket)?);
    }
    let partitions: SortedSet<&TopicPartition> =
        fates.iter().map(|(partition, _)| partition).collect();
    if args["sticky"] == true {
        return Ok(json!({"n": fates.len(), "distinct": partitions.len()}));
    }
    let (Some((partition, first)), Some((_, last))) = (fates.first(), fates.last()) else {
        return Ok(Value::Null);
    };
    let mut result = json!({"p": partition.partition.0, "off": first.0});
    if !args["n"].is_null() {
        result["last"] = json!(last.0);
    }
    Ok(result)
}

/// The record number `index` of an op.
fn record(player: &Player, args: &Value, index: i64) -> Result<ProducerRecord, Stop> {
    let number = args["from"].as_i64().unwrap_or(0) + index;
    let value = match (&args["v"], args["n"].is_null()) {
        (Value::String(value), false) => bytes(&json!(format!("{value}{number}"))),
        (value, _) => bytes(value),
    };
    let step = args["tsStep"].as_i64().unwrap_or(0);
    let timestamp = args["ts"].as_i64().map(|first| player.start.0 + first + index * step);
    let partition = args["p"].as_i64().map(i32::try_from).transpose();
    let partition = partition.map_err(|_| "no such partition number".to_owned())?;
    let headers = args["h"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|header| Header { key: text(&header[0]).into(), value: bytes(&header[1]) });
    Ok(ProducerRecord {
        topic: text(&args["t"]).into(),
        partition: partition.map(PartitionId),
        key: bytes(&args["k"]),
        value,
        timestamp,
        headers: headers.collect(),
    })
}

fn send(player: &mut Player, actor: &str, record: ProducerRecord) -> Result<u64, Stop> {
    let Returned::Ticket(ticket) = player.call(actor, Call::Send(record))? else {
        return Err(Stop::Unplayable("send returned no ticket".to_owned()));
    };
    Ok(ticket)
}

/// Waits for the future of a send.
fn fate(player: &mut Player, actor: &str, ticket: u64) -> Result<Fate, Stop> {
    loop {
        let sent = player.actors.get_mut(actor).and_then(|actor| actor.sent.remove(&ticket));
        match sent {
            Some((partition, Ok(offset))) => return Ok((partition, offset)),
            Some((_, Err(error))) => return Err(Stop::Thrown(error)),
            None => player.step()?,
        }
    }
}

/// Keyless records, as fast as they go: on which partitions the runs of them lie.
fn sticky_runs(player: &mut Player, op: &Op<'_>) -> Played {
    let count = op.args["n"].as_u64().unwrap_or(0);
    let value = bytes(&json!({"n": op.args["size"]}));
    let mut tickets = Vec::new();
    for _ in 0..count {
        let record = ProducerRecord {
            topic: text(&op.args["t"]).into(),
            partition: None,
            key: None,
            value: value.clone(),
            timestamp: None,
            headers: Vec::new(),
        };
        tickets.push(send(player, op.actor, record)?);
    }
    player.call(op.actor, Call::Flush)?;
    let mut runs: Vec<(TopicPartition, u64)> = Vec::new();
    for ticket in tickets {
        let (partition, _) = fate(player, op.actor, ticket)?;
        match runs.last_mut().filter(|(last, _)| *last == partition) {
            Some((_, length)) => *length += 1,
            None => runs.push((partition, 1)),
        }
    }
    let least = op.args["atLeast"].as_u64().unwrap_or(0);
    let all_but_last = runs.len().saturating_sub(1);
    let long = runs.iter().take(all_but_last).all(|(_, length)| *length >= least);
    Ok(json!({"n": count, "minRunAtLeast": long, "moreThanOneRun": runs.len() > 1}))
}
