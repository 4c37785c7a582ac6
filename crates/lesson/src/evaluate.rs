//! What a [`View`] answers to a query. A view is all that is looked at: what the page cannot show,
//! a lesson cannot ask.

use crate::query::{Comparison, Condition, Expression, Query, Sign};
use engine::sorted::SortedMap;
use i18n::Locale;
use session::view::client::{Consumer, Fate, SentRecord, Status};
use session::view::partition::{Cell, CellKind, Partition};
use session::view::viewport::{From, TopicWindow};
use session::view::{Group, PartitionName, RecordName, Text, View, Viewport};
use std::fmt;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// There is nothing: no committed offset, no such client. Never 0 or −1.
    None,
    /// A number.
    Number(i64),
    /// A word: a state, a client, an exception.
    Word(Text),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("–"),
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl Value {
    /// As the page shows it: words for a process in the page's language, Kafka's words as they are.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        match self {
            Self::Word(word) => {
                i18n::lesson::status(word, locale).map_or_else(|| word.to_string(), str::to_owned)
            }
            Self::None | Self::Number(_) => self.to_string(),
        }
    }
}

/// The words for a client's status.
pub const STATUSES: &[&str] = &["running", "stalled", "frozen", "crashed", "closed"];

/// What was true when the prediction was locked, by query.
pub type Before = SortedMap<Query, Value>;

impl Expression {
    /// Its value. `None` swallows every sum it is part of.
    #[must_use]
    pub fn value(&self, view: &View, before: &Before) -> Value {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::None => Value::None,
            Self::Word(word) => Value::Word(word.clone()),
            Self::Ask(query) => query.ask(view),
            Self::Before(query) => before.get(query).cloned().unwrap_or(Value::None),
            Self::Sum(left, sign, right) => {
                match (left.value(view, before), right.value(view, before)) {
                    (Value::Number(left), Value::Number(right)) => Value::Number(match sign {
                        Sign::Plus => left.saturating_add(right),
                        Sign::Minus => left.saturating_sub(right),
                    }),
                    (Value::None | Value::Word(_) | Value::Number(_), _) => Value::None,
                }
            }
        }
    }
}

impl Condition {
    /// Whether it holds. A number and a word are never equal, and neither is less than the other.
    #[must_use]
    pub fn holds(&self, view: &View, before: &Before) -> bool {
        let (left, right) = (self.left.value(view, before), self.right.value(view, before));
        let numbers = match (&left, &right) {
            (Value::Number(left), Value::Number(right)) => Some((left, right)),
            (Value::None | Value::Word(_) | Value::Number(_), _) => None,
        };
        match self.comparison {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::Less => numbers.is_some_and(|(left, right)| left < right),
            Comparison::AtMost => numbers.is_some_and(|(left, right)| left <= right),
            Comparison::Greater => numbers.is_some_and(|(left, right)| left > right),
            Comparison::AtLeast => numbers.is_some_and(|(left, right)| left >= right),
        }
    }
}

/// The viewport in which all of these queries can be answered.
#[must_use]
pub fn viewport<'a>(queries: impl IntoIterator<Item = &'a Query>) -> Viewport {
    let mut viewport = Viewport::default();
    viewport.default.partitions = 0;
    for query in queries {
        if let Some(partition) = query.partition() {
            let window = window(&mut viewport, &partition.topic);
            let count = usize::try_from(partition.partition).unwrap_or(0).saturating_add(1);
            window.partitions = window.partitions.max(count);
        }
        if let Query::Processed(_, record) | Query::Bytes(record) = query {
            let window = window(&mut viewport, &record.partition.topic);
            see(window, record);
        }
    }
    viewport
}

fn window<'a>(viewport: &'a mut Viewport, topic: &Text) -> &'a mut TopicWindow {
    let closed = TopicWindow { partitions: 0, cells: 0, ..TopicWindow::default() };
    viewport.topics.entry(topic.clone()).or_insert(closed)
}

/// Widens the window until the record is in it.
fn see(window: &mut TopicWindow, record: &RecordName) {
    let tape = window.tapes.entry(record.partition.partition);
    let from = match tape.or_insert(From::Offset(record.offset)) {
        From::Offset(from) => {
            let first = (*from).min(record.offset);
            let widened = from.abs_diff(first);
            *from = first;
            window.cells = window.cells.saturating_add(usize::try_from(widened).unwrap_or(0));
            first
        }
        From::End | From::Marks | From::Start => 0,
    };
    let needed = usize::try_from(record.offset.abs_diff(from)).unwrap_or(0).saturating_add(1);
    window.cells = window.cells.max(needed);
}

impl Query {
    /// The partition that must be in the viewport.
    #[must_use]
    pub const fn partition(&self) -> Option<&PartitionName> {
        match self {
            Self::LogStart(of)
            | Self::LastStable(of)
            | Self::HighWatermark(of)
            | Self::LogEnd(of)
            | Self::Position(_, of)
            | Self::ClientLag(_, of)
            | Self::Committed(_, of)
            | Self::Lag(_, of)
            | Self::Owner(_, of)
            | Self::Handed(_, of)
            | Self::First(_, of)
            | Self::Last(_, of) => Some(of),
            Self::Processed(_, record) | Self::Bytes(record) => Some(&record.partition),
            Self::Repeated(_)
            | Self::Lost(_)
            | Self::State(_)
            | Self::Generation(_)
            | Self::Members(_)
            | Self::Coordinator(_)
            | Self::Status(_)
            | Self::Error(_)
            | Self::Assigned(_)
            | Self::Offset(..)
            | Self::Partition(..)
            | Self::Partitions(_)
            | Self::Formula(..)
            | Self::Elapsed => None,
        }
    }

    /// What the view answers.
    #[must_use]
    pub fn ask(&self, view: &View) -> Value {
        let log = |of: &PartitionName, number: fn(&Partition) -> i64| {
            view.partition(of).map_or(Value::None, |shown| Value::Number(number(shown)))
        };
        match self {
            Self::LogStart(of) => log(of, |shown| shown.log_start.offset),
            Self::LastStable(of) => log(of, |shown| shown.last_stable.offset),
            Self::HighWatermark(of) => log(of, |shown| shown.high_watermark.offset),
            Self::LogEnd(of) => log(of, |shown| shown.log_end.offset),
            Self::Position(..) | Self::ClientLag(..) => number(self.of_position(view)),
            Self::Committed(..) | Self::Lag(..) => number(self.of_commit(view)),
            Self::Processed(group, record) => number(processed(view, group, record)),
            Self::Bytes(record) => number(bytes(view, record)),
            Self::Repeated(group) => ledger(view, group, |repeated, _| repeated),
            Self::Lost(group) => ledger(view, group, |_, lost| lost),
            Self::State(id) => group(view, id, |group| Value::Word(group.state.name().into())),
            Self::Generation(id) => group(view, id, |group| Value::Number(group.generation.into())),
            Self::Members(id) => group(view, id, |group| count(group.members.len())),
            Self::Owner(id, of) => group(view, id, |group| owner(group, of)),
            Self::Coordinator(id) => {
                group(view, id, |group| Value::Number(group.coordinator.partition.into()))
            }
            Self::Status(client) => view
                .client(client)
                .map_or(Value::None, |client| Value::Word(status(client.status).into())),
            Self::Error(client) => {
                let thrown = view.client(client).and_then(|client| client.last_error.as_ref());
                thrown.map_or(Value::None, |thrown| Value::Word(thrown.exception.clone()))
            }
            Self::Assigned(client) => consumer(view, client)
                .map_or(Value::None, |consumer| count(consumer.assigned.len())),
            Self::Handed(client, of) => match handed(view, client, of, |_, _, records| records) {
                Value::None if consumer(view, client).is_some() => Value::Number(0),
                records @ (Value::None | Value::Number(_) | Value::Word(_)) => records,
            },
            Self::First(client, of) => handed(view, client, of, |first, _, _| first),
            Self::Last(client, of) => handed(view, client, of, |_, last, _| last),
            Self::Offset(client, ticket) => {
                let stored = sent(view, client, *ticket).and_then(|sent| match &sent.fate {
                    Fate::Stored(offset) => Some(*offset),
                    Fate::Open | Fate::Unknown | Fate::Failed(_) => None,
                });
                number(stored)
            }
            Self::Partition(client, ticket) => {
                number(sent(view, client, *ticket).map(|sent| sent.partition.partition.into()))
            }
            Self::Partitions(topic) => {
                number(view.topic(topic).map(|topic| topic.partition_count.into()))
            }
            Self::Formula(size, group, count, index) => {
                number(crate::formula::offset(*size, *group, *count, *index))
            }
            Self::Elapsed => Value::Number(view.clock.elapsed()),
        }
    }

    fn of_position(&self, view: &View) -> Option<i64> {
        let (Self::Position(client, of) | Self::ClientLag(client, of)) = self else { return None };
        let shown = view.partition(of)?;
        let position = shown.positions.iter().find(|position| position.client == *client)?;
        if matches!(self, Self::Position(..)) {
            position.position
        } else {
            position.client_lag.as_ref().map(|lag| lag.lag)
        }
    }

    fn of_commit(&self, view: &View) -> Option<i64> {
        let (Self::Committed(group, of) | Self::Lag(group, of)) = self else { return None };
        let shown = view.partition(of)?;
        let committed = shown.committed.iter().find(|committed| committed.group == *group)?;
        if matches!(self, Self::Committed(..)) { committed.offset } else { committed.lag }
    }
}

fn group(view: &View, id: &str, answer: impl FnOnce(&Group) -> Value) -> Value {
    view.group(id).map_or(Value::None, |group| answer(group))
}

fn owner(group: &Group, of: &PartitionName) -> Value {
    let owner = group.members.iter().find(|member| member.assigned.contains(of));
    let name = owner.map(|owner| owner.client.as_ref().unwrap_or(&owner.client_id));
    name.map_or(Value::None, |name| Value::Word(name.clone()))
}

fn count(things: usize) -> Value {
    Value::Number(i64::try_from(things).unwrap_or(i64::MAX))
}

fn number(number: Option<i64>) -> Value {
    number.map_or(Value::None, Value::Number)
}

fn consumer<'a>(view: &'a View, client: &str) -> Option<&'a Consumer> {
    view.client(client)?.consumer.as_ref()
}

fn handed(view: &View, client: &str, of: &PartitionName, which: fn(i64, i64, i64) -> i64) -> Value {
    let found = consumer(view, client).and_then(|consumer| {
        let mut parts = consumer.handed_out.iter();
        parts.find(|part| part.partition == *of)
    });
    number(
        found.map(|part| {
            which(part.first, part.last, i64::try_from(part.records).unwrap_or(i64::MAX))
        }),
    )
}

fn sent<'a>(view: &'a View, client: &str, ticket: i64) -> Option<&'a SentRecord> {
    let ticket = u64::try_from(ticket).ok()?;
    let producer = view.client(client)?.producer.as_ref()?;
    producer.sends.iter().find(|sent| sent.ticket == ticket)
}

fn ledger(view: &View, group: &str, which: fn(u64, u64) -> u64) -> Value {
    let found = view.ledger.iter().find(|ledger| &*ledger.group == group);
    let count = found.map_or(0, |ledger| which(ledger.repeated, ledger.lost));
    Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn cell<'a>(view: &'a View, record: &RecordName) -> Option<&'a Cell> {
    let shown = view.partition(&record.partition)?;
    shown.window.cells.iter().find(|cell| cell.offset == record.offset)
}

fn bytes(view: &View, record: &RecordName) -> Option<i64> {
    let CellKind::Record(preview) = &cell(view, record)?.kind else { return None };
    let value = preview.value.as_ref()?;
    i64::try_from(value.bytes).ok()
}

fn processed(view: &View, group: &str, record: &RecordName) -> Option<i64> {
    let cell = cell(view, record)?;
    let times = cell.processed.iter().find(|times| &*times.group == group);
    Some(times.map_or(0, |times| times.times.into()))
}

/// The word for a status, in queries and on the page's English side.
#[must_use]
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Running => "running",
        Status::Stalled => "stalled",
        Status::Frozen => "frozen",
        Status::Crashed => "crashed",
        Status::Closed => "closed",
    }
}
