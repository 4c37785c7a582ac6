//! What a learner does beside the way of a lesson: it is kept, and the lesson goes on.

use i18n::Locale;
use lesson::format::{Lesson, StepKind};
use lesson::run::{Confidence, Entered, LessonRun, NotYet};
use session::view::timeline::Timeline;
use session::{Opening, Place, Session};
use std::rc::Rc;

/// A run of a lesson, led by its own answers to a step.
pub(crate) fn at(lesson: &Lesson, step: &str) -> (LessonRun, Session) {
    let begun = LessonRun::begin(Rc::new(lesson.clone()));
    let (mut run, mut session) = begun.unwrap_or_else(|it| panic!("{}", it.sentence(Locale::En)));
    while *run.step().id != *step {
        go_on(&mut run, &mut session);
    }
    (run, session)
}

/// Does what the step asks for, and goes on.
fn go_on(run: &mut LessonRun, session: &mut Session) -> Entered {
    let step = run.step().clone();
    let went = match &step.kind {
        StepKind::Predict(predict) => {
            let wrong = predict.options.iter().find(|choice| choice.misconception.is_some());
            assert!(run.choose(&wrong.expect("there are wrong options").id));
            run.be_sure(Confidence::Certain);
            run.lock(session)
        }
        StepKind::Act(_) => {
            run.again(session);
            run.show_answer(session).unwrap_or_else(|it| panic!("{}", it.sentence(Locale::En)));
            run.go_on(session)
        }
        StepKind::Observe(options) => {
            assert!(options.iter().any(|seen| run.observe(&seen.id, session)), "{}", step.id);
            run.go_on(session)
        }
        StepKind::Formula(_) | StepKind::Transfer(_) => {
            run.finish_step();
            run.go_on(session)
        }
        StepKind::Scene(_) | StepKind::Refute(_) => run.go_on(session),
    };
    went.unwrap_or_else(|why| panic!("{}: {why:?}", step.id))
}

fn lesson(number: u32) -> Lesson {
    let lessons = super::lessons();
    let found = lessons.into_iter().find(|[lesson, _]| lesson.number == number);
    found.map(|[lesson, _]| lesson).expect("it was compiled")
}

fn timeline(session: &Session) -> Rc<Timeline> {
    Rc::clone(&session.view(&session::view::Viewport::default(), None).timeline)
}

#[test]
fn what_is_tried_while_reading_stays_behind_as_a_future_of_its_own() {
    let lesson = lesson(4);
    let (mut run, mut session) = at(&lesson, "successor-why");
    let (undisturbed, _) = at(&lesson, "committed");
    let explained = format!("{:?}", run.verdict(&session));
    for line in ["c2 crash", "consumer c3 group.id=billing", "producer p1"] {
        session.submit(line).unwrap_or_else(|it| panic!("{}", it.sentence(Locale::En)));
    }
    assert_eq!(format!("{:?}", run.verdict(&session)), explained, "the explanation stays true");
    while *run.step().id != *"committed" {
        assert_eq!(go_on(&mut run, &mut session), Entered::AsItWas, "{}", run.step().id);
    }
    assert_eq!(run.to_text(), undisturbed.to_text());
    assert_eq!(timeline(&session).branches.len(), 1, "what was tried can be gone back to");
}

#[test]
fn a_run_that_is_looked_at_is_not_replaced() {
    let (run, mut session) = at(&lesson(4), "successor-look");
    let settled = run.settled().expect("the run is over");
    assert!(run.may_act_at(session.place()));
    session.undo().expect("there is something to undo");
    assert!(session.place() < settled && !run.may_act_at(session.place()));
    assert!(run.floor() < settled.entry, "the run may be looked at from its beginning");
    let StepKind::Observe(options) = &run.step().kind else { panic!("it is the step that looks") };
    let option = options[0].id.clone();
    assert!(run.clone().observe(&option, &session), "what is asked is how the run ended");
}

#[test]
fn a_scene_without_room_is_set_in_a_new_world() {
    let lesson = lesson(1);
    let (mut run, mut session) = at(&lesson, "send");
    // A scene that follows makes a topic of this name.
    let taken = "kafka-topics.sh --bootstrap-server localhost:9092 --create --topic readings";
    for line in [taken, "p1 send orders key=alice value=a2; p1 flush"] {
        session.submit(line).unwrap_or_else(|it| panic!("{}", it.sentence(Locale::En)));
    }
    assert_eq!(run.go_on(&mut session), Ok(Entered::AsItWas));
    while *run.step().id != *"notes" {
        assert_eq!(go_on(&mut run, &mut session), Entered::AsItWas, "{}", run.step().id);
    }
    assert_eq!(go_on(&mut run, &mut session), Entered::Anew, "readings is there already");
    let (undisturbed, expected) = at(&lesson, "groups");
    assert_eq!(run.to_text(), undisturbed.to_text(), "predictions and all");
    assert_eq!(session.state_hash(), expected.state_hash());
    while !run.is_finished() {
        if run.at() + 1 == lesson.steps.len() {
            run.finish_step();
        } else {
            go_on(&mut run, &mut session);
        }
    }
}

#[test]
fn the_run_can_be_done_again_from_where_it_is_looked_at() {
    let (mut run, mut session) = at(&lesson(4), "successor-look");
    let (first, before) = at(&lesson(4), "successor");
    run.again(&mut session);
    assert_eq!(run.to_text(), first.to_text());
    assert_eq!(session.state_hash(), before.state_hash());
    assert_eq!(run.go_on(&mut session), Err(NotYet::Goals));
    go_on(&mut run, &mut session);
    assert_eq!(*run.step().id, *"successor-look");
}

/// After a failure of the page the last gesture is taken away; the lesson's text knows nothing of it.
#[test]
fn after_a_failure_a_lesson_goes_on_at_its_last_good_step() {
    for lesson in [lesson(1), lesson(4), lesson(7)] {
        for step in &lesson.steps {
            let (run, session) = at(&lesson, &step.id);
            if session.entries() == 0 {
                continue;
            }
            let (text, session_entries) = (session.to_text(), session.entries());
            let shorter = text.trim_end().rsplit_once('\n').expect("there is a line").0;
            let opened = Opening::new(shorter).and_then(Opening::complete);
            let mut session = opened.unwrap_or_else(|it| panic!("{}", it.sentence(Locale::En)));
            let lesson = Rc::new(lesson.clone());
            let salvaged = LessonRun::salvage(Rc::clone(&lesson), &run.to_text(), &mut session);
            let salvaged = salvaged.unwrap_or_else(|bad| panic!("{}: line {}", step.id, bad.line));
            // Nothing was done after the step that it is salvaged at.
            let next = lesson.steps.get(salvaged.at() + 1).expect("the last step does nothing");
            let all = at(&lesson, &next.id).1.entries();
            assert_eq!(all, session_entries, "{}: at {}", step.id, salvaged.step().id);
            // It is a whole run: it goes on to the end.
            let mut run = salvaged;
            while run.at() + 1 < lesson.steps.len() {
                go_on(&mut run, &mut session);
            }
        }
    }
}

#[test]
fn a_state_that_belongs_elsewhere_is_not_taken_up() {
    let lesson = Rc::new(lesson(1));
    let (run, session) = at(&lesson, "send");
    let text = run.to_text();
    for (wrong, line) in [
        (text.replace("lesson addresses", "lesson other"), 1),
        (text.replace("step send", "step nowhere"), 2),
        (text.replace("begins ", "begins x "), 3),
        (text.replace(" certain ", " convinced "), 4),
        (format!("{text}gibberish\n"), 5),
        (String::new(), 0),
    ] {
        let read = LessonRun::from_text(Rc::clone(&lesson), &wrong, &session);
        assert_eq!(read.map(|run| run.to_text()).map_err(|bad| bad.line), Err(line), "{wrong}");
    }
    assert_eq!(session.place(), Place { entry: session.entries(), within: 0 });
}
