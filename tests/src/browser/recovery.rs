//! The page's program fails, or does not come at all: the page says so and offers a way on.

use serde_json::json;

use super::{Page, visit};

/// Leaves what a panic leaves: a journal, a report, and the trap that follows.
fn panic_after(page: &Page, journal: &str) {
    page.wait_gone("Loading");
    page.evaluate("sessionStorage.removeItem('tidemark.drawn')");
    page.evaluate(&format!("sessionStorage.setItem('tidemark.journal', {journal:?})"));
    page.evaluate("sessionStorage.setItem('tidemark.crash', 'panicked at lag.rs:7: no such lag')");
    page.evaluate("void setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable') })");
}

/// Lets the program's file be fetched no more, or again.
fn block_program(page: &Page, blocked: bool) {
    let urls = if blocked { vec!["*.wasm"] } else { vec![] };
    page.call("Network.enable", json!({}));
    page.call("Network.setBlockedURLs", json!({"urls": urls}));
}

/// Lets the browser refuse to make the next element of the page: the program, which relies on it,
/// panics where it draws.
fn refuse_an_element(page: &Page) {
    page.evaluate(
        "(() => {
            const make = Document.prototype.createElement, copy = Node.prototype.cloneNode;
            const refuse = () => {
                Document.prototype.createElement = make;
                Node.prototype.cloneNode = copy;
                throw new Error('this browser makes no element');
            };
            Document.prototype.createElement = Node.prototype.cloneNode = refuse;
        })()",
    );
}

/// Waits for the card after a real panic, and takes its way back.
fn restore(page: &Page) {
    page.wait_for("Tidemark stopped because of a mistake in its own code");
    let report = page.evaluate("document.querySelector('textarea').value");
    let report = report.as_str().expect("a textarea holds text");
    assert!(report.contains("panicked at") && report.contains("tidemark 1"), "{report}");
    page.expect_complaint("panicked at");
    page.expect_complaint("unreachable");
    page.click("button", "Restore the last good step");
    page.wait_gone("Tidemark stopped");
}

#[test]
fn a_real_panic_costs_no_more_than_the_step_at_which_it_came() {
    visit("#/", |page| {
        page.terminal("p1 send orders key=bob value=b1; p1 flush");
        page.wait_gestures(2);
        refuse_an_element(page);
        page.click("button", "Produce p1");
        restore(page);
        page.wait_gestures(2);
        // At a moment when nothing is executed, nothing is taken back.
        page.wait_for("orders");
        refuse_an_element(page);
        page.type_into("Terminal", "p");
        restore(page);
        page.wait_gestures(2);
        page.terminal("p1 send orders key=alice value=a1; p1 flush");
        page.wait_for("orders-0 at offset 1.");
    });
}

#[test]
fn a_real_panic_in_a_lesson_leads_back_to_its_last_good_step() {
    visit("#/", |page| {
        page.terminal("p1 send orders key=bob value=kept; p1 flush");
        page.wait_gestures(2);
        page.goto("#/lesson/addresses");
        page.click("button", "Go on");
        page.click("radio", "3: three records are in the topic already");
        page.click("radio", "certain");
        page.click("button", "Lock the prediction");
        page.wait_for("step 3 of");
        // In a line of the learner's: the line is taken back, the prediction stays locked.
        refuse_an_element(page);
        page.click("button", "Produce p1");
        restore(page);
        page.wait_for("step 3 of");
        page.wait_gestures(5);
        page.terminal("p1 send orders key=alice value=a2; p1 flush");
        page.wait_enabled("button", "Go on");
        // On the way to the next step: never before the run that has just been done.
        refuse_an_element(page);
        page.click("button", "Go on");
        restore(page);
        page.wait_for("step 3 of");
        page.wait_for("Go on");
        page.click("button", "Show me");
        page.click("button", "Go on");
        page.wait_for("step 4 of");
        // What was put aside is there too.
        page.goto("#/");
        page.wait_for("Scenarios");
        page.wait_gestures(2);
    });
}

#[test]
fn after_a_panic_the_last_good_step_is_restored() {
    visit("", |page| {
        panic_after(page, "genesis\nfirst\nsecond\n");
        page.wait_for("Tidemark stopped because of a mistake in its own code");
        assert_eq!(page.focused(), "Tidemark stopped because of a mistake in its own code");
        let report = page.evaluate("document.querySelector('textarea').value");
        let report = report.as_str().expect("a textarea holds text");
        assert!(report.contains("panicked at lag.rs:7: no such lag"), "{report}");
        assert!(report.contains("genesis\nfirst\nsecond\n"), "{report}");
        page.assert_accessible();
        // Without a program nobody but boot.js touches the journal after the choice.
        block_program(page, true);
        page.click("button", "Restore the last good step");
        page.wait_for("Tidemark could not start");
        assert_eq!(page.evaluate("sessionStorage.getItem('tidemark.journal')"), "genesis\nfirst\n");
        assert!(page.evaluate("sessionStorage.getItem('tidemark.crash')").is_null());
        page.expect_complaint("unreachable");
    });
}

#[test]
fn a_crash_survives_a_reload_until_there_is_a_choice() {
    visit("", |page| {
        page.speak("zh-CN");
        page.reload();
        panic_after(page, "genesis\nfirst\n");
        page.wait_for("恢复到最后一个正常的步骤");
        page.expect_complaint("unreachable");
        page.reload();
        page.wait_for("Tidemark 自身的代码出错，已停止运行");
        page.assert_accessible();
        block_program(page, true);
        page.click("button", "重新开始");
        page.wait_for("Tidemark 没能启动");
        assert_eq!(page.evaluate("sessionStorage.length"), 0);
    });
}

#[test]
fn a_program_that_does_not_load_is_said_in_words() {
    visit("", |page| {
        page.wait_gone("Loading");
        page.evaluate("localStorage.setItem('tidemark.theme', 'dark')");
        page.evaluate("localStorage.setItem('tidemark.language', 'en')");
        page.speak("zh-CN");
        block_program(page, true);
        page.reload();
        page.wait_for("Tidemark could not start");
        assert_eq!(page.evaluate("document.documentElement.dataset.theme"), "dark");
        page.assert_accessible();
        block_program(page, false);
        page.click("button", "Try again");
        page.wait_gone("could not start");
        page.wait_gone("Loading");
    });
}
