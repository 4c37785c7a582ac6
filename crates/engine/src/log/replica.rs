//! What a broker knows of the other replicas of a partition, and how a follower's log follows.
//!
//! The leader raises the high watermark to the smallest log end offset among the in-sync
//! replicas. Smaller than Kafka: a replica outside the in-sync set never holds the high watermark
//! back (Kafka waits up to 30 s for one that is about to join), and who is in sync is told from
//! outside, as the controller does.
//!
//! Source: `core/…/cluster/Partition.scala`, `UnifiedLog#truncateTo`; KIP-101.

use crate::log::append::{Appended, Rolled};
use crate::log::batch::Batch;
use crate::log::chunks::Chunked;
use crate::log::partition_log::PartitionLog;
use crate::log::producer_state::{AppendOrigin, Snapshot};
use crate::log::refusal::{LogError, Refusal};
use crate::log::segment::Segment;
use crate::log::transactions::Transactions;
use crate::quantity::{BrokerId, Offset, Time};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

/// A partition's replicas, seen from one of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replication {
    me: BrokerId,
    replicas: Vec<BrokerId>,
    epoch: i32,
    leadership: Option<Leadership>,
}

/// What only the leader knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Leadership {
    epoch_start: Offset,
    in_sync: Vec<BrokerId>,
    followers: SortedMap<BrokerId, Follower>,
}

/// What a follower's last fetch told. −1 before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Follower {
    end: Offset,
    start: Offset,
}

impl Follower {
    const UNKNOWN: Self = Self { end: Offset(-1), start: Offset(-1) };
}

impl Replication {
    /// The only replica, hence the leader, in epoch 0.
    #[must_use]
    pub fn alone(me: BrokerId) -> Self {
        Self::leader(me, vec![me], 0)
    }

    /// The leader of `replicas`, all in sync, since offset 0.
    #[must_use]
    pub fn leader(me: BrokerId, replicas: Vec<BrokerId>, epoch: i32) -> Self {
        let in_sync = replicas.clone();
        let leadership =
            Leadership { epoch_start: Offset(0), in_sync, followers: SortedMap::new() };
        Self { me, replicas, epoch, leadership: Some(leadership) }
    }

    /// A follower among `replicas`.
    #[must_use]
    pub fn follower(me: BrokerId, replicas: Vec<BrokerId>, epoch: i32) -> Self {
        Self { me, replicas, epoch, leadership: None }
    }

    /// The broker that this replica is on.
    #[must_use]
    pub fn me(&self) -> BrokerId {
        self.me
    }

    /// The leader epoch that this replica has heard of last.
    #[must_use]
    pub fn epoch(&self) -> i32 {
        self.epoch
    }

    /// Does this replica lead?
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.leadership.is_some()
    }

    /// The in-sync replicas, as the leader knows them; empty on a follower.
    #[must_use]
    pub fn in_sync(&self) -> &[BrokerId] {
        self.leadership.as_ref().map_or(&[], |leadership| &leadership.in_sync)
    }

    pub(crate) fn led_epoch(&self) -> Option<i32> {
        self.leadership.as_ref().map(|_| self.epoch)
    }

    /// Where the epoch of this leader began.
    pub(crate) fn epoch_start(&self) -> Option<Offset> {
        self.leadership.as_ref().map(|leadership| leadership.epoch_start)
    }

    /// `min.insync.replicas` cannot ask for more replicas than there are.
    fn effective_min_isr(&self, min: u32) -> u32 {
        min.min(u32::try_from(self.replicas.len()).unwrap_or(u32::MAX))
    }

    fn lacks_replicas(&self, min: u32) -> bool {
        let needed = self.effective_min_isr(min) as usize;
        self.leadership.as_ref().is_some_and(|leadership| leadership.in_sync.len() < needed)
    }

    fn followers(&self) -> impl Iterator<Item = (BrokerId, Follower)> {
        self.leadership.iter().flat_map(|leadership| {
            let others = self.replicas.iter().copied().filter(|&id| id != self.me);
            others
                .map(|id| (id, leadership.followers.get(&id).copied().unwrap_or(Follower::UNKNOWN)))
        })
    }
}

impl PartitionLog {
    /// The replicas and this one's role.
    #[must_use]
    pub fn replication(&self) -> &Replication {
        &self.replication
    }

    pub(crate) fn check_leads(&self) -> Result<(), LogError> {
        if self.replication.is_leader() {
            Ok(())
        } else {
            Err(self.refuse(Refusal::NotLeader { broker: self.replication.me() }))
        }
    }

    /// With acks=all nothing is written while too few replicas are in sync.
    pub(crate) fn check_in_sync(&self) -> Result<(), LogError> {
        let min = self.config.min_insync_replicas;
        if self.replication.lacks_replicas(min) {
            let in_sync = self.replication.in_sync().to_vec();
            let min = self.replication.effective_min_isr(min);
            return Err(self.refuse(Refusal::NotEnoughReplicas { in_sync, min }));
        }
        Ok(())
    }

    /// Raises the high watermark as far as the in-sync replicas allow. The one that this leader
    /// had as a follower may lie inside a batch; it goes to a batch's base first.
    pub(crate) fn advance_high_watermark(&mut self) {
        if !self.replication.is_leader()
            || self.replication.lacks_replicas(self.config.min_insync_replicas)
        {
            return;
        }
        if !self.high_watermark_is_settled {
            self.set_high_watermark(self.base_at(self.high_watermark));
        }
        let in_sync = self.replication.in_sync();
        let followers = self.replication.followers().filter(|(id, _)| in_sync.contains(id));
        let reached = followers.map(|(_, follower)| follower.end).min();
        let reached = reached.map_or(self.end, |offset| offset.min(self.end));
        if reached > self.high_watermark {
            self.set_high_watermark(reached);
        }
    }

    /// The smallest log start offset among the replicas: what `DeleteRecords` answers.
    pub(crate) fn low_watermark(&self) -> Offset {
        self.replication
            .followers()
            .map(|(_, follower)| follower.start)
            .fold(self.start, Offset::min)
    }

    /// A follower fetches at `offset`, saying where its own log starts. Answers the high watermark.
    ///
    /// A fetch from inside a batch counts as one from the batch's base, so the high watermark
    /// stays between batches.
    ///
    /// # Errors
    ///
    /// `OFFSET_OUT_OF_RANGE` below the log start or beyond the log end.
    pub fn follower_fetched(
        &mut self,
        follower: BrokerId,
        offset: Offset,
        log_start: Offset,
    ) -> Result<Offset, LogError> {
        self.check_range(offset)?;
        let end = self.base_at(offset);
        if let Some(leadership) = &mut self.replication.leadership {
            leadership.followers.insert(follower, Follower { end, start: log_start });
        }
        self.advance_high_watermark();
        Ok(self.high_watermark)
    }

    /// From here on `replicas` keep the partition; if this one leads, all of them are in sync.
    pub fn reassign(&mut self, replicas: Vec<BrokerId>) {
        if let Some(leadership) = &mut self.replication.leadership {
            leadership.in_sync.clone_from(&replicas);
        }
        self.replication.replicas = replicas;
        self.advance_high_watermark();
    }

    /// This broker leads in `epoch`, with these replicas in sync; the same epoch again changes
    /// only the in-sync set. Answers whether it did not lead before. An older epoch is passed over.
    pub fn become_leader(&mut self, epoch: i32, in_sync: Vec<BrokerId>) -> bool {
        let is_new = !self.replication.is_leader();
        if epoch < self.replication.epoch {
            return false;
        }
        let new_epoch = epoch > self.replication.epoch;
        self.replication.epoch = epoch;
        let leadership = self.replication.leadership.get_or_insert_with(|| Leadership {
            epoch_start: Offset(0),
            in_sync: Vec::new(),
            followers: SortedMap::new(),
        });
        leadership.in_sync = in_sync;
        if is_new || new_epoch {
            leadership.epoch_start = self.end;
            self.epochs.assign(epoch, self.end);
        }
        self.advance_high_watermark();
        is_new
    }

    /// This broker follows another one in `epoch`. Answers whether that is news: a later epoch.
    pub fn become_follower(&mut self, epoch: i32) -> bool {
        if epoch < self.replication.epoch {
            return false;
        }
        let new_epoch = epoch > self.replication.epoch;
        self.replication.epoch = epoch;
        self.replication.leadership = None;
        new_epoch
    }

    /// A follower appends a batch as the leader has it, and takes over the leader's high watermark
    /// as far as its own log reaches.
    ///
    /// # Errors
    ///
    /// The batch lies before the log end offset, or no segment can hold it.
    pub fn replicate(
        &mut self,
        batch: Rc<Batch>,
        leader_high_watermark: Offset,
        now: Time,
    ) -> Result<Appended, LogError> {
        if batch.base_offset < self.end {
            return Err(self.refuse(Refusal::BeforeEnd {
                first: batch.base_offset,
                last: batch.last_offset,
                end: self.end,
                start: self.start,
            }));
        }
        let appended = self.admit(batch, AppendOrigin::Replication, true, 0, now)?;
        self.follow_high_watermark(leader_high_watermark);
        Ok(appended)
    }

    /// Takes over the leader's high watermark, within this log's bounds.
    pub fn follow_high_watermark(&mut self, leader_high_watermark: Offset) {
        let to = leader_high_watermark.min(self.end).max(self.start);
        self.set_high_watermark(to);
        self.high_watermark_is_settled = to == self.end;
    }

    /// Cuts the log so that it ends at `to`: a follower drops what its leader does not have.
    ///
    /// A batch that reaches to `to` or beyond goes whole, yet the log end offset becomes `to`.
    pub fn truncate(&mut self, to: Offset, now: Time) {
        if to >= self.end {
            self.epochs.truncate_from_end(self.end);
            return;
        }
        let cuts_inactive = to < self.active().base;
        let first = self.segments.first().map_or(Offset(0), |segment| segment.base);
        if to < first {
            self.restart_at(to, now);
        } else {
            self.cut_segments(to, now);
            self.epochs.truncate_from_end(to);
            self.start = self.start.min(to);
            self.rebuild_producers(to, now);
            if self.high_watermark >= self.end {
                self.set_high_watermark(self.end);
            }
        }
        if cuts_inactive && self.config.cleanup_policy.compact {
            let active = self.active().base;
            self.checkpoint = self.checkpoint.map(|checkpoint| checkpoint.min(active));
        }
    }

    /// Empties the log and lets it begin at `to`.
    fn restart_at(&mut self, to: Offset, now: Time) {
        self.batches = Chunked::default();
        self.index = Chunked::default();
        self.aborted = Chunked::default();
        let first = Segment::new(to, now, None, &self.config);
        self.segments = [Rc::new(first)].into_iter().collect();
        self.size = 0;
        self.epochs.clear();
        self.producers.forget_all();
        self.transactions = Transactions::default();
        self.loose_snapshots.clear();
        (self.start, self.end) = (to, to);
        self.set_high_watermark(to);
    }

    fn cut_segments(&mut self, to: Offset, now: Time) {
        self.segments.drop_back(|segment| segment.base <= to);
        self.batches.drop_back(|batch| batch.last_offset < to);
        self.index.drop_back(|entry| entry.offset < to);
        self.aborted.drop_back(|aborted| aborted.last_offset < to);
        self.end = to;
        let base = self.active().base;
        let kept = self.batches.iter_from(self.batches.seek(|batch| batch.base_offset < base));
        let (bytes, newest) = kept.fold((0, -1), |(bytes, newest), batch| {
            (bytes + batch.size_in_bytes as u64, batch.max_timestamp.max(newest))
        });
        if let Some(active) = self.segments.last_mut() {
            active.size = bytes;
            active.max_timestamp = newest;
            active.modified = now;
            active.since_index_entry = 0;
            if bytes == 0 {
                active.created = now;
            }
        }
        self.size = self.segments.iter().map(|segment| segment.size).sum();
    }

    /// Source: `UnifiedLog#rebuildProducerState`.
    fn rebuild_producers(&mut self, to: Offset, now: Time) {
        let start = self.start;
        self.loose_snapshots.retain(|&offset, _| offset > start && offset <= to);
        let nothing_known = self.producers.is_empty() && self.transactions.unreplicated.is_empty();
        let (from, snapshot) = self.newest_snapshot().unzip();
        let from = from.unwrap_or(start);
        self.transactions.ongoing.clear();
        self.transactions.unreplicated.clear();
        self.producers.restore(snapshot, now, self.config.producer_id_expiration_ms);
        let open =
            self.producers.views().filter_map(|p| Some((p.transaction_start?, p.producer_id)));
        self.transactions.ongoing = open.collect();
        if !nothing_known {
            let replayed: Vec<_> = self.batches.iter_from(self.seek_batch(from)).cloned().collect();
            replayed.iter().for_each(|batch| self.take_producer(batch));
        }
        if to > from {
            self.loose_snapshots.insert(to, self.producers.snapshot());
        }
    }

    /// The newest snapshot above the log start offset, with its offset.
    fn newest_snapshot(&self) -> Option<(Offset, Snapshot)> {
        let mut of_segment = None;
        for segment in self.segments.iter().filter(|segment| segment.base > self.start) {
            if let Some(snapshot) = &segment.snapshot {
                of_segment = Some((segment.base, snapshot.clone()));
            }
        }
        let loose = self.loose_snapshots.last_key_value();
        let loose = loose.map(|(&offset, snapshot)| (offset, snapshot.clone()));
        of_segment.into_iter().chain(loose).max_by_key(|(offset, _)| *offset)
    }

    /// Opens a new segment at the log end offset.
    pub(crate) fn open_segment(&mut self, base: Offset, now: Time) {
        let loose = self.loose_snapshots.remove(&base);
        let snapshot = loose.unwrap_or_else(|| self.producers.snapshot());
        self.segments.push(Rc::new(Segment::new(base, now, Some(snapshot), &self.config)));
    }

    /// Closes the active segment and opens the next one, as `segment.ms` or `segment.bytes` would.
    /// An empty segment stays as it is.
    pub fn roll(&mut self, now: Time) -> Option<Rolled> {
        let active = self.active();
        let rolled = Rolled { segment_bytes: active.size, waited: now.since(active.created) };
        (rolled.segment_bytes > 0).then(|| {
            self.open_segment(self.end, now);
            rolled
        })
    }
}
