//! Groups, records and timers as a recording writes them.

use super::answer::{assignment, subscription};
use super::bench::{Bench, Deadlines};
use super::slots::Slots;
use engine::coordinator::classic::{ClassicGroup, ClassicMember};
use engine::coordinator::{
    CoordinatorRecord, Group, GroupMetadataValue, MemberMetadata, OffsetCommitKey,
    OffsetCommitValue, Shard, TimerKey,
};
use engine::log::batch::{Batch, ControlType, Record};
use engine::sorted::SortedMap;
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// Every group, whole. `lean` leaves out what is waited for.
pub(super) fn groups(bench: &Bench, lean: bool) -> SortedMap<String, Value> {
    let groups = bench.shard().into_iter().flat_map(Shard::groups).map(|(group_id, group)| {
        let Group::Classic(group) = group;
        (group_id.to_string(), classic(group, &bench.slots, lean))
    });
    groups.collect()
}

/// The records that were appended, in order.
pub(super) fn records(appended: &[(Rc<Batch>, Record)], bench: &Bench) -> Vec<Value> {
    appended.iter().map(|(batch, record)| appended_record(batch, record, bench)).collect()
}

fn appended_record(batch: &Batch, record: &Record, bench: &Bench) -> Value {
    let producer = batch.producer.filter(|_| batch.transactional);
    if let Some(result) = batch.marker() {
        return json!({
            "type": "TxnMarker",
            "pid": producer.map(|producer| producer.producer_id),
            "pepoch": producer.map(|producer| producer.producer_epoch),
            "result": match result {
                ControlType::Commit => "COMMIT",
                ControlType::Abort => "ABORT",
            },
        });
    }
    let key = record.key.as_deref().unwrap_or_default();
    match CoordinatorRecord::from_bytes(key, record.value.as_deref()) {
        Ok(read) => {
            let mut value = self::record(&read, bench);
            if let Some(producer) = producer {
                value["txn"] = json!(producer.producer_id);
            }
            value
        }
        Err(unreadable) => json!({"type": format!("{unreadable:?}")}),
    }
}

/// The timers whose deadline is another one now; null for those that are gone.
pub(super) fn timers(before: &Deadlines, after: &Deadlines, slots: &Slots) -> Value {
    let mut changed = Map::new();
    for (key, deadline) in after {
        if before.get(key) != Some(deadline) {
            changed.insert(timer(key, slots), json!(deadline.0));
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(key)) {
        changed.insert(timer(key, slots), Value::Null);
    }
    changed.into()
}

/// The name of a timer.
pub(super) fn timer(key: &TimerKey, slots: &Slots) -> String {
    match key {
        TimerKey::Heartbeat { group_id, member_id } => {
            format!("heartbeat:{group_id}:{}", slots.slot(member_id))
        }
        TimerKey::Join(group_id) => format!("join:{group_id}"),
        TimerKey::Sync(group_id) => format!("sync:{group_id}"),
        TimerKey::ExpireOffsets => "expire".to_owned(),
    }
}

fn classic(group: &ClassicGroup, slots: &Slots, lean: bool) -> Value {
    let members = group
        .members()
        .map(|member| (slots.slot(&member.member_id), classic_member(group, member, lean)));
    let mut dump = json!({
        "type": "classic",
        "state": group.state().name(),
        "gen": group.generation_id(),
        "members": members.collect::<Map<_, _>>(),
    });
    if !group.uses_consumer_group_protocol() {
        dump["protocolType"] = json!(group.protocol_type().map_or("", |name| &**name));
    }
    dump["protocol"] = json!(group.protocol_name().map(|name| &**name));
    dump["leader"] = json!(group.leader_id().map(|id| slots.slot(id)));
    if let Some(topics) = group.subscribed_topics() {
        dump["topics"] = topics.iter().map(|topic| json!(**topic)).collect();
    }
    dump["pending"] = sorted_slots(group.pending_members().map(|id| &**id), slots);
    if !lean {
        dump["pendingSync"] = sorted_slots(group.pending_sync_members().map(|id| &**id), slots);
    }
    dump
}

fn classic_member(group: &ClassicGroup, member: &ClassicMember, lean: bool) -> Value {
    let mut dump = json!({"inst": member.group_instance_id.as_deref()});
    if member.session_timeout.0 != 45_000 {
        dump["session"] = json!(member.session_timeout.0);
    }
    if member.rebalance_timeout.0 != 300_000 {
        dump["rebalance"] = json!(member.rebalance_timeout.0);
    }
    let protocols = member.supported_protocols.iter().map(|protocol| &*protocol.name);
    let protocols: Vec<&str> = protocols.collect();
    if protocols != ["range"] {
        dump["protocols"] = json!(protocols);
    }
    let protocol_type = group.protocol_type().map(|name| &**name);
    dump["assign"] = assignment(&member.assignment, protocol_type);
    if !lean {
        dump["await"] = if member.awaiting_join.is_some() {
            json!("join")
        } else if member.awaiting_sync.is_some() {
            json!("sync")
        } else {
            Value::Null
        };
    }
    dump
}

/// Null if there are none.
fn sorted_slots<'a>(ids: impl Iterator<Item = &'a str>, slots: &Slots) -> Value {
    let mut written: Vec<String> = ids.map(|id| slots.slot(id)).collect();
    written.sort();
    if written.is_empty() { Value::Null } else { json!(written) }
}

fn record(record: &CoordinatorRecord, bench: &Bench) -> Value {
    match record {
        CoordinatorRecord::OffsetCommit(OffsetCommitKey { group, topic, partition }, value) => {
            json!({
                "type": "OffsetCommit",
                "key": {"group": **group, "topic": **topic, "partition": partition.0},
                "value": value.as_ref().map(|value| offset_commit(value, bench)),
            })
        }
        CoordinatorRecord::GroupMetadata(group_id, value) => json!({
            "type": "GroupMetadata",
            "key": {"group": **group_id},
            "value": value.as_ref().map(|value| group_metadata(value, &bench.slots)),
        }),
    }
}

/// As its version has it: with an expiry of its own there is no leader epoch and no topic id.
fn offset_commit(value: &OffsetCommitValue, bench: &Bench) -> Value {
    let mut written = json!({
        "offset": value.offset,
        "metadata": *value.metadata,
        "commitTimestamp": value.commit_timestamp.0,
    });
    if let Some(expire) = value.expire_timestamp {
        written["expireTimestamp"] = json!(expire.0);
    } else {
        written["leaderEpoch"] = json!(value.leader_epoch);
        written["topicId"] = json!(bench.topics.label(value.topic_id));
    }
    written
}

fn group_metadata(value: &GroupMetadataValue, slots: &Slots) -> Value {
    let members = value.members.iter().map(|member| member_metadata(value, member, slots));
    json!({
        "protocolType": *value.protocol_type,
        "generation": value.generation,
        "protocol": value.protocol.as_deref(),
        "leader": value.leader.as_ref().map(|id| slots.slot(id)),
        "currentStateTimestamp": value.current_state_timestamp.map(|time| time.0),
        "members": members.collect::<Vec<_>>(),
    })
}

fn member_metadata(value: &GroupMetadataValue, member: &MemberMetadata, slots: &Slots) -> Value {
    let protocol_type = Some(&*value.protocol_type);
    let subscribed = match member.subscription.is_empty() {
        true => Value::Null,
        false => subscription(&member.subscription, protocol_type),
    };
    json!({
        "memberId": slots.slot(&member.member_id),
        "groupInstanceId": member.group_instance_id.as_deref(),
        "clientId": *member.client_id,
        "rebalanceTimeout": member.rebalance_timeout.0,
        "sessionTimeout": member.session_timeout.0,
        "subscription": subscribed,
        "assignment": assignment(&member.assignment, protocol_type),
    })
}
