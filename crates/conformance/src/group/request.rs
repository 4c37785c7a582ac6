//! The args of an op as Kafka's request.

use super::bench::Bench;
use super::slots::Slots;
use engine::protocol::Request;
use engine::protocol::consumer_protocol::{
    Assignment, LATEST_VERSION, PROTOCOL_TYPE, Subscription,
};
use engine::protocol::group::{
    DeleteGroupsRequest, DescribeGroupsRequest, HeartbeatRequest, JoinGroupProtocol,
    JoinGroupRequest, LeaveGroupRequest, LeavingMember, ListGroupsRequest, OffsetCommitPartition,
    OffsetCommitRequest, OffsetCommitTopic, OffsetDeleteRequest, OffsetFetchRequest,
    OffsetFetchTopic, SyncGroupRequest, TxnOffsetCommitRequest,
};
use engine::quantity::{Bytes, Millis, PartitionId, Text, TopicId};
use serde_json::Value;

/// From this version on OffsetCommit and OffsetFetch carry topic ids.
const KNOWS_TOPIC_IDS: i16 = 10;

/// The request that `do` and `args` describe; `None` if no request is called so.
pub(super) fn read(bench: &Bench, name: &str, args: &Value) -> Result<Option<Request>, String> {
    let args = Args { args, slots: &bench.slots };
    Ok(Some(match name {
        "JoinGroup" => Request::JoinGroup(join_group(&args)?),
        "SyncGroup" => Request::SyncGroup(sync_group(&args)?),
        "Heartbeat" => Request::Heartbeat(HeartbeatRequest {
            version: args.version(4),
            group_id: args.group(),
            generation_id: args.number("gen", -1) as i32,
            member_id: args.member(),
            group_instance_id: args.text("inst"),
        }),
        "LeaveGroup" => Request::LeaveGroup(LeaveGroupRequest {
            version: args.version(5),
            group_id: args.group(),
            members: args.list("members").iter().map(|member| leaving(&args, member)).collect(),
        }),
        "OffsetCommit" => Request::OffsetCommit(offset_commit(bench, &args)?),
        "TxnOffsetCommit" => Request::TxnOffsetCommit(TxnOffsetCommitRequest {
            version: args.version(6),
            transactional_id: args.text("txn").unwrap_or_else(|| "tx".into()),
            group_id: args.group(),
            producer_id: args.number("pid", 0),
            producer_epoch: args.number("pepoch", 0) as i16,
            generation_id: args.number("gen", -1) as i32,
            member_id: args.member(),
            group_instance_id: args.text("inst"),
            topics: offsets(&args, |_| TopicId::default())?,
        }),
        "OffsetFetch" => Request::OffsetFetch(offset_fetch(bench, &args)?),
        "OffsetDelete" => Request::OffsetDelete(OffsetDeleteRequest {
            group_id: args.group(),
            topics: partitions_by_topic(&args.args["topics"])?,
        }),
        "DeleteGroups" => {
            Request::DeleteGroups(DeleteGroupsRequest { groups_names: args.texts("groups") })
        }
        "DescribeGroups" => Request::DescribeGroups(DescribeGroupsRequest {
            version: args.version(6),
            groups: args.texts("groups"),
        }),
        "ListGroups" => Request::ListGroups(ListGroupsRequest {
            states_filter: args.texts("states"),
            types_filter: args.texts("types"),
        }),
        _ => return Ok(None),
    }))
}

/// The args of one op.
struct Args<'a> {
    args: &'a Value,
    slots: &'a Slots,
}

impl Args<'_> {
    fn number(&self, name: &str, default: i64) -> i64 {
        self.args[name].as_i64().unwrap_or(default)
    }

    fn version(&self, latest: i16) -> i16 {
        self.number("v", i64::from(latest)) as i16
    }

    fn text(&self, name: &str) -> Option<Text> {
        self.args[name].as_str().map(Text::from)
    }

    fn texts(&self, name: &str) -> Vec<Text> {
        self.list(name).iter().filter_map(Value::as_str).map(Text::from).collect()
    }

    fn list(&self, name: &str) -> &[Value] {
        self.args[name].as_array().map_or(&[], Vec::as_slice)
    }

    fn group(&self) -> Text {
        self.text("g").unwrap_or_else(|| "g".into())
    }

    fn member(&self) -> Text {
        self.slots.id(self.args["m"].as_str().unwrap_or_default())
    }
}

fn join_group(args: &Args<'_>) -> Result<JoinGroupRequest, String> {
    let protocols = args.list("protocols").iter().map(|protocol| {
        let name = protocol["name"].as_str().ok_or("a protocol without a name")?;
        Ok(JoinGroupProtocol { name: name.into(), metadata: metadata(protocol)? })
    });
    Ok(JoinGroupRequest {
        version: args.version(9),
        group_id: args.group(),
        session_timeout_ms: Millis(args.number("session", 45_000)),
        rebalance_timeout_ms: Millis(args.number("rebalance", 300_000)),
        member_id: args.member(),
        group_instance_id: args.text("inst"),
        protocol_type: args.text("type").unwrap_or_else(|| PROTOCOL_TYPE.into()),
        protocols: protocols.collect::<Result<_, String>>()?,
        reason: args.text("reason"),
    })
}

/// A protocol's metadata: a subscription, text as it is, or bytes in hexadecimal.
fn metadata(protocol: &Value) -> Result<Bytes, String> {
    if let Some(text) = protocol["meta"].as_str() {
        return Ok(text.as_bytes().into());
    }
    if let Some(digits) = protocol["hex"].as_str() {
        return from_hex(digits);
    }
    let topics = protocol["topics"].as_array().into_iter().flatten();
    let subscription = Subscription {
        topics: topics.filter_map(Value::as_str).map(Text::from).collect(),
        user_data: user_data(&protocol["userData"])?,
        owned_partitions: partitions_by_topic(&protocol["owned"])?,
        generation_id: protocol["gen"].as_i64().map(|number| number as i32),
        rack_id: protocol["rack"].as_str().map(Text::from),
    };
    Ok(subscription.to_bytes(LATEST_VERSION))
}

fn user_data(written: &Value) -> Result<Option<Bytes>, String> {
    if let Some(text) = written.as_str() {
        return Ok(Some(text.as_bytes().into()));
    }
    written["hex"].as_str().map(from_hex).transpose()
}

fn from_hex(digits: &str) -> Result<Bytes, String> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(pair, 16).map_err(|_| format!("`{digits}` is not hexadecimal"))
    });
    pairs.collect::<Result<Vec<u8>, String>>().map(Bytes::from)
}

fn sync_group(args: &Args<'_>) -> Result<SyncGroupRequest, String> {
    let assignments = args.args["assign"].as_object().into_iter().flatten();
    let assignments = assignments.map(|(slot, given)| {
        let bytes = match given.as_str() {
            Some(text) => text.as_bytes().into(),
            None => {
                let assigned_partitions = partitions_by_topic(given)?;
                Assignment { assigned_partitions, user_data: None }.to_bytes(LATEST_VERSION)
            }
        };
        Ok((args.slots.id(slot), bytes))
    });
    Ok(SyncGroupRequest {
        version: args.version(5),
        group_id: args.group(),
        generation_id: args.number("gen", -1) as i32,
        member_id: args.member(),
        group_instance_id: args.text("inst"),
        protocol_type: Some(args.text("type").unwrap_or_else(|| PROTOCOL_TYPE.into())),
        protocol_name: args.text("protocol"),
        assignments: assignments.collect::<Result<_, String>>()?,
    })
}

fn leaving(args: &Args<'_>, member: &Value) -> LeavingMember {
    LeavingMember {
        member_id: args.slots.id(member["m"].as_str().unwrap_or_default()),
        group_instance_id: member["inst"].as_str().map(Text::from),
        reason: member["reason"].as_str().map(Text::from),
    }
}

fn offset_commit(bench: &Bench, args: &Args<'_>) -> Result<OffsetCommitRequest, String> {
    let version = args.version(10);
    let id_of = ids_of_version(bench, version);
    Ok(OffsetCommitRequest {
        version,
        group_id: args.group(),
        generation_id_or_member_epoch: args.number("gen", -1) as i32,
        member_id: args.member(),
        group_instance_id: args.text("inst"),
        retention_time_ms: args.args["retention"].as_i64().map(Millis),
        topics: offsets(args, id_of)?,
    })
}

/// The id that a request of `version` carries for a topic: the present one, or zero.
fn ids_of_version(bench: &Bench, version: i16) -> impl Fn(&str) -> TopicId {
    move |topic| {
        let known = (version >= KNOWS_TOPIC_IDS).then(|| bench.topics.id(topic));
        known.unwrap_or_default()
    }
}

fn offsets(
    args: &Args<'_>,
    id_of: impl Fn(&str) -> TopicId,
) -> Result<Vec<OffsetCommitTopic>, String> {
    let topics = args.args["offsets"].as_object().into_iter().flatten();
    let topics = topics.map(|(topic, partitions)| {
        let partitions = partitions.as_object().into_iter().flatten();
        let partitions = partitions.map(|(number, committed)| {
            Ok(OffsetCommitPartition {
                partition_index: partition(number)?,
                committed_offset: committed["o"].as_i64().or(committed.as_i64()).unwrap_or(-1),
                committed_leader_epoch: committed["le"].as_i64().unwrap_or(-1) as i32,
                committed_metadata: committed_metadata(committed),
            })
        });
        Ok(OffsetCommitTopic {
            name: topic.as_str().into(),
            topic_id: id_of(topic),
            partitions: partitions.collect::<Result<_, String>>()?,
        })
    });
    topics.collect()
}

/// Absent is `""`; null is null; `{"n":k}` is k times `x`.
fn committed_metadata(committed: &Value) -> Option<Text> {
    match committed.get("meta") {
        None => Some(Text::default()),
        Some(Value::String(text)) => Some(text.as_str().into()),
        Some(other) => {
            let count = other["n"].as_u64()?;
            Some("x".repeat(usize::try_from(count).ok()?).into())
        }
    }
}

fn offset_fetch(bench: &Bench, args: &Args<'_>) -> Result<OffsetFetchRequest, String> {
    let version = args.version(10);
    let id_of = ids_of_version(bench, version);
    let asked = args.args.get("topics").map(partitions_by_topic).transpose()?;
    let topics = asked.map(|topics| {
        let topics = topics.into_iter().map(|(name, partition_indexes)| OffsetFetchTopic {
            topic_id: id_of(&name),
            name,
            partition_indexes,
        });
        topics.collect()
    });
    Ok(OffsetFetchRequest {
        version,
        group_id: args.group(),
        member_id: args.args["m"].as_str().map(|written| args.slots.id(written)),
        member_epoch: args.number("epoch", -1) as i32,
        topics,
        require_stable: args.args["stable"].as_bool().unwrap_or(false),
    })
}

fn partitions_by_topic(written: &Value) -> Result<Vec<(Text, Vec<PartitionId>)>, String> {
    let topics = written.as_object().into_iter().flatten();
    let topics = topics.map(|(topic, numbers)| {
        let numbers = numbers.as_array().into_iter().flatten();
        let numbers = numbers.map(|number| {
            let number = number.as_i64().and_then(|number| i32::try_from(number).ok());
            number.map(PartitionId).ok_or_else(|| format!("`{topic}`: no list of partitions"))
        });
        Ok((Text::from(topic.as_str()), numbers.collect::<Result<_, String>>()?))
    });
    topics.collect()
}

fn partition(number: &str) -> Result<PartitionId, String> {
    number.parse().map(PartitionId).map_err(|_| format!("`{number}` is no partition"))
}
