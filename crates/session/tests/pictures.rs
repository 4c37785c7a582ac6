//! The picture of a session says what the world says, and keeps the parts that did not change.

use session::Session;
use session::view::client::Status;
use session::view::group::GroupState;
use session::view::partition::{CellKind, LagEnd};
use session::view::trace::Reason;
use session::view::{Due, PartitionName, SetBy, Viewport};
use std::rc::Rc;

fn session(lines: &[&str]) -> Session {
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    for line in lines {
        let outcome = session.submit(line);
        assert!(
            outcome.is_ok(),
            "{line}: {:?}",
            outcome.map_err(|wrong| wrong.sentence(i18n::Locale::En))
        );
    }
    session
}

fn orders(partition: i32) -> PartitionName {
    PartitionName { topic: "orders".into(), partition }
}

const BILLING: [&str; 8] = [
    "kafka-topics.sh --bootstrap-server localhost:9092 --create --topic orders --partitions 1",
    "producer p1",
    "p1 send orders key=alice value=a0; p1 send orders value=a1; p1 flush",
    "p1 send orders value=a2; p1 send orders value=a3; p1 send orders value=a4; p1 flush",
    "consumer c1 group.id=billing auto.offset.reset=earliest enable.auto.commit=false max.poll.records=3",
    "c1 subscribe orders",
    "c1 poll 10s",
    "c1 process 2",
];

#[test]
fn the_seven_numbers_stand_beside_each_other() {
    let mut session = session(&BILLING);
    let view = session.view(&Viewport::default(), None);
    let shown = view.partition(&orders(0)).expect("it is in the viewport");
    let marks = [&shown.log_start, &shown.last_stable, &shown.high_watermark, &shown.log_end];
    assert_eq!(marks.map(|mark| mark.offset), [0, 5, 5, 5]);
    let [position] = &shown.positions[..] else { panic!("one consumer: {:?}", shown.positions) };
    assert_eq!((&*position.client, position.position), ("c1", Some(3)));
    let lag = position.client_lag.as_ref().map(|lag| (lag.lag, lag.until));
    assert_eq!(lag, Some((2, LagEnd::HighWatermark)));
    let [committed] = &shown.committed[..] else { panic!("one group: {:?}", shown.committed) };
    assert_eq!((committed.offset, committed.lag), (None, None), "nothing committed is no number");
    let cells = &shown.window.cells;
    assert_eq!(cells.iter().map(|cell| cell.offset).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    let times: Vec<usize> = cells.iter().map(|cell| cell.processed.len()).collect();
    assert_eq!(times, [1, 1, 0, 0, 0]);
    let CellKind::Record(record) = &cells[0].kind else { panic!("a record") };
    assert_eq!(record.key.as_ref().map(|key| &*key.text), Some("alice"));
    assert!(record.chosen.is_some(), "the partitioner's sum is there");

    session.submit("c1 commit").expect("it may commit");
    let view = session.view(&Viewport::default(), None);
    let committed = &view.partition(&orders(0)).expect("as before").committed[0];
    assert_eq!((committed.offset, committed.lag), (Some(3), Some(2)));
    assert!(committed.why.iter().any(|why| matches!(why, Reason::KeptIn { partition: 9 })));
}

#[test]
fn a_position_says_where_it_comes_from() {
    let session = session(&BILLING);
    let view = session.view(&Viewport::default(), None);
    let why = &view.partition(&orders(0)).expect("it is shown").positions[0].why;
    let expected = [
        Reason::NothingCommitted { group: "billing".into() },
        Reason::ResetPolicy("earliest".into()),
        Reason::ListOffsets { asked: "earliest".into(), offset: 0 },
        Reason::HandedOut { last: 2 },
        Reason::Position(3),
    ];
    assert_eq!(why[..], expected);
}

#[test]
fn the_coordinator_and_the_member_are_two_parties() {
    let mut session = session(&BILLING);
    let view = session.view(&Viewport::default(), None);
    let group = view.group("billing").expect("it was joined");
    assert_eq!((group.state, group.generation), (GroupState::Stable, 1));
    assert_eq!((group.coordinator.hash, group.coordinator.partition), (-109_829_509, 9));
    let [member] = &group.members[..] else { panic!("one member") };
    assert_eq!(member.client.as_deref(), Some("c1"));
    assert_eq!(member.assigned[..], [orders(0)]);
    assert_eq!(member.believes.as_ref().map(|belief| belief.generation), Some(1));

    session.submit("c1 crash").expect("it may crash");
    let view = session.view(&Viewport::default(), None);
    let group = view.group("billing").expect("the coordinator knows nothing of it");
    assert_eq!(group.members.len(), 1);
    assert_eq!(group.members[0].believes, None);
    assert_eq!(view.client("c1").map(|client| client.status), Some(Status::Crashed));
    assert!(view.partition(&orders(0)).is_some_and(|shown| shown.positions.is_empty()));
    let session_ends = group.next_timer.as_ref().map(|timer| (timer.what, &*timer.who));
    assert_eq!(session_ends, Some((Due::Session, "c1")));
}

#[test]
fn losses_and_repetitions_are_counted() {
    let mut session = session(&BILLING);
    for line in ["c1 commit", "c1 crash", "advance 46s"] {
        session.submit(line).expect(line);
    }
    let ledger = |session: &Session| {
        let view = session.view(&Viewport::default(), None);
        let ledger = view.ledger.iter().find(|ledger| &*ledger.group == "billing").cloned();
        ledger.map(|ledger| (ledger.repeated, ledger.lost, ledger.times.to_vec()))
    };
    // Record 2 was in c1's hand, unprocessed, and the commit says 3.
    assert_eq!(ledger(&session), Some((0, 1, vec![(1, 2)])));
    for line in [
        "consumer c2 group.id=billing auto.offset.reset=earliest enable.auto.commit=false",
        "c2 subscribe orders",
        "c2 poll 10s",
        "c2 seek orders-0 1; c2 poll 10s",
        "c2 process orders-0@1",
    ] {
        session.submit(line).expect(line);
    }
    // Record 2 is in c2's hand: it is not lost.
    assert_eq!(ledger(&session), Some((1, 0, vec![(1, 1), (2, 1)])));
}

#[test]
fn parts_that_did_not_change_are_the_same_parts() {
    let mut session = session(&BILLING);
    let viewport = Viewport::default();
    let before = session.view(&viewport, None);
    session.submit("p1 send orders value=a5; p1 flush").expect("it may send");
    let after = session.view(&viewport, Some(&before));
    assert!(Rc::ptr_eq(&before.config, &after.config));
    assert!(Rc::ptr_eq(&before.brokers, &after.brokers));
    let consumer = |view: &session::view::View| view.client("c1").cloned();
    let same =
        consumer(&before).zip(consumer(&after)).is_some_and(|(one, two)| Rc::ptr_eq(&one, &two));
    assert!(same, "nothing happened to c1");
    assert!(before.topic("orders") != after.topic("orders"));
}

#[test]
fn the_config_strip_says_what_differs_from_the_defaults_and_who_set_it() {
    let session = session(&BILLING);
    let view = session.view(&Viewport::default(), None);
    let found = |name: &str| {
        let setting = view.config.iter().find(|setting| &*setting.name == name);
        setting.map(|it| (&*it.value, it.default.as_deref(), it.set_by))
    };
    let reset = found("auto.offset.reset");
    assert_eq!(reset, Some(("earliest", Some("latest"), SetBy::Gesture(5))));
    let delay = found("group.initial.rebalance.delay.ms");
    assert!(matches!(delay, Some(("0", _, SetBy::Genesis))), "{delay:?}");
    assert_eq!(found("session.timeout.ms"), None, "it has its default");
}

#[test]
fn a_tool_that_reads_is_no_gesture() {
    let mut session = session(&BILLING);
    let before = (session.state_hash(), session.entries());
    let describe =
        "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group billing";
    let outcome = session.submit(describe).expect("it is a line");
    assert!(!outcome.recorded);
    let printed: String = outcome.output.iter().map(|printed| printed.text.as_str()).collect();
    assert!(printed.contains("CURRENT-OFFSET"), "{printed}");
    assert_eq!((session.state_hash(), session.entries()), before);
}

#[test]
fn the_internal_topic_is_shown_when_asked_for() {
    let session = session(&BILLING);
    let viewport = Viewport { internal: true, ..Viewport::default() };
    let view = session.view(&viewport, None);
    assert_eq!(view.topic("__consumer_offsets").map(|topic| topic.partition_count), Some(50));
    assert!(session.view(&Viewport::default(), None).topic("__consumer_offsets").is_none());
}

#[test]
fn what_happened_is_told_in_both_languages() {
    let mut session = session(&BILLING);
    let viewport = Viewport::default();
    let mut tell = |line: &str, locale| {
        let before = session.view(&viewport, None);
        let outcome = session.submit(line).expect(line);
        let after = session.view(&viewport, Some(&before));
        let facts = session::facts(&outcome.events, &before, &after);
        facts.iter().map(|fact| fact.sentence(locale)).collect::<Vec<_>>()
    };
    let (en, zh) = (i18n::Locale::En, i18n::Locale::ZhHans);
    assert_eq!(tell("c1 commit", en), ["c1 committed offset 3 for orders-0."]);
    assert_eq!(tell("c1 process", zh), ["c1 处理了 orders-0 的一条记录。"]);
    assert_eq!(
        tell("consumer c1 group.id=billing", en),
        [
            "c1 was started anew: the process that ran under this name is gone, as if it had crashed."
        ]
    );
    assert_eq!(
        tell("c1 crash", en),
        ["c1 crashed: its process is gone, without a word to anybody."]
    );
    tell("consumer c2 group.id=other", en);
    let cut = "c2 is cut from the network: nothing that it sends arrives, and nothing reaches it.";
    assert_eq!(tell("c2 cut", en), [cut]);
    assert_eq!(tell("c2 mend", zh), ["c2 恢复了网络连接。"]);
    assert_eq!(tell("advance 5s", en), ["5 s passed."]);
    assert_eq!(
        tell("advance 41s", zh),
        ["协调者把 c1 移出了组 billing。", "组 billing 的状态是 Empty，第 2 代。"]
    );
    assert_eq!(tell("broker 1 stop", en)[0], "Broker 1 stopped: its connections broke.");
    assert_eq!(tell("broker 1 start", zh)[0], "broker 1 重新运行。");
    let text = session::describe(&session.view(&viewport, None), session.state_hash(), en);
    let hash = format!("state hash: {:016x}", session.state_hash());
    assert_eq!(text.lines().next(), Some(&*hash));
    let line = "orders-0 · log start offset 0 · LSO 5 · HW 5 · LEO 5";
    assert!(text.lines().any(|found| found == line), "{text}");
    assert!(text.contains("billing · committed offset 3 · lag (HW − committed) 2"), "{text}");
}

#[test]
fn topics_share_the_room_that_there_is() {
    let text = "tidemark 1\ntopic a 2\ntopic b 40\ntopic c 1\n---\n";
    let session = session::Opening::new(text).expect("it is a world").finish();
    let shown = |cells_max: Option<usize>| -> Vec<usize> {
        let viewport = Viewport { cells_max, ..Viewport::default() };
        let view = session.view(&viewport, None);
        view.topics.iter().map(|topic| topic.partitions.len()).collect()
    };
    // The usual window has 12 partitions of 16 cells.
    assert_eq!(shown(None), [2, 12, 1]);
    assert_eq!(shown(Some(15 * 16)), [2, 12, 1]);
    assert_eq!(shown(Some(14 * 16)), [2, 11, 1]);
    assert_eq!(shown(Some(4 * 16)), [1, 1, 1], "with two of b there would be five");
    assert_eq!(shown(Some(0)), [1, 1, 1], "one of each is always there");
}
