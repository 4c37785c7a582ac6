//! The fields that are one word: numbers, texts, bytes, and the enums of the protocol.

use super::{Field, Name, Value};
use crate::complaint::{Complaint, expected_one_of};
use crate::words::{Word, quoted};
use crate::{read, write};
use engine::log::Bound;
use engine::log::batch::Header;
use engine::protocol::admin::ConfigResource;
use engine::protocol::data::{Acks, CoordinatorType, IsolationLevel, OffsetSpec};
use engine::quantity::TopicPartition;
use engine::quantity::{BrokerId, Bytes, Millis, Offset, PartitionId, Text, TopicId};
use i18n::shell::Kind;

macro_rules! numbers {
    ($($type:ty: $read:ident, $of:expr, $into:expr;)*) => {$(
        impl Field for $type {
            fn write(&self, out: &mut String) {
                let of: fn(&$type) -> i64 = $of;
                write::number(of(self), out);
            }
            fn read(value: &Value) -> Result<Self, Complaint> {
                read::$read(Kind::Number, value.atom(Kind::Number)?).map($into)
            }
        }
    )*};
}
numbers! {
    i16: short, |&value| value.into(), |value| value;
    i32: int, |&value| value.into(), |value| value;
    i64: long, |&value| value, |value| value;
    Millis: long, |value| value.0, Millis;
    Offset: long, |value| value.0, Offset;
    PartitionId: int, |value| value.0.into(), PartitionId;
    BrokerId: int, |value| value.0.into(), BrokerId;
}

/// Enums by their words.
macro_rules! choices {
    ($($type:ty { $($variant:path => $word:literal),* })*) => {$(
        impl Field for $type {
            fn write(&self, out: &mut String) {
                out.push_str(match *self { $($variant => $word),* });
            }
            fn read(value: &Value) -> Result<Self, Complaint> {
                const WORDS: &[&str] = &[$($word),*];
                let word = value.atom(Kind::OneOf(WORDS))?;
                match word.bare() {
                    $(Some($word) => Ok($variant),)*
                    _ => Err(expected_one_of(Kind::OneOf(WORDS), word, WORDS.iter().copied())),
                }
            }
        }
    )*};
}
choices! {
    Acks { Acks::None => "0", Acks::Leader => "1", Acks::All => "all" }
    IsolationLevel {
        IsolationLevel::ReadUncommitted => "read_uncommitted",
        IsolationLevel::ReadCommitted => "read_committed"
    }
    Bound {
        Bound::HighWatermark => "high-watermark",
        Bound::LastStable => "last-stable",
        Bound::LogEnd => "log-end"
    }
    CoordinatorType { CoordinatorType::Group => "group", CoordinatorType::Transaction => "transaction" }
}

impl Field for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        match value.atom(Kind::Boolean)?.bare() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(value.expected(Kind::Boolean)),
        }
    }
}

impl Field for Text {
    fn write(&self, out: &mut String) {
        write::nullable_text(Some(self), out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let word = value.atom(Kind::Name)?;
        read::nullable_text(word).ok_or_else(|| value.expected(Kind::Name))
    }
}

impl Field for Bytes {
    fn write(&self, out: &mut String) {
        write::bytes(Some(self), out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let word = value.atom(Kind::Bytes)?;
        read::bytes(word)?.ok_or_else(|| value.expected(Kind::Bytes))
    }
}

impl<T: Field> Field for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl Field for TopicId {
    fn write(&self, out: &mut String) {
        quoted(&self.text(), out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let word = value.atom(Kind::TopicId)?;
        Self::parse(&word.text).ok_or_else(|| value.expected(Kind::TopicId))
    }
}

impl Field for TopicPartition {
    fn write(&self, out: &mut String) {
        write::partition(self, out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        read::partition(value.atom(Kind::Partition)?)
    }
}

impl Name for TopicPartition {
    fn write(&self, out: &mut String) {
        write::partition(self, out);
    }

    fn read(word: &Word) -> Result<Self, Complaint> {
        read::partition(word)
    }
}

impl Name for Text {
    fn write(&self, out: &mut String) {
        quoted(self, out);
    }

    fn read(word: &Word) -> Result<Self, Complaint> {
        Ok(word.text.as_str().into())
    }
}

/// `topic:orders`, `group:billing`, `broker:1`; `broker:` is the cluster's default.
fn write_resource(resource: &ConfigResource, out: &mut String) {
    match resource {
        ConfigResource::Topic(name) => {
            out.push_str("topic:");
            quoted(name, out);
        }
        ConfigResource::Group(name) => {
            out.push_str("group:");
            quoted(name, out);
        }
        ConfigResource::Broker(broker) => {
            out.push_str("broker:");
            broker.iter().for_each(|broker| write::number(broker.0, out));
        }
    }
}

fn read_resource(word: &Word) -> Result<ConfigResource, Complaint> {
    const KINDS: &[&str] = &["topic:…", "group:…", "broker:…"];
    let cut = word.split(':');
    let name = cut.as_ref().map(|(kind, name)| (kind.bare(), name));
    match name {
        Some((Some("topic"), name)) => Ok(ConfigResource::Topic(name.text.as_str().into())),
        Some((Some("group"), name)) => Ok(ConfigResource::Group(name.text.as_str().into())),
        Some((Some("broker"), name)) if name.text.is_empty() => Ok(ConfigResource::Broker(None)),
        Some((Some("broker"), name)) => {
            let number = read::int(Kind::Broker, name)?;
            Ok(ConfigResource::Broker(Some(BrokerId(number))))
        }
        _ => Err(expected_one_of(Kind::OneOf(KINDS), word, std::iter::empty())),
    }
}

impl Field for ConfigResource {
    fn write(&self, out: &mut String) {
        write_resource(self, out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        read_resource(value.atom(Kind::Name)?)
    }
}

impl Name for ConfigResource {
    fn write(&self, out: &mut String) {
        write_resource(self, out);
    }

    fn read(word: &Word) -> Result<Self, Complaint> {
        read_resource(word)
    }
}

/// The words of an [`OffsetSpec`], as `kafka-get-offsets.sh --time` has them.
pub(crate) const OFFSET_SPECS: &[(&str, OffsetSpec)] = &[
    ("latest", OffsetSpec::Latest),
    ("earliest", OffsetSpec::Earliest),
    ("max-timestamp", OffsetSpec::MaxTimestamp),
    ("earliest-local", OffsetSpec::EarliestLocal),
    ("latest-tiered", OffsetSpec::LatestTiered),
    ("earliest-pending-upload", OffsetSpec::EarliestPendingUpload),
];

impl Field for OffsetSpec {
    fn write(&self, out: &mut String) {
        if let Self::Timestamp(timestamp) = *self {
            return write::number(timestamp, out);
        }
        let word = OFFSET_SPECS.iter().find(|(_, spec)| spec == self);
        out.push_str(word.map_or("", |(word, _)| *word));
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        offset_spec(value.atom(Kind::PartitionSpec)?)
    }
}

/// `latest`, `earliest`… or a timestamp.
pub(crate) fn offset_spec(word: &Word) -> Result<OffsetSpec, Complaint> {
    let known = OFFSET_SPECS.iter().find(|(name, _)| word.bare() == Some(*name));
    match known {
        Some(&(_, spec)) => Ok(spec),
        None if word.text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
            read::long(Kind::Timestamp, word).map(OffsetSpec::Timestamp)
        }
        None => {
            let words = OFFSET_SPECS.iter().map(|(name, _)| *name);
            Err(expected_one_of(Kind::PartitionSpec, word, words))
        }
    }
}

/// A header: its name and value, so that headers are a map whose names may repeat.
impl Field for Vec<Header> {
    fn write(&self, out: &mut String) {
        let pairs = self.iter().map(|header| (header.key.clone(), header.value.clone()));
        Field::write(&pairs.collect::<Vec<_>>(), out);
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let pairs: Vec<(Text, Option<Bytes>)> = Field::read(value)?;
        Ok(pairs.into_iter().map(|(key, value)| Header { key, value }).collect())
    }
}
