//! The lessons prove themselves: what they ask, what they say and what the engine does agree.
//!
//! For each lesson: every command in it is a line; goals are unmet before the answer and met after
//! it; one option of each question comes true, one thing can be seen; every attempt of a transfer
//! has one right answer among different ones; both languages behave alike.

use i18n::Locale;
use lesson::compile::{self, Translated};
use lesson::evaluate::Value;
use lesson::format::{Lesson, StepKind};
use lesson::prose::Block;
use lesson::run::{Confidence, LessonRun};
use lesson::transfer::{Attempt, combinations};
use session::Session;
use std::path::PathBuf;
use std::rc::Rc;

fn tutorials() -> PathBuf {
    crate::root().join("tutorials")
}

fn lessons() -> Vec<Translated<Lesson>> {
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
fn each_lesson_is_finished_by_its_own_answers_in_every_language() {
    for translated in lessons() {
        for lesson in translated {
            let place = format!("lesson {}", lesson.id);
            walk(Rc::new(lesson), &place, &mut |_, _| {});
        }
    }
}

/// Goes through a lesson by its own answers; `watch` sees each step when it is done.
fn walk(lesson: Rc<Lesson>, place: &str, watch: &mut dyn FnMut(&LessonRun, &Session)) {
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
        assert_eq!(went, Ok(()), "{at}");
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
        assert!(!drawn.values[..place].contains(value), "{at}: {value} twice: {:?}", drawn.drawn);
    }
    let right = drawn.answer(0).unwrap_or_else(|bad| panic!("{at}, attempt {attempt}: {bad:?}"));
    let intended = lesson::transfer::intended(&transfer.options);
    assert_eq!(right.first().copied(), intended, "{at}: {:?}", drawn.drawn);
    assert_eq!(right.len(), 1, "{at}: {:?}", drawn.drawn);
}

#[test]
fn every_command_in_the_prose_is_a_line() {
    for [english, chinese] in lessons() {
        for lesson in [english, chinese] {
            for step in &lesson.steps {
                for block in &step.text {
                    let Block::Commands(lines) = block else { continue };
                    for line in lines {
                        let read = shell::parse(line).map_err(|it| it.sentence(Locale::En));
                        assert!(read.is_ok(), "{}, {}: {line}: {read:?}", lesson.id, step.id);
                    }
                }
            }
        }
    }
}

#[test]
fn both_languages_are_the_same_lesson() {
    for [english, chinese] in lessons() {
        let machine = |lesson: &Lesson| -> Vec<String> {
            lesson.steps.iter().map(|step| format!("{} {}", step.id, kind(&step.kind))).collect()
        };
        assert_eq!(machine(&english), machine(&chinese), "{}", english.id);
        let commands = |lesson: &Lesson| -> Vec<_> {
            let blocks = lesson.steps.iter().flat_map(|step| step.text.clone());
            blocks.filter(|block| matches!(block, Block::Commands(_))).collect()
        };
        assert_eq!(commands(&english), commands(&chinese), "{}", english.id);
    }
}

fn kind(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Scene(_) => "scene",
        StepKind::Predict(_) => "predict",
        StepKind::Act(_) => "act",
        StepKind::Observe(_) => "observe",
        StepKind::Refute(_) => "refute",
        StepKind::Formula(_) => "formula",
        StepKind::Transfer(_) => "transfer",
    }
}

/// The configs that a question prints are the ones that the lesson's consumers have: set in its
/// lines, or Kafka's defaults.
#[test]
fn what_a_question_hangs_on_is_so() {
    let defaults = engine::config::ConsumerConfig::with_base(&[]).expect("the defaults are right");
    let is_default = |config: &str| {
        let is = |(name, value): (&str, _)| format!("{name}={value}") == config;
        defaults.effective().any(is)
    };
    for [lesson, _] in lessons() {
        for (at, step) in lesson.steps.iter().enumerate() {
            let (hangs_on, mut lines) = match &step.kind {
                StepKind::Predict(predict) => (&predict.hangs_on, Vec::new()),
                StepKind::Transfer(transfer) => (&transfer.hangs_on, transfer.run.clone()),
                StepKind::Scene(_)
                | StepKind::Act(_)
                | StepKind::Observe(_)
                | StepKind::Refute(_)
                | StepKind::Formula(_) => continue,
            };
            if let Some(StepKind::Act(act)) = lesson.steps.get(at + 1).map(|next| &next.kind) {
                lines.extend(act.answer.iter().cloned());
            }
            let made: Vec<_> = lines.iter().filter(|line| line.starts_with("consumer ")).collect();
            assert!(hangs_on.is_empty() || !made.is_empty(), "{}: who has them?", step.id);
            for config in hangs_on {
                let name = config.split('=').next().unwrap_or_default();
                for line in &made {
                    let set = line.split(' ').find(|word| word.starts_with(&format!("{name}=")));
                    let right = set.map_or_else(|| is_default(config), |set| *set == **config);
                    assert!(right, "{}, {}: {config}, but: {line}", lesson.id, step.id);
                }
            }
        }
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

/// What real Kafka did, read out of a recording.
type Recorded = fn(&Recording) -> Option<i64>;

/// A number of a lesson, and the same number in the recording of the same experiment.
const NUMBERS: &[(&str, &str, &str, &str, Recorded)] = &[
    ("addresses", "why", "offset p1 3", "lesson-m01-per-partition", |it| it.at(5, "/ret/off")),
    ("addresses", "why", "offset p1 2", "lesson-m01-per-partition", |it| it.at(4, "/ret/off")),
    ("addresses", "why", "partition p1 3", "lesson-m01-per-partition", |it| it.at(5, "/ret/p")),
    ("addresses", "why", "leo orders-0", "lesson-m01-per-partition", |it| {
        it.at(6, "/val/m01-0/end")
    }),
    ("addresses", "second-why", "position c2 readings-2", "lesson-m02-no-formula", |it| {
        it.at(12, "/ret")
    }),
    ("addresses", "second-why", "leo readings-2", "lesson-m02-no-formula", |it| {
        it.at(19, "/val/m02-2/end")
    }),
    ("addresses", "formula", "leo test_topic-1", "lesson-m02-seed-1500", |it| {
        it.at(13, "/val/m02b-1/end")
    }),
    ("addresses", "formula", "formula 1000 1 3 500", "lesson-m02-seed-1500", |it| {
        it.at(5, "/args/off")
    }),
    (
        "position-is-not-commit",
        "successor-why",
        "before position c1 orders-0",
        "lesson-m13-position-dies",
        |it| it.at(6, "/ret"),
    ),
    (
        "position-is-not-commit",
        "successor-why",
        "first c2 orders-0",
        "lesson-m13-position-dies",
        |it| it.at(14, "/ret/recs/m13-0/0/0"),
    ),
    (
        "position-is-not-commit",
        "rewind-why",
        "position c3 orders-0 - committed billing orders-0",
        "lesson-m23-seek-not-commit",
        |it| Some(it.at(17, "/ret/pos/m23-0")? - it.at(10, "/val/m23-0/committed")?),
    ),
    (
        "position-is-not-commit",
        "newcomer-why",
        "first c5 orders-0",
        "lesson-m24-stored-in-broker",
        |it| it.at(14, "/ret/recs/m24-0/0/0"),
    ),
    ("where-do-i-start", "restart-why", "first c1 orders-0", "lesson-m28-earliest-ignored", |it| {
        it.at(14, "/ret/recs/m28-0/0/0")
    }),
    ("where-do-i-start", "gap-why", "position c3 orders-0", "lesson-m29-latest-skips", |it| {
        it.at(15, "/ret/pos/m29-0")
    }),
    (
        "where-do-i-start",
        "gap-why",
        "before position c2 orders-0",
        "lesson-m29-latest-skips",
        |it| it.at(8, "/ret/pos/m29-0"),
    ),
    ("where-do-i-start", "latest-why", "first c5 payments-0", "lesson-m30-latest-no-cure", |it| {
        it.at(23, "/ret/recs/m30-0/0/0")
    }),
    (
        "where-do-i-start",
        "dead-letter",
        "committed shipping payments-0",
        "lesson-m30-latest-no-cure",
        |it| it.at(31, "/val/m30-0"),
    ),
];

/// The lines of a recording.
struct Recording(Vec<serde_json::Value>);

impl Recording {
    fn read(id: &str) -> Self {
        let file = crate::root().join(format!("tests/conformance/lesson/{id}.jsonl"));
        let text = std::fs::read_to_string(&file).expect("the recording is there");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON"));
        Self(lines.collect())
    }

    fn at(&self, number: i64, pointer: &str) -> Option<i64> {
        let line = self.0.iter().find(|line| line["i"] == number)?;
        line.pointer(pointer)?.as_i64()
    }
}

#[test]
fn the_numbers_of_the_lessons_are_those_of_real_kafka() {
    let mut compared = 0;
    for [lesson, _] in lessons() {
        let id = lesson.id.to_string();
        walk(Rc::new(lesson), &id, &mut |run, session| {
            let here = NUMBERS.iter().filter(|row| row.0 == id && *row.1 == *run.step().id);
            for &(_, step, text, recording, recorded) in here {
                let asked = lesson::query::Expression::parse(text).expect("it is an expression");
                let mut queries = Vec::new();
                asked.queries(&mut queries);
                let view = session.view(&lesson::evaluate::viewport(queries), None);
                let expected = recorded(&Recording::read(recording));
                let expected = expected.unwrap_or_else(|| panic!("{recording} lacks it"));
                assert_eq!(
                    run.value(&asked, &view),
                    Value::Number(expected),
                    "{id}, {step}: {text}"
                );
                compared += 1;
            }
        });
    }
    assert_eq!(compared, NUMBERS.len(), "every row was reached");
}

/// What no text of ours may say (the over-corrections): in words that would say it.
const OVER_CORRECTIONS: &[&str] = &[
    "offsets are contiguous",
    "offsets are sequential",
    "auto-commit is at-most-once",
    "active segment is never deleted",
    "broker evicts",
    "lag is the number of unread",
    "offsets never repeat",
    "latest is the newest",
    "one partition, one consumer",
    "commit is the last processed",
    "stops the world",
    "exactly once",
    "exactly-once",
    "offset 是连续的",
    "活动 segment 永远不会",
    "lag 就是未读",
    "一个分区只能有一个消费者",
    "恰好一次",
];

#[test]
fn no_text_corrects_too_much() {
    for file in ["en.md", "zh-Hans.md"] {
        for folder in std::fs::read_dir(tutorials()).expect("it is there").flatten() {
            let Ok(text) = std::fs::read_to_string(folder.path().join(file)) else { continue };
            let text = text.to_lowercase();
            for claim in OVER_CORRECTIONS {
                assert!(!text.contains(claim), "{:?} says: {claim}", folder.path());
            }
        }
    }
}
