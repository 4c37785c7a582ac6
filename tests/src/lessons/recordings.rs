//! The numbers of the lessons are those of real Kafka, as recorded in the same experiments.

use super::walk::walk;
use lesson::evaluate::Value;
use std::rc::Rc;

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
    ("addresses", "write-why", "leo letters-0", "lesson-m03-plus-one", |it| {
        it.at(5, "/val/m03-0/end")
    }),
    ("addresses", "write-why", "leo letters-0 - 1", "lesson-m03-plus-one", |it| {
        it.at(4, "/ret/off")
    }),
    ("addresses", "write-why", "bytes letters-0@1", "lesson-m03-plus-one", |it| {
        it.at(3, "/args/v/n")
    }),
    // What the wrong option adds up: the bytes that were sent.
    ("addresses", "write-why", "10 + 1024 + 5", "lesson-m03-plus-one", |it| {
        [2, 3, 4].into_iter().map(|line| it.at(line, "/args/v/n")).sum()
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
    for [lesson, _] in super::lessons() {
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
