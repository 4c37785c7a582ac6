//! Range: each topic by itself, in consecutive runs. The first members get one more, of *every* topic.
//!
//! With racks, topics that the same members read and that have equally many partitions are placed
//! together, so that equal partition numbers stay with one member.
//!
//! Source: `clients/…/consumer/RangeAssignor.java`; KIP-881.

use super::{Assignor, Group, Placed, RebalanceProtocol, Topic, nothing_remembered, static_first};
use crate::java::compare_strings;
use crate::quantity::{Text, TopicPartition};
use crate::sort::sort_by;
use alloc::vec::Vec;

pub(super) const RANGE: Assignor = Assignor {
    name: "range",
    class: "org.apache.kafka.clients.consumer.RangeAssignor",
    protocols: &[RebalanceProtocol::Eager],
    place,
    user_data: nothing_remembered,
};

type Lists = Vec<Vec<TopicPartition>>;

/// One topic on its way: what is still to be given, and how much each member may still get.
struct State<'a> {
    topic: Topic<'a>,
    /// Its members in order, by their place in the group.
    consumers: Vec<usize>,
    /// The racks of its members; `None` matches everything.
    consumer_racks: Vec<Option<&'a Text>>,
    wants_racks: bool,
    has_racks: bool,
    unassigned: Vec<i32>,
    assigned: Vec<i32>,
    quota: i32,
    members_with_one_more: i32,
}

fn place(group: &Group<'_>) -> Placed {
    let mut states: Vec<State<'_>> =
        group.topics.iter().map(|topic| State::new(*topic, group)).collect();
    let mut lists: Lists = alloc::vec![Vec::new(); group.members.len()];
    let with_racks = states.iter().any(|state| state.wants_racks);
    if with_racks {
        place_by_rack(&mut states, &mut lists);
    }
    for state in &mut states {
        state.give_ranges(&mut lists, |_, _, _| true);
    }
    if with_racks {
        for list in &mut lists {
            sort_by(list, |left, right| {
                let by_name = compare_strings(&left.topic, &right.topic);
                by_name.then(left.partition.cmp(&right.partition))
            });
        }
    }
    Ok(lists)
}

/// Topics that go together are placed together; a topic alone only if it wants racks.
fn place_by_rack(states: &mut [State<'_>], lists: &mut Lists) {
    let mut left: Vec<usize> = (0..states.len()).collect();
    while let Some(&first) = left.first() {
        let (together, others): (Vec<usize>, Vec<usize>) =
            left.iter().partition(|&&at| states[at].goes_with(&states[first]));
        left = others;
        if together.len() > 1 {
            place_together(states, &together, lists);
        } else if states[first].wants_racks {
            states[first].give_ranges(lists, State::racks_match);
        }
    }
}

/// Per partition number, the first member whose rack matches in all topics and that has room in all.
fn place_together(states: &mut [State<'_>], together: &[usize], lists: &mut Lists) {
    let Some(one) = together.first().map(|&at| &states[at]) else { return };
    if !one.has_racks {
        return;
    }
    let numbers = one.topic.facts.partitions;
    let mut remaining: Vec<usize> = (0..one.consumers.len()).collect();
    for number in 0..numbers {
        let fits = |consumer: usize| {
            let each = together.iter().map(|&at| &states[at]);
            each.clone().all(|state| state.racks_match(consumer, number))
                && each.clone().all(|state| state.room(consumer) > 0)
        };
        let Some(consumer) = remaining.iter().copied().find(|&consumer| fits(consumer)) else {
            continue;
        };
        for &at in together {
            states[at].give(consumer, &[number], lists);
        }
        if together.iter().all(|&at| states[at].room(consumer) == 0) {
            remaining.retain(|&other| other != consumer);
        }
    }
}

impl<'a> State<'a> {
    fn new(topic: Topic<'a>, group: &Group<'a>) -> Self {
        let mut consumers: Vec<usize> = (0..group.members.len()).collect();
        consumers.retain(|&at| group.members[at].subscribes_to(topic.name));
        sort_by(&mut consumers, |&left, &right| {
            static_first(group.members[left], group.members[right])
        });
        let consumer_racks: Vec<Option<&Text>> =
            consumers.iter().map(|&at| group.members[at].rack()).collect();
        let count = i32::try_from(consumers.len()).unwrap_or(i32::MAX).max(1);
        let partitions = topic.facts.partitions;
        Self {
            topic,
            wants_racks: wants_racks(&topic, &consumer_racks),
            has_racks: consumer_racks.iter().any(Option::is_some),
            unassigned: (0..partitions).collect(),
            assigned: alloc::vec![0; consumers.len()],
            quota: partitions / count,
            members_with_one_more: partitions % count,
            consumers,
            consumer_racks,
        }
    }

    /// Whether the two are read by the same members and have equally many partitions. A topic none
    /// of whose members has a rack counts as one without partitions.
    fn goes_with(&self, other: &Self) -> bool {
        let same_size =
            !self.has_racks || self.topic.facts.partitions == other.topic.facts.partitions;
        self.consumers == other.consumers && same_size
    }

    fn racks_match(&self, consumer: usize, number: i32) -> bool {
        self.consumer_racks[consumer].is_none_or(|rack| self.topic.racks(number).contains(rack))
    }

    fn room(&self, consumer: usize) -> i32 {
        let one_more = i32::from(self.members_with_one_more > 0);
        (self.quota + one_more - self.assigned[consumer]).max(0)
    }

    fn give_ranges(&mut self, lists: &mut Lists, may: fn(&Self, usize, i32) -> bool) {
        for consumer in 0..self.consumers.len() {
            let room = usize::try_from(self.room(consumer)).unwrap_or(0);
            let fitting = self.unassigned.iter().copied().filter(|&it| may(self, consumer, it));
            let numbers: Vec<i32> = fitting.take(room).collect();
            if !numbers.is_empty() {
                self.give(consumer, &numbers, lists);
            }
        }
    }

    fn give(&mut self, consumer: usize, numbers: &[i32], lists: &mut Lists) {
        let partitions = numbers.iter().map(|&number| self.topic.partition(number));
        lists[self.consumers[consumer]].extend(partitions);
        self.assigned[consumer] += i32::try_from(numbers.len()).unwrap_or(i32::MAX);
        if self.assigned[consumer] > self.quota {
            self.members_with_one_more -= 1;
        }
        self.unassigned.retain(|number| !numbers.contains(number));
    }
}

/// Some member's rack is among the topic's, and some partition lacks one of the topic's racks.
fn wants_racks(topic: &Topic<'_>, consumer_racks: &[Option<&Text>]) -> bool {
    let each = (0..topic.facts.partitions).map(|number| topic.racks(number));
    let everywhere = |rack: &Text| each.clone().all(|racks| racks.contains(rack));
    let near =
        consumer_racks.iter().flatten().any(|rack| each.clone().flatten().any(|it| it == *rack));
    near && !each.clone().flatten().all(everywhere)
}
