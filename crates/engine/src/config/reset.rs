//! Where a consumer starts that knows no offset: `auto.offset.reset`, and what it refuses.
//!
//! Source: `clients/…/consumer/internals/AutoOffsetResetStrategy.java`.

use super::{ConfigException, Value};
use crate::java::parse_duration_clamped;
use crate::quantity::Millis;
use alloc::format;
use alloc::string::{String, ToString};

/// Where a consumer starts that has neither a position nor a committed offset
/// (`auto.offset.reset`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AutoOffsetReset {
    /// At the log start offset.
    Earliest,
    /// At the high watermark, or the last stable offset.
    Latest,
    /// Nowhere: the application is told.
    None,
    /// At the first record that is not older than this (KIP-1106). Smaller than Kafka: spans that
    /// no number of milliseconds holds are accepted too, but taken for the longest one.
    ByDuration(Millis),
}

const RESETS: &str = "The value must be either 'earliest', 'latest', 'none' or of the format \
                      'by_duration:<PnDTnHnMn.nS.>'.";

impl AutoOffsetReset {
    /// Reads the config's value; `None` for what Kafka refuses.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "earliest" => Some(Self::Earliest),
            "latest" => Some(Self::Latest),
            "none" => Some(Self::None),
            _ => {
                let span = parse_duration_clamped(text.strip_prefix("by_duration:")?)?;
                (span >= Millis(0)).then_some(Self::ByDuration(span))
            }
        }
    }
}

/// `AutoOffsetResetStrategy.Validator`: the name and the value stand in its message twice.
pub(super) fn ensure_reset(name: &str, value: &Value) -> Result<(), ConfigException> {
    let text = value.to_string();
    if AutoOffsetReset::parse(&text).is_some() {
        return Ok(());
    }
    let reason = String::from("Invalid value `") + &text + "` for configuration " + name;
    Err(ConfigException::invalid(name, value, &format!("{reason}. {RESETS}")))
}
