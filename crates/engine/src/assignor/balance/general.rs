//! Balances a group whose members subscribe to different topics.
//!
//! What is claimed stays, the rest goes to whoever has least; then single partitions are moved until
//! nothing would get better. If that did not make the whole better, it is undone.
//!
//! Source: `AbstractStickyAssignor.GeneralAssignmentBuilder`.

use super::super::{AssignorException, Group};
use super::movements::Movements;
use super::racks::Racks;
use super::table::Table;
use super::{Claims, remove_first, unassigned};
use crate::java::compare_strings;
use crate::sort::{sort_by, sort_by_key};
use alloc::vec::Vec;

struct Builder<'a> {
    group: &'a Group<'a>,
    table: &'a Table,
    racks: &'a Racks<'a>,
    /// By topic: its members.
    potential: Vec<Vec<usize>>,
    /// By member: its topics.
    subscribed: Vec<Vec<usize>>,
    /// By member: its place in the order of member ids.
    rank: Vec<usize>,
    /// By member; `None` once it takes no part in moving.
    lists: Vec<Option<Vec<usize>>>,
    /// By partition: its member.
    owners: Vec<Option<usize>>,
    /// By partition: the earlier owner that an older generation names, and that generation.
    previous: Vec<Option<(usize, i32)>>,
    /// Members that take part, by how much they have, then by id.
    sorted: Vec<usize>,
    movements: Movements,
    revocation_required: bool,
}

/// Balances `group`: the lists of the members.
pub(super) fn balance<'a>(
    group: &'a Group<'a>,
    table: &'a Table,
    racks: &'a Racks<'a>,
    claims: &Claims,
) -> Result<Vec<Vec<usize>>, AssignorException> {
    let mut builder = Builder::new(group, table, racks, claims);
    let scarcity = |partition: usize, builder: &Builder<'_>| {
        (builder.potential[table.topic(partition)].len(), table.by_topic(partition))
    };
    let mut all = table.existing();
    sort_by_key(&mut all, |&partition| scarcity(partition, &builder));
    let mut assigned = builder.keep_owned();
    sort_by_key(&mut assigned, |&partition| scarcity(partition, &builder));
    let mut left = unassigned(&all, &assigned);
    builder.sorted = (0..group.members.len()).collect();
    builder.sort(); // From any order, once.
    let most = builder.sorted.last().copied();
    let initializing = most.is_none_or(|consumer| builder.list(consumer).is_empty());
    builder.assign_all(&left);

    all.retain(|&partition| builder.is_movable(partition));
    left.retain(|&partition| builder.is_movable(partition));
    let fixed = builder.set_fixed_aside();
    let before = builder.lists.clone();
    if !builder.revocation_required {
        builder.reassign_all(&left)?;
    }
    let moved = builder.reassign_all(&all)?;
    if !initializing && moved && score(&builder.lists) >= score(&before) {
        builder.lists = before;
    }
    let lists = builder.lists.into_iter().zip(fixed);
    Ok(lists.map(|(list, fixed)| list.or(fixed).unwrap_or_default()).collect())
}

impl<'a> Builder<'a> {
    fn new(group: &'a Group<'a>, table: &'a Table, racks: &'a Racks<'a>, claims: &Claims) -> Self {
        let mut potential = alloc::vec![Vec::new(); group.topics.len()];
        let mut subscribed = alloc::vec![Vec::new(); group.members.len()];
        for (consumer, member) in group.members.iter().enumerate() {
            for name in &member.topics {
                if let Some(topic) = group.topics.iter().position(|topic| topic.name == name) {
                    subscribed[consumer].push(topic);
                    potential[topic].push(consumer);
                }
            }
        }
        let mut by_id: Vec<usize> = (0..group.members.len()).collect();
        let id = |consumer: usize| &group.members[consumer].id;
        sort_by(&mut by_id, |&left, &right| compare_strings(id(left), id(right)));
        let mut rank = alloc::vec![0; by_id.len()];
        for (place, consumer) in by_id.into_iter().enumerate() {
            rank[consumer] = place;
        }
        let mut owners = alloc::vec![None; table.len()];
        for &consumer in &claims.order {
            for &partition in &claims.owned[consumer] {
                owners[partition] = Some(consumer);
            }
        }
        Self {
            group,
            table,
            racks,
            potential,
            subscribed,
            rank,
            lists: claims.owned.iter().cloned().map(Some).collect(),
            owners,
            previous: previous_owners(table, claims),
            sorted: Vec::new(),
            movements: Movements::default(),
            revocation_required: false,
        }
    }

    fn list(&self, consumer: usize) -> &[usize] {
        self.lists[consumer].as_deref().unwrap_or(&[])
    }

    /// How much a member has; Kafka stumbles over one that was set aside, or over nobody.
    fn count(&self, consumer: Option<usize>) -> Result<usize, AssignorException> {
        let list = consumer.and_then(|consumer| self.lists[consumer].as_ref());
        list.map(Vec::len).ok_or_else(|| AssignorException {
            ex: "NullPointerException",
            message: Some(
                "Cannot invoke \"java.util.List.size()\" because the return value of \
                 \"java.util.Map.get(Object)\" is null"
                    .into(),
            ),
        })
    }

    /// Puts the members that take part in order again, of whom at most two have another count.
    fn sort(&mut self) {
        for end in 1..self.sorted.len() {
            let mut at = end;
            while at > 0 && self.key(self.sorted[at - 1]) > self.key(self.sorted[at]) {
                self.sorted.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    fn key(&self, consumer: usize) -> (usize, usize) {
        (self.list(consumer).len(), self.rank[consumer])
    }

    fn is_movable(&self, partition: usize) -> bool {
        self.potential[self.table.topic(partition)].len() >= 2
    }

    /// Takes from every member what it may not keep; returns what it does keep.
    fn keep_owned(&mut self) -> Vec<usize> {
        let mut kept = Vec::new();
        for consumer in 0..self.lists.len() {
            let mut list = self.lists[consumer].take().unwrap_or_default();
            let before = list.len();
            list.retain(|&partition| {
                self.subscribed[consumer].contains(&self.table.topic(partition))
                    && !self.racks.mismatch(consumer, partition)
            });
            self.revocation_required |= list.len() < before;
            kept.extend_from_slice(&list);
            self.lists[consumer] = Some(list);
        }
        kept
    }

    /// Gives away what nobody has: near members first, then any.
    fn assign_all(&mut self, left: &[usize]) {
        let mut far = Vec::new();
        for &partition in left {
            if !self.racks.matter || !self.assign(partition, true) {
                far.push(partition);
            }
        }
        for partition in far {
            self.assign(partition, false);
        }
    }

    /// Gives a partition to the member with least that may have it.
    fn assign(&mut self, partition: usize, by_rack: bool) -> bool {
        let topic = self.table.topic(partition);
        let fits = |&&consumer: &&usize| {
            self.subscribed[consumer].contains(&topic)
                && !(by_rack && self.racks.mismatch(consumer, partition))
        };
        let Some(&consumer) = self.sorted.iter().find(fits) else { return false };
        self.push(consumer, partition);
        self.sort();
        true
    }

    fn push(&mut self, consumer: usize, partition: usize) {
        if let Some(list) = &mut self.lists[consumer] {
            list.push(partition);
        }
        self.owners[partition] = Some(consumer);
    }

    /// Sets aside members that have all they can get and none of it can move.
    fn set_fixed_aside(&mut self) -> Vec<Option<Vec<usize>>> {
        let mut fixed = alloc::vec![None; self.lists.len()];
        for (consumer, aside) in fixed.iter_mut().enumerate() {
            let list = self.list(consumer);
            let full = list.len() >= self.most(consumer);
            if full && !list.iter().any(|&partition| self.is_movable(partition)) {
                self.sorted.retain(|&other| other != consumer);
                *aside = self.lists[consumer].take();
            }
        }
        fixed
    }

    /// How many partitions a member could get if it got all.
    fn most(&self, consumer: usize) -> usize {
        let subscribed = &self.subscribed[consumer];
        let everything = subscribed.len() == self.group.topics.len();
        let topics = self.group.topics.iter().enumerate();
        let topics = topics.filter(|(topic, _)| everything || subscribed.contains(topic));
        topics.map(|(_, topic)| usize::try_from(topic.facts.partitions).unwrap_or(0)).sum()
    }

    /// Moves single partitions until the group is balanced or nothing moves; true if anything did.
    fn reassign_all(&mut self, partitions: &[usize]) -> Result<bool, AssignorException> {
        if partitions.is_empty() || self.is_balanced()? {
            return Ok(false);
        }
        let mut any = false;
        loop {
            let mut modified = false;
            for &partition in partitions {
                if self.reassign_one(partition)? {
                    modified = true;
                    if self.is_balanced()? {
                        return Ok(true);
                    }
                }
            }
            any |= modified;
            if !modified {
                return Ok(any);
            }
        }
    }

    /// Moves `partition` (or another of its topic) back to an earlier owner, or to whoever has less.
    fn reassign_one(&mut self, partition: usize) -> Result<bool, AssignorException> {
        let owner = self.owners[partition];
        if let Some((earlier, _)) = self.previous[partition]
            && self.count(owner)? > self.count(Some(earlier))? + 1
        {
            self.reassign(partition, earlier);
            return Ok(true);
        }
        let topic = self.table.topic(partition);
        let near = owner.is_some_and(|owner| self.racks.is_near(owner, partition));
        for by_rack in [true, false] {
            if by_rack && !near {
                continue;
            }
            for at in 0..self.potential[topic].len() {
                let other = self.potential[topic][at];
                if by_rack && !self.racks.is_near(other, partition) {
                    continue;
                }
                if self.count(owner)? > self.count(Some(other))? + 1 {
                    let mut members = self.sorted.iter();
                    let reads = |it: &&usize| self.subscribed[**it].contains(&topic);
                    if let Some(&least) = members.find(reads) {
                        self.reassign(partition, least);
                    }
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn reassign(&mut self, partition: usize, new: usize) {
        let Some(owner) = self.owners[partition] else { return };
        let instead = self.movements.instead_of(self.table, partition, owner, new);
        let partition = instead.unwrap_or(partition);
        let old = self.owners[partition].unwrap_or(owner);
        self.movements.record(self.table, partition, old, new);
        if let Some(list) = &mut self.lists[old] {
            remove_first(list, partition);
        }
        self.push(new, partition);
        self.sort();
    }

    /// Whether no member could get one more partition of a member that has at least two more.
    fn is_balanced(&self) -> Result<bool, AssignorException> {
        let (Some(&least), Some(&most)) = (self.sorted.first(), self.sorted.last()) else {
            return Err(AssignorException { ex: "NoSuchElementException", message: None });
        };
        if self.list(least).len() + 1 >= self.list(most).len() {
            return Ok(true);
        }
        let holders = self.holders();
        for &consumer in &self.sorted {
            let count = self.list(consumer).len();
            if count == self.most(consumer) {
                continue;
            }
            for &topic in &self.subscribed[consumer] {
                for &holder in holders[topic].iter().filter(|holder| **holder != Some(consumer)) {
                    if count + 1 < self.count(holder)? {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }

    /// By topic: the members that have its partitions, in the order of those, runs of one as one.
    /// A partition of a member that was set aside, or of nobody, counts as nobody's.
    fn holders(&self) -> Vec<Vec<Option<usize>>> {
        let mut holders = alloc::vec![None; self.table.len()];
        for (consumer, list) in self.lists.iter().enumerate() {
            for &partition in list.iter().flatten() {
                holders[partition] = Some(consumer);
            }
        }
        let mut by_topic = alloc::vec![Vec::new(); self.group.topics.len()];
        for partition in self.table.existing() {
            let runs = &mut by_topic[self.table.topic(partition)];
            if runs.last() != Some(&holders[partition]) {
                runs.push(holders[partition]);
            }
        }
        by_topic
    }
}

/// Claims of generations before the last one: where a partition could go back to.
fn previous_owners(table: &Table, claims: &Claims) -> Vec<Option<(usize, i32)>> {
    let mut previous: Vec<Option<(usize, i32)>> = alloc::vec![None; table.len()];
    for (consumer, claimed) in claims.claimed.iter().enumerate() {
        let generation = claims.generations[consumer];
        if generation >= claims.max_generation {
            continue;
        }
        for &partition in claimed {
            if previous[partition].is_none_or(|(_, earlier)| generation > earlier) {
                previous[partition] = Some((consumer, generation));
            }
        }
    }
    previous
}

/// The sum of differences between every two members: 0 is perfect.
fn score(lists: &[Option<Vec<usize>>]) -> usize {
    let counts: Vec<usize> = lists.iter().flatten().map(Vec::len).collect();
    let others = |at: usize| counts.iter().skip(at + 1);
    let each = counts.iter().enumerate();
    each.map(|(at, &one)| others(at).map(|&other| one.abs_diff(other)).sum::<usize>()).sum()
}
