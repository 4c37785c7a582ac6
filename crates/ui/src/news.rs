//! What came of a gesture, in lines for the terminal: the records that poll gave, what a call gave
//! back, and the facts that the session tells, each as a sentence.

use crate::desk::{Output, OutputKind};
use crate::figures::{NONE, list, signed};
use crate::prefs::Say;
use engine::event::{ConsumerRecord, Event, Returned};
use engine::quantity::{Bytes, TopicPartition};
use i18n::narration::Fact;
use i18n::page::news as words;
use session::facts;
use session::view::View;
use std::fmt::Display;

/// Of the records of one partition that a poll gave, at most so many are shown.
const RECORDS_MAX: usize = 12;

/// What happened between two pictures, and the same in sentences for whoever listens.
pub(crate) struct News {
    /// Lines for the terminal.
    pub(crate) output: Vec<Output>,
    /// Sentences.
    pub(crate) said: String,
}

/// Tells a gesture.
pub(crate) fn of(events: &[Event], before: &View, after: &View, say: Say) -> News {
    let mut output: Vec<Output> = events.iter().flat_map(|event| returned(event, say)).collect();
    let facts = facts(events, before, after);
    // Records that poll gave stand there already, one by one.
    let told = facts.iter().filter(|fact| !matches!(fact, Fact::HandedOut { .. }));
    output.extend(told.map(|fact| line(fact, say)));
    let said: Vec<String> = facts.iter().map(|fact| fact.sentence(say.0)).collect();
    News { output, said: said.join(" ") }
}

/// Tells what happened while time passed by itself: only what nobody asked for.
pub(crate) fn by_itself(events: &[Event], before: &View, after: &View, say: Say) -> Vec<Output> {
    let worth = |fact: &&Fact| {
        !matches!(
            fact,
            Fact::HandedOut { .. }
                | Fact::NothingThere { .. }
                | Fact::Processed { .. }
                | Fact::Committed { .. }
                | Fact::TimePassed { .. }
        )
    };
    facts(events, before, after).iter().filter(worth).map(|fact| line(fact, say)).collect()
}

fn line(fact: &Fact, say: Say) -> Output {
    let failed = matches!(fact, Fact::Threw { .. } | Fact::CommitRefused { .. });
    let kind = if failed { OutputKind::Error } else { OutputKind::Told };
    Output { kind, text: fact.sentence(say.0) }
}

/// What a call gave back, where that is the point of calling it.
fn returned(event: &Event, say: Say) -> Vec<Output> {
    let Event::Returned { client, outcome: Ok(returned) } = event else { return Vec::new() };
    let text = match returned {
        Returned::Nothing | Returned::Ticket(_) | Returned::Answer(_) => return Vec::new(),
        Returned::Records(records) => return polled(client, records, say),
        Returned::Position(offset) => offset.to_string(),
        Returned::Committed(offsets) => pairs(offsets.iter().map(|(at, offset)| {
            let offset = offset.as_ref().map(|known| known.offset);
            (at, offset.map_or_else(|| NONE.to_owned(), signed))
        })),
        Returned::Offsets(offsets) => pairs(offsets),
        Returned::OffsetsForTimes(offsets) => pairs(offsets.iter().map(|(at, found)| {
            let found = found.map(|(offset, timestamp)| format!("{offset} ({timestamp})"));
            (at, found.unwrap_or_else(|| NONE.to_owned()))
        })),
        Returned::Lag(lag) => lag.map_or_else(|| NONE.to_owned(), signed),
        Returned::PartitionCount(count) => count.to_string(),
        Returned::Topics(topics) => list(topics),
        Returned::GroupMetadata { group_id, generation_id, member_id, .. } => {
            format!("groupId={group_id} generationId={generation_id} memberId={member_id}")
        }
    };
    vec![told(format!("{client}: {text}"))]
}

fn pairs<'a, T: Display>(offsets: impl IntoIterator<Item = (&'a TopicPartition, T)>) -> String {
    let one = |(at, offset): (&TopicPartition, T)| format!("{at}={offset}");
    offsets.into_iter().map(one).collect::<Vec<_>>().join(" ")
}

fn polled(
    client: &str,
    records: &[(TopicPartition, Vec<ConsumerRecord>)],
    say: Say,
) -> Vec<Output> {
    let mut lines = Vec::new();
    for (partition, records) in records {
        for record in records.iter().take(RECORDS_MAX) {
            let (key, value) = (bytes(record.key.as_ref()), bytes(record.value.as_ref()));
            lines.push(told(format!("{client} ← {partition}@{}  {key}  {value}", record.offset)));
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

/// A line of what happened.
fn told(text: String) -> Output {
    Output { kind: OutputKind::Told, text }
}

/// A line of what was refused.
pub(crate) fn refused(text: String) -> Output {
    Output { kind: OutputKind::Error, text }
}

/// A line of the page's own.
pub(crate) fn note(text: String) -> Output {
    Output { kind: OutputKind::Note, text }
}
