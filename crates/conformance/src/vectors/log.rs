//! Areas of the log: sizes of batches, and the table of leader epochs.

use super::placement::bytes;
use super::{Answer, Unplayable, list, number};
use engine::log::batch::{ControlType, Header, NewRecord};
use engine::log::epochs::{EpochCache, EpochEntry};
use engine::log::sizes::{BATCH_OVERHEAD, record_size, stored_record_size};
use engine::quantity::{Bytes, Offset};
use serde_json::{Map, Value, json};

/// A batch of records, byte by byte counted.
pub(super) fn batch_size(input: &Value) -> Result<Answer, Unplayable> {
    let base = number(input, "base")?;
    if !input["control"].is_null() {
        return marker(input, base);
    }
    let mut offset = base - 1;
    let (mut sizes, mut first, mut latest) = (Vec::new(), None, i64::MIN);
    for described in list(input, "records")? {
        let record = record(described)?;
        offset = described["off"].as_i64().unwrap_or(offset + 1);
        let first = *first.get_or_insert(record.timestamp);
        latest = latest.max(record.timestamp);
        sizes.push(record_size(
            record.timestamp.wrapping_sub(first),
            offset - base,
            record.key.as_deref().map(<[u8]>::len),
            record.value.as_deref().map(<[u8]>::len),
            &record.headers,
        ));
    }
    let latest = input["appendTime"].as_i64().unwrap_or(latest);
    Ok(Answer::Out(json!({
        "bytes": BATCH_OVERHEAD + sizes.iter().sum::<usize>(),
        "records": sizes,
        "baseOffset": base,
        "lastOffset": offset,
        "maxTimestamp": latest,
        "count": sizes.len(),
    })))
}

/// A transaction marker: a batch of one record whose key says which way the transaction ended.
fn marker(input: &Value, base: i64) -> Result<Answer, Unplayable> {
    let control = match input["control"].as_str() {
        Some("COMMIT") => ControlType::Commit,
        Some("ABORT") => ControlType::Abort,
        _ => return Err(format!("unknown marker {}", input["control"])),
    };
    let timestamp = number(input, "ts")?;
    let epoch = number(input, "coordinatorEpoch")? as i32;
    let record = control.record(Offset(base), timestamp, epoch);
    let size = stored_record_size(&record, Offset(base), timestamp);
    Ok(Answer::Out(json!({
        "bytes": BATCH_OVERHEAD + size,
        "records": [size],
        "baseOffset": base,
        "lastOffset": base,
        "maxTimestamp": record.timestamp,
        "count": 1,
        "key": hex(record.key.as_deref()),
        "value": hex(record.value.as_deref()),
    })))
}

fn hex(bytes: Option<&[u8]>) -> Value {
    let digits = bytes.unwrap_or_default().iter().map(|byte| format!("{byte:02x}"));
    json!({"hex": digits.collect::<String>()})
}

fn record(described: &Value) -> Result<NewRecord, Unplayable> {
    let headers = described["h"].as_array().map_or(&[][..], Vec::as_slice);
    let header = |header: &Value| {
        let key = header[0].as_str().ok_or_else(|| format!("a header without a key: {header}"))?;
        Ok(Header { key: key.into(), value: optional(&header[1])? })
    };
    Ok(NewRecord {
        key: optional(&described["k"])?,
        value: optional(&described["v"])?,
        timestamp: number(described, "ts")?,
        headers: headers.iter().map(header).collect::<Result<_, Unplayable>>()?,
    })
}

fn optional(value: &Value) -> Result<Option<Bytes>, Unplayable> {
    if value.is_null() { Ok(None) } else { bytes(value).map(|bytes| Some(bytes.into())) }
}

/// What a table of epochs answers.
pub(super) fn epoch_end(input: &Value, out: &Value) -> Result<Answer, Unplayable> {
    let cache = match assigned(input)? {
        Ok(cache) => cache,
        Err(err) => return Ok(Answer::Err(err)),
    };
    let log_end = Offset(number(input, "leo")?);
    let asked = |field: &str, answer: &dyn Fn(i64) -> Value| -> Map<String, Value> {
        let keys = out[field].as_object().into_iter().flatten().map(|(key, _)| key);
        let each = keys.map(|key| (key.clone(), key.parse().map_or(Value::Null, answer)));
        each.collect()
    };
    let end = asked("end", &|epoch| {
        let end = cache.end_offset_for(epoch as i32, log_end);
        end.map_or(json!([-1, -1]), |(epoch, offset)| json!([epoch, offset.0]))
    });
    let epoch_for = asked("epochFor", &|offset| json!(cache.epoch_for_offset(Offset(offset))));
    Ok(Answer::Out(json!({"entries": entries(&cache), "end": end, "epochFor": epoch_for})))
}

/// What is left of a table of epochs after each cut.
pub(super) fn epoch_truncate(input: &Value) -> Result<Answer, Unplayable> {
    let mut cache = match assigned(input)? {
        Ok(cache) => cache,
        Err(err) => return Ok(Answer::Err(err)),
    };
    let mut left = Vec::new();
    for step in list(input, "steps")? {
        let offset = Offset(step[1].as_i64().ok_or("a cut without its offset")?);
        match step[0].as_str() {
            Some("end") => cache.truncate_from_end(offset),
            Some("start") => cache.truncate_from_start(offset),
            _ => return Err(format!("unknown cut {step}")),
        }
        left.push(entries(&cache));
    }
    Ok(Answer::Out(left.into()))
}

/// A table with these entries, or what Kafka throws at one that no leader can have made.
fn assigned(input: &Value) -> Result<Result<EpochCache, Value>, Unplayable> {
    let mut cache = EpochCache::default();
    for entry in list(input, "assign")? {
        let pair = entry[0].as_i64().zip(entry[1].as_i64());
        let (epoch, start) = pair.ok_or_else(|| format!("not an epoch and its start: {entry}"))?;
        match EpochEntry::new(epoch as i32, Offset(start)) {
            Ok(entry) => cache.assign(entry.epoch, entry.start_offset),
            Err(invalid) => {
                let err = json!({"ex": "IllegalArgumentException", "msg": invalid.to_string()});
                return Ok(Err(err));
            }
        }
    }
    Ok(Ok(cache))
}

fn entries(cache: &EpochCache) -> Value {
    cache.entries().iter().map(|entry| json!([entry.epoch, entry.start_offset.0])).collect()
}
