//! Groups as their coordinators know them: states, generations, and what the leader gave whom.

use super::{Checked, Taken, hold};
use engine::command::{Clock, Command};
use engine::coordinator::classic::{ClassicGroup, ClassicGroupState as State, ClassicMember};
use engine::coordinator::{Group, Shard};
use engine::event::Event;
use engine::protocol::Request;
use engine::protocol::consumer_protocol::{Assignment, Subscription};
use engine::quantity::{Text, TopicPartition};
use engine::world::deadline::DeadlineOf;
use std::collections::{BTreeMap, BTreeSet};

/// Checks every group of every coordinator that changed.
///
/// - `ended`: groups that went in this step, and may have come again.
/// - `made_again`: a topic was made a second time, see [`super::logs::Logs`].
pub(super) fn check(taken: Taken<'_>, ended: &BTreeSet<Text>, made_again: bool) -> Checked {
    if is_one_event(taken) {
        check_heartbeat(taken)?;
    }
    for broker in taken.after.brokers() {
        let before = taken.before.brokers().find(|old| old.id == broker.id);
        for (partition, shard) in broker.coordinators() {
            let old = before.and_then(|old| old.coordinators().find(|(of, _)| *of == partition));
            let old = old.map(|(_, old)| old);
            if old.is_some_and(|old| std::ptr::eq(old, shard)) {
                continue;
            }
            for (name, Group::Classic(group)) in shard.groups() {
                let old = old.and_then(|old| classic(old, name)).filter(|_| !ended.contains(name));
                check_group(taken, old, group, made_again)?;
            }
        }
    }
    Ok(())
}

fn classic<'s>(shard: &'s Shard, name: &str) -> Option<&'s ClassicGroup> {
    shard.group(name).map(|Group::Classic(group)| group)
}

fn check_group(
    taken: Taken<'_>,
    old: Option<&ClassicGroup>,
    group: &ClassicGroup,
    made_again: bool,
) -> Checked {
    let name = group.group_id();
    let empty = group.members().len() == 0;
    let fits = match group.state() {
        State::Empty => empty,
        State::CompletingRebalance | State::Stable => !empty,
        State::PreparingRebalance | State::Dead => true,
    };
    hold(fits, "Empty is without members", || format!("{name}: {:?}", group.state()))?;
    let Some(old) = old.filter(|_| !taken.moves_coordinators()) else { return Ok(()) };
    let (was, is) = (old.generation_id(), group.generation_id());
    hold(is >= was, "generations do not fall", || format!("{name}: {was} to {is}"))?;
    if is_one_event(taken) {
        check_step(old, group)?;
    }
    let settled = (was, old.state()) != (is, group.state()) && group.state() == State::Stable;
    if settled { check_assignment(taken, group, made_again) } else { Ok(()) }
}

/// Whether a static member joined after the leader had given out the partitions. In a Stable group
/// it takes over what its instance had, whatever it subscribes to, and nobody assigns anew.
fn joined_after_assignment(taken: Taken<'_>, group: &Text) -> bool {
    let own = taken.requests().skip_while(|(_, request)| {
        !matches!(request, Request::SyncGroup(sync)
            if sync.group_id == *group && !sync.assignments.is_empty())
    });
    let mut own = own.map(|(_, request)| request);
    own.any(|request| {
        matches!(request, Request::JoinGroup(join)
            if join.group_id == *group && join.group_instance_id.is_some())
    })
}

/// Whether coordinators saw one thing at the most: a timer, or one request. An answer lets the next
/// request of its connection in, so a step may bring more.
fn is_one_event(taken: Taken<'_>) -> bool {
    let stepped = matches!(taken.command, Command::Clock(Clock::Step(1)));
    let next = taken.before.next_deadline().filter(|_| stepped);
    next.is_some_and(|next| {
        let timer = matches!(next.what, DeadlineOf::Coordinator { .. });
        usize::from(timer) + taken.requests().count() <= 1
    })
}

/// One event takes a group one way at a time: one generation up, and to Stable from one side only.
fn check_step(old: &ClassicGroup, group: &ClassicGroup) -> Checked {
    let name = group.group_id();
    let (was, is) = (old.generation_id(), group.generation_id());
    hold(is <= was + 1, "a join phase is one generation", || format!("{name}: {was} to {is}"))?;
    let legal = match group.state() {
        State::Stable => matches!(old.state(), State::CompletingRebalance | State::Stable),
        State::Empty | State::PreparingRebalance | State::CompletingRebalance | State::Dead => true,
    };
    hold(legal, "a group goes its way", || {
        format!("{name}: {:?} to {:?}", old.state(), group.state())
    })?;
    let to_completing =
        old.state() != State::CompletingRebalance && group.state() == State::CompletingRebalance;
    let to_empty = old.state() != State::Empty && group.state() == State::Empty;
    hold(is == was + 1 || !(to_completing || to_empty), "a join phase is one generation", || {
        format!("{name}: {:?} {was} to {:?} {is}", old.state(), group.state())
    })
}

/// What a member was given.
pub(super) fn partitions_given(member: &ClassicMember) -> BTreeSet<TopicPartition> {
    let read = Assignment::from_bytes(&member.assignment).unwrap_or_default();
    let partitions = read.assigned_partitions.iter().flat_map(|(topic, numbers)| {
        numbers.iter().map(|number| TopicPartition { topic: topic.clone(), partition: *number })
    });
    partitions.collect()
}

/// What each member was given.
fn given(group: &ClassicGroup) -> BTreeMap<Text, BTreeSet<TopicPartition>> {
    let given = group.members().map(|member| (member.member_id.clone(), partitions_given(member)));
    given.collect()
}

/// A heartbeat is good if and only if it comes from a member, in the group's generation, while
/// nobody is to join again.
fn check_heartbeat(taken: Taken<'_>) -> Checked {
    let Some((Some(client), Request::Heartbeat(beat))) = taken.requests().next() else {
        return Ok(());
    };
    let answer = taken.events.iter().find_map(|event| match event {
        Event::Sent { client: to, api: "Heartbeat", request: false, error, .. } if to == client => {
            Some(error)
        }
        _ => None,
    });
    let coordinator = taken.before.coordinator_of(&beat.group_id);
    let (Some(error), Some((_, _, shard))) = (answer, coordinator) else { return Ok(()) };
    let good = classic(shard, &beat.group_id).is_some_and(|group| {
        let member = group.member(&beat.member_id);
        let known = member.is_some_and(|member| {
            beat.group_instance_id.is_none() || beat.group_instance_id == member.group_instance_id
        });
        let settled = matches!(group.state(), State::Stable | State::CompletingRebalance);
        known && settled && beat.generation_id == group.generation_id()
    });
    hold(error.is_none() == good, "a heartbeat is good by the table", || {
        format!("{client} was told {error:?} of {beat:?} where good is {good}")
    })
}

/// What each member asked for and got.
fn told(group: &ClassicGroup, given: &BTreeMap<Text, BTreeSet<TopicPartition>>) -> String {
    let protocol = group.protocol_name().cloned().unwrap_or_default();
    let members = group.members().map(|member| {
        let asked = Subscription::from_bytes(&member.metadata(&protocol));
        format!("{} asked {asked:?}, got {:?}", member.member_id, given.get(&member.member_id))
    });
    members.collect::<Vec<_>>().join("; ")
}

fn check_assignment(taken: Taken<'_>, group: &ClassicGroup, made_again: bool) -> Checked {
    let (name, given) = (group.group_id(), given(group));
    let protocol = group.protocol_name().cloned().unwrap_or_default();
    let wants: BTreeMap<Text, BTreeSet<Text>> = group
        .members()
        .map(|member| {
            let read = Subscription::from_bytes(&member.metadata(&protocol)).unwrap_or_default();
            (member.member_id.clone(), read.topics.into_iter().collect())
        })
        .collect();
    let sticky = protocol.contains("sticky");
    let equal = wants.values().collect::<BTreeSet<_>>().len() <= 1;
    if sticky && !equal && made_again {
        return Ok(());
    }
    let mut owners: BTreeMap<&TopicPartition, &Text> = BTreeMap::new();
    for (member, partitions) in &given {
        for partition in partitions {
            let other = owners.insert(partition, member);
            hold(other.is_none(), "one owner a partition", || {
                format!(
                    "{name}: {partition} is {member}'s and {other:?}'s: {}",
                    told(group, &given)
                )
            })?;
        }
    }
    if joined_after_assignment(taken, name) {
        return Ok(());
    }
    let topics: BTreeSet<&Text> = wants.values().flatten().collect();
    for (partition, member) in &owners {
        let subscribed = wants.get(*member).is_some_and(|it| it.contains(&partition.topic));
        hold(sticky || subscribed, "only subscribers own", || {
            format!("{name}: {partition} {member}")
        })?;
    }
    for topic in topics {
        let own = owners.keys().filter(|of| of.topic == *topic);
        let numbers: Vec<i32> = own.map(|of| of.partition.0).collect();
        let whole = numbers.iter().zip(0..).all(|(number, place)| *number == place);
        // A cooperative leader holds back what changes hands.
        let exact = &*protocol != "cooperative-sticky";
        hold(whole || !exact, "every partition has an owner", || {
            format!("{name}: of {topic} only {numbers:?} have one")
        })?;
    }
    check_balance(group, &protocol, &given, &wants)
}

fn check_balance(
    group: &ClassicGroup,
    protocol: &str,
    given: &BTreeMap<Text, BTreeSet<TopicPartition>>,
    wants: &BTreeMap<Text, BTreeSet<Text>>,
) -> Checked {
    let name = group.group_id();
    let spread =
        |counts: &[usize]| counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0);
    let equal = wants.values().collect::<BTreeSet<_>>().len() <= 1;
    if protocol == "range" {
        for topic in wants.values().flatten().collect::<BTreeSet<_>>() {
            let subscribers = given.iter().filter(|(member, _)| wants[*member].contains(topic));
            let counts: Vec<usize> = subscribers
                .map(|(_, own)| own.iter().filter(|of| of.topic == *topic).count())
                .collect();
            hold(spread(&counts) <= 1, "range is even in each topic", || {
                format!("{name}: {topic} {counts:?}")
            })?;
        }
    } else if equal && matches!(protocol, "roundrobin" | "sticky") {
        let counts: Vec<usize> = given.values().map(BTreeSet::len).collect();
        hold(spread(&counts) <= 1, "the whole is even", || format!("{name}: {given:?}"))?;
    }
    Ok(())
}
