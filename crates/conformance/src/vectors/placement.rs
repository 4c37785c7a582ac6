//! Areas of placement: which partition a key or a group's id goes to.

use super::{Answer, Unplayable, list, text};
use engine::coordinator::partition_for;
use engine::java::JavaHash;
use engine::partitioner::librdkafka::{crc32, fnv1a, place};
use engine::partitioner::{murmur2, place_key};
use serde_json::{Map, Value, json};

const COUNTS: std::ops::RangeInclusive<i32> = 1..=64;

/// The Java producer's hash, and its placement in topics of 1 to 64 partitions.
pub(super) fn java(input: &Value) -> Result<Answer, Unplayable> {
    let key = bytes(&input["key"])?;
    let partitions: Vec<i32> = COUNTS.map(|count| place_key(&key, count).partition.0).collect();
    Ok(Answer::Out(json!({"h": murmur2(&key), "p": partitions})))
}

/// CRC-32, and its remainders.
pub(super) fn checksum(input: &Value) -> Result<Answer, Unplayable> {
    let crc = crc32(&bytes(&input["key"])?);
    let partitions: Vec<i32> = COUNTS.map(|count| place(crc, count).0).collect();
    Ok(Answer::Out(json!({"crc": crc, "p": partitions})))
}

/// librdkafka's three ways.
pub(super) fn librdkafka(input: &Value, head: &Value) -> Result<Answer, Unplayable> {
    let key = bytes(&input["key"])?;
    let counts: Vec<i32> =
        list(head, "counts")?.iter().filter_map(Value::as_i64).map(|count| count as i32).collect();
    let each = |to: &dyn Fn(i32) -> i32| counts.iter().map(|&count| to(count)).collect::<Vec<_>>();
    Ok(Answer::Out(json!({
        "consistent": each(&|count| place(crc32(&key), count).0),
        "murmur2": each(&|count| place_key(&key, count).partition.0),
        "fnv1a": each(&|count| place(fnv1a(&key), count).0),
    })))
}

/// The partition of a coordinator's topic: of groups and of transactions alike.
pub(super) fn coordinator(input: &Value, out: &Value) -> Result<Answer, Unplayable> {
    let id = text(input, "id")?;
    let counts = out["p"].as_object().into_iter().flatten().map(|(count, _)| count);
    let partitions: Map<String, Value> = counts
        .filter_map(|count| {
            let partition = partition_for(id, count.parse().ok()?)?;
            Some((count.clone(), json!(partition.0)))
        })
        .collect();
    Ok(Answer::Out(json!({"hash": id.java_hash(), "p": partitions})))
}

/// Text, `{"hex": …}` or `{"n": …}` filler bytes.
pub(super) fn bytes(value: &Value) -> Result<Vec<u8>, Unplayable> {
    if let Some(text) = value.as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    if let Some(count) = value["n"].as_u64() {
        return Ok(vec![b'x'; count as usize]);
    }
    let hex = value["hex"].as_str().filter(|hex| hex.is_ascii());
    let hex = hex.ok_or_else(|| format!("neither text nor bytes: {value}"))?;
    let pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2).unwrap_or("?"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|_| format!("not hex: {hex}"))).collect()
}
