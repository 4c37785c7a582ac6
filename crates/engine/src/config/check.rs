//! What a config's value must be, and Kafka's words where it is not.
//!
//! Source: the `Validator`s of `clients/…/common/config/ConfigDef.java` of 4.3.1.

use super::{ConfigException, Millionths, Value};
use crate::java::JavaHashSet;
use crate::quantity::Text;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, string::ToString};

/// A validator.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    Nothing,
    AtLeast(i64),
    Between(i64, i64),
    /// Between two bounds, or one value besides.
    BetweenOr(i64, i64, i64),
    OneOf(&'static [&'static str]),
    /// In any case of letters.
    OneOfIgnoringCase(&'static [&'static str]),
    NotEmpty,
    /// A list without empty elements.
    List,
    /// A list without empty elements, and not an empty one.
    NonEmptyList,
    /// A list of these.
    ListOf(&'static [&'static str]),
    /// Whatever else a class of its own decides.
    By(fn(&str, &Value) -> Result<(), ConfigException>),
}

/// `CompressionType.GZIP.levelValidator()`, and of the others below.
pub(super) const GZIP_LEVEL: Check = Check::BetweenOr(1, 9, -1);
pub(super) const LZ4_LEVEL: Check = Check::Between(1, 17);
pub(super) const ZSTD_LEVEL: Check = Check::Between(-131_072, 22);

impl Check {
    /// Whether it is a `ValidList`: `ConfigDef.parseValue` drops duplicates for that validator only.
    pub(super) const fn drops_duplicates(self) -> bool {
        match self {
            Self::List | Self::NonEmptyList | Self::ListOf(_) => true,
            Self::Nothing
            | Self::AtLeast(_)
            | Self::Between(..)
            | Self::BetweenOr(..)
            | Self::OneOf(_)
            | Self::OneOfIgnoringCase(_)
            | Self::NotEmpty
            | Self::By(_) => false,
        }
    }
}

/// Whether `value` passes `check`.
pub(super) fn ensure_valid(name: &str, check: Check, value: &Value) -> Result<(), ConfigException> {
    let refuse = |reason: &str| Err(ConfigException::invalid(name, value, reason));
    match check {
        Check::Nothing => Ok(()),
        Check::AtLeast(least) if number(value).is_some_and(|number| number < least.into()) => {
            refuse(&format!("Value must be at least {least}"))
        }
        Check::AtLeast(_) => Ok(()),
        Check::Between(least, most) => match number(value) {
            Some(number) if number < least.into() => {
                refuse(&format!("Value must be at least {least}"))
            }
            Some(number) if number > most.into() => {
                refuse(&format!("Value must be no more than {most}"))
            }
            Some(_) | None => Ok(()),
        },
        Check::BetweenOr(least, most, other) => match value {
            Value::Number(number) if (least..=most).contains(number) || *number == other => Ok(()),
            Value::Number(_)
            | Value::Null
            | Value::Flag(_)
            | Value::Decimal(..)
            | Value::Text(_)
            | Value::List(_) => {
                refuse(&format!("Value must be between {least} and {most} or equal to {other}"))
            }
        },
        Check::OneOf(allowed) if allowed.contains(&text(value)) => Ok(()),
        Check::OneOf(allowed) => refuse(&one_of(allowed)),
        Check::OneOfIgnoringCase(allowed) => {
            let upper = text(value).to_ascii_uppercase();
            let set = upper_case_set(allowed);
            if set.contains(upper.as_str()) {
                return Ok(());
            }
            let names: Vec<&str> = set.iter().map(String::as_str).collect();
            let names = names.join(", ");
            refuse(&format!("String must be one of (case insensitive): {names}"))
        }
        Check::NotEmpty if matches!(value, Value::Text(text) if text.is_empty()) => {
            refuse("String must be non-empty")
        }
        Check::NotEmpty => Ok(()),
        Check::List => ensure_list(name, elements(value), None),
        Check::NonEmptyList if elements(value).is_empty() => Err(ConfigException::new(format!(
            "Configuration '{name}' must not be empty. Valid values include: any non-empty value"
        ))),
        Check::NonEmptyList => ensure_list(name, elements(value), None),
        Check::ListOf(allowed) => ensure_list(name, elements(value), Some(allowed)),
        Check::By(ensure) => ensure(name, value),
    }
}

/// `ConfigDef.ValidList`: every element, in order.
fn ensure_list(name: &str, list: &[Text], allowed: Option<&[&str]>) -> Result<(), ConfigException> {
    for element in list {
        if element.is_empty() {
            let message = format!("Configuration '{name}' values must not be empty.");
            return Err(ConfigException::new(message));
        }
        if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(&&**element)) {
            return Err(ConfigException::invalid(name, element, &one_of(allowed)));
        }
    }
    Ok(())
}

fn one_of(allowed: &[&str]) -> String {
    "String must be one of: ".to_string() + &allowed.join(", ")
}

/// Kafka collects the names into a `HashSet`, whose order its message shows.
fn upper_case_set(allowed: &[&str]) -> JavaHashSet<String> {
    let mut set = JavaHashSet::new();
    set.extend(allowed.iter().map(|name| name.to_ascii_uppercase()));
    set
}

fn number(value: &Value) -> Option<Millionths> {
    match value {
        Value::Number(number) => Some((*number).into()),
        Value::Decimal(number, _) => Some(*number),
        Value::Null | Value::Flag(_) | Value::Text(_) | Value::List(_) => None,
    }
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) | Value::Decimal(_, text) => text,
        Value::Null | Value::Flag(_) | Value::Number(_) | Value::List(_) => "",
    }
}

fn elements(value: &Value) -> &[Text] {
    match value {
        Value::List(list) => list,
        Value::Null | Value::Flag(_) | Value::Number(_) | Value::Decimal(..) | Value::Text(_) => {
            &[]
        }
    }
}
