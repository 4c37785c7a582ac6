//! Counts what each group processed, repeated and lost.
//!
//! Repetitions are counted as they happen. A loss is a record that the group went past: it lies
//! before the committed offset (before a member's position where nothing is committed), was never
//! processed, is in nobody's hand, and was not aborted.

use super::{Scene, name as partition_name};
use crate::view::{GroupLedger, RecordName, Text};
use crate::witness::Tally;
use engine::log::PartitionLog;
use engine::log::batch::{Batch, ControlType};
use engine::quantity::{Offset, TopicPartition};
use engine::sorted::SortedMap;
use engine::world::ledger::Account;
use engine::world::process::InHandRecord;
use std::rc::Rc;

/// How many offsets are looked at to name lost records one by one.
const SCAN_MAX: usize = 1_024;

/// How far beyond its committed offset a group's work is looked at record by record.
const AHEAD_MAX: i64 = 2_048;

/// How many lost records are named.
const NAMED_MAX: usize = 16;

/// A ledger for each group or lone consumer that has processed or committed something.
pub(super) fn ledgers(scene: &Scene<'_>) -> Rc<[Rc<GroupLedger>]> {
    let mut baselines: SortedMap<Account, SortedMap<TopicPartition, i64>> = SortedMap::new();
    read_positions(scene, &mut baselines);
    read_commits(scene, &mut baselines);
    let tallies: SortedMap<&Text, &Tally> = scene.session.stage.witness.tallies().collect();
    for account in tallies.keys() {
        if !baselines.keys().any(|known| name(known) == **account) {
            baselines.insert(Account::Group((*account).clone()), SortedMap::new());
        }
    }
    let none = Tally::default();
    let ledgers = baselines.iter().map(|(account, baselines)| {
        let tally = tallies.get(&name(account)).copied().unwrap_or(&none);
        Rc::new(one(scene, account, tally, baselines))
    });
    ledgers.collect()
}

/// The name of an account: the group, or a lone consumer in parentheses.
pub(super) fn name(account: &Account) -> Text {
    match account {
        Account::Group(group) => group.clone(),
        Account::Alone(client) => ["(", client, ")"].concat().into(),
    }
}

fn read_positions(
    scene: &Scene<'_>,
    baselines: &mut SortedMap<Account, SortedMap<TopicPartition, i64>>,
) {
    for (of, position) in &scene.positions {
        let account = match &position.group {
            Some(group) => Account::Group(group.clone()),
            None => Account::Alone(position.client.clone()),
        };
        let Some(position) = position.position else { continue };
        let baseline = baselines.entry(account).or_default().entry(of.clone()).or_insert(position);
        *baseline = (*baseline).max(position);
    }
}

fn read_commits(
    scene: &Scene<'_>,
    baselines: &mut SortedMap<Account, SortedMap<TopicPartition, i64>>,
) {
    for broker in scene.session.world().brokers() {
        for (_, shard) in broker.coordinators() {
            for (group, _) in shard.groups() {
                for (topic, partition, committed) in shard.committed_offsets(group) {
                    let of = TopicPartition { topic: topic.clone(), partition };
                    let of_group = baselines.entry(Account::Group(group.clone())).or_default();
                    of_group.insert(of, committed.committed_offset);
                }
            }
        }
    }
}

fn one(
    scene: &Scene<'_>,
    account: &Account,
    tally: &Tally,
    baselines: &SortedMap<TopicPartition, i64>,
) -> GroupLedger {
    let mut lost = 0;
    let mut lost_first = Vec::new();
    let in_hand = in_hand(scene, account);
    let in_hand = in_hand.as_slice();
    for (of, &baseline) in baselines {
        let Some(log) = scene.session.world().partition_log(of) else { continue };
        let baseline = baseline.min(log.log_end_offset().0);
        let past = Past { scene, account, of, log, baseline, in_hand };
        let count = past.lost(tally);
        lost += count;
        if count > 0 {
            past.name_some(&mut lost_first);
        }
    }
    let repeated = tally.times.iter().filter(|(times, _)| **times > 1).map(|(_, records)| records);
    GroupLedger {
        group: name(account),
        times: tally.times.iter().map(|(&times, &records)| (times, records)).collect(),
        repeated: repeated.sum(),
        lost,
        repeated_first: tally.repeated.iter().map(|(of, offset)| record(of, offset.0)).collect(),
        lost_first: lost_first.into(),
    }
}

fn record(of: &TopicPartition, offset: i64) -> RecordName {
    RecordName { partition: partition_name(of), offset }
}

/// What members hold, in runs of one partition each: poll hands out one after the other. They may
/// hold a great deal, so it is looked at record by record only once for all partitions.
fn in_hand<'s>(scene: &'s Scene<'_>, account: &Account) -> Vec<&'s [InHandRecord]> {
    let ours = scene.session.world().processes().filter(|(client, process)| {
        super::client::lives(process) && process.account(client).as_ref() == Some(account)
    });
    let mut runs = Vec::new();
    for (_, process) in ours {
        let (front, back) = process.in_hand.as_slices();
        for held in [front, back] {
            runs.extend(held.chunk_by(|one, next| one.partition == next.partition));
        }
    }
    runs
}

/// The records of one partition that a group has gone past.
struct Past<'s> {
    scene: &'s Scene<'s>,
    account: &'s Account,
    of: &'s TopicPartition,
    log: &'s PartitionLog,
    baseline: i64,
    /// What members hold of all partitions.
    in_hand: &'s [&'s [InHandRecord]],
}

impl Past<'_> {
    fn lost(&self, tally: &Tally) -> u64 {
        let ends = self.ends();
        if ends.iter().any(|end| end.aborts) {
            return self.lost_records(&ends, usize::MAX).count() as u64;
        }
        let ledger = self.scene.session.world().ledger();
        let start = self.log.log_start_offset().0;
        let (all, end) = tally.partitions.get(self.of).copied().unwrap_or_default();
        let times = |from| ledger.times(self.account, self.of, Offset(from));
        // Most groups process from the start on, and little beyond what they have committed.
        let processed = if start == 0 && end.0 - self.baseline <= AHEAD_MAX {
            all.saturating_sub(times(self.baseline).count() as u64)
        } else {
            times(start).filter(|(offset, _)| offset.0 < self.baseline).count() as u64
        };
        let done = |offset: i64| !ledger.entries(self.account, self.of, Offset(offset)).is_empty();
        let held = self.held().filter(|&offset| all == 0 || !done(offset));
        self.records().saturating_sub(processed).saturating_sub(held.count() as u64)
    }

    /// How many data records lie there.
    fn records(&self) -> u64 {
        let start = self.log.log_start_offset().0;
        let dense = self.scene.session.stage.witness.is_dense(self.of);
        if dense && !self.log.config().cleanup_policy.compact {
            return u64::try_from(self.baseline - start).unwrap_or(0);
        }
        let batches = self.log.batches().filter(|batch| {
            batch.control.is_none()
                && batch.last_offset.0 >= start
                && batch.base_offset.0 < self.baseline
        });
        let inside = |offset: i64| (start..self.baseline).contains(&offset);
        let counts =
            batches.map(|batch| match inside(batch.base_offset.0) && inside(batch.last_offset.0) {
                true => batch.records.len(),
                false => batch.records.iter().filter(|record| inside(record.offset.0)).count(),
            });
        counts.sum::<usize>() as u64
    }

    /// What members hold of them, as offsets.
    fn held(&self) -> impl Iterator<Item = i64> {
        let here =
            |run: &&&[InHandRecord]| run.first().is_some_and(|held| held.partition == *self.of);
        let (start, end) = (self.log.log_start_offset().0, self.baseline);
        let held = self.in_hand.iter().filter(here).flat_map(|run| run.iter());
        held.map(|held| held.offset.0).filter(move |offset| (start..end).contains(offset))
    }

    /// How transactions ended, in the order of their markers; a log that was seen to hold one record
    /// at each offset has no marker.
    fn ends(&self) -> Vec<End> {
        if self.scene.session.stage.witness.is_dense(self.of) {
            return Vec::new();
        }
        let end = |batch: &Rc<Batch>| {
            let aborts = batch.control? == ControlType::Abort;
            Some(End { producer_id: batch.producer?.producer_id, at: batch.base_offset, aborts })
        };
        self.log.batches().filter_map(end).collect()
    }

    /// The lost ones among the first `scanned` records.
    fn lost_records(&self, ends: &[End], scanned: usize) -> impl Iterator<Item = Offset> {
        let ledger = self.scene.session.world().ledger();
        let held: Vec<i64> = self.held().collect();
        let is_aborted = |batch: &Batch| {
            let id = batch.producer.filter(|_| batch.transactional).map(|it| it.producer_id);
            let later = ends.partition_point(|end| end.at <= batch.last_offset);
            let mut later = ends.iter().skip(later);
            later.find(|end| Some(end.producer_id) == id).is_some_and(|end| end.aborts)
        };
        let records = self.log.records_from(self.log.log_start_offset());
        records
            .take(scanned)
            .take_while(|(_, record)| record.offset.0 < self.baseline)
            .filter(move |(batch, record)| {
                batch.control.is_none()
                    && !held.contains(&record.offset.0)
                    && ledger.entries(self.account, self.of, record.offset).is_empty()
                    && !is_aborted(batch)
            })
            .map(|(_, record)| record.offset)
    }

    fn name_some(&self, named: &mut Vec<RecordName>) {
        let ends = self.ends();
        let room = NAMED_MAX.saturating_sub(named.len());
        let some = self.lost_records(&ends, SCAN_MAX).take(room);
        named.extend(some.map(|offset| self::record(self.of, offset.0)));
    }
}

/// The end of a transaction.
struct End {
    producer_id: i64,
    /// Where its marker is.
    at: Offset,
    /// Its records do not count.
    aborts: bool,
}
