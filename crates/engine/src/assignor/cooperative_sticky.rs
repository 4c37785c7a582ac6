//! Cooperative sticky: as sticky, but what must move is first given to nobody.
//!
//! The member that has it gives it up after this generation and rejoins; the next one gets it then.
//!
//! Source: `clients/…/consumer/CooperativeStickyAssignor.java`; KIP-429.

use super::balance::{Balanced, MemberData, balance};
use super::{Assignor, Group, Member, Memory, NO_GENERATION, Placed, RebalanceProtocol};
use crate::quantity::TopicPartition;
use alloc::collections::{BTreeMap, BTreeSet};

pub(super) const COOPERATIVE_STICKY: Assignor = Assignor {
    name: "cooperative-sticky",
    class: "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    protocols: &[RebalanceProtocol::Cooperative, RebalanceProtocol::Eager],
    place,
    user_data: |memory: &Memory| Some(memory.generation.to_be_bytes().as_slice().into()),
};

fn place(group: &Group<'_>) -> Placed {
    let data = group.members.iter().map(|member| member_data(member)).collect();
    let mut balanced = balance(group, data)?;
    let moving = match balanced.moving.take() {
        Some(moving) => moving,
        None => moving_between(group, &balanced),
    };
    for (partition, consumer) in moving {
        let list = &mut balanced.lists[consumer];
        if let Some(at) = list.iter().position(|other| *other == partition) {
            list.remove(at);
        }
    }
    Ok(balanced.lists)
}

/// The subscription says what the member owns; the user data knows the generation if that does not.
fn member_data(member: &Member) -> MemberData {
    let remembered = || {
        let bytes = member.user_data.as_deref()?;
        let four = bytes.first_chunk::<4>();
        Some(four.map_or(NO_GENERATION, |four| i32::from_be_bytes(*four)))
    };
    let generation = member.generation.or_else(remembered);
    MemberData { partitions: member.owned.clone(), generation }
}

/// What one member would get and another still owns, with the one who would get it.
fn moving_between(group: &Group<'_>, balanced: &Balanced) -> BTreeMap<TopicPartition, usize> {
    let mut added = BTreeMap::new();
    let mut revoked = BTreeSet::new();
    for (consumer, (member, list)) in group.members.iter().zip(&balanced.lists).enumerate() {
        let owned: BTreeSet<&TopicPartition> = member.owned.iter().collect();
        let assigned: BTreeSet<&TopicPartition> = list.iter().collect();
        for partition in assigned.difference(&owned) {
            added.insert((*partition).clone(), consumer);
        }
        revoked.extend(owned.difference(&assigned).copied());
    }
    added.retain(|partition, _| revoked.contains(partition));
    added
}
