//! Whatever a stranger sends ends in a sentence: worlds as text, links, lines, files of lessons, and
//! what a browser kept. Each is a right one, damaged by chance; nothing may panic.

mod damage;
mod lessons;
mod worlds;

use session::{Complaint, Opening, Session};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Slices of an opening after which a world is taken as it is: a damaged one may have been told to
/// go on for years.
const SLICES: usize = 30;
/// Events of a slice.
const SLICE: usize = 500;

/// Opens a text as far as a learner would wait for it; `None` after a sentence about its head.
fn opened(opening: Result<Opening, Complaint>) -> Option<Session> {
    let mut opening = opening.inspect_err(speaks).ok()?;
    for _ in 0..SLICES {
        if opening.resume(SLICE).inspect_err(speaks).is_err() || opening.is_done() {
            break;
        }
    }
    Some(opening.finish())
}

/// A complaint has something to say in every language.
fn speaks(complaint: &Complaint) {
    for locale in i18n::Locale::ALL {
        assert!(!complaint.sentence(locale).trim().is_empty(), "{complaint:?}");
    }
}

/// Does it, and shows the seed and the text if that panics.
fn held(text: &str, seed: u64, act: impl FnOnce()) {
    let done = catch_unwind(AssertUnwindSafe(act));
    assert!(done.is_ok(), "seed {seed}, with this text:\n{text}");
}

/// Lines that stand nowhere among the lessons and scenarios: each form's example, and heads.
fn examples() -> Vec<String> {
    let forms = shell::table::FORMS.iter().map(|form| form.example);
    let more = [
        "seed 7",
        "start 0",
        "brokers 1 2 3",
        "tasks off",
        "cursor 2 100",
        "config offsets.topic.num.partitions=3",
        "config group.initial.rebalance.delay.ms=0 offsets.retention.minutes=1",
        "topic t 2 cleanup.policy=compact segment.bytes=1048576",
        "member-ids c1 c1-a c1-b",
        "---",
        "--- branch 1",
        "~ advance 3s",
        "advance 10d",
        "group billing rejoin",
        "c1 loop process-commit 500ms",
        "lab append orders-0 records=[{value=x},{key=k}]",
        "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --all-groups",
        "seq -f 'k:v%g' 9 | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic new",
    ];
    forms.chain(more).map(str::to_owned).collect()
}
