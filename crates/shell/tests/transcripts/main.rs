//! Recordings of Kafka's own tools, played on a world: what ours print is what theirs printed.
//!
//! A transcript counts if every op in it is one that this player knows. Texts are compared as
//! `format-cli.md` says; topic ids, which this player does not hand out, are masked.

#![allow(
    clippy::print_stdout,
    reason = "with --nocapture it tells what agrees, and EXPLAIN why not"
)]

mod stage;

use serde_json::Value;
use stage::{Printed, Stage};
use std::path::Path;

/// Transcripts whose every command must agree.
const AGREE: &[&str] = &[
    "groups-delete",
    "groups-describe-classic",
    "groups-describe-roundrobin",
    "groups-idle-member",
    "groups-preparing",
    "groups-several",
    "groups-static",
    "reset-by-duration",
    "reset-clamp",
    "reset-execute",
    "reset-scope",
    "topics-alter",
    "topics-create",
    "topics-describe",
    "topics-list",
];

fn transcripts() -> Vec<(String, Vec<Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cli");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the recordings are there")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).expect("a readable recording");
            let lines = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, lines.collect())
        })
        .collect()
}

/// How many of a transcript's commands agree, of how many; `None` if an op is not known here.
fn play(name: &str, lines: &[Value], explain: bool) -> Option<(usize, usize)> {
    let mut stage = Stage::new(&lines[0]);
    let (mut agreed, mut all) = (0, 0);
    for line in &lines[1..] {
        match (line["k"].as_str(), line["do"].as_str()) {
            (Some("op"), Some("cli")) => {
                all += 1;
                let printed = stage.tool(&line["args"])?;
                let difference = difference(line, &printed);
                agreed += usize::from(difference.is_none());
                if let Some(difference) = difference.filter(|_| explain) {
                    println!("{name} op {}: {}\n{difference}", line["i"], line["args"]);
                }
            }
            (Some("op"), _) => stage.op(line)?,
            (Some("await"), _) => stage.wait_for(&line["until"])?,
            _ => {}
        }
    }
    Some((agreed, all))
}

fn difference(line: &Value, printed: &Printed) -> Option<String> {
    let recorded = &line["ret"];
    let cmp = line["cmp"].as_str().unwrap_or("exact");
    let errcmp = line["errcmp"].as_str().unwrap_or(cmp);
    let out = recorded["out"].as_str().unwrap_or_default();
    let err = recorded["err"].as_str().unwrap_or_default();
    let code = recorded["rc"].as_i64().unwrap_or_default();
    let log: Vec<&str> = recorded["log"]
        .as_array()
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .filter_map(|entry| entry["msg"].as_str())
        .collect();
    let mut differences = String::new();
    for (what, cmp, theirs, ours) in
        [("out", cmp, out, &printed.out), ("err", errcmp, err, &printed.err)]
    {
        if comparable(cmp, theirs) != comparable(cmp, ours) {
            differences += &format!("  {what} of Kafka {theirs:?}\n  {what} of ours  {ours:?}\n");
        }
    }
    if code != i64::from(printed.code) {
        differences += &format!("  code of Kafka {code}, of ours {}\n", printed.code);
    }
    if line["logcmp"].as_str() != Some("skip") && log.len() != printed.log.len() {
        differences += &format!("  log of Kafka {log:?}\n  log of ours  {:?}\n", printed.log);
    }
    (!differences.is_empty()).then_some(differences)
}

/// A text in a form that is equal where the rule says so.
fn comparable(cmp: &str, text: &str) -> Vec<String> {
    let text = masked(text);
    let mut parts: Vec<String> = match cmp {
        "exact" => return vec![text],
        "words" => return text.split_whitespace().map(str::to_owned).collect(),
        "wordset" => text
            .split(|c: char| c.is_whitespace() || "[](),".contains(c))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => text.split('\n').map(str::to_owned).collect(),
    };
    parts.sort();
    parts
}

fn masked(text: &str) -> String {
    let mut parts = text.split("TopicId: ");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let id_end = part.find('\t').unwrap_or(0);
        masked += "TopicId: ~";
        masked += &part[id_end..];
    }
    masked
}

#[test]
fn tools_print_what_kafkas_tools_printed() {
    let explained = std::env::var("EXPLAIN").unwrap_or_default();
    let explained: Vec<&str> = explained.split_whitespace().collect();
    let mut wrong = Vec::new();
    let (mut agreed, mut all) = (0, 0);
    for (name, lines) in transcripts() {
        let explain = explained.contains(&&*name);
        if !explain && !explained.is_empty() {
            continue;
        }
        let result = play(&name, &lines, explain);
        println!("{name}: {result:?}");
        let (right, of) = result.unwrap_or_default();
        agreed += right;
        all += of;
        if AGREE.contains(&&*name) && (right != of || of == 0) {
            wrong.push(format!("{name}: {right} of {of}"));
        }
    }
    println!("{agreed} of {all} commands agree");
    assert!(wrong.is_empty(), "{wrong:?}");
}
