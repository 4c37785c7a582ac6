//! Writes what a command carries, each kind in its one canonical spelling.
//!
//! Each writer is the inverse of the reader of the same name in `read`.

use crate::read::UNITS;
use crate::words::{always_quoted, quoted};
use engine::command::OffsetAndMetadata;
use engine::quantity::{Bytes, Millis, TopicPartition};

/// A whole number.
pub(crate) fn number(value: impl Into<i64>, out: &mut String) {
    out.push_str(&value.into().to_string());
}

/// A span in the largest unit that leaves nothing over.
pub(crate) fn span(span: Millis, out: &mut String) {
    let fits = |&&(_, factor): &&(&str, i64)| span.0 != 0 && span.0 % factor == 0;
    let &(unit, factor) = UNITS.iter().find(fits).unwrap_or(&("ms", 1));
    number(span.0 / factor, out);
    out.push_str(unit);
}

/// `orders-0`.
pub(crate) fn partition(partition: &TopicPartition, out: &mut String) {
    quoted(&partition.topic, out);
    out.push(if partition.partition.0 < 0 { ':' } else { '-' });
    number(partition.partition.0, out);
}

/// `orders-0=4@epoch:metadata`.
pub(crate) fn offset(name: &TopicPartition, committed: &OffsetAndMetadata, out: &mut String) {
    partition(name, out);
    out.push('=');
    number(committed.offset, out);
    if let Some(epoch) = committed.leader_epoch {
        out.push('@');
        number(epoch, out);
    }
    if !committed.metadata.is_empty() {
        out.push(':');
        quoted(&committed.metadata, out);
    }
}

/// `null`, text where the bytes are UTF-8, else `0x…`.
pub(crate) fn bytes(bytes: Option<&Bytes>, out: &mut String) {
    let Some(bytes) = bytes else { return out.push_str("null") };
    match std::str::from_utf8(bytes) {
        Ok(text) if text == "null" || text.starts_with("0x") => always_quoted(text, out),
        Ok(text) => quoted(text, out),
        Err(_) => {
            out.push_str("0x");
            for byte in bytes.iter() {
                let digit = |value: u8| char::from_digit(value.into(), 16);
                out.extend(digit(byte >> 4));
                out.extend(digit(byte & 15));
            }
        }
    }
}

/// `null`, or text.
pub(crate) fn nullable_text(text: Option<&str>, out: &mut String) {
    match text {
        None => out.push_str("null"),
        Some("null") => always_quoted("null", out),
        Some(text) => quoted(text, out),
    }
}

/// `name=value`.
pub(crate) fn property(name: &str, value: Option<&str>, out: &mut String) {
    quoted(name, out);
    out.push('=');
    nullable_text(value, out);
}
