//! The page in both languages, switched while it runs, and nothing left in the other one.

use super::{Page, visit};

/// Stretches of English prose in what the page shows, outside of code, commands and their output.
const ENGLISH: &str = "(() => {
    const skipped = 'code, pre, kbd, .mono, .log, svg, script, style, noscript, [lang=en]';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (/[a-z]+( [a-z]+){3,}/.test(data) && !parentElement.closest(skipped)) found.push(data);
    }
    for (const { ariaLabel, title, placeholder } of document.querySelectorAll('*'))
        for (const text of [ariaLabel, placeholder])
            if (/[a-z]+( [a-z]+){3,}/.test(text ?? '')) found.push(text);
    return found.join('\\n');
})()";

fn language(page: &Page) -> String {
    page.evaluate_some("document.documentElement.lang")
}

#[test]
fn the_language_changes_while_the_page_runs() {
    visit("#/", |page| {
        page.wait_for_control("textbox", "Terminal");
        assert_eq!(language(page), "en");
        page.terminal("p1 send orders key=bob value=b1; p1 flush");
        page.wait_for("orders-0 at offset 0.");
        page.click("button", "中文");
        page.wait_for_control("textbox", "终端");
        assert_eq!(language(page), "zh-Hans");
        assert_eq!(page.evaluate("document.title"), "Tidemark：Kafka 的 offset 究竟是什么");
        page.terminal("p1 send orders key=bob value=b2; p1 flush");
        page.wait_for("第 3 步，共 3 步");
        page.reload();
        page.wait_for_control("textbox", "终端");
        page.wait_for("第 3 步，共 3 步");
        page.click("button", "English");
        page.wait_for_control("textbox", "Terminal");
        page.wait_for("gesture 3 of 3");
        assert_eq!(language(page), "en");
    });
}

#[test]
fn a_chinese_browser_is_answered_in_chinese() {
    visit("", |page| {
        page.speak("zh-CN");
        page.reload();
        page.wait_for_control("textbox", "终端");
        assert_eq!(language(page), "zh-Hans");
        for (route, there) in [
            ("#/lessons", "课程"),
            ("#/smaller", "缩小版"),
            ("#/lesson/addresses", "第 1 步，共"),
            ("#/scenario/zombie", "整个进程卡住"),
            ("#/", "时间线"),
        ] {
            page.goto(route);
            page.wait_gone("正在加载");
            page.wait_for(there);
            assert_eq!(page.evaluate(ENGLISH), "", "{route}");
        }
    });
}
