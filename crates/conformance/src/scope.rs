//! What must agree today, by family, op and tag: `tests/conformance/scope.toml`, read and judged.
//!
//! Invariant: a row that finds fewer recordings than it says is a failure too, so that nothing
//! leaves the scope in silence.

use crate::recording::{Family, Recording, read_all};
use crate::replay::{Difference, Verdict, replay};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    must: Vec<Must>,
    #[serde(default)]
    cannot: Vec<Cannot>,
}

/// Recordings that must agree.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Must {
    family: String,
    levels: Vec<u8>,
    recordings: usize,
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    without: Without,
}

/// What none of a row's recordings has.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Without {
    ops: Vec<String>,
    tags: Vec<String>,
    settings: Vec<String>,
    meta: Vec<String>,
}

/// A recording that cannot be reproduced, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cannot {
    family: String,
    id: String,
    level: u8,
    reason: String,
}

impl Scope {
    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scope: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let must = scope.must.iter().map(|must| &must.family);
        let mut families = must.chain(scope.cannot.iter().map(|cannot| &cannot.family));
        if let Some(unknown) = families.find(|name| Family::parse(name).is_none()) {
            return Err(format!("there is no family `{unknown}`"));
        }
        let empty = scope.cannot.iter().find(|cannot| cannot.reason.trim().is_empty());
        empty.map_or(Ok(()), |cannot| Err(format!("`{}` has no reason", cannot.id)))?;
        Ok(scope)
    }

    /// Replays what must agree under `dir` and says what does not, a sentence each.
    #[must_use]
    pub fn failures(&self, dir: &Path) -> Vec<String> {
        let (recordings, unreadable) = read_all(dir);
        let mut failures: Vec<String> = unreadable
            .into_iter()
            .map(|(path, reason)| format!("{} cannot be read: {reason}", path.display()))
            .collect();
        for must in &self.must {
            let wanted: Vec<&Recording> =
                recordings.iter().filter(|recording| must.wants(recording)).collect();
            if wanted.len() < must.recordings {
                let (family, found, said) = (&must.family, wanted.len(), must.recordings);
                failures.push(format!("{family}: {found} recordings are there, not {said}"));
            }
            for recording in wanted {
                self.judge(must, recording, &replay(recording), &mut failures);
            }
        }
        failures
    }

    fn judge(
        &self,
        must: &Must,
        recording: &Recording,
        verdict: &Verdict,
        failures: &mut Vec<String>,
    ) {
        for level in &must.levels {
            let result = match level {
                1 => Some(&verdict.level1),
                _ => verdict.level2.as_ref(),
            };
            let Some(Err(Difference { line, what, kafka, ours, .. })) = result else { continue };
            let is_excused = self.cannot.iter().any(|cannot| {
                cannot.family == must.family && cannot.id == recording.id && cannot.level == *level
            });
            if !is_excused {
                let id = &recording.id;
                failures.push(format!(
                    "{id}, level {level}, line {line}: {what}: Kafka {kafka}, ours {ours}"
                ));
            }
        }
    }
}

impl Must {
    fn wants(&self, recording: &Recording) -> bool {
        let Without { ops, tags, settings, meta } = &self.without;
        let is_tagged = |wanted: &String| recording.tags.iter().any(|tag| matches(wanted, tag));
        let mut lines = recording.lines.iter();
        self.family == recording.family.name()
            && (self.only.is_empty() || self.only.iter().any(is_tagged))
            && !tags.iter().any(is_tagged)
            && !meta.iter().any(|field| recording.meta.get(field).is_some())
            && !lines.any(|line| {
                let name = line["do"].as_str().unwrap_or_default();
                ops.iter().any(|op| matches(op, name))
                    || line.get("err").is_none()
                        && settings.iter().any(|setting| is_set(setting, &line["args"]["cfg"]))
            })
    }
}

/// Whether `name` is what the pattern says; a `*` at its end stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// Whether the config has that name, or that name and value.
fn is_set(setting: &str, config: &Value) -> bool {
    match setting.split_once('=') {
        Some((name, value)) => config[name] == value,
        None => config.get(setting).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HEAD: &str = "[[must]]\nfamily = 'log'\nlevels = [1]\nrecordings = 1\n";

    #[test]
    fn a_scope_is_read_or_refused() {
        assert!(Scope::parse(HEAD).is_ok());
        assert!(Scope::parse(&HEAD.replace("log", "logs")).is_err());
        assert!(Scope::parse(&format!("{HEAD}wihtout.ops = ['x']\n")).is_err());
        let silent = "[[cannot]]\nfamily = 'log'\nid = 'x'\nlevel = 1\nreason = ''\n";
        assert!(Scope::parse(&format!("{HEAD}{silent}")).is_err());
    }

    #[test]
    fn what_a_recording_uses_keeps_it_out() {
        let wants = |without: &str, args: Value| {
            let scope = Scope::parse(&format!("{HEAD}{without}\n")).expect("it is right");
            let line = json!({"k": "op", "i": 1, "do": "producer.new", "args": args});
            let recording = Recording {
                id: "x".into(),
                family: Family::Log,
                meta: json!({"brokers": 3}),
                lines: vec![line],
                tags: vec!["txn".into()],
            };
            scope.must.iter().any(|must| must.wants(&recording))
        };
        assert!(wants("", json!({})));
        assert!(!wants("without.ops = ['producer.*']", json!({})));
        assert!(!wants("without.tags = ['txn']", json!({})));
        assert!(!wants("without.meta = ['brokers']", json!({})));
        let cfg = json!({"cfg": {"group.protocol": "consumer"}});
        assert!(!wants("without.settings = ['group.protocol=consumer']", cfg.clone()));
        assert!(wants("without.settings = ['group.protocol=classic']", cfg.clone()));
        assert!(!wants("without.settings = ['group.protocol']", cfg));
        assert!(!wants("only = ['share']", json!({})));
    }

    #[test]
    fn a_row_that_finds_too_little_fails() {
        let scope = Scope::parse(HEAD).expect("it is right");
        let nowhere = std::env::temp_dir().join("no-recordings-are-here");
        let failures = scope.failures(&nowhere);
        assert!(failures.iter().any(|why| why.contains("0 recordings")), "{failures:?}");
    }
}
