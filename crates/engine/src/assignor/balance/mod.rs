//! What both sticky assignors share: who claims what, and the two ways to balance it.
//!
//! Invariant: members are numbers here, their places in [`Group::members`]; every list of members
//! stands in the order in which Kafka iterates it.
//!
//! Source: `clients/…/consumer/internals/AbstractStickyAssignor.java`.

mod constrained;
mod general;
mod movements;
mod racks;

use super::{AssignorException, Group, NO_GENERATION};
use crate::java::JavaHashMap;
use crate::quantity::TopicPartition;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// What a member claims to own, and since which generation.
pub(super) struct MemberData {
    pub(super) partitions: Vec<TopicPartition>,
    pub(super) generation: Option<i32>,
}

/// A balanced group.
pub(super) struct Balanced {
    /// The lists of the members.
    pub(super) lists: Vec<Vec<TopicPartition>>,
    /// What changes hands, and to whom, where the way of balancing knows that.
    pub(super) moving: Option<BTreeMap<TopicPartition, usize>>,
}

/// What the members claim, conflicts resolved.
struct Claims {
    data: Vec<MemberData>,
    owned: Vec<Vec<TopicPartition>>,
    /// Members in the order of the `HashMap` that holds their claims.
    order: Vec<usize>,
    /// Claimed twice in one generation: nobody keeps these.
    doubly_claimed: BTreeSet<TopicPartition>,
    max_generation: i32,
    /// Everybody subscribes to the same topics.
    equal: bool,
}

/// Balances the group, keeping what its members claim as far as that goes.
pub(super) fn balance(
    group: &Group<'_>,
    data: Vec<MemberData>,
) -> Result<Balanced, AssignorException> {
    let claims = resolve(group, data);
    let racks = racks::Racks::new(group);
    if claims.equal {
        constrained::balance(group, &racks, &claims)
    } else {
        general::balance(group, &racks, claims)
    }
}

/// `allSubscriptionsEqual`: of two that claim a partition the later generation wins, and of two in
/// the same generation neither. The generation of the one that came first is the one in its
/// subscription, whatever its data says.
fn resolve(group: &Group<'_>, data: Vec<MemberData>) -> Claims {
    let mut order: JavaHashMap<&str, usize> = JavaHashMap::new();
    let mut claims = Claims {
        owned: alloc::vec![Vec::new(); data.len()],
        order: Vec::new(),
        doubly_claimed: BTreeSet::new(),
        max_generation: NO_GENERATION,
        equal: true,
        data,
    };
    let mut subscribed: BTreeSet<&str> = BTreeSet::new();
    let mut owners: BTreeMap<&TopicPartition, usize> = BTreeMap::new();
    for (consumer, member) in group.members.iter().enumerate() {
        order.put(&member.id, consumer);
        if subscribed.is_empty() {
            subscribed.extend(member.topics.iter().map(|topic| &**topic));
        } else {
            let same = member.topics.iter().all(|topic| subscribed.contains(&**topic));
            claims.equal &= same && member.topics.len() == subscribed.len();
        }
        let generation = claims.data[consumer].generation.unwrap_or(NO_GENERATION);
        claims.max_generation = claims.max_generation.max(generation);
        for partition in &claims.data[consumer].partitions {
            if !group.topics.iter().any(|topic| *topic.name == partition.topic) {
                continue;
            }
            let Some(&other) = owners.get(partition) else {
                claims.owned[consumer].push(partition.clone());
                owners.insert(partition, consumer);
                continue;
            };
            let rival = group.members[other].generation.unwrap_or(NO_GENERATION);
            if generation < rival {
                continue;
            }
            if generation == rival {
                claims.doubly_claimed.insert(partition.clone());
            } else {
                claims.owned[consumer].push(partition.clone());
            }
            remove_first(&mut claims.owned[other], partition);
            owners.insert(partition, consumer);
        }
    }
    claims.order = order.values().copied().collect();
    claims
}

fn remove_first<T: PartialEq>(list: &mut Vec<T>, item: &T) {
    if let Some(at) = list.iter().position(|other| other == item) {
        list.remove(at);
    }
}

/// `all` without `assigned`, both in the same order, by Kafka's two pointers: an assigned partition
/// that does not exist stops the second one, and everything after it counts as unassigned.
fn unassigned<T: PartialEq + Clone>(all: &[T], assigned: &[T]) -> Vec<T> {
    let mut assigned = assigned.iter().peekable();
    let free = all.iter().filter(|partition| assigned.next_if_eq(partition).is_none());
    free.cloned().collect()
}
