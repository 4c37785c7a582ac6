//! Where consumers stand, against the last position heard of: nothing is skipped, nothing comes
//! from nowhere.

use super::logs::{Logs, content_of};
use super::{Checked, Taken, hold, log_of, removal};
use engine::assignor::RebalanceProtocol;
use engine::broker::cluster::OFFSETS_TOPIC;
use engine::command::{Call, Command, OffsetAndMetadata};
use engine::event::{ConsumerRecord, Event, PositionSource, RebalanceCallback, Returned};
use engine::log::batch::{Headers, Record};
use engine::protocol::Request;
use engine::protocol::data::IsolationLevel;
use engine::quantity::{Offset, Text, TopicPartition};
use engine::sorted::SortedMap;
use engine::world::World;
use std::collections::{BTreeMap, BTreeSet};

type Place = (Text, TopicPartition);

/// What is known of every consumer.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    positions: BTreeMap<Place, Offset>,
    /// Every position that there ever was.
    past: BTreeSet<(Place, Offset)>,
    /// Where a position was before polling moved it in this step.
    polled_from: BTreeMap<Place, Offset>,
    /// What the coordinator had when it last answered OffsetFetch for that consumer.
    fetched: BTreeMap<Place, Option<i64>>,
    /// The furthest that auto-commit has committed since the position was set by anything but
    /// polling.
    auto_committed: BTreeMap<Place, i64>,
    /// Where polling, and nothing else, set the position last, since the last callback with that
    /// partition.
    polled: BTreeSet<Place>,
}

impl Positions {
    pub(super) fn check(&mut self, taken: Taken<'_>, logs: &Logs) -> Checked {
        if let Command::NewClient { client, .. } = taken.command {
            self.positions.retain(|(name, _), _| name != client);
            self.fetched.retain(|(name, _), _| name != client);
            self.auto_committed.retain(|(name, _), _| name != client);
            self.polled.retain(|(name, _)| name != client);
        }
        self.polled_from.clear();
        for event in taken.events {
            match event {
                Event::Received { client, request } => {
                    if let Request::OffsetFetch(_) = &**request {
                        self.note_fetch(taken, client, request);
                    }
                }
                Event::PositionSet { client, partition, position, why } => {
                    self.moved((client.clone(), partition.clone()), *position, why)?;
                }
                Event::AutoCommit { client, offsets } => {
                    self.auto_commit(taken, client, offsets)?
                }
                Event::Callback { client, callback, partitions } => {
                    if *callback == RebalanceCallback::Revoked {
                        self.given_up(taken, client, partitions)?;
                    }
                    for partition in partitions {
                        self.polled.remove(&(client.clone(), partition.clone()));
                    }
                }
                Event::Returned { client, outcome: Ok(Returned::Records(records)) } => {
                    self.returned(taken, client, records, logs)?;
                    self.polled_from.retain(|(name, _), _| name != client);
                }
                _ => {}
            }
        }
        self.compare(taken.after)
    }

    /// What the coordinator will answer: what it has, if nothing was committed in this step.
    fn note_fetch(&mut self, taken: Taken<'_>, client: &Text, request: &Request) {
        let Request::OffsetFetch(fetch) = request else { return };
        let changed = taken.events.iter().any(|event| {
            matches!(event, Event::Appended { partition, .. } if &*partition.topic == OFFSETS_TOPIC)
        });
        let coordinator = taken.after.coordinator_of(&fetch.group_id).filter(|_| !changed);
        for topic in fetch.topics.iter().flatten() {
            for &partition in &topic.partition_indexes {
                let of = TopicPartition { topic: topic.name.clone(), partition };
                match coordinator {
                    Some((_, _, shard)) => {
                        let held = shard.committed(&fetch.group_id, &topic.name, partition);
                        let offset = held.map(|held| held.committed_offset);
                        self.fetched.insert((client.clone(), of), offset)
                    }
                    None => self.fetched.remove(&(client.clone(), of)),
                };
            }
        }
    }

    fn moved(&mut self, place: Place, position: Offset, why: &PositionSource) -> Checked {
        let (client, partition) = &place;
        let known = self.fetched.get(&place);
        match why {
            PositionSource::Committed => {
                hold(
                    known.is_none_or(|it| *it == Some(position.0)),
                    "it resumes at the commit",
                    || format!("{client} is at {position} of {partition}, committed was {known:?}"),
                )?;
            }
            PositionSource::Reset { out_of_range: None, .. } => {
                hold(known.is_none_or(Option::is_none), "a reset is for no commit", || {
                    format!("{client} reset {partition} to {position}, committed was {known:?}")
                })?;
            }
            PositionSource::Polled => {
                if let Some(&from) = self.positions.get(&place) {
                    hold(position >= from, "polling goes forward", || {
                        format!("{client} went from {from} to {position} of {partition}")
                    })?;
                    self.polled_from.entry(place.clone()).or_insert(from);
                }
            }
            PositionSource::Reset { .. } | PositionSource::Seek | PositionSource::SeekTo { .. } => {
            }
        }
        if *why == PositionSource::Polled {
            self.polled.insert(place.clone());
        } else {
            self.auto_committed.remove(&place);
            self.polled.remove(&place);
        }
        self.past.insert((place.clone(), position));
        self.positions.insert(place, position);
        Ok(())
    }

    /// What is committed was decided when the interval was over: the position, or an older one
    /// where the coordinator had to be found first.
    fn auto_commit(
        &mut self,
        taken: Taken<'_>,
        client: &Text,
        offsets: &SortedMap<TopicPartition, OffsetAndMetadata>,
    ) -> Checked {
        for (partition, committed) in offsets {
            let place = (client.clone(), partition.clone());
            let position = self.positions.get(&place);
            let fits = position.is_none_or(|position| position.0 == committed.offset)
                || self.past.contains(&(place.clone(), Offset(committed.offset)))
                    && had_to_find_coordinator(taken, client);
            if position.is_some_and(|position| position.0 == committed.offset) {
                self.auto_committed.insert(place, committed.offset);
            }
            hold(fits, "auto-commit commits the position", || {
                format!("{client}: {} of {partition} at position {position:?}", committed.offset)
            })?;
        }
        Ok(())
    }

    /// An eager consumer with auto-commit that gives its partitions up because it joins has sent a
    /// commit of every position that polling reached, in this rebalance or before.
    ///
    /// That it was sent counts, not that it arrived: a broken connection excuses nothing. Allowed
    /// are positions that something else set last (a seek, a look-up), that were in doubt before
    /// the step, and those of a consumer that did not know its coordinator all the time. A consumer
    /// that leaves, by `close` or `unsubscribe`, gives up by another rule.
    fn given_up(&self, taken: Taken<'_>, client: &Text, revoked: &[TopicPartition]) -> Checked {
        let Some(process) = taken.before.process_of(client) else { return Ok(()) };
        let Some(consumer) = process.consumer().filter(|it| it.config().enable_auto_commit())
        else {
            return Ok(());
        };
        let eager = consumer.rebalance_protocol() == RebalanceProtocol::Eager;
        if !eager || !only_polls(taken, client) || had_to_find_coordinator(taken, client) {
            return Ok(());
        }
        for partition in revoked {
            let place = (client.clone(), partition.clone());
            let state = consumer.subscriptions().get(partition);
            let doubted = state.is_some_and(|state| !state.has_valid_position());
            if doubted || !self.polled.contains(&place) {
                continue;
            }
            let reached = self.positions.get(&place).map(|position| position.0);
            let committed = self.auto_committed.get(&place).copied();
            hold(committed == reached, "auto-commit comes before giving up", || {
                format!("{client}: {partition} at {reached:?}, auto-committed {committed:?}")
            })?;
        }
        Ok(())
    }

    /// Every record between the old position and the new one, in order, as it was written.
    fn returned(
        &self,
        taken: Taken<'_>,
        client: &Text,
        records: &[(TopicPartition, Vec<ConsumerRecord>)],
        logs: &Logs,
    ) -> Checked {
        let process = taken.after.process_of(client);
        let Some(consumer) = process.and_then(|process| process.consumer()) else { return Ok(()) };
        let committed_only = consumer.config().isolation_level() == IsolationLevel::ReadCommitted;
        for (partition, records) in records {
            let place = (client.clone(), partition.clone());
            let state = consumer.subscriptions().get(partition);
            hold(!state.is_some_and(|state| state.paused), "a paused partition is silent", || {
                format!("{client} was given {partition}")
            })?;
            let given: Vec<Offset> = records.iter().map(|record| record.offset).collect();
            let committed = self.auto_committed.get(&place);
            let fresh = given.first().zip(committed).is_none_or(|(first, past)| first.0 >= *past);
            hold(fresh, "auto-commit commits what was handed out before", || {
                format!("{client}: {partition} {given:?} where {committed:?} was committed")
            })?;
            hold(given.is_sorted_by(|a, b| a < b), "records come in order", || {
                format!("{client}: {partition} {given:?}")
            })?;
            for record in records {
                let content = content_of(&stored(record));
                let written = logs.content_at(partition, record.offset);
                hold(written.is_none_or(|it| it == content), "what is read was written", || {
                    format!("{client}: {partition} {record:?}")
                })?;
            }
            let (Some(&from), Some(&to)) =
                (self.polled_from.get(&place), self.positions.get(&place))
            else {
                continue;
            };
            let bounds = given.first().is_none_or(|first| *first >= from)
                && given.last().is_none_or(|last| *last < to);
            hold(bounds, "records lie before the new position", || {
                format!("{client}: {partition} {given:?} between {from} and {to}")
            })?;
            check_complete(taken, partition, (from, to), &given, committed_only)?;
            if !logs.is_made_again(&partition.topic) {
                check_hidden(taken, partition, &given, committed_only)?;
            }
        }
        Ok(())
    }

    /// Consumers stand where they said that they stand.
    fn compare(&mut self, after: &World) -> Checked {
        for (name, process) in after.processes() {
            let Some(consumer) = process.consumer() else { continue };
            for (partition, state) in consumer.subscriptions().partitions() {
                let place = (name.clone(), partition.clone());
                let Some(position) = state.position.filter(|_| state.has_valid_position()) else {
                    continue;
                };
                let said = self.positions.get(&place);
                hold(said == Some(&position.offset), "a position is set with a reason", || {
                    format!("{name} is at {} of {partition}, last heard {said:?}", position.offset)
                })?;
            }
        }
        Ok(())
    }
}

/// Whether the client's only call, if there is one in this step, is `poll`.
fn only_polls(taken: Taken<'_>, client: &Text) -> bool {
    let open = taken.before.process_of(client).and_then(|process| process.open_call);
    let other = matches!(taken.command, Command::Call { client: of, call }
        if of == client && !matches!(call, Call::Poll { .. }));
    !other && open.is_none_or(|(name, _)| name == "poll")
}

/// Whether the client did not know its coordinator all the time.
fn had_to_find_coordinator(taken: Taken<'_>, client: &Text) -> bool {
    let consumer = taken.before.process_of(client).and_then(|process| process.consumer());
    let looked = taken.events.iter().any(|event| {
        matches!(event, Event::Sent { client: of, api: "FindCoordinator", .. } if of == client)
    });
    looked || consumer.is_none_or(|consumer| consumer.coordinator().is_none())
}

/// No record that may be handed out was left out.
fn check_complete(
    taken: Taken<'_>,
    partition: &TopicPartition,
    (from, to): (Offset, Offset),
    given: &[Offset],
    committed_only: bool,
) -> Checked {
    let unchanged = taken.before.cluster().topic(&partition.topic).map(|topic| topic.id)
        == taken.after.cluster().topic(&partition.topic).map(|topic| topic.id);
    let Some(log) = log_of(taken.after, partition).filter(|_| unchanged) else { return Ok(()) };
    if &*partition.topic == OFFSETS_TOPIC {
        return Ok(());
    }
    let aborted = if committed_only { removal::aborted_batches(log) } else { BTreeSet::new() };
    for (batch, record) in log.records_from(from).take_while(|(_, it)| it.offset < to) {
        let hidden = batch.control.is_some()
            || aborted.contains(&batch.base_offset)
            || record.offset < log.log_start_offset();
        let found = given.binary_search(&record.offset).is_ok();
        hold(hidden || found, "no record is skipped", || {
            format!("{partition}: {} is not in {given:?}, {from} to {to}", record.offset)
        })?;
    }
    Ok(())
}

/// No marker was handed out and, to a `read_committed` consumer, nothing aborted.
fn check_hidden(
    taken: Taken<'_>,
    partition: &TopicPartition,
    given: &[Offset],
    committed_only: bool,
) -> Checked {
    let (Some(log), Some(&first)) = (log_of(taken.after, partition), given.first()) else {
        return Ok(());
    };
    let aborted = if committed_only { removal::aborted_batches(log) } else { BTreeSet::new() };
    let mut hidden = log
        .records_from(first)
        .filter(|(batch, _)| batch.control.is_some() || aborted.contains(&batch.base_offset));
    let found = hidden.find(|(_, record)| given.binary_search(&record.offset).is_ok());
    hold(found.is_none(), "markers and aborted data are not handed out", || {
        format!("{partition}: {found:?} in {given:?}")
    })
}

fn stored(record: &ConsumerRecord) -> Record {
    Record {
        offset: record.offset,
        timestamp: record.timestamp,
        key: record.key.clone(),
        value: record.value.clone(),
        headers: record.headers.iter().cloned().collect::<Headers>(),
    }
}
