//! Files on the reader's machine: a session is saved as one, and opened again from one.

use gloo::utils::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

/// Hands `text` to the browser as a file called `name`. False if it refused.
pub(crate) fn save(name: &str, text: &str) -> bool {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let parts = js_sys::Array::of1(&text.into());
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) else {
        return false;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return false };
    let link = document().create_element("a").ok();
    let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = &link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The click has taken hold of the blob; failing to let go of its address costs only memory.
    let _ = Url::revoke_object_url(&url);
    link.is_some()
}

/// Reads the file chosen in a file field and hands its text over; `None` if it is no text.
pub(crate) fn read(field: &HtmlInputElement, then: impl FnOnce(Option<String>) + 'static) {
    let Some(file) = field.files().and_then(|files| files.get(0)) else { return then(None) };
    // So that choosing the same file again is a change again.
    field.set_value("");
    let text = JsFuture::from(file.text());
    wasm_bindgen_futures::spawn_local(async move {
        then(text.await.ok().and_then(|text| text.as_string()));
    });
}
