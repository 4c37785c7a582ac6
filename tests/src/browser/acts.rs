//! The acts themselves: what a test does must reach the page as a person's doing would, or else
//! every other test here proves less than it says.

use super::{Page, visit};

/// A form under the page: a textbox that repeats each key and each line it gets, and a button that
/// the first line enables.
const FORM: &str = "(() => {
    const add = (name, properties) =>
        document.body.appendChild(Object.assign(document.createElement(name), properties));
    const said = add('p', {});
    const line = add('input', { ariaLabel: 'Terminal', value: 'old' });
    const later = add('button', { textContent: 'Later', disabled: true });
    later.onclick = () => said.append('[later]');
    line.onkeydown = ({ key, ctrlKey, shiftKey }) => {
        said.append(`[${ctrlKey ? 'C-' : ''}${shiftKey ? 'S-' : ''}${key}]`);
        if (key !== 'Enter') return;
        said.append(`[line ${line.value}]`);
        later.disabled = false;
    };
})()";

fn with_form(scenario: impl FnOnce(&Page)) {
    visit("", |page| {
        page.wait_gone("Loading");
        page.evaluate(FORM);
        scenario(page);
    });
}

#[test]
fn a_line_replaces_what_was_there() {
    with_form(|page| {
        page.terminal("echo Hello, Kafka! 你好");
        page.wait_for("[line echo Hello, Kafka! 你好]");
    });
}

#[test]
fn keys_reach_what_has_the_focus() {
    with_form(|page| {
        page.type_into("Terminal", "x");
        assert_eq!(page.focused(), "Terminal");
        for key in ["a", "?", "Control+z", "Shift+ArrowLeft", "Escape"] {
            page.key(key);
        }
        page.wait_for("[a][?][C-z][S-ArrowLeft][Escape]");
        page.key("Enter");
        page.wait_for("[Enter][line ");
        page.key("Tab");
        assert_eq!(page.focused(), "Later");
        page.key("Space");
        page.wait_for("[later]");
    });
}

#[test]
fn a_click_waits_until_the_button_is_enabled() {
    with_form(|page| {
        page.wait_for_control("button", "Later");
        assert!(!page.is_enabled("button", "Later"));
        page.terminal("x");
        page.click("button", "Later");
        page.wait_for("[later]");
        assert!(page.controls().contains(&("textbox".into(), "Terminal".into())));
    });
}

#[test]
fn the_window_and_the_history_are_the_readers() {
    visit("", |page| {
        page.resize(320, 640);
        assert_eq!(page.evaluate("innerWidth"), 320);
        page.prefer("prefers-reduced-motion", "reduce");
        page.prefer("prefers-color-scheme", "dark");
        let both =
            "matchMedia('(prefers-reduced-motion) and (prefers-color-scheme: dark)').matches";
        assert_eq!(page.evaluate(both), true);
        page.goto("#/there");
        page.back();
        assert_eq!(page.evaluate("location.hash"), "");
        assert!(page.text().contains("Tidemark"));
    });
}

#[test]
#[should_panic(expected = "a request elsewhere: http://127.0.0.1:9/")]
fn a_request_elsewhere_is_noticed() {
    visit("", |page| {
        page.call("Page.setBypassCSP", serde_json::json!({"enabled": true}));
        page.reload();
        page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)");
    });
}

#[test]
#[should_panic(expected = "button-name")]
fn a_serious_finding_is_noticed() {
    visit("", |page| {
        page.evaluate("void document.body.append(document.createElement('button'))");
        page.assert_accessible();
    });
}
