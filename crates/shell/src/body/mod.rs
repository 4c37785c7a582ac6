//! The fields of a request in a line: `groupId=billing topics=[{name=orders,partitions=[…]}]`.
//!
//! A record is written in braces, a list in brackets, a map as a record whose names are data. Names
//! are those of Kafka's JSON schemas. Invariant: a field that is left out has the value that its
//! row in [`group`], [`data`] or [`admin`] gives, and is left out where it has that value.

mod admin;
mod atom;
mod data;
mod group;
pub(crate) mod log;
mod tree;

pub(crate) use admin::{NewTopic, TopicChanges};
pub(crate) use atom::{OFFSET_SPECS, offset_spec};
pub(crate) use tree::Value;

use crate::complaint::{Complaint, expected_one_of, nearest, shortened};
use crate::words::Word;
use engine::protocol::Request;
use i18n::shell::{Kind, Problem};

/// What has a place in a body.
pub(crate) trait Field: Sized {
    /// Writes it in its canonical form.
    fn write(&self, out: &mut String);
    /// Reads it.
    fn read(value: &Value) -> Result<Self, Complaint>;
}

/// A record: fields with names.
pub(crate) trait Record: Sized {
    /// The names of its fields.
    const NAMES: &'static [&'static str];
    /// Writes its fields.
    fn write_fields(&self, fields: &mut FieldWriter<'_>);
    /// Reads its fields.
    fn read_fields(fields: &mut FieldReader<'_>) -> Result<Self, Complaint>;
}

/// Writes `name=value`, with a separator between.
pub(crate) struct FieldWriter<'a> {
    out: &'a mut String,
    separator: &'static str,
    next: &'static str,
}

/// Finds fields by their names.
pub(crate) struct FieldReader<'a> {
    fields: &'a [(Word, Value)],
    end: usize,
}

impl FieldWriter<'_> {
    fn put(&mut self, name: &'static str, value: &impl Field) {
        self.out.push_str(self.next);
        self.next = self.separator;
        self.out.push_str(name);
        self.out.push('=');
        value.write(self.out);
    }
}

impl FieldReader<'_> {
    fn take<T: Field>(&self, name: &'static str) -> Result<Option<T>, Complaint> {
        let field = self.fields.iter().find(|(known, _)| known.bare() == Some(name));
        field.map(|(_, value)| T::read(value)).transpose()
    }

    fn missing(&self, name: &'static str) -> Complaint {
        crate::complaint::missing(Kind::Named(name), self.end)
    }
}

/// Says of a struct which fields it has: `field "name"` must be there, `field "name" = value` is
/// left out where it has that value.
macro_rules! record {
    ($type:ty { $($field:tt $name:literal $(= $default:expr)?),* $(,)? }) => {
        impl $crate::body::Record for $type {
            const NAMES: &'static [&'static str] = &[$($name),*];
            fn write_fields(&self, fields: &mut $crate::body::FieldWriter<'_>) {
                $($crate::body::record!(@write self.$field, fields, $name $(, $default)?);)*
            }
            fn read_fields(
                fields: &mut $crate::body::FieldReader<'_>,
            ) -> Result<Self, $crate::complaint::Complaint> {
                Ok(Self { $($field: match fields.take($name)? {
                    Some(value) => value,
                    None => $crate::body::record!(@default fields, $name $(, $default)?),
                }),* })
            }
        }
        $crate::body::record!(@field $type);
    };
    (@write $value:expr, $fields:ident, $name:literal) => { $fields.put($name, &$value) };
    (@write $value:expr, $fields:ident, $name:literal, $default:expr) => {
        if $value != $default {
            $fields.put($name, &$value);
        }
    };
    (@default $fields:ident, $name:literal) => { return Err($fields.missing($name)) };
    (@default $fields:ident, $name:literal, $default:expr) => { $default };
    (@field $type:ty) => {
        impl $crate::body::Field for $type {
            fn write(&self, out: &mut String) {
                $crate::body::write_record(self, out);
            }
            fn read(value: &$crate::body::Value) -> Result<Self, $crate::complaint::Complaint> {
                $crate::body::read_record(value)
            }
        }
    };
}
use record;

fn write_record(record: &impl Record, out: &mut String) {
    out.push('{');
    record.write_fields(&mut FieldWriter { out, separator: ",", next: "" });
    out.push('}');
}

fn read_record<T: Record>(value: &Value) -> Result<T, Complaint> {
    let fields = value.map().ok_or_else(|| value.expected(Kind::Record))?;
    read_named(fields, value.span().end)
}

fn read_named<T: Record>(fields: &[(Word, Value)], end: usize) -> Result<T, Complaint> {
    check_names(fields, T::NAMES)?;
    T::read_fields(&mut FieldReader { fields, end })
}

fn check_names(fields: &[(Word, Value)], names: &'static [&'static str]) -> Result<(), Complaint> {
    for (at, (name, _)) in fields.iter().enumerate() {
        let shown = shortened(&name.text);
        if !names.iter().any(|known| name.bare() == Some(*known)) {
            let nearest = nearest(&name.text, names.iter().copied());
            let problem = Problem::UnknownOption { name: shown, nearest };
            return Err(Complaint::at(name.span.clone(), problem));
        }
        if fields[..at].iter().any(|(earlier, _)| earlier.text == name.text) {
            return Err(Complaint::at(name.span.clone(), Problem::Twice { name: shown }));
        }
    }
    Ok(())
}

/// Reads a record whose fields are words of the line.
pub(crate) fn read_words<T: Record>(words: &[Word], end: usize) -> Result<T, Complaint> {
    read_named(&tree::fields(words)?, end)
}

/// Writes a record's fields as words of the line, each with a space before it.
pub(crate) fn write_words(record: &impl Record, out: &mut String) {
    record.write_fields(&mut FieldWriter { out, separator: " ", next: " " });
}

/// Writes an API's name and its request's fields, with a space before each.
pub(crate) fn write_request(request: &Request, out: &mut String) {
    out.push(' ');
    out.push_str(request.api());
    write_fields(request, out);
}

macro_rules! requests {
    ($($api:ident),*) => {
        /// The APIs that a request can be written for.
        pub(crate) const APIS: &[&str] = &[$(stringify!($api)),*];

        fn write_fields(request: &Request, out: &mut String) {
            match request { $(Request::$api(request) => write_words(request, out),)* }
        }

        /// Reads the request to the API of that name.
        pub(crate) fn read_request(
            api: &Word,
            words: &[Word],
            end: usize,
        ) -> Result<Request, Complaint> {
            match api.bare() {
                $(Some(stringify!($api)) => read_words(words, end).map(Request::$api),)*
                _ => Err(expected_one_of(Kind::Api, api, APIS.iter().copied())),
            }
        }

        /// The names of the fields of an API's request.
        pub(crate) fn field_names(api: &str) -> &'static [&'static str] {
            match api {
                $(stringify!($api) => names_of(Request::$api),)*
                _ => &[],
            }
        }
    };
}

fn names_of<T: Record>(_: fn(T) -> Request) -> &'static [&'static str] {
    T::NAMES
}

requests! {
    Produce, Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator, JoinGroup,
    Heartbeat, LeaveGroup, SyncGroup, DescribeGroups, ListGroups, CreateTopics, DeleteTopics,
    DeleteRecords, InitProducerId, CreatePartitions, DeleteGroups, IncrementalAlterConfigs,
    DescribeConfigs, OffsetDelete, DescribeProducers, TxnOffsetCommit, WriteTxnMarkers
}

impl<T: Field> Field for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let items = value.list().ok_or_else(|| value.expected(Kind::List))?;
        let mut read = Vec::with_capacity(items.len());
        for item in items {
            read.push(T::read(item)?);
        }
        Ok(read)
    }
}

/// What can be the name in a map.
pub(crate) trait Name: Sized {
    /// Writes it in its canonical form.
    fn write(&self, out: &mut String);
    /// Reads it.
    fn read(word: &Word) -> Result<Self, Complaint>;
}

impl<K: Name, V: Field> Field for Vec<(K, V)> {
    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (name, value)) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            name.write(out);
            out.push('=');
            value.write(out);
        }
        out.push('}');
    }

    fn read(value: &Value) -> Result<Self, Complaint> {
        let fields = value.map().ok_or_else(|| value.expected(Kind::Record))?;
        let mut read = Vec::with_capacity(fields.len());
        for (name, value) in fields {
            read.push((K::read(name)?, V::read(value)?));
        }
        Ok(read)
    }
}
