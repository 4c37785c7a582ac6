//! Values of a story: JSON to the engine's, and back.

use engine::command::{OffsetAndMetadata, Properties};
use engine::event::{ClientError, ConsumerRecord};
use engine::log::batch::{Header, TimestampType};
use engine::quantity::{Bytes, Text, Time, TopicPartition};
use engine::sorted::SortedMap;
use serde_json::{Map, Value, json};

/// A string, or `""`.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A client's or topic's configs: numbers and booleans as they stand in a properties file.
pub(crate) fn properties(config: &Value) -> Properties {
    let entries = config.as_object().into_iter().flatten();
    let entries = entries.map(|(name, value)| {
        let value: Option<Text> = match value {
            Value::Null => None,
            Value::String(text) => Some(text.as_str().into()),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Some(value.to_string().into())
            }
        };
        (name.as_str().into(), value)
    });
    entries.collect()
}

/// A key or a value: text, `{"hex":…}`, `{"n":…}` (that many `x`) or null.
pub(crate) fn bytes(value: &Value) -> Option<Bytes> {
    match value {
        Value::String(text) => Some(text.as_bytes().into()),
        Value::Object(fields) => match (&fields.get("hex"), &fields.get("n")) {
            (Some(hex), _) => Some(from_hex(text(hex)).into()),
            (None, Some(count)) => {
                let count = count.as_u64().and_then(|count| usize::try_from(count).ok());
                Some(vec![b'x'; count.unwrap_or(0)].into())
            }
            (None, None) => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn from_hex(digits: &str) -> Vec<u8> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| pair.iter().fold(0, |byte, &digit| (byte << 4) | nibble(digit))).collect()
}

/// As a recording writes it.
pub(crate) fn bytes_value(bytes: Option<&Bytes>) -> Value {
    match bytes.map(|bytes| (std::str::from_utf8(bytes), bytes)) {
        None => Value::Null,
        Some((Ok(text), _)) => json!(text),
        Some((Err(_), bytes)) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({"hex": hex})
        }
    }
}

/// `topic-3`.
pub(crate) fn partition(name: &str) -> Result<TopicPartition, String> {
    TopicPartition::parse(name).ok_or_else(|| format!("`{name}` is no partition"))
}

/// A list of partitions.
pub(crate) fn partitions(list: &Value) -> Result<Vec<TopicPartition>, String> {
    list.as_array().into_iter().flatten().map(|name| partition(text(name))).collect()
}

/// An offset to commit: a number, `[offset, metadata]` or `{off, metaLen}`.
pub(crate) fn offset_to_commit(value: &Value) -> OffsetAndMetadata {
    let (offset, metadata) = match value {
        Value::Array(pair) => {
            let metadata = pair.get(1).and_then(bytes);
            let metadata = metadata.as_deref().map(String::from_utf8_lossy);
            (pair.first().and_then(Value::as_i64), metadata.unwrap_or_default().into_owned())
        }
        Value::Object(fields) => {
            let length = fields.get("metaLen").and_then(Value::as_u64).unwrap_or(0);
            let metadata = "x".repeat(usize::try_from(length).unwrap_or(0));
            (fields.get("off").and_then(Value::as_i64), metadata)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            (value.as_i64(), String::new())
        }
    };
    let offset = offset.unwrap_or_default();
    OffsetAndMetadata { offset, leader_epoch: None, metadata: metadata.into() }
}

/// The offsets to commit at each partition; `None` where none are given.
pub(crate) fn offsets_to_commit(
    given: &Value,
) -> Result<Option<SortedMap<TopicPartition, OffsetAndMetadata>>, String> {
    let offsets = given.as_object().map(|offsets| {
        let each = offsets.iter();
        each.map(|(name, offset)| Ok((partition(name)?, offset_to_commit(offset)))).collect()
    });
    offsets.transpose()
}

/// A committed offset as a recording writes it.
pub(crate) fn committed_value(offset: i64, metadata: &str) -> Value {
    if metadata.is_empty() { json!(offset) } else { json!([offset, metadata]) }
}

/// A record, with everything that a recording may say of it.
pub(crate) fn record_value(record: &ConsumerRecord, start: Time) -> Value {
    let mut extra = Map::new();
    match record.timestamp_type {
        TimestampType::CreateTime => {
            extra.insert("ts".to_owned(), json!(record.timestamp - start.0));
        }
        TimestampType::LogAppendTime => {
            extra.insert("tt".to_owned(), json!("LogAppendTime"));
        }
    }
    if !record.headers.is_empty() {
        extra.insert("h".to_owned(), record.headers.iter().map(header_value).collect());
    }
    let (key, value) = (bytes_value(record.key.as_ref()), bytes_value(record.value.as_ref()));
    json!([record.offset.0, key, value, extra])
}

fn header_value(header: &Header) -> Value {
    json!([&*header.key, bytes_value(header.value.as_ref())])
}

/// An exception as a recording writes it.
pub(crate) fn error_value(error: &ClientError) -> Value {
    let mut value = json!({"ex": &*error.exception, "msg": &*error.message});
    if let Some(code) = error.code {
        value["code"] = json!(code.name());
    }
    if let Some((class, message)) = &error.cause {
        value["cause"] = json!({"ex": &**class, "msg": &**message});
    }
    value
}
