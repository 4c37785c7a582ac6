//! Answers as a recording writes them: `ret` and `err`.

use super::slots::Slots;
use engine::error::ErrorCode;
use engine::protocol::Response;
use engine::protocol::consumer_protocol::{Assignment, PROTOCOL_TYPE, Subscription};
use engine::protocol::group::{
    DescribedGroup, JoinGroupResponse, LeaveGroupResponse, OffsetCommitResponseTopic,
    OffsetDeleteResponse, OffsetFetchResponse, SyncGroupResponse,
};
use engine::quantity::{PartitionId, Text};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// `ret` and the code of `err`.
pub(super) type Answer = (Option<Value>, Option<ErrorCode>);

/// What a response says; `None` for one that no coordinator gives.
pub(super) fn write(response: &Response, slots: &Slots) -> Option<Answer> {
    Some(match response {
        Response::JoinGroup(response) => join_group(response, slots),
        Response::SyncGroup(response) => sync_group(response),
        Response::Heartbeat(response) => match response.error_code {
            None => (Some(json!({})), None),
            error => (None, error),
        },
        Response::LeaveGroup(response) => leave_group(response, slots),
        Response::OffsetCommit(response) => (Some(commit(&response.topics)), None),
        Response::TxnOffsetCommit(response) => (Some(commit(&response.topics)), None),
        Response::OffsetFetch(response) => offset_fetch(response),
        Response::OffsetDelete(response) => offset_delete(response),
        Response::DeleteGroups(response) => {
            let results = response.results.iter();
            (Some(results.map(|(group, error)| (group.to_string(), named(*error))).collect()), None)
        }
        Response::DescribeGroups(response) => {
            let groups = response.groups.iter().map(|group| described(group, slots));
            (Some(json!({"groups": groups.collect::<Vec<_>>()})), None)
        }
        Response::ListGroups(response) => {
            let groups = response.groups.iter().map(|group| {
                json!({
                    "g": *group.group_id,
                    "protocolType": *group.protocol_type,
                    "state": *group.group_state,
                    "type": *group.group_type,
                })
            });
            (Some(json!({"groups": groups.collect::<Vec<_>>()})), response.error_code)
        }
        Response::Produce(_)
        | Response::Fetch(_)
        | Response::ListOffsets(_)
        | Response::Metadata(_)
        | Response::FindCoordinator(_)
        | Response::CreateTopics(_)
        | Response::DeleteTopics(_)
        | Response::DeleteRecords(_)
        | Response::InitProducerId(_)
        | Response::CreatePartitions(_)
        | Response::IncrementalAlterConfigs(_)
        | Response::DescribeConfigs(_)
        | Response::DescribeProducers(_)
        | Response::WriteTxnMarkers(_) => return None,
    })
}

/// A member's metadata: a subscription if it is one and the type is that of consumers.
pub(super) fn subscription(bytes: &[u8], protocol_type: Option<&str>) -> Value {
    let read = match protocol_type {
        Some(PROTOCOL_TYPE) => Subscription::from_bytes(bytes).ok(),
        Some(_) | None => None,
    };
    let Some(read) = read else { return opaque(bytes) };
    let mut written = json!({"topics": texts(&read.topics)});
    if !read.owned_partitions.is_empty() {
        written["owned"] = by_topic(&read.owned_partitions);
    }
    if let Some(generation_id) = read.generation_id {
        written["gen"] = json!(generation_id);
    }
    if let Some(rack) = &read.rack_id {
        written["rack"] = json!(**rack);
    }
    if let Some(user_data) = &read.user_data {
        written["userData"] = opaque(user_data);
    }
    written
}

/// An assignment if it is one; null for zero bytes.
pub(super) fn assignment(bytes: &[u8], protocol_type: Option<&str>) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let read = match protocol_type {
        Some(PROTOCOL_TYPE) => Assignment::from_bytes(bytes).ok(),
        Some(_) | None => None,
    };
    read.map_or_else(|| opaque(bytes), |read| by_topic(&read.assigned_partitions))
}

/// The name of an error, NONE if there is none.
pub(super) fn named(error: Option<ErrorCode>) -> Value {
    json!(error.map_or("NONE", ErrorCode::name))
}

fn join_group(response: &JoinGroupResponse, slots: &Slots) -> Answer {
    let mut ret = json!({"m": slots.slot(&response.member_id)});
    if let Some(error) = response.error_code {
        return (Some(ret), Some(error));
    }
    let protocol_type = response.protocol_type.as_deref();
    let members = response.members.iter().map(|member| {
        json!({
            "m": slots.slot(&member.member_id),
            "inst": member.group_instance_id.as_deref(),
            "meta": subscription(&member.metadata, protocol_type),
        })
    });
    ret["gen"] = json!(response.generation_id);
    ret["protocolType"] = not_consumer(protocol_type);
    ret["protocol"] = json!(response.protocol_name.as_deref());
    ret["leader"] = json!(slots.slot(&response.leader));
    ret["skip"] = if response.skip_assignment { json!(true) } else { Value::Null };
    ret["members"] = members.collect();
    (Some(ret), None)
}

fn sync_group(response: &SyncGroupResponse) -> Answer {
    if response.error_code.is_some() {
        return (None, response.error_code);
    }
    let protocol_type = response.protocol_type.as_deref();
    let ret = json!({
        "protocol": response.protocol_name.as_deref(),
        "protocolType": not_consumer(protocol_type),
        "assign": assignment(&response.assignment, protocol_type),
    });
    (Some(ret), None)
}

fn leave_group(response: &LeaveGroupResponse, slots: &Slots) -> Answer {
    let members = response.members.iter().map(|left| {
        json!({
            "m": slots.slot(&left.member_id),
            "inst": left.group_instance_id.as_deref(),
            "err": named(left.error_code),
        })
    });
    (Some(json!({"members": members.collect::<Vec<_>>()})), response.error_code)
}

fn commit(topics: &[OffsetCommitResponseTopic]) -> Value {
    let topics = topics.iter().map(|topic| (&topic.name, errors(&topic.partitions)));
    topics.map(|(name, errors)| (name.to_string(), errors)).collect()
}

fn offset_delete(response: &OffsetDeleteResponse) -> Answer {
    let topics = response.topics.iter();
    let topics = topics.map(|(name, partitions)| (name.to_string(), errors(partitions)));
    (Some(topics.collect()), response.error_code)
}

fn errors(partitions: &[(PartitionId, Option<ErrorCode>)]) -> Value {
    let partitions = partitions.iter();
    partitions.map(|(partition, error)| (partition.to_string(), named(*error))).collect()
}

fn offset_fetch(response: &OffsetFetchResponse) -> Answer {
    let topics = response.topics.iter().map(|(topic, partitions)| {
        let partitions = partitions.iter().map(|partition| {
            let mut offset = json!({"o": partition.committed_offset});
            if partition.committed_leader_epoch != -1 {
                offset["le"] = json!(partition.committed_leader_epoch);
            }
            if !partition.metadata.is_empty() {
                offset["meta"] = json!(*partition.metadata);
            }
            if let Some(error) = partition.error_code {
                offset["err"] = json!(error.name());
            }
            (partition.partition_index.to_string(), offset)
        });
        (topic.to_string(), partitions.collect())
    });
    (Some(topics.collect::<Map<String, Value>>().into()), response.error_code)
}

fn described(group: &DescribedGroup, slots: &Slots) -> Value {
    let protocol_type = Some(&*group.protocol_type);
    let members = group.members.iter().map(|member| {
        json!({
            "m": slots.slot(&member.member_id),
            "inst": member.group_instance_id.as_deref(),
            "client": *member.client_id,
            "host": *member.client_host,
            "meta": subscription(&member.member_metadata, protocol_type),
            "assign": assignment(&member.member_assignment, protocol_type),
        })
    });
    json!({
        "g": *group.group_id,
        "err": group.error_code.map(ErrorCode::name),
        "msg": group.error_message.as_deref(),
        "state": *group.group_state,
        "protocolType": *group.protocol_type,
        "protocol": *group.protocol_data,
        "members": members.collect::<Vec<_>>(),
    })
}

fn not_consumer(protocol_type: Option<&str>) -> Value {
    json!(protocol_type.filter(|&name| name != PROTOCOL_TYPE))
}

fn texts(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

fn by_topic(topics: &[(Text, Vec<PartitionId>)]) -> Value {
    let topics = topics.iter().map(|(topic, partitions)| {
        let numbers: Vec<i32> = partitions.iter().map(|partition| partition.0).collect();
        (topic.to_string(), json!(numbers))
    });
    topics.collect()
}

/// Text if it is UTF-8, else hexadecimal digits.
fn opaque(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => {
            let mut digits = String::new();
            for byte in bytes {
                let _ = write!(digits, "{byte:02x}");
            }
            json!({"hex": digits})
        }
    }
}
