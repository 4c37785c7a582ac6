//! Sessions: who is silent for longer than `session.timeout.ms` is a member of a Stable group no
//! longer.

use super::{Checked, Taken, hold};
use engine::coordinator::Group;
use engine::coordinator::classic::{ClassicGroup, ClassicGroupState as State, ClassicMember};
use engine::protocol::Request;
use engine::quantity::{Millis, Text, Time};
use engine::world::World;
use std::collections::BTreeMap;

/// When each member was heard of last, by group and member id. What came within a step counts from
/// the step's end.
///
/// The first session of a static member that takes another's place is its predecessor's: it is
/// begun before the new `session.timeout.ms` is taken over (`GroupMetadataManager`,
/// `updateStaticMemberThenRebalanceOrCompleteJoin`).
#[derive(Clone, Debug, Default)]
pub(super) struct Sessions {
    heard: BTreeMap<(Text, Text), Heard>,
}

#[derive(Clone, Copy, Debug)]
struct Heard {
    at: Time,
    /// Its session may last so long at least.
    patience: Millis,
}

impl Sessions {
    /// Checks a step.
    pub(super) fn check(&mut self, taken: Taken<'_>) -> Checked {
        let now = taken.after.now();
        for (group, member) in taken.requests().filter_map(|(_, request)| sign_of_life(request)) {
            let heard = Heard { at: now, patience: Millis(0) };
            self.heard.insert((group.clone(), member.clone()), heard);
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
                let is_new = before.is_none_or(|it| it.member(&member.member_id).is_none());
                if is_new || !unchanged {
                    let patience = first_session(taken, before, member);
                    self.heard.insert(place, Heard { at: now, patience });
                    continue;
                }
                let unheard = Heard { at: now, patience: Millis(0) };
                let Heard { at, patience } = *self.heard.entry(place).or_insert(unheard);
                let session = member.session_timeout.max(patience);
                hold(now.since(at) <= session, "who is silent is out", || {
                    format!("{name}: {} was heard of at {at}, {now} is now", member.member_id)
                })?;
            }
        }
        Ok(())
    }
}

/// The longest session of those whose place a static member may have taken in this step.
fn first_session(
    taken: Taken<'_>,
    before: Option<&ClassicGroup>,
    member: &ClassicMember,
) -> Millis {
    let Some(instance) = &member.group_instance_id else { return Millis(0) };
    let known = before.into_iter().flat_map(ClassicGroup::members);
    let known = known.filter(|old| old.group_instance_id.as_ref() == Some(instance));
    let joined = taken.requests().filter_map(|(_, request)| match request {
        Request::JoinGroup(join) if join.group_instance_id.as_ref() == Some(instance) => {
            Some(join.session_timeout_ms)
        }
        _ => None,
    });
    known.map(|old| old.session_timeout).chain(joined).max().unwrap_or_default()
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
