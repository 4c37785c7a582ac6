//! The article's own example, on this page: what its numbers are, and what became of its records.

use super::hands::{Hand, Keyboard, Mouse};
use super::{Page, visit};

/// The record lies in the log; its consumer has read it and committed nothing.
fn read_once(page: &Page, hand: &dyn Hand) {
    hand.write("new topic", "test_topic");
    hand.write("partitions", "1");
    hand.press("create topic");
    page.wait_for("Created topic test_topic.");
    hand.choose("topic p1", "test_topic");
    hand.write("value p1", "Hello, Kafka!");
    hand.press("Produce p1");
    page.wait_for("p1's record is in test_topic-0 at offset 0.");
    hand.write("new group", "group_1");
    hand.choose("topic of the new group", "test_topic");
    hand.press("start a consumer");
    poll(page, hand, "c1");
    page.wait_for("c1 starts on test_topic-0 at offset 0, by auto.offset.reset=earliest.");
    page.wait_for("c1 position 1");
    page.wait_for("group_1 committed –");
    hand.press("process c1");
    page.wait_for("once 1");
}

/// Whoever takes over begins at the commit, or at the beginning where there is none.
fn crash_and_take_over(page: &Page, hand: &dyn Hand) {
    hand.press("crash c1");
    page.wait_for("crashed");
    hand.press("+ consumer c2 in group_1");
    poll(page, hand, "c2");
    page.wait_for("c2 starts on test_topic-0 at offset 0, by auto.offset.reset=earliest.");
    hand.press("process c2");
    page.wait_for("repeated 1 test_topic-0@0");
    page.wait_for("2×");
    hand.press("commit c2");
    page.wait_for("group_1 committed 1");
    hand.press("crash c2");
    hand.press("+ consumer c3 in group_1");
    poll(page, hand, "c3");
    page.wait_for("c3 position 1");
    page.wait_for("poll returned no records to c3.");
    assert!(!page.is_enabled("button", "process c3"), "nothing was read again");
    page.wait_for("repeated 1 test_topic-0@0");
}

/// The group waits for its members, and then the consumer polls.
fn poll(page: &Page, hand: &dyn Hand, consumer: &str) {
    page.wait_for_control("button", &format!("poll {consumer}"));
    hand.press("poll until Stable: group_1");
    page.wait_for(&format!("{consumer} was assigned test_topic-0."));
    hand.press(&format!("poll {consumer}"));
    page.wait_for(&format!("$ {consumer} poll "));
}

/// Everything is taken back, and done again.
fn undo_and_redo(page: &Page, undo: &dyn Fn(), redo: &dyn Fn()) {
    let done = page.gestures();
    assert!(done > 10, "the story has gestures: {done}");
    for _ in 0..done {
        undo();
    }
    page.wait_for(&format!("gesture 0 of {done}"));
    page.wait_gone("group_1 committed");
    assert!(!page.is_enabled("button", "Undo"));
    assert!(!page.controls().iter().any(|(_, name)| name.contains("test_topic")));
    for _ in 0..done {
        redo();
    }
    page.wait_for(&format!("gesture {done} of {done}"));
    page.wait_for("c3 position 1");
    page.wait_for("group_1 committed 1");
    assert!(!page.is_enabled("button", "Redo"));
}

#[test]
fn the_articles_example_by_mouse() {
    visit("#/", |page| {
        let hand = Mouse(page);
        read_once(page, &hand);
        crash_and_take_over(page, &hand);
        undo_and_redo(page, &|| hand.press("Undo"), &|| hand.press("Redo"));
    });
}

#[test]
fn the_articles_example_by_keyboard() {
    visit("#/", |page| {
        let hand = Keyboard(page);
        page.wait_for_control("button", "create topic");
        read_once(page, &hand);
        crash_and_take_over(page, &hand);
        hand.reach("Undo");
        undo_and_redo(page, &|| page.key("Control+z"), &|| page.key("Control+Shift+z"));
    });
}

#[test]
fn a_line_by_keyboard_is_recalled_and_completed() {
    visit("#/", |page| {
        let hand = Keyboard(page);
        page.wait_for_control("textbox", "Terminal");
        hand.write("Terminal", "p1 send orders key=bob value=b1; p1 flush");
        page.key("Enter");
        page.wait_for("orders-0 at offset 0.");
        assert_eq!(page.focused(), "Terminal", "the field keeps the focus");
        page.key("ArrowUp");
        page.key("Enter");
        page.wait_for("orders-0 at offset 1.");
        page.key("Shift+Tab");
        assert_ne!(page.focused(), "Terminal", "Tab leaves the field");
    });
}

#[test]
fn the_articles_worked_example_shows_its_numbers() {
    visit("#/scenario/worked-example", |page| {
        page.wait_for("Three partitions with 1,000 records each");
        page.wait_for("c1 position 500");
        let shown = page.text();
        for partition in 0..3 {
            assert!(shown.contains(&format!("test_topic-{partition}")), "{shown}");
        }
        assert_eq!(shown.matches("HW 1000").count(), 3, "{shown}");
        // The formula's own number is no offset of this log.
        page.click("button", "c1 pause test_topic-0 test_topic-2; c1 poll 1s");
        page.wait_for("c1 position 501");
        page.click("button", "c1 seek test_topic-1 1500; c1 poll 1s");
        page.wait_for("c1 starts on test_topic-1 at offset 0, by auto.offset.reset=earliest.");
    });
}
