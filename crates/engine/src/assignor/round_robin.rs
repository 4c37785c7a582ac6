//! Round robin: all partitions of all topics dealt out one by one, past members that do not read them.
//!
//! Source: `clients/…/consumer/RoundRobinAssignor.java`.

use super::{Assignor, Group, Placed, RebalanceProtocol, nothing_remembered, static_first};
use crate::java::compare_strings;
use crate::sort::sort_by;
use alloc::vec::Vec;

pub(super) const ROUND_ROBIN: Assignor = Assignor {
    name: "roundrobin",
    class: "org.apache.kafka.clients.consumer.RoundRobinAssignor",
    protocols: &[RebalanceProtocol::Eager],
    place,
    user_data: nothing_remembered,
};

fn place(group: &Group<'_>) -> Placed {
    let mut circle: Vec<usize> = (0..group.members.len()).collect();
    sort_by(&mut circle, |&left, &right| static_first(group.members[left], group.members[right]));
    let mut topics = group.topics.clone();
    sort_by(&mut topics, |left, right| compare_strings(left.name, right.name));
    let mut lists = alloc::vec![Vec::new(); circle.len()];
    let mut next = 0;
    for topic in topics {
        for partition in topic.all() {
            let from = next;
            let turns = (0..circle.len()).map(|turn| (from + turn) % circle.len());
            let mut willing =
                turns.filter(|&at| group.members[circle[at]].subscribes_to(topic.name));
            if let Some(at) = willing.next() {
                lists[circle[at]].push(partition);
                next = at + 1;
            }
        }
    }
    Ok(lists)
}
