//! Keeping: the session in the tab's store, as a link, as a file.
//!
//! The journal and the futures that were cut off lie under two keys, so that the journal's last line
//! is the last gesture: after a failure, `boot.js` takes it away.

use super::Store;
use crate::edge::storage::{BRANCHES, JOURNAL, PLACE, Tab};

/// What begins the part of a session's text that holds its other futures.
const BRANCH: &str = "--- branch ";
/// A longer session is stored only after a gesture, not before it too.
const EXPECTED_MAX: usize = 5_000;

/// What the tab kept, if it kept anything.
pub(super) fn kept() -> Option<String> {
    let journal = Tab.read(JOURNAL).filter(|kept| !kept.is_empty())?;
    Some(journal + &Tab.read(BRANCHES).unwrap_or_default())
}

/// Where the kept session comes from: the fragment of a scenario or of a link.
pub(super) fn place() -> String {
    Tab.read(PLACE).unwrap_or_default()
}

/// Remembers where the session comes from.
pub(super) fn set_place(place: &str) {
    Tab.write(PLACE, place);
}

impl Store {
    /// Writes the session into the tab's store; false if the browser refuses.
    pub(super) fn keep(&self) -> bool {
        let text = self.file();
        let (journal, branches) = split(&text);
        Tab.write(JOURNAL, journal) && Tab.write(BRANCHES, branches)
    }

    /// Writes the session with a line that is about to be executed: if the program fails at it,
    /// it is the last one.
    pub(super) fn expect(&self, line: &str) {
        if self.0.session.borrow().entries() < EXPECTED_MAX {
            let text = self.file();
            let (journal, _) = split(&text);
            Tab.write(JOURNAL, &format!("{journal}{}\n", line.replace('\n', " ")));
        }
    }

    /// The whole session as text.
    pub(crate) fn file(&self) -> String {
        self.0.session.borrow().to_text()
    }

    /// The address of the session, from its fragment on; `None` if it is too long for a link.
    pub(crate) fn link(&self) -> Option<String> {
        self.0.session.borrow().to_link().ok()
    }
}

/// The journal, and the futures that were cut off from it.
fn split(text: &str) -> (&str, &str) {
    let branches = text.match_indices(BRANCH).map(|(at, _)| at);
    let first = branches.into_iter().find(|&at| text[..at].ends_with('\n'));
    text.split_at(first.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_ends_before_the_first_branch() {
        let text = "tidemark 1\n---\nstep\n--- branch 0\nnext\n--- branch 0\nsettle\n";
        let (journal, branches) = split(text);
        assert_eq!(journal, "tidemark 1\n---\nstep\n");
        assert_eq!(branches, "--- branch 0\nnext\n--- branch 0\nsettle\n");
        assert_eq!(split(journal), (journal, ""));
    }
}
