//! Replays transcripts of Kafka's command-line tools: set-up by clients, then what a tool prints.
//!
//! Level 1 is the exit code and what is printed, compared as the recording says; level 2 is what
//! the tool logs. A tool, an option or an op that the model lacks fails with its reason.

mod ops;
mod pump;
mod text;
mod tool;

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use crate::story::player::{Op, Played, Player, Stop};
use crate::tape::Tape;
use crate::values::{properties, text as text_of};
use engine::genesis::{Genesis, GenesisTopic};
use engine::quantity::{Time, TopicId};
use serde_json::Value;
use text::Names;

/// How a set-up op is played.
type Play = fn(&mut Cast, &Op<'_>) -> Played;

/// The actors of a transcript.
struct Cast {
    player: Player,
    /// Consumers that take part in polling.
    polling: Vec<String>,
}

/// Plays `recording` from its first line to the first difference.
pub(crate) fn replay(recording: &Recording, tape: &Tape) -> Verdict {
    let mut cast = match Player::open(genesis(&recording.meta), tape) {
        Ok(player) => Cast { player, polling: Vec::new() },
        Err(reason) => return Verdict::failed(Difference::unplayable(0, reason)),
    };
    let names = Names::of(&recording.meta);
    let mut level2 = Ok(());
    for line in &recording.lines {
        let number = line["i"].as_i64().unwrap_or(0);
        tape.at_line(number);
        match play_line(&mut cast, line, &names) {
            Ok(logged) => level2 = level2.and(logged),
            Err(difference) => {
                return Verdict::failed(Difference { line: number, ..*difference });
            }
        }
    }
    Verdict { level1: Ok(()), level2: Some(level2) }
}

/// Plays a line; inside, whether what a tool logged agrees.
fn play_line(
    cast: &mut Cast,
    line: &Value,
    names: &Names,
) -> Result<Result<(), Difference>, Box<Difference>> {
    let number = line["i"].as_i64().unwrap_or(0);
    let unplayable = |reason: String| Box::new(Difference::unplayable(number, reason));
    match (text_of(&line["k"]), text_of(&line["do"])) {
        ("op", "cli") => {
            let printed = tool::run(&mut cast.player, &line["args"]).map_err(unplayable)?;
            let (names, world) = (names, &cast.player.world);
            text::compare(line, &printed, names, world)
        }
        ("op", name) => {
            let play = ops::find(name);
            let play = play.ok_or_else(|| unplayable(format!("no op `{name}` is played")))?;
            let played = play(cast, &Op::read(line)).map_err(|stop| unplayable(reason(stop)))?;
            // What was returned counts where both know it.
            let recorded = &line["ret"];
            if recorded.is_null() || played.is_null() || played == *recorded {
                return Ok(Ok(()));
            }
            Err(Box::new(Difference::new(number, "ret", recorded, &played)))
        }
        ("await", _) => cast.wait_until(line).map(Ok).map_err(unplayable),
        (kind, _) => Err(unplayable(format!("a transcript has no line of kind `{kind}`"))),
    }
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Unplayable(reason) => reason,
        Stop::Thrown(error) => format!("{}: {}", error.exception, error.message),
    }
}

/// The broker that served the transcript. It was freshly formatted, which with eligible leader
/// replicas writes `min.insync.replicas` on it.
fn genesis(meta: &Value) -> Genesis {
    let mut config = properties(&meta["config"]);
    config.push(("min.insync.replicas".into(), Some("1".into())));
    let ids = meta["ids"].as_object().into_iter().flatten();
    let member_ids = ids.map(|(client, ids)| {
        let ids = ids.as_array().into_iter().flatten();
        (client.as_str().into(), ids.map(|id| text_of(id).into()).collect())
    });
    let topics = meta["topics"].as_array().into_iter().flatten().map(|topic| GenesisTopic {
        name: text_of(&topic["name"]).into(),
        id: topic["id"].as_str().and_then(TopicId::parse),
        partitions: topic["p"].as_i64().and_then(|count| i32::try_from(count).ok()).unwrap_or(1),
        config: properties(&topic["cfg"]),
    });
    Genesis {
        start: Time(meta["t0"].as_i64().unwrap_or_default()),
        config,
        topics: topics.collect(),
        member_ids: member_ids.collect(),
        limited: false,
        ..Genesis::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Family;
    use crate::replay::replay;
    use serde_json::json;

    fn transcript(lines: Vec<Value>) -> Verdict {
        let meta = json!({"t0": 1_700_000_000_000_i64, "config": {}, "topics": [], "ids": {}});
        let tags = Vec::new();
        replay(&Recording { id: "x".into(), family: Family::Cli, meta, lines, tags })
    }

    fn list(out: &str) -> Value {
        json!({"k": "op", "i": 2, "a": "cli", "do": "cli",
            "args": {"argv": ["kafka-topics.sh", "--bootstrap-server", "localhost:9092", "--list"]},
            "ret": {"out": out, "err": "", "rc": 0}})
    }

    #[test]
    fn what_a_tool_prints_is_compared() {
        let create =
            json!({"k": "op", "i": 1, "a": "x", "do": "topic.create", "args": {"t": "a", "p": 2}});
        let right = transcript(vec![create.clone(), list("a\n")]);
        assert_eq!((right.level1, right.level2), (Ok(()), Some(Ok(()))));
        let wrong = transcript(vec![create, list("b\n")]).level1.expect_err("it printed a");
        assert_eq!((wrong.line, &*wrong.what), (2, "ret.out"));
    }

    #[test]
    fn a_tool_that_the_model_lacks_fails_with_its_reason() {
        let args = json!({"argv": ["kafka-acls.sh", "--list"]});
        let line = json!({"k": "op", "i": 1, "a": "cli", "do": "cli", "args": args, "ret": {}});
        let difference = transcript(vec![line]).level1.expect_err("not played");
        assert_eq!(difference.what, "the model has no tool `kafka-acls.sh`");
    }
}
