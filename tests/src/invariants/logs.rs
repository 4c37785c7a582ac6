//! Logs against a list per partition: nothing renumbered, nothing altered, nothing out of place.

use super::{Checked, Taken, Violation, hold, log_of, removal};
use engine::broker::cluster::OFFSETS_TOPIC;
use engine::command::{Command, Lab, LogOp};
use engine::event::Event;
use engine::log::PartitionLog;
use engine::log::batch::{Batch, NewRecord, Record, TimestampType};
use engine::protocol::Request;
use engine::quantity::{Offset, Text, TopicId, TopicPartition};
use engine::world::{World, state_hash};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What one partition was seen to hold.
#[derive(Clone, Debug, Default)]
struct Seen {
    id: TopicId,
    start: Offset,
    /// By offset: what was written there, whether or not it still stands. Its length is the end.
    contents: Vec<Option<(u64, i64)>>,
}

/// Records that a step wrote.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// Where.
    pub(super) partition: TopicPartition,
    /// The offset of the first.
    pub(super) base: Offset,
    /// How many offsets.
    pub(super) count: i64,
    /// The contents asked for, if the step says them.
    pub(super) contents: Option<Vec<u64>>,
}

/// Every partition.
#[derive(Clone, Debug, Default)]
pub(super) struct Logs {
    partitions: BTreeMap<TopicPartition, Seen>,
    /// Topics that were made again: an old record may be seen beside the new ones.
    recreated: BTreeSet<Text>,
}

/// What a record says, without its place.
pub(super) fn content_of(record: &Record) -> u64 {
    state_hash(&(&record.key, &record.value, &*record.headers))
}

/// The same of a record that has no place yet.
pub(super) fn content_of_new(record: &NewRecord) -> u64 {
    state_hash(&(&record.key, &record.value, &record.headers[..]))
}

impl Logs {
    pub(super) fn new(world: &World) -> Self {
        let mut logs = Self::default();
        for (name, topic) in world.cluster().topics() {
            for of in world.cluster().partitions_of(name) {
                logs.partitions.insert(of, Seen { id: topic.id, ..Seen::default() });
            }
        }
        logs
    }

    /// What was written at an offset of a partition, if its topic was made only once.
    pub(super) fn content_at(&self, of: &TopicPartition, offset: Offset) -> Option<u64> {
        let seen = self.partitions.get(of).filter(|_| !self.recreated.contains(&of.topic))?;
        let at = usize::try_from(offset.0).ok()?;
        seen.contents.get(at).copied().flatten().map(|(content, _)| content)
    }

    /// Whether a topic of that name was made a second time.
    pub(super) fn is_made_again(&self, topic: &Text) -> bool {
        self.recreated.contains(topic)
    }

    /// Whether any topic was made a second time. Sticky assignors of members with unequal
    /// subscriptions then go astray, in Kafka too: a claim to a partition that is there no more
    /// stops their search for unassigned ones, so that owned ones are handed out again.
    pub(super) fn has_topics_made_again(&self) -> bool {
        !self.recreated.is_empty()
    }

    /// Checks every log that changed; what the step wrote.
    pub(super) fn check(&mut self, taken: Taken<'_>) -> Result<Vec<Written>, Violation> {
        let written = written(taken);
        let cluster = taken.after.cluster();
        for (name, topic) in cluster.topics() {
            for of in cluster.partitions_of(name) {
                let Some(log) = log_of(taken.after, &of) else { continue };
                let before = log_of(taken.before, &of);
                let mut own: Vec<&Written> =
                    written.iter().filter(|one| one.partition == of).collect();
                let seen = self.partitions.entry(of.clone()).or_default();
                if seen.id != topic.id {
                    if seen.id != TopicId::default() {
                        self.recreated.insert(name.clone());
                    }
                    *seen = Seen { id: topic.id, ..Seen::default() };
                    // What an older topic of that name was given in this step is gone with it.
                    let empty = log.log_end_offset() == Offset(0);
                    let first = own.iter().rposition(|one| one.base == Offset(0) && !empty);
                    own.drain(..first.unwrap_or(own.len()));
                    check_log(seen, log, None, &own, taken)?;
                } else if before.is_none_or(|before| !std::ptr::eq(before, log)) {
                    check_log(seen, log, before, &own, taken)?;
                }
            }
        }
        Ok(written)
    }
}

/// What the events of a step say was written, with the contents where a request stands before it.
fn written(taken: Taken<'_>) -> Vec<Written> {
    let contents = |records: &[NewRecord]| records.iter().map(content_of_new).collect::<Vec<u64>>();
    let by_hand = match taken.command {
        Command::Lab(Lab::Log { partition, op: LogOp::Append { batch, .. } }) => {
            Some((partition, contents(&batch.records)))
        }
        _ => None,
    };
    let mut request = taken.lab_request();
    let mut found = Vec::new();
    for event in taken.events {
        match event {
            Event::Received { request: received, .. } => request = Some(received),
            Event::Appended { partition, base_offset, count } => {
                let sent = match request {
                    Some(Request::Produce(produce)) => {
                        let mut batches = produce.partitions.iter();
                        let batch = batches.find(|(of, _)| of == partition);
                        batch.map(|(_, batch)| contents(&batch.records))
                    }
                    _ => None,
                };
                let by_hand = by_hand.as_ref().filter(|(of, _)| *of == partition);
                found.push(Written {
                    partition: partition.clone(),
                    base: *base_offset,
                    count: *count,
                    contents: sent.or_else(|| by_hand.map(|(_, contents)| contents.clone())),
                });
            }
            _ => {}
        }
    }
    found
}

fn check_log(
    seen: &mut Seen,
    log: &PartitionLog,
    before: Option<&PartitionLog>,
    written: &[&Written],
    taken: Taken<'_>,
) -> Checked {
    let name = log.partition();
    let (start, high, end) = (log.log_start_offset(), log.high_watermark(), log.log_end_offset());
    let stable = log.last_stable_offset();
    hold(
        start <= high && high <= end && stable <= high,
        "start ≤ HW ≤ LEO, LSO ≤ HW",
        || format!("{name}: start {start}, LSO {stable}, HW {high}, LEO {end}"),
    )?;
    hold(high == end, "with one replica HW is LEO", || format!("{name}: HW {high}, LEO {end}"))?;
    check_end(seen, log, written)?;
    check_segments(log)?;
    check_batches(seen, log, before)?;
    hold(start >= seen.start, "the log start offset never falls", || {
        format!("{name}: from {} to {start}", seen.start)
    })?;
    if let Some(before) = before {
        removal::check(before, log, taken)?;
    }
    seen.start = start;
    Ok(())
}

/// LEO grows by what was written, which begins where the log ended.
fn check_end(seen: &mut Seen, log: &PartitionLog, written: &[&Written]) -> Checked {
    let law = "LEO grows by what is appended";
    let mut end = Offset(i64::try_from(seen.contents.len()).expect("a run is short"));
    for one in written {
        hold(one.base == end, law, || {
            format!(
                "{}: {} appended at {} where the end was {end}",
                log.partition(),
                one.count,
                one.base
            )
        })?;
        end = end + one.count;
    }
    hold(log.log_end_offset() == end, law, || {
        format!("{}: LEO {} where {end} is due", log.partition(), log.log_end_offset())
    })?;
    let length = usize::try_from(end.0).expect("it is not negative");
    seen.contents.resize(length, None);
    for one in written {
        let first = usize::try_from(one.base.0).expect("it is not negative");
        for (at, content) in (first..).zip(one.contents.iter().flatten()) {
            if let Some(slot) = seen.contents.get_mut(at) {
                *slot = Some((*content, i64::MIN));
            }
        }
    }
    Ok(())
}

fn check_segments(log: &PartitionLog) -> Checked {
    let law = "segments lie end to end and hold what they say";
    let name = log.partition();
    let mut batches = log.batches().peekable();
    let mut total = 0;
    let mut end: Option<Offset> = None;
    let mut active = false;
    for segment in log.segments() {
        let follows = end.is_none_or(|end| end == segment.base);
        hold(follows && !active, law, || format!("{name}: {segment:?} after {end:?}"))?;
        let mut bytes = 0;
        while let Some(batch) = batches.next_if(|batch| batch.base_offset < segment.next) {
            let inside = batch.base_offset >= segment.base && batch.last_offset < segment.next;
            hold(inside, law, || format!("{name}: batch {} in {segment:?}", batch.base_offset))?;
            bytes += batch.size_in_bytes as u64;
        }
        hold(bytes == segment.bytes, law, || format!("{name}: {bytes} bytes in {segment:?}"))?;
        total += bytes;
        end = Some(segment.next);
        active = segment.active;
    }
    let whole = active && end == Some(log.log_end_offset()) && batches.next().is_none();
    hold(whole && total == log.size(), law, || {
        format!("{name}: {total} bytes up to {end:?}, and the log says {}", log.size())
    })
}

fn check_batches(seen: &mut Seen, log: &PartitionLog, before: Option<&PartitionLog>) -> Checked {
    let name = log.partition();
    let mut known = before.into_iter().flat_map(PartitionLog::batches).peekable();
    let mut next = Offset(0);
    let mut epochs: BTreeMap<i64, i16> = BTreeMap::new();
    let mut open: BTreeMap<i64, Offset> = BTreeMap::new();
    for batch in log.batches() {
        let ordered = batch.base_offset >= next && batch.last_offset >= batch.base_offset;
        hold(ordered, "offsets rise", || format!("{name}: {batch:?} after {next}"))?;
        next = batch.next_offset();
        if let Some(stamp) = batch.producer {
            let last = epochs.insert(stamp.producer_id, stamp.producer_epoch);
            hold(
                last.is_none_or(|last| last <= stamp.producer_epoch),
                "epochs do not fall",
                || format!("{name}: {stamp:?} after epoch {last:?}"),
            )?;
            match (batch.control, batch.transactional) {
                (Some(_), _) => drop(open.remove(&stamp.producer_id)),
                (None, true) => {
                    open.entry(stamp.producer_id).or_insert(batch.base_offset);
                }
                (None, false) => {}
            }
        }
        while known.next_if(|old| old.base_offset < batch.base_offset).is_some() {}
        let is_known = known.peek().is_some_and(|old| Rc::ptr_eq(old, batch));
        if !is_known {
            check_records(seen, name, batch)?;
        }
    }
    check_stable(log, &open)
}

fn check_records(seen: &mut Seen, name: &TopicPartition, batch: &Batch) -> Checked {
    let mut least = batch.base_offset;
    for record in batch.records.iter() {
        let inside = record.offset >= least && record.offset <= batch.last_offset;
        hold(inside, "offsets rise", || format!("{name}: {} in its batch", record.offset))?;
        least = record.offset.next();
        let at = usize::try_from(record.offset.0).expect("it is below the end");
        let slot = seen.contents.get_mut(at);
        let slot = slot.ok_or_else(|| Violation {
            law: "offsets rise",
            seen: format!("{name}: {} is beyond the end", record.offset),
        })?;
        let (content, timestamp) = (content_of(record), batch.timestamp_of(record));
        let same = slot
            .is_none_or(|(was, then)| was == content && (then == i64::MIN || then == timestamp));
        hold(same, "a record never changes", || format!("{name}: {record:?}"))?;
        *slot = Some((content, timestamp));
    }
    let plain = batch.control.is_none()
        && batch.timestamp_type == TimestampType::CreateTime
        && batch.delete_horizon.is_none()
        && batch.records.len() as i64 == batch.offsets();
    let size = 61 + naive_size(&batch.records);
    hold(!plain || size == batch.size_in_bytes, "a batch is 61 bytes and its records", || {
        format!("{name}: {} where {size} are due: {batch:?}", batch.size_in_bytes)
    })
}

/// The bytes of whole records of one batch by the formula of format v2.
fn naive_size(records: &[Record]) -> usize {
    let varint = |value: i64| {
        let zigzag = ((value << 1) ^ (value >> 63)).cast_unsigned();
        (64 - (zigzag | 1).leading_zeros() as usize).div_ceil(7)
    };
    let length = |bytes: usize| varint(i64::try_from(bytes).expect("values are small"));
    let sized = |bytes: Option<usize>| bytes.map_or(1, |bytes| length(bytes) + bytes);
    let first = records.first().map_or((0, Offset(0)), |it| (it.timestamp, it.offset));
    let bodies = records.iter().map(|record| {
        let headers: usize = record
            .headers
            .iter()
            .map(|header| {
                length(header.key.len())
                    + header.key.len()
                    + sized(header.value.as_ref().map(|it| it.len()))
            })
            .sum();
        1 + varint(record.timestamp - first.0)
            + varint(record.offset - first.1)
            + sized(record.key.as_ref().map(|key| key.len()))
            + sized(record.value.as_ref().map(|value| value.len()))
            + length(record.headers.len())
            + headers
    });
    bodies.map(|body| length(body) + body).sum()
}

/// LSO is where the oldest open transaction began, or HW if there is none.
fn check_stable(log: &PartitionLog, open: &BTreeMap<i64, Offset>) -> Checked {
    let untouched = log.log_start_offset() == Offset(0) && !log.config().cleanup_policy.compact;
    if !untouched || &*log.partition().topic == OFFSETS_TOPIC {
        return Ok(()); // Records that are gone may have opened a transaction.
    }
    let due = open.values().min().copied().unwrap_or(log.high_watermark());
    hold(log.last_stable_offset() == due, "LSO is HW but for open transactions", || {
        format!("{}: LSO {} where {due} is due", log.partition(), log.last_stable_offset())
    })
}
