//! What a panic leaves behind for `www/boot.js`, which offers the reader a way on.
//!
//! After a panic nothing of this program can be called again: the hook runs once, and then the
//! trap reaches boot.js. The journal lies in the tab's store before a line is drawn, so nothing
//! is lost.

use super::storage;

/// Makes every later panic leave its report. Call it before anything else.
pub(crate) fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        // Where storage is switched off, boot.js still shows its card, without the message.
        storage::Tab.write(storage::CRASH, &panic.to_string());
        console_error_panic_hook::hook(panic);
    }));
}
