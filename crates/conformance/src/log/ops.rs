//! Each op of a walk as the command that it stands for.

use super::{Fault, bytes, unplayable};
use engine::command::{Command, Lab, LogOp, Properties, ReplicaPlace};
use engine::log::batch::{ControlType, NewBatch, ProducerStamp};
use engine::log::{Bound, Marker, Verification};
use engine::protocol::Request;
use engine::protocol::admin::{ConfigResource, IncrementalAlterConfigsRequest};
use engine::protocol::data::OffsetSpec;
use engine::quantity::{BrokerId, Offset, Text, TopicPartition};
use serde_json::Value;

/// The broker whose log it is.
pub(super) const ME: BrokerId = BrokerId(1);
/// The broker that op `hw` plays.
const OTHER: BrokerId = BrokerId(2);

/// The command that an op stands for.
pub(super) fn command(line: &Value, of: &TopicPartition) -> Result<Command, Fault> {
    let args = Args(&line["args"]);
    let op = match line["do"].as_str().unwrap_or_default() {
        "append" => LogOp::Append { batch: args.batch()?, verification: args.verification()? },
        "marker" => LogOp::Marker(args.marker()?),
        "read" => args.read()?,
        "listOffsets" => LogOp::ListOffsets { spec: args.spec()?, bound: args.bound()? },
        "deleteRecords" => LogOp::DeleteRecords(args.offset("to")?),
        "retention" => LogOp::Retention,
        "clean" => LogOp::Clean,
        "config" => return Ok(args.config(of)),
        "producers" => LogOp::Producers,
        "expireProducers" => LogOp::ExpireProducers,
        "hw" => LogOp::FollowerFetch {
            follower: OTHER,
            offset: args.offset("to")?,
            log_start: args.optional("start").map(Offset),
        },
        "leader" => LogOp::BecomeLeader { epoch: args.small("epoch")?, in_sync: args.in_sync() },
        "follower" => LogOp::BecomeFollower { epoch: args.small("epoch")? },
        "replicate" => LogOp::Replicate { batch: args.batch()?, place: args.place()? },
        "replicateMarker" => LogOp::ReplicateMarker {
            marker: args.marker()?,
            timestamp: args.number("ts")?,
            place: args.place()?,
        },
        "truncate" => LogOp::Truncate(args.offset("to")?),
        "endOffsetForEpoch" => LogOp::EndOffsetForEpoch(args.small("epoch")?),
        unknown => return Err(unplayable(format!("unknown op `{unknown}`"))),
    };
    Ok(Command::Lab(Lab::Log { partition: of.clone(), op }))
}

/// Names and values as they stand in a properties file.
pub(super) fn properties(object: &Value) -> Properties {
    let fields = object.as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    fields.map(|(name, value)| (name.as_str().into(), Some(text(value).into()))).collect()
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

    fn offset(self, name: &str) -> Result<Offset, Fault> {
        self.number(name).map(Offset)
    }

    /// A number of Java's `int` or `short`.
    fn small<T: TryFrom<i64>>(self, name: &str) -> Result<T, Fault> {
        let number = T::try_from(self.number(name)?);
        number.map_err(|_| unplayable(format!("argument `{name}` is too large")))
    }

    fn small_or<T: TryFrom<i64>>(self, name: &str, default: T) -> Result<T, Fault> {
        self.optional(name).map_or(Ok(default), |_| self.small(name))
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

    fn spec(self) -> Result<OffsetSpec, Fault> {
        Ok(match self.number("ts")? {
            -1 => OffsetSpec::Latest,
            -2 => OffsetSpec::Earliest,
            -3 => OffsetSpec::MaxTimestamp,
            -4 => OffsetSpec::EarliestLocal,
            -5 => OffsetSpec::LatestTiered,
            -6 => OffsetSpec::EarliestPendingUpload,
            timestamp if timestamp >= 0 => OffsetSpec::Timestamp(timestamp),
            unknown => return Err(unplayable(format!("unknown timestamp {unknown}"))),
        })
    }

    fn read(self) -> Result<LogOp, Fault> {
        Ok(LogOp::Read {
            offset: self.offset("offset")?,
            max_bytes: self.small_or("max", 1_048_576)?,
            bound: self.bound()?,
            min_one: self.0["one"].as_bool().unwrap_or(true),
        })
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

    fn verification(self) -> Result<Verification, Fault> {
        let transaction_version = self.small_or("tv", 2)?;
        Ok(match self.0["verified"].as_bool() {
            Some(false) => Verification::Skipped,
            Some(true) | None => Verification::Confirmed { transaction_version },
        })
    }

    fn marker(self) -> Result<Marker, Fault> {
        Ok(Marker {
            producer_id: self.number("pid")?,
            producer_epoch: self.small("epoch")?,
            control: match self.0["type"].as_str() {
                Some("commit") => ControlType::Commit,
                Some("abort") => ControlType::Abort,
                _ => return Err(unplayable("unknown type of marker")),
            },
            coordinator_epoch: self.small_or("coordEpoch", 0)?,
            transaction_version: self.small_or("tv", 2)?,
        })
    }

    fn place(self) -> Result<ReplicaPlace, Fault> {
        Ok(ReplicaPlace {
            base_offset: self.offset("base")?,
            leader_epoch: self.small("le")?,
            high_watermark: self.offset("hw")?,
        })
    }

    fn in_sync(self) -> Vec<BrokerId> {
        let ids = self.0["isr"].as_array().into_iter().flatten();
        ids.filter_map(|id| id.as_i64()?.try_into().ok().map(BrokerId)).collect()
    }

    /// The topic's configs, changed by request as the admin client changes them.
    fn config(self, of: &TopicPartition) -> Command {
        let mut changes = properties(&self.0["set"]);
        let unset = self.0["unset"].as_array().into_iter().flatten();
        changes.extend(unset.filter_map(|name| Some((Text::from(name.as_str()?), None))));
        let request = IncrementalAlterConfigsRequest {
            resources: vec![(ConfigResource::Topic(of.topic.clone()), changes)],
            validate_only: false,
        };
        let request = Box::new(Request::IncrementalAlterConfigs(request));
        Command::Lab(Lab::Request { broker: ME, client_id: "lab".into(), request })
    }
}
