//! `--describe`: a topic's line, and one for each of its partitions.

use super::{End, Options, Talk, answer, ensure_exists, topics, unexpected};
use engine::java::JavaHashMap;
use engine::protocol::admin::{ConfigResource, DescribeConfigsRequest, DescribedConfig};
use engine::protocol::data::{MetadataPartition, MetadataTopic};
use engine::protocol::{Request, Response};
use engine::quantity::{BrokerId, Text};

pub(super) fn describe(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let topics = topics(talk, options)?;
    ensure_exists(&topics, options)?;
    if topics.is_empty() {
        return Ok(());
    }
    // Kafka goes through a map of names, and so through their hash order.
    let mut by_name = JavaHashMap::with_capacity(topics.len());
    for topic in &topics {
        by_name.put(topic.name.clone(), *topic);
    }
    let names: Vec<&Text> = by_name.keys().collect();
    let resources = names.iter().map(|&name| ConfigResource::Topic(name.clone())).collect();
    let ask = || Request::DescribeConfigs(DescribeConfigsRequest { resources });
    let answer = answer(talk, ask)?;
    let Response::DescribeConfigs(answer) = answer else { return Err(unexpected()) };
    for topic in by_name.values() {
        let mut results = answer.results.iter();
        let of_topic = results.find(|(resource, _, _)| match resource {
            ConfigResource::Topic(name) => *name == topic.name,
            ConfigResource::Group(_) | ConfigResource::Broker(_) => false,
        });
        let configs = of_topic.map_or(&[][..], |(_, _, configs)| configs);
        for line in described(topic, configs, options) {
            talk.out(&[&line]);
        }
    }
    Ok(())
}

/// The lines that describe a topic.
fn described(topic: &MetadataTopic, configs: &[DescribedConfig], options: &Options) -> Vec<String> {
    let set = overrides(configs);
    let partition_filters = options.present(&[
        "under-replicated-partitions",
        "unavailable-partitions",
        "under-min-isr-partitions",
        "at-min-isr-partitions",
    ]);
    let with_overrides = options.has("topics-with-overrides");
    let mut lines = Vec::new();
    if partition_filters.is_empty() && !(with_overrides && set.is_empty()) {
        let replicas = topic.partitions.first().map_or(0, |first| first.replica_nodes.len());
        let shown: Vec<String> =
            set.iter().map(|(name, value)| [name, "=", value].concat()).collect();
        let parts = [
            "Topic: ",
            &topic.name,
            "\tTopicId: ",
            &topic.topic_id.text(),
            "\tPartitionCount: ",
            &topic.partitions.len().to_string(),
            "\tReplicationFactor: ",
            &replicas.to_string(),
            "\tConfigs: ",
            &shown.join(","),
        ];
        lines.push(parts.concat());
    }
    if with_overrides {
        return lines;
    }
    let min_isr = configs.iter().rev().find(|config| &*config.name == "min.insync.replicas");
    let min_isr = min_isr.and_then(|config| config.value.as_ref()?.parse().ok()).unwrap_or(1);
    let shown = topic.partitions.iter().filter(|partition| {
        partition_filters.is_empty()
            || partition_filters.iter().any(|filter| is_meant(partition, filter, min_isr))
    });
    lines.extend(shown.map(|partition| partition_line(&topic.name, partition)));
    lines
}

fn is_meant(partition: &MetadataPartition, filter: &str, min_isr: usize) -> bool {
    let in_sync = partition.isr_nodes.len();
    match filter {
        "under-replicated-partitions" => in_sync < partition.replica_nodes.len(),
        "unavailable-partitions" => partition.leader_id.is_none(),
        "under-min-isr-partitions" => in_sync < min_isr,
        _ => in_sync == min_isr,
    }
}

fn partition_line(topic: &str, partition: &MetadataPartition) -> String {
    let ids = |brokers: &[BrokerId]| {
        let ids: Vec<String> = brokers.iter().map(BrokerId::to_string).collect();
        ids.join(",")
    };
    let leader = partition.leader_id.map_or("none".to_owned(), |leader| leader.to_string());
    [
        "\tTopic: ",
        topic,
        "\tPartition: ",
        &partition.partition_index.to_string(),
        "\tLeader: ",
        &leader,
        "\tReplicas: ",
        &ids(&partition.replica_nodes),
        "\tIsr: ",
        &ids(&partition.isr_nodes),
        "\tElr: \tLastKnownElr: ",
    ]
    .concat()
}

/// The configs that somebody set, in the order of Kafka's `Config`: a hash map of all topic
/// configs by name, of which there are more than 24 and at most 48.
fn overrides(configs: &[DescribedConfig]) -> Vec<(Text, Text)> {
    const TABLE: usize = 64;
    let mut by_name = JavaHashMap::with_capacity(TABLE);
    for config in configs.iter().filter(|config| !config.is_default) {
        by_name.put(config.name.clone(), config.value.clone().unwrap_or_default());
    }
    by_name.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}
