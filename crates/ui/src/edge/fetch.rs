//! Files beside the page: the list of lessons, a lesson when it is opened, the gallery.

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// The bytes of the file that sources call `name`; `None` where it is not there or did not arrive.
pub(crate) async fn bytes(name: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(window().fetch_with_str(&served(name))).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Whether `index.html` knows a file of that name.
pub(crate) fn is_known(name: &str) -> bool {
    named(name).is_some()
}

/// The address under which a file is served: `index.html` says so for files whose names are
/// hashed; others are served under their own.
fn served(name: &str) -> String {
    named(name).and_then(|link| link.get_attribute("href")).unwrap_or_else(|| name.to_owned())
}

fn named(name: &str) -> Option<Element> {
    // A name from an address may hold anything; one that breaks the selector names no file.
    document().query_selector(&format!("link[data-name=\"{name}\"]")).ok().flatten()
}
