//! When a line of a story counts as the same.
//!
//! Null and absent are the same. What a recording leaves out because no story set it (timestamps,
//! leader epochs) is not compared. Texts of exceptions are compared last, after the substitutions.

use super::player::{Played, Player, Stop};
use crate::replay::Difference;
use crate::values::{error_value, text};
use serde_json::{Map, Value, json};

/// A difference, and whether it is one of texts alone.
pub(super) struct Fault {
    pub(super) text: bool,
    pub(super) difference: Box<Difference>,
}

/// What a recording says of a record only if the story set it.
const OPTIONAL: [&str; 2] = ["ts", "le"];

impl Fault {
    pub(super) fn unplayable(reason: impl Into<String>) -> Self {
        Self { text: false, difference: Box::new(Difference::unplayable(0, reason)) }
    }

    fn different(what: &str, kafka: &Value, ours: &Value) -> Self {
        let text = what.ends_with(".msg");
        Self { text, difference: Box::new(Difference::new(0, what, kafka, ours)) }
    }
}

/// Compares what an op returned or threw.
pub(super) fn op(player: &Player, line: &Value, played: Played) -> Result<(), Fault> {
    match (played, line.get("err")) {
        (Err(Stop::Unplayable(reason)), _) => Err(Fault::unplayable(reason)),
        (Ok(ours), Some(kafka)) => Err(Fault::different("an error", kafka, &ours)),
        (Err(Stop::Thrown(error)), None) => {
            Err(Fault::different("no error", &line["ret"], &error_value(&error)))
        }
        (Ok(ours), None) => match line.get("ret") {
            // The id that a new topic was given is not compared.
            Some(_) if line["do"] == "topic.create" => Ok(()),
            Some(kafka) => same("ret", &plain(kafka), &plain(&ours)),
            None => Ok(()),
        },
        (Err(Stop::Thrown(error)), Some(kafka)) => {
            let mut ours = error_value(&error);
            for message in ["/msg", "/cause/msg"] {
                if let Some(message) = ours.pointer_mut(message) {
                    *message = json!(player.canonical(text(message)));
                }
            }
            let (kafka, ours) = (plain(kafka), plain(&ours));
            for what in ["ex", "code"] {
                same(&format!("err.{what}"), &kafka[what], &ours[what])?;
            }
            same("err", &kafka, &ours).map_err(|fault| Fault { text: true, ..fault })
        }
    }
}

/// Compares what was observed.
pub(super) fn observation(line: &Value, seen: &Value) -> Result<(), Fault> {
    let (mut kafka, mut ours) = (plain(&line["val"]), plain(seen));
    if line["cmp"] == "set" {
        sort(&mut kafka);
        sort(&mut ours);
    }
    same(&format!("{} of {}", text(&line["what"]), line["of"]), &kafka, &ours)
}

/// Nulls out of objects, and `{"n":k}` (k filler characters) written out.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            if let (1, Some(count)) = (fields.len(), fields.get("n").and_then(Value::as_u64)) {
                return json!("x".repeat(usize::try_from(count).unwrap_or(0)));
            }
            let fields = fields.iter().map(|(name, value)| (name.clone(), plain(value)));
            fields.collect::<Map<_, _>>().into()
        }
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn sort(value: &mut Value) {
    if let Value::Array(elements) = value {
        elements.sort_by_key(Value::to_string);
    }
}

/// Equal, or the first place at which they are not; a text counts only if nothing else differs.
fn same(path: &str, kafka: &Value, ours: &Value) -> Result<(), Fault> {
    match (kafka, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let optional = |name: &String| {
                OPTIONAL.contains(&name.as_str()) || b.get(name) == Some(&Value::Null)
            };
            let extra = b.keys().filter(|name| !a.contains_key(*name) && !optional(name));
            let mut text = Ok(());
            for name in a.keys().chain(extra) {
                let absent = Value::Null;
                let (a, b) = (a.get(name).unwrap_or(&absent), b.get(name).unwrap_or(&absent));
                match same(&format!("{path}.{name}"), a, b) {
                    Err(fault) if fault.text => text = text.and(Err(fault)),
                    other => other?,
                }
            }
            text
        }
        (Value::Array(a), Value::Array(b)) => {
            if let Some(result) = same_record(path, a, b) {
                return result;
            }
            if a.len() != b.len() {
                return Err(Fault::different(path, kafka, ours));
            }
            let mut places = a.iter().zip(b).enumerate();
            places.try_for_each(|(index, (a, b))| same(&format!("{path}[{index}]"), a, b))
        }
        _ if kafka == ours => Ok(()),
        _ => Err(Fault::different(path, kafka, ours)),
    }
}

/// A record: the recording leaves its fourth element out if there is nothing to say.
fn same_record(path: &str, kafka: &[Value], ours: &[Value]) -> Option<Result<(), Fault>> {
    let ([_, _, _], [offset, key, value, extra @ Value::Object(_)]) = (kafka, ours) else {
        return None;
    };
    let plain = |list: &[Value]| Value::Array(list.to_vec());
    let kafka = plain(kafka);
    let ours = json!([offset, key, value]);
    Some(same(path, &kafka, &ours).and_then(|()| same(path, &json!({}), extra)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_story_set_is_not_compared() {
        let ours = json!([[0, null, "a", {"ts": 5}]]);
        assert!(same("recs", &json!([[0, null, "a"]]), &ours).is_ok());
        assert!(same("recs", &json!([[0, null, "a", {"ts": 5}]]), &ours).is_ok());
        assert!(same("recs", &json!([[0, null, "a", {"ts": 6}]]), &ours).is_err());
        assert!(same("recs", &json!([[0, null, "b"]]), &ours).is_err());
        let stamped = json!([[0, null, "a", {"tt": "LogAppendTime"}]]);
        assert!(same("recs", &json!([[0, null, "a"]]), &stamped).is_err());
        assert!(same("val", &json!({"a": 1, "b": null}), &json!({"a": 1})).is_ok());
        assert!(same("val", &json!({"a": 1}), &json!({"a": 1, "b": 2})).is_err());
    }

    #[test]
    fn a_text_counts_only_if_nothing_else_differs() {
        let fault = |kafka: Value, ours: Value| same("err", &kafka, &ours).err();
        let text = fault(json!({"ex": "A", "msg": "a"}), json!({"ex": "A", "msg": "b"}));
        assert!(text.is_some_and(|fault| fault.text));
        let class = fault(json!({"msg": "a", "x": 1}), json!({"msg": "b", "x": 2}));
        assert!(class.is_some_and(|fault| !fault.text));
    }
}
