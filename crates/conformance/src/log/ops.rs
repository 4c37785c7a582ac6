//! Each op of a walk as the call on the log that it stands for.

use super::{Fault, bytes, show, unplayable};
use engine::log::append::{AppendContext, Marker, Verification};
use engine::log::batch::{Batch, ControlType, NewBatch, ProducerStamp, Record, TimestampType};
use engine::log::read::Bound;
use engine::log::{LogConfig, LogError, PartitionLog, Replication, sizes};
use engine::protocol::data::OffsetSpec;
use engine::quantity::{BrokerId, Offset, Time, TopicPartition};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The dedupe buffer of the recorder's broker.
const DEDUPE_BUFFER_BYTES: &str = "1048576";
/// The broker whose log it is.
const ME: BrokerId = BrokerId(1);
/// The broker that op `hw` plays.
const OTHER: BrokerId = BrokerId(2);

/// A walk on its way: the log and the settings that it stands under.
pub(super) struct Walk {
    log: PartitionLog,
    broker: BTreeMap<String, String>,
    topic: BTreeMap<String, String>,
}

/// What an op returned: `ret`, or `err`.
type Answer = Result<Value, Value>;

impl Walk {
    /// The walk's log before its first op, at time 0.
    pub(super) fn new(meta: &Value) -> Self {
        let topic = &meta["topics"][0];
        let name = topic["name"].as_str().unwrap_or("t");
        let mut broker = texts(&meta["config"]);
        broker
            .entry("log.cleaner.dedupe.buffer.size".to_owned())
            .or_insert_with(|| DEDUPE_BUFFER_BYTES.to_owned());
        let configs = texts(&topic["cfg"]);
        let replicas = match topic["rf"].as_i64() {
            Some(2) => vec![ME, OTHER],
            _ => vec![ME],
        };
        let log = PartitionLog::new(
            TopicPartition::new(name, 0),
            config(&broker, &configs),
            Replication::leader(ME, replicas, 0),
            Time(0),
        );
        Self { log, broker, topic: configs }
    }

    /// Plays an op.
    pub(super) fn play(&mut self, line: &Value) -> Result<Answer, Fault> {
        let now = Time(line["at"].as_i64().unwrap_or_default());
        let args = Args(&line["args"]);
        let name = line["do"].as_str().unwrap_or_default();
        let log = &mut self.log;
        let answer = match name {
            "append" => return append(log, args, now),
            "marker" => return marker(log, args, now),
            "read" => return read(log, args),
            "listOffsets" => return list_offsets(log, args),
            "replicate" => return replicate(log, args, now),
            "replicateMarker" => return replicate_marker(log, args, now),
            "deleteRecords" => {
                let low = log.delete_records(Offset(args.number("to")?));
                return Ok(answer(low.map(|low| json!({"low": low.0}))));
            }
            "hw" => {
                let start = args.optional("start").map_or(log.log_start_offset(), Offset);
                let hw = log.follower_fetched(OTHER, Offset(args.number("to")?), start);
                return Ok(answer(hw.map(|hw| json!({"hw": hw.0}))));
            }
            "retention" => json!({"deleted": show::deleted(&log.run_retention(now))}),
            "clean" => show::round(&log.clean(now)),
            "config" => {
                self.set_config(args);
                json!({})
            }
            "producers" => {
                let producers: Value = log.producers().map(|p| show::producer(&p)).collect();
                json!({"producers": producers})
            }
            "expireProducers" => {
                log.expire_producers(now);
                json!({})
            }
            "leader" => {
                let in_sync = args.0["isr"].as_array().into_iter().flatten();
                let in_sync = in_sync.filter_map(|id| id.as_i64()?.try_into().ok().map(BrokerId));
                json!({"new": log.become_leader(args.small("epoch")?, in_sync.collect())})
            }
            "follower" => json!({"new": log.become_follower(args.small("epoch")?)}),
            "truncate" => {
                log.truncate(Offset(args.number("to")?), now);
                json!({})
            }
            "endOffsetForEpoch" => {
                let end = log.end_offset_for_epoch(args.small("epoch")?);
                let (epoch, end) = end.unwrap_or((-1, Offset(-1)));
                json!({"epoch": epoch, "end": end.0})
            }
            unknown => return Err(unplayable(format!("unknown op `{unknown}`"))),
        };
        Ok(Ok(answer))
    }

    /// What an observation sees.
    pub(super) fn observe(&self, line: &Value) -> Result<Value, Fault> {
        match line["what"].as_str().unwrap_or_default() {
            "log" => Ok(show::log(&self.log)),
            "survivors" => Ok(Value::Object(show::batches(self.log.batches()))),
            "epochs" => Ok(show::epochs(&self.log)),
            unknown => Err(unplayable(format!("unknown observation `{unknown}`"))),
        }
    }

    fn set_config(&mut self, args: Args<'_>) {
        self.topic.extend(texts(&args.0["set"]));
        for name in args.0["unset"].as_array().into_iter().flatten() {
            self.topic.remove(name.as_str().unwrap_or_default());
        }
        self.log.set_config(config(&self.broker, &self.topic));
    }
}

/// The arguments of an op.
#[derive(Clone, Copy)]
struct Args<'a>(&'a Value);

impl Args<'_> {
    fn number(self, name: &str) -> Result<i64, Fault> {
        self.optional(name).ok_or_else(|| unplayable(format!("argument `{name}` is no number")))
    }

    fn optional(self, name: &str) -> Option<i64> {
        self.0[name].as_i64()
    }

    /// A number of Java's `int` or `short`.
    fn small<T: TryFrom<i64>>(self, name: &str) -> Result<T, Fault> {
        let number = T::try_from(self.number(name)?);
        number.map_err(|_| unplayable(format!("argument `{name}` is too large")))
    }

    fn is_set(self, name: &str) -> bool {
        self.0[name].as_bool().unwrap_or(false)
    }

    fn bound(self) -> Result<Bound, Fault> {
        match self.0["iso"].as_str() {
            Some("ru") => Ok(Bound::HighWatermark),
            Some("rc") => Ok(Bound::LastStable),
            Some("end") => Ok(Bound::LogEnd),
            _ => Err(unplayable("unknown `iso`")),
        }
    }

    fn batch(self) -> Result<NewBatch, Fault> {
        let records = self.0["recs"].as_array().into_iter().flatten().map(bytes::read_record);
        let records: Option<Vec<_>> = records.collect();
        let producer = match self.optional("pid") {
            None => None,
            Some(producer_id) => Some(ProducerStamp {
                producer_id,
                producer_epoch: self.small("epoch")?,
                base_sequence: self.small("seq")?,
            }),
        };
        let records = records.ok_or_else(|| unplayable("a record cannot be read"))?;
        Ok(NewBatch { records, producer, transactional: self.is_set("txn") })
    }

    fn control(self) -> Result<ControlType, Fault> {
        match self.0["type"].as_str() {
            Some("commit") => Ok(ControlType::Commit),
            Some("abort") => Ok(ControlType::Abort),
            _ => Err(unplayable("unknown type of marker")),
        }
    }
}

fn answer(answer: Result<Value, LogError>) -> Answer {
    answer.map_err(|error| show::error(&error))
}

fn append(log: &mut PartitionLog, args: Args<'_>, now: Time) -> Result<Answer, Fault> {
    let transaction_version = args.optional("tv").map_or(Ok(2), |_| args.small("tv"))?;
    let mut context = AppendContext::client(now);
    context.verification = match args.0["verified"].as_bool() {
        Some(false) => Verification::Skipped,
        Some(true) | None => Verification::Confirmed { transaction_version },
    };
    let appended = log.append(&args.batch()?, &context);
    Ok(answer(appended.map(|appended| show::appended(&appended))))
}

fn marker(log: &mut PartitionLog, args: Args<'_>, now: Time) -> Result<Answer, Fault> {
    let marker = Marker {
        producer_id: args.number("pid")?,
        producer_epoch: args.small("epoch")?,
        control: args.control()?,
        coordinator_epoch: args
            .optional("coordEpoch")
            .map_or(Ok(0), |_| args.small("coordEpoch"))?,
        transaction_version: args.optional("tv").map_or(Ok(2), |_| args.small("tv"))?,
    };
    Ok(answer(log.append_marker(&marker, now).map(|appended| {
        let base = show::object([("base", json!(appended.base_offset.0))]);
        show::rolled(base, appended.rolled)
    })))
}

fn read(log: &PartitionLog, args: Args<'_>) -> Result<Answer, Fault> {
    let max = args.optional("max").unwrap_or(1_048_576);
    let max = usize::try_from(max).map_err(|_| unplayable("argument `max` is negative"))?;
    let one = args.0["one"].as_bool().unwrap_or(true);
    let fetched = log.read(Offset(args.number("offset")?), max, args.bound()?, one);
    Ok(answer(fetched.map(|fetched| show::fetched(&fetched))))
}

fn list_offsets(log: &PartitionLog, args: Args<'_>) -> Result<Answer, Fault> {
    let spec = match args.number("ts")? {
        -1 => OffsetSpec::Latest,
        -2 => OffsetSpec::Earliest,
        -3 => OffsetSpec::MaxTimestamp,
        -4 => OffsetSpec::EarliestLocal,
        -5 => OffsetSpec::LatestTiered,
        -6 => OffsetSpec::EarliestPendingUpload,
        timestamp if timestamp >= 0 => OffsetSpec::Timestamp(timestamp),
        unknown => return Err(unplayable(format!("unknown timestamp {unknown}"))),
    };
    Ok(answer(log.list_offset(spec, args.bound()?).map(show::found)))
}

fn replicate(log: &mut PartitionLog, args: Args<'_>, now: Time) -> Result<Answer, Fault> {
    let NewBatch { records, producer, transactional } = args.batch()?;
    let base = args.number("base")?;
    let size_in_bytes = sizes::batch_size(&records);
    let records: Rc<[Record]> = (base..)
        .zip(records)
        .map(|(offset, record)| Record {
            offset: Offset(offset),
            timestamp: record.timestamp,
            key: record.key,
            value: record.value,
            headers: record.headers.into(),
        })
        .collect();
    let batch = Batch {
        base_offset: Offset(base),
        last_offset: records.last().map_or(Offset(base), |record| record.offset),
        partition_leader_epoch: args.small("le")?,
        timestamp_type: TimestampType::CreateTime,
        max_timestamp: records.iter().map(|record| record.timestamp).fold(-1, i64::max),
        delete_horizon: None,
        producer,
        transactional,
        control: None,
        size_in_bytes,
        records,
    };
    let appended = log.replicate(Rc::new(batch), Offset(args.number("hw")?), now);
    Ok(answer(appended.map(|appended| {
        let offsets = [("base", appended.base_offset), ("last", appended.last_offset)];
        let shown = show::object(offsets.map(|(name, offset)| (name, json!(offset.0))));
        show::rolled(shown, appended.rolled)
    })))
}

fn replicate_marker(log: &mut PartitionLog, args: Args<'_>, now: Time) -> Result<Answer, Fault> {
    let (base, timestamp) = (Offset(args.number("base")?), args.number("ts")?);
    let control = args.control()?;
    let record = control.record(base, timestamp, 0);
    let batch = Batch {
        base_offset: base,
        last_offset: base,
        partition_leader_epoch: args.small("le")?,
        timestamp_type: TimestampType::CreateTime,
        max_timestamp: timestamp,
        delete_horizon: None,
        producer: Some(ProducerStamp {
            producer_id: args.number("pid")?,
            producer_epoch: args.small("epoch")?,
            base_sequence: -1,
        }),
        transactional: true,
        control: Some(control),
        size_in_bytes: sizes::BATCH_OVERHEAD + sizes::stored_record_size(&record, base, timestamp),
        records: [record].into(),
    };
    let appended = log.replicate(Rc::new(batch), Offset(args.number("hw")?), now);
    Ok(answer(appended.map(|appended| json!({"base": appended.base_offset.0}))))
}

fn config(broker: &BTreeMap<String, String>, topic: &BTreeMap<String, String>) -> LogConfig {
    LogConfig::from_pairs(broker.iter().chain(topic).map(|(name, value)| (&**name, &**value)))
}

fn texts(object: &Value) -> BTreeMap<String, String> {
    let fields = object.as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    fields.map(|(name, value)| (name.clone(), text(value))).collect()
}
