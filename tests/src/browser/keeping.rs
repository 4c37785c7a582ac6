//! What was done stays: over a reload, in a link that somebody else opens, and whatever else is
//! tried in its place.

use serde_json::json;

use super::{Page, visit};

/// Makes a world that has a past, a committed offset, and a future that was undone.
fn live_a_little(page: &Page) {
    page.terminal("p1 send orders key=bob value=b1; p1 flush");
    page.wait_for("orders-0 at offset 0.");
    let consumer = "consumer c1 group.id=billing auto.offset.reset=earliest";
    page.terminal(&format!("{consumer} enable.auto.commit=false; c1 subscribe orders"));
    page.terminal("c1 poll 10s; c1 process; c1 commit");
    page.wait_for("billing committed 1");
    page.terminal("c1 crash");
    page.wait_for("crashed");
    page.click("button", "Undo");
    page.wait_for("gesture 4 of 5");
}

/// The whole stage as text, by way of the clipboard.
pub(super) fn state(page: &Page) -> String {
    page.click("button", "copy the state as text");
    page.wait_for("copied");
    clipboard(page)
}

fn clipboard(page: &Page) -> String {
    let held = page.evaluate("navigator.clipboard.readText()");
    held.as_str().expect("the clipboard holds text").to_owned()
}

/// Lets the page write into the clipboard, and the test read it.
pub(super) fn allow_the_clipboard(page: &Page) {
    let both = ["clipboardReadWrite", "clipboardSanitizedWrite"];
    page.call("Browser.grantPermissions", json!({"permissions": both}));
}

#[test]
fn a_reload_loses_nothing() {
    visit("#/", |page| {
        allow_the_clipboard(page);
        live_a_little(page);
        let before = state(page);
        page.reload();
        page.wait_for("gesture 4 of 5");
        assert_eq!(state(page), before);
        page.click("button", "Redo");
        page.wait_for("gesture 5 of 5");
        page.wait_for("crashed");
        page.click("button", "Undo");
        page.wait_for("gesture 4 of 5");
        assert_eq!(state(page), before);
    });
}

#[test]
fn a_link_opens_the_same_world_elsewhere() {
    let (mut link, mut before) = (String::new(), String::new());
    visit("#/", |page| {
        allow_the_clipboard(page);
        live_a_little(page);
        before = state(page);
        page.click("DisclosureTriangle", "Share");
        page.click("button", "Copy link");
        page.wait_for("The link is on the clipboard.");
        link = clipboard(page);
    });
    let (_, fragment) = link.split_once('#').expect("a link has a fragment");
    visit(&format!("#{fragment}"), |page| {
        allow_the_clipboard(page);
        page.wait_for("billing committed 1");
        assert_eq!(state(page), before);
        page.assert_accessible();
    });
}

#[test]
fn a_bad_link_is_said_in_words_and_loses_nothing() {
    visit("#/", |page| {
        allow_the_clipboard(page);
        live_a_little(page);
        let before = state(page);
        for link in ["#w=", "#w=%%%", "#w=bm9uc2Vuc2U", "#w=AAAA", "#/scenario/nowhere"] {
            page.goto(link);
            if link.starts_with("#w=") {
                page.wait_for("not opened:");
            }
            assert_eq!(state(page), before, "{link}");
        }
    });
}

/// Moves the timeline's slider as a drag does.
const SLIDE_TO_700: &str = "(() => {
    const slider = document.querySelector('input.slider');
    slider.value = 700;
    slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
})()";

#[test]
fn a_long_session_is_kept_piece_by_piece() {
    let line = |number| format!("lab append t-0 records=[{{value=v{number}}}]\n");
    let gestures: String = (0..1_200).map(line).collect();
    visit("#/", |page| {
        page.wait_gone("Loading");
        allow_the_clipboard(page);
        page.open_file(&format!("tidemark 1\ntopic t 1\n---\n{gestures}"));
        page.wait_for("gesture 1200 of 1200");
        let pieces = "Object.keys(sessionStorage).filter((key) => key.includes('past')).length";
        assert_eq!(page.evaluate(pieces), 2);
        stays_over_a_reload(page, "gesture 1200 of 1200");
        page.terminal("advance 1s");
        page.wait_for("gesture 1201 of 1201");
        stays_over_a_reload(page, "gesture 1201 of 1201");
        // A place before the last piece: what stood behind it becomes a future that was cut off.
        page.evaluate(SLIDE_TO_700);
        page.wait_for("gesture 700 of 1201");
        stays_over_a_reload(page, "gesture 700 of 1201");
        page.terminal("advance 5s");
        page.wait_for("gesture 701 of 701");
        assert_eq!(page.evaluate(pieces), 1);
        stays_over_a_reload(page, "gesture 701 of 701");
        page.wait_for("other futures: 1");
    });
}

fn stays_over_a_reload(page: &Page, place: &str) {
    let before = state(page);
    page.reload();
    page.wait_for(place);
    assert_eq!(state(page), before, "{place}");
}
