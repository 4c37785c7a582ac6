//! Replays stories and the lessons' experiments: live clients on one world, step by step.
//!
//! Every line is played through the world's one door. Level 1 is every value, exception class and
//! error code; level 2 is the exceptions' texts. A line that cannot be played fails with its reason.

pub(crate) mod admin;
mod compare;
mod consumer;
mod drive;
mod genesis;
mod observe;
pub(crate) mod player;
mod poll;
mod produce;
mod until;

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use crate::tape::Tape;
use compare::Fault;
use player::{Op, Played, Player, Stop};
use serde_json::Value;

/// How an op is played.
type Play = fn(&mut Player, &Op<'_>) -> Played;

/// Plays `recording` from its first line to the first difference.
pub(crate) fn replay(recording: &Recording, tape: &Tape) -> Verdict {
    let mut player = match Player::new(&recording.meta, tape) {
        Ok(player) => player,
        Err(reason) => return Verdict::failed(Difference::unplayable(0, reason)),
    };
    let mut level2 = Ok(());
    for line in &recording.lines {
        let number = line["i"].as_i64().unwrap_or(0);
        tape.at_line(number);
        match play_line(&mut player, line) {
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

fn play_line(player: &mut Player, line: &Value) -> Result<(), Fault> {
    match line["k"].as_str().unwrap_or_default() {
        "op" => {
            let op = Op::read(line);
            let played = match find(op.name) {
                Some(play) => {
                    player.drive(&op.args["with"]);
                    let played = play(player, &op);
                    player.rest().map_err(Fault::unplayable)?;
                    played
                }
                None => Err(Stop::Unplayable(format!("no op `{}` is played", op.name))),
            };
            compare::op(player, line, played)
        }
        "obs" => {
            let seen = player.observe(line).map_err(Fault::unplayable)?;
            compare::observation(line, &seen)
        }
        "await" => player.wait_until(line).map_err(Fault::unplayable),
        kind => Err(Fault::unplayable(format!("a story has no line of kind `{kind}`"))),
    }
}

/// The op of that name.
fn find(name: &str) -> Option<Play> {
    let all = consumer::OPS.iter().chain(produce::OPS).chain(admin::OPS).chain(poll::OPS);
    all.chain(drive::OPS).find(|(known, _)| *known == name).map(|&(_, play)| play)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Family;
    use crate::replay::replay;
    use serde_json::json;

    fn story(lines: Vec<Value>) -> Recording {
        let meta = json!({"topics": [{"name": "t", "p": 1, "cfg": {}}], "config": {}, "ids": {}});
        Recording { id: "x".into(), family: Family::Story, meta, lines, tags: Vec::new() }
    }

    #[test]
    fn what_is_not_known_fails_with_its_reason() {
        let line = json!({"k": "op", "i": 1, "a": "c1", "do": "txn.begin", "args": {}});
        let difference = replay(&story(vec![line])).level1.expect_err("not played");
        assert_eq!((difference.line, &*difference.what), (1, "no op `txn.begin` is played"));
    }

    #[test]
    fn a_difference_in_a_text_alone_is_of_level_2() {
        let new = json!({"k": "op", "i": 1, "a": "c1", "do": "consumer.new", "args": {"cfg": {}}});
        let poll = |text: &str| {
            let error = json!({"ex": "IllegalStateException", "msg": text});
            json!({"k": "op", "i": 2, "a": "c1", "do": "poll", "args": {"once": 0}, "err": error})
        };
        let right = "Consumer is not subscribed to any topics or assigned any partitions";
        let verdict = replay(&story(vec![new.clone(), poll(right)]));
        assert_eq!((verdict.level1, verdict.level2), (Ok(()), Some(Ok(()))));
        let verdict = replay(&story(vec![new, poll("something else")]));
        assert_eq!(verdict.level1, Ok(()));
        assert!(verdict.level2.is_some_and(|level2| level2.is_err()));
    }
}
