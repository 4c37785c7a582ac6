//! Draws groups: the coordinator's side, with what each member believes beside it.

use super::{Scene, client, deadline, names};
use crate::session::Session;
use crate::view::Deadline;
use crate::view::group::{Belief, Coordinator, Group, GroupState, Member, Parked, PendingMember};
use engine::coordinator::classic::{ClassicGroup, ClassicGroupState, ClassicMember};
use engine::coordinator::{Group as EngineGroup, Shard, TimerKey};
use engine::java::JavaHash;
use engine::protocol::consumer_protocol::{Assignment, Subscription};
use engine::quantity::{BrokerId, PartitionId, Text, TopicPartition};
use engine::sort::sort_by;
use std::rc::Rc;

/// Every group that some coordinator knows, by id.
pub(super) fn groups(scene: &Scene<'_>) -> Rc<[Rc<Group>]> {
    let mut groups = Vec::new();
    for broker in scene.session.world().brokers() {
        for (partition, shard) in broker.coordinators() {
            for (id, EngineGroup::Classic(group)) in shard.groups() {
                let home = Home { broker: broker.id, partition, shard };
                groups.push(Rc::new(one(scene.session, id, group, &home)));
            }
        }
    }
    sort_by(&mut groups, |left, right| left.id.cmp(&right.id));
    groups.into()
}

/// Where a group lives.
struct Home<'w> {
    broker: BrokerId,
    partition: PartitionId,
    shard: &'w Shard,
}

fn one(session: &Session, id: &Text, group: &ClassicGroup, home: &Home<'_>) -> Group {
    let mut members: Vec<Member> =
        group.members().map(|member| self::member(session, id, group, member, home)).collect();
    sort_by(&mut members, |left, right| left.member_id.cmp(&right.member_id));
    let ends = |member_id: &Text| session_ends(id, member_id, home);
    Group {
        id: id.clone(),
        state: state(group.state()),
        generation: group.generation_id(),
        protocol: group.protocol_name().cloned(),
        protocol_type: group.protocol_type().cloned(),
        coordinator: coordinator(session, id, home),
        leader: group
            .leader_id()
            .map(|leader| client::of_member(session, leader).unwrap_or_else(|| leader.clone())),
        members: members.into(),
        pending: group
            .pending_members()
            .map(|member| PendingMember { member_id: member.clone(), ends: ends(member) })
            .collect(),
        next_timer: next_timer(session, id, home.shard),
    }
}

fn coordinator(session: &Session, id: &str, home: &Home<'_>) -> Coordinator {
    let hash = id.java_hash();
    let topic = session.world().cluster().topic("__consumer_offsets");
    let partitions = topic.map_or(0, |topic| topic.partitions.len());
    Coordinator {
        hash,
        absolute: hash.checked_abs().unwrap_or(0),
        partitions: i32::try_from(partitions).unwrap_or(i32::MAX),
        partition: home.partition.0,
        broker: Some(home.broker.0),
    }
}

fn member(
    session: &Session,
    id: &Text,
    group: &ClassicGroup,
    member: &ClassicMember,
    home: &Home<'_>,
) -> Member {
    let first = member.supported_protocols.first().map(|protocol| &protocol.name);
    let protocol = group.protocol_name().or(first);
    let metadata = protocol.map(|protocol| member.metadata(protocol));
    let subscription = metadata.and_then(|bytes| Subscription::from_bytes(&bytes).ok());
    let mut assigned = assigned(member);
    sort_by(&mut assigned, Ord::cmp);
    let client = client::of_member(session, &member.member_id);
    let believes = client.as_ref().and_then(|client| {
        let process = session.world().process_of(client).filter(|process| client::lives(process));
        let consumer = process.and_then(|process| process.consumer())?;
        let generation = consumer.generation();
        Some(Belief {
            generation: generation.generation_id,
            assigned: names(&consumer.subscriptions().assigned()),
        })
    });
    Member {
        client,
        client_id: member.client_id.clone(),
        member_id: member.member_id.clone(),
        instance_id: member.group_instance_id.clone(),
        leader: group.leader_id() == Some(&member.member_id),
        subscribed: subscription.map(|known| known.topics).unwrap_or_default().into(),
        assigned: names(&assigned),
        believes,
        session_ends: session_ends(id, &member.member_id, home),
        parked: match (&member.awaiting_join, &member.awaiting_sync) {
            (Some(_), _) => Some(Parked::Join),
            (None, Some(_)) => Some(Parked::Sync),
            (None, None) => None,
        },
    }
}

/// What the coordinator gave a member: bytes to it, partitions to us.
pub(super) fn assigned(member: &ClassicMember) -> Vec<TopicPartition> {
    let assignment = Assignment::from_bytes(&member.assignment).unwrap_or_default();
    let topics = assignment.assigned_partitions.into_iter();
    let partitions = topics.flat_map(|(topic, partitions)| {
        let of = move |partition| TopicPartition { topic: topic.clone(), partition };
        partitions.into_iter().map(of)
    });
    partitions.collect()
}

fn session_ends(group_id: &Text, member_id: &Text, home: &Home<'_>) -> Option<i64> {
    let (group_id, member_id) = (group_id.clone(), member_id.clone());
    let timer = home.shard.timer(&TimerKey::Heartbeat { group_id, member_id });
    timer.map(|timer| timer.deadline.0)
}

fn next_timer(session: &Session, id: &Text, shard: &Shard) -> Option<Deadline> {
    let (at, _, timer) = shard.timers().find(|(_, _, timer)| match timer {
        TimerKey::Heartbeat { group_id, .. } => group_id == id,
        TimerKey::Join(group) | TimerKey::Sync(group) => group == id,
        TimerKey::ExpireOffsets => false,
    })?;
    let (who, what) = deadline::of_coordinator(session, Some(shard), timer);
    Some(Deadline { who, what, at: at.0 })
}

const fn state(state: ClassicGroupState) -> GroupState {
    match state {
        ClassicGroupState::Empty => GroupState::Empty,
        ClassicGroupState::PreparingRebalance => GroupState::PreparingRebalance,
        ClassicGroupState::CompletingRebalance => GroupState::CompletingRebalance,
        ClassicGroupState::Stable => GroupState::Stable,
        ClassicGroupState::Dead => GroupState::Dead,
    }
}
