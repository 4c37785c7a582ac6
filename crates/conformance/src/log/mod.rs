//! Replays walks of one partition's log, op by op.
//!
//! Level 1 is every value and the error codes; level 2 is the exceptions' classes and texts.

mod bytes;
mod ops;
mod show;
mod walk;

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use crate::tape::Tape;
use serde_json::{Value, json};
use walk::Walk;

/// Plays `recording` from its first line to the first difference.
pub(crate) fn replay(recording: &Recording, tape: &Tape) -> Verdict {
    let mut walk = match Walk::new(&recording.meta, tape) {
        Ok(walk) => walk,
        Err(fault) => return Verdict::failed(*fault.difference),
    };
    let mut level2 = Ok(());
    for line in &recording.lines {
        let number = line["i"].as_i64().unwrap_or(0);
        tape.at_line(number);
        let compared = match line["k"].as_str().unwrap_or_default() {
            "op" => walk.play(line).and_then(|answer| {
                let kafka = line.get("err").unwrap_or(&line["ret"]);
                let ours = answer.as_ref().unwrap_or_else(|error| error);
                compare(line, &answer).map_err(|fault| fault.within(kafka, ours))
            }),
            "obs" => walk.observe(line).and_then(|seen| {
                let kafka = &line["val"];
                same("val", kafka, &seen).map_err(|fault| fault.within(kafka, &seen))
            }),
            kind => Err(unplayable(format!("a walk has no line of kind `{kind}`"))),
        };
        match compared {
            Ok(()) => {}
            Err(Fault { text: true, difference }) => {
                level2 = level2.and(Err(Difference { line: number, ..*difference }));
            }
            Err(Fault { text: false, difference }) => {
                return Verdict::failed(Difference { line: number, ..*difference });
            }
        }
    }
    Verdict { level1: Ok(()), level2: Some(level2) }
}

/// A difference, and whether it is one of texts only.
struct Fault {
    text: bool,
    difference: Box<Difference>,
}

impl Fault {
    fn within(self, kafka: &Value, ours: &Value) -> Self {
        Self { difference: Box::new(self.difference.within(kafka, ours)), ..self }
    }
}

fn unplayable(reason: impl Into<String>) -> Fault {
    Fault { text: false, difference: Box::new(Difference::unplayable(0, reason)) }
}

fn different(what: &str, kafka: &Value, ours: &Value) -> Fault {
    Fault { text: false, difference: Box::new(Difference::new(0, what, kafka, ours)) }
}

/// Compares the answer to an op: values and codes first, texts last.
fn compare(line: &Value, answer: &Result<Value, Value>) -> Result<(), Fault> {
    match (answer, line.get("err")) {
        (Ok(ours), None) => same("ret", &line["ret"], ours),
        (Ok(ours), Some(kafka)) => Err(different("an error", kafka, ours)),
        (Err(ours), None) => Err(different("no error", &line["ret"], ours)),
        (Err(ours), Some(kafka)) => {
            same("err.code", &kafka["code"], &ours["code"])?;
            let index = |error: &Value| json!([indexes(&error["recordErrors"])]);
            same("err.recordErrors", &index(kafka), &index(ours))?;
            same("err", kafka, ours).map_err(|fault| Fault { text: true, ..fault })
        }
    }
}

fn indexes(record_errors: &Value) -> Vec<&Value> {
    record_errors.as_array().into_iter().flatten().map(|error| &error[0]).collect()
}

/// Equal, or the first place at which they are not.
fn same(path: &str, kafka: &Value, ours: &Value) -> Result<(), Fault> {
    match (kafka, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            for name in names {
                let value = |side: &serde_json::Map<_, Value>| side.get(name).cloned();
                let (a, b) =
                    (value(a).unwrap_or(json!("absent")), value(b).unwrap_or(json!("absent")));
                same(&format!("{path}.{name}"), &a, &b)?;
            }
            Ok(())
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut places = a.iter().zip(b).enumerate();
            places.try_for_each(|(index, (a, b))| same(&format!("{path}[{index}]"), a, b))
        }
        _ if kafka == ours => Ok(()),
        _ => Err(different(path, kafka, ours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_its_place() {
        let fault = same("ret", &json!({"a": [1, {"b": 2}]}), &json!({"a": [1, {"b": 3}]}));
        assert_eq!(fault.err().map(|fault| fault.difference.what).as_deref(), Some("ret.a[1].b"));
        assert!(same("ret", &json!({"a": 1}), &json!({"a": 1, "dup": true})).is_err());
    }

    #[test]
    fn an_op_that_is_not_known_fails() {
        let recording = Recording {
            id: "x".into(),
            family: crate::recording::Family::Log,
            meta: json!({"topics": [{"name": "t", "rf": 1, "cfg": {}}]}),
            lines: vec![json!({"k": "op", "i": 1, "at": 0, "do": "juggle", "args": {}, "ret": {}})],
            tags: Vec::new(),
        };
        assert!(replay(&recording, &Tape::default()).level1.is_err());
    }
}
