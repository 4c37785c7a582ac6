//! The same lines give the same state natively and in WebAssembly: worlds of every origin are
//! executed here and opened in the page, and the hashes of their states are compared.

use std::rc::Rc;

use lesson::compile;
use lesson::run::LessonRun;
use session::Session;
use shell::{Line, Step};

use super::keeping::{allow_the_clipboard, state};
use super::{Page, visit};
use crate::lessons::lessons;

/// Commands of each random world.
const RANDOM_COMMANDS: u64 = 300;

/// Enough batches in one log for its sealed chunks, whose digests stand for what is in them.
const SEALED: u32 = 200;

/// A world, and what it is called when it fails.
type Named = (String, Session);

#[test]
fn a_state_has_one_hash_natively_and_in_the_page() {
    visit("#/", |page| {
        page.wait_gone("Loading");
        allow_the_clipboard(page);
        let worlds = scenarios().chain(set_ups()).chain(random_worlds()).chain([long_log()]);
        for (name, native) in worlds {
            open(page, &native);
            assert_eq!(hash(page), native.state_hash(), "{name}:\n{}", native.to_text());
        }
    });
}

#[test]
fn a_link_has_the_same_hash_and_every_further_act_another() {
    let mut native = sandbox();
    for line in ["p1 send orders key=bob value=订单; p1 flush", "consumer c1 group.id=billing"] {
        native.submit(line).expect(line);
    }
    let link = native.to_link().expect("it is short");
    visit(&format!("#{link}"), |page| {
        allow_the_clipboard(page);
        page.wait_for("gesture 3 of 3");
        assert_eq!(hash(page), native.state_hash());
        page.terminal("advance 1ms");
        page.wait_for("gesture 4 of 4");
        assert_ne!(hash(page), native.state_hash(), "a millisecond later it is another state");
        native.submit("advance 1ms").expect("time passes");
        assert_eq!(hash(page), native.state_hash());
    });
}

/// Opens a world in the page as a file.
fn open(page: &Page, native: &Session) {
    let said = format!("opened: a world, gestures: {}", native.entries());
    let times = format!("document.querySelector('[role=log]').innerText.split({said:?}).length");
    let before = page.evaluate(&times);
    page.open_file(&native.to_text());
    page.evaluate_some(&format!("{times} > {before} ? 'once more' : ''"));
}

/// The hash in the state as text.
fn hash(page: &Page) -> u64 {
    let state = state(page);
    let first = state.lines().next().and_then(|line| line.strip_prefix("state hash: "));
    let hash = first.and_then(|digits| u64::from_str_radix(digits, 16).ok());
    hash.unwrap_or_else(|| panic!("there is no hash in:\n{state}"))
}

fn sandbox() -> Session {
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    session.submit("producer p1").expect("it may be made");
    session
}

/// The gallery.
fn scenarios() -> impl Iterator<Item = Named> {
    let folder = crate::root().join("tutorials/scenarios");
    let [english, _] = compile::compile_gallery(&folder).expect("the gallery compiles");
    english.into_iter().map(|scenario| {
        let opened = scenario.open().expect("a scenario opens");
        (format!("the scenario {}", scenario.id), opened)
    })
}

/// What the lessons begin with.
fn set_ups() -> impl Iterator<Item = Named> {
    lessons().into_iter().map(|[english, _]| {
        let name = format!("the beginning of lesson {}", english.id);
        let (_, session) = LessonRun::begin(Rc::new(english)).expect("a lesson begins");
        (name, session)
    })
}

/// Worlds in which everything happens that a soak can think of.
fn random_worlds() -> impl Iterator<Item = Named> {
    (1..=3).map(|seed| {
        let play = crate::soak::run(seed, RANDOM_COMMANDS, |_, _| {});
        let play = play.unwrap_or_else(|failure| panic!("{failure}"));
        let mut session = Session::new(play.genesis().clone()).expect("it was a world's");
        for command in play.script() {
            let is_call = matches!(command, engine::command::Command::Call { .. });
            let step = if is_call { Step::Background } else { Step::Command };
            let step = step(command.clone());
            let mut line = shell::print(&Line { steps: vec![step] });
            // What was refused then is refused again, and stands in no journal.
            while let Ok(outcome) = session.submit(&line)
                && !outcome.rest.is_empty()
            {
                line = outcome.rest.to_string();
            }
        }
        assert!(session.entries() > 100, "seed {seed}: {} gestures", session.entries());
        (format!("the random world with seed {seed}"), session)
    })
}

/// A log of many batches.
fn long_log() -> Named {
    let mut session = sandbox();
    for number in 0..SEALED {
        let line = format!("p1 send orders key=k{number} value=v{number}; p1 flush");
        session.submit(&line).expect("it is sent");
    }
    (format!("a log of {SEALED} batches"), session)
}
