//! One config: its type and default, how its text is read, and a whole parsed list of them.
//!
//! Invariant: [`Values`] is parallel to the table that it was parsed by.

use super::check::{Check, ensure_valid};
use super::decimal::java_double_text;
use super::{ConfigException, Millionths};
use crate::quantity::{Millis, Text};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::fmt;

/// What is known of one config before anybody sets it.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Kafka's name.
    pub name: &'static str,
    pub(super) kind: Kind,
    pub(super) default: Default,
    pub(super) check: Check,
}

/// A config's parsed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Java's null.
    Null,
    /// BOOLEAN.
    Flag(bool),
    /// INT, SHORT or LONG.
    Number(i64),
    /// DOUBLE, with the text that Java writes for it.
    Decimal(Millionths, Text),
    /// STRING or CLASS.
    Text(Text),
    /// LIST: without duplicates where its validator is `ValidList`.
    List(Rc<[Text]>),
}

/// `ConfigDef.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Int,
    Long,
    Double,
    String,
    List,
    Class,
}

/// What stands where nobody set anything.
#[derive(Clone, Copy, Debug)]
pub(super) enum Default {
    /// There is none: the config must be set.
    Required,
    Null,
    Flag(bool),
    Number(i64),
    Text(&'static str),
}

/// Every config of a table with its value, and whether it was given or is the default.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Values(Rc<[(Value, bool)]>);

impl Definition {
    pub(super) const fn new(name: &'static str, kind: Kind, default: Default) -> Self {
        Self { name, kind, default, check: Check::Nothing }
    }

    pub(super) const fn flag(name: &'static str, default: bool) -> Self {
        Self::new(name, Kind::Boolean, Default::Flag(default))
    }

    pub(super) const fn int(name: &'static str, default: i64) -> Self {
        Self::new(name, Kind::Int, Default::Number(default))
    }

    pub(super) const fn long(name: &'static str, default: i64) -> Self {
        Self::new(name, Kind::Long, Default::Number(default))
    }

    pub(super) const fn text(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::String, Default::Text(default))
    }

    pub(super) const fn double(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Double, Default::Text(default))
    }

    pub(super) const fn optional(name: &'static str) -> Self {
        Self::new(name, Kind::String, Default::Null)
    }

    pub(super) const fn list(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::List, Default::Text(default))
    }

    pub(super) const fn class(name: &'static str, default: Default) -> Self {
        Self::new(name, Kind::Class, default)
    }

    pub(super) const fn checked(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    pub(super) const fn at_least(self, least: i64) -> Self {
        self.checked(Check::AtLeast(least))
    }

    /// The value where nobody set one; `None` where somebody must.
    fn default_value(&self) -> Option<Value> {
        match self.default {
            Default::Required => None,
            Default::Null => Some(Value::Null),
            Default::Flag(flag) => Some(Value::Flag(flag)),
            Default::Number(number) => Some(Value::Number(number)),
            Default::Text(text) => self.read(text).ok(),
        }
    }

    /// `ConfigDef.parseType`.
    fn read(&self, given: &str) -> Result<Value, ConfigException> {
        let text = java_trim(given);
        let not_a_number = |kind: &str| {
            let reason = alloc::format!("Not a number of type {kind}");
            ConfigException::invalid(self.name, &given, &reason)
        };
        match self.kind {
            Kind::Boolean if text.eq_ignore_ascii_case("true") => Ok(Value::Flag(true)),
            Kind::Boolean if text.eq_ignore_ascii_case("false") => Ok(Value::Flag(false)),
            Kind::Boolean => {
                let reason = "Expected value to be either true or false";
                Err(ConfigException::invalid(self.name, &given, reason))
            }
            Kind::Int => {
                let number = text.parse::<i32>().map_err(|_| not_a_number("INT"))?;
                Ok(Value::Number(number.into()))
            }
            Kind::Long => {
                let number = text.parse().map_err(|_| not_a_number("LONG"))?;
                Ok(Value::Number(number))
            }
            Kind::Double => {
                let number = Millionths::parse(text).ok_or_else(|| not_a_number("DOUBLE"))?;
                Ok(Value::Decimal(number, java_double_text(text).into()))
            }
            Kind::String => Ok(Value::Text(text.into())),
            Kind::List => Ok(Value::List(split_list(text, self.check.drops_duplicates()))),
            Kind::Class if super::client::is_known_class(text) => Ok(Value::Text(text.into())),
            Kind::Class => {
                let reason = alloc::format!("Class {given} could not be found.");
                Err(ConfigException::invalid(self.name, &given, &reason))
            }
        }
    }
}

impl Values {
    /// `ConfigDef.parse`: every config of `table` in its order; the first bad one is reported.
    pub(super) fn parse(
        table: &[Definition],
        given: &[(&str, &str)],
    ) -> Result<Self, ConfigException> {
        let mut values = Vec::with_capacity(table.len());
        for definition in table {
            let set = given.iter().rev().find(|(name, _)| *name == definition.name);
            let value = match set {
                Some((_, text)) => definition.read(text)?,
                None => definition.default_value().ok_or_else(|| {
                    let name = definition.name;
                    ConfigException::new(alloc::format!(
                        "Missing required configuration \"{name}\" which has no default value."
                    ))
                })?,
            };
            ensure_valid(definition.name, definition.check, &value)?;
            values.push((value, set.is_some()));
        }
        Ok(Self(values.into()))
    }

    pub(super) fn get(&self, at: usize) -> &Value {
        &self.0[at].0
    }

    /// Whether it was set, rather than left at its default.
    pub(super) fn is_given(&self, at: usize) -> bool {
        self.0[at].1
    }

    /// Overrides a value, as `postProcessParsedConfig` does.
    pub(super) fn set(&mut self, at: usize, value: Value) {
        Rc::make_mut(&mut self.0)[at].0 = value;
    }

    pub(super) fn flag(&self, at: usize) -> bool {
        matches!(self.get(at), Value::Flag(true))
    }

    pub(super) fn number(&self, at: usize) -> i64 {
        match self.get(at) {
            Value::Number(number) => *number,
            Value::Null | Value::Flag(_) | Value::Decimal(..) | Value::Text(_) | Value::List(_) => {
                0
            }
        }
    }

    pub(super) fn millis(&self, at: usize) -> Millis {
        Millis(self.number(at))
    }

    pub(super) fn optional(&self, at: usize) -> Option<&Text> {
        match self.get(at) {
            Value::Text(text) => Some(text),
            Value::Null
            | Value::Flag(_)
            | Value::Number(_)
            | Value::Decimal(..)
            | Value::List(_) => None,
        }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.optional(at).map_or("", |text| text)
    }

    pub(super) fn list(&self, at: usize) -> &[Text] {
        match self.get(at) {
            Value::List(list) => list,
            Value::Null
            | Value::Flag(_)
            | Value::Number(_)
            | Value::Decimal(..)
            | Value::Text(_) => &[],
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Decimal(_, text) | Self::Text(text) => f.write_str(text),
            Self::List(list) => {
                f.write_str("[")?;
                for (at, text) in list.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    f.write_str(text)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// Where `name` stands in `table`; evaluated by the compiler, which refuses a name that is not there.
pub(super) const fn index_of(table: &[Definition], name: &str) -> usize {
    let mut at = 0;
    while at < table.len() {
        if same(table[at].name.as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("no config of that name in the table")
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

/// Java's `String.trim`: everything up to the space goes.
pub(super) fn java_trim(text: &str) -> &str {
    text.trim_matches(|character| character <= ' ')
}

/// Splits at commas with the white space around them; `distinct` drops a later duplicate.
fn split_list(text: &str, distinct: bool) -> Rc<[Text]> {
    let mut list: Vec<Text> = Vec::new();
    if text.is_empty() {
        return list.into();
    }
    for part in text.split(',') {
        let part = part.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
        if !distinct || !list.iter().any(|held| &**held == part) {
            list.push(part.into());
        }
    }
    list.into()
}

/// Methods that read one config each by its place in the table, found at compile time.
macro_rules! accessors {
    ($table:ident; $($(#[$doc:meta])* $method:ident: $read:ident -> $answer:ty = $name:literal;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $method(&self) -> $answer {
                const AT: usize = $crate::config::definition::index_of($table, $name);
                self.values.$read(AT)
            }
        )*
    };
}
pub(super) use accessors;
