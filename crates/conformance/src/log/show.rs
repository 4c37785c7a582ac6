//! What the log answered, in the words of the recordings.

use super::bytes;
use engine::error::ErrorCode;
use engine::event::LogOutcome;
use engine::log::PartitionLog;
use engine::log::append::{Appended, Rolled};
use engine::log::batch::{Batch, ControlType, TimestampType};
use engine::log::cleaner::CleanerRound;
use engine::log::list_offsets::FoundOffset;
use engine::log::producer_state::ProducerView;
use engine::log::read::Fetched;
use engine::log::refusal::LogError;
use engine::log::retention::{DeletedSegment, DeletionReason};
use engine::quantity::Offset;
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// `{start, hw, lso, leo, size, segs}`.
pub(super) fn log(log: &PartitionLog) -> Value {
    let segments: Vec<Value> =
        log.segments().map(|s| json!([s.base.0, s.next.0, s.bytes, s.largest_timestamp])).collect();
    json!({
        "start": log.log_start_offset().0,
        "hw": log.high_watermark().0,
        "lso": log.last_stable_offset().0,
        "leo": log.log_end_offset().0,
        "size": log.size(),
        "segs": segments,
    })
}

/// `[[epoch, startOffset]…]`.
pub(super) fn epochs(log: &PartitionLog) -> Value {
    let entries = log.epochs().entries().iter();
    entries.map(|entry| json!([entry.epoch, entry.start_offset.0])).collect()
}

/// `{batches, records}` of `batches`.
pub(super) fn batches<'a>(batches: impl Iterator<Item = &'a Rc<Batch>>) -> Map<String, Value> {
    let (mut shown, mut records) = (Vec::new(), Vec::new());
    for batch in batches {
        shown.push(show_batch(batch));
        for record in batch.records.iter().filter(|_| batch.control.is_none()) {
            let timestamp = batch.timestamp_of(record);
            let key = bytes::show(record.key.as_deref());
            let value = bytes::show(record.value.as_deref());
            let mut parts = vec![json!(record.offset.0), json!(timestamp), key, value];
            if !record.headers.is_empty() {
                let headers = record.headers.iter();
                let header = headers.map(|h| json!([&*h.key, bytes::show(h.value.as_deref())]));
                parts.push(header.collect());
            }
            records.push(Value::Array(parts));
        }
    }
    object([("batches", Value::Array(shown)), ("records", Value::Array(records))])
}

fn show_batch(batch: &Batch) -> Value {
    let mut shown = object([
        ("base", json!(batch.base_offset.0)),
        ("last", json!(batch.last_offset.0)),
        ("count", json!(batch.records.len())),
        ("bytes", json!(batch.size_in_bytes)),
        ("maxTs", json!(batch.max_timestamp)),
    ]);
    let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    if batch.partition_leader_epoch != 0 {
        add("le", json!(batch.partition_leader_epoch));
    }
    if let Some(producer) = batch.producer {
        add("pid", json!(producer.producer_id));
        add("epoch", json!(producer.producer_epoch));
        add("seq", json!(producer.base_sequence));
    }
    if batch.transactional {
        add("txn", json!(true));
    }
    if batch.control.is_some() {
        add("control", json!(batch.marker().map_or("empty", control)));
    }
    if batch.timestamp_type == TimestampType::LogAppendTime {
        add("lat", json!(true));
    }
    if let Some(horizon) = batch.delete_horizon {
        add("horizon", json!(horizon.0));
    }
    Value::Object(shown)
}

fn control(control: ControlType) -> &'static str {
    match control {
        ControlType::Commit => "commit",
        ControlType::Abort => "abort",
    }
}

/// `ret` of the op `name`.
pub(super) fn outcome(name: &str, outcome: &LogOutcome) -> Value {
    match outcome {
        LogOutcome::Done => json!({}),
        LogOutcome::Appended(placed) => match name {
            "append" => appended(placed),
            "marker" => rolled(object([base(placed)]), placed.rolled),
            "replicateMarker" => Value::Object(object([base(placed)])),
            _ => {
                let last = ("last", json!(placed.last_offset.0));
                rolled(object([base(placed), last]), placed.rolled)
            }
        },
        LogOutcome::LowWatermark(low) => json!({"low": low.0}),
        LogOutcome::Deleted(segments) => json!({"deleted": deleted(segments)}),
        LogOutcome::Cleaned(done) => round(done),
        LogOutcome::Rolled(opened) => rolled(Map::new(), *opened),
        LogOutcome::Fetched(batches) => fetched(batches),
        LogOutcome::Found(offset) => found(*offset),
        LogOutcome::Producers(producers) => {
            json!({"producers": producers.iter().map(producer).collect::<Vec<_>>()})
        }
        LogOutcome::EpochEnd(end) => {
            let (epoch, end) = end.unwrap_or((-1, Offset(-1)));
            json!({"epoch": epoch, "end": end.0})
        }
        LogOutcome::HighWatermark(offset) => json!({"hw": offset.0}),
        LogOutcome::Role { is_new } => json!({"new": is_new}),
    }
}

fn base(appended: &Appended) -> (&'static str, Value) {
    ("base", json!(appended.base_offset.0))
}

/// What `append` returns.
fn appended(appended: &Appended) -> Value {
    let mut shown = object([
        ("base", json!(appended.base_offset.0)),
        ("last", json!(appended.last_offset.0)),
        ("bytes", json!(appended.size_in_bytes)),
    ]);
    if let Some(time) = appended.log_append_time {
        shown.insert("logAppendTime".to_owned(), json!(time));
    }
    if appended.duplicate {
        shown.insert("dup".to_owned(), json!(true));
    }
    rolled(shown, appended.rolled)
}

/// `shown`, and that a segment was opened.
fn rolled(mut shown: Map<String, Value>, rolled: Option<Rolled>) -> Value {
    if let Some(Rolled { segment_bytes, waited }) = rolled {
        let facts = json!({"logSize": segment_bytes, "waited": waited.0});
        shown.insert("rolled".to_owned(), facts);
    }
    Value::Object(shown)
}

/// What `read` returns.
fn fetched(fetched: &Fetched) -> Value {
    let mut shown = object([("bytes", json!(fetched.size_in_bytes))]);
    shown.append(&mut batches(fetched.batches.iter()));
    if fetched.first_incomplete {
        shown.insert("incomplete".to_owned(), json!(true));
    }
    if let Some(aborted) = &fetched.aborted {
        let pairs = aborted.iter().map(|txn| json!([txn.producer_id, txn.first_offset.0]));
        shown.insert("aborted".to_owned(), pairs.collect());
    }
    Value::Object(shown)
}

/// What `listOffsets` returns.
fn found(found: Option<FoundOffset>) -> Value {
    found.map_or(Value::Null, |found| {
        json!({
            "offset": found.offset.0,
            "ts": found.timestamp,
            "epoch": found.leader_epoch,
        })
    })
}

/// `[[segment base, why]…]`.
fn deleted(segments: &[DeletedSegment]) -> Value {
    let why = |reason| match reason {
        DeletionReason::LogStart => "start",
        DeletionReason::RetentionSize => "size",
        DeletionReason::RetentionTime => "time",
        DeletionReason::ModificationTime => "mtime",
    };
    segments.iter().map(|segment| json!([segment.base.0, why(segment.reason)])).collect()
}

/// What `clean` returns.
fn round(round: &CleanerRound) -> Value {
    let mut shown = Map::new();
    if let Some(plan) = &round.plan {
        shown = object([
            ("firstDirty", json!(plan.first_dirty.0)),
            ("bound", json!(plan.bound.0)),
            ("firstUncleanable", json!(plan.first_uncleanable.0)),
            ("cleanBytes", json!(plan.clean_bytes)),
            ("cleanableBytes", json!(plan.cleanable_bytes)),
            ("overMaxLag", json!(plan.over_max_lag)),
            ("checkpoint", json!(round.checkpoint.map(|offset| offset.0))),
        ]);
    }
    shown.insert("cleaned".to_owned(), json!(round.cleaned));
    shown.insert("deleted".to_owned(), deleted(&round.deleted));
    Value::Object(shown)
}

/// One entry of what `producers` returns.
fn producer(producer: &ProducerView) -> Value {
    json!({
        "pid": producer.producer_id,
        "epoch": producer.epoch,
        "lastSeq": producer.last_sequence,
        "lastOffset": producer.last_offset.0,
        "lastTs": producer.last_timestamp,
        "coordEpoch": producer.coordinator_epoch,
        "txnStart": producer.transaction_start.map(|offset| offset.0),
        "kept": producer.batches_kept,
    })
}

/// `{code?, ex, msg, recordErrors?}`: an exception of no protocol error has no code.
pub(super) fn error(error: &LogError) -> Value {
    let mut shown = object([("ex", json!(error.exception())), ("msg", json!(error.to_string()))]);
    if error.code() != ErrorCode::UnknownServerError {
        shown.insert("code".to_owned(), json!(error.code().name()));
    }
    if !error.record_errors().is_empty() {
        let pairs = error.record_errors().iter().map(|e| json!([e.batch_index, e.message()]));
        shown.insert("recordErrors".to_owned(), pairs.collect());
    }
    Value::Object(shown)
}

/// An object of these fields, in this order.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
