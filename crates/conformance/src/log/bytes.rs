//! Keys, values and headers as recordings write them.

use engine::log::batch::{Header, NewRecord};
use engine::quantity::Bytes;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// From this length on a text of `x` alone is written as its length.
const FILLER_FROM: usize = 9;

/// Reads a key or a value; `None` if it is not written as one.
pub(super) fn read(value: &Value) -> Option<Option<Bytes>> {
    Some(match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().into()),
        Value::Object(parts) => Some(match (parts.get("n"), parts.get("hex")) {
            (Some(length), None) => vec![b'x'; usize::try_from(length.as_u64()?).ok()?].into(),
            (None, Some(hex)) => from_hex(hex.as_str()?)?.into(),
            _ => return None,
        }),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    })
}

/// Reads `[k, v, ts]` or `[k, v, ts, [[hk, hv]…]]`.
pub(super) fn read_record(value: &Value) -> Option<NewRecord> {
    let headers =
        value[3].as_array().into_iter().flatten().map(|header| {
            Some(Header { key: header[0].as_str()?.into(), value: read(&header[1])? })
        });
    Some(NewRecord {
        key: read(&value[0])?,
        value: read(&value[1])?,
        timestamp: value[2].as_i64()?,
        headers: headers.collect::<Option<_>>()?,
    })
}

/// Writes a key or a value.
pub(super) fn show(bytes: Option<&[u8]>) -> Value {
    let Some(bytes) = bytes else { return Value::Null };
    if bytes.len() >= FILLER_FROM && bytes.iter().all(|&byte| byte == b'x') {
        return json!({"n": bytes.len()});
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => {
            let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            json!({"hex": hex})
        }
    }
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hex.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let byte =
        |pair: &[u32]| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok();
    pairs.chunks(2).map(byte).collect()
}
