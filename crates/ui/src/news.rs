//! What happened, in lines for the terminal: from the engine's events, in the reader's language.
//!
//! What only moves bytes (a request that leaves, an answer that arrives) is left out: it is drawn.

use crate::desk::{Output, OutputKind};
use crate::figures::{NONE, list, signed};
use crate::prefs::Say;
use engine::command::OffsetAndMetadata;
use engine::event::{
    ClientError, ConsumerRecord, Event, PositionSource, RebalanceCallback, Returned,
};
use engine::quantity::{Bytes, Offset, TopicPartition};
use i18n::page::news as words;
use std::collections::BTreeMap;

/// A gesture says at most so many lines; the rest is counted.
const LINES_MAX: usize = 40;
/// Of the records of one partition that a poll gave, at most so many are shown.
const RECORDS_MAX: usize = 12;

/// The lines for these events, in order.
pub(crate) fn lines(events: &[Event], say: Say) -> Vec<Output> {
    let mut lines: Vec<Output> = Vec::new();
    let mut more = 0;
    for event in events {
        for line in of(event, say) {
            if lines.len() < LINES_MAX {
                lines.push(line);
            } else {
                more += 1;
            }
        }
    }
    if more > 0 {
        lines.push(note(say.with(words::MORE, &[&more.to_string()])));
    }
    lines
}

/// The same while time passes by itself: only what nobody asked for.
pub(crate) fn by_itself(events: &[Event], say: Say) -> Vec<Output> {
    let told = |event: &&Event| match event {
        Event::Callback { .. }
        | Event::CommitInRevoked { .. }
        | Event::AutoCommit { .. }
        | Event::PositionSet { .. }
        | Event::Lost { .. }
        | Event::ConnectionBroken { .. }
        | Event::Returned { outcome: Err(_), .. }
        | Event::Acknowledged { outcome: Err(_), .. }
        | Event::CommitCompleted { error: Some(_), .. } => true,
        Event::Returned { .. }
        | Event::Acknowledged { .. }
        | Event::CommitCompleted { .. }
        | Event::PartitionChosen { .. }
        | Event::Processed { .. }
        | Event::Sent { .. }
        | Event::Delivered { .. }
        | Event::Answered { .. }
        | Event::LogOperated { .. }
        | Event::Appended { .. }
        | Event::Received { .. } => false,
    };
    events.iter().filter(told).flat_map(|event| of(event, say)).take(LINES_MAX).collect()
}

fn of(event: &Event, say: Say) -> Vec<Output> {
    let one = |text: String| vec![plain(text)];
    match event {
        Event::Returned { client, outcome: Ok(returned) } => value(client, returned, say),
        Event::Returned { client, outcome: Err(thrown) } => vec![error(client, thrown)],
        Event::Acknowledged { partition, outcome: Ok(Offset(-1)), .. } => {
            one(say.with(words::SENT_BLIND, &[&partition.to_string()]))
        }
        Event::Acknowledged { partition, outcome: Ok(offset), .. } => {
            one(say.with(words::STORED, &[&partition.to_string(), &offset.to_string()]))
        }
        Event::Acknowledged { client, outcome: Err(thrown), .. } => vec![error(client, thrown)],
        Event::Callback { client, callback, partitions } => {
            let method = match callback {
                RebalanceCallback::Assigned => "onPartitionsAssigned",
                RebalanceCallback::Revoked => "onPartitionsRevoked",
                RebalanceCallback::Lost => "onPartitionsLost",
            };
            one(format!("{client}: {method}({})", list(partitions)))
        }
        Event::CommitInRevoked { client, outcome: Ok(offsets) } => {
            one(committed(client, offsets, say))
        }
        Event::CommitInRevoked { client, outcome: Err(thrown) } => vec![error(client, thrown)],
        Event::CommitCompleted { client, error: Some(thrown), .. } => vec![error(client, thrown)],
        Event::CommitCompleted { client, offsets, error: None, .. } => {
            one(committed(client, offsets, say))
        }
        Event::AutoCommit { client, offsets } => {
            one(say.with(words::AUTO_COMMIT, &[client, &commits(offsets)]))
        }
        Event::PositionSet { client, partition, position, why } => {
            position_set(client, partition, *position, why, say).into_iter().collect()
        }
        Event::Processed { client, partition, offset, times } => {
            let record = format!("{partition}@{offset}");
            one(say.with(words::PROCESSED, &[client, &record, &times.to_string()]))
        }
        Event::Lost { message } => one(say.with(words::LOST, &[&message.0.to_string()])),
        Event::ConnectionBroken { client, broker } => {
            one(say.with(words::BROKEN, &[client, &broker.to_string()]))
        }
        Event::Answered { response, .. } => one(say.with(words::ANSWERED, &[response.api()])),
        Event::LogOperated { partition, outcome: Ok(()) } => {
            one(say.with(words::OPERATED, &[&partition.to_string()]))
        }
        Event::LogOperated { partition, outcome: Err((code, text)) } => {
            vec![refused(format!("{partition}: {} {text}", code.name()))]
        }
        Event::PartitionChosen { .. }
        | Event::Sent { .. }
        | Event::Delivered { .. }
        | Event::Appended { .. }
        | Event::Received { .. } => Vec::new(),
    }
}

/// Positions that polling moves are seen; what is told is why one was set otherwise.
fn position_set(
    client: &str,
    partition: &TopicPartition,
    position: Offset,
    why: &PositionSource,
    say: Say,
) -> Option<Output> {
    let (at, to) = (partition.to_string(), position.to_string());
    let text = match why {
        PositionSource::Polled | PositionSource::Seek | PositionSource::SeekTo { .. } => {
            return None;
        }
        PositionSource::Committed => say.with(words::POSITION_COMMITTED, &[client, &at, &to]),
        PositionSource::Reset { policy, out_of_range: None } => {
            say.with(words::POSITION_RESET, &[client, &at, &to, policy])
        }
        PositionSource::Reset { policy, out_of_range: Some(was) } => {
            say.with(words::POSITION_RANGE, &[client, &at, &to, policy, &was.to_string()])
        }
    };
    Some(plain(text))
}

/// What a call gave back.
fn value(client: &str, returned: &Returned, say: Say) -> Vec<Output> {
    let pairs = |offsets: &BTreeMap<TopicPartition, Offset>| {
        let pairs: Vec<String> =
            offsets.iter().map(|(at, offset)| format!("{at}={offset}")).collect();
        pairs.join(" ")
    };
    let text = match returned {
        Returned::Nothing | Returned::Ticket(_) => return Vec::new(),
        Returned::Records(records) => return polled(client, records, say),
        Returned::Position(offset) => offset.to_string(),
        Returned::Committed(offsets) => {
            let one = |(at, offset): (&TopicPartition, &Option<OffsetAndMetadata>)| {
                let offset =
                    offset.as_ref().map_or_else(|| NONE.to_owned(), |known| signed(known.offset));
                format!("{at}={offset}")
            };
            offsets.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Returned::Offsets(offsets) => pairs(offsets),
        Returned::OffsetsForTimes(offsets) => {
            let one = |(at, found): (&TopicPartition, &Option<(Offset, i64)>)| match found {
                Some((offset, timestamp)) => format!("{at}={offset} ({timestamp})"),
                None => format!("{at}={NONE}"),
            };
            offsets.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Returned::Lag(lag) => lag.map_or_else(|| NONE.to_owned(), signed),
        Returned::PartitionCount(count) => count.to_string(),
        Returned::Topics(topics) => list(topics),
        Returned::GroupMetadata { group_id, generation_id, member_id, .. } => {
            format!("groupId={group_id} generationId={generation_id} memberId={member_id}")
        }
        Returned::Answer(answer) => say.with(words::ANSWERED, &[answer.api()]),
    };
    vec![plain(format!("{client}: {text}"))]
}

fn polled(
    client: &str,
    records: &[(TopicPartition, Vec<ConsumerRecord>)],
    say: Say,
) -> Vec<Output> {
    if records.iter().all(|(_, records)| records.is_empty()) {
        return vec![plain(say.with(words::EMPTY_POLL, &[client]))];
    }
    let mut lines = Vec::new();
    for (partition, records) in records {
        for record in records.iter().take(RECORDS_MAX) {
            let (key, value) = (bytes(record.key.as_ref()), bytes(record.value.as_ref()));
            lines.push(plain(format!("{client}: {partition}@{}  {key}  {value}", record.offset)));
        }
        if let Some(more) = records.len().checked_sub(RECORDS_MAX).filter(|&more| more > 0) {
            let facts = [&*partition.to_string(), &*more.to_string()];
            lines.push(note(say.with(words::MORE_RECORDS, &facts)));
        }
    }
    lines
}

fn bytes(bytes: Option<&Bytes>) -> String {
    bytes.map_or_else(|| "null".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

fn committed(
    client: &str,
    offsets: &BTreeMap<TopicPartition, OffsetAndMetadata>,
    say: Say,
) -> String {
    say.with(words::COMMITTED, &[client, &commits(offsets)])
}

fn commits(offsets: &BTreeMap<TopicPartition, OffsetAndMetadata>) -> String {
    let one =
        |(at, offset): (&TopicPartition, &OffsetAndMetadata)| format!("{at}={}", offset.offset);
    offsets.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn error(client: &str, thrown: &ClientError) -> Output {
    let cause = thrown.cause.as_ref();
    let cause =
        cause.map(|(class, text)| format!("\n  Caused by {class}: {text}")).unwrap_or_default();
    refused(format!("{client}: {}: {}{cause}", thrown.exception, thrown.message))
}

/// A line of what happened.
pub(crate) fn plain(text: String) -> Output {
    Output { kind: OutputKind::Plain, text }
}

/// A line of what was refused.
pub(crate) fn refused(text: String) -> Output {
    Output { kind: OutputKind::Error, text }
}

/// A line of the page's own.
pub(crate) fn note(text: String) -> Output {
    Output { kind: OutputKind::Note, text }
}
