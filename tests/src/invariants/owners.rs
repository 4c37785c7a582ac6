//! What consumers believe to own: of the members that the coordinator knows in its generation, no
//! two the same.

use super::{Checked, Taken, hold};
use engine::client::consumer::Consumer;
use engine::coordinator::Group;
use engine::quantity::{Text, TopicPartition};
use engine::world::World;
use engine::world::process::Life;
use std::collections::BTreeMap;

/// Checks every group if any consumer or coordinator moved.
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
