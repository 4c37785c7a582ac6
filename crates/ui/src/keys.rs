//! Keys that work everywhere, and the dialog that lists them.
//!
//! Single keys do nothing while somebody types, and can be switched off.

use crate::edge::{document, keyboard};
use crate::effect::use_effect_on;
use crate::lines;
use crate::prefs::{Prefs, use_prefs, use_say};
use crate::store::{Store, use_store};
use crate::terminal;
use i18n::Words;
use i18n::page::keys as words;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// The id of the dialog.
pub(crate) const KEYS_DIALOG: &str = "keys";

/// Every key with what it does, as the dialog lists them.
const KEYS: [(&str, Words); 13] = [
    ("Ctrl+Z", words::UNDO),
    ("Ctrl+Shift+Z", words::REDO),
    ("/", words::TO_TERMINAL),
    ("k", words::TO_PRODUCER),
    ("s", words::TO_STAGE),
    (".", words::STEP),
    ("n", words::NEXT),
    ("p", words::PLAY),
    ("↑ ↓", words::HISTORY),
    ("→", words::COMPLETE),
    ("← →", words::TO_MARK),
    ("Enter", words::WHY),
    ("?", words::HELP),
];

/// Listens to the keys and holds the dialog.
#[component]
pub(crate) fn Keys() -> Html {
    let say = use_say();
    let context = use_prefs();
    let store = use_store();
    let single = context.prefs.shortcuts;
    use_effect_on((store, single), |(store, single)| {
        let (store, single) = (store.clone(), *single);
        let listener = keyboard::watch(move |event| press(event, &store, single));
        move || drop(listener)
    });
    let switch = {
        let (set, prefs) = (context.set.clone(), context.prefs);
        Callback::from(move |_: Event| set.emit(Prefs { shortcuts: !prefs.shortcuts, ..prefs }))
    };
    html! {
        <dialog id={KEYS_DIALOG} class="dialog" aria-labelledby="keys-title">
            <form method="dialog">
                <h2 id="keys-title">{ say.the(words::TITLE) }</h2>
                <dl class="keys">
                    for (key, what) in KEYS {
                        <dt><kbd>{ key }</kbd></dt>
                        <dd>{ say.the(what) }</dd>
                    }
                </dl>
                <label class="row">
                    <input type="checkbox" checked={single} onchange={switch} />
                    { say.the(words::SINGLE) }
                </label>
                <p class="row"><button class="primary">{ say.the(words::CLOSE) }</button></p>
            </form>
        </dialog>
    }
}

/// Does what a key stands for; true if it stands for something.
fn press(event: &KeyboardEvent, store: &Store, single: bool) -> bool {
    let key = event.key();
    if document::typing() || event.alt_key() {
        return false;
    }
    if event.ctrl_key() || event.meta_key() {
        match (key.to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => store.undo(),
            ("z", true) | ("y", false) => store.redo(),
            _ => return false,
        }
        return true;
    }
    if !single {
        return false;
    }
    match key.as_str() {
        "?" => document::open_dialog(KEYS_DIALOG),
        "/" => document::focus(terminal::FIELD),
        "k" => document::focus_first("input[id^='key-']"),
        "s" => document::focus("stage"),
        "." => store.submit(lines::STEP),
        "n" => store.submit(lines::NEXT),
        "p" => store.play(if store.shown().desk.speed.is_some() { None } else { Some(10) }),
        _ => return false,
    }
    true
}
