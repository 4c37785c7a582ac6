//! Damaged worlds: opened, looked at, acted in, and sent on as links.

use super::damage::{damaged, damaged_bytes};
use super::{examples, held, opened, speaks};
use crate::soak::Dice;
use engine::command::ClientKind;
use lesson::format::StepKind;
use session::view::viewport::{From, TopicWindow, Viewport};
use session::{Opening, Place, Session};
use shell::completion::{Names, completion};
use std::rc::Rc;

const ROUNDS: u64 = 200;

#[test]
fn no_world_as_text_and_no_link_panics() {
    let worlds = worlds();
    let lines = worlds.iter().flat_map(|text| text.lines()).map(str::to_owned);
    let others: Vec<String> = lines.chain(examples()).collect();
    let mut played = 0;
    for seed in 0..ROUNDS {
        let mut dice = Dice::new(seed);
        let text = dice.of(&worlds).clone();
        let text = damaged(&text, &others, &mut dice);
        held(&text, seed, || {
            let Some(mut session) = opened(Opening::new(&text)) else { return };
            played += u64::from(session.entries() > 0);
            look(&session, &mut dice);
            reopen(&session);
            walk(&mut session, &others, &mut dice);
            if let Ok(link) = session.to_link() {
                let link = damaged_bytes(link.as_bytes(), &mut dice);
                drop(opened(Opening::from_link(&String::from_utf8_lossy(&link))));
            }
        });
    }
    assert!(played * 4 > ROUNDS, "the damage leaves something to play: {played} of {ROUNDS}");
}

#[test]
fn no_line_and_no_cursor_makes_completion_panic() {
    let (worlds, examples) = (worlds(), examples());
    let names = Names {
        clients: vec![("c1".into(), ClientKind::Consumer), ("p 1".into(), ClientKind::Producer)],
        topics: vec![("orders".into(), 3), ("中文".into(), 0), ("t".into(), -1)],
        groups: vec!["billing".into(), String::new()],
        messages: vec![0, u64::MAX],
        brokers: vec![1, i32::MAX],
    };
    let lines: Vec<&str> = worlds.iter().flat_map(|text| text.lines()).collect();
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let line = damaged(dice.word(&lines), &examples, &mut dice);
        held(&line, seed, || {
            let cursor = dice.below(line.len() + 2);
            for offer in completion(&line, cursor, &names) {
                assert!(line.get(offer.range.clone()).is_some(), "{line:?}: {offer:?}");
            }
        });
    }
}

/// Every world of the lessons and the gallery, as a text that opens.
fn worlds() -> Vec<String> {
    let text = |head: &[Rc<str>], lines: &[&Rc<str>]| {
        let mut text = "tidemark 1\n".to_owned();
        for line in head.iter().map(|line| &**line).chain(["---"]) {
            text.extend([line, "\n"]);
        }
        lines.iter().for_each(|line| text.extend([&***line, "\n"]));
        text
    };
    let lessons = crate::lessons::lessons();
    let lessons = lessons.iter().map(|[lesson, _]| {
        let steps = lesson.steps.iter().flat_map(|step| match &step.kind {
            StepKind::Scene(lines) => &lines[..],
            StepKind::Act(act) => &act.answer[..],
            StepKind::Predict(_)
            | StepKind::Observe(_)
            | StepKind::Refute(_)
            | StepKind::Formula(_)
            | StepKind::Transfer(_) => &[],
        });
        text(&lesson.genesis, &lesson.setup.iter().chain(steps).collect::<Vec<_>>())
    });
    let gallery = lesson::compile::compile_gallery(&crate::root().join("tutorials/scenarios"));
    let [gallery, _] = gallery.expect("the gallery has a test of its own");
    let scenarios = gallery.iter().map(|scenario| {
        let lines: Vec<_> = scenario.lines.iter().chain(&scenario.tries).collect();
        text(&scenario.genesis, &lines)
    });
    lessons.chain(scenarios).collect()
}

/// What a session writes of itself opens as the same world.
fn reopen(session: &Session) {
    let text = session.to_text();
    let again = opened(Opening::new(&text)).expect("it was written");
    // A world that was told to go on for years opens as far as anybody waits.
    if again.entries() == session.entries() {
        assert_eq!(again.state_hash(), session.state_hash(), "{text}");
        assert_eq!(again.place(), session.place(), "{text}");
    }
}

/// Goes about in a world: anywhere in its history, and on with lines that may be damaged.
fn walk(session: &mut Session, others: &[String], dice: &mut Dice) {
    for _ in 0..8 {
        match dice.below(8) {
            0 => drop(session.undo().inspect_err(speaks)),
            1 => drop(session.redo().inspect_err(speaks)),
            2 => drop(session.switch(dice.below(3)).inspect_err(speaks)),
            3 => {
                let entry = dice.below(session.entries() + 2);
                session.seek(Place { entry, within: dice.between(i64::MIN, i64::MAX) });
            }
            4 => {
                let span = *dice.of(&[i64::MIN, -1, 0, 40, 5_000]);
                drop(session.play(span).inspect_err(speaks));
            }
            _ => {
                let mut line = dice.of(others).clone();
                if dice.even() {
                    line = damaged(&line, others, dice);
                }
                let before = (session.state_hash(), session.entries());
                if session.submit(&line).inspect_err(speaks).is_err() {
                    assert_eq!((session.state_hash(), session.entries()), before, "{line}");
                }
            }
        }
        look(session, dice);
    }
}

/// Looks through a window of any size at any place; the same look twice shows the same.
fn look(session: &Session, dice: &mut Dice) {
    let number = |dice: &mut Dice| *dice.of(&[i64::MIN, -1, 0, 1, 3, i64::MAX]);
    let from = [From::End, From::Marks, From::Start, From::Offset(number(dice))];
    let sizes = [0, 1, 5, 300];
    let default = TopicWindow {
        first: *dice.of(&[i32::MIN, -1, 0, 1, i32::MAX]),
        partitions: *dice.of(&sizes),
        cells: *dice.of(&sizes),
        from: *dice.of(&from),
        ..TopicWindow::default()
    };
    let cells_max = dice.even().then(|| *dice.of(&sizes));
    let viewport =
        Viewport { default, internal: dice.even(), cells_max, labels: 9, ..Viewport::default() };
    let view = session.view(&viewport, None);
    assert_eq!(session.view(&viewport, Some(&view)), view);
    for locale in i18n::Locale::ALL {
        assert!(!session::describe(&view, session.state_hash(), locale).is_empty());
    }
}
