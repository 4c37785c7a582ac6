//! The document's root: its language, theme and size; its title; where the focus is.

use gloo::utils::{document, document_element, window};
use wasm_bindgen::JsCast;

/// Sets an attribute of the root element, or takes it away.
pub(crate) fn set_root(attribute: &str, value: Option<&str>) {
    let root = document_element();
    // The attributes are our own constants, which no browser refuses.
    let _ = match value {
        Some(value) => root.set_attribute(attribute, value),
        None => root.remove_attribute(attribute),
    };
}

/// Sets the title of the tab.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// The languages that the reader's browser asks for, best first.
pub(crate) fn languages() -> Vec<String> {
    let wanted = window().navigator().languages();
    wanted.iter().filter_map(|language| language.as_string()).collect()
}

/// Moves the focus to the element of that id, if it is there.
pub(crate) fn focus(id: &str) {
    focus_on(document().get_element_by_id(id));
}

/// Scrolls the box of that id, and nothing around it, so that the part with that label is at its top.
pub(crate) fn bring_into_view(id: &str, label: &str) {
    let Some(container) = document().get_element_by_id(id) else { return };
    let Ok(Some(part)) = container.query_selector(&format!("[aria-label=\"{label}\"]")) else {
        return;
    };
    let html = |element: web_sys::Element| element.dyn_into::<web_sys::HtmlElement>().ok();
    let (Some(first), Some(part)) = (container.first_element_child().and_then(html), html(part))
    else {
        return;
    };
    container.set_scroll_top(part.offset_top() - first.offset_top());
}

/// Moves the focus to the first element that `selector` finds, if there is one.
pub(crate) fn focus_first(selector: &str) {
    focus_on(document().query_selector(selector).ok().flatten());
}

/// Opens the dialog of that id, if it is there and closed.
pub(crate) fn open_dialog(id: &str) {
    let dialog = document().get_element_by_id(id);
    let dialog = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok());
    if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
        // Refused only for a dialog that has left the document.
        let _ = dialog.show_modal();
    }
}

fn focus_on(element: Option<web_sys::Element>) {
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Whether the focus is in a field that takes letters.
pub(crate) fn typing() -> bool {
    let Some(focused) = document().active_element() else { return false };
    match focused.tag_name().to_ascii_lowercase().as_str() {
        "textarea" | "select" => true,
        "input" => !matches!(
            focused.get_attribute("type").as_deref(),
            Some("radio" | "checkbox" | "range" | "button")
        ),
        _ => false,
    }
}
