//! The page, and what a person does with it. Every act waits for what it needs, and fails with
//! what is there instead.

use std::cell::RefCell;
use std::thread;

use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use super::chromium::{self, Chromium};
use super::complaints::Complaints;
use super::controls::Control;

/// How long the page may take for what a person expects at once, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take for what is large.
const LONG_PATIENCE: Duration = Duration::from_secs(400);
/// How often is looked.
const GLANCE: Duration = Duration::from_millis(20);

/// A browser window with the page in it.
pub struct Page {
    chromium: Chromium,
    complaints: RefCell<Complaints>,
    media: RefCell<Vec<(&'static str, &'static str)>>,
}

impl Page {
    /// Opens `route` in a new browser.
    pub fn open(route: &str) -> Page {
        let page = Page {
            chromium: Chromium::start(),
            complaints: RefCell::default(),
            media: RefCell::default(),
        };
        page.goto(route);
        page
    }

    /// Goes to a route of the page, `""` or a fragment, as a link from elsewhere does.
    pub fn goto(&self, route: &str) {
        self.chromium.goto(&format!("{}{route}", chromium::address()));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.chromium.reload();
    }

    /// Goes back in the browser's history.
    pub fn back(&self) {
        self.chromium.back();
    }

    /// Opens `route` in another tab of the same browser, lets `scenario` do its work there, closes
    /// that tab and comes back.
    pub fn in_another_tab(&self, route: &str, scenario: impl FnOnce(&Page)) {
        let before = self.chromium.open_tab();
        self.goto(route);
        scenario(self);
        self.complaints.borrow_mut().collect(&self.chromium);
        self.chromium.close_tab(before);
        self.call("Page.bringToFront", json!({}));
    }

    /// Clicks the control of this role and name in its middle, with the mouse.
    pub fn click(&self, role: &str, name: &str) {
        let (x, y) = self.eventually(|| {
            let control = self.control(role, name)?;
            if control.enabled { control.point(&self.chromium) } else { Err("disabled".into()) }
        });
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            self.call(
                "Input.dispatchMouseEvent",
                json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1}),
            );
        }
    }

    /// Types `text` into the textbox of this name, in the place of what is there.
    pub fn type_into(&self, name: &str, text: &str) {
        self.eventually(|| {
            let control = self.control("textbox", name)?;
            control.focus(&self.chromium)?;
            control.call_on(&self.chromium, "function () { this.select(); }", json!([]))
        });
        self.key("Backspace");
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Chooses an option in the combobox of this name, by typing its beginning.
    pub fn choose(&self, name: &str, option: &str) {
        self.eventually(|| self.control("combobox", name)?.focus(&self.chromium));
        self.type_ahead(name, option);
    }

    /// Types the beginning of an option into the combobox of this name, which has the focus.
    pub fn type_ahead(&self, name: &str, option: &str) {
        for letter in option.chars() {
            self.key(&letter.to_string());
        }
        let chosen = self.eventually(|| {
            let of_value = "function () { return this.selectedOptions[0]?.text ?? ''; }";
            self.control("combobox", name)?.call_on(&self.chromium, of_value, json!([]))
        });
        assert_eq!(chosen, option, "the choice of {name}");
    }

    /// Types a line into the terminal, then Enter.
    pub fn terminal(&self, line: &str) {
        let name = self.eventually(|| {
            let english = self.control("textbox", "Terminal");
            english.or_else(|_| self.control("textbox", "终端")).map(|control| control.name)
        });
        self.type_into(&name, line);
        self.key("Enter");
    }

    /// Presses and releases a key, by the browser's names: `Tab`, `Shift+Tab`, `Control+z`, `?`.
    pub fn key(&self, key: &str) {
        const MODIFIERS: [(&str, u8); 4] = [("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];
        let mut held = 0;
        let mut name = key;
        while let Some((modifier, rest)) = name.split_once('+')
            && let Some((_, bit)) = MODIFIERS.iter().find(|(name, _)| *name == modifier)
        {
            held |= bit;
            name = rest;
        }
        let text = match name {
            "Enter" => "\r",
            "Space" => " ",
            one if one.chars().count() == 1 && held & 7 == 0 => one,
            _ => "",
        };
        let value = if name == "Space" { " " } else { name };
        let code = key_code(name);
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let mut event = json!({
                "type": kind, "key": value, "code": name, "modifiers": held,
                "windowsVirtualKeyCode": code,
            });
            if kind == "keyDown" {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Waits until the page shows `text`.
    pub fn wait_for(&self, text: &str) {
        self.eventually(|| match self.shown()? {
            shown if shown.contains(text) => Ok(()),
            shown => Err(format!("the page does not show {text:?} but:\n{shown}")),
        });
    }

    /// Waits until the page does not show `text`.
    pub fn wait_gone(&self, text: &str) {
        self.eventually(|| match self.shown()? {
            shown if shown.contains(text) => Err(format!("the page shows {text:?}:\n{shown}")),
            _ => Ok(()),
        });
    }

    /// Waits until there is a control of this role and name, enabled or not.
    pub fn wait_for_control(&self, role: &str, name: &str) {
        self.eventually(|| self.control(role, name));
    }

    /// Whether the control of this role and name can be acted on.
    pub fn is_enabled(&self, role: &str, name: &str) -> bool {
        self.eventually(|| self.control(role, name)).enabled
    }

    /// Waits until the control of this role and name can be acted on.
    pub fn wait_enabled(&self, role: &str, name: &str) {
        self.eventually(|| match self.control(role, name)? {
            control if control.enabled => Ok(()),
            control => Err(format!("{role} {:?} stays disabled", control.name)),
        });
    }

    /// Opens a world's text as a person does who chooses it in the page's file field.
    pub fn open_file(&self, text: &str) {
        let file = self.chromium.folder().join("chosen.txt");
        std::fs::write(&file, text).expect("a temporary file can be written");
        let field = json!({"expression": "document.querySelector('input[type=file]')"});
        let field = self.call("Runtime.evaluate", field)["result"]["objectId"].clone();
        self.call("DOM.setFileInputFiles", json!({"files": [file], "objectId": field}));
    }

    /// How many gestures the timeline counts.
    pub fn gestures(&self) -> usize {
        let last = self.evaluate("document.querySelector('input[type=range]').max");
        last.as_str().and_then(|last| last.parse().ok()).expect("the timeline has a slider")
    }

    /// Waits until the timeline counts that many gestures.
    pub fn wait_gestures(&self, count: usize) {
        self.eventually(|| match self.gestures() {
            there if there == count => Ok(()),
            there => Err(format!("{there} gestures, not {count}:\n{}", self.text())),
        });
    }

    /// What the page shows, as text.
    pub fn text(&self) -> String {
        self.eventually(|| self.shown())
    }

    /// The controls of the page in order, as (role, name).
    pub fn controls(&self) -> Vec<(String, String)> {
        let controls = self.eventually(|| Control::all(&self.chromium));
        controls.into_iter().map(|control| (control.role, control.name)).collect()
    }

    /// The name of the control that has the focus; empty where none has.
    pub fn focused(&self) -> String {
        let label = "(() => {
            const here = document.activeElement;
            if (!here || here === document.body) return '';
            const shown = (part) => part.ariaHidden === 'true' ? '' : part.textContent;
            return (here.getAttribute('aria-label') ?? here.labels?.[0]?.innerText
                ?? [...here.childNodes].map(shown).join('')).trim();
        })()";
        self.evaluate(label).as_str().unwrap_or_default().to_owned()
    }

    /// The value of an expression of JavaScript in the page, awaited if it is a promise.
    pub fn evaluate(&self, expression: &str) -> Value {
        self.eventually(|| self.chromium.evaluate(expression))
    }

    /// The same for an expression that does something: it is not tried again when it throws.
    pub fn evaluate_once(&self, expression: &str) -> Value {
        self.chromium.evaluate(expression).unwrap_or_else(|thrown| panic!("{thrown}"))
    }

    /// The text that an expression of JavaScript has, once it has one.
    pub fn evaluate_some(&self, expression: &str) -> String {
        self.eventually(|| match self.chromium.evaluate(expression)?.as_str() {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(format!("there is no {expression}:\n{}", self.text())),
        })
    }

    /// Makes the window this large, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Makes the system prefer something: `prefers-color-scheme` `dark`, `prefers-reduced-motion`
    /// `reduce`.
    pub fn prefer(&self, feature: &'static str, value: &'static str) {
        let mut media = self.media.borrow_mut();
        media.retain(|(name, _)| *name != feature);
        media.push((feature, value));
        let features: Vec<Value> =
            media.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.call("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// Makes the browser ask for this language, from the next load on: `zh-CN`.
    pub fn speak(&self, language: &str) {
        let agent = self.evaluate("navigator.userAgent");
        let header = json!({"userAgent": agent, "acceptLanguage": language});
        self.call("Emulation.setUserAgentOverride", header);
    }

    /// Switches scripts off, from the next load on.
    pub fn without_scripts(&self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    }

    /// The addresses that the browser has asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        let mut complaints = self.complaints.borrow_mut();
        complaints.collect(&self.chromium);
        complaints.requests().to_vec()
    }

    /// Takes the console's complaints that hold `text`, which a scenario causes on purpose, out of
    /// those that [`Page::assert_quiet`] looks at; fails if there are none.
    pub fn expect_complaint(&self, text: &str) {
        let taken = self.eventually(|| {
            let mut complaints = self.complaints.borrow_mut();
            complaints.collect(&self.chromium);
            match complaints.take(text) {
                0 => Err(format!("nothing complained about {text:?}: {complaints:?}")),
                taken => Ok(taken),
            }
        });
        assert!(taken > 0);
    }

    /// Fails when the console complained, a policy was violated, or another origin was asked.
    pub fn assert_quiet(&self) {
        let mut complaints = self.complaints.borrow_mut();
        complaints.collect(&self.chromium);
        let found = complaints.list(chromium::address());
        assert!(found.is_empty(), "the browser complains:\n{}", found.join("\n"));
    }

    /// Calls a method of the Chrome DevTools Protocol.
    pub(super) fn call(&self, method: &str, parameters: Value) -> Value {
        self.chromium.call(method, parameters).expect("the browser does what it is able to")
    }

    fn shown(&self) -> Result<String, String> {
        let text = self.chromium.evaluate("document.body?.innerText ?? ''")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    fn control(&self, role: &str, name: &str) -> Result<Control, String> {
        Control::find(&self.chromium, role, name)?.ok_or_else(|| {
            let there: Vec<String> = Control::all(&self.chromium)
                .unwrap_or_default()
                .iter()
                .map(|control| format!("{} {:?}", control.role, control.name))
                .collect();
            format!("there is no {role} {name:?}; there are: {}", there.join(", "))
        })
    }

    /// Tries until it goes well; past the page's patience, fails with the last problem.
    fn eventually<T>(&self, attempt: impl FnMut() -> Result<T, String>) -> T {
        within(PATIENCE, attempt)
    }

    /// The same for what a person would wait for.
    pub fn wait_long<T>(&self, attempt: impl FnMut() -> Result<T, String>) -> T {
        within(LONG_PATIENCE, attempt)
    }
}

fn within<T>(patience: Duration, mut attempt: impl FnMut() -> Result<T, String>) -> T {
    #[allow(clippy::disallowed_methods, reason = "a test that waits measures real time")]
    let deadline = Instant::now() + patience;
    loop {
        match attempt() {
            Ok(value) => return value,
            Err(problem) => assert!(Instant::now() < deadline, "{problem}"),
        }
        thread::sleep(GLANCE);
    }
}

/// The code that a browser gives the key in `keyCode`.
fn key_code(name: &str) -> u32 {
    match name {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "Space" => 32,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Delete" => 46,
        one => one.chars().next().map_or(0, |letter| u32::from(letter.to_ascii_uppercase())),
    }
}
