//! Two tabs with the page: each has a session of its own; what a reader chose and what was done in
//! the lessons is one and the same.

use serde_json::Value;

use super::{Page, visit};

/// Everything that the tab keeps for itself.
fn kept(page: &Page) -> Value {
    page.evaluate("Object.entries(sessionStorage).sort().map(String)")
}

#[test]
fn another_tab_has_its_own_session_and_shares_what_the_reader_chose() {
    visit("#/", |page| {
        page.terminal("p1 send orders key=bob value=mine; p1 flush");
        page.wait_for("orders-0 at offset 0.");
        page.terminal("consumer c1 group.id=billing; c1 subscribe orders");
        page.wait_gestures(3);
        page.click("button", "Undo");
        page.wait_for("gesture 2 of 3");
        let (before, mine) = (kept(page), "Object.values(sessionStorage).join().includes('mine')");
        assert_eq!(page.evaluate(mine), true);

        page.in_another_tab("#/", |page| {
            page.wait_for("gesture 1 of 1");
            assert_eq!(page.evaluate(mine), false, "the session is the other tab's own");
            page.terminal("p1 send orders key=bob value=other; p1 flush");
            page.wait_for("orders-0 at offset 0.");
            page.reload();
            page.wait_for("gesture 2 of 2");
            page.click("button", "theme: as the system");
            page.click("button", "theme: light");
            page.goto("#/lesson/addresses");
            page.click("button", "Go on");
            page.wait_for("step 2 of");
            page.click("button", "中文");
            page.wait_for("第 2 步");
        });

        assert_eq!(kept(page), before, "nothing of the session was touched");
        page.wait_for("gesture 2 of 3");
        page.reload();
        page.wait_for("第 2 步，共 3 步");
        assert_eq!(page.evaluate("document.documentElement.dataset.theme"), "dark");
        page.click("button", "重做");
        page.wait_for("billing");
        page.goto("#/lessons");
        page.wait_for("学到第 2 步");
    });
}
