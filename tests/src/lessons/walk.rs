//! Goes through a lesson by its own answers, and looks at everything on the way.

use i18n::Locale;
use lesson::evaluate::{Before, Value};
use lesson::format::{GhostKind, Lesson, StepKind};
use lesson::progress::Due;
use lesson::prose::Block;
use lesson::run::{Confidence, Entered, LessonRun};
use lesson::transfer::{Attempt, combinations};
use session::Session;
use std::rc::Rc;

#[test]
fn each_lesson_is_finished_by_its_own_answers_in_every_language() {
    for translated in super::lessons() {
        for lesson in translated {
            let place = format!("lesson {}", lesson.id);
            walk(Rc::new(lesson), &place, &mut |_, _| {});
        }
    }
}

/// Whoever was certain of a misconception can be asked again, with new numbers.
#[test]
fn each_misconception_has_a_transfer_behind_the_step_that_diagnoses_it() {
    for [lesson, _] in super::lessons() {
        for step in &lesson.steps {
            let StepKind::Predict(predict) = &step.kind else { continue };
            for code in predict.options.iter().filter_map(|it| it.misconception.as_deref()) {
                let due = Due {
                    lesson: lesson.id.to_string(),
                    step: step.id.to_string(),
                    misconception: code.to_owned(),
                    asked: 0,
                };
                let asked = due.question(&lesson).is_some();
                assert!(asked, "lesson {}, step {}: {code}", lesson.id, step.id);
            }
        }
    }
}

/// Goes through a lesson by its own answers; `watch` sees each step when it is done.
pub(super) fn walk(lesson: Rc<Lesson>, place: &str, watch: &mut dyn FnMut(&LessonRun, &Session)) {
    let begun = LessonRun::begin(Rc::clone(&lesson));
    let (mut run, mut session) =
        begun.unwrap_or_else(|wrong| panic!("{place}: {}", wrong.sentence(Locale::En)));
    assert!(matches!(lesson.steps.first().map(|s| &s.kind), Some(StepKind::Scene(_))), "{place}");
    assert!(matches!(lesson.steps.last().map(|s| &s.kind), Some(StepKind::Transfer(_))), "{place}");
    loop {
        let at = format!("{place}, step {}", run.step().id);
        one_step(&mut run, &mut session, &at);
        watch(&run, &session);
        // A reload in the middle of the lesson changes nothing.
        let again = LessonRun::from_text(Rc::clone(&lesson), &run.to_text(), &session);
        let again = again.unwrap_or_else(|bad| panic!("{at}: line {} of its state", bad.line));
        assert_eq!(again.to_text(), run.to_text(), "{at}");
        assert_eq!(again.prediction(), run.prediction(), "{at}");
        if run.is_finished() {
            break;
        }
        let went = match run.step().kind {
            StepKind::Predict(_) => run.lock(&mut session),
            StepKind::Scene(_)
            | StepKind::Act(_)
            | StepKind::Observe(_)
            | StepKind::Refute(_)
            | StepKind::Formula(_)
            | StepKind::Transfer(_) => run.go_on(&mut session),
        };
        assert_eq!(went, Ok(Entered::AsItWas), "{at}");
    }
}

fn one_step(run: &mut LessonRun, session: &mut Session, at: &str) {
    let step = run.step().clone();
    match &step.kind {
        StepKind::Scene(_) => assert!(run.is_locked(), "{at}"),
        StepKind::Predict(predict) => {
            assert!(
                run.is_locked() && run.verdict(session).is_none(),
                "{at}: nothing is given away"
            );
            assert!(run.lock(session).is_err(), "{at}: an option must be chosen first");
            // Choose a wrong one, so that there is something to refute.
            let wrong = predict.options.iter().find(|choice| choice.misconception.is_some());
            assert!(run.choose(&wrong.expect("there are wrong options").id), "{at}");
            run.be_sure(Confidence::Certain);
        }
        StepKind::Act(act) => {
            assert!(!run.is_locked(), "{at}");
            let view = run.look(session);
            for goal in &act.goals {
                assert!(!run.is_met(goal, &view), "{at}: goal {} is met at once", goal.id);
            }
            let answered = run.show_answer(session);
            answered.unwrap_or_else(|wrong| panic!("{at}: {}", wrong.sentence(Locale::En)));
            let view = run.look(session);
            for goal in &act.goals {
                let now = run.value(&goal.holds.left, &view);
                assert!(run.is_met(goal, &view), "{at}: goal {} is unmet: now {now}", goal.id);
            }
        }
        StepKind::Observe(options) => {
            no_ghost_stands_where_the_mark_does(run, session, at);
            one_option_comes_true(run, session, at);
            let seen: Vec<&str> = options
                .iter()
                .filter(|seen| run.clone().observe(&seen.id, session))
                .map(|seen| &*seen.id)
                .collect();
            assert_eq!(seen.len(), 1, "{at}: what can be seen: {seen:?}");
            assert!(run.observe(seen[0], session), "{at}");
        }
        StepKind::Refute(refute) => {
            let verdict = run.verdict(session).expect("the run is over");
            assert!(!verdict.was_right(), "{at}: a wrong option came true");
            assert!(run.refutation().is_some(), "{at}");
            for refutation in &refute.refutations {
                for part in [&refutation.says, &refutation.run, &refutation.because] {
                    no_unknown_number(run, session, part, at);
                }
            }
            refute.right.iter().for_each(|part| no_unknown_number(run, session, part, at));
            for recording in &refute.recordings {
                let folder = crate::root().join("tests/conformance/lesson");
                assert!(folder.join(format!("{recording}.jsonl")).is_file(), "{at}: {recording}");
            }
        }
        StepKind::Formula(formula) => {
            let of = lesson::query::partition(&formula.partition);
            let view = run.look(session);
            assert!(of.is_some_and(|of| view.topic(&of.topic).is_some()), "{at}");
            assert!(run.go_on(session).is_err(), "{at}: it must be tried");
            run.finish_step();
        }
        StepKind::Transfer(transfer) => {
            for attempt in 0..combinations(transfer) {
                a_transfer_has_one_answer(run.lesson(), attempt, transfer, at);
            }
            run.finish_step();
        }
    }
}

fn one_option_comes_true(run: &LessonRun, session: &Session, at: &str) {
    let come_true = run.options_that_come_true(session);
    let ids: Vec<&str> = come_true.iter().map(|choice| &*choice.id).collect();
    assert_eq!(ids.len(), 1, "{at}: options that come true: {ids:?}");
    assert_eq!(come_true[0].misconception, None, "{at}: {ids:?} diagnoses a misconception");
}

/// A ghost beside the real mark: at the same place it would say that the misconception is right.
fn no_ghost_stands_where_the_mark_does(run: &LessonRun, session: &Session, at: &str) {
    let (step, prediction) = run.prediction().expect("it is locked");
    let StepKind::Predict(predict) = &step.kind else { panic!("{at}: a prediction") };
    let (now, then) = (run.look(session), run.look_back(prediction, session));
    for choice in &predict.options {
        let Some(ghost) = &choice.ghost else { continue };
        let (who, of) = (ghost.who.as_deref().unwrap_or_default(), &ghost.partition);
        let mark = match ghost.kind {
            GhostKind::Position => format!("position {who} {of}"),
            GhostKind::Committed => format!("committed {who} {of}"),
            GhostKind::Record => format!("leo {of} - 1"),
            GhostKind::LogEnd => format!("leo {of}"),
            GhostKind::LogStart => format!("log-start {of}"),
        };
        let mark = lesson::query::Expression::parse(&mark).expect("it is an expression");
        let (real, expected) = (run.value(&mark, &now), ghost.at.value(&then, &Before::new()));
        assert_ne!(real, Value::None, "{at}: the mark of {} is not there", choice.id);
        assert_ne!(real, expected, "{at}: the ghost of {} stands on the real mark", choice.id);
    }
}

/// In the explanation every number is there: `–` would mean that it asks for something that the
/// run did not make.
fn no_unknown_number(run: &LessonRun, session: &Session, block: &Block, at: &str) {
    let view = run.look(session);
    let mut asked = Vec::new();
    lesson::prose::expressions(std::slice::from_ref(block), &mut asked);
    for expression in asked {
        let value = run.value(expression, &view);
        assert_ne!(value, Value::None, "{at}: {{{expression}}} has no value");
    }
}

fn a_transfer_has_one_answer(
    lesson: &Lesson,
    attempt: u64,
    transfer: &lesson::format::Transfer,
    at: &str,
) {
    let drawn = Attempt::new(lesson, transfer, attempt);
    let mut drawn = drawn.unwrap_or_else(|bad| panic!("{at}, attempt {attempt}: {bad:?}"));
    for (place, value) in drawn.values.iter().enumerate() {
        let says_none = &*transfer.options[place].value == "none";
        assert_eq!(*value == Value::None, says_none, "{at}: {}", transfer.options[place].id);
        assert!(!drawn.values[..place].contains(value), "{at}: {value} twice: {:?}", drawn.drawn);
    }
    let right = drawn.answer(0).unwrap_or_else(|bad| panic!("{at}, attempt {attempt}: {bad:?}"));
    let intended = lesson::transfer::intended(&transfer.options);
    assert_eq!(right.first().copied(), intended, "{at}: {:?}", drawn.drawn);
    assert_eq!(right.len(), 1, "{at}: {:?}", drawn.drawn);
}
