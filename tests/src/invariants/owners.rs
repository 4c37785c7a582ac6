//! What consumers believe to own: of the members that the coordinator knows in its generation, no
//! two the same; and who took an assignment up owns that and nothing else.

use super::groups::partitions_given;
use super::{Checked, Taken, hold};
use engine::client::consumer::Consumer;
use engine::coordinator::Group;
use engine::coordinator::classic::ClassicGroupState;
use engine::event::{Event, RebalanceCallback};
use engine::quantity::{Text, TopicPartition};
use engine::world::World;
use engine::world::process::Life;
use std::collections::BTreeMap;

/// Checks every group.
///
/// `made_again`: a topic was made a second time, see [`super::logs::Logs`].
pub(super) fn check(taken: Taken<'_>, made_again: bool) -> Checked {
    let mut owners: BTreeMap<(&Text, TopicPartition), &Text> = BTreeMap::new();
    for (name, process) in taken.after.processes() {
        let Some(consumer) = process.consumer().filter(|consumer| consumer.is_subscribed()) else {
            continue;
        };
        let Some(group) = consumer.group_id().filter(|_| process.life == Life::Running) else {
            continue;
        };
        let protocol = consumer.generation().protocol_name.as_ref();
        let astray = made_again && protocol.is_some_and(|name| name.contains("sticky"));
        if astray || !is_unfenced(taken.after, group, consumer) {
            continue;
        }
        for partition in consumer.subscriptions().assigned() {
            let seen = partition.clone();
            let other = owners.insert((group, partition), name);
            hold(other.is_none(), "one unfenced owner at an instant", || {
                format!("{group}: {name} and {other:?} both own {seen}")
            })?;
        }
    }
    check_taken_up(taken)
}

/// Whose last callback was `onPartitionsAssigned` owns what the coordinator gave it, if neither the
/// group nor the member, between two polls, has gone on to another generation.
fn check_taken_up(taken: Taken<'_>) -> Checked {
    let mut last = BTreeMap::new();
    for event in taken.events {
        if let Event::Callback { client, callback, .. } = event {
            last.insert(client, *callback);
        }
    }
    let assigned = last.into_iter().filter(|(_, last)| *last == RebalanceCallback::Assigned);
    for (client, _) in assigned {
        let process = taken.after.process_of(client);
        let Some(consumer) = process.and_then(|process| process.consumer()) else { continue };
        let generation = consumer.generation();
        let coordinator = consumer.group_id().and_then(|group| {
            let (_, _, shard) = taken.after.coordinator_of(group)?;
            shard.group(group)
        });
        let Some(Group::Classic(group)) = coordinator else { continue };
        let taken_up = consumer.group_generation().generation_id;
        let stable = group.state() == ClassicGroupState::Stable
            && group.generation_id() == generation.generation_id
            && generation.generation_id == taken_up;
        let Some(member) = group.member(&generation.member_id).filter(|_| stable) else { continue };
        let given = partitions_given(member);
        let owned = consumer.subscriptions().assigned().into_iter().collect();
        hold(given == owned, "a member owns what it was given", || {
            format!("{client} owns {owned:?} where {given:?} was given")
        })?;
    }
    Ok(())
}

/// Whether the coordinator would take a commit of this member at present.
fn is_unfenced(world: &World, group: &Text, consumer: &Consumer) -> bool {
    let coordinator = world.coordinator_of(group);
    let Some(Group::Classic(known)) = coordinator.and_then(|(_, _, shard)| shard.group(group))
    else {
        return false;
    };
    let generation = consumer.generation();
    known.generation_id() == generation.generation_id
        && known.member(&generation.member_id).is_some()
}
