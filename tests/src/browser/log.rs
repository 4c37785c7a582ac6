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
        page.wait_for("opened: a world with");
    });
}
