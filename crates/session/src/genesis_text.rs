//! A genesis as text: one line for everything that differs from the usual beginning, in one order.
//!
//! Invariant: `read(write(g)) == g` for every genesis with the model's limits. A world that comes
//! from a text always has them.

use engine::command::Properties;
use engine::genesis::{Genesis, GenesisTopic};
use engine::quantity::{BrokerId, Text, Time, TopicId};
use i18n::history::Trouble;
use shell::words::{Token, Word, always_quoted, quoted, split};
use std::fmt::Write;

/// The most brokers of a world that is read.
const BROKERS_MAX: usize = 9;

/// The largest instant that is read: enough for any date, far from any overflow.
const START_MAX: i64 = 100_000_000_000_000;

/// The lines of a genesis, each ended by a newline.
#[must_use]
pub(crate) fn write(genesis: &Genesis) -> String {
    let usual = Genesis::default();
    let mut text = String::new();
    if genesis.start != usual.start {
        let _ = writeln!(text, "start {}", genesis.start);
    }
    if genesis.seed != usual.seed {
        let _ = writeln!(text, "seed {}", genesis.seed);
    }
    if genesis.brokers != usual.brokers {
        text.push_str("brokers");
        genesis.brokers.iter().for_each(|id| {
            let _ = write!(text, " {id}");
        });
        text.push('\n');
    }
    if genesis.background_tasks != usual.background_tasks {
        text.push_str("tasks off\n");
    }
    for property in &genesis.config {
        text.push_str("config");
        write_property(property, &mut text);
        text.push('\n');
    }
    for topic in &genesis.topics {
        text.push_str("topic ");
        quoted(&topic.name, &mut text);
        let _ = write!(text, " {}", topic.partitions);
        if let Some(id) = topic.id {
            let _ = write!(text, " {}", id.text());
        }
        topic.config.iter().for_each(|property| write_property(property, &mut text));
        text.push('\n');
    }
    for (client, ids) in &genesis.member_ids {
        text.push_str("member-ids ");
        quoted(client, &mut text);
        for id in ids {
            text.push(' ');
            quoted(id, &mut text);
        }
        text.push('\n');
    }
    text
}

fn write_property((name, value): &(Text, Option<Text>), text: &mut String) {
    text.push(' ');
    quoted(name, text);
    text.push('=');
    match value.as_deref() {
        None => text.push_str("null"),
        Some("null") => always_quoted("null", text),
        Some(value) => quoted(value, text),
    }
}

/// Reads one line of a head into `genesis`; `number` is its place, for complaints.
///
/// # Errors
///
/// What would be right on that line.
pub(crate) fn read_line(line: &str, number: usize, genesis: &mut Genesis) -> Result<(), Trouble> {
    let wrong = |form| Trouble::HeadValue { line: number, form };
    let tokens =
        split(line).map_err(|wrong| Trouble::Line { line: number, problem: *wrong.problem })?;
    let words: Option<Vec<Word>> = tokens
        .into_iter()
        .map(|token| match token {
            Token::Word(word) => Some(word),
            Token::Then(_) | Token::Background(_) | Token::Pipe(_) => None,
        })
        .collect();
    let words = words.ok_or(wrong("words, without ; & and |"))?;
    let Some((first, rest)) = words.split_first() else { return Ok(()) };
    match first.text.as_str() {
        "start" => {
            let start = one_number(rest).filter(|start| (0..=START_MAX).contains(start));
            genesis.start = Time(start.ok_or(wrong("start <milliseconds since 1970>"))?);
        }
        "seed" => {
            let seed = only(rest).and_then(|word| word.text.parse().ok());
            genesis.seed = seed.ok_or(wrong("seed <a whole number>"))?;
        }
        "brokers" => {
            genesis.brokers = brokers(rest).ok_or(wrong("brokers 1 2 3 (at most nine)"))?
        }
        "tasks" => {
            let tasks = only(rest).and_then(|word| match word.text.as_str() {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            });
            genesis.background_tasks = tasks.ok_or(wrong("tasks on|off"))?;
        }
        "config" => {
            let config = properties(rest).filter(|config| !config.is_empty());
            genesis.config.extend(config.ok_or(wrong("config <name>=<value>"))?);
        }
        "topic" => {
            let form = "topic <name> <partitions> [<id>] [<name>=<value>…]";
            genesis.topics.push(topic(rest).ok_or(wrong(form))?);
        }
        "member-ids" => {
            let (client, ids) = rest.split_first().ok_or(wrong("member-ids <client> <id>…"))?;
            let ids = ids.iter().map(|id| id.text.as_str().into()).collect();
            genesis.member_ids.insert(client.text.as_str().into(), ids);
        }
        word => {
            let word = word.chars().take(40).collect();
            return Err(Trouble::HeadWord { line: number, word });
        }
    }
    Ok(())
}

fn only(words: &[Word]) -> Option<&Word> {
    match words {
        [word] => Some(word),
        _ => None,
    }
}

fn one_number(words: &[Word]) -> Option<i64> {
    only(words)?.text.parse().ok()
}

fn brokers(words: &[Word]) -> Option<Vec<BrokerId>> {
    let ids = words.iter().map(|word| word.text.parse().ok().filter(|&id| id >= 0).map(BrokerId));
    let ids: Vec<BrokerId> = ids.collect::<Option<_>>()?;
    let ascending = ids.windows(2).all(|pair| pair[0] < pair[1]);
    (ascending && (1..=BROKERS_MAX).contains(&ids.len())).then_some(ids)
}

fn properties(words: &[Word]) -> Option<Properties> {
    let property = |word: &Word| {
        let (name, value) = word.split('=')?;
        let value = (value.bare() != Some("null")).then(|| value.text.as_str().into());
        Some((name.text.as_str().into(), value))
    };
    words.iter().map(property).collect()
}

fn topic(words: &[Word]) -> Option<GenesisTopic> {
    let [name, partitions, rest @ ..] = words else { return None };
    let id = rest.first().filter(|word| word.split('=').is_none());
    let config = if id.is_some() { rest.get(1..)? } else { rest };
    Some(GenesisTopic {
        name: name.text.as_str().into(),
        id: match id {
            Some(id) => Some(TopicId::parse(&id.text)?),
            None => None,
        },
        partitions: partitions.text.parse().ok().filter(|&count| count > 0)?,
        config: properties(config)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Genesis, Trouble> {
        let mut genesis = Genesis::default();
        for (index, line) in text.lines().enumerate() {
            read_line(line, index + 1, &mut genesis)?;
        }
        Ok(genesis)
    }

    #[test]
    fn a_genesis_survives_its_text() {
        let text = "start 0\nseed 7\nbrokers 1 2 3\ntasks off\n\
                    config group.initial.rebalance.delay.ms=0\nconfig odd='a b'\n\
                    topic orders 3\n\
                    topic t 1 8IjFqdTb5v6NBTmuMiAB-A cleanup.policy=compact segment.bytes=null\n\
                    member-ids c1 c1-a c1-b\n";
        let genesis = read(text).expect("every line is right");
        assert_eq!(genesis.brokers.len(), 3);
        assert_eq!(write(&genesis), text);
        assert_eq!(write(&Genesis::default()), "");
    }

    #[test]
    fn a_wrong_line_says_what_would_be_right() {
        for (text, expected) in [
            ("seed 1\nstart soon", "Line 2 would read: start <milliseconds since 1970>"),
            ("brokers 2 1", "Line 1 would read: brokers 1 2 3 (at most nine)"),
            ("topic t 0", "Line 1 would read: topic <name> <partitions> [<id>] [<name>=<value>…]"),
        ] {
            let sentence = read(text).err().map(|trouble| trouble.sentence(i18n::Locale::En));
            assert_eq!(sentence.as_deref(), Some(expected));
        }
        assert!(matches!(read("sed 1"), Err(Trouble::HeadWord { line: 1, .. })));
        assert!(read("topic t 1 notanid").is_err(), "the id is no id");
    }
}
