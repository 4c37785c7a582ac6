//! Sessions: who is silent for longer than `session.timeout.ms` is a member of a Stable group no
//! longer.

use super::{Checked, Taken, hold};
use engine::coordinator::Group;
use engine::coordinator::classic::{ClassicGroup, ClassicGroupState as State};
use engine::protocol::Request;
use engine::quantity::{Text, Time};
use engine::world::World;
use std::collections::BTreeMap;

/// When each member was heard of last, by group and member id. What came within a step counts from
/// the step's end.
#[derive(Clone, Debug, Default)]
pub(super) struct Sessions {
    heard: BTreeMap<(Text, Text), Time>,
}

impl Sessions {
    /// Checks a step.
    pub(super) fn check(&mut self, taken: Taken<'_>) -> Checked {
        let now = taken.after.now();
        for (group, member) in taken.requests().filter_map(|(_, request)| sign_of_life(request)) {
            self.heard.insert((group.clone(), member.clone()), now);
        }
        for (name, group) in groups(taken.after) {
            let before = taken.before.coordinator_of(name).and_then(|(_, _, shard)| {
                let Group::Classic(group) = shard.group(name)?;
                Some(group)
            });
            let unchanged = group.state() == State::Stable
                && !taken.moves_coordinators()
                && before.is_some_and(|before| {
                    (before.state(), before.generation_id())
                        == (State::Stable, group.generation_id())
                });
            for member in group.members() {
                let place = (name.clone(), member.member_id.clone());
                if !unchanged {
                    self.heard.insert(place, now);
                    continue;
                }
                let heard = *self.heard.entry(place).or_insert(now);
                hold(now.since(heard) <= member.session_timeout, "who is silent is out", || {
                    format!("{name}: {} was heard of at {heard}, {now} is now", member.member_id)
                })?;
            }
        }
        Ok(())
    }
}

/// Whose session a request restarts, if it is taken.
fn sign_of_life(request: &Request) -> Option<(&Text, &Text)> {
    match request {
        Request::JoinGroup(join) => Some((&join.group_id, &join.member_id)),
        Request::SyncGroup(sync) => Some((&sync.group_id, &sync.member_id)),
        Request::Heartbeat(beat) => Some((&beat.group_id, &beat.member_id)),
        Request::OffsetCommit(commit) => Some((&commit.group_id, &commit.member_id)),
        Request::TxnOffsetCommit(commit) => Some((&commit.group_id, &commit.member_id)),
        _ => None,
    }
}

/// The groups of coordinators that run.
fn groups(world: &World) -> impl Iterator<Item = (&Text, &ClassicGroup)> {
    let shards = world.brokers().filter(|broker| broker.running).flat_map(|broker| {
        let shards = broker.coordinators().map(|(_, shard)| shard);
        shards.collect::<Vec<_>>()
    });
    shards.flat_map(|shard| {
        let groups = shard.groups().map(|(name, Group::Classic(group))| (name, group));
        groups.collect::<Vec<_>>()
    })
}
