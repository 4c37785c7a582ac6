//! Kafka's configs as data: what is defined, with which default, and what is refused in which words.
//!
//! A config is a table of [`Definition`]s in Kafka's order (the first bad one is the one reported)
//! and, once parsed, a list of values parallel to it. The words of a refusal are Kafka's own.
//!
//! Source: `clients/…/common/config/ConfigDef.java`, `AbstractConfig.java`.
//! Smaller than Kafka: the keys of `ssl.*` and `sasl.*` are taken as unknown, hence not checked.

mod check;
mod client;
mod consumer;
mod decimal;
mod definition;
mod group;
mod producer;
mod reset;
mod topic;

#[cfg(test)]
mod tests;

pub use consumer::{ConsumerConfig, GroupProtocol};
pub use decimal::Millionths;
pub use definition::{Definition, Value};
pub use group::GroupConfig;
pub use producer::{PartitionerClass, ProducerConfig};
pub use reset::AutoOffsetReset;
pub use topic::TopicConfig;

use crate::java::JavaHashSet;
use crate::quantity::Text;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A refused config: the exception that Kafka throws.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfigException {
    /// Simple name of the exception's class: mostly `ConfigException`.
    pub ex: &'static str,
    /// Its message, in Kafka's words.
    pub message: Text,
    /// What it wraps, where a client's constructor wraps: class and message.
    pub cause: Option<(&'static str, Text)>,
}

impl ConfigException {
    /// A `ConfigException` with this message.
    #[must_use]
    pub fn new(message: impl Into<Text>) -> Self {
        Self::of("ConfigException", message)
    }

    /// An exception of class `ex` with this message.
    #[must_use]
    pub fn of(ex: &'static str, message: impl Into<Text>) -> Self {
        Self { ex, message: message.into(), cause: None }
    }

    /// `new ConfigException(name, value, reason)`.
    #[must_use]
    pub fn invalid(name: &str, value: &dyn fmt::Display, reason: &str) -> Self {
        let message = format!("Invalid value {value} for configuration {name}: {reason}");
        Self::new(message)
    }

    /// This exception as the cause of the `KafkaException` that a client's constructor throws.
    #[must_use]
    fn wrapped(self, client: &str) -> Self {
        let message = String::from("Failed to construct kafka ") + client;
        Self { ex: "KafkaException", message: message.into(), cause: Some((self.ex, self.message)) }
    }
}

impl fmt::Display for ConfigException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What the controller looks at first: values that are null, then names that are unknown, in the
/// order of a hash map. `kind` is whose configs they are.
fn ensure_known<'a>(
    table: &[Definition],
    kind: &str,
    configs: &[(&'a str, Option<&'a str>)],
) -> Result<Vec<(&'a str, &'a str)>, ConfigException> {
    let refuse = |message: String| ConfigException::of("InvalidConfigurationException", message);
    let mut names = JavaHashSet::new();
    names.extend(configs.iter().map(|(name, _)| *name));
    let is_null = |name: &&&str| configs.iter().any(|(it, value)| it == *name && value.is_none());
    let nulls: Vec<&str> = names.iter().filter(is_null).copied().collect();
    if !nulls.is_empty() {
        let nulls = nulls.join(",");
        return Err(refuse(format!("Null value not supported for {kind} configs: {nulls}")));
    }
    let is_unknown = |name: &&&str| !table.iter().any(|definition| definition.name == **name);
    if let Some(name) = names.iter().find(is_unknown) {
        return Err(refuse(format!("Unknown {kind} config name: {name}")));
    }
    Ok(configs.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect())
}
