//! The ops of the admin client: each is one request to a broker, and what Kafka's client makes of
//! the answer.

use super::Play;
use super::consumer::ensure_committable;
use super::observe::group_value;
use super::player::{ADMIN, Op, Played, Player, Stop};
use crate::values::{
    committed_value, error_value, offset_to_commit, partition, partitions, properties, text,
};
use engine::command::{AdminCall, Call};
use engine::error::ErrorCode;
use engine::event::{ClientError, Returned};
use engine::java::JavaHashMap;
use engine::protocol::admin::{
    ConfigResource, CreatableTopic, CreatePartitionsRequest, CreateTopicsRequest,
    DeleteRecordsRequest, DeleteTopicsRequest, DescribeProducersRequest,
    IncrementalAlterConfigsRequest,
};
use engine::protocol::data::OffsetSpec;
use engine::protocol::group::{
    DeleteGroupsRequest, DescribeGroupsRequest, LeaveGroupRequest, LeavingMember,
    ListGroupsRequest, OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic,
    OffsetDeleteRequest, OffsetFetchRequest,
};
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, Offset, Text, TopicId, TopicPartition};
use serde_json::{Map, Value, json};

pub(super) const OPS: &[(&str, Play)] = &[
    ("topic.create", |player, op| create_topic(player, text(&op.args["name"]), op.args)),
    ("topic.delete", |player, op| delete_topic(player, text(&op.args["name"]))),
    ("topic.partitions", create_partitions),
    ("topic.alter", |player, op| {
        alter_configs(player, ConfigResource::Topic(text(&op.args["name"]).into()), op)
    }),
    ("cfg.set", |player, op| {
        alter_configs(player, ConfigResource::Group(text(&op.args["group"]).into()), op)
    }),
    ("admin.listOffsets", list_offsets),
    ("admin.deleteRecords", |player, op| delete_records(player, &op.args["to"])),
    ("admin.alterOffsets", alter_offsets),
    ("admin.groupOffsets", group_offsets),
    ("admin.deleteOffsets", delete_offsets),
    ("admin.deleteGroup", delete_group),
    ("admin.removeMember", remove_member),
    ("admin.describeGroup", describe_group),
    ("admin.listGroups", list_groups),
    ("admin.describeProducers", describe_producers),
];

fn ask(player: &mut Player, request: Request) -> Result<Response, Stop> {
    let call = AdminCall::Request(Box::new(request));
    answer(player.call(ADMIN, Call::Admin(call))?)
}

fn answer(returned: Returned) -> Result<Response, Stop> {
    let Returned::Answer(response) = returned else {
        return Err(Stop::Unplayable("the admin client returned no answer".to_owned()));
    };
    Ok(*response)
}

fn unexpected(api: &str) -> Stop {
    Stop::Unplayable(format!("the answer is not one of {api}"))
}

/// What is thrown for an error of the answer; a message of its own stands in for the default one.
fn thrown(code: ErrorCode, message: Option<Text>) -> Stop {
    Stop::Thrown(match message {
        Some(message) => ClientError::with_message(code, message),
        None => ClientError::of(code),
    })
}

fn done(error: Option<(ErrorCode, Option<Text>)>) -> Played {
    error.map_or(Ok(Value::Null), |(code, message)| Err(thrown(code, message)))
}

/// Creates a topic with the partitions and the configs of `args`.
pub(crate) fn create_topic(player: &mut Player, name: &str, args: &Value) -> Played {
    if name.is_empty() {
        // KafkaAdminClient#topicNameIsUnrepresentable.
        let message = "The given topic name '' cannot be represented in a request.";
        return Err(thrown(ErrorCode::InvalidTopicException, Some(message.into())));
    }
    let count = args["p"].as_i64().and_then(|count| i32::try_from(count).ok());
    let topic = CreatableTopic {
        name: name.into(),
        num_partitions: count.unwrap_or(-1),
        replication_factor: -1,
        assignments: Vec::new(),
        configs: properties(&args["cfg"]),
    };
    let request = CreateTopicsRequest { topics: vec![topic], validate_only: false };
    let Response::CreateTopics(answer) = ask(player, Request::CreateTopics(request))? else {
        return Err(unexpected("CreateTopics"));
    };
    let created = answer.topics.into_iter().next();
    done(created.and_then(|topic| Some((topic.error_code?, topic.error_message))))
}

/// Deletes a topic.
pub(crate) fn delete_topic(player: &mut Player, name: &str) -> Played {
    let request = DeleteTopicsRequest { topic_names: vec![name.into()] };
    let Response::DeleteTopics(answer) = ask(player, Request::DeleteTopics(request))? else {
        return Err(unexpected("DeleteTopics"));
    };
    let result = answer.responses.into_iter().next();
    done(result.and_then(|(_, code, message)| Some((code?, message))))
}

fn create_partitions(player: &mut Player, op: &Op<'_>) -> Played {
    let to = op.args["to"].as_i64().and_then(|count| i32::try_from(count).ok());
    let topics = vec![(text(&op.args["name"]).into(), to.unwrap_or(-1))];
    let Response::CreatePartitions(answer) =
        ask(player, Request::CreatePartitions(CreatePartitionsRequest { topics }))?
    else {
        return Err(unexpected("CreatePartitions"));
    };
    let result = answer.results.into_iter().next();
    done(result.and_then(|(_, code, message)| Some((code?, message))))
}

fn alter_configs(player: &mut Player, resource: ConfigResource, op: &Op<'_>) -> Played {
    let resources = vec![(resource, properties(&op.args["cfg"]))];
    let request = IncrementalAlterConfigsRequest { resources, validate_only: false };
    let Response::IncrementalAlterConfigs(answer) =
        ask(player, Request::IncrementalAlterConfigs(request))?
    else {
        return Err(unexpected("IncrementalAlterConfigs"));
    };
    let result = answer.responses.into_iter().next();
    done(result.and_then(|(_, code, message)| Some((code?, message))))
}

fn list_offsets(player: &mut Player, op: &Op<'_>) -> Played {
    let start = player.start;
    let asked = op.args["of"].as_object().into_iter().flatten();
    let partitions: Result<Vec<(TopicPartition, OffsetSpec)>, String> = asked
        .map(|(name, spec)| {
            let spec = match (spec.as_str(), spec.as_i64()) {
                (Some("earliest"), _) => OffsetSpec::Earliest,
                (Some("latest"), _) => OffsetSpec::Latest,
                (Some("max"), _) => OffsetSpec::MaxTimestamp,
                (_, Some(time)) => OffsetSpec::Timestamp(start.0 + time),
                _ => return Err(format!("`{spec}` is no offset spec")),
            };
            Ok((partition(name)?, spec))
        })
        .collect();
    let read_committed = op.args["iso"] == "rc";
    let call = AdminCall::ListOffsets { partitions: partitions?, read_committed };
    let Response::ListOffsets(answer) = answer(player.call(ADMIN, Call::Admin(call))?)? else {
        return Err(unexpected("ListOffsets"));
    };
    let each = answer.partitions.into_iter().map(|(partition, listed)| {
        let mut value = json!({"off": listed.offset});
        if listed.timestamp >= 0 {
            value["ts"] = json!(listed.timestamp - start.0);
        }
        let value = match listed.error_code {
            Some(code) => json!({"err": error_value(&ClientError::of(code))}),
            None => value,
        };
        (partition.to_string(), value)
    });
    Ok(each.collect::<Map<_, _>>().into())
}

/// Deletes the records before these offsets, by partition.
pub(crate) fn delete_records(player: &mut Player, to: &Value) -> Played {
    let to = to.as_object().into_iter().flatten();
    let partitions: Result<Vec<(TopicPartition, Offset)>, String> = to
        .map(|(name, offset)| Ok((partition(name)?, Offset(offset.as_i64().unwrap_or(-1)))))
        .collect();
    let request = DeleteRecordsRequest { partitions: partitions?, timeout_ms: Millis(30_000) };
    let Response::DeleteRecords(answer) = ask(player, Request::DeleteRecords(request))? else {
        return Err(unexpected("DeleteRecords"));
    };
    let each = answer.partitions.into_iter().map(|(partition, result)| {
        let value = match result {
            Ok(low_watermark) => json!(low_watermark.0),
            // The admin client drops the broker's text.
            Err((code, _)) => json!({"err": error_value(&ClientError::of(code))}),
        };
        (partition.to_string(), value)
    });
    Ok(each.collect::<Map<_, _>>().into())
}

/// Commits offsets in the name of a group.
pub(crate) fn alter_offsets(player: &mut Player, op: &Op<'_>) -> Played {
    let mut topics: Vec<OffsetCommitTopic> = Vec::new();
    for (name, offset) in op.args["offs"].as_object().into_iter().flatten() {
        let partition = partition(name)?;
        let offset = offset_to_commit(offset);
        ensure_committable(offset.offset)?;
        let committed = OffsetCommitPartition {
            partition_index: partition.partition,
            committed_offset: offset.offset,
            committed_leader_epoch: -1,
            committed_metadata: Some(offset.metadata),
        };
        match topics.iter_mut().find(|topic| topic.name == partition.topic) {
            Some(topic) => topic.partitions.push(committed),
            None => topics.push(OffsetCommitTopic {
                name: partition.topic,
                topic_id: TopicId::default(),
                partitions: vec![committed],
            }),
        }
    }
    let request = OffsetCommitRequest {
        version: 9,
        group_id: text(&op.args["group"]).into(),
        generation_id_or_member_epoch: -1,
        member_id: "".into(),
        group_instance_id: None,
        retention_time_ms: None,
        topics,
    };
    let Response::OffsetCommit(answer) = ask(player, Request::OffsetCommit(request))? else {
        return Err(unexpected("OffsetCommit"));
    };
    let each = answer.topics.iter().flat_map(|topic| {
        let partitions = topic.partitions.iter();
        partitions.filter_map(|(partition, code)| {
            Some((TopicPartition::new(topic.name.clone(), partition.0), (*code)?))
        })
    });
    // The client keeps them in a HashMap, whose order the message shows.
    let mut failed = JavaHashMap::new();
    for (partition, code) in each {
        failed.put(partition, code);
    }
    let names: Vec<String> = failed.keys().map(ToString::to_string).collect();
    let message = format!(
        "Failed altering group offsets for the following partitions: [{}]",
        names.join(", ")
    );
    done(failed.values().next().map(|code| (*code, Some(message.into()))))
}

fn group_offsets(player: &mut Player, op: &Op<'_>) -> Played {
    let request = OffsetFetchRequest {
        version: 9,
        group_id: text(&op.args["group"]).into(),
        member_id: None,
        member_epoch: -1,
        topics: None,
        require_stable: false,
    };
    let Response::OffsetFetch(answer) = ask(player, Request::OffsetFetch(request))? else {
        return Err(unexpected("OffsetFetch"));
    };
    match answer.error_code {
        Some(code) => Err(thrown(code, None)),
        None => {
            let mut offsets = Map::new();
            for (topic, partitions) in answer.topics {
                for offset in partitions.into_iter().filter(|one| one.committed_offset >= 0) {
                    let value = committed_value(offset.committed_offset, &offset.metadata);
                    offsets.insert(format!("{topic}-{}", offset.partition_index), value);
                }
            }
            Ok(offsets.into())
        }
    }
}

fn delete_offsets(player: &mut Player, op: &Op<'_>) -> Played {
    let mut topics: Vec<(Text, Vec<engine::quantity::PartitionId>)> = Vec::new();
    let asked = partitions(&op.args["tps"])?;
    for TopicPartition { topic, partition } in asked.iter().cloned() {
        match topics.iter_mut().find(|(name, _)| *name == topic) {
            Some((_, numbers)) => numbers.push(partition),
            None => topics.push((topic, vec![partition])),
        }
    }
    let request = OffsetDeleteRequest { group_id: text(&op.args["group"]).into(), topics };
    let Response::OffsetDelete(answer) = ask(player, Request::OffsetDelete(request))? else {
        return Err(unexpected("OffsetDelete"));
    };
    let mut results = Map::new();
    let value = |code: Option<ErrorCode>| match code {
        None => json!("ok"),
        Some(code) => json!({"err": error_value(&ClientError::of(code))}),
    };
    for partition in asked.iter().filter(|_| answer.error_code.is_some()) {
        results.insert(partition.to_string(), value(answer.error_code));
    }
    for (topic, partitions) in answer.topics {
        for (partition, code) in partitions {
            results.insert(format!("{topic}-{partition}"), value(code));
        }
    }
    Ok(results.into())
}

fn delete_group(player: &mut Player, op: &Op<'_>) -> Played {
    let request = DeleteGroupsRequest { groups_names: vec![text(&op.args["group"]).into()] };
    let Response::DeleteGroups(answer) = ask(player, Request::DeleteGroups(request))? else {
        return Err(unexpected("DeleteGroups"));
    };
    let result = answer.results.into_iter().next();
    done(result.and_then(|(_, code)| Some((code?, None))))
}

fn remove_member(player: &mut Player, op: &Op<'_>) -> Played {
    let member = LeavingMember {
        member_id: "".into(),
        group_instance_id: op.args["instance"].as_str().map(Into::into),
        reason: Some("member was removed by an admin".into()),
    };
    let request = LeaveGroupRequest {
        version: 5,
        group_id: text(&op.args["group"]).into(),
        members: vec![member],
    };
    let Response::LeaveGroup(answer) = ask(player, Request::LeaveGroup(request))? else {
        return Err(unexpected("LeaveGroup"));
    };
    let member = answer.members.iter().find_map(|member| member.error_code);
    done(answer.error_code.or(member).map(|code| (code, None)))
}

fn describe_group(player: &mut Player, op: &Op<'_>) -> Played {
    let groups = vec![text(&op.args["group"]).into()];
    let Response::DescribeGroups(answer) =
        ask(player, Request::DescribeGroups(DescribeGroupsRequest { version: 6, groups }))?
    else {
        return Err(unexpected("DescribeGroups"));
    };
    match answer.groups.into_iter().next() {
        Some(group) => match group.error_code {
            Some(code) => Err(thrown(code, group.error_message)),
            None => Ok(group_value(&group)),
        },
        None => Err(Stop::Unplayable("no group was described".to_owned())),
    }
}

fn list_groups(player: &mut Player, _op: &Op<'_>) -> Played {
    let Response::ListGroups(answer) =
        ask(player, Request::ListGroups(ListGroupsRequest::default()))?
    else {
        return Err(unexpected("ListGroups"));
    };
    let each = answer.groups.into_iter().map(|group| {
        let protocol = &*group.protocol_type;
        // The broker spells types in lower case, the admin client does not.
        let kind = match &*group.group_type {
            "classic" => "Classic",
            other => other,
        };
        let value = json!({"type": kind, "protocol": protocol, "state": &*group.group_state});
        (group.group_id.to_string(), value)
    });
    Ok(each.collect::<Map<_, _>>().into())
}

fn describe_producers(player: &mut Player, op: &Op<'_>) -> Played {
    let partitions = vec![partition(text(&op.args["tp"]))?];
    let Response::DescribeProducers(answer) =
        ask(player, Request::DescribeProducers(DescribeProducersRequest { partitions }))?
    else {
        return Err(unexpected("DescribeProducers"));
    };
    match answer.partitions.into_iter().next() {
        Some((_, Ok(mut producers))) => {
            producers.sort_by_key(|producer| producer.producer_id);
            let each = producers.into_iter().map(|producer| {
                let open = Some(producer.current_txn_start_offset).filter(|&at| at >= 0);
                json!({
                    "epoch": producer.producer_epoch,
                    "lastSeq": producer.last_sequence,
                    "openFrom": open,
                })
            });
            Ok(each.collect())
        }
        Some((_, Err(code))) => Err(thrown(code, None)),
        None => Err(Stop::Unplayable("no partition was described".to_owned())),
    }
}
