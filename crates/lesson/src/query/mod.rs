//! The one grammar in which lessons ask about a world: goals, options, transfer, prose, scenarios.
//!
//! A [`Query`] is a word and its arguments (`position c1 orders-0`), an [`Expression`] a sum of
//! queries and numbers, a [`Condition`] two expressions compared. `parse(print(q)) == q`.

mod parse;

pub use parse::{BadQuery, partition};

use session::view::{PartitionName, RecordName, Text};
use std::fmt;

/// A question that a [`View`](session::view::View) answers with one [`Value`](crate::evaluate::Value).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Query {
    /// `log-start orders-0`: the log start offset.
    LogStart(PartitionName),
    /// `lso orders-0`: the last stable offset.
    LastStable(PartitionName),
    /// `hw orders-0`: the high watermark.
    HighWatermark(PartitionName),
    /// `leo orders-0`: the log end offset.
    LogEnd(PartitionName),
    /// `position c1 orders-0`: the next offset that the consumer will fetch.
    Position(Text, PartitionName),
    /// `client-lag c1 orders-0`: HW or LSO, less the position.
    ClientLag(Text, PartitionName),
    /// `committed billing orders-0`: the group's committed offset.
    Committed(Text, PartitionName),
    /// `lag billing orders-0`: HW less the committed offset.
    Lag(Text, PartitionName),
    /// `processed billing orders-0@4`: how often the group processed the record.
    Processed(Text, RecordName),
    /// `bytes orders-0@4`: how long the record's value is.
    Bytes(RecordName),
    /// `repeated billing`: how many records the group processed more than once.
    Repeated(Text),
    /// `lost billing`: how many records the group went past without processing them.
    Lost(Text),
    /// `state billing`: Kafka's word for the state of the group.
    State(Text),
    /// `generation billing`.
    Generation(Text),
    /// `members billing`: how many.
    Members(Text),
    /// `owner billing orders-0`: the member's client, as the coordinator knows it.
    Owner(Text, PartitionName),
    /// `coordinator billing`: the partition of `__consumer_offsets` that keeps the group.
    Coordinator(Text),
    /// `status c1`: running, stalled, frozen, crashed or closed.
    Status(Text),
    /// `error c1`: the class of the exception that its last call threw.
    Error(Text),
    /// `assigned c1`: how many partitions the consumer thinks are its own.
    Assigned(Text),
    /// `handed c1 orders-0`: how many records poll has handed out.
    Handed(Text, PartitionName),
    /// `first c1 orders-0`: the offset of the first record that poll handed out.
    First(Text, PartitionName),
    /// `last c1 orders-0`: the offset of the last record that poll handed out.
    Last(Text, PartitionName),
    /// `offset p1 3`: the offset of the producer's send number 3 (from 0).
    Offset(Text, i64),
    /// `partition p1 3`: the number of the partition of that send.
    Partition(Text, i64),
    /// `partitions orders`: how many the topic has.
    Partitions(Text),
    /// `formula 1000 1 3 500`: the article's formula, with its own arithmetic done right.
    Formula(i64, i64, i64, i64),
    /// `elapsed`: milliseconds since the world began.
    Elapsed,
}

/// A value that may be a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A whole number.
    Number(i64),
    /// `none`: nothing there; shown as `–`.
    None,
    /// A word of Kafka's: `Stable`.
    Word(Text),
    /// Asked of the view as it is.
    Ask(Query),
    /// `before …`: asked of the view as it was when the prediction was locked.
    Before(Query),
    /// Left to right: `position c1 orders-0 - 1`.
    Sum(Box<Expression>, Sign, Box<Expression>),
}

/// Plus or minus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The left side: what the page shows as "now".
    pub left: Expression,
    /// How they are compared.
    pub comparison: Comparison,
    /// The right side.
    pub right: Expression,
}

/// How two values are compared. Words and `none` only by `==` and `!=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Expression {
    /// The queries in it, for the viewport that they need.
    pub fn queries<'a>(&'a self, into: &mut Vec<&'a Query>) {
        match self {
            Self::Number(_) | Self::None | Self::Word(_) => {}
            Self::Ask(query) | Self::Before(query) => into.push(query),
            Self::Sum(left, _, right) => {
                left.queries(into);
                right.queries(into);
            }
        }
    }
}

impl Condition {
    /// The queries in it, for the viewport that they need.
    pub fn queries<'a>(&'a self, into: &mut Vec<&'a Query>) {
        self.left.queries(into);
        self.right.queries(into);
    }
}

impl Comparison {
    pub(crate) const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast];

    /// Its sign, `>=`.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LogStart(of) => write!(f, "log-start {of}"),
            Self::LastStable(of) => write!(f, "lso {of}"),
            Self::HighWatermark(of) => write!(f, "hw {of}"),
            Self::LogEnd(of) => write!(f, "leo {of}"),
            Self::Position(client, of) => write!(f, "position {client} {of}"),
            Self::ClientLag(client, of) => write!(f, "client-lag {client} {of}"),
            Self::Committed(group, of) => write!(f, "committed {group} {of}"),
            Self::Lag(group, of) => write!(f, "lag {group} {of}"),
            Self::Processed(group, of) => write!(f, "processed {group} {of}"),
            Self::Bytes(of) => write!(f, "bytes {of}"),
            Self::Repeated(group) => write!(f, "repeated {group}"),
            Self::Lost(group) => write!(f, "lost {group}"),
            Self::State(group) => write!(f, "state {group}"),
            Self::Generation(group) => write!(f, "generation {group}"),
            Self::Members(group) => write!(f, "members {group}"),
            Self::Owner(group, of) => write!(f, "owner {group} {of}"),
            Self::Coordinator(group) => write!(f, "coordinator {group}"),
            Self::Status(client) => write!(f, "status {client}"),
            Self::Error(client) => write!(f, "error {client}"),
            Self::Assigned(client) => write!(f, "assigned {client}"),
            Self::Handed(client, of) => write!(f, "handed {client} {of}"),
            Self::First(client, of) => write!(f, "first {client} {of}"),
            Self::Last(client, of) => write!(f, "last {client} {of}"),
            Self::Offset(client, send) => write!(f, "offset {client} {send}"),
            Self::Partition(client, send) => write!(f, "partition {client} {send}"),
            Self::Partitions(topic) => write!(f, "partitions {topic}"),
            Self::Formula(size, group, count, index) => {
                write!(f, "formula {size} {group} {count} {index}")
            }
            Self::Elapsed => f.write_str("elapsed"),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::None => f.write_str("none"),
            Self::Word(word) if stands_alone(word) => f.write_str(word),
            Self::Word(word) => write!(f, "'{word}'"),
            Self::Ask(query) => query.fmt(f),
            Self::Before(query) => write!(f, "before {query}"),
            Self::Sum(left, Sign::Plus, right) => write!(f, "{left} + {right}"),
            Self::Sum(left, Sign::Minus, right) => write!(f, "{left} - {right}"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.comparison.sign(), self.right)
    }
}

/// Kafka's words begin with a capital, and the words for a client's status are few; any other word
/// is put in quotes, so that a misspelt query is not taken for a word.
fn stands_alone(word: &str) -> bool {
    let capital = word.starts_with(|first: char| first.is_ascii_uppercase());
    capital || crate::evaluate::STATUSES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_what_was_read() {
        for text in [
            "log-start orders-0 == 0",
            "position c1 orders-0 - 1 <= before committed billing orders-0",
            "committed billing a-b-3 == none",
            "processed billing orders-0@4 >= 2",
            "bytes orders-0@4 == 1024",
            "state billing != Stable",
            "status c1 == crashed",
            "owner billing orders-0 == 'c2'",
            "formula 1000 1 3 500 > leo test_topic-1",
            "offset p1 3 + 1 == elapsed",
        ] {
            let read = Condition::parse(text).map(|condition| condition.to_string());
            assert_eq!(read.as_deref(), Ok(text));
        }
    }

    #[test]
    fn every_query_is_read_by_its_word() {
        for name in parse::NAMES {
            let unknown = matches!(Expression::parse(name), Err(BadQuery::Unknown { .. }));
            assert!(!unknown, "`{name}` is in the list and not in the parser");
        }
    }

    #[test]
    fn a_wrong_query_says_what_would_be_right() {
        let wrong = |text| Condition::parse(text).err().map(|error| error.to_string());
        for (text, sentence) in [
            ("positon c1 o-0 == 1", "there is no query `positon`; did you mean `position`?"),
            (
                "position c1 orders == 1",
                "`orders` stands where a partition such as `orders-0` should",
            ),
            ("state g", "the query ends where `==`, `!=`, `<`, `<=`, `>` or `>=` should come"),
            ("state g = Stable", "`=` stands where `==`, `!=`, `<`, `<=`, `>` or `>=` should"),
            ("elapsed == 1 2", "`2` stands where `+`, `-`, a comparison or the end should"),
        ] {
            assert_eq!(wrong(text).as_deref(), Some(sentence));
        }
    }
}
