//! The log is shown with what would happen to it, and the page says how true it is.

use super::visit;

#[test]
fn a_log_says_what_retention_would_delete_and_refuses_what_is_no_offset() {
    visit("#/scenario/empty-topic", |page| {
        page.wait_for("history-0");
        page.click("DisclosureTriangle", "log: history-0");
        page.wait_for("Retention would delete now");
        page.click("button", "delete the records: history-0");
        page.wait_for("is no offset");
        page.click("button", "run retention: history-0");
        page.wait_for("the log is empty");
        page.assert_accessible();
    });
}

#[test]
fn the_page_tells_how_true_it_is_and_opens_what_was_recorded() {
    visit("#/true", |page| {
        page.wait_for("recordings agree.");
        page.assert_accessible();
    });
    visit("#/recording/story/assign-group", |page| {
        page.wait_for("Recorded from Kafka 4.3.1: assign-group");
        page.wait_for("opened: a world, gestures:");
    });
}

#[test]
fn what_is_done_to_a_log_is_told_in_a_sentence() {
    visit("#/scenario/old-records-stay", |page| {
        page.wait_for("logs-0");
        page.terminal("lab retention logs-0");
        page.wait_for("Nothing had to change in logs-0.");
        page.terminal("lab delete-records logs-0 1");
        page.wait_for("logs-0 starts at offset 1: everything before it is deleted.");
    });
}

#[test]
fn held_requests_and_pending_members_are_shown() {
    visit("#/scenario/pending-member", |page| {
        page.wait_for("JoinGroup is held until the others have joined");
        page.wait_for("pending: the id was handed out");
        page.wait_for("forgotten in");
    });
}

#[test]
fn what_is_not_modelled_is_told_in_chinese_too() {
    visit("#/true", |page| {
        page.wait_for("recordings agree.");
        page.click("button", "中文");
        page.wait_for("KIP-848 的消费者组协议");
        let english = "document.querySelectorAll('main .plain-list span[lang=en]').length";
        assert_eq!(page.evaluate(english), 0);
    });
}
