//! A world that plays does a bounded amount of work for one picture, also where more is due at one
//! instant; however it is cut, it comes to the world that one advance comes to.

use engine::command::{Clock, Command};
use engine::genesis::{Genesis, GenesisTopic};
use engine::quantity::Time;
use session::{Opening, Outcome, Place, Session};

/// Members of the group, and partitions of the topic.
const MEMBERS: i32 = 16;

/// Records of each partition: so many that each member polls more than once.
const RECORDS: usize = 800;

/// More events than this are not for one picture: the work of one, and what one poll hands out.
const EVENTS_MAX: usize = 5_000;

/// A group whose members have a lot to catch up with, all at the same instants.
fn busy() -> Session {
    let topic =
        GenesisTopic { name: "t".into(), id: None, partitions: MEMBERS, config: Vec::new() };
    let genesis = Genesis { topics: vec![topic], ..Session::sandbox_genesis() };
    let mut session = Session::new(genesis).expect("the genesis is right");
    let mut submit = |line: &str| drop(session.submit(line).expect(line));
    let records = vec!["{}"; RECORDS].join(",");
    for number in 0..MEMBERS {
        submit(&format!("lab append t-{number} records=[{records}]"));
        submit(&format!(
            "consumer c{number} group.id=g auto.offset.reset=earliest enable.auto.commit=false; \
             c{number} subscribe t"
        ));
    }
    submit("group g rejoin");
    for number in 0..MEMBERS {
        submit(&format!("c{number} loop process-commit 500ms"));
    }
    session
}

/// Plays until everything was processed, a picture every 16 ms; tells each picture.
fn catch_up(session: &mut Session, mut picture: impl FnMut(&Session, &Outcome)) {
    for _ in 0..1_000 {
        let outcome = session.play(16).expect("time may pass");
        picture(session, &outcome);
        let view = session.view(&session::view::Viewport::default(), None);
        let once = view.ledger.first().and_then(|ledger| ledger.times.first().copied());
        if once == Some((1, MEMBERS as u64 * RECORDS as u64)) && outcome.events.is_empty() {
            return;
        }
    }
    panic!("they never catch up");
}

#[test]
fn an_instant_is_played_in_slices_and_comes_to_the_same_world() {
    let mut session = busy();
    let before = session.world().clone();
    let (entries, mut within_instants) = (session.entries(), 0);
    catch_up(&mut session, |session, outcome| {
        assert!(outcome.events.len() < EVENTS_MAX, "{} events", outcome.events.len());
        let due = session.world().next_deadline().map(|next| next.at);
        within_instants += usize::from(due == Some(session.world().now()));
    });
    assert!(within_instants >= 4, "pictures within an instant: {within_instants}");

    let mut whole = before.clone();
    let span = session.world().now().since(before.now());
    whole.execute(&Command::Clock(Clock::Advance(span))).expect("time may pass");
    assert_eq!(session.state_hash(), whole.state_hash());

    let end = session.state_hash();
    session.undo().expect("there is something to undo");
    assert_eq!(session.place(), Place { entry: entries - 1, within: 0 }, "the clock goes too");
    session.redo().expect("there is something to redo");
    assert_eq!(session.state_hash(), end);
}

#[test]
fn what_was_played_in_slices_is_in_the_history_slice_by_slice() {
    let mut session = busy();
    let mut seen = Vec::new();
    catch_up(&mut session, |session, _| {
        // What goes on with an entry takes the place of what was seen of it.
        seen.retain(|(entries, ..): &(usize, Time, u64)| *entries < session.entries());
        seen.push((session.entries(), session.world().now(), session.state_hash()));
    });
    let cut = |entry: &usize| session.line(entry - 1).is_some_and(|line| line.contains("step"));
    assert!(seen.iter().filter(|(entry, ..)| cut(entry)).count() >= 4);
    let mut opened = Opening::new(&session.to_text()).and_then(Opening::complete).expect("a text");
    assert_eq!(opened.to_text(), session.to_text());
    for (entry, now, hash) in seen.into_iter().rev() {
        for walker in [&mut session, &mut opened] {
            walker.seek(Place { entry, within: 0 });
            assert_eq!((walker.world().now(), walker.state_hash()), (now, hash), "at {entry}");
        }
    }
}

#[test]
fn the_past_plays_in_slices_too() {
    let mut session = busy();
    let from = session.entries();
    catch_up(&mut session, |_, _| {});
    let end = session.state_hash();
    session.seek(Place { entry: from, within: 0 });
    let mut pictures = 0;
    while session.place().entry < session.entries() {
        session.play(60_000).expect("time may pass");
        pictures += 1;
    }
    assert!(pictures >= 4, "{pictures} pictures");
    assert_eq!(session.state_hash(), end);
}

#[test]
fn a_gesture_goes_on_within_the_instant_at_which_the_clock_was_stopped() {
    let mut session = busy();
    session.play(16).expect("time may pass");
    let at = session.world().now();
    assert_eq!(session.world().next_deadline().map(|next| next.at), Some(at));
    session.submit("c3 crash").expect("it runs");
    assert_eq!(session.world().now(), at);
    session.play(16).expect("time may pass");
    let opened = Opening::new(&session.to_text()).and_then(Opening::complete).expect("a text");
    assert_eq!(opened.state_hash(), session.state_hash());
    session.undo().expect("there is something to undo");
    assert!(session.world().process_of("c3").is_some_and(|process| process.is_awake()));
    assert_eq!(session.world().now(), at);
}

#[test]
fn so_many_steps_are_as_many_single_ones() {
    let (mut one_by_one, mut at_once) = (busy(), busy());
    for _ in 0..3 {
        one_by_one.submit("step").expect("something is due");
    }
    at_once.submit("step 0").expect("nothing is asked for");
    at_once.submit("step 3").expect("something is due");
    assert_eq!(at_once.state_hash(), one_by_one.state_hash());
    let mut line = "step 5000".to_owned();
    let mut parts = 0;
    while !line.is_empty() {
        let outcome = at_once.submit(&line).expect("something is due");
        assert!(outcome.events.len() < EVENTS_MAX, "{} events", outcome.events.len());
        (line, parts) = (outcome.rest.to_string(), parts + 1);
    }
    assert!(parts > 1, "it is split like any other gesture");
}
