//! The page's address: everything that names a place stands in the fragment.

use gloo::events::EventListener;
use gloo::utils::window;

/// The fragment without its `#`; empty where there is none.
pub(crate) fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Goes to another place on the page; the browser's back button comes back.
pub(crate) fn go(fragment: &str) {
    // A browser that refuses to navigate leaves us where we are: nothing is lost.
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
