//! Damaged things of lessons: the state and the progress that a browser kept, and the files that it
//! fetched.

use super::damage::{damaged, damaged_bytes};
use super::{examples, held, opened};
use crate::lessons::astray::at;
use crate::soak::Dice;
use i18n::Locale;
use lesson::compile;
use lesson::progress::{Answer, Progress};
use lesson::run::{Confidence, LessonRun};
use session::Opening;
use std::rc::Rc;

#[test]
fn no_state_that_a_browser_kept_panics() {
    let examples = examples();
    for [lesson, _] in crate::lessons::lessons() {
        let kept: Vec<(String, String)> = lesson
            .steps
            .iter()
            .map(|step| at(&lesson, &step.id))
            .map(|(run, session)| (run.to_text(), session.to_text()))
            .collect();
        let lesson = Rc::new(lesson);
        for seed in 0..100 {
            let mut dice = Dice::new(seed);
            // The state of one step beside the world of another, too.
            let run = if dice.even() { dice.of(&kept).0.clone() } else { kept[0].0.clone() };
            let (text, world) = (damaged(&run, &examples, &mut dice), dice.of(&kept).1.clone());
            held(&text, seed, || {
                let mut session = opened(Opening::new(&world)).expect("it was written");
                if let Ok(mut run) = LessonRun::from_text(Rc::clone(&lesson), &text, &session) {
                    let _ = run.look(&session);
                    run.again(&mut session);
                    // Whether the step is done depends on the damage.
                    let _ = run.go_on(&mut session);
                    let _ = run.look(&session);
                }
                let salvaged = LessonRun::salvage(Rc::clone(&lesson), &text, &mut session);
                if let Ok(run) = salvaged {
                    assert!(run.at() < lesson.steps.len());
                }
            });
        }
    }
}

#[test]
fn no_progress_that_a_browser_kept_panics_or_is_lost() {
    let mut progress = Progress::default();
    progress.reach("addresses", "send");
    let (sure, misconception) = (Some(Confidence::Certain), Some("M03b".to_owned()));
    progress.answer("addresses", "fourth", Answer { option: "x".into(), sure, misconception });
    progress.finish("start");
    for due in progress.due_before("later") {
        progress.asked(&due, false);
    }
    let (right, examples) = (progress.to_text(), examples());
    for seed in 0..2_000 {
        let text = damaged(&right, &examples, &mut Dice::new(seed));
        held(&text, seed, || {
            let Some(read) = Progress::from_text(&text) else { return };
            let _ = read.due_before("later");
            assert_eq!(
                Progress::from_text(&read.to_text()),
                Some(read),
                "it is kept as it was read"
            );
        });
    }
}

#[test]
fn no_damaged_file_of_a_lesson_panics() {
    let assets = compile::compile(&crate::root().join("tutorials"));
    let assets = assets.expect("the lessons have a test of their own");
    let name = compile::asset_name("addresses", Locale::En);
    let asset = assets.iter().find(|asset| asset.name == name).expect("it was compiled");
    for seed in 0..2_000 {
        let bytes = damaged_bytes(&asset.bytes, &mut Dice::new(seed));
        held(&name, seed, || {
            let _ = lesson::format::read_lesson(&bytes);
            let _ = lesson::format::read_index(&bytes);
            let _ = lesson::scenario::read_gallery(&bytes);
        });
    }
}
