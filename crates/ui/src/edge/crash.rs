//! What a panic leaves behind for `www/boot.js`, which offers the reader a way on.
//!
//! After a panic nothing of this program can be called again: the hook runs once, and then the
//! trap reaches boot.js. The names of the keys in storage are agreed there.

use gloo::console;
use gloo::utils::window;

/// Key in sessionStorage of the panic's message and place.
const CRASH: &str = "tidemark.crash";

/// Makes every later panic leave its report. Call it before anything else.
pub(crate) fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        let report = panic.to_string();
        console::error!(&report);
        // Where storage is switched off, boot.js still shows its card, without the message.
        if let Ok(Some(storage)) = window().session_storage() {
            storage.set_item(CRASH, &report).ok();
        }
    }));
}
