//! Replays vectors: one call of one pure function each, compared whole.
//!
//! An area answers with what the function returned, in the shape of the recording (`out` or
//! `err`). Where an area has two levels, the answer is compared as the area says.

mod assign;
mod config;
mod hash;
mod log;
mod placement;
mod producer;

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use serde_json::Value;

/// What our function made of a case.
enum Answer {
    /// It returned this.
    Out(Value),
    /// It refused, with this exception.
    Err(Value),
}

/// Why a case cannot be played: a field that is missing or of an unknown form.
type Unplayable = String;

/// Plays the one case of `recording`.
pub(crate) fn replay(recording: &Recording) -> Verdict {
    let Some(case) = recording.lines.first() else {
        return Verdict::failed(Difference::unplayable(0, "a vector without its case"));
    };
    let area = recording.tags.first().map_or("", String::as_str);
    let input = &case["in"];
    if let Some(assignor) = area.strip_prefix("classic-") {
        return assign::replay(assignor, case);
    }
    if area == "hashmap-order" {
        return hash::replay(case);
    }
    let played = match area {
        "timeline-map-order" => hash::timeline_map_order(input),
        "murmur2" => placement::java(input),
        "crc32" => placement::checksum(input),
        "librdkafka-partitioner" => placement::librdkafka(input, &recording.meta),
        "coordinator-placement" => placement::coordinator(input, &case["out"]),
        "sticky-partitioner" => producer::sticky(input),
        "producer-accumulator" => producer::accumulator(input),
        "record-batch-size" => log::batch_size(input),
        "leader-epoch-end" => log::epoch_end(input, &case["out"]),
        "leader-epoch-truncate" => log::epoch_truncate(input),
        "consumer-config" => config::consumer(input, &case["out"]),
        "producer-config" => config::producer(input, &case["out"]),
        "topic-config" => config::topic(input),
        "group-config" => config::group(input),
        "topic-names" => config::topic_name(input),
        "server-uniform" | "server-range" | "server-simple" | "consumer-reconcile"
        | "leader-election" | "line-reader" | "message-formatter" | "datetime" | "reset-scope"
        | "console-args" => Err("comes with the rest of the broker / the terminal".to_owned()),
        _ => Err(format!("unknown area `{area}`")),
    };
    match played {
        Ok(answer) => Verdict { level1: compare(case, &answer).map_or(Ok(()), Err), level2: None },
        Err(reason) => Verdict::failed(Difference::unplayable(0, reason)),
    }
}

fn compare(case: &Value, answer: &Answer) -> Option<Difference> {
    let (field, ours) = match answer {
        Answer::Out(out) => ("out", out),
        Answer::Err(err) => ("err", err),
    };
    if &case[field] == ours {
        return None;
    }
    let kafka = if case["err"].is_null() { &case["out"] } else { &case["err"] };
    Some(Difference::new(0, field, kafka, ours).within(kafka, ours))
}

/// The text at `name`.
fn text<'a>(input: &'a Value, name: &str) -> Result<&'a str, Unplayable> {
    input[name].as_str().ok_or_else(|| format!("`{name}` is no text"))
}

/// The whole number at `name`.
fn number(input: &Value, name: &str) -> Result<i64, Unplayable> {
    input[name].as_i64().ok_or_else(|| format!("`{name}` is no whole number"))
}

/// The list at `name`.
fn list<'a>(input: &'a Value, name: &str) -> Result<&'a [Value], Unplayable> {
    input[name].as_array().map(Vec::as_slice).ok_or_else(|| format!("`{name}` is no list"))
}
