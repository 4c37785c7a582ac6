//! Which names Kafka accepts for topics and instance ids, and which two topics it takes for one.
//!
//! Source: `clients/…/common/internals/Topic.java`.

use alloc::format;
use alloc::string::String;

/// The coordinator's log of groups and their offsets.
pub const GROUP_METADATA_TOPIC: &str = "__consumer_offsets";
/// The coordinator's log of transactions.
pub const TRANSACTION_STATE_TOPIC: &str = "__transaction_state";
/// The coordinator's log of share groups.
pub const SHARE_GROUP_STATE_TOPIC: &str = "__share_group_state";

const LONGEST: usize = 249;

/// Whether `name` may name a topic; if not, the message of Kafka's `InvalidTopicException`.
///
/// # Errors
///
/// The message.
pub fn ensure_topic_name(name: &str) -> Result<(), String> {
    ensure_valid(name, "Topic name")
}

/// `Topic.validate(name, what, …)`: `what` begins the message.
///
/// # Errors
///
/// The message.
pub fn ensure_valid(name: &str, what: &str) -> Result<(), String> {
    let reason = if name.is_empty() {
        String::from("the empty string is not allowed")
    } else if name == "." || name == ".." {
        format!("'{name}' is not allowed")
    } else if name.encode_utf16().count() > LONGEST {
        format!("the length of '{name}' is longer than the max allowed length {LONGEST}")
    } else if !name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter)) {
        format!(
            "'{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' \
             and '-'"
        )
    } else {
        return Ok(());
    };
    Err(format!("{what} is invalid: {reason}"))
}

/// Whether metrics could confuse `name` with another topic's: it has a dot or an underscore.
#[must_use]
pub fn has_collision_chars(name: &str) -> bool {
    name.contains(['.', '_'])
}

/// Whether two names differ in nothing but dots against underscores.
#[must_use]
pub fn collide(left: &str, right: &str) -> bool {
    left.replace('.', "_") == right.replace('.', "_")
}

/// Whether the topic is one of Kafka's own.
#[must_use]
pub fn is_internal(name: &str) -> bool {
    [GROUP_METADATA_TOPIC, TRANSACTION_STATE_TOPIC, SHARE_GROUP_STATE_TOPIC].contains(&name)
}
