//! The ops of a consumer.

use super::Play;
use super::player::{Op, Played, Player, Stop};
use crate::values::{committed_value, offsets_to_commit, partition, partitions, properties, text};
use engine::client::consumer::Consumer;
use engine::command::{Call, ClientKind, Membership};
use engine::config::GroupProtocol;
use engine::event::{ClientError, Returned};
use engine::quantity::{Millis, TopicPartition};
use serde_json::{Map, Value, json};

pub(super) const OPS: &[(&str, Play)] = &[
    ("consumer.new", new),
    ("subscribe", subscribe),
    ("assign", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        nothing(player, op, Call::Assign { partitions })
    }),
    ("unsubscribe", |player, op| nothing(player, op, Call::Unsubscribe)),
    ("subscription", |player, op| {
        let mut topics: Vec<String> =
            open(player, op)?.subscriptions().topics().map(ToString::to_string).collect();
        topics.sort();
        Ok(json!(topics))
    }),
    ("assignment", |player, op| Ok(assignment(open(player, op)?))),
    ("commit", commit),
    ("seek", seek),
    ("seekToBeginning", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        nothing(player, op, Call::SeekToBeginning { partitions })
    }),
    ("seekToEnd", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        nothing(player, op, Call::SeekToEnd { partitions })
    }),
    ("pause", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        nothing(player, op, Call::Pause { partitions })
    }),
    ("resume", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        nothing(player, op, Call::Resume { partitions })
    }),
    ("paused", |player, op| {
        let states = open(player, op)?.subscriptions().partitions();
        let paused = states.iter().filter(|(_, state)| state.paused);
        Ok(paused.map(|(partition, _)| json!(partition.to_string())).collect())
    }),
    ("position", |player, op| {
        let partition = partition(text(&op.args["tp"]))?;
        let timeout = op.args["max"].as_i64().map(Millis);
        returned(player, op, Call::Position { partition, timeout })
    }),
    ("committed", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        let timeout = op.args["max"].as_i64().map(Millis);
        returned(player, op, Call::Committed { partitions, timeout })
    }),
    ("beginningOffsets", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        returned(player, op, Call::BeginningOffsets { partitions })
    }),
    ("endOffsets", |player, op| {
        let partitions = partitions(&op.args["tps"])?;
        returned(player, op, Call::EndOffsets { partitions })
    }),
    ("offsetsForTimes", offsets_for_times),
    ("currentLag", |player, op| {
        let partition = partition(text(&op.args["tp"]))?;
        returned(player, op, Call::CurrentLag { partition })
    }),
    ("partitionsFor", |player, op| {
        let topic = text(&op.args["t"]).into();
        returned(player, op, Call::PartitionsFor { topic })
    }),
    ("listTopics", |player, op| returned(player, op, Call::ListTopics)),
    ("enforceRebalance", |player, op| {
        let reason = text(&op.args["reason"]).into();
        nothing(player, op, Call::EnforceRebalance { reason })
    }),
    ("groupMetadata", |player, op| returned(player, op, Call::GroupMetadata)),
    ("close", close),
];

fn new(player: &mut Player, op: &Op<'_>) -> Played {
    player.construct(op.actor, ClientKind::Consumer, properties(&op.args["cfg"]))?;
    match player.consumer(op.actor)?.config().group_protocol() {
        GroupProtocol::Classic => Ok(Value::Null),
        GroupProtocol::Consumer => {
            let reason = "group.protocol=consumer is not modelled yet";
            Err(Stop::Unplayable(reason.to_owned()))
        }
    }
}

fn subscribe(player: &mut Player, op: &Op<'_>) -> Played {
    let call = match (&op.args["topics"], &op.args["pattern"], &op.args["re2j"]) {
        (Value::Array(topics), _, _) => Call::Subscribe {
            topics: topics.iter().map(|topic| text(topic).into()).collect(),
            commit_on_revoke: op.args["onRevoke"]["commit"] == true,
        },
        (_, Value::String(pattern), _) => {
            Call::SubscribePattern { pattern: pattern.as_str().into() }
        }
        _ => return Err(Stop::Unplayable("re2j patterns are not modelled yet".to_owned())),
    };
    nothing(player, op, call)
}

fn commit(player: &mut Player, op: &Op<'_>) -> Played {
    let offsets = offsets_to_commit(&op.args["offs"])?;
    let call = match text(&op.args["mode"]) {
        "async" => {
            let tag = op.args["tag"].as_str().map(Into::into);
            Call::CommitAsync { offsets, tag }
        }
        _ => Call::CommitSync { offsets },
    };
    nothing(player, op, call)
}

fn seek(player: &mut Player, op: &Op<'_>) -> Played {
    let partition = partition(text(&op.args["tp"]))?;
    let offset = op.args["off"].as_i64().unwrap_or_default();
    if op.args["meta"] == true {
        ensure_committable(offset)?;
    }
    nothing(player, op, Call::Seek { partition, offset })
}

fn offsets_for_times(player: &mut Player, op: &Op<'_>) -> Played {
    let base = if op.args["raw"] == true { 0 } else { player.start.0 };
    let times = op.args["of"].as_object().into_iter().flatten();
    let timestamps: Result<Vec<(TopicPartition, i64)>, String> = times
        .map(|(name, time)| Ok((partition(name)?, base + time.as_i64().unwrap_or_default())))
        .collect();
    returned(player, op, Call::OffsetsForTimes { timestamps: timestamps? })
}

fn close(player: &mut Player, op: &Op<'_>) -> Played {
    let membership = match text(&op.args["op"]) {
        "leave" => Membership::LeaveGroup,
        "remain" => Membership::RemainInGroup,
        _ => Membership::Default,
    };
    nothing(player, op, Call::Close { membership })
}

/// The constructor of `OffsetAndMetadata`.
pub(super) fn ensure_committable(offset: i64) -> Result<(), Stop> {
    if offset < 0 {
        return Err(Stop::Thrown(ClientError::illegal_argument("Invalid negative offset")));
    }
    Ok(())
}

/// The consumer of an op that needs no call; a closed one throws.
fn open<'a>(player: &'a Player, op: &Op<'_>) -> Result<&'a Consumer, Stop> {
    let consumer = player.consumer(op.actor)?;
    consumer.ensure_open().map_err(Stop::Thrown)?;
    Ok(consumer)
}

/// A call that returns nothing.
pub(super) fn nothing(player: &mut Player, op: &Op<'_>, call: Call) -> Played {
    player.call(op.actor, call).map(|_| Value::Null)
}

/// A call whose result is compared.
pub(super) fn returned(player: &mut Player, op: &Op<'_>, call: Call) -> Played {
    let start = player.start;
    let by_partition = |each: &mut dyn Iterator<Item = (TopicPartition, Value)>| -> Value {
        each.map(|(partition, value)| (partition.to_string(), value)).collect::<Map<_, _>>().into()
    };
    Ok(match player.call(op.actor, call)? {
        Returned::Position(offset) => json!(offset.0),
        Returned::Committed(committed) => {
            by_partition(&mut committed.into_iter().map(|(partition, committed)| {
                let value = committed.map_or(Value::Null, |committed| {
                    committed_value(committed.offset, &committed.metadata)
                });
                (partition, value)
            }))
        }
        Returned::Offsets(offsets) => {
            by_partition(&mut offsets.into_iter().map(|(tp, offset)| (tp, json!(offset.0))))
        }
        Returned::OffsetsForTimes(found) => {
            by_partition(&mut found.into_iter().map(|(partition, found)| {
                let value = found.map_or(
                    Value::Null,
                    |(offset, time)| json!({"off": offset.0, "ts": time - start.0}),
                );
                (partition, value)
            }))
        }
        Returned::Lag(Some(lag)) => json!(lag),
        Returned::Lag(None) => json!({"none": true}),
        Returned::PartitionCount(count) => json!(count),
        Returned::Topics(topics) => {
            let mine = topics.iter().filter(|topic| !topic.starts_with("__"));
            mine.map(|topic| json!(&**topic)).collect()
        }
        Returned::GroupMetadata { group_id, generation_id, member_id, group_instance_id } => {
            let member = if member_id.is_empty() { "" } else { "set" };
            let instance = group_instance_id.as_deref();
            json!({
                "group": &*group_id, "gen": generation_id, "member": member, "instance": instance
            })
        }
        other @ (Returned::Nothing
        | Returned::Ticket(_)
        | Returned::Records(_)
        | Returned::Answer(_)) => {
            return Err(Stop::Unplayable(format!("the call returned {other:?}")));
        }
    })
}

/// What a consumer is assigned, sorted.
pub(super) fn assignment(consumer: &Consumer) -> Value {
    let assigned = consumer.subscriptions().partitions().keys();
    assigned.map(|partition| json!(partition.to_string())).collect()
}

impl Player {
    /// The consumer of an actor.
    pub(crate) fn consumer(&self, actor: &str) -> Result<&Consumer, String> {
        let consumer = self.world.process_of(actor).and_then(|process| process.consumer());
        consumer.ok_or_else(|| format!("`{actor}` is no consumer"))
    }
}
