//! The page's program fails, or does not come at all: the page says so and offers a way on.

use super::{Page, visit};

/// Leaves what a panic leaves: a journal, a report, and the trap that follows.
fn panic_after(page: &Page, journal: &str) {
    page.wait_gone("Loading");
    page.evaluate(&format!("sessionStorage.setItem('tidemark.journal', {journal:?})"));
    page.evaluate("sessionStorage.setItem('tidemark.crash', 'panicked at lag.rs:7: no such lag')");
    page.evaluate("void setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable') })");
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
        page.click("button", "Restore the last good step");
        page.wait_gone("mistake in its own code");
        page.wait_gone("Loading");
        assert!(page.evaluate("sessionStorage.getItem('tidemark.crash')").is_null());
        page.expect_complaint("unreachable");
    });
}

#[test]
fn a_crash_survives_a_reload_until_there_is_a_choice() {
    visit("", |page| {
        page.speak("zh-CN");
        panic_after(page, "genesis\nfirst\n");
        page.wait_for("恢复到最后一个正常的步骤");
        page.expect_complaint("unreachable");
        page.reload();
        page.wait_for("Tidemark 自身的代码出错，已停止运行");
        page.assert_accessible();
        page.click("button", "重新开始");
        page.wait_gone("出错");
        page.wait_gone("Loading");
    });
}

#[test]
fn a_program_that_does_not_load_is_said_in_words() {
    visit("", |page| {
        page.wait_gone("Loading");
        page.call("Network.enable", serde_json::json!({}));
        page.call("Network.setBlockedURLs", serde_json::json!({"urls": ["*.wasm"]}));
        page.reload();
        page.wait_for("Tidemark could not start");
        page.assert_accessible();
        page.call("Network.setBlockedURLs", serde_json::json!({"urls": []}));
        page.click("button", "Try again");
        page.wait_gone("could not start");
        page.wait_gone("Loading");
    });
}
