//! The lessons prove themselves: what they ask, what they say and what the engine does agree.
//!
//! For each lesson: every command in it is a line; goals are unmet before the answer and met after
//! it; one option of each question comes true, one thing can be seen; every attempt of a transfer
//! has one right answer among different ones; both languages behave alike.

pub(crate) mod astray;
mod mistakes;
mod prose;
mod recordings;
mod scenarios;
mod walk;

use i18n::Locale;
use lesson::compile::{self, Translated};
use lesson::format::Lesson;
use std::path::PathBuf;

fn tutorials() -> PathBuf {
    crate::root().join("tutorials")
}

pub(crate) fn lessons() -> Vec<Translated<Lesson>> {
    let folders = compile::lesson_folders(&tutorials());
    assert!(folders.len() >= 3, "there are lessons");
    let mut lessons = Vec::new();
    for folder in folders {
        match compile::compile_lesson(&folder) {
            Ok(lesson) => lessons.push(lesson),
            Err(complaints) => panic!("{}", sentences(&complaints)),
        }
    }
    lessons
}

fn sentences(complaints: &[compile::Complaint]) -> String {
    complaints.iter().map(|one| format!("{one}\n")).collect()
}

#[test]
fn everything_compiles_and_is_read_back() {
    let assets = compile::compile(&tutorials());
    let assets = assets.unwrap_or_else(|complaints| panic!("{}", sentences(&complaints)));
    for [english, chinese] in lessons() {
        for (lesson, locale) in [(english, Locale::En), (chinese, Locale::ZhHans)] {
            let name = compile::asset_name(&lesson.id, locale);
            let asset = assets.iter().find(|asset| asset.name == name).expect("it was compiled");
            assert_eq!(lesson::format::read_lesson(&asset.bytes), Ok(lesson));
            for cut in [1, asset.bytes.len() / 2, asset.bytes.len() - 1] {
                assert!(lesson::format::read_lesson(&asset.bytes[..cut]).is_err());
            }
        }
    }
    for (name, count) in [("lessons.en.bin", 3), ("lessons.zh-Hans.bin", 3)] {
        let asset = assets.iter().find(|asset| asset.name == name).expect("it was compiled");
        let index = lesson::format::read_index(&asset.bytes).expect("it was just written");
        assert!(index.len() >= count);
        assert!(index.windows(2).all(|pair| pair[0].number < pair[1].number), "in order");
    }
}

#[test]
fn every_scenario_opens_and_everything_to_try_works_on_it() {
    let galleries = compile::compile_gallery(&tutorials().join("scenarios"));
    let [english, chinese] = galleries.unwrap_or_else(|wrong| panic!("{}", sentences(&wrong)));
    let ids = |gallery: &[lesson::scenario::Scenario]| -> Vec<_> {
        gallery.iter().map(|scenario| scenario.id.clone()).collect()
    };
    assert_eq!(ids(&english), ids(&chinese));
    for needed in ["message-queue", "stream-processing", "event-sourcing", "article"] {
        assert!(english.iter().any(|scenario| &*scenario.id == needed), "{needed}");
    }
    for scenario in &english {
        let opened = scenario.open();
        let mut session = opened
            .unwrap_or_else(|wrong| panic!("{}: {}", scenario.id, wrong.sentence(Locale::En)));
        assert!(!scenario.title.is_empty() && !scenario.text.is_empty(), "{}", scenario.id);
        for line in &scenario.tries {
            let mut copy = session.clone();
            let outcome = copy.submit(line).map_err(|wrong| wrong.sentence(Locale::En));
            assert!(outcome.is_ok(), "{}: {line}: {outcome:?}", scenario.id);
            // What is tried next may need what was tried before.
            session = copy;
        }
    }
}
