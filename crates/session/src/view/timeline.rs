//! The journal as the page's slider shows it.

use super::Text;
use std::rc::Rc;

/// History, and where we stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// How many gestures there are.
    pub entries: usize,
    /// How many of them have been executed: the slider's place.
    pub cursor: usize,
    /// There is something to undo.
    pub can_undo: bool,
    /// There is something to redo.
    pub can_redo: bool,
    /// Milliseconds since 1970 at the end of the last gesture.
    pub end: i64,
    /// The labels around the cursor, in order.
    pub labels: Rc<[Label]>,
    /// Futures that were cut off, oldest first.
    pub branches: Rc<[Branch]>,
}

/// A gesture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its number, from 1: seeking there goes to just after it.
    pub number: usize,
    /// Its canonical line.
    pub line: Text,
    /// The clock when it ended, if it has been executed on this branch.
    pub at: Option<i64>,
    /// It only lets time pass.
    pub clock: bool,
}

/// A future that was cut off by acting in the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// For going back to it.
    pub id: usize,
    /// How many gestures it shares with this history.
    pub from: usize,
    /// How many gestures follow there.
    pub entries: usize,
    /// The first of them.
    pub label: Text,
}
