//! The history of a session: undo, redo, seek, branches, texts and links all come to the same world.

use engine::genesis::{Genesis, GenesisTopic};
use session::{Complaint, ENTRIES_MAX, Opening, Place, Session};

/// A world with one topic of two partitions.
fn session() -> Session {
    let topic = GenesisTopic { name: "t".into(), id: None, partitions: 2, config: Vec::new() };
    let genesis = Genesis { topics: vec![topic], ..Session::sandbox_genesis() };
    Session::new(genesis).expect("the genesis is right")
}

fn submit(session: &mut Session, lines: &[&str]) {
    for line in lines {
        let outcome = session.submit(line);
        assert!(outcome.is_ok(), "{line}: {outcome:?}");
    }
}

fn lines(session: &Session) -> Vec<String> {
    (0..session.entries()).filter_map(|entry| session.line(entry)).map(|l| l.to_string()).collect()
}

/// The hash after each gesture, from the beginning.
fn hashes(session: &Session) -> Vec<u64> {
    let mut walker = session.clone();
    let mut hashes = Vec::new();
    for entry in 0..=session.entries() {
        walker.seek(Place { entry, within: 0 });
        hashes.push(walker.state_hash());
    }
    hashes
}

const STORY: [&str; 6] = [
    "producer p1",
    "p1 send t partition=0 value=a",
    "advance 1s",
    "lab append t-1 records=[{value=x},{value=y}]",
    "advance 10s",
    "p1 send t partition=1 value=b; settle",
];

#[test]
fn going_back_and_forth_comes_to_the_same_worlds() {
    let mut session = session();
    let mut seen = vec![session.state_hash()];
    for line in STORY {
        submit(&mut session, &[line]);
        seen.push(session.state_hash());
    }
    assert_eq!(hashes(&session), seen, "each gesture changed the world once");
    for entry in [3, 1, 6, 0, 5, 2, 4] {
        session.seek(Place { entry, within: 0 });
        assert_eq!(session.state_hash(), seen[entry], "after {entry} gestures");
    }
}

#[test]
fn undo_takes_the_clock_with_it_and_redo_brings_it_back() {
    let mut session = session();
    submit(&mut session, &STORY[..2]);
    let before = session.state_hash();
    submit(&mut session, &["lab append t-1 records=[{value=x}]"]);
    for _ in 0..3 {
        session.play(250).expect("time may pass");
    }
    let after = session.state_hash();
    assert_eq!(session.entries(), 4, "the clock ran in one go: {:?}", lines(&session));
    session.undo().expect("there is something to undo");
    assert_eq!(session.state_hash(), before);
    session.redo().expect("there is something to redo");
    assert_eq!(session.state_hash(), after);
    assert!(session.redo().is_err(), "this is the end");
    while session.undo().is_ok() {}
    assert_eq!(session.place(), Place::default());
}

#[test]
fn time_that_passes_right_after_time_that_passed_is_one_gesture() {
    let mut session = session();
    submit(&mut session, &["advance 1s", "advance 500ms"]);
    assert_eq!(lines(&session), ["advance 1500ms"]);
    let mut whole = self::session();
    submit(&mut whole, &["advance 1500ms"]);
    assert_eq!(session.state_hash(), whole.state_hash());
    session.undo().expect("there is something to undo");
    assert_eq!(session.place(), Place::default());
}

#[test]
fn acting_in_the_past_keeps_the_future_as_a_branch() {
    let mut session = session();
    submit(&mut session, &STORY);
    let future = session.state_hash();
    session.seek(Place { entry: 4, within: 4_000 });
    assert_eq!(session.place(), Place { entry: 4, within: 4_000 });
    let outcome = session.submit("lab append t-0 records=[{value=z}]").expect("it is right");
    assert!(outcome.branched);
    let [.., clock, act] = &lines(&session)[..] else { panic!("too short") };
    assert_eq!((clock.as_str(), act.starts_with("lab append")), ("advance 4s", true));
    let present = session.state_hash();

    let text = session.to_text();
    let mut opened = Opening::new(&text).and_then(Opening::complete).expect("it was written");
    assert_eq!(opened.to_text(), text);
    assert_eq!(opened.state_hash(), present);

    opened.switch(0).expect("the future was kept");
    assert_eq!(opened.state_hash(), future);
    opened.switch(1).expect("what was left is a branch now");
    assert_eq!(opened.state_hash(), present);
    assert!(opened.switch(99).is_err());
}

#[test]
fn a_branch_that_its_world_refuses_is_not_taken() {
    let text = "tidemark 1\n---\nproducer p1\nadvance 1s\n--- branch 1\nadmin a\np9 flush\n";
    let mut session =
        Opening::new(text).and_then(Opening::complete).expect("no branch is executed");
    let before = session.state_hash();
    let refused = session.switch(0).map_err(|wrong| wrong.sentence(i18n::Locale::En));
    assert!(refused.is_err_and(|sentence| sentence.contains("p9")));
    assert_eq!((session.state_hash(), session.to_text().as_str()), (before, text));
}

#[test]
fn a_gesture_that_takes_long_is_opened_in_slices() {
    let text = "tidemark 1\n---\nconsumer c1 group.id=g; c1 subscribe t; c1 loop process 10ms\n\
                advance 20min\np9 flush\n";
    let mut opening = Opening::new(text).expect("the head is right");
    let mut slices = 0;
    let wrong = loop {
        match opening.resume(500) {
            Ok(progress) => assert!(progress.done < 3 && !opening.is_done(), "{progress:?}"),
            Err(wrong) => break wrong.sentence(i18n::Locale::En),
        }
        slices += 1;
    };
    assert!(slices > 10, "{slices} slices");
    assert!(wrong.starts_with("Line 5 cannot be done here: "), "{wrong}");
    let session = opening.finish();
    assert_eq!(session.world().now().since(session.world().genesis().start).0, 1_200_000);
}

#[test]
fn playing_in_the_past_plays_what_happened_then() {
    let mut session = session();
    submit(&mut session, &STORY);
    let end = session.state_hash();
    session.seek(Place { entry: 2, within: 0 });
    session.play(700).expect("time may pass");
    assert_eq!(session.place(), Place { entry: 2, within: 700 });
    session.play(1_300).expect("time may pass");
    assert_eq!(session.place(), Place { entry: 4, within: 1_000 });
    session.play(60_000).expect("time may pass");
    assert_eq!((session.place().entry, session.entries()), (6, 6));
    assert_eq!(session.state_hash(), end);
}

#[test]
fn a_refused_line_changes_nothing() {
    let mut session = session();
    submit(&mut session, &STORY[..2]);
    let before = session.state_hash();
    for wrong in ["p1 sned t value=a", "p9 flush", "advance 1s; p9 flush", "advance -1s", "| x"] {
        assert!(session.submit(wrong).is_err(), "{wrong}");
        assert_eq!((session.state_hash(), session.entries()), (before, 2), "{wrong}");
    }
    assert!(session.submit("  # a remark").is_ok_and(|outcome| !outcome.recorded));
    assert_eq!(session.entries(), 2);
}

#[test]
fn a_link_opens_the_very_world() {
    let mut session = session();
    submit(&mut session, &STORY);
    session.seek(Place { entry: 4, within: 1_500 });
    let link = session.to_link().expect("it is short");
    assert!(link.len() < 500, "{} characters", link.len());
    let opened = Opening::from_link(&link).and_then(Opening::complete).expect("it was written");
    assert_eq!(opened.state_hash(), session.state_hash());
    assert_eq!(opened.place(), session.place());
    assert_eq!(opened.to_text(), session.to_text());
}

#[test]
fn a_text_that_is_wrong_says_where() {
    let sentence = |text: &str| {
        let opened = Opening::new(text).and_then(Opening::complete);
        opened
            .map(|_| String::new())
            .unwrap_or_else(|wrong: Complaint| wrong.sentence(i18n::Locale::En))
    };
    let head = "This text is no world: its first line would be \"tidemark 1\".";
    for (text, expected) in [
        ("", head),
        ("hello", head),
        (
            "tidemark 2\n---\n",
            "This file has format 2; this page reads format 1. A newer page may open it.",
        ),
        (
            "tidemark 1\nseed 1\n",
            "The head does not end: a line with --- comes before the gestures.",
        ),
        (
            "tidemark 1\ncursor 2\n---\nadvance 1s\n",
            "The cursor stands beyond the end: there are 1 gestures.",
        ),
        ("tidemark 1\n---\n--- branch 7\n", "Line 3 would read: --- branch <gestures>"),
    ] {
        assert_eq!(sentence(text), expected, "{text:?}");
    }
    assert!(sentence("tidemark 1\n---\n# note\nadvance 1s\nadvanec 1s\n").starts_with("Line 5: "));
    assert!(sentence("tidemark 1\n---\np1 flush\n").starts_with("Line 3 cannot be done here: "));
    assert!(sentence("tidemark 1\nbrokers 0 1\ntopic t 0\n---\n").starts_with("Line 3 would read"));
}

#[test]
fn opening_goes_on_in_slices_and_keeps_what_came_before_a_mistake() {
    let mut text = "tidemark 1\n---\nproducer p1\n".to_owned();
    for _ in 0..200 {
        text.push_str("advance 1s\nproducer p1\n");
    }
    let mut opening = Opening::new(&text).expect("the head is right");
    let first = opening.resume(50).expect("it is right so far");
    assert!(0 < first.done && first.done < first.total, "{first:?}");
    while !opening.is_done() {
        opening.resume(50).expect("it is right so far");
    }
    assert_eq!(opening.finish().entries(), 401);

    text.push_str("p9 flush\nadvance 1s\n");
    let mut opening = Opening::new(&text).expect("the head is right");
    assert!(opening.resume(usize::MAX).is_err());
    assert_eq!(opening.finish().entries(), 401, "everything before the mistake");

    let mut opening = Opening::new(&text).expect("the head is right");
    opening.without_last();
    opening.without_last();
    assert_eq!(opening.complete().map(|session| session.entries()).ok(), Some(401));
}

#[test]
fn a_journal_holds_so_many_gestures_and_no_more() {
    let mut text = "tidemark 1\n---\n".to_owned();
    for _ in 0..ENTRIES_MAX {
        text.push_str("admin a\n");
    }
    let mut full = Opening::new(&text).and_then(Opening::complete).expect("so many fit");
    assert_eq!(full.entries(), ENTRIES_MAX);
    let sentence = full.submit("admin a").err().map(|wrong| wrong.sentence(i18n::Locale::En));
    assert!(sentence.is_some_and(|sentence| sentence.contains("100000")));
    full.undo().expect("there is something to undo");
    assert!(full.submit("admin b").is_ok(), "there is room again");
    text.push_str("admin a\n");
    assert!(Opening::new(&text).is_err(), "one more does not fit");
}

#[test]
fn a_gesture_with_too_many_events_is_split() {
    let mut session = session();
    submit(&mut session, &["producer p1"]);
    let mut line = "advance 1d".to_owned();
    let mut parts = 0;
    while !line.is_empty() {
        let outcome = session.submit(&line).expect("time may pass");
        line = outcome.rest.to_string();
        parts += 1;
    }
    let mut whole = self::session();
    submit(&mut whole, &["producer p1"]);
    assert_eq!(session.world().now(), whole.world().now() + engine::quantity::Millis(86_400_000));
    assert!(parts >= 1);
}
