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
fn a_lesson_and_the_sandbox_put_each_other_aside() {
    visit("#/", |page| {
        page.terminal("p1 send orders key=bob value=mine; p1 flush");
        page.wait_for("orders-0 at offset 0.");
        page.goto("#/lesson/addresses");
        page.wait_for("step 1 of");
        let told = page.evaluate("document.body.textContent");
        assert!(!told.to_string().contains("mine"), "nothing of the sandbox is said in a lesson");
        page.click("button", "Go on");
        page.wait_for("step 2 of");
        page.reload();
        page.wait_for("step 2 of");
        page.goto("#/lessons");
        page.wait_for("step 2 of");
        page.reload();
        page.wait_for("Each lesson asks");
        page.goto("#/");
        page.wait_for("Scenarios");
        page.wait_gestures(2);
        page.terminal("p1 send orders key=bob value=more; p1 flush");
        page.wait_for("orders-0 at offset 1.");
        page.goto("#/lesson/position-is-not-commit");
        page.wait_for("step 1 of");
        page.goto("#/lesson/addresses");
        page.wait_for("step 2 of");
        page.reload();
        page.goto("#/");
        page.wait_for("Scenarios");
        page.wait_gestures(3);
    });
}

#[test]
fn undo_ends_where_the_step_of_a_lesson_began() {
    visit("#/lesson/addresses", |page| {
        page.click("button", "Go on");
        page.click("radio", "1: one record is in its partition already");
        page.click("radio", "guessing");
        page.click("button", "Lock the prediction");
        page.wait_for("step 3 of");
        page.terminal("p1 send orders key=alice value=a2; p1 flush");
        page.wait_gestures(6);
        page.click("button", "Undo");
        page.wait_for("gesture 5 of 6");
        page.click("button", "Undo");
        page.wait_for("It goes back no further");
        page.wait_for("gesture 5 of 6");
        page.click("button", "Redo");
        page.click("button", "Go on");
        page.wait_for("step 4 of");
        // While a run is looked at, its past may be visited and not replaced.
        page.click("button", "Undo");
        page.wait_for("gesture 5 of 6");
        page.terminal("p1 send orders key=bob value=b3; p1 flush");
        page.wait_for("You are looking back at your run");
        page.wait_for("gesture 5 of 6");
        page.click("button", "Begin the lesson again");
        page.wait_for("step 1 of");
        assert!(!page.text().contains("orders-1 at offset 1"), "a restart tells no answer");
    });
}

#[test]
fn what_is_damaged_is_said_and_kept() {
    visit("#/", |page| {
        page.terminal("p1 send orders key=bob value=b1; p1 flush");
        page.wait_gestures(2);
        let journal = page.evaluate("sessionStorage.getItem('tidemark.journal')");
        let journal = journal.as_str().expect("the journal is text").to_owned();
        for (damaged, said, left) in [
            (format!("{journal}c1 pol\n"), "not opened: Line", 2),
            ("gibberish".to_owned(), "its first line would be", 1),
        ] {
            page.evaluate(&format!("sessionStorage.setItem('tidemark.journal', {damaged:?})"));
            page.reload();
            page.wait_for(said);
            page.wait_for("What this tab had kept could not be opened whole.");
            page.wait_gestures(left);
            let kept = page.evaluate("sessionStorage.getItem('tidemark.damaged')");
            assert_eq!(kept.as_str(), Some(&*damaged));
            page.wait_for_control("button", "Save the damaged text as a file");
            page.click("button", "Let it go");
            page.wait_gone("could not be opened whole");
        }
    });
}

#[test]
fn a_damaged_place_in_a_lesson_is_said() {
    visit("#/lesson/addresses", |page| {
        page.click("button", "Go on");
        page.wait_for("step 2 of");
        page.evaluate("sessionStorage.setItem('tidemark.lesson', 'gibberish')");
        page.reload();
        page.wait_for("Where you were in this lesson could not be read");
        page.wait_for("step 1 of");
    });
}

#[test]
fn what_was_certain_and_wrong_is_asked_again_before_a_later_lesson() {
    visit("#/lessons", |page| {
        let held = "tidemark-progress 1\nlesson addresses finished parcels\n\
                    answer addresses fourth three certain M01\n";
        page.evaluate(&format!("localStorage.setItem('tidemark.progress', {held:?})"));
        page.goto("#/lesson/position-is-not-commit");
        page.wait_for("Before you begin");
        page.wait_for("Which offset will it have?");
        page.assert_accessible();
        page.click("button", "Not now");
        page.wait_for("step 1 of");
        page.goto("#/lesson/where-do-i-start");
        page.wait_for("Before you begin");
        let right = page.evaluate_some(
            "[...document.querySelectorAll('.lesson .option > span')]
                .map(it => it.textContent.trim()).find(it => it == 'the log end offset of parcels-1')",
        );
        page.click("button", &right);
        page.wait_for("That is what happened.");
        page.click("button", "On to the lesson");
        page.wait_for("step 1 of");
        let kept = page.evaluate("localStorage.getItem('tidemark.progress')");
        assert!(kept.to_string().contains("again addresses M01 1 overcome"), "{kept}");
        page.click("button", "Begin the lesson again");
        page.wait_for("step 1 of");
    });
}

#[test]
fn a_lesson_or_a_scenario_that_is_not_there_is_said() {
    visit("#/lesson/nowhere", |page| {
        page.wait_for("There is no lesson “nowhere”.");
        page.goto("#/scenario/nowhere");
        page.wait_for("There is no scenario “nowhere”.");
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
