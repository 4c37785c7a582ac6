//! Areas of configs and names: what is accepted, with which effect, and what is refused.

use super::{Answer, Unplayable, text};
use engine::config::{
    self, ConfigException, ConsumerConfig, GroupConfig, ProducerConfig, TopicConfig,
};
use engine::names;
use serde_json::{Map, Value, json};

/// A consumer's configs, on top of the recorder's.
pub(super) fn consumer(input: &Value, out: &Value) -> Result<Answer, Unplayable> {
    let base = [
        ("bootstrap.servers", "127.0.0.1:1"),
        ("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"),
        ("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"),
    ];
    let settings = settings(&base, &input["configs"])?;
    let parsed = ConsumerConfig::parse(&borrowed(&settings));
    Ok(parsed.map_or_else(refusal, |config| accepted(out, config.effective())))
}

/// A producer's configs, on top of the recorder's.
pub(super) fn producer(input: &Value, out: &Value) -> Result<Answer, Unplayable> {
    let base = [
        ("bootstrap.servers", "127.0.0.1:1"),
        ("key.serializer", "org.apache.kafka.common.serialization.StringSerializer"),
        ("value.serializer", "org.apache.kafka.common.serialization.StringSerializer"),
    ];
    let settings = settings(&base, &input["configs"])?;
    let parsed = ProducerConfig::parse(&borrowed(&settings));
    Ok(parsed.map_or_else(refusal, |config| accepted(out, config.effective())))
}

/// A topic's configs, as the controller takes them.
pub(super) fn topic(input: &Value) -> Result<Answer, Unplayable> {
    let parsed = TopicConfig::parse(&nullable(&input["configs"])?);
    Ok(parsed.map_or_else(refusal, |_| Answer::Out(json!({"ok": true}))))
}

/// A group's configs, as the controller takes them.
pub(super) fn group(input: &Value) -> Result<Answer, Unplayable> {
    let parsed = GroupConfig::parse(&nullable(&input["configs"])?);
    Ok(parsed.map_or_else(refusal, |_| Answer::Out(json!({"ok": true}))))
}

/// A topic's name, or two that may collide.
pub(super) fn topic_name(input: &Value) -> Result<Answer, Unplayable> {
    if let Some([left, right]) = input["collide"].as_array().map(Vec::as_slice) {
        let left = left.as_str().ok_or("no text to collide")?;
        let right = right.as_str().ok_or("no text to collide")?;
        return Ok(Answer::Out(json!({"collision": names::collide(left, right)})));
    }
    let name = text(input, "name")?;
    Ok(match names::ensure_topic_name(name) {
        Ok(()) => Answer::Out(json!({
            "ok": true,
            "collisionChars": names::has_collision_chars(name),
            "internal": names::is_internal(name),
        })),
        Err(message) => Answer::Err(json!({"ex": "InvalidTopicException", "msg": message})),
    })
}

/// The base settings, overridden by the case's; null takes one away.
fn settings(base: &[(&str, &str)], given: &Value) -> Result<Vec<(String, String)>, Unplayable> {
    let given = given.as_object().ok_or("`configs` is no object")?;
    let mut settings: Vec<(String, String)> = base
        .iter()
        .filter(|(name, _)| !given.contains_key(*name))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    for (name, value) in given {
        match value {
            Value::Null => {}
            Value::String(text) => settings.push((name.clone(), text.clone())),
            Value::Bool(_) | Value::Number(_) => settings.push((name.clone(), value.to_string())),
            Value::Array(_) | Value::Object(_) => return Err(format!("`{name}` is no value")),
        }
    }
    Ok(settings)
}

/// Names and values, null where the recording says so.
fn nullable(given: &Value) -> Result<Vec<(&str, Option<&str>)>, Unplayable> {
    let given = given.as_object().ok_or("`configs` is no object")?;
    Ok(given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
}

fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The effective values of the configs that the recording shows.
fn accepted<'a>(
    out: &Value,
    effective: impl Iterator<Item = (&'static str, &'a config::Value)>,
) -> Answer {
    let ours: Map<String, Value> = effective
        .filter(|(name, _)| out["effective"].get(*name).is_some())
        .map(|(name, value)| (name.to_owned(), as_json(value)))
        .collect();
    Answer::Out(json!({"ok": true, "effective": ours}))
}

fn as_json(value: &config::Value) -> Value {
    match value {
        config::Value::Null => Value::Null,
        config::Value::Flag(flag) => json!(flag),
        config::Value::Number(number) => json!(number),
        config::Value::Decimal(_, text) | config::Value::Text(text) => json!(&**text),
        config::Value::List(list) => json!(list.iter().map(|text| &**text).collect::<Vec<_>>()),
    }
}

/// An exception as the recordings write it.
fn refusal(refused: ConfigException) -> Answer {
    let mut err = json!({"ex": refused.ex, "msg": &*refused.message});
    if let Some((ex, message)) = &refused.cause {
        err["cause"] = json!({"ex": ex, "msg": &**message});
    }
    Answer::Err(err)
}
