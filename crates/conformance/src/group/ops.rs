//! Each op of a walk as what the lab is asked for.

use super::bench::{Bench, HOME, Happened, read_id};
use super::request;
use engine::command::{Lab, Properties};
use engine::error::ErrorCode;
use engine::protocol::admin::{ConfigResource, IncrementalAlterConfigsRequest};
use engine::protocol::data::WriteTxnMarkersRequest;
use engine::protocol::{Request, Response};
use engine::quantity::{Text, TopicPartition};
use serde_json::Value;

/// What playing an op brought.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// The number of the request to the coordinator, if the op is one.
    pub(super) request: Option<u64>,
    /// Why another op was refused.
    pub(super) refused: Option<ErrorCode>,
    /// The rest.
    pub(super) happened: Happened,
}

/// Plays an op.
///
/// # Errors
///
/// A sentence: why it cannot be played.
pub(super) fn play(bench: &mut Bench, op: &Value) -> Result<Played, String> {
    let name = op["do"].as_str().ok_or("an op without `do`")?;
    let args = &op["args"];
    if let Some(request) = request::read(bench, name, args)? {
        let client = op["a"].as_str().unwrap_or_default();
        let (number, happened) = bench.ask(client, request)?;
        return Ok(Played { request: Some(number), refused: None, happened });
    }
    match name {
        "Advance" | "RunTasks" => Ok(Played::default()),
        "GroupConfig" => set_group_config(bench, args),
        "EndTxn" => end_transaction(bench, args),
        "Topics" => Ok(Played { happened: change_topics(bench, op)?, ..Played::default() }),
        "Reload" => {
            let happened = bench.lab(Lab::ReloadCoordinator { partition: HOME })?;
            Ok(Played { happened, ..Played::default() })
        }
        "ConsumerGroupHeartbeat" | "ConsumerGroupDescribe" => {
            Err("consumer groups (KIP-848) are not modelled yet".to_owned())
        }
        "ShareGroupHeartbeat" | "ShareGroupDescribe" => {
            Err("share groups (KIP-932) are not modelled yet".to_owned())
        }
        other => Err(format!("unknown op `{other}`")),
    }
}

/// The group's dynamic configs become these. None of them concerns a classic group.
fn set_group_config(bench: &mut Bench, args: &Value) -> Result<Played, String> {
    let group = args["g"].as_str().unwrap_or("g");
    let cfg = &args["cfg"];
    let held = bench.group_config(group).into_iter().flatten();
    let gone = held.filter(|(name, _)| cfg.get(&**name).is_none());
    let mut changes: Properties = gone.map(|(name, _)| (name.clone(), None)).collect();
    for (name, value) in cfg.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        changes.push((name.as_str().into(), Some(text.into())));
    }
    let resources = vec![(ConfigResource::Group(group.into()), changes)];
    let request = IncrementalAlterConfigsRequest { resources, validate_only: false };
    let (_, happened) = bench.ask_broker(Request::IncrementalAlterConfigs(request))?;
    let refused = happened.answers.iter().find_map(|(_, response)| {
        let Response::IncrementalAlterConfigs(answer) = response else { return None };
        answer.responses.iter().find_map(|(_, error, _)| *error)
    });
    Ok(Played { request: None, refused, happened })
}

/// The marker arrives at the coordinator's partition.
fn end_transaction(bench: &mut Bench, args: &Value) -> Result<Played, String> {
    let commit = match args["result"].as_str() {
        Some("COMMIT") => true,
        Some("ABORT") => false,
        other => return Err(format!("a transaction does not end in {other:?}")),
    };
    let epoch = i16::try_from(args["pepoch"].as_i64().unwrap_or(0));
    let request = WriteTxnMarkersRequest {
        producer_id: args["pid"].as_i64().unwrap_or(0),
        producer_epoch: epoch.map_err(|error| format!("`pepoch`: {error}"))?,
        commit,
        coordinator_epoch: 0,
        transaction_version: 2,
        partitions: vec![TopicPartition {
            topic: engine::broker::cluster::OFFSETS_TOPIC.into(),
            partition: HOME,
        }],
    };
    let (_, happened) = bench.ask_broker(Request::WriteTxnMarkers(request))?;
    let refused = happened.answers.iter().find_map(|(_, response)| {
        let Response::WriteTxnMarkers(answer) = response else { return None };
        answer.partitions.iter().find_map(|(_, error)| *error)
    });
    Ok(Played { request: None, refused, happened })
}

fn change_topics(bench: &mut Bench, op: &Value) -> Result<Happened, String> {
    let args = &op["args"];
    let count = |value: &Value| value.as_i64().and_then(|count| i32::try_from(count).ok());
    let gone = args["delete"].as_array().into_iter().flatten();
    let delete: Vec<Text> = gone.filter_map(Value::as_str).map(Text::from).collect();
    let (mut create, mut labels) = (Vec::new(), Vec::new());
    for (name, partitions) in args["create"].as_object().into_iter().flatten() {
        let made = &op["ret"]["made"][name];
        let id = read_id(&made["id"])?;
        let partitions = count(partitions).ok_or("a topic without a number of partitions")?;
        create.push((name.as_str().into(), id, partitions, Properties::new()));
        labels.push((name, id, made["label"].as_str().unwrap_or(name)));
    }
    let grow = args["grow"].as_object().into_iter().flatten();
    let grow = grow.map(|(name, partitions)| {
        let partitions = count(partitions).ok_or("a topic without a number of partitions")?;
        Ok((name.as_str().into(), partitions))
    });
    let grow = grow.collect::<Result<_, String>>()?;
    for name in &delete {
        bench.topics.remove(name);
    }
    let happened = bench.lab(Lab::Topics { delete, create, grow })?;
    for (name, id, label) in labels {
        bench.topics.add(name, id, label);
    }
    Ok(happened)
}
