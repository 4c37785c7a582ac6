//! Areas hashmap-order and timeline-map-order: the order of hash maps, key by key.

use super::{Answer, Unplayable, compare, list, number, text};
use crate::replay::{Difference, Verdict};
use engine::java::{JavaHash, JavaHashMap, TimelineHashMap};
use engine::quantity::{TopicId, TopicPartition};
use serde_json::{Value, json};

/// A key of any of the recorded types.
#[derive(Clone, PartialEq, Eq)]
enum Key {
    Text(String),
    Number(i32),
    Id(TopicId),
    Partition(TopicPartition),
}

impl JavaHash for Key {
    fn java_hash(&self) -> i32 {
        match self {
            Self::Text(text) => text.java_hash(),
            Self::Number(number) => number.java_hash(),
            Self::Id(id) => id.java_hash(),
            Self::Partition(partition) => partition.java_hash(),
        }
    }
}

impl Key {
    fn read(kind: &str, value: &Value) -> Result<Self, Unplayable> {
        let key = match kind {
            "string" => value.as_str().map(|text| Self::Text(text.to_owned())),
            "int" => value.as_i64().and_then(|it| i32::try_from(it).ok()).map(Self::Number),
            "uuid" => value.as_str().and_then(TopicId::parse).map(Self::Id),
            "tp" => value[0].as_str().zip(value[1].as_i64()).map(|(topic, partition)| {
                Self::Partition(TopicPartition::new(topic, partition as i32))
            }),
            _ => None,
        };
        key.ok_or_else(|| format!("not a key of type `{kind}`: {value}"))
    }
}

/// `java.util.HashMap`. Where Java made a tree of a bucket, which is not modelled, the order is of
/// level 2: the page of the format lets such a case be passed over.
pub(super) fn replay(case: &Value) -> Verdict {
    let answer = match hash_map_order(&case["in"]) {
        Ok(answer) => answer,
        Err(reason) => return Verdict::failed(Difference::unplayable(0, reason)),
    };
    let whole = compare(case, &answer).map_or(Ok(()), Err);
    let Answer::Out(ours) = &answer else { return Verdict { level1: whole, level2: None } };
    let kafka = &case["out"];
    let same = ours["hash"] == kafka["hash"] && ours["cap"] == kafka["cap"];
    if kafka["tree"] == true && same {
        Verdict { level1: Ok(()), level2: Some(whole) }
    } else {
        Verdict { level1: whole, level2: None }
    }
}

fn hash_map_order(input: &Value) -> Result<Answer, Unplayable> {
    let kind = text(input, "type")?;
    let keys: Vec<Key> =
        list(input, "keys")?.iter().map(|key| Key::read(kind, key)).collect::<Result<_, _>>()?;
    let numbered = keys.iter().cloned().enumerate().map(|(index, key)| (key, index));
    let mut map = match (text(input, "how")?, input["init"].as_u64()) {
        ("copy", _) => {
            let entries: Vec<_> = numbered.collect();
            JavaHashMap::copy_of(entries.into_iter())
        }
        ("put", init) => {
            let mut map = init
                .map_or_else(JavaHashMap::new, |init| JavaHashMap::with_capacity(init as usize));
            for (key, index) in numbered {
                map.put(key, index);
            }
            map
        }
        (how, _) => return Err(format!("unknown way to make a map: `{how}`")),
    };
    for index in indexes(&input["removed"]) {
        map.remove(&keys[index]);
    }
    for index in indexes(&input["again"]) {
        map.put(keys[index].clone(), index);
    }
    Ok(Answer::Out(json!({
        "hash": keys.iter().map(JavaHash::java_hash).collect::<Vec<_>>(),
        "order": map.values().collect::<Vec<_>>(),
        "cap": map.table_length(),
        "tree": false,
    })))
}

/// Kafka's `TimelineHashMap`.
pub(super) fn timeline_map_order(input: &Value) -> Result<Answer, Unplayable> {
    let kind = text(input, "type")?;
    let mut map = TimelineHashMap::new(number(input, "expected")? as usize);
    for op in list(input, "ops")? {
        let key = Key::read(kind, &op[1])?;
        match op[0].as_str() {
            Some("put") => drop(map.put(key, op[1].clone())),
            Some("remove") => drop(map.remove(&key)),
            _ => return Err(format!("unknown op {op}")),
        }
    }
    Ok(Answer::Out(map.values().cloned().collect()))
}

fn indexes(list: &Value) -> impl Iterator<Item = usize> {
    list.as_array().into_iter().flatten().filter_map(|index| index.as_u64().map(|it| it as usize))
}
