//! Balances a group whose members subscribe to different topics.
//!
//! What is claimed stays, the rest goes to whoever has least; then single partitions are moved until
//! nothing would get better. If that did not make the whole better, it is undone.
//!
//! Source: `AbstractStickyAssignor.GeneralAssignmentBuilder`.

use super::super::{AssignorException, Group};
use super::movements::Movements;
use super::racks::Racks;
use super::{Balanced, Claims, NO_GENERATION, remove_first, unassigned};
use crate::java::compare_strings;
use crate::quantity::TopicPartition;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Ordering;

struct Builder<'a> {
    group: &'a Group<'a>,
    racks: &'a Racks,
    /// By topic: its members.
    potential: Vec<Vec<usize>>,
    /// By member: its topics.
    subscribed: Vec<Vec<usize>>,
    /// A member's place in the order of member ids, and back.
    rank: Vec<usize>,
    by_rank: Vec<usize>,
    topic_numbers: BTreeMap<&'a str, usize>,
    /// By member; `None` once it takes no part in moving.
    lists: Vec<Option<Vec<TopicPartition>>>,
    owners: BTreeMap<TopicPartition, usize>,
    /// By topic and number: the member that takes part and has the partition.
    holders: Vec<Vec<Option<usize>>>,
    /// The earlier owner of partitions that an older generation claims, and that generation.
    previous: BTreeMap<TopicPartition, (usize, i32)>,
    /// Members that take part, by how much they have, then by id.
    sorted: BTreeSet<(usize, usize)>,
    movements: Movements,
    revocation_required: bool,
}

/// Balances `group`.
pub(super) fn balance(
    group: &Group<'_>,
    racks: &Racks,
    claims: Claims,
) -> Result<Balanced, AssignorException> {
    let mut builder = Builder::new(group, racks, &claims);
    let mut all = builder.all_partitions();
    let mut assigned = builder.keep_owned();
    assigned.sort_by(|left, right| builder.compare(left, right));
    let mut left = unassigned(&all, &assigned);
    for consumer in 0..group.members.len() {
        builder.sorted.insert(builder.key(consumer));
    }
    let initializing = builder.sorted.last().is_none_or(|&(count, _)| count == 0);
    builder.assign_all(&left);

    let movable = |partition: &TopicPartition| {
        builder.topic(partition).is_some_and(|topic| builder.potential[topic].len() >= 2)
    };
    all.retain(movable);
    left.retain(movable);
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
    let lists = lists.map(|(list, fixed)| list.or(fixed).unwrap_or_default());
    Ok(Balanced { lists: lists.collect(), moving: None })
}

impl<'a> Builder<'a> {
    fn new(group: &'a Group<'a>, racks: &'a Racks, claims: &Claims) -> Self {
        let topic_numbers: BTreeMap<&str, usize> =
            group.topics.iter().enumerate().map(|(at, topic)| (&**topic.name, at)).collect();
        let mut potential = alloc::vec![Vec::new(); group.topics.len()];
        let mut subscribed = alloc::vec![Vec::new(); group.members.len()];
        for (consumer, member) in group.members.iter().enumerate() {
            for topic in member.topics.iter().filter_map(|topic| topic_numbers.get(&**topic)) {
                subscribed[consumer].push(*topic);
                potential[*topic].push(consumer);
            }
        }
        let mut by_rank: Vec<usize> = (0..group.members.len()).collect();
        let id = |consumer: usize| &group.members[consumer].id;
        by_rank.sort_by(|&left, &right| compare_strings(id(left), id(right)));
        let mut rank = alloc::vec![0; by_rank.len()];
        for (place, &consumer) in by_rank.iter().enumerate() {
            rank[consumer] = place;
        }
        let mut owners = BTreeMap::new();
        for &consumer in &claims.order {
            for partition in &claims.owned[consumer] {
                owners.insert(partition.clone(), consumer);
            }
        }
        Self {
            group,
            racks,
            potential,
            subscribed,
            rank,
            by_rank,
            topic_numbers,
            lists: claims.owned.iter().cloned().map(Some).collect(),
            owners,
            holders: group.topics.iter().map(|topic| topic.all().map(|_| None).collect()).collect(),
            previous: previous_owners(claims),
            sorted: BTreeSet::new(),
            movements: Movements::default(),
            revocation_required: false,
        }
    }

    fn topic(&self, partition: &TopicPartition) -> Option<usize> {
        self.topic_numbers.get(&*partition.topic).copied()
    }

    fn list(&self, consumer: usize) -> &[TopicPartition] {
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

    fn key(&self, consumer: usize) -> (usize, usize) {
        (self.list(consumer).len(), self.rank[consumer])
    }

    /// Few possible members first, then by topic and number.
    fn compare(&self, left: &TopicPartition, right: &TopicPartition) -> Ordering {
        let members = |it: &TopicPartition| self.topic(it).map(|topic| self.potential[topic].len());
        let by_members = members(left).cmp(&members(right));
        by_members.then_with(|| super::super::by_topic(left, right))
    }

    fn all_partitions(&self) -> Vec<TopicPartition> {
        let mut all: Vec<TopicPartition> =
            self.group.topics.iter().flat_map(|topic| topic.all()).collect();
        all.sort_by(|left, right| self.compare(left, right));
        all
    }

    /// Takes from every member what it may not keep; returns what it does keep.
    fn keep_owned(&mut self) -> Vec<TopicPartition> {
        let mut kept = Vec::new();
        for consumer in 0..self.lists.len() {
            let member = self.group.members[consumer];
            let mut list = self.lists[consumer].take().unwrap_or_default();
            let before = list.len();
            list.retain(|partition| {
                member.subscribes_to(&partition.topic) && !self.racks.mismatch(consumer, partition)
            });
            self.revocation_required |= list.len() < before;
            self.hold(&list, Some(consumer));
            kept.extend(list.iter().cloned());
            self.lists[consumer] = Some(list);
        }
        kept
    }

    /// Notes who has these partitions. One that does not exist has no place to note it in.
    fn hold(&mut self, partitions: &[TopicPartition], consumer: Option<usize>) {
        for partition in partitions {
            let topic = self.topic(partition).and_then(|topic| self.holders.get_mut(topic));
            let number = usize::try_from(partition.partition.0).unwrap_or(usize::MAX);
            if let Some(holder) = topic.and_then(|numbers| numbers.get_mut(number)) {
                *holder = consumer;
            }
        }
    }

    /// Gives away what nobody has: near members first, then any.
    fn assign_all(&mut self, left: &[TopicPartition]) {
        let mut far = Vec::new();
        for partition in left {
            if !self.racks.matter || !self.assign(partition, true) {
                far.push(partition);
            }
        }
        for partition in far {
            self.assign(partition, false);
        }
    }

    /// Gives a partition to the member with least that may have it.
    fn assign(&mut self, partition: &TopicPartition, by_rack: bool) -> bool {
        let Some(topic) = self.topic(partition) else { return false };
        let fits = |&&(_, rank): &&(usize, usize)| {
            let consumer = self.by_rank[rank];
            self.subscribed[consumer].contains(&topic)
                && !(by_rack && self.racks.mismatch(consumer, partition))
        };
        let Some(&key) = self.sorted.iter().find(fits) else { return false };
        let consumer = self.by_rank[key.1];
        self.sorted.remove(&key);
        if let Some(list) = &mut self.lists[consumer] {
            list.push(partition.clone());
        }
        self.owners.insert(partition.clone(), consumer);
        self.hold(core::slice::from_ref(partition), Some(consumer));
        self.sorted.insert(self.key(consumer));
        true
    }

    /// Sets aside members that have all they can get and none of it can move.
    fn set_fixed_aside(&mut self) -> Vec<Option<Vec<TopicPartition>>> {
        let mut fixed = alloc::vec![None; self.lists.len()];
        for (consumer, aside) in fixed.iter_mut().enumerate() {
            let full = self.list(consumer).len() >= self.most(consumer);
            let movable = |partition: &TopicPartition| {
                self.topic(partition).is_some_and(|topic| self.potential[topic].len() >= 2)
            };
            if full && !self.list(consumer).iter().any(movable) {
                self.sorted.remove(&self.key(consumer));
                let list = self.lists[consumer].take().unwrap_or_default();
                self.hold(&list, None);
                *aside = Some(list);
            }
        }
        fixed
    }

    /// How many partitions a member could get if it got all.
    fn most(&self, consumer: usize) -> usize {
        let partitions = |topic: usize| usize::try_from(self.group.topics[topic].facts.partitions);
        let topics = if self.subscribed[consumer].len() == self.group.topics.len() {
            (0..self.group.topics.len()).collect()
        } else {
            self.subscribed[consumer].clone()
        };
        topics.into_iter().map(|topic| partitions(topic).unwrap_or(0)).sum()
    }

    /// Moves single partitions until the group is balanced or nothing moves; true if anything did.
    fn reassign_all(&mut self, partitions: &[TopicPartition]) -> Result<bool, AssignorException> {
        let mut any = false;
        loop {
            let mut modified = false;
            for partition in partitions {
                if self.is_balanced()? {
                    break;
                }
                modified |= self.reassign_one(partition)?;
            }
            any |= modified;
            if !modified {
                return Ok(any);
            }
        }
    }

    /// Moves `partition` (or another of its topic) back to an earlier owner, or to whoever has less.
    fn reassign_one(&mut self, partition: &TopicPartition) -> Result<bool, AssignorException> {
        let owner = self.owners.get(partition).copied();
        if let Some(&(earlier, _)) = self.previous.get(partition)
            && self.count(owner)? > self.count(Some(earlier))? + 1
        {
            self.reassign(partition, earlier);
            return Ok(true);
        }
        let Some(topic) = self.topic(partition) else { return Ok(false) };
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
                    self.reassign_to_least(partition, topic);
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn reassign_to_least(&mut self, partition: &TopicPartition, topic: usize) {
        let mut members = self.sorted.iter().map(|&(_, rank)| self.by_rank[rank]);
        let least = members.find(|&consumer| self.subscribed[consumer].contains(&topic));
        if let Some(consumer) = least {
            self.reassign(partition, consumer);
        }
    }

    fn reassign(&mut self, partition: &TopicPartition, new: usize) {
        let Some(&owner) = self.owners.get(partition) else { return };
        let partition = self.movements.instead_of(partition, owner, new);
        let old = self.owners.get(&partition).copied().unwrap_or(owner);
        self.sorted.remove(&self.key(old));
        self.sorted.remove(&self.key(new));
        self.movements.record(&partition, old, new);
        if let Some(list) = &mut self.lists[old] {
            remove_first(list, &partition);
        }
        if let Some(list) = &mut self.lists[new] {
            list.push(partition.clone());
        }
        self.hold(core::slice::from_ref(&partition), Some(new));
        self.owners.insert(partition, new);
        self.sorted.insert(self.key(new));
        self.sorted.insert(self.key(old));
    }

    /// Whether no member could get one more partition of a member that has at least two more.
    fn is_balanced(&self) -> Result<bool, AssignorException> {
        let (Some(least), Some(most)) = (self.sorted.first(), self.sorted.last()) else {
            return Err(AssignorException { ex: "NoSuchElementException", message: None });
        };
        if least.0 + 1 >= most.0 {
            return Ok(true);
        }
        for &(count, rank) in &self.sorted {
            let consumer = self.by_rank[rank];
            if count == self.most(consumer) {
                continue;
            }
            for &topic in &self.subscribed[consumer] {
                if self.has_two_more(topic, consumer, count)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Whether some partition of the topic is with a member that has at least two more than `count`.
    fn has_two_more(
        &self,
        topic: usize,
        consumer: usize,
        count: usize,
    ) -> Result<bool, AssignorException> {
        for &holder in self.holders[topic].iter().filter(|holder| **holder != Some(consumer)) {
            if count + 1 < self.count(holder)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Claims of generations before the last one: where a partition could go back to.
fn previous_owners(claims: &Claims) -> BTreeMap<TopicPartition, (usize, i32)> {
    let mut previous = BTreeMap::new();
    for (consumer, data) in claims.data.iter().enumerate() {
        let generation = data.generation.unwrap_or(NO_GENERATION);
        if generation >= claims.max_generation {
            continue;
        }
        for partition in &data.partitions {
            let held = previous.entry(partition.clone()).or_insert((consumer, generation));
            if generation > held.1 {
                *held = (consumer, generation);
            }
        }
    }
    previous
}

/// The sum of differences between every two members: 0 is perfect.
fn score(lists: &[Option<Vec<TopicPartition>>]) -> usize {
    let counts: Vec<usize> = lists.iter().flatten().map(Vec::len).collect();
    let others = |at: usize| counts.iter().skip(at + 1);
    let each = counts.iter().enumerate();
    each.map(|(at, &one)| others(at).map(|&other| one.abs_diff(other)).sum::<usize>()).sum()
}
