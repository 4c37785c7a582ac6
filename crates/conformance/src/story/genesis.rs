//! The world in which a story begins: its topics, its broker's settings, the ids to hand out.

use crate::values::{properties, text};
use engine::command::Properties;
use engine::genesis::{Genesis, GenesisTopic};
use engine::quantity::{Text, TopicId};
use engine::sorted::SortedMap;
use serde_json::Value;

/// Settings of every story's broker (`format-story.md`), as far as the model knows them.
const SETTINGS: &[(&str, &str)] = &[
    ("group.initial.rebalance.delay.ms", "0"),
    ("group.min.session.timeout.ms", "1000"),
    ("log.retention.check.interval.ms", "500"),
    ("log.initial.task.delay.ms", "500"),
    ("log.cleaner.backoff.ms", "200"),
    ("auto.create.topics.enable", "true"),
    ("offsets.topic.num.partitions", "50"),
];

/// The genesis that `meta` describes.
///
/// # Errors
///
/// Why the model has no such world.
pub(super) fn genesis(meta: &Value) -> Result<Genesis, String> {
    if !meta["brokers"].is_null() {
        return Err("several brokers are not modelled yet".to_owned());
    }
    let mut config: Properties =
        SETTINGS.iter().map(|(name, value)| ((*name).into(), Some((*value).into()))).collect();
    config.extend(properties(&meta["config"]));
    let topics = meta["topics"].as_array().into_iter().flatten();
    let ids = meta["ids"].as_object().into_iter().flatten();
    let member_ids: SortedMap<Text, Vec<Text>> = ids
        .map(|(client, ids)| {
            let ids = ids.as_array().into_iter().flatten();
            (client.as_str().into(), ids.map(|id| text(id).into()).collect())
        })
        .collect();
    Ok(Genesis {
        config,
        limited: false,
        topics: topics.map(topic).chain([offsets_topic()]).collect(),
        member_ids,
        ..Genesis::default()
    })
}

/// A recorder's broker has served other groups before: their offsets have a log.
fn offsets_topic() -> GenesisTopic {
    GenesisTopic { name: "__consumer_offsets".into(), id: None, partitions: 50, config: Vec::new() }
}

fn topic(topic: &Value) -> GenesisTopic {
    GenesisTopic {
        name: text(&topic["name"]).into(),
        id: topic["id"].as_str().and_then(TopicId::parse),
        partitions: topic["p"].as_i64().and_then(|count| i32::try_from(count).ok()).unwrap_or(1),
        config: properties(&topic["cfg"]),
    }
}
