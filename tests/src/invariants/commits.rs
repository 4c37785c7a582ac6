//! Committed offsets against a map of accepted writes: the last one counts, and none is lost.

use super::logs::Written;
use super::{Checked, Taken, Violation, hold, log_of};
use engine::broker::cluster::OFFSETS_TOPIC;
use engine::command::{Clock, Command, Lab};
use engine::coordinator::classic::{ClassicGroup, ClassicGroupState as State};
use engine::coordinator::{CoordinatorRecord, Group, OffsetCommitKey, OffsetCommitValue};
use engine::error::ErrorCode;
use engine::event::Event;
use engine::protocol::Request;
use engine::protocol::group::OffsetCommitRequest;
use engine::quantity::{Offset, Text, Time, TopicId, TopicPartition};
use engine::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Group, topic, partition → offset and when it was committed.
#[derive(Clone, Debug, Default)]
pub(super) struct Commits {
    accepted: BTreeMap<OffsetCommitKey, (i64, Time)>,
}

impl Commits {
    /// Checks a step; the groups whose end was written in it.
    pub(super) fn check(
        &mut self,
        taken: Taken<'_>,
        written: &[Written],
    ) -> Result<BTreeSet<Text>, Violation> {
        let mut ended = BTreeSet::new();
        check_decisions(taken)?;
        for one in written.iter().filter(|one| &*one.partition.topic == OFFSETS_TOPIC) {
            self.take_up(taken, one, &mut ended)?;
        }
        check_answers(taken)?;
        self.check_deleted_topics(taken)?;
        self.compare(taken)?;
        Ok(ended)
    }

    /// Replays what was written into `__consumer_offsets`.
    fn take_up(
        &mut self,
        taken: Taken<'_>,
        written: &Written,
        ended: &mut BTreeSet<Text>,
    ) -> Checked {
        let Some(log) = log_of(taken.after, &written.partition) else { return Ok(()) };
        let end = written.base + written.count;
        let records = log.records_from(written.base);
        for (batch, record) in records.take_while(|(_, record)| record.offset < end) {
            let Some(key) = record.key.as_ref().filter(|_| batch.control.is_none()) else {
                continue;
            };
            match CoordinatorRecord::from_bytes(key, record.value.as_deref()) {
                Ok(CoordinatorRecord::OffsetCommit(key, Some(value))) => {
                    self.accepted.insert(key, (value.offset, value.commit_timestamp));
                }
                Ok(CoordinatorRecord::OffsetCommit(key, None)) => {
                    let was = self.accepted.remove(&key);
                    check_gone(taken, &key, was)?;
                }
                Ok(CoordinatorRecord::GroupMetadata(_, Some(_))) => {}
                Ok(CoordinatorRecord::GroupMetadata(group, None)) => drop(ended.insert(group)),
                Err(error) => {
                    let seen = format!("{}: {error:?}", written.partition);
                    return Err(Violation { law: "the coordinator's records are readable", seen });
                }
            }
        }
        Ok(())
    }

    /// A topic takes its offsets along when it goes, in every group. Who commits for the next one
    /// of that name in the same step does so afterwards.
    fn check_deleted_topics(&self, taken: Taken<'_>) -> Checked {
        let (before, after) = (taken.before.cluster(), taken.after.cluster());
        for (name, old) in before.topics() {
            if after.topic(name).is_some_and(|new| new.id == old.id) {
                continue;
            }
            let committed = taken.requests().any(|(_, request)| {
                matches!(request, Request::OffsetCommit(commit)
                    if commit.topics.iter().any(|topic| topic.name == *name))
            });
            let mut left = self.accepted.keys().filter(|key| key.topic == *name);
            let left = left.next().filter(|_| !committed);
            hold(left.is_none(), "a topic takes its offsets along", || {
                format!("{name} is gone, and {left:?} is not")
            })?;
        }
        Ok(())
    }

    /// Every coordinator that changed has what was accepted, no more and no less.
    fn compare(&self, taken: Taken<'_>) -> Checked {
        for broker in taken.after.brokers() {
            let before = taken.before.brokers().find(|old| old.id == broker.id);
            for (partition, shard) in broker.coordinators() {
                let old =
                    before.and_then(|old| old.coordinators().find(|(of, _)| *of == partition));
                if old.is_some_and(|(_, old)| std::ptr::eq(old, shard)) {
                    continue;
                }
                for (group, _) in shard.groups() {
                    let held = shard.committed_offsets(group).map(|(topic, partition, held)| {
                        let of = TopicPartition { topic: topic.clone(), partition };
                        (of, held.committed_offset)
                    });
                    let held: BTreeMap<TopicPartition, i64> = held.collect();
                    let due = self.of_group(group);
                    hold(held == due, "the last accepted commit counts", || {
                        format!("{group} has {held:?} where {due:?} was accepted")
                    })?;
                }
            }
        }
        Ok(())
    }

    fn of_group(&self, group: &Text) -> BTreeMap<TopicPartition, i64> {
        let own = self.accepted.iter().filter(|(key, _)| key.group == *group);
        let own = own.map(|(key, (offset, _))| {
            (TopicPartition { topic: key.topic.clone(), partition: key.partition }, *offset)
        });
        own.collect()
    }
}

/// A committed offset goes by deletion of itself, its group or its topic, or by age.
fn check_gone(taken: Taken<'_>, key: &OffsetCommitKey, was: Option<(i64, Time)>) -> Checked {
    let Some((_, committed)) = was else { return Ok(()) };
    let topic_id = |world: &World| world.cluster().topic(&key.topic).map(|topic| topic.id);
    let topic_gone = topic_id(taken.before) != topic_id(taken.after);
    let asked = taken.requests().any(|(_, request)| {
        matches!(
            request,
            Request::OffsetDelete(_) | Request::DeleteGroups(_) | Request::DeleteTopics(_)
        )
    });
    let minutes = taken.after.cluster().coordinator_config.offsets_retention;
    // An Empty group's offsets age from the moment at which it became Empty, younger ones too.
    let coordinator = taken.before.coordinator_of(&key.group);
    let group = coordinator.and_then(|(_, _, shard)| shard.group(&key.group));
    let empty_since = group.and_then(|Group::Classic(group)| group.current_state_timestamp());
    let base = empty_since.map_or(committed, |since| since.min(committed));
    let expired = taken.after.now().since(base) >= minutes;
    hold(topic_gone || asked || expired, "a committed offset goes for a reason", || {
        format!("{key:?}, committed at {committed}, is gone at {}", taken.after.now())
    })
}

/// What is written after a commit arrived is what the commit says, and a yes was written.
fn check_answers(taken: Taken<'_>) -> Checked {
    let mut pending: Option<(&Text, &OffsetCommitRequest, bool)> = None;
    for event in taken.events {
        match event {
            Event::Received { client, request } => {
                pending = match &**request {
                    Request::OffsetCommit(commit) => Some((client, commit, false)),
                    _ => None,
                };
            }
            Event::Appended { partition, base_offset, count }
                if &*partition.topic == OFFSETS_TOPIC =>
            {
                if let Some((_, commit, written)) = &mut pending {
                    *written = true;
                    check_written(taken, commit, partition, *base_offset, *count)?;
                }
            }
            Event::Sent { client, api: "OffsetCommit", request: false, error, .. } => {
                if let Some((committer, commit, written)) = pending.take()
                    && committer == client
                {
                    let partial = matches!(
                        error,
                        Some(
                            ErrorCode::UnknownTopicOrPartition
                                | ErrorCode::UnknownTopicId
                                | ErrorCode::OffsetMetadataTooLarge
                        )
                    );
                    let empty = commit.topics.is_empty();
                    let fits = partial || empty || error.is_none() == written;
                    hold(fits, "a commit is written if and only if it is taken", || {
                        format!("{client} was told {error:?}, written: {written}: {commit:?}")
                    })?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_written(
    taken: Taken<'_>,
    commit: &OffsetCommitRequest,
    home: &TopicPartition,
    base: Offset,
    count: i64,
) -> Checked {
    let Some(log) = log_of(taken.after, home) else { return Ok(()) };
    let records = log.records_from(base).take_while(|(_, record)| record.offset < base + count);
    for (_, record) in records {
        let Some(key) = &record.key else { continue };
        let read = CoordinatorRecord::from_bytes(key, record.value.as_deref());
        let Ok(CoordinatorRecord::OffsetCommit(key, Some(value))) = read else { continue };
        let mut said = commit.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(move |partition| (&topic.name, partition))
        });
        let OffsetCommitValue { offset, .. } = value;
        let said = said.any(|(name, partition)| {
            *name == key.topic
                && partition.partition_index == key.partition
                && partition.committed_offset == offset
        });
        hold(said && key.group == commit.group_id, "what is committed was asked for", || {
            format!("{key:?} → {offset} for {commit:?}")
        })?;
    }
    Ok(())
}

/// Where a step brought one commit and nothing else, it is taken or refused by the table.
fn check_decisions(taken: Taken<'_>) -> Checked {
    let single =
        matches!(taken.command, Command::Clock(Clock::Step(1)) | Command::Lab(Lab::Request { .. }));
    let mut requests = taken.requests();
    let (Some((_, Request::OffsetCommit(commit))), None) = (requests.next(), requests.next())
    else {
        return Ok(());
    };
    let known = commit.topics.iter().any(|topic| {
        let there = taken.before.cluster().topic(&topic.name).filter(|there| {
            let by_id = commit.version >= 10 && topic.topic_id != TopicId::default();
            !by_id || there.id == topic.topic_id
        });
        let partitions = there.map(|there| there.partitions.len());
        topic.partitions.iter().any(|partition| {
            let index = usize::try_from(partition.partition_index.0).ok();
            index.is_some_and(|index| partitions.is_some_and(|count| index < count))
        })
    });
    let coordinator = taken.before.coordinator_of(&commit.group_id);
    if !single || !known || coordinator.is_none() {
        return Ok(());
    }
    let group = coordinator.and_then(|(_, _, shard)| shard.group(&commit.group_id));
    let due = is_due(group.map(|Group::Classic(group)| group), commit);
    let written = taken.events.iter().any(|event| {
        matches!(event, Event::Appended { partition, .. } if &*partition.topic == OFFSETS_TOPIC)
    });
    hold(written == due, "a commit is taken by the table", || {
        format!("taken: {written}, due: {due}: {commit:?} of {group:?}")
    })
}

/// The table of commits: by the group's state and who commits.
fn is_due(group: Option<&ClassicGroup>, commit: &OffsetCommitRequest) -> bool {
    let generation = commit.generation_id_or_member_epoch;
    let Some(group) = group else { return generation < 0 };
    if generation < 0 && group.state() == State::Empty {
        return true;
    }
    let nameless = commit.member_id.is_empty() && commit.group_instance_id.is_none();
    if generation < 0 && nameless {
        return false;
    }
    let member = group.member(&commit.member_id);
    let instance_fits = commit.group_instance_id.as_ref().is_none_or(|instance| {
        member.is_some_and(|member| member.group_instance_id.as_ref() == Some(instance))
    });
    let in_time = match group.state() {
        State::PreparingRebalance | State::Stable => true,
        State::Empty | State::CompletingRebalance | State::Dead => false,
    };
    member.is_some() && instance_fits && generation == group.generation_id() && in_time
}
