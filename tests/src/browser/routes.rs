//! Every place on the page is accessible, in light and in dark; and the page stays small, however
//! much there is to show.

use super::{Page, visit};
use session::Session;

/// So many elements the page has at most.
const ELEMENTS_MAX: u64 = 3_000;

fn audit(page: &Page) {
    for scheme in ["light", "dark"] {
        page.prefer("prefers-color-scheme", scheme);
        page.assert_accessible();
    }
}

#[test]
fn the_documents_are_accessible() {
    visit("#/lessons", |page| {
        page.wait_for("Position is not commit");
        audit(page);
        page.goto("#/smaller");
        page.wait_for("Kafka 4.3.1");
        audit(page);
        page.goto("#/nowhere/at/all");
        page.wait_for_control("textbox", "Terminal");
        audit(page);
    });
}

#[test]
fn the_lessons_are_accessible() {
    visit("#/lessons", |page| {
        for lesson in ["addresses", "position-is-not-commit", "where-do-i-start"] {
            page.goto(&format!("#/lesson/{lesson}"));
            page.wait_for("step 1 of");
            audit(page);
            page.click("button", "Go on");
            page.wait_for("How sure are you?");
            audit(page);
        }
    });
}

#[test]
fn the_sandbox_a_link_a_recording_and_the_report_are_accessible() {
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    session.submit("producer p1; p1 send orders key=alice value=1; p1 flush").expect("a gesture");
    let link = session.to_link().expect("it is short");
    visit(&format!("#{link}"), |page| {
        page.wait_for_control("textbox", "Terminal");
        page.wait_for("orders-0");
        audit(page);
        page.goto("#/true");
        page.wait_for("recordings agree.");
        audit(page);
        page.goto("#/recording/story/zombie");
        page.wait_for("Recorded from Kafka 4.3.1");
        audit(page);
        page.goto("#/");
        page.wait_for("Sandbox");
        audit(page);
    });
}

#[test]
fn a_scenario_with_everything_unfolded_is_accessible() {
    visit("#/scenario/zombie", |page| {
        page.wait_for("frozen");
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
        page.wait_for("every number names the next record");
        audit(page);
        page.click("button", "keys");
        page.wait_for("Ctrl+Shift+Z");
        audit(page);
    });
}

#[test]
fn a_large_world_is_a_small_page() {
    visit("#/", |page| {
        let topic = "kafka-topics.sh --bootstrap-server localhost:9092 --create --topic large";
        page.terminal(&format!("{topic} --partitions 256"));
        page.wait_for("Created topic large.");
        let produce = "kafka-console-producer.sh --bootstrap-server localhost:9092 --topic large";
        page.terminal(&format!(
            "seq -f 'k%g:v%g' 1 5000 | {produce} --reader-property parse.key=true \
             --reader-property key.separator=:"
        ));
        page.wait_for("gesture 3 of 3");
        page.terminal("consumer c1 group.id=all auto.offset.reset=earliest; c1 subscribe large");
        page.terminal("group all rejoin; c1 poll 1s; c1 process");
        page.wait_for("gesture 5 of 5");
        page.wait_for("large-0");
        let elements = page.evaluate("document.querySelectorAll('*').length");
        let elements = elements.as_u64().expect("a count");
        assert!(elements <= ELEMENTS_MAX, "{elements} elements");
        page.click("button", "later partitions of large");
        page.wait_for_control("DisclosureTriangle", "numbers and why: large-12");
        page.assert_accessible();
    });
}
