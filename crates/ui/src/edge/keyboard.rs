//! Keys that work wherever the focus is.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// Hands every key press to `press` until the listener is dropped; where it answers true, the
/// browser does nothing of its own.
pub(crate) fn watch(press: impl Fn(&KeyboardEvent) -> bool + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && !event.is_composing()
            && press(event)
        {
            event.prevent_default();
        }
    })
}
