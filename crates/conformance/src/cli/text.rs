//! What a tool printed against what Kafka's printed, by the rule that the recording names.

use super::tool::Printed;
use crate::replay::Difference;
use crate::values::text;
use engine::world::World;
use regex_lite::Regex;
use serde_json::{Value, json};

/// Topic ids are random: both texts name the topic instead.
pub(super) struct Names {
    /// Id and topic.
    ids: Vec<(String, String)>,
}

impl Names {
    /// The ids that the recording tells of.
    pub(super) fn of(meta: &Value) -> Self {
        let ids = meta["topic_ids"].as_object().into_iter().flatten().flat_map(|(topic, ids)| {
            let ids = ids.as_array().into_iter().flatten();
            ids.map(|id| (text(id).to_owned(), topic.clone()))
        });
        Self { ids: ids.collect() }
    }

    fn canonical(&self, text: &str, world: &World) -> String {
        let topics = world.cluster().topics();
        let ours = topics.map(|(name, topic)| (topic.id.text(), name.to_string()));
        let all = self.ids.iter().cloned().chain(ours);
        all.fold(text.to_owned(), |text, (id, topic)| text.replace(&id, &format!("$t:{topic}")))
    }
}

/// Whether the tool printed what Kafka's did; inside, whether it logged the same.
pub(super) fn compare(
    line: &Value,
    printed: &Printed,
    names: &Names,
    world: &World,
) -> Result<Result<(), Difference>, Box<Difference>> {
    let number = line["i"].as_i64().unwrap_or(0);
    let (recorded, masks) = (&line["ret"], masks(&line["mask"])?);
    let out_rule = line["cmp"].as_str().unwrap_or("exact");
    let err_rule = line["errcmp"].as_str().unwrap_or(out_rule);
    for (what, rule, ours) in [("out", out_rule, &printed.out), ("err", err_rule, &printed.err)] {
        let seen = |text: &str| masked(&names.canonical(text, world), &masks);
        let (theirs, ours) = (seen(text(&recorded[what])), seen(ours));
        if comparable(rule, &theirs) != comparable(rule, &ours) {
            let what = format!("ret.{what}");
            return Err(Box::new(Difference::new(number, what, &json!(theirs), &json!(ours))));
        }
    }
    if recorded["rc"] != json!(printed.code) {
        let (theirs, ours) = (&recorded["rc"], json!(printed.code));
        return Err(Box::new(Difference::new(number, "ret.rc", theirs, &ours)));
    }
    if line["logcmp"] == "skip" {
        return Ok(Ok(()));
    }
    let theirs = recorded["log"].as_array().into_iter().flatten();
    let theirs: Value = theirs.map(|entry| json!([entry["level"], entry["msg"]])).collect();
    let ours: Value = printed.log.iter().map(|(level, text)| json!([level, text])).collect();
    Ok(match theirs == ours {
        true => Ok(()),
        false => Err(Difference::new(number, "ret.log", &theirs, &ours)),
    })
}

fn masks(list: &Value) -> Result<Vec<Regex>, Box<Difference>> {
    let each = list.as_array().into_iter().flatten().map(|mask| {
        Regex::new(text(mask))
            .map_err(|bad| format!("the mask `{mask}`: {bad}"))
            .map_err(|bad| Box::new(Difference::unplayable(0, bad)))
    });
    each.collect()
}

fn masked(text: &str, masks: &[Regex]) -> String {
    masks.iter().fold(text.to_owned(), |text, mask| mask.replace_all(&text, "~").into_owned())
}

/// A text in a form that is equal where the rule says so: parts in order, each a multiset.
fn comparable(rule: &str, text: &str) -> Vec<Vec<String>> {
    let in_order = |parts: Vec<String>| parts.into_iter().map(|part| vec![part]).collect();
    let lines: Vec<&str> = text.split('\n').collect();
    match rule {
        "rows" => {
            let first = lines.iter().position(|line| !line.is_empty()).map_or(0, |at| at + 1);
            let (head, rest) = lines.split_at(first);
            vec![owned(head), multiset(rest)]
        }
        "lines" => vec![multiset(&lines)],
        "blocks" => sorted(lines.split(|line| line.is_empty()).map(first_line_apart).collect()),
        "topics" => sorted(blocks(text, |line| line.starts_with("Topic: "))),
        "blocks2" => sorted(blocks(text, |line| !line.starts_with(' '))),
        "words" => {
            let words = |line: &&str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            in_order(lines.iter().map(words).collect())
        }
        "wordset" => {
            let is_between = |c: char| c.is_whitespace() || "[](),".contains(c);
            let words: Vec<&str> = text.split(is_between).filter(|w| !w.is_empty()).collect();
            vec![multiset(&words)]
        }
        _ => in_order(vec![text.to_owned()]),
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}

fn multiset(lines: &[&str]) -> Vec<String> {
    let mut lines = owned(lines);
    lines.sort();
    lines
}

fn sorted(mut blocks: Vec<Vec<String>>) -> Vec<Vec<String>> {
    blocks.sort();
    blocks
}

/// The first line as it is, the rest in any order.
fn first_line_apart(block: &[&str]) -> Vec<String> {
    let (first, rest) = block.split_at(block.len().min(1));
    owned(first).into_iter().chain(multiset(rest)).collect()
}

/// Blocks that begin at certain lines, their lines in order.
fn blocks(text: &str, begins: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        match blocks.last_mut().filter(|_| !begins(line)) {
            Some(block) => block.push(line.to_owned()),
            None => blocks.push(vec![line.to_owned()]),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(rule: &str, one: &str, other: &str) -> bool {
        comparable(rule, one) == comparable(rule, other)
    }

    #[test]
    fn each_rule_allows_what_it_says_and_no_more() {
        assert!(!same("exact", "a  b", "a b"));
        assert!(same("rows", "\nHEAD\nb\na", "\nHEAD\na\nb"));
        assert!(!same("rows", "\na\nHEAD\nb", "\nHEAD\na\nb"));
        assert!(same("lines", "b\na", "a\nb"));
        assert!(!same("lines", "a\na", "a"));
        assert!(same("blocks", "G1\nb\na\n\nG2\nc", "G2\nc\n\nG1\na\nb"));
        assert!(!same("blocks", "b\nG1\n\nG2", "G1\nb\n\nG2"));
        assert!(same("topics", "Topic: b\n p1\nTopic: a\n p0\n", "Topic: a\n p0\nTopic: b\n p1\n"));
        assert!(!same("topics", "Topic: a\n p0\n p1", "Topic: a\n p1\n p0"));
        assert!(same("blocks2", "b\n x\na\n y", "a\n y\nb\n x"));
        assert!(same("words", "a   b\nc", "a b\nc") && !same("words", "a b\nc", "a b c"));
        assert!(same("wordset", "[a, b](c)", "c b a") && !same("wordset", "a a", "a"));
    }

    #[test]
    fn a_mask_hides_what_it_matches() {
        let masks = masks(&json!(["\\b\\d{13}\\b"])).expect("a mask");
        assert_eq!(masked("at 1700000000000 x", &masks), "at ~ x");
    }
}
