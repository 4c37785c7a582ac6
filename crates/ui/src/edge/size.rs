//! How wide an element is, in sixteenths of a rem: what decides how many cells a tape shows.

use gloo::utils::{document_element, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// Tells when an element's width changes, until it is dropped.
pub(crate) struct WidthWatch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut(js_sys::Array)>,
}

impl WidthWatch {
    /// Calls `then` with the width of `element`, rounded down: first at once, then at each
    /// change.
    /// `None` in a browser that cannot tell.
    pub(crate) fn start(element: &Element, then: impl Fn(i32) + 'static) -> Option<Self> {
        let heard = Closure::wrap(Box::new(move |entries: js_sys::Array| {
            let last = entries.pop().dyn_into::<ResizeObserverEntry>();
            if let Ok(entry) = last {
                // A cast of a float saturates; widths are small.
                then((entry.content_rect().width() * 16.0 / root_px()) as i32);
            }
        }) as Box<dyn FnMut(js_sys::Array)>);
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _heard: heard })
    }
}

impl Drop for WidthWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The root's font size in pixels: what one rem is. The browser reads the number: a reader of
/// floats of our own would cost ten kilobytes.
fn root_px() -> f64 {
    let style = window().get_computed_style(&document_element()).ok().flatten();
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    size.map(|size| js_sys::parse_float(&size)).filter(|px| *px > 0.0).unwrap_or(16.0)
}
