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
use shell::Line;

/// A text on its way to becoming a session.
#[derive(Debug)]
pub struct Opening {
    session: Session,
    gestures: std::vec::IntoIter<Gesture>,
    /// What is left of the last gesture, if it takes long.
    rest: Option<Begun>,
    total: usize,
    branches: Vec<(usize, Vec<crate::journal::Entry>)>,
    place: Place,
}

/// A gesture, or what is left of one.
#[derive(Debug)]
struct Begun {
    /// Its line of the text, from 1.
    number: usize,
    played: bool,
    line: Line,
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
        let gestures = gestures.into_iter();
        Ok(Self { session, gestures, rest: None, total, branches, place })
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
        self.gestures = left.into_iter();
    }

    /// Executes gestures until about `events` events have been processed.
    ///
    /// # Errors
    ///
    /// What is wrong with a gesture. [`Opening::finish`] still gives all that came before it.
    pub fn resume(&mut self, events: usize) -> Result<Progress, Complaint> {
        let mut worked = 0;
        while worked < events {
            let Some(Begun { number, played, line }) = self.begun().inspect_err(|_| self.stop())?
            else {
                break;
            };
            let ran = self.session.append(line, played).map_err(|wrong| match wrong {
                Complaint::Refused(rejection) => Complaint::RefusedAt { line: number, rejection },
                Complaint::Line(_)
                | Complaint::Genesis(_)
                | Complaint::RefusedAt { .. }
                | Complaint::History(_) => wrong,
            });
            let ran = ran.inspect_err(|_| self.stop())?;
            worked += ran.worked + 1;
            self.rest =
                (!ran.rest.steps.is_empty()).then_some(Begun { number, played, line: ran.rest });
        }
        Ok(self.progress())
    }

    /// What is to be executed next: what is left of a gesture, or another one.
    fn begun(&mut self) -> Result<Option<Begun>, Complaint> {
        if self.rest.is_some() {
            return Ok(self.rest.take());
        }
        for gesture in self.gestures.by_ref() {
            if let Some(line) = gesture.read()? {
                return Ok(Some(Begun { number: gesture.number, played: gesture.played, line }));
            }
        }
        Ok(None)
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
        let left = self.gestures.len() + usize::from(self.rest.is_some());
        Progress { done: self.total - left, total: self.total }
    }

    /// Whether everything has been executed.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.gestures.len() == 0 && self.rest.is_none()
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
        self.gestures = Vec::new().into_iter();
        self.rest = None;
    }
}
