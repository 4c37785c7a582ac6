//! Areas classic-*: who gets which partitions. Level 1 compares sets, level 2 the order of lists.

use super::{Answer, Unplayable, compare, list, number, text};
use crate::replay::{Difference, Verdict};
use engine::assignor::{self, Member, TopicFacts, sticky};
use engine::quantity::{Bytes, Text, TopicPartition};
use engine::sorted::SortedMap;
use serde_json::{Map, Value, json};

/// Plays one call of `assign`.
pub(super) fn replay(assignor: &str, case: &Value) -> Verdict {
    let answer = match play(assignor, &case["in"]) {
        Ok(answer) => answer,
        Err(reason) => return Verdict::failed(Difference::unplayable(0, reason)),
    };
    let ordered = compare(case, &answer).map_or(Ok(()), Err);
    let (Answer::Out(ours), Some(kafka)) = (&answer, case["out"].as_object()) else {
        return Verdict { level1: ordered, level2: None };
    };
    let ours: Map<String, Value> = ours.as_object().cloned().unwrap_or_default();
    if sets(&ours) == sets(kafka) {
        Verdict { level1: Ok(()), level2: Some(ordered) }
    } else {
        Verdict { level1: ordered, level2: None }
    }
}

fn play(name: &str, input: &Value) -> Result<Answer, Unplayable> {
    let assignor =
        assignor::find_name(name).ok_or_else(|| format!("there is no assignor `{name}`"))?;
    let topics = input["topics"].as_object().ok_or("`topics` is no object")?;
    let topics: SortedMap<Text, TopicFacts> = topics
        .iter()
        .map(|(name, facts)| Ok((name.as_str().into(), topic_facts(facts)?)))
        .collect::<Result<_, Unplayable>>()?;
    let members: Vec<Member> = list(input, "members")?
        .iter()
        .map(|described| member(name, described))
        .collect::<Result<_, _>>()?;
    Ok(match assignor.assign(&topics, &members) {
        Ok(assignment) => Answer::Out(Value::Object(
            assignment.iter().map(|(member, list)| (member.to_string(), runs(list))).collect(),
        )),
        Err(thrown) => Answer::Err(json!({"ex": thrown.ex, "msg": thrown.message.as_deref()})),
    })
}

fn topic_facts(facts: &Value) -> Result<TopicFacts, Unplayable> {
    if let Some(count) = facts.as_i64() {
        return Ok(TopicFacts { partitions: count as i32, racks: Vec::new() });
    }
    let racks = list(facts, "racks")?.iter().map(texts).collect();
    Ok(TopicFacts { partitions: number(facts, "p")? as i32, racks })
}

fn member(assignor: &str, described: &Value) -> Result<Member, Unplayable> {
    let optional = |name: &str| described[name].as_str().map(Text::from);
    let generation = |name: &str| described[name].as_i64().map(|number| number as i32);
    let owned = described["owned"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(Member {
        id: text(described, "id")?.into(),
        group_instance_id: optional("instance"),
        topics: texts(&described["topics"]),
        owned: partitions(owned),
        generation: generation("gen"),
        rack: optional("rack"),
        user_data: user_data(assignor, owned, generation("ugen")),
    })
}

/// The bytes that a client's assignor would have written. Where the recording names no generation,
/// sticky wrote none and cooperative-sticky wrote −1.
fn user_data(assignor: &str, owned: &[Value], generation: Option<i32>) -> Option<Bytes> {
    match assignor {
        "sticky" => {
            let topics: Vec<(Text, Vec<i32>)> = owned.iter().filter_map(run).collect();
            let topics: Vec<(&Text, &[i32])> =
                topics.iter().map(|(topic, numbers)| (topic, numbers.as_slice())).collect();
            generation.map(|generation| sticky::encode(&topics, generation))
        }
        "cooperative-sticky" => Some(generation.unwrap_or(-1).to_be_bytes().as_slice().into()),
        _ => None,
    }
}

fn texts(list: &Value) -> Vec<Text> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(Text::from).collect()
}

/// `["orders", 0, 2]`.
fn run(run: &Value) -> Option<(Text, Vec<i32>)> {
    let (topic, numbers) = run.as_array()?.split_first()?;
    let numbers = numbers.iter().filter_map(Value::as_i64).map(|number| number as i32);
    Some((topic.as_str()?.into(), numbers.collect()))
}

fn partitions(runs: &[Value]) -> Vec<TopicPartition> {
    let each = runs.iter().filter_map(run).flat_map(|(topic, numbers)| {
        numbers.into_iter().map(move |number| TopicPartition::new(topic.clone(), number))
    });
    each.collect()
}

/// A list as the recordings write it: runs of one topic.
fn runs(list: &[TopicPartition]) -> Value {
    let runs = list.chunk_by(|left, right| left.topic == right.topic).map(|run| {
        let topic = json!(&*run[0].topic);
        let numbers = run.iter().map(|partition| json!(partition.partition.0));
        std::iter::once(topic).chain(numbers).collect::<Value>()
    });
    runs.collect()
}

/// Every member's partitions, sorted.
fn sets(assignment: &Map<String, Value>) -> SortedMap<&str, Vec<TopicPartition>> {
    let each = assignment.iter().map(|(member, runs)| {
        let mut list = partitions(runs.as_array().map_or(&[][..], Vec::as_slice));
        list.sort();
        (member.as_str(), list)
    });
    each.collect()
}
