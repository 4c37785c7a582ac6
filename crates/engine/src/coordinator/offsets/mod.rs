//! Committed offsets, and those that wait for the end of a transaction.
//!
//! Invariant: only replaying changes anything here, so a shard that is loaded has the same offsets.
//!
//! Source: `group-coordinator/…/OffsetMetadataManager.java`.

pub(super) mod commit;
pub(super) mod delete;
mod expire;
mod fetch;
pub(super) mod transactional;

pub(super) use commit::Committer;

use super::classic::ClassicGroup;
use super::record::{CoordinatorRecord, OffsetCommitKey, OffsetCommitValue};
use crate::java::TimelineHashMap;
use crate::log::batch::ControlType;
use crate::quantity::{Offset, PartitionId, Text, Time, TopicId};
use crate::sorted::SortedMap;
use alloc::rc::Rc;

/// What a group has committed for a partition.
///
/// Source: `OffsetAndMetadata.java`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetAndMetadata {
    /// Where the record stands in `__consumer_offsets`: of two commits the later one counts.
    pub record_offset: Offset,
    /// The next offset to read, as the client said.
    pub committed_offset: i64,
    /// −1: the client did not know it.
    pub leader_epoch: i32,
    /// The client's own words.
    pub metadata: Text,
    /// When it was committed.
    pub commit_timestamp: Time,
    /// When it expires, if the commit said so itself.
    pub expire_timestamp: Option<Time>,
    /// Zero: not known.
    pub topic_id: TopicId,
}

/// An offset committed in a transaction that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingOffset<'a> {
    /// Whose transaction.
    pub producer_id: i64,
    /// The topic.
    pub topic: &'a Text,
    /// The partition.
    pub partition: PartitionId,
    /// What will count if the transaction commits.
    pub offset: &'a OffsetAndMetadata,
}

/// Topic → partition → offset, in Kafka's order.
type ByTopic = TimelineHashMap<Text, TimelineHashMap<PartitionId, OffsetAndMetadata>>;

/// Group → topic → partition → offset, in Kafka's order.
type ByGroup = TimelineHashMap<Text, Rc<ByTopic>>;

/// Every offset of a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Offsets {
    committed: ByGroup,
    /// By producer id.
    pending: SortedMap<i64, ByGroup>,
}

impl Offsets {
    /// The committed offset, if there is one.
    pub(super) fn committed(
        &self,
        group_id: &str,
        topic: &str,
        partition: PartitionId,
    ) -> Option<&OffsetAndMetadata> {
        self.committed.get(group_id)?.get(topic)?.get(&partition)
    }

    /// All committed offsets of a group, in Kafka's order.
    pub(super) fn of_group(
        &self,
        group_id: &str,
    ) -> impl Iterator<Item = (&Text, PartitionId, &OffsetAndMetadata)> {
        self.committed.get(group_id).into_iter().flat_map(|topics| in_order(topics))
    }

    /// All offsets of a group that wait for the end of a transaction.
    pub(super) fn pending_of_group(
        &self,
        group_id: &str,
    ) -> impl Iterator<Item = PendingOffset<'_>> {
        self.pending.iter().flat_map(move |(&producer_id, groups)| {
            let offsets = groups.get(group_id).into_iter().flat_map(|topics| in_order(topics));
            offsets.map(move |(topic, partition, offset)| PendingOffset {
                producer_id,
                topic,
                partition,
                offset,
            })
        })
    }

    /// Whether a transaction that is open has an offset for the partition.
    pub(super) fn is_pending(&self, group_id: &str, topic: &str, partition: PartitionId) -> bool {
        let mut pending = self.pending.values();
        pending.any(|groups| get(groups, group_id, topic, partition).is_some())
    }

    /// Applies a record. A plain offset counts at once, one of a transaction at its marker; a
    /// tombstone takes both kinds away.
    pub(super) fn replay(
        &mut self,
        record_offset: Offset,
        producer_id: Option<i64>,
        key: &OffsetCommitKey,
        value: Option<&OffsetCommitValue>,
    ) {
        let Some(value) = value else {
            remove(&mut self.committed, key);
            for groups in self.pending.values_mut() {
                remove(groups, key);
            }
            return;
        };
        let offset = OffsetAndMetadata::from_record(record_offset, value);
        let groups = match producer_id {
            None => &mut self.committed,
            Some(producer_id) => self.pending.entry(producer_id).or_default(),
        };
        put(groups, key, offset);
    }

    /// Applies the end of a transaction. Of a plain and a transactional commit the record that
    /// stands later in the log counts, wherever the marker stands.
    pub(super) fn replay_marker(&mut self, producer_id: i64, result: ControlType) {
        let Some(pending) = self.pending.remove(&producer_id) else { return };
        if result == ControlType::Abort {
            return;
        }
        for (group, topics) in pending.iter() {
            for (topic, partition, offset) in in_order(topics) {
                let key = OffsetCommitKey { group: group.clone(), topic: topic.clone(), partition };
                let held = self.committed(group, topic, partition);
                if held.is_none_or(|held| offset.record_offset > held.record_offset) {
                    put(&mut self.committed, &key, offset.clone());
                }
            }
        }
    }
}

impl OffsetAndMetadata {
    fn from_record(record_offset: Offset, value: &OffsetCommitValue) -> Self {
        Self {
            record_offset,
            committed_offset: value.offset,
            leader_epoch: value.leader_epoch,
            metadata: value.metadata.clone(),
            commit_timestamp: value.commit_timestamp,
            expire_timestamp: value.expire_timestamp,
            topic_id: value.topic_id,
        }
    }
}

/// The tombstone of a committed offset.
fn tombstone(group_id: &Text, topic: &Text, partition: PartitionId) -> CoordinatorRecord {
    CoordinatorRecord::offset_commit_tombstone(OffsetCommitKey {
        group: group_id.clone(),
        topic: topic.clone(),
        partition,
    })
}

fn in_order(topics: &ByTopic) -> impl Iterator<Item = (&Text, PartitionId, &OffsetAndMetadata)> {
    topics.iter().flat_map(|(topic, partitions)| {
        partitions.iter().map(move |(partition, offset)| (topic, *partition, offset))
    })
}

fn get<'a>(
    groups: &'a ByGroup,
    group_id: &str,
    topic: &str,
    partition: PartitionId,
) -> Option<&'a OffsetAndMetadata> {
    groups.get(group_id)?.get(topic)?.get(&partition)
}

fn put(groups: &mut ByGroup, key: &OffsetCommitKey, offset: OffsetAndMetadata) {
    if !groups.contains_key(&key.group) {
        groups.put(key.group.clone(), Rc::default());
    }
    let topics = groups.get_mut(&key.group).expect("it was put in if it was not there");
    let topics = Rc::make_mut(topics);
    if !topics.contains_key(&key.topic) {
        topics.put(key.topic.clone(), TimelineHashMap::default());
    }
    let partitions = topics.get_mut(&key.topic).expect("it was put in if it was not there");
    partitions.put(key.partition, offset);
}

/// Takes an offset out, and what holds nothing after it.
fn remove(groups: &mut ByGroup, key: &OffsetCommitKey) {
    let Some(topics) = groups.get_mut(&key.group) else { return };
    let topics = Rc::make_mut(topics);
    let Some(partitions) = topics.get_mut(&key.topic) else { return };
    partitions.remove(&key.partition);
    if partitions.is_empty() {
        topics.remove(&key.topic);
    }
    if topics.is_empty() {
        groups.remove(&key.group);
    }
}

/// Whether `metadata` is longer than `offset.metadata.max.bytes` allows: Kafka counts UTF-16 units,
/// whatever the config's name says.
fn is_too_long(metadata: Option<&Text>, max: usize) -> bool {
    metadata.is_some_and(|metadata| metadata.encode_utf16().count() > max)
}

/// Whether a group's state lets an offset expire, and from when its retention counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExpiryBase {
    /// Nothing expires.
    Never,
    /// From the moment at which the group came into its state.
    Since(Time),
    /// From the commit.
    Commit,
}

impl ExpiryBase {
    /// Source: `ClassicGroup#offsetExpirationCondition`.
    fn of(group: &ClassicGroup) -> Self {
        use super::classic::ClassicGroupState as State;
        if group.protocol_type().is_none() {
            return Self::Commit;
        }
        match group.state() {
            State::Empty => group.current_state_timestamp().map_or(Self::Commit, Self::Since),
            State::Stable
                if group.uses_consumer_group_protocol() && group.subscribed_topics().is_some() =>
            {
                Self::Commit
            }
            State::Stable
            | State::PreparingRebalance
            | State::CompletingRebalance
            | State::Dead => Self::Never,
        }
    }
}
