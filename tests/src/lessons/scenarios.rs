//! The scenarios of the log show what their words say, number by number.

use super::{sentences, tutorials};
use lesson::compile;
use session::Session;
use session::view::group::GroupState;
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

/// Gives a line, and what is left of it where it was split.
fn play(session: &mut Session, line: &str) {
    let mut rest: session::view::Text = line.into();
    while !rest.is_empty() {
        rest = session.submit(&rest).unwrap_or_else(|wrong| panic!("{line}: {wrong:?}")).rest;
    }
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

#[test]
fn a_young_record_keeps_the_old_one_in_its_segment() {
    let (mut session, tries) = scenario("old-records-stay");
    assert_eq!(records(&partition(&session, "logs")), [0, 1]);
    play(&mut session, &tries[0]);
    assert_eq!(records(&partition(&session, "logs")), [0, 1]);
    play(&mut session, &tries[1]);
    let gone = partition(&session, "logs");
    assert_eq!((gone.log_start.offset, gone.log_end.offset), (2, 2));
}

#[test]
fn the_beginning_is_the_log_start_offset() {
    let (mut session, tries) = scenario("starts-after-zero");
    assert_eq!(partition(&session, "orders").log_start.offset, 3);
    let view = session.view(&Viewport::default(), None);
    assert_eq!(view.ledger[0].times[..], [(1, 5)], "the first three were not there to be read");
    play(&mut session, &tries[0]);
    play(&mut session, &tries[1]);
    let empty = partition(&session, "orders");
    assert_eq!((empty.log_start.offset, empty.log_end.offset), (8, 8));
}

#[test]
fn a_tombstone_goes_a_day_later() {
    let (mut session, tries) = scenario("tombstone-stays");
    assert_eq!(records(&partition(&session, "customers")), [1, 2]);
    for line in &tries {
        play(&mut session, line);
    }
    assert_eq!(records(&partition(&session, "customers")), [1, 3]);
}

#[test]
fn aborted_records_and_markers_are_passed_over_and_not_lost() {
    let (mut session, tries) = scenario("skipped-offsets");
    play(&mut session, &tries[0]);
    let view = session.view(&Viewport::default(), None);
    let ledgers = view.ledger.iter().map(|of| (&*of.group, of.times.to_vec(), of.lost));
    let expected = [("audit", vec![(1, 4)], 0), ("billing", vec![(1, 2)], 0)];
    assert_eq!(ledgers.collect::<Vec<_>>(), expected);
}

#[test]
fn a_rebalance_waits_for_whoever_stalls_and_for_whoever_never_came_back() {
    let (mut session, tries) = scenario("stuck-rebalance");
    let group = |session: &Session| {
        let view = session.view(&Viewport::default(), None);
        let group = Rc::clone(view.group("billing").expect("it is known"));
        let parked = group.members.iter().filter(|member| member.parked.is_some()).count();
        (group.state, parked, group.pending.len())
    };
    assert_eq!(group(&session), (GroupState::PreparingRebalance, 1, 0));
    play(&mut session, &tries[0]);
    assert_eq!(group(&session), (GroupState::Stable, 0, 0));
    play(&mut session, &tries[1]);
    assert_eq!(group(&session).0, GroupState::PreparingRebalance);
    play(&mut session, &tries[2]);
    assert_eq!(group(&session), (GroupState::Stable, 0, 0));

    let (mut session, tries) = scenario("pending-member");
    assert_eq!(group(&session), (GroupState::PreparingRebalance, 2, 1));
    play(&mut session, &tries[0]);
    assert_eq!(group(&session), (GroupState::Stable, 0, 0));
}

#[test]
fn a_commit_is_a_record_and_expires_with_its_group() {
    let (mut session, tries) = scenario("where-offsets-live");
    for line in &tries {
        play(&mut session, line);
    }
    assert_eq!(partition(&session, "orders").committed[0].offset, Some(9), "it was read again");

    let (mut session, tries) = scenario("offsets-expired");
    assert!(partition(&session, "orders").committed.is_empty());
    play(&mut session, &tries[0]);
    let view = session.view(&Viewport::default(), None);
    assert_eq!(view.ledger[0].times[..], [(2, 5)]);
}
