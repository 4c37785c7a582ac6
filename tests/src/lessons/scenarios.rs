//! The scenarios of the log show what their words say, number by number.

use super::{sentences, tutorials};
use lesson::compile;
use session::Session;
use session::view::log::{DoomReason, HeldBy};
use session::view::partition::{CellKind, Partition};
use session::view::{PartitionName, Viewport};
use std::rc::Rc;

fn scenario(id: &str) -> (Session, Vec<session::view::Text>) {
    let galleries = compile::compile_gallery(&tutorials().join("scenarios"));
    let [english, _] = galleries.unwrap_or_else(|wrong| panic!("{}", sentences(&wrong)));
    let found = english.into_iter().find(|scenario| &*scenario.id == id).expect("it is there");
    (found.open().expect("it opens"), found.tries)
}

fn partition(session: &Session, topic: &str) -> Rc<Partition> {
    let name = PartitionName { topic: topic.into(), partition: 0 };
    let mut viewport = Viewport::default();
    viewport.previewed.push(name.clone());
    let view = session.view(&viewport, None);
    Rc::clone(view.partition(&name).expect("it is shown"))
}

/// The offsets in the window whose records are there.
fn records(partition: &Partition) -> Vec<i64> {
    let cells = partition.window.cells.iter();
    let there = cells.filter(|cell| matches!(cell.kind, CellKind::Record(_)));
    there.map(|cell| cell.offset).collect()
}

#[test]
fn a_topic_is_empty_though_somebody_produced() {
    let (mut session, tries) = scenario("empty-topic");
    let empty = partition(&session, "history");
    assert_eq!((empty.log_start.offset, empty.log_end.offset), (3, 3));
    let (append, retention) = tries[0].split_once("; ").expect("two steps");
    session.submit(append).expect("it is a line");
    let work = partition(&session, "history").work.clone().expect("it is previewed");
    let doomed: Vec<_> = work.retention.doomed.iter().map(|one| (one.base, one.why)).collect();
    assert_eq!(doomed, [(3, DoomReason::Time)]);
    session.submit(retention).expect("it is a line");
    assert_eq!(partition(&session, "history").log_start.offset, 4, "what was previewed is done");
    session.submit(&tries[1]).expect("it is a line");
    assert_eq!(records(&partition(&session, "history")), [4], "a record of today stays");
}

#[test]
fn compaction_leaves_the_active_segment_alone() {
    let (mut session, tries) = scenario("old-value-stays");
    let before = partition(&session, "prices");
    assert_eq!(records(&before), [0, 1, 2]);
    let cleaner = before.work.as_ref().and_then(|work| work.cleaner.clone()).expect("compacted");
    assert_eq!((cleaner.due, cleaner.until, cleaner.held_by), (false, 0, HeldBy::Active));
    session.submit(&tries[0]).expect("it is a line");
    let cleaned = partition(&session, "prices");
    assert_eq!(records(&cleaned), [1, 2]);
    assert_eq!(cleaned.window.cells[0].kind, CellKind::Hole);
    session.submit(&tries[1]).expect("it is a line");
    assert_eq!(
        records(&partition(&session, "prices")),
        [3, 4, 5],
        "lime is gone, its tombstone is not"
    );
    session.submit(&tries[2]).expect("it is a line");
    assert_eq!(records(&partition(&session, "prices")), [3, 4, 5, 6]);
    let work = partition(&session, "prices").work.clone().expect("it is previewed");
    let cleaner = work.cleaner.clone().expect("compacted");
    assert!(!cleaner.due && cleaner.dirty_bytes > 0, "{cleaner:?}");
}

#[test]
fn an_open_transaction_holds_up_whoever_reads_committed() {
    let (mut session, tries) = scenario("open-transaction");
    let open = partition(&session, "orders");
    assert_eq!((open.last_stable.offset, open.high_watermark.offset), (1, 4));
    assert_eq!(open.positions[0].position, Some(1));
    for line in &tries {
        session.submit(line).expect("it is a line");
    }
    let ended = partition(&session, "orders");
    assert_eq!((ended.last_stable.offset, ended.high_watermark.offset), (5, 5));
    assert_eq!(ended.committed[0].offset, Some(5));
    let view = session.view(&Viewport::default(), None);
    assert_eq!(view.ledger[0].times[..], [(1, 2)], "alice and dave, and nothing of bob");
}
