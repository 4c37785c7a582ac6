//! What retention, `DeleteRecords` and the cleaner may take away, and what they must leave.

use super::{Checked, Taken, hold};
use engine::command::{Command, Lab, LogOp};
use engine::log::PartitionLog;
use engine::log::batch::{Batch, ControlType, Record};
use engine::log::segment::SegmentView;
use engine::protocol::Request;
use engine::quantity::{Bytes, Offset, Time};
use engine::world::deadline::{BrokerTimer, DeadlineOf, Due};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Checks one log on both sides of a step.
pub(super) fn check(before: &PartitionLog, after: &PartitionLog, taken: Taken<'_>) -> Checked {
    check_start(before, after, taken)?;
    check_deleted(before, after, taken)?;
    if retention_ran(after, taken) {
        check_nothing_left_over(after, taken.after.now())?;
    }
    if was_cleaned(before, after) {
        check_cleaned(before, after, taken)?;
    }
    Ok(())
}

/// The start moves to the base of the first segment, or where `DeleteRecords` said.
fn check_start(before: &PartitionLog, after: &PartitionLog, taken: Taken<'_>) -> Checked {
    let start = after.log_start_offset();
    if start == before.log_start_offset() {
        return Ok(());
    }
    let first = after.segments().next().map(|segment| segment.base);
    let asked = deletion_targets(after, taken);
    let to_end = asked.contains(&Offset(-1)) && start >= before.log_end_offset();
    hold(
        first == Some(start) || to_end || asked.contains(&start),
        "the start moves for a reason",
        || format!("{}: {} to {start}", after.partition(), before.log_start_offset()),
    )
}

/// Where requests of this step wanted the start to be; −1 stands for the end.
fn deletion_targets(log: &PartitionLog, taken: Taken<'_>) -> BTreeSet<Offset> {
    let mut asked = BTreeSet::new();
    if let Command::Lab(Lab::Log { partition, op: LogOp::DeleteRecords(to) }) = taken.command
        && partition == log.partition()
    {
        asked.insert(*to);
    }
    for (_, request) in taken.requests() {
        if let Request::DeleteRecords(request) = request {
            let own = request.partitions.iter().filter(|(of, _)| of == log.partition());
            asked.extend(own.map(|(_, to)| *to));
        }
    }
    asked
}

/// Every segment that went had a reason to go.
fn check_deleted(before: &PartitionLog, after: &PartitionLog, taken: Taken<'_>) -> Checked {
    let Some(first) = after.segments().next().map(|segment| segment.base) else { return Ok(()) };
    let (config, now) = (before.config(), taken.after.now());
    let late = after.config();
    let grew = before.log_end_offset() != after.log_end_offset();
    let asked = deletion_targets(after, taken);
    let reached = asked.iter().copied().chain([before.log_start_offset()]);
    let to_end = Some(after.log_end_offset()).filter(|_| asked.contains(&Offset(-1)));
    let start = reached.chain(to_end).max().unwrap_or_default();
    let gone: Vec<SegmentView> = before
        .segments()
        .take_while(|segment| segment.next <= first && segment.base < first)
        .collect();
    let mut rest = before.size();
    for segment in gone {
        rest -= segment.bytes;
        let age = now.since(Time(segment.largest_timestamp.unwrap_or(segment.modified.0)));
        let by = |config: &engine::log::LogConfig| {
            let kept = u64::try_from(config.retention_bytes).ok();
            config.cleanup_policy.delete
                && ((config.retention_ms.0 >= 0 && age > config.retention_ms)
                    || kept.is_some_and(|kept| rest >= kept || grew))
        };
        let justified = segment.next <= start || by(config) || by(late);
        hold(justified, "a segment goes by start, size or age", || {
            format!("{}: {segment:?} is gone at {now}, {rest} bytes left", after.partition())
        })?;
    }
    Ok(())
}

fn retention_ran(log: &PartitionLog, taken: Taken<'_>) -> bool {
    if log.config().cleanup_policy.compact {
        return false;
    }
    if let Command::Lab(Lab::Log { partition, op: LogOp::Retention }) = taken.command {
        return partition == log.partition();
    }
    let stepped = matches!(taken.command, Command::Clock(engine::command::Clock::Step(1)));
    let next = taken.before.next_deadline().filter(|_| stepped);
    next.is_some_and(|next| {
        matches!(next.what, DeadlineOf::World(Due::Broker(_, BrokerTimer::Retention)))
    })
}

/// After retention ran, the oldest segment has no reason to go.
fn check_nothing_left_over(log: &PartitionLog, now: Time) -> Checked {
    let Some(first) = log.segments().next() else { return Ok(()) };
    let config = log.config();
    let may_go = !(first.active && first.bytes == 0);
    let by_start = !first.active && first.next <= log.log_start_offset();
    let kept = u64::try_from(config.retention_bytes).ok();
    let by_size = kept.is_some_and(|kept| log.size() >= kept + first.bytes);
    let age = now.since(Time(first.largest_timestamp.unwrap_or(first.modified.0)));
    let by_time = config.retention_ms.0 >= 0 && age > config.retention_ms;
    let due = by_start || config.cleanup_policy.delete && (by_size || by_time);
    hold(!(may_go && due), "retention leaves nothing that is due", || {
        format!("{}: {first:?} is still there at {now}", log.partition())
    })
}

/// Whether batches that were there are not the same any more.
fn was_cleaned(before: &PartitionLog, after: &PartitionLog) -> bool {
    let Some(first) = after.segments().next().map(|segment| segment.base) else { return false };
    let mut new = after.batches();
    let old = before.batches().filter(|batch| batch.base_offset >= first);
    old.into_iter().any(|old| new.next().is_none_or(|new| !Rc::ptr_eq(old, new)))
}

/// The cleaner keeps the last value of each key, in order, and leaves the active segment alone.
fn check_cleaned(before: &PartitionLog, after: &PartitionLog, taken: Taken<'_>) -> Checked {
    let name = after.partition();
    let law = "compaction keeps the last record of each key";
    hold(after.config().cleanup_policy.compact, law, || format!("{name} is not compacted"))?;
    let start = after.log_start_offset();
    let (old, new) = (last_records(before, start), last_records(after, start));
    let at = |records: &BTreeMap<Bytes, Last>| -> BTreeMap<Bytes, Offset> {
        let values = records.iter().filter(|(_, last)| !last.is_tombstone);
        values.map(|(key, last)| (key.clone(), last.offset)).collect()
    };
    let grown = before.log_end_offset() != after.log_end_offset();
    hold(grown || at(&old) == at(&new), law, || {
        format!("{name}: {:?} before, {:?} after", at(&old), at(&new))
    })?;
    let passed = taken.after.now().since(taken.before.now()) >= after.config().delete_retention_ms;
    for (key, last) in old.iter().filter(|(_, last)| last.is_tombstone) {
        let horizon = last.horizon.is_some_and(|horizon| horizon <= taken.after.now());
        hold(
            new.contains_key(key) || horizon || passed,
            "a tombstone stays to its horizon",
            || format!("{name}: {last:?}"),
        )?;
    }
    let active = before.segments().last().map_or(Offset(0), |segment| segment.base);
    let tail = |log: &PartitionLog| -> Vec<Rc<Batch>> {
        let end = before.log_end_offset();
        let tail = log.batches().filter(|it| it.base_offset >= active && it.last_offset < end);
        tail.cloned().collect()
    };
    let single = matches!(taken.command, Command::Lab(Lab::Log { op: LogOp::Clean, .. }));
    hold(!single || tail(before) == tail(after), "the active segment is not cleaned", || {
        format!("{name}: from {active} on")
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Last {
    offset: Offset,
    is_tombstone: bool,
    horizon: Option<Time>,
}

/// The last record of each key from `start` on, aborted ones aside.
fn last_records(log: &PartitionLog, start: Offset) -> BTreeMap<Bytes, Last> {
    let aborted = aborted_batches(log);
    let mut last = BTreeMap::new();
    let from = log.records_from(start).filter(|(batch, record)| {
        record.offset >= start && batch.control.is_none() && !aborted.contains(&batch.base_offset)
    });
    for (batch, record) in from {
        let Record { offset, key, value, .. } = record;
        let Some(key) = key else { continue };
        let is_tombstone = value.is_none();
        last.insert(
            key.clone(),
            Last { offset: *offset, is_tombstone, horizon: batch.delete_horizon },
        );
    }
    last
}

/// The batches whose transaction was aborted, by base offset.
pub(super) fn aborted_batches(log: &PartitionLog) -> BTreeSet<Offset> {
    let mut open: BTreeMap<i64, Vec<Offset>> = BTreeMap::new();
    let mut aborted = BTreeSet::new();
    for batch in log.batches() {
        let Some(stamp) = batch.producer else { continue };
        match batch.control {
            None if batch.transactional => {
                open.entry(stamp.producer_id).or_default().push(batch.base_offset);
            }
            None => {}
            Some(control) => {
                let data = open.remove(&stamp.producer_id).unwrap_or_default();
                if control == ControlType::Abort {
                    aborted.extend(data);
                }
            }
        }
    }
    aborted
}
