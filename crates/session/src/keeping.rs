//! A session for a store that keeps it piece by piece, so that one more gesture costs one piece
//! and not the whole history.
//!
//! Invariant: the head, all lines in order and the futures, one after another, are
//! [`Session::to_text`].

use crate::document;
use crate::journal::Entry;
use crate::session::Session;
use std::ops::Range;
use std::rc::Rc;

/// The futures that were cut off. Two are equal if they are the same ones.
#[derive(Clone, Debug, Default)]
pub struct Futures(Vec<Future>);

/// After how many gestures one was cut off, and what follows them there.
type Future = (usize, Rc<[Entry]>);

impl Session {
    /// What stands before the gestures: the genesis, and the place where we stand.
    #[must_use]
    pub fn head_text(&self) -> String {
        document::write_head(self.world().genesis(), self.journal.place())
    }

    /// The same without the place: it fits whatever is left of the gestures.
    #[must_use]
    pub fn bare_head_text(&self) -> String {
        document::write_head(self.world().genesis(), None)
    }

    /// Some of the gestures, one a line; those that are not there are left out.
    #[must_use]
    pub fn lines_text(&self, entries: Range<usize>) -> String {
        let mut text = String::new();
        let end = entries.end.min(self.entries());
        document::write_entries(
            self.journal.entries().get(entries.start..end).unwrap_or_default(),
            &mut text,
        );
        text
    }

    /// The line of every gesture. A line is the same one as before exactly if its gesture is.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &Rc<str>> {
        self.journal.entries().iter().map(|entry| &entry.line)
    }

    /// The futures that were cut off.
    #[must_use]
    pub fn futures(&self) -> Futures {
        let branches = self.journal.branches().iter();
        Futures(branches.map(|branch| (branch.from, Rc::clone(&branch.entries))).collect())
    }
}

impl Futures {
    /// What stands behind the gestures.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (from, entries) in &self.0 {
            document::write_branch(*from, entries, &mut text);
        }
        text
    }
}

impl PartialEq for Futures {
    fn eq(&self, other: &Self) -> bool {
        let same =
            |(one, other): (&Future, &Future)| one.0 == other.0 && Rc::ptr_eq(&one.1, &other.1);
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_whole() {
        let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
        for line in ["producer p1", "p1 send t value=a", "advance 1s", "consumer c1"] {
            session.submit(line).expect(line);
        }
        session.undo().expect("something was done");
        let whole = |session: &Session| {
            let (first, rest) = (session.lines_text(0..3), session.lines_text(3..usize::MAX));
            [session.head_text(), first, rest, session.futures().text()].concat()
        };
        assert_eq!(whole(&session), session.to_text());
        let (before, lines) = (session.futures(), session.lines().cloned().collect::<Vec<_>>());
        session.submit("consumer c2").expect("it may be made");
        assert_eq!(whole(&session), session.to_text());
        assert!(session.futures() != before, "a future was cut off");
        let same = session.lines().zip(&lines).take_while(|(one, other)| Rc::ptr_eq(one, other));
        assert_eq!(same.count(), 3, "the fourth gesture is another one");
    }
}
