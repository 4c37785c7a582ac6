//! The state of one partition of `__consumer_offsets`: its groups, their offsets, their timers.
//!
//! Invariant: a request leaves a decision in [`Env::outcome`]; whatever of it stands in the log is
//! replayed here before the call returns.
//!
//! Source: `GroupCoordinatorShard.java`.

use super::classic::{ClassicGroup, ClassicGroupState, Turn};
use super::env::{Append, Env, TransactionalProducer};
use super::offsets::{OffsetAndMetadata, Offsets, PendingOffset};
use super::record::CoordinatorRecord;
use super::timers::{CoordinatorTimers, TimeoutOperation, Timer, TimerKey};
use crate::java::TimelineHashMap;
use crate::log::batch::{Batch, ControlType};
use crate::quantity::{Offset, PartitionId, Text, Time};
use crate::sorted::SortedSet;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A group, by protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The classic protocol, or none: a group that has only offsets.
    Classic(ClassicGroup),
}

impl Group {
    /// Whether every member has its assignment.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        let Self::Classic(group) = self;
        group.state() == ClassicGroupState::Stable
    }
}

/// The coordinator of the groups of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    /// In the order of Kafka's map.
    pub(super) groups: TimelineHashMap<Text, Rc<Group>>,
    /// Groups that a request brought into being without writing anything: requests that only read
    /// do not see them before the next append.
    unwritten: SortedSet<Text>,
    pub(super) offsets: Offsets,
    pub(super) timers: CoordinatorTimers,
}

impl Shard {
    /// The coordinator of an empty partition.
    pub fn new(env: &mut Env<'_>) -> Self {
        Self::load([], env)
    }

    /// Reads the partition's log and takes over: sessions start anew, and a group that is larger
    /// than `group.max.size` joins again. What cannot be read is skipped.
    ///
    /// Source: `CoordinatorLoaderImpl.java`, `GroupCoordinatorShard#onLoaded`.
    pub fn load<'b>(log: impl IntoIterator<Item = &'b Batch>, env: &mut Env<'_>) -> Self {
        let mut shard = Self {
            groups: TimelineHashMap::default(),
            unwritten: SortedSet::new(),
            offsets: Offsets::default(),
            timers: CoordinatorTimers::default(),
        };
        for batch in log {
            shard.replay_batch(batch, env.now);
        }
        for group_id in shard.group_ids() {
            if let Some(mut turn) = shard.turn(&group_id, env) {
                turn.loaded();
            }
        }
        shard.schedule_expiry(env);
        shard
    }

    /// Gives the partition up: parked requests are answered NOT_COORDINATOR. The shard is of no use
    /// afterwards; whoever takes over loads the log.
    pub fn resign(&mut self, env: &mut Env<'_>) {
        for group_id in self.group_ids() {
            if let Some(mut turn) = self.turn(&group_id, env) {
                turn.resign();
            }
        }
    }

    /// The group of that id.
    #[must_use]
    pub fn group(&self, group_id: &str) -> Option<&Group> {
        self.groups.get(group_id).map(|group| &**group)
    }

    /// Every group, in the order of Kafka's map.
    pub fn groups(&self) -> impl Iterator<Item = (&Text, &Group)> {
        self.groups.iter().map(|(group_id, group)| (group_id, &**group))
    }

    /// What the group has committed for a partition.
    #[must_use]
    pub fn committed(
        &self,
        group_id: &str,
        topic: &str,
        partition: PartitionId,
    ) -> Option<&OffsetAndMetadata> {
        self.offsets.committed(group_id, topic, partition)
    }

    /// Everything that the group has committed, in the order of Kafka's map.
    pub fn committed_offsets(
        &self,
        group_id: &str,
    ) -> impl Iterator<Item = (&Text, PartitionId, &OffsetAndMetadata)> {
        self.offsets.of_group(group_id)
    }

    /// Offsets of the group that wait for the end of a transaction.
    pub fn pending_offsets(&self, group_id: &str) -> impl Iterator<Item = PendingOffset<'_>> {
        self.offsets.pending_of_group(group_id)
    }

    /// The next timer to fire: when, its place among all that is scheduled, and which.
    #[must_use]
    pub fn next_timer(&self) -> Option<(Time, u64, &TimerKey)> {
        self.timers.next()
    }

    /// Every timer, in the order of firing.
    pub fn timers(&self) -> impl Iterator<Item = (Time, u64, &TimerKey)> {
        self.timers.iter()
    }

    /// The timer called `key`: a member's session, a group's join phase…
    #[must_use]
    pub fn timer(&self, key: &TimerKey) -> Option<&Timer> {
        self.timers.get(key)
    }

    /// When a member, or a pending one, is given up unless it is heard of. A member that waits for
    /// the coordinator stays all the same, but for a new one.
    #[must_use]
    pub fn session_deadline(&self, group_id: &str, member_id: &str) -> Option<Time> {
        let (group_id, member_id) = (group_id.into(), member_id.into());
        self.deadline(&TimerKey::Heartbeat { group_id, member_id })
    }

    /// When the join phase ends at the latest, or its initial delay is looked at again.
    #[must_use]
    pub fn join_deadline(&self, group_id: &str) -> Option<Time> {
        self.deadline(&TimerKey::Join(group_id.into()))
    }

    /// When members that have not asked for their assignment are given up.
    #[must_use]
    pub fn sync_deadline(&self, group_id: &str) -> Option<Time> {
        self.deadline(&TimerKey::Sync(group_id.into()))
    }

    /// When expired offsets and groups are looked for next.
    #[must_use]
    pub fn expiry_deadline(&self) -> Option<Time> {
        self.deadline(&TimerKey::ExpireOffsets)
    }

    fn deadline(&self, key: &TimerKey) -> Option<Time> {
        self.timers.get(key).map(|timer| timer.deadline)
    }

    /// Fires the timer called `key`, whose deadline has come. One that is not scheduled does
    /// nothing, and so does one whose group or member is gone.
    pub fn fire(&mut self, key: &TimerKey, env: &mut Env<'_>) {
        let Some(timer) = self.timers.cancel(key) else { return };
        let group_id = match key {
            TimerKey::ExpireOffsets => {
                self.expire_offsets(env);
                return self.schedule_expiry(env);
            }
            TimerKey::Heartbeat { group_id, .. }
            | TimerKey::Join(group_id)
            | TimerKey::Sync(group_id) => group_id,
        };
        if let Some(mut turn) = self.turn(group_id, env) {
            turn.timer_fired(key, timer.operation);
        }
        self.written(env);
    }

    /// Topics are gone: their offsets go, in every group.
    pub fn topics_deleted(&mut self, deleted: &[Text], env: &mut Env<'_>) {
        let records = self.offsets.topics_deleted(deleted);
        self.append_and_replay(records, None, env);
    }

    /// A transaction that has committed offsets here is over: its marker is appended and counts.
    ///
    /// Source: `CoordinatorRuntime#scheduleTransactionCompletion`.
    pub fn complete_transaction(
        &mut self,
        producer: TransactionalProducer,
        result: ControlType,
        env: &mut Env<'_>,
    ) {
        env.append(Append::Marker { producer, result });
        self.written(env);
        self.replay_marker(producer.producer_id, result);
    }

    /// Applies a record that stands in the log at `offset`. Cannot fail.
    ///
    /// `producer_id`: of the transaction that it belongs to. `now` dates a group that is known only
    /// through its offsets.
    pub fn replay(
        &mut self,
        offset: Offset,
        producer_id: Option<i64>,
        record: &CoordinatorRecord,
        now: Time,
    ) {
        match record {
            CoordinatorRecord::OffsetCommit(key, value) => {
                if value.is_some() && !self.groups.contains_key(&key.group) {
                    self.create_group(key.group.clone(), now);
                }
                self.offsets.replay(offset, producer_id, key, value.as_ref());
            }
            CoordinatorRecord::GroupMetadata(group_id, Some(value)) => {
                let group = ClassicGroup::from_record(group_id.clone(), value);
                self.groups.put(group_id.clone(), Rc::new(Group::Classic(group)));
            }
            CoordinatorRecord::GroupMetadata(group_id, None) => {
                self.groups.remove(group_id);
            }
        }
    }

    /// Applies the end of a transaction that stands in the log. Cannot fail.
    pub fn replay_marker(&mut self, producer_id: i64, result: ControlType) {
        self.offsets.replay_marker(producer_id, result);
    }

    fn replay_batch(&mut self, batch: &Batch, now: Time) {
        let producer_id = batch.producer.map(|producer| producer.producer_id);
        if batch.control.is_some() {
            // The cleaner may have left the batch without its marker.
            if let Some((producer_id, result)) = producer_id.zip(batch.marker()) {
                self.replay_marker(producer_id, result);
            }
            return;
        }
        for record in batch.records.iter() {
            let Some(key) = &record.key else { continue };
            if let Ok(read) = CoordinatorRecord::from_bytes(key, record.value.as_deref()) {
                self.replay(record.offset, producer_id, &read, now);
            }
        }
    }

    /// Appends records and applies them. None are no batch.
    pub(super) fn append_and_replay(
        &mut self,
        records: Vec<CoordinatorRecord>,
        producer: Option<TransactionalProducer>,
        env: &mut Env<'_>,
    ) {
        if records.is_empty() {
            return;
        }
        let producer_id = producer.map(|producer| producer.producer_id);
        let base = env.append(Append::Records { records: records.clone(), producer });
        self.written(env);
        for (record, place) in records.iter().zip(0..) {
            self.replay(base + place, producer_id, record, env.now);
        }
    }

    /// Everything is visible to those who only read, once something was appended.
    pub(super) fn written(&mut self, env: &Env<'_>) {
        if !env.outcome.appends.is_empty() {
            self.unwritten.clear();
        }
    }

    /// The group as requests that only read see it.
    pub(super) fn visible_group(&self, group_id: &str) -> Option<&Group> {
        self.group(group_id).filter(|_| !self.unwritten.contains(group_id))
    }

    /// The classic group of that id, made if it is not there.
    pub(super) fn get_or_create(&mut self, group_id: &Text, now: Time) -> &ClassicGroup {
        if !self.groups.contains_key(group_id) {
            self.create_group(group_id.clone(), now);
            self.unwritten.insert(group_id.clone());
        }
        let group = self.groups.get(group_id).expect("it was made if it was not there");
        let Group::Classic(group) = &**group;
        group
    }

    /// A turn of the classic group of that id.
    pub(super) fn turn<'t, 'e>(
        &'t mut self,
        group_id: &str,
        env: &'t mut Env<'e>,
    ) -> Option<Turn<'t, 'e>> {
        let Group::Classic(group) = Rc::make_mut(self.groups.get_mut(group_id)?);
        Some(Turn::new(group, &mut self.timers, env))
    }

    fn create_group(&mut self, group_id: Text, now: Time) {
        let group = ClassicGroup::new(group_id.clone(), now);
        self.groups.put(group_id, Rc::new(Group::Classic(group)));
    }

    fn group_ids(&self) -> Vec<Text> {
        self.groups.keys().cloned().collect()
    }

    /// Removes what has expired: offsets, and groups that are Empty and have none.
    ///
    /// Source: `GroupCoordinatorShard#cleanupGroupMetadata`.
    fn expire_offsets(&mut self, env: &mut Env<'_>) {
        let mut records = Vec::new();
        for (group_id, group) in self.groups.iter() {
            let Group::Classic(group) = &**group;
            let retention = env.config.offsets_retention;
            let all_expired = self.offsets.expire(group, retention, env.now, &mut records);
            if all_expired && group.is_empty() {
                records.push(CoordinatorRecord::group_metadata_tombstone(group_id.clone()));
            }
        }
        self.append_and_replay(records, None, env);
    }

    fn schedule_expiry(&mut self, env: &mut Env<'_>) {
        let interval = env.config.offsets_retention_check_interval;
        let key = TimerKey::ExpireOffsets;
        env.schedule(&mut self.timers, key, interval, TimeoutOperation::ExpireOffsets);
    }
}
