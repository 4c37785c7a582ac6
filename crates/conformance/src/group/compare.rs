//! When two pieces of a walk count as the same.
//!
//! Null and absent are the same everywhere; lists that Kafka gives in map order are sorted first.

use crate::replay::Difference;
use serde_json::{Map, Value, json};

/// Nulls out, `{"n":k}` (k filler characters) written out: the one form that is compared.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            if let (1, Some(count)) = (fields.len(), fields.get("n").and_then(Value::as_u64)) {
                return json!("x".repeat(usize::try_from(count).unwrap_or(0)));
            }
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            fields.map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// `ret` of the request called `name`, with the lists that are sets sorted.
pub(super) fn ret(name: &str, value: &Value) -> Value {
    let mut value = plain(value);
    match name {
        "JoinGroup" => sort(&mut value["members"]),
        "DescribeGroups" => {
            for group in value["groups"].as_array_mut().into_iter().flatten() {
                sort(&mut group["members"]);
            }
            sort(&mut value["groups"]);
        }
        "ListGroups" => sort(&mut value["groups"]),
        _ => {}
    }
    plain(&value)
}

/// Records, with the tombstones of offsets that follow each other sorted: their order is a map's.
pub(super) fn records(records: &[Value]) -> Vec<Value> {
    let mut records: Vec<Value> = records.iter().map(plain).collect();
    let is_tombstone =
        |record: &Value| record["type"] == "OffsetCommit" && record["value"].is_null();
    let runs = records.chunk_by_mut(|left, right| is_tombstone(left) && is_tombstone(right));
    for run in runs {
        run.sort_by_key(Value::to_string);
    }
    records
}

/// Applies a JSON merge patch (RFC 7386).
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Value::Object(held) = target else { return };
    for (name, value) in fields {
        if value.is_null() {
            held.remove(name);
        } else {
            merge(held.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// The first place where two values differ, found by going down into objects.
pub(super) fn same(
    line: i64,
    what: &str,
    kafka: &Value,
    ours: &Value,
) -> Result<(), Box<Difference>> {
    if kafka == ours {
        return Ok(());
    }
    if let (Value::Object(theirs), Value::Object(mine)) = (kafka, ours) {
        let names = theirs.keys().chain(mine.keys().filter(|name| !theirs.contains_key(*name)));
        for name in names {
            let get = |fields: &Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
            same(line, &format!("{what}.{name}"), &get(theirs), &get(mine))
                .map_err(|difference| Box::new(difference.within(kafka, ours)))?;
        }
    }
    Err(Box::new(Difference::new(line, what, kafka, ours)))
}

fn sort(list: &mut Value) {
    if let Value::Array(elements) = list {
        elements.sort_by_key(Value::to_string);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_what_it_names() {
        let mut dump = json!({"state": "Empty", "members": {"a": {"session": 1}, "b": {}}});
        merge(
            &mut dump,
            &json!({"state": "Stable", "members": {"a": {"session": null}, "b": null}}),
        );
        assert_eq!(dump, json!({"state": "Stable", "members": {"a": {}}}));
        merge(&mut dump, &Value::Null);
        assert_eq!(dump, Value::Null);
    }

    #[test]
    fn a_difference_is_found_where_it_is() {
        let kafka = json!({"ret": {"gen": 1, "m": "a"}});
        let ours = json!({"ret": {"gen": 2, "m": "a"}});
        let difference = same(7, "op", &kafka, &ours).expect_err("they differ");
        assert_eq!(difference.what, "op.ret.gen");
        assert_eq!((difference.kafka, difference.ours), (json!(1), json!(2)));
    }

    #[test]
    fn the_order_of_a_leaders_members_does_not_count_but_that_of_leavers_does() {
        let two = json!({"members": [{"m": "b"}, {"m": "a"}]});
        let other = json!({"members": [{"m": "a"}, {"m": "b"}]});
        assert_eq!(ret("JoinGroup", &two), ret("JoinGroup", &other));
        assert_ne!(ret("LeaveGroup", &two), ret("LeaveGroup", &other));
    }
}
