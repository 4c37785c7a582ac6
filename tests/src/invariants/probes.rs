//! Questions asked of a clone, so that the run does not notice: fetches at any offset, batches
//! sent again, the same command once more.

use super::{Checked, Taken, Violation, hold};
use crate::soak::Dice;
use engine::command::{Clock, Command, Lab, LogOp};
use engine::event::Event;
use engine::log::batch::{NewBatch, NewRecord, ProducerStamp, advance_sequence};
use engine::log::segment::SegmentView;
use engine::log::{PartitionLog, Verification};
use engine::protocol::data::{
    FetchPartition, FetchRequest, IsolationLevel, ListOffsetsRequest, OffsetSpec,
};
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, Offset, TopicId, TopicPartition};
use engine::world::World;

/// Decides what is asked.
#[derive(Clone, Debug)]
pub struct Probes {
    dice: Dice,
    thorough: bool,
}

impl Probes {
    /// Probes that ask the same for the same `seed`: now and then, or after every command.
    #[must_use]
    pub const fn new(seed: u64, thorough: bool) -> Self {
        Self { dice: Dice::new(seed), thorough }
    }

    fn ask(&mut self, one_in: usize) -> bool {
        self.thorough || self.dice.one_in(one_in)
    }

    pub(super) fn check(&mut self, taken: Taken<'_>) -> Checked {
        if self.ask(8) {
            check_repeats(taken)?;
        }
        if let Command::Clock(Clock::Advance(span)) = taken.command
            && span.0 > 0
            && self.ask(2)
        {
            let first = Millis(self.dice.between(0, span.0));
            check_split(taken, first, *span)?;
        }
        if self.ask(4) {
            let partitions = self.partitions(taken.after);
            for log in partitions.iter().filter_map(|of| taken.after.partition_log(of)) {
                self.check_fetch(taken.after, log)?;
                self.check_time(taken.after, log)?;
                check_duplicates(taken.after, log)?;
            }
        }
        Ok(())
    }

    /// One partition, or all of them.
    fn partitions(&mut self, world: &World) -> Vec<TopicPartition> {
        let own = world.cluster().topics().filter(|(_, topic)| !topic.internal);
        let all = own.flat_map(|(name, _)| world.cluster().partitions_of(name));
        let all = all.collect();
        if self.thorough { all } else { self.dice.of_any(all).into_iter().collect() }
    }

    /// A fetch answers the first records from its offset on, or that there is no such offset.
    fn check_fetch(&mut self, world: &World, log: &PartitionLog) -> Checked {
        let (start, end) = (log.log_start_offset().0, log.log_end_offset().0);
        let offset = Offset(self.dice.between(start - 2, end + 2));
        let stable = self.dice.one_in(3);
        let isolation_level =
            if stable { IsolationLevel::ReadCommitted } else { IsolationLevel::ReadUncommitted };
        let wanted = FetchPartition {
            topic_partition: log.partition().clone(),
            topic_id: TopicId::default(),
            fetch_offset: offset,
            current_leader_epoch: -1,
            partition_max_bytes: *self.dice.of(&[1, 100, 100_000]),
        };
        let request = Request::Fetch(FetchRequest {
            max_wait_ms: Millis(0),
            min_bytes: 0,
            max_bytes: 1_000_000,
            isolation_level,
            partitions: vec![wanted],
        });
        let Some(answer) = ask(world, log, request) else { return Ok(()) };
        let law = "a fetch finds the first record from its offset on";
        let seen =
            |what: &str| format!("{} at {offset} ({start} to {end}): {what}", log.partition());
        let Response::Fetch(answer) = answer else {
            return Err(Violation { law, seen: seen("another answer") });
        };
        let Some(found) = answer.partitions.first() else {
            return Err(Violation { law, seen: seen("no answer") });
        };
        let outside = offset.0 < start || offset.0 > end;
        hold(found.error_code.is_some() == outside, law, || seen(&format!("{found:?}")))?;
        let bound = if stable { log.last_stable_offset() } else { log.high_watermark() };
        let records = found.records.iter().flat_map(|batch| batch.records.iter());
        let first = records.clone().map(|record| record.offset).find(|found| *found >= offset);
        let due = log.records_from(offset).map(|(_, record)| record.offset).next();
        let due = due.filter(|due| *due < bound && !outside);
        let below = records.clone().all(|record| record.offset < bound);
        hold(below, law, || seen(&format!("beyond {bound}: {found:?}")))?;
        // What compaction left of a batch may lie before the offset: the reader goes on behind it.
        let reached = found.records.last().map(|batch| batch.last_offset);
        let goes_on = first.is_none()
            && reached
                .is_some_and(|reached| reached >= offset && due.is_none_or(|due| due > reached));
        hold(first == due || goes_on, law, || seen(&format!("{first:?}, due {due:?}")))
    }

    /// A look-up by time answers the first record that is not older, or none.
    fn check_time(&mut self, world: &World, log: &PartitionLog) -> Checked {
        let times = log.records_from(Offset(0)).map(|(batch, record)| batch.timestamp_of(record));
        let Some(of_one) = self.dice.of_any(times.collect()) else { return Ok(()) };
        let time = of_one + self.dice.between(-1, 1);
        let request = Request::ListOffsets(ListOffsetsRequest {
            isolation_level: IsolationLevel::ReadUncommitted,
            partitions: vec![(log.partition().clone(), OffsetSpec::Timestamp(time))],
        });
        let Some(Response::ListOffsets(answer)) = ask(world, log, request) else { return Ok(()) };
        let found = answer.partitions.first().map(|(_, found)| found.offset);
        let due = first_since(log, time).map_or(-1, |due| due.0);
        hold(found == Some(due), "a look-up by time finds the first that is not older", || {
            format!("{}: {found:?} for {time} where {due} is due", log.partition())
        })
    }
}

/// The first record, by offset, that is not older than `time`, of the first segment that has one:
/// Kafka searches no other, so a start inside that segment can hide a match in a later one.
fn first_since(log: &PartitionLog, time: i64) -> Option<Offset> {
    let times = |bounds: &SegmentView| {
        let (base, next) = (bounds.base, bounds.next);
        let records = log.records_from(base).take_while(move |(_, it)| it.offset < next);
        records.map(|(batch, record)| (record.offset, batch.timestamp_of(record)))
    };
    let mut segments = log.segments();
    let segment = segments.find(|it| it.largest_timestamp.unwrap_or(it.modified.0) >= time)?;
    let start = log.log_start_offset();
    let mut found = times(&segment).filter(|(offset, at)| *offset >= start && *at >= time);
    found.next().map(|(offset, _)| offset)
}

/// Hands a request to the leader's broker in a clone and takes its answer.
fn ask(world: &World, log: &PartitionLog, request: Request) -> Option<Response> {
    let broker = world.cluster().leader(log.partition())?;
    let command = Command::Lab(Lab::Request {
        broker,
        client_id: "probe".into(),
        request: Box::new(request),
    });
    let events = world.clone().execute(&command).ok()?;
    events.into_iter().find_map(|event| match event {
        Event::Answered { response, .. } => Some(*response),
        _ => None,
    })
}

/// A clone of the world before does the same once more, event for event.
fn check_repeats(taken: Taken<'_>) -> Checked {
    let mut again = taken.before.clone();
    let law = "the same command does the same";
    match again.execute(taken.command) {
        Ok(events) => {
            hold(events == taken.events, law, || format!("other events by {:?}", taken.command))?;
            hold(again.state_hash() == taken.after.state_hash(), law, || {
                format!("another hash after {:?}", taken.command)
            })
        }
        Err(rejection) => Err(Violation { law, seen: format!("{rejection:?}") }),
    }
}

/// `advance(a)` and `advance(b)` are `advance(a + b)`.
fn check_split(taken: Taken<'_>, first: Millis, span: Millis) -> Checked {
    let mut split = taken.before.clone();
    for part in [first, span - first] {
        let advanced = split.execute(&Command::Clock(Clock::Advance(part)));
        hold(advanced.is_ok(), "advances add up", || format!("{advanced:?}"))?;
    }
    hold(split.state_hash() == taken.after.state_hash(), "advances add up", || {
        format!("{first} and {} are not {span}", span - first)
    })
}

/// The last batch of a producer sent again finds itself; one that skips a sequence is refused.
fn check_duplicates(world: &World, log: &PartitionLog) -> Checked {
    let stamped = log.batches().filter(|batch| {
        let known = batch.producer.is_some_and(|stamp| {
            let mut views = log.producers();
            views.any(|view| {
                view.producer_id == stamp.producer_id && view.last_offset == batch.last_offset
            })
        });
        known && batch.control.is_none() && !batch.transactional && !batch.records.is_empty()
    });
    let Some((batch, stamp)) = stamped.last().and_then(|it| Some((it, it.producer?))) else {
        return Ok(());
    };
    let whole = batch.records.len() as i64 == batch.offsets();
    let records = batch.records.iter().map(|record| NewRecord {
        key: record.key.clone(),
        value: record.value.clone(),
        timestamp: record.timestamp,
        headers: record.headers.to_vec(),
    });
    let records: Vec<NewRecord> = records.collect();
    let law = "a batch that is known is not written again";
    let again = NewBatch { records, producer: Some(stamp), transactional: false };
    let skipped = ProducerStamp {
        base_sequence: advance_sequence(stamp.base_sequence, batch.offsets() + 3),
        ..stamp
    };
    let skips = NewBatch { producer: Some(skipped), ..again.clone() };
    for (sent, taken_up) in [(again, true), (skips, false)] {
        if taken_up && !whole {
            continue;
        }
        let mut clone = world.clone();
        let op = LogOp::Append { batch: sent, verification: Verification::Skipped };
        let partition = log.partition().clone();
        let command = Command::Lab(Lab::Log { partition, op });
        let Ok(events) = clone.execute(&command) else { continue };
        let written = events.iter().any(|event| matches!(event, Event::Appended { .. }));
        let accepted =
            events.iter().any(|event| matches!(event, Event::LogOperated { outcome: Ok(_), .. }));
        let end = clone.partition_log(log.partition()).map(PartitionLog::log_end_offset);
        let unchanged = end == Some(log.log_end_offset()) && !written;
        hold(unchanged && accepted == taken_up, law, || {
            format!("{}: {stamp:?} again, {events:?}", log.partition())
        })?;
    }
    Ok(())
}
