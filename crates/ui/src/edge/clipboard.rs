//! The clipboard, which only ever receives.

use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Puts `text` on the clipboard and tells `done` whether the browser allowed it.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let navigator = window().navigator();
    // Outside a secure context there is no clipboard at all, whatever the binding says.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    let Ok(clipboard) = clipboard.and_then(JsCast::dyn_into::<web_sys::Clipboard>) else {
        return done(false);
    };
    let copied = JsFuture::from(clipboard.write_text(text));
    wasm_bindgen_futures::spawn_local(async move { done(copied.await.is_ok()) });
}
