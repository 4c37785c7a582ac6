//! `await`: time passes until something holds.

use super::consumer::assignment;
use super::observe::group_value;
use super::player::{Player, Stop};
use crate::values::{committed_value, partition, text};
use engine::quantity::Millis;
use serde_json::{Map, Value, json};

const MOST: i64 = 20_000;

impl Player {
    /// Lets time pass to the first instant at which all of `until` holds.
    ///
    /// # Errors
    ///
    /// It does not hold within `max` ms, or cannot be told.
    pub(super) fn wait_until(&mut self, line: &Value) -> Result<(), String> {
        let conditions = line["until"].as_object().cloned().unwrap_or_default();
        let end = self.world.now() + Millis(line["max"].as_i64().unwrap_or(MOST));
        self.drive(&line["poll"]);
        self.poll_again().map_err(reason)?;
        while let Some(unmet) = self.unmet(&conditions)? {
            if !self.happens_by(end) {
                return Err(format!("not within {} ms: {unmet}", line["max"]));
            }
            self.step().map_err(reason)?;
        }
        self.rest()
    }

    /// The first condition that does not hold, and what is true instead.
    fn unmet(&mut self, conditions: &Map<String, Value>) -> Result<Option<String>, String> {
        for (kind, wanted) in conditions {
            let seen = match kind.as_str() {
                "group" => self.group_as_asked(wanted)?,
                "topicGone" => match self.world.cluster().topic(text(wanted)) {
                    Some(_) => Value::Null,
                    None => wanted.clone(),
                },
                "topicThere" => match self.world.cluster().topic(text(wanted)) {
                    Some(_) => wanted.clone(),
                    None => Value::Null,
                },
                _ => {
                    let mut seen = Map::new();
                    for (of, wanted) in wanted.as_object().into_iter().flatten() {
                        seen.insert(of.clone(), self.seen(kind, of, wanted)?);
                    }
                    seen.into()
                }
            };
            if seen != *wanted {
                return Ok(Some(format!("{kind} is {seen}, not {wanted}")));
            }
        }
        Ok(None)
    }

    /// What a condition of this kind asks about `of`, in the form in which it is asked.
    fn seen(&mut self, kind: &str, of: &str, wanted: &Value) -> Result<Value, String> {
        let offset = |found: Option<i64>| found.map_or(Value::Null, |offset| json!(offset));
        Ok(match kind {
            "assigned" => self.consumer(of).map_or(Value::Null, assignment),
            "counts" => json!(self.consumer(of)?.subscriptions().partitions().len()),
            "gen" => json!(self.consumer(of)?.group_generation().generation_id),
            "committed" => {
                let committed = self.committed(of)?;
                let mut seen = Map::new();
                for name in wanted.as_object().into_iter().flatten().map(|(name, _)| name) {
                    let held = committed.get(&partition(name)?);
                    let value = held.map_or(Value::Null, |(offset, metadata)| {
                        committed_value(*offset, metadata)
                    });
                    seen.insert(name.clone(), value);
                }
                seen.into()
            }
            "end" => offset(self.end(&partition(of)?).map(|end| end.0)),
            "start" => {
                let log = self.world.partition_log(&partition(of)?);
                offset(log.map(|log| log.log_start_offset().0))
            }
            "lso" => {
                let log = self.world.partition_log(&partition(of)?);
                offset(log.map(|log| log.last_stable_offset().0))
            }
            "callback" => {
                let held = self.actors.get(of).map(|actor| &actor.callbacks);
                let came = held.into_iter().flatten().any(|callback| callback[0] == *wanted);
                if came { wanted.clone() } else { Value::Null }
            }
            "commits" => json!(self.actors.get(of).map_or(0, |actor| actor.commits.len())),
            "raised" => json!(self.actors.get(of).is_some_and(|actor| actor.raised.is_some())),
            _ => return Err(format!("`{kind}` cannot be awaited")),
        })
    }

    /// The group's description, with the fields that are asked for.
    fn group_as_asked(&mut self, wanted: &Value) -> Result<Value, String> {
        let described = self.describe(text(&wanted["id"]))?;
        let group = group_value(&described);
        let mut seen = Map::new();
        for field in wanted.as_object().into_iter().flatten().map(|(field, _)| field) {
            let members = group["members"].as_array();
            let value = match field.as_str() {
                "members" => json!(members.map_or(0, Vec::len)),
                "tps" => {
                    let counts = members.into_iter().flatten();
                    json!(
                        counts.map(|one| one["tps"].as_array().map_or(0, Vec::len)).sum::<usize>()
                    )
                }
                "id" => wanted["id"].clone(),
                "state" | "type" => group[field].clone(),
                other => return Err(format!("`{other}` of a group cannot be awaited")),
            };
            seen.insert(field.clone(), value);
        }
        Ok(seen.into())
    }
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Unplayable(reason) => reason,
        Stop::Thrown(error) => error.message.to_string(),
    }
}
