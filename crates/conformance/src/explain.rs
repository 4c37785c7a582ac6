//! One recording as a story: what was asked, in words and as lines of the command language, what
//! Kafka answered, and where we differ, side by side.

use crate::recording::{Family, Recording};
use crate::replay::{Difference, Verdict, replay_on};
use crate::rule::{self, Rule};
use crate::tape::Tape;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many characters of a value one line of the story shows.
const SHOWN_MAX: usize = 400;

/// A recording, explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The story.
    pub text: String,
    /// Level 1 agrees whole.
    pub agrees: bool,
}

/// Replays `recording` and tells it.
#[must_use]
pub fn explain(recording: &Recording) -> Explained {
    let tape = Tape::running();
    let verdict = replay_on(recording, &tape);
    let mut text = head(recording);
    match recording.family {
        Family::Vectors => tell_vector(recording, &mut text),
        Family::Group | Family::Log | Family::Story | Family::Lesson | Family::Cli => {
            tell_lines(recording, &tape, &mut text);
        }
    }
    tell_verdict(recording, &verdict, &mut text);
    let _ = write!(text, "\n{}", world(recording, &tape));
    Explained { text, agrees: verdict.level1.is_ok() }
}

fn head(recording: &Recording) -> String {
    let mut text = format!("{} ({})\n", recording.id, recording.family.name());
    if let Some(title) = recording.meta["title"].as_str() {
        let _ = writeln!(text, "{title}");
    }
    let mut fact = |name: &str, value: &Value| {
        let shown = short(value);
        if !shown.is_empty() {
            let _ = writeln!(text, "  {name}: {shown}");
        }
    };
    fact("configs that differ from Kafka's defaults", &recording.meta["config"]);
    fact("topics", &recording.meta["topics"]);
    text.push('\n');
    text
}

fn tell_vector(recording: &Recording, text: &mut String) {
    let area = recording.tags.first().map_or("", String::as_str);
    let says = rule::of(recording.family, area).map_or("a function of Kafka's", |rule| rule.says);
    for case in &recording.lines {
        let _ = writeln!(text, "  {says}, for {}", short(&case["in"]));
        tell_answer(case, "out", text);
    }
}

fn tell_lines(recording: &Recording, tape: &Tape, text: &mut String) {
    let mut played: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (line, command) in tape.lines() {
        played.entry(line).or_default().push(command);
    }
    for line in &recording.lines {
        let number = line["i"].as_i64().unwrap_or(0);
        let at = line["at"].as_i64().map_or(String::new(), |at| format!(" at {at} ms"));
        let who = line["a"].as_str().map_or(String::new(), |actor| format!(" {actor}"));
        let _ = write!(text, "{number:>5}{at}{who} ");
        match line["k"].as_str() {
            Some("op") => {
                let name = line["do"].as_str().unwrap_or("?");
                let says = rule::of(recording.family, name).map_or(name, |rule| rule.says);
                let _ = writeln!(text, "{says} {}", short(&line["args"]));
                for command in played.remove(&number).into_iter().flatten() {
                    let _ = writeln!(text, "          > {}", cut(command));
                }
                tell_answer(line, "ret", text);
            }
            Some("await") => {
                let until = short(&line["until"]);
                let _ = writeln!(text, "time passes until {until}");
            }
            _ => {
                let of = line.get("of").map_or(String::new(), |of| format!(" of {}", short(of)));
                let what = line["what"].as_str().unwrap_or("?");
                let value = line.get("val").or(line.get("patch")).unwrap_or(&Value::Null);
                let _ = writeln!(text, "then Kafka's {what}{of}: {}", short(value));
            }
        }
    }
}

fn tell_answer(line: &Value, field: &str, text: &mut String) {
    if let Some(error) = line.get("err").filter(|error| !error.is_null()) {
        let code = error["code"].as_str().or(error["ex"].as_str()).unwrap_or("an error");
        let message = error["msg"].as_str().unwrap_or_default();
        let _ = writeln!(text, "          Kafka refused: {code} {message}");
    }
    match line.get(field) {
        Some(value) if value["parked"] == true => {
            text.push_str("          Kafka does not answer yet\n");
        }
        Some(value) if !value.is_null() => {
            let _ = writeln!(text, "          Kafka answered {}", short(value));
        }
        Some(_) | None => {}
    }
}

fn tell_verdict(recording: &Recording, verdict: &Verdict, text: &mut String) {
    for (level, result) in [(1, Some(&verdict.level1)), (2, verdict.level2.as_ref())] {
        match result {
            None => {}
            Some(Ok(())) => {
                let _ = write!(text, "\nLevel {level} agrees whole.\n");
            }
            Some(Err(difference)) => {
                let _ = write!(text, "\nLevel {level} differs at line {}: ", difference.line);
                tell_difference(difference, text);
                tell_rule(recording, difference, text);
            }
        }
    }
}

/// Kafka's fields and ours; a mark where they differ.
fn tell_difference(difference: &Difference, text: &mut String) {
    let _ = writeln!(text, "{}", difference.what);
    if !difference.is_told() {
        return;
    }
    let whole = difference.whole.as_deref();
    let (kafka, ours) = whole.map_or((&difference.kafka, &difference.ours), |(k, o)| (k, o));
    let (kafka, ours) = (leaves(kafka), leaves(ours));
    let names: std::collections::BTreeSet<&String> = kafka.keys().chain(ours.keys()).collect();
    let _ = writeln!(text, "    {:<32}   {:<36} ours", "", "Kafka");
    for name in names {
        let cell = |side: &BTreeMap<String, String>| {
            side.get(name).cloned().unwrap_or_else(|| "–".to_owned())
        };
        let (kafka, ours) = (cell(&kafka), cell(&ours));
        let mark = if kafka == ours { ' ' } else { '≠' };
        let _ = writeln!(text, "    {name:<32} {mark} {kafka:<36} {ours}");
    }
}

fn tell_rule(recording: &Recording, difference: &Difference, text: &mut String) {
    let mut op = recording.tags.first().map_or("", String::as_str);
    if recording.family != Family::Vectors {
        let before = recording
            .lines
            .iter()
            .take_while(|line| line["i"].as_i64().is_some_and(|number| number <= difference.line));
        op = before.filter_map(|line| line["do"].as_str()).last().unwrap_or("");
    }
    if let Some(Rule { class, file, .. }) = rule::of(recording.family, op) {
        let _ = writeln!(text, "  The rule is Kafka's {class}; here it lives in {file}.");
    }
}

/// Every value that holds no other, by its path.
fn leaves(value: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    gather(String::new(), value, &mut found);
    found
}

fn gather(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let separator = if path.is_empty() { "" } else { "." };
                gather(format!("{path}{separator}{name}"), value, found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (place, value) in items.iter().enumerate() {
                gather(format!("{path}[{place}]"), value, found);
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {
            found.insert(path, value.to_string());
        }
    }
}

/// How the world can be opened in the page.
fn world(recording: &Recording, tape: &Tape) -> String {
    if recording.family == Family::Vectors {
        return "A vector is one call of a function: there is no world to open.".to_owned();
    }
    let session = match tape.session() {
        Ok(session) => session,
        Err(why) => return format!("The page cannot open this world: {why}."),
    };
    match session.to_link() {
        Ok(link) => format!("This very world, as the replay left it: open the page with #{link}"),
        Err(_) => {
            let text = session.to_text();
            let name: String = recording.id.chars().filter(|c| *c != '/').collect();
            let path = std::path::Path::new("target/explain").join(format!("{name}.tidemark"));
            let written = std::fs::create_dir_all("target/explain")
                .and_then(|()| std::fs::write(&path, &text));
            match written {
                Ok(()) => format!(
                    "This very world is too long for a link; the page opens it as a file: {}",
                    path.display()
                ),
                Err(error) => format!("This world is too long for a link, and no file: {error}."),
            }
        }
    }
}

fn short(value: &Value) -> String {
    let is_empty = value.is_null() || value.as_object().is_some_and(|fields| fields.is_empty());
    if is_empty { String::new() } else { cut(value.to_string()) }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn walk(low: i64) -> Recording {
        let recs = json!({"recs": [["k", "v", 0]]});
        let append = json!({"base": 0, "last": 0, "bytes": 70});
        Recording {
            id: "log-x".into(),
            family: Family::Log,
            meta: json!({"title": "a title", "topics": [{"name": "t", "rf": 1, "cfg": {}}]}),
            lines: vec![
                json!({"k": "op", "i": 1, "at": 5, "do": "append", "args": recs, "ret": append}),
                json!({"k": "op", "i": 2, "at": 9, "do": "deleteRecords", "args": {"to": 1},
                       "ret": {"low": low}}),
            ],
            tags: Vec::new(),
        }
    }

    #[test]
    fn a_walk_is_told_with_its_lines_and_a_link() {
        let Explained { text, agrees } = explain(&walk(1));
        assert!(agrees, "{text}");
        assert!(text.contains("> lab append t-0 records=[{key=k,value=v,timestamp=0}]"), "{text}");
        assert!(text.contains("Kafka answered {\"low\":1}"), "{text}");
        let link = text.split_once('#').map(|(_, link)| link.trim()).expect("a link");
        let opened = session::Opening::from_link(link).and_then(session::Opening::complete);
        assert!(opened.is_ok_and(|session| session.entries() >= 3), "{text}");
    }

    #[test]
    fn a_difference_stands_side_by_side_with_its_rule() {
        let Explained { text, agrees } = explain(&walk(0));
        assert!(!agrees);
        assert!(text.contains("differs at line 2: ret.low"), "{text}");
        assert!(text.contains("≠ 0 "), "{text}");
        assert!(text.contains("crates/engine/src/log/retention.rs"), "{text}");
    }
}
