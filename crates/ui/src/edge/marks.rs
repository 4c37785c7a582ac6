//! Marks in a drawing that are pressed like buttons: which one an event is about, where it stands,
//! and the way from one to the next.
//!
//! One listener on a drawing serves all its marks; each carries its key in [`KEY`].

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition};

/// The attribute with a mark's key.
pub(crate) const KEY: &str = "data-why";
/// Whatever has that attribute.
const ALL: &str = "[data-why]";

/// The mark that an event is about.
fn mark(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(ALL).ok()?
}

/// The key of the mark that is pressed. Where its middle is in `frame` is left in the frame's custom
/// property `--x`, for the stylesheet.
pub(crate) fn press(event: &Event, frame: &HtmlElement) -> Option<String> {
    let mark = mark(event)?;
    let (place, around) = (mark.get_bounding_client_rect(), frame.get_bounding_client_rect());
    let x = place.left() + place.width() / 2.0 - around.left();
    // A cast of a float saturates; drawings are small. A refusal leaves the place before.
    let _ = frame.style().set_property("--x", &format!("{}px", x as i32));
    mark.get_attribute(KEY)
}

/// Scrolls as far as it takes to see all of the first element that `selector` finds in `frame`.
pub(crate) fn reveal(frame: &HtmlElement, selector: &str) {
    if let Ok(Some(element)) = frame.query_selector(selector) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Moves the focus from mark to mark, round and round: on, or back.
pub(crate) fn walk(event: &Event, frame: &HtmlElement, on: bool) {
    let Ok(marks) = frame.query_selector_all(ALL) else { return };
    let here = mark(event);
    let marks: Vec<Node> = (0..marks.length()).filter_map(|at| marks.get(at)).collect();
    let at = marks.iter().position(|node| here.as_ref().is_some_and(|here| **here == *node));
    let to = match (at, on) {
        (None, true) => 0,
        (Some(at), true) => at + 1,
        (None | Some(0), false) => marks.len().saturating_sub(1),
        (Some(at), false) => at - 1,
    };
    if let Some(next) = marks.get(to).or_else(|| marks.first()) {
        // Every element of a drawing has `focus`, as those of HTML have.
        let _ = next.unchecked_ref::<HtmlElement>().focus();
    }
}

/// Whether the focus goes to something outside `frame`.
pub(crate) fn leaves(event: &web_sys::FocusEvent, frame: &HtmlElement) -> bool {
    let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
    !frame.contains(to.as_ref())
}
