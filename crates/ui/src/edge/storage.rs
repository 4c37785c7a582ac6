//! What outlives a reload: choices and progress in the browser, the session in its tab.
//!
//! A browser may refuse to store (private mode, a full disk, a frame of another site): reading
//! then finds nothing and writing answers false, and the page works without.

use gloo::utils::window;
use web_sys::Storage;

/// The session's genesis and its last gestures, one a line. `boot.js` reads it too.
pub(crate) const JOURNAL: &str = "tidemark.journal";
/// With a number from 0 on: the gestures before the last ones, in pieces.
pub(crate) const PAST: &str = "tidemark.past";
/// Something once the journal's last gesture was executed and drawn. `boot.js` reads it.
pub(crate) const DRAWN: &str = "tidemark.drawn";
/// What the panic hook left. `boot.js` reads and removes it.
pub(crate) const CRASH: &str = "tidemark.crash";
/// The place on the page that the journal's world comes from.
pub(crate) const PLACE: &str = "tidemark.place";
/// Where the lesson is that the journal belongs to.
pub(crate) const LESSON: &str = "tidemark.lesson";
/// What is put aside while something else is on the stage, by name; and what goes with it.
pub(crate) const SHELF: [&str; 2] = ["tidemark.shelf.", "tidemark.shelf-note."];
/// What was kept and could not be opened whole.
pub(crate) const DAMAGED: &str = "tidemark.damaged";
/// The futures that were cut off from the journal.
pub(crate) const BRANCHES: &str = "tidemark.branches";
/// `en` or `zh-Hans`. `boot.js` reads it too.
pub(crate) const LANGUAGE: &str = "tidemark.language";
/// `light` or `dark`; nothing where the system decides. `boot.js` reads it too.
pub(crate) const THEME: &str = "tidemark.theme";
/// `large`, or nothing.
pub(crate) const SIZE: &str = "tidemark.size";
/// `off` where single-key shortcuts are switched off.
pub(crate) const SHORTCUTS: &str = "tidemark.shortcuts";
/// What was done in the lessons.
pub(crate) const PROGRESS: &str = "tidemark.progress";

/// The store of this tab: it survives a reload, not a closed tab.
pub(crate) struct Tab;

/// The store of this browser.
pub(crate) struct Browser;

impl Tab {
    /// What is stored under `key`.
    pub(crate) fn read(&self, key: &str) -> Option<String> {
        self.store()?.get_item(key).ok()?
    }

    /// Stores `value`; false if the browser refuses.
    pub(crate) fn write(&self, key: &str, value: &str) -> bool {
        self.store().is_some_and(|store| store.set_item(key, value).is_ok())
    }

    /// Forgets what is stored under `key`.
    pub(crate) fn forget(&self, key: &str) {
        if let Some(store) = self.store() {
            // A browser that refuses to forget keeps what nobody reads.
            let _ = store.remove_item(key);
        }
    }

    fn store(&self) -> Option<Storage> {
        window().session_storage().ok()?
    }
}

impl Browser {
    /// What is stored under `key`.
    pub(crate) fn read(&self, key: &str) -> Option<String> {
        self.store()?.get_item(key).ok()?
    }

    /// Stores `value`, or forgets the key; false if the browser refuses.
    pub(crate) fn write(&self, key: &str, value: Option<&str>) -> bool {
        self.store().is_some_and(|store| match value {
            Some(value) => store.set_item(key, value).is_ok(),
            None => store.remove_item(key).is_ok(),
        })
    }

    fn store(&self) -> Option<Storage> {
        window().local_storage().ok()?
    }
}
