//! The page's address: everything that names a place stands in the fragment.

use gloo::events::EventListener;
use gloo::utils::window;

/// The fragment without its `#`; empty where there is none.
pub(crate) fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Writes another fragment into the address: the place has changed without going anywhere.
pub(crate) fn note(fragment: &str) {
    if let Ok(history) = window().history() {
        let address = with_fragment(fragment);
        // A browser that refuses keeps the older address: only a reload would notice.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
}

/// Goes to another place on the page, as a link does.
pub(crate) fn go(fragment: &str) {
    // A browser that refuses stays where it is.
    let _ = window().location().set_hash(fragment);
}

/// The whole address with another fragment: what is copied as a link.
pub(crate) fn with_fragment(fragment: &str) -> String {
    let whole = window().location().href().unwrap_or_default();
    let base = whole.split('#').next().unwrap_or_default();
    format!("{base}#{fragment}")
}

/// Calls `then` with the fragment whenever it changes, until the listener is dropped.
pub(crate) fn watch(then: impl Fn(String) + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| then(fragment()))
}
