//! "Why?" at the mark itself: with the mouse or with the keyboard, each number opens the chain of
//! reasons behind it; and the coordinator's own records are told in words.

use super::visit;

#[test]
fn a_mark_opens_its_reasons_and_closes_again() {
    visit("#/scenario/crash-redelivery", |page| {
        page.click("button", "orders-0 · billing committed 4");
        page.wait_for("kept as a record in __consumer_offsets-9");
        page.click("button", "orders-0 · HW 10");
        page.wait_for("the smallest log end offset among the 1 in-sync replicas");
        page.wait_gone("kept as a record in __consumer_offsets-9");
        page.assert_accessible();
        page.key("Escape");
        page.wait_gone("the smallest log end offset");
    });
}

#[test]
fn marks_are_walked_and_pressed_with_keys() {
    visit("#/scenario/crash-redelivery", |page| {
        page.click("button", "orders-0 · offset 4 · key null · value order 4");
        page.wait_for("the leader of orders-0 gives a record the log end offset that it finds: 4");
        page.key("ArrowRight");
        assert_eq!(page.focused(), "orders-0 · offset 5 · key null · value order 5");
        page.key("Enter");
        page.wait_for("the log end offset that it finds: 5");
        page.key("Tab");
        page.wait_gone("the log end offset that it finds: 5");
    });
}

#[test]
fn the_coordinators_records_are_told_in_words() {
    visit("#/scenario/crash-redelivery", |page| {
        page.click("DisclosureTriangle", "why? coordinator b1");
        page.click("button", "show the records of __consumer_offsets-9");
        page.click("button", "OffsetCommit group=billing topic=orders partition=0");
        page.wait_for("value offset=4 leaderEpoch=0 metadata=\"\"");
        page.click("button", "hide __consumer_offsets");
        page.wait_gone("partitions: 50");
    });
}
