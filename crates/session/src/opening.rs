//! A world that is being opened: a text is executed in slices, so that the page stays alive and
//! can show how far it is.
//!
//! Invariant: whatever goes wrong, the session holds every gesture before it.

use crate::complaint::Complaint;
use crate::document::{self, Document, Gesture};
use crate::link;
use crate::session::{Place, Session};
use engine::quantity::Millis;
use i18n::history::Trouble;

/// A text on its way to becoming a session.
#[derive(Debug)]
pub struct Opening {
    session: Session,
    gestures: std::iter::Peekable<std::vec::IntoIter<Gesture>>,
    total: usize,
    branches: Vec<(usize, Vec<crate::journal::Entry>)>,
    place: Place,
}

/// How far the opening is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Gestures executed.
    pub done: usize,
    /// Gestures in all.
    pub total: usize,
}

impl Opening {
    /// Reads a text: a file, or what the tab's store kept.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and on which line.
    pub fn new(text: &str) -> Result<Self, Complaint> {
        let Document { genesis, gestures, cursor, within: Millis(within), branches } =
            document::read(text)?;
        let (total, session) = (gestures.len(), Session::new(genesis)?);
        if cursor != usize::MAX && cursor > total {
            return Err(Trouble::Cursor { entries: total }.into());
        }
        let place = Place { entry: cursor, within };
        Ok(Self { session, gestures: gestures.into_iter().peekable(), total, branches, place })
    }

    /// Reads a link's fragment.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn from_link(fragment: &str) -> Result<Self, Complaint> {
        Self::new(&link::from_fragment(fragment)?)
    }

    /// Leaves the last gesture away: after a crash it may have been the cause.
    pub fn without_last(&mut self) {
        let mut left: Vec<Gesture> = self.gestures.by_ref().collect();
        left.pop();
        self.total = left.len();
        self.gestures = left.into_iter().peekable();
    }

    /// Executes gestures until about `events` events have been processed.
    ///
    /// # Errors
    ///
    /// What is wrong with a gesture. [`Opening::finish`] still gives all that came before it.
    pub fn resume(&mut self, events: usize) -> Result<Progress, Complaint> {
        let mut worked = 0;
        while worked < events {
            let Some(gesture) = self.gestures.next() else { break };
            let Some(line) = gesture.read().inspect_err(|_| self.stop())? else {
                continue;
            };
            let ran = self.session.append(line, gesture.played).map_err(|wrong| match wrong {
                Complaint::Refused(rejection) => {
                    Complaint::RefusedAt { line: gesture.number, rejection }
                }
                Complaint::Line(_)
                | Complaint::Genesis(_)
                | Complaint::RefusedAt { .. }
                | Complaint::History(_) => wrong,
            });
            worked += ran.inspect_err(|_| self.stop())? + 1;
        }
        Ok(self.progress())
    }

    /// Executes everything.
    ///
    /// # Errors
    ///
    /// As [`Opening::resume`].
    pub fn complete(mut self) -> Result<Session, Complaint> {
        self.resume(usize::MAX)?;
        Ok(self.finish())
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { done: self.total - self.gestures.len(), total: self.total }
    }

    /// Whether everything has been executed.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.gestures.len() == 0
    }

    /// The session, as far as it has been executed.
    #[must_use]
    pub fn finish(mut self) -> Session {
        let entries = self.session.entries();
        let branches = self.branches.into_iter().filter(|(from, _)| *from <= entries);
        self.session.journal_mut().load(branches);
        if self.place.entry < entries {
            self.session.seek(self.place);
        }
        self.session
    }

    /// What follows a wrong gesture is not executed.
    fn stop(&mut self) {
        self.gestures = Vec::new().into_iter().peekable();
    }
}
