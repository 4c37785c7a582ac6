//! Keeping: the session in the tab's store, as a link, as a file.
//!
//! The journal lies there in pieces, so that a gesture writes one of them and not the whole history.
//! The last piece, with the head, is the one under `JOURNAL`: its last line is the last gesture,
//! and after a failure `boot.js` takes it away, unless it had been drawn. The futures that were cut
//! off have a key of their own.
//! Invariant: what is kept is a session that opens, even where the browser had no room for all of it.

use super::Store;
use crate::edge::storage::{BRANCHES, CRASH, DRAWN, JOURNAL, PAST, PLACE, Tab};
use gloo::timers::callback::Timeout;
use session::{Futures, Session};
use std::rc::Rc;

/// Gestures of one piece.
const PIECE: usize = 500;
/// What ends the head of a session's text.
const HEAD_END: &str = "\n---\n";

/// What the tab's store holds.
#[derive(Default)]
pub(super) struct Kept {
    /// The lines of the journal.
    lines: Vec<Rc<str>>,
    /// How many whole pieces lie there, the last one aside. `None`: nobody knows.
    pieces: Option<usize>,
    futures: Futures,
    /// The browser had room for everything.
    whole: bool,
}

/// What the tab kept, if it kept anything.
pub(super) fn kept() -> Option<String> {
    let journal = Tab.read(JOURNAL).filter(|kept| !kept.is_empty())?;
    let past: String = (0..).map_while(|piece| Tab.read(&past(piece))).collect();
    let futures = Tab.read(BRANCHES).unwrap_or_default();
    // A head alone, or what somebody else left there: it is for the reader of the text to judge.
    let end = journal.find(HEAD_END).map_or(journal.len(), |at| at + HEAD_END.len());
    let (head, last) = journal.split_at(end);
    Some([head, &past, last, &futures].concat())
}

fn past(piece: usize) -> String {
    format!("{PAST}.{piece}")
}

/// In which piece the last of so many gestures stands; all before it are whole.
const fn last_piece(entries: usize) -> usize {
    entries.saturating_sub(1) / PIECE
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
    /// Writes into the tab's store what it does not hold yet of the session; false if the browser
    /// refuses.
    pub(super) fn keep(&self) -> bool {
        drawn_soon();
        self.0.kept.borrow_mut().update(&self.0.session.borrow())
    }

    /// Writes the session with a line that is about to be executed: if the program fails at it,
    /// it is the last one.
    pub(super) fn expect(&self, line: &str) {
        if !self.0.kept.borrow().whole {
            return;
        }
        Tab.forget(DRAWN);
        let session = self.0.session.borrow();
        let last = last_piece(session.entries());
        let lines = session.lines_text(last * PIECE..usize::MAX);
        let line = line.replace('\n', " ");
        Tab.write(JOURNAL, &[&session.head_text(), &lines, &line, "\n"].concat());
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

/// When this task and what it draws are over, the last gesture was a good one.
fn drawn_soon() {
    Tab.forget(DRAWN);
    Timeout::new(0, || {
        // A program that has failed goes on hearing its timers.
        if Tab.read(CRASH).is_none() {
            Tab.write(DRAWN, "1");
        }
    })
    .forget();
}

impl Kept {
    fn update(&mut self, session: &Session) -> bool {
        let same = self.lines.iter().zip(session.lines());
        let same = same.take_while(|(kept, line)| Rc::ptr_eq(kept, line)).count();
        let last = last_piece(session.entries());
        let first = self.forget_after((same / PIECE).min(last));
        let piece = |piece: usize| session.lines_text(piece * PIECE..(piece + 1) * PIECE);
        let refused = (first..last).find(|&at| !Tab.write(&past(at), &piece(at)));
        let pieces = refused.unwrap_or(last);
        let end = || session.head_text() + &piece(last);
        self.whole = refused.is_none() && Tab.write(JOURNAL, &end());
        self.lines.truncate(same);
        if self.whole {
            self.lines.extend(session.lines().skip(same).cloned());
        } else {
            // What is left opens: so many whole pieces, and nothing behind them.
            self.lines.extend(session.lines().take(pieces * PIECE).skip(same).cloned());
            self.lines.truncate(pieces * PIECE);
            Tab.write(JOURNAL, &session.bare_head_text());
        }
        self.keep_futures(if self.whole { session.futures() } else { Futures::default() });
        self.pieces = Some(pieces);
        self.whole
    }

    /// Removes the pieces from this one on, and says how many are left.
    fn forget_after(&mut self, first: usize) -> usize {
        let is_there = |piece: &usize| match self.pieces {
            Some(pieces) => *piece < pieces,
            None => Tab.read(&past(*piece)).is_some(),
        };
        (first..).take_while(is_there).for_each(|piece| Tab.forget(&past(piece)));
        self.pieces.map_or(0, |pieces| pieces.min(first))
    }

    fn keep_futures(&mut self, futures: Futures) {
        if futures == self.futures && self.pieces.is_some() {
            return;
        }
        self.whole &= Tab.write(BRANCHES, &futures.text());
        self.futures = futures;
        if !self.whole {
            Tab.write(BRANCHES, "");
            self.futures = Futures::default();
        }
    }
}
