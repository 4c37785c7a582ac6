//! The assignors of the classic protocol: who gets which partition, decided by the group's leader.
//!
//! An assignor is a file with one constant of type [`Assignor`], and its line in [`ASSIGNORS`].
//! All of them are pure, and exact to the order of each list: where Kafka iterates a hash map, the
//! order of [`crate::java`] is iterated.
//!
//! Source: `clients/…/consumer/ConsumerPartitionAssignor.java`,
//! `internals/AbstractPartitionAssignor.java`.

mod balance;
mod cooperative_sticky;
mod range;
mod round_robin;
pub mod sticky;

use crate::java::{JavaHashMap, JavaHashSet, compare_strings};
use crate::quantity::{Bytes, Text, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Every assignor there is.
pub const ASSIGNORS: [&Assignor; 4] = [
    &range::RANGE,
    &round_robin::ROUND_ROBIN,
    &sticky::STICKY,
    &cooperative_sticky::COOPERATIVE_STICKY,
];

/// One of Kafka's assignors.
#[derive(Debug)]
pub struct Assignor {
    /// The name that members vote for.
    pub name: &'static str,
    /// The Java class, as `partition.assignment.strategy` names it.
    pub class: &'static str,
    /// How its members give up partitions; the first that all assignors of a member support is used.
    pub protocols: &'static [RebalanceProtocol],
    place: Place,
    user_data: fn(&Memory) -> Option<Bytes>,
}

/// How members behave while they rejoin. Kafka prefers the higher one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RebalanceProtocol {
    /// Everything is given up before joining.
    Eager,
    /// Everything is kept while joining; what must move is given up afterwards.
    Cooperative,
}

/// What the leader knows of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TopicFacts {
    /// How many partitions it has; 0 is as good as no topic.
    pub partitions: i32,
    /// The racks of each partition's replicas; shorter than `partitions` where they have none.
    pub racks: Vec<Vec<Text>>,
}

/// A member as the leader sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Member {
    /// `member.id`.
    pub id: Text,
    /// `group.instance.id`.
    pub group_instance_id: Option<Text>,
    /// What it subscribes to, in the order of its subscription.
    pub topics: Vec<Text>,
    /// What it says that it owns, in the order of its subscription.
    pub owned: Vec<TopicPartition>,
    /// The generation in which it owns that, if it says so.
    pub generation: Option<i32>,
    /// `client.rack`.
    pub rack: Option<Text>,
    /// The assignor's own bytes.
    pub user_data: Option<Bytes>,
}

/// What a client's assignor remembers of its last assignment. A new consumer remembers nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Memory {
    assignment: Option<Rc<[TopicPartition]>>,
    generation: i32,
}

/// Members in the order given, each with its partitions in Kafka's order.
pub type Assignment = Vec<(Text, Vec<TopicPartition>)>;

/// What Kafka's assignor throws: the sticky ones stumble over some claims.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AssignorException {
    /// Simple name of the exception's class.
    pub ex: &'static str,
    /// Its message, if it has one.
    pub message: Option<Text>,
}

/// The group in the order in which Kafka's hash maps hold it.
struct Group<'a> {
    members: Vec<&'a Member>,
    topics: Vec<Topic<'a>>,
}

/// A topic that exists and that somebody subscribes to.
#[derive(Clone, Copy)]
struct Topic<'a> {
    name: &'a Text,
    facts: &'a TopicFacts,
}

/// The lists of `Group::members`, one each.
type Placed = Result<Vec<Vec<TopicPartition>>, AssignorException>;
type Place = fn(&Group<'_>) -> Placed;

/// The assignor of that Java class.
#[must_use]
pub fn find_class(class: &str) -> Option<&'static Assignor> {
    ASSIGNORS.into_iter().find(|assignor| assignor.class == class)
}

/// The assignor of that name.
#[must_use]
pub fn find_name(name: &str) -> Option<&'static Assignor> {
    ASSIGNORS.into_iter().find(|assignor| assignor.name == name)
}

impl Assignor {
    /// Assigns everything that `members` subscribe to. `members` stand in the order of JoinGroup's
    /// answer, which is the order in which the leader puts them into a hash map.
    ///
    /// # Errors
    ///
    /// What Kafka's assignor throws; the rebalance fails with it.
    pub fn assign(
        &self,
        topics: &SortedMap<Text, TopicFacts>,
        members: &[Member],
    ) -> Result<Assignment, AssignorException> {
        let mut by_id: JavaHashMap<&str, usize> = JavaHashMap::new();
        for (at, member) in members.iter().enumerate() {
            by_id.put(&member.id, at);
        }
        let order: Vec<usize> = by_id.values().copied().collect();
        let in_order: Vec<&Member> = order.iter().map(|&at| &members[at]).collect();
        let group = Group { topics: subscribed_topics(topics, &in_order), members: in_order };
        let placed = (self.place)(&group)?;
        let mut lists: SortedMap<usize, Vec<TopicPartition>> =
            order.into_iter().zip(placed).collect();
        let each = members.iter().enumerate();
        let each = each.filter_map(|(at, member)| Some((member.id.clone(), lists.remove(&at)?)));
        Ok(each.collect())
    }

    /// The bytes that a client adds to its subscription for this assignor.
    #[must_use]
    pub fn user_data(&self, memory: &Memory) -> Option<Bytes> {
        (self.user_data)(memory)
    }
}

impl Memory {
    /// `onAssignment`: what the client was assigned, and in which generation.
    pub fn remember(&mut self, assignment: &[TopicPartition], generation: i32) {
        self.assignment = Some(assignment.into());
        self.generation = generation;
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self { assignment: None, generation: NO_GENERATION }
    }
}

const NO_GENERATION: i32 = -1;

/// The topics that exist, in the order of a `HashMap` filled from a `HashSet` of all names.
fn subscribed_topics<'a>(
    topics: &'a SortedMap<Text, TopicFacts>,
    members: &[&Member],
) -> Vec<Topic<'a>> {
    let mut names: JavaHashSet<&str> = JavaHashSet::new();
    for member in members {
        names.extend(member.topics.iter().map(|name| &**name));
    }
    let mut existing = JavaHashMap::new();
    for name in names.iter() {
        if let Some((name, facts)) = topics.get_key_value(*name)
            && facts.partitions > 0
        {
            existing.put(&**name, Topic { name, facts });
        }
    }
    existing.values().copied().collect()
}

impl<'a> Topic<'a> {
    fn partition(&self, number: i32) -> TopicPartition {
        TopicPartition::new(self.name.clone(), number)
    }

    fn all(&self) -> impl Iterator<Item = TopicPartition> {
        (0..self.facts.partitions).map(|number| self.partition(number))
    }

    fn racks(&self, number: i32) -> &'a [Text] {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        self.facts.racks.get(at).map_or(&[], Vec::as_slice)
    }
}

impl Member {
    /// The rack, if it is worth the name.
    fn rack(&self) -> Option<&Text> {
        self.rack.as_ref().filter(|rack| !rack.is_empty())
    }

    fn subscribes_to(&self, topic: &str) -> bool {
        self.topics.iter().any(|name| &**name == topic)
    }
}

/// Static members first, by instance id; then dynamic ones, by member id (`MemberInfo`).
fn static_first(left: &Member, right: &Member) -> Ordering {
    match (&left.group_instance_id, &right.group_instance_id) {
        (Some(left), Some(right)) => compare_strings(left, right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_strings(&left.id, &right.id),
    }
}

fn nothing_remembered(_: &Memory) -> Option<Bytes> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(counts: &[(&str, i32)]) -> SortedMap<Text, TopicFacts> {
        let facts = |&(name, partitions): &(&str, i32)| {
            (name.into(), TopicFacts { partitions, racks: Vec::new() })
        };
        counts.iter().map(facts).collect()
    }

    fn member(id: &str, topics: &[&str]) -> Member {
        let topics = topics.iter().map(|topic| Text::from(*topic)).collect();
        Member { id: id.into(), topics, ..Member::default() }
    }

    fn owning(mut member: Member, generation: i32, numbers: &[i32]) -> Member {
        member.generation = Some(generation);
        member.owned = numbers.iter().map(|&it| TopicPartition::new("t", it)).collect();
        member
    }

    /// `c0: t-0 t-1 | c1: t-2`.
    fn told(
        name: &str,
        counts: &[(&str, i32)],
        members: &[Member],
    ) -> Result<alloc::string::String, AssignorException> {
        let assigned = find_name(name).unwrap().assign(&topics(counts), members)?;
        let each = assigned.iter().map(|(member, list)| {
            let list = list.iter().map(|partition| alloc::format!(" {partition}"));
            alloc::format!("{member}:{}", list.collect::<alloc::string::String>())
        });
        Ok(each.collect::<Vec<_>>().join(" | "))
    }

    #[test]
    fn range_gives_the_first_member_one_more_of_every_topic() {
        let members = [member("c0", &["t", "u"]), member("c1", &["t", "u"])];
        let told = told("range", &[("t", 3), ("u", 3)], &members);
        assert_eq!(told.unwrap(), "c0: t-0 t-1 u-0 u-1 | c1: t-2 u-2");
    }

    #[test]
    fn round_robin_balances_the_sum_and_passes_over_who_does_not_read_a_topic() {
        let both = [member("c0", &["t", "u"]), member("c1", &["t", "u"])];
        let balanced = told("roundrobin", &[("t", 3), ("u", 3)], &both);
        assert_eq!(balanced.unwrap(), "c0: t-0 t-2 u-1 | c1: t-1 u-0 u-2");
        let one = [member("c0", &["t"]), member("c1", &["t", "u"])];
        let skipped = told("roundrobin", &[("t", 1), ("u", 2)], &one);
        assert_eq!(skipped.unwrap(), "c0: t-0 | c1: u-0 u-1");
    }

    #[test]
    fn static_members_come_first() {
        let mut last = member("z", &["t"]);
        last.group_instance_id = Some("i".into());
        let told = told("range", &[("t", 1)], &[member("a", &["t"]), last]);
        assert_eq!(told.unwrap(), "a: | z: t-0");
    }

    #[test]
    fn cooperative_sticky_withholds_what_must_move() {
        let joined = [owning(member("c0", &["t"]), 1, &[0, 1, 2, 3]), member("c1", &["t"])];
        let first = told("cooperative-sticky", &[("t", 4)], &joined);
        assert_eq!(first.unwrap(), "c0: t-0 t-1 | c1:");
        let given_up =
            [owning(member("c0", &["t"]), 2, &[0, 1]), owning(member("c1", &["t"]), 2, &[])];
        let second = told("cooperative-sticky", &[("t", 4)], &given_up);
        assert_eq!(second.unwrap(), "c0: t-0 t-1 | c1: t-2 t-3");
    }

    #[test]
    fn the_later_generation_wins_a_claim_and_of_equals_nobody() {
        let [later, earlier] = [owning(member("c0", &["t"]), 5, &[0]), member("c1", &["t"])];
        let stale = [later.clone(), owning(earlier.clone(), 4, &[0])];
        let won = told("cooperative-sticky", &[("t", 2)], &stale);
        assert_eq!(won.unwrap(), "c0: t-0 | c1: t-1");
        let rivals = [later, owning(earlier, 5, &[0])];
        let nobody = told("cooperative-sticky", &[("t", 2)], &rivals);
        assert_eq!(nobody.unwrap(), "c0: | c1: t-1", "t-0 moves, so it waits a generation");
    }

    #[test]
    fn unequal_subscriptions_are_balanced_by_moving_partitions() {
        let members = [owning(member("c0", &["t", "u"]), 1, &[0, 1, 2, 3]), member("c1", &["t"])];
        let told = told("cooperative-sticky", &[("t", 4), ("u", 1)], &members).unwrap();
        assert_eq!(told, "c0: t-2 t-3 u-0 | c1:", "t-0 and t-1 wait until c0 gave them up");
    }
}
