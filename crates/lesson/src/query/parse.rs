//! Reads the grammar of [`Query`], and says what would be right where it cannot.

use super::{Comparison, Condition, Expression, Query, Sign};
use session::view::{PartitionName, RecordName, Text};
use std::fmt;

impl Expression {
    /// Reads an expression that fills the whole text.
    ///
    /// # Errors
    ///
    /// [`BadQuery`], with what would be right.
    pub fn parse(text: &str) -> Result<Self, BadQuery> {
        let mut words = Words::new(text);
        let expression = words.expression()?;
        words.end()?;
        Ok(expression)
    }
}

impl Condition {
    /// Reads a condition that fills the whole text.
    ///
    /// # Errors
    ///
    /// [`BadQuery`], with what would be right.
    pub fn parse(text: &str) -> Result<Self, BadQuery> {
        let mut words = Words::new(text);
        let left = words.expression()?;
        let comparison = words.comparison()?;
        let right = words.expression()?;
        words.end()?;
        Ok(Self { left, comparison, right })
    }
}

/// What is wrong with a text that should be a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadQuery {
    /// The text ends too early.
    Ends {
        /// What would come next.
        expected: &'static str,
    },
    /// A word that stands in the wrong place.
    Unexpected {
        /// The word.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// A word that is no query, though it looks like one.
    Unknown {
        /// The word.
        found: String,
        /// The query that is spelt most like it, if one is.
        nearest: Option<String>,
    },
}

impl fmt::Display for BadQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ends { expected } => write!(f, "the query ends where {expected} should come"),
            Self::Unexpected { found, expected } => {
                write!(f, "`{found}` stands where {expected} should")
            }
            Self::Unknown { found, nearest: Some(nearest) } => {
                write!(f, "there is no query `{found}`; did you mean `{nearest}`?")
            }
            Self::Unknown { found, nearest: None } => {
                write!(f, "there is no query `{found}`; there are {}", NAMES.join(", "))
            }
        }
    }
}

/// The words of a text, taken one by one.
struct Words<'a> {
    rest: std::iter::Peekable<std::str::SplitWhitespace<'a>>,
}

/// Every query by its word, for "did you mean".
pub(super) const NAMES: &[&str] = &[
    "log-start",
    "lso",
    "hw",
    "leo",
    "position",
    "client-lag",
    "committed",
    "lag",
    "processed",
    "bytes",
    "repeated",
    "lost",
    "state",
    "generation",
    "members",
    "owner",
    "coordinator",
    "status",
    "error",
    "assigned",
    "handed",
    "first",
    "last",
    "offset",
    "partition",
    "partitions",
    "formula",
    "elapsed",
];

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.split_whitespace().peekable() }
    }

    fn next(&mut self, expected: &'static str) -> Result<&'a str, BadQuery> {
        self.rest.next().ok_or(BadQuery::Ends { expected })
    }

    fn end(mut self) -> Result<(), BadQuery> {
        match self.rest.next() {
            None => Ok(()),
            Some(found) => {
                let expected = "`+`, `-`, a comparison or the end";
                Err(BadQuery::Unexpected { found: found.into(), expected })
            }
        }
    }

    fn expression(&mut self) -> Result<Expression, BadQuery> {
        let mut left = self.term()?;
        while let Some(sign) = self.rest.peek().and_then(|word| Sign::parse(word)) {
            self.rest.next();
            left = Expression::Sum(Box::new(left), sign, Box::new(self.term()?));
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Expression, BadQuery> {
        let word = self.next("a number, `none`, a word of Kafka's or a query")?;
        if let Ok(number) = word.parse() {
            return Ok(Expression::Number(number));
        }
        if word == "none" {
            return Ok(Expression::None);
        }
        if word == "before" {
            let name = self.next("a query")?;
            return self.query(name).map(Expression::Before);
        }
        if NAMES.contains(&word) {
            return self.query(word).map(Expression::Ask);
        }
        if super::stands_alone(word) {
            return Ok(Expression::Word(word.into()));
        }
        if let Some(quoted) = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return Ok(Expression::Word(quoted.into()));
        }
        Err(unknown(word))
    }

    fn comparison(&mut self) -> Result<Comparison, BadQuery> {
        let expected = "`==`, `!=`, `<`, `<=`, `>` or `>=`";
        let word = self.next(expected)?;
        let known = Comparison::ALL.into_iter().find(|comparison| comparison.sign() == word);
        known.ok_or(BadQuery::Unexpected { found: word.into(), expected })
    }

    fn query(&mut self, name: &str) -> Result<Query, BadQuery> {
        Ok(match name {
            "log-start" => Query::LogStart(self.partition()?),
            "lso" => Query::LastStable(self.partition()?),
            "hw" => Query::HighWatermark(self.partition()?),
            "leo" => Query::LogEnd(self.partition()?),
            "position" => Query::Position(self.name("a client")?, self.partition()?),
            "client-lag" => Query::ClientLag(self.name("a client")?, self.partition()?),
            "committed" => Query::Committed(self.name("a group")?, self.partition()?),
            "lag" => Query::Lag(self.name("a group")?, self.partition()?),
            "processed" => Query::Processed(self.name("a group")?, self.record()?),
            "bytes" => Query::Bytes(self.record()?),
            "repeated" => Query::Repeated(self.name("a group")?),
            "lost" => Query::Lost(self.name("a group")?),
            "state" => Query::State(self.name("a group")?),
            "generation" => Query::Generation(self.name("a group")?),
            "members" => Query::Members(self.name("a group")?),
            "owner" => Query::Owner(self.name("a group")?, self.partition()?),
            "coordinator" => Query::Coordinator(self.name("a group")?),
            "status" => Query::Status(self.name("a client")?),
            "error" => Query::Error(self.name("a client")?),
            "assigned" => Query::Assigned(self.name("a client")?),
            "handed" => Query::Handed(self.name("a client")?, self.partition()?),
            "first" => Query::First(self.name("a client")?, self.partition()?),
            "last" => Query::Last(self.name("a client")?, self.partition()?),
            "offset" => Query::Offset(self.name("a producer")?, self.number()?),
            "partition" => Query::Partition(self.name("a producer")?, self.number()?),
            "partitions" => Query::Partitions(self.name("a topic")?),
            "formula" => {
                Query::Formula(self.number()?, self.number()?, self.number()?, self.number()?)
            }
            "elapsed" => Query::Elapsed,
            found => return Err(unknown(found)),
        })
    }

    fn name(&mut self, expected: &'static str) -> Result<Text, BadQuery> {
        self.next(expected).map(Into::into)
    }

    fn number(&mut self) -> Result<i64, BadQuery> {
        let expected = "a whole number";
        let word = self.next(expected)?;
        word.parse().map_err(|_| BadQuery::Unexpected { found: word.into(), expected })
    }

    fn partition(&mut self) -> Result<PartitionName, BadQuery> {
        let expected = "a partition such as `orders-0`";
        let word = self.next(expected)?;
        partition(word).ok_or(BadQuery::Unexpected { found: word.into(), expected })
    }

    fn record(&mut self) -> Result<RecordName, BadQuery> {
        let expected = "a record such as `orders-0@4`";
        let word = self.next(expected)?;
        let read = word.split_once('@').and_then(|(place, offset)| {
            let offset = offset.parse().ok()?;
            Some(RecordName { partition: partition(place)?, offset })
        });
        read.ok_or(BadQuery::Unexpected { found: word.into(), expected })
    }
}

/// Reads `orders-0`: the number stands after the last hyphen.
#[must_use]
pub fn partition(text: &str) -> Option<PartitionName> {
    let (topic, number) = text.rsplit_once('-')?;
    let partition = number.parse().ok().filter(|_| !topic.is_empty())?;
    Some(PartitionName { topic: topic.into(), partition })
}

/// That `word` is no query, and which one is spelt most like it.
fn unknown(word: &str) -> BadQuery {
    let nearest = shell::complaint::nearest(word, NAMES.iter().copied());
    BadQuery::Unknown { found: word.into(), nearest }
}

impl Sign {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "+" => Some(Self::Plus),
            "-" => Some(Self::Minus),
            _ => None,
        }
    }
}
