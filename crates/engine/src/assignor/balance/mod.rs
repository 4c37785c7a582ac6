//! What both sticky assignors share: who claims what, and the two ways to balance it.
//!
//! Invariant: members and partitions are numbers here, a member's its place in
//! [`Group::members`], a partition's its place in a [`Table`]. Every list of members stands in the
//! order in which Kafka iterates it.
//!
//! Source: `clients/…/consumer/internals/AbstractStickyAssignor.java`.

mod constrained;
mod general;
mod movements;
mod racks;
mod table;

use super::{AssignorException, Group, NO_GENERATION};
use crate::java::JavaHashMap;
use crate::quantity::TopicPartition;
use alloc::vec::Vec;
use table::Table;

/// What a member claims to own, and since which generation.
pub(super) struct MemberData {
    pub(super) partitions: Vec<TopicPartition>,
    pub(super) generation: Option<i32>,
}

/// A balanced group.
pub(super) struct Balanced {
    table: Table,
    lists: Vec<Vec<usize>>,
    /// By partition: who gets it though another has it, where the way of balancing knows that.
    moving: Option<Vec<Option<usize>>>,
    claimed: Vec<Vec<usize>>,
}

/// What the members claim, conflicts resolved.
struct Claims {
    /// As claimed, of topics that exist, and since when.
    claimed: Vec<Vec<usize>>,
    generations: Vec<i32>,
    owned: Vec<Vec<usize>>,
    /// Members in the order of the `HashMap` that holds their claims.
    order: Vec<usize>,
    /// By partition: claimed twice in one generation, so nobody keeps it.
    doubly_claimed: Vec<bool>,
    max_generation: i32,
}

/// Balances the group, keeping what its members claim as far as that goes.
pub(super) fn balance(
    group: &Group<'_>,
    data: &[MemberData],
) -> Result<Balanced, AssignorException> {
    let mut table = Table::new(group);
    let claimed: Vec<Vec<usize>> = data
        .iter()
        .map(|data| data.partitions.iter().filter_map(|it| table.number(group, it)).collect())
        .collect();
    let generation = |data: &MemberData| data.generation.unwrap_or(NO_GENERATION);
    let claims = resolve(group, &table, claimed, data.iter().map(generation).collect());
    let racks = racks::Racks::new(group, &table);
    let (lists, moving) = if equal_subscriptions(group) {
        let (lists, moving) = constrained::balance(group, &table, &racks, &claims)?;
        (lists, Some(moving))
    } else {
        (general::balance(group, &table, &racks, &claims)?, None)
    };
    Ok(Balanced { table, lists, moving, claimed: claims.claimed })
}

impl Balanced {
    /// The lists of the members.
    pub(super) fn lists(&self) -> Vec<Vec<TopicPartition>> {
        let list = |list: &Vec<usize>| list.iter().map(|&it| self.table.name(it)).collect();
        self.lists.iter().map(list).collect()
    }

    /// Takes from every list what another member has yet to give up.
    pub(super) fn withhold_what_moves(&mut self) {
        let moving = self.moving.take().unwrap_or_else(|| self.what_moves());
        for (partition, consumer) in moving.into_iter().enumerate() {
            if let Some(consumer) = consumer {
                remove_first(&mut self.lists[consumer], partition);
            }
        }
    }

    /// By partition: who gets it without having it, if another has it without getting it.
    fn what_moves(&self) -> Vec<Option<usize>> {
        let mut added = alloc::vec![None; self.table.len()];
        let mut revoked = alloc::vec![false; self.table.len()];
        for (consumer, (list, claimed)) in self.lists.iter().zip(&self.claimed).enumerate() {
            for &partition in list.iter().filter(|it| !claimed.contains(it)) {
                added[partition] = Some(consumer);
            }
            for &partition in claimed.iter().filter(|it| !list.contains(it)) {
                revoked[partition] = true;
            }
        }
        added.into_iter().zip(revoked).map(|(added, revoked)| added.filter(|_| revoked)).collect()
    }
}

/// Whether everybody subscribes to the same topics. Members before the first that subscribes to
/// any are taken for equal.
fn equal_subscriptions(group: &Group<'_>) -> bool {
    let mut members = group.members.iter().skip_while(|member| member.topics.is_empty());
    let Some(first) = members.next() else { return true };
    members.all(|member| {
        member.topics.len() == first.topics.len()
            && member.topics.iter().all(|topic| first.subscribes_to(topic))
    })
}

/// Of two that claim a partition the later generation wins, and of two in the same generation
/// neither. The generation of the one that came first is the one in its subscription, whatever its
/// data says.
fn resolve(
    group: &Group<'_>,
    table: &Table,
    claimed: Vec<Vec<usize>>,
    generations: Vec<i32>,
) -> Claims {
    let mut order: JavaHashMap<&str, usize> = JavaHashMap::new();
    let mut owned: Vec<Vec<usize>> = alloc::vec![Vec::new(); claimed.len()];
    let mut owners: Vec<Option<usize>> = alloc::vec![None; table.len()];
    let mut doubly_claimed = alloc::vec![false; table.len()];
    for (consumer, member) in group.members.iter().enumerate() {
        order.put(&member.id, consumer);
        let generation = generations[consumer];
        for &partition in &claimed[consumer] {
            let Some(other) = owners[partition] else {
                owned[consumer].push(partition);
                owners[partition] = Some(consumer);
                continue;
            };
            let rival = group.members[other].generation.unwrap_or(NO_GENERATION);
            if generation < rival {
                continue;
            }
            if generation == rival {
                doubly_claimed[partition] = true;
            } else {
                owned[consumer].push(partition);
            }
            remove_first(&mut owned[other], partition);
            owners[partition] = Some(consumer);
        }
    }
    let max_generation = generations.iter().copied().fold(NO_GENERATION, i32::max);
    let order = order.values().copied().collect();
    Claims { claimed, generations, owned, order, doubly_claimed, max_generation }
}

fn remove_first(list: &mut Vec<usize>, item: usize) {
    if let Some(at) = list.iter().position(|&other| other == item) {
        list.remove(at);
    }
}

/// `all` without `assigned`, both in the same order, by Kafka's two pointers: an assigned partition
/// that does not exist stops the second one, and everything after it counts as unassigned.
fn unassigned(all: &[usize], assigned: &[usize]) -> Vec<usize> {
    let mut assigned = assigned.iter().peekable();
    let free = all.iter().filter(|partition| assigned.next_if_eq(partition).is_none());
    free.copied().collect()
}
