//! What the page itself holds beside the picture of the world: the terminal's output, what is
//! locked and why, the speed of play, the lesson's ghosts, the sentence that is read aloud.

use lesson::format::GhostKind;
use session::Progress;
use session::view::PartitionName;
use std::rc::Rc;

/// How many entries the terminal keeps; older ones go.
pub(crate) const ENTRIES_MAX: usize = 200;

/// The page's own state. Replaced as a whole, so that comparing two costs little.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Desk {
    /// What the terminal shows, oldest first.
    pub(crate) transcript: Rc<[Rc<Entry>]>,
    /// The marks that a misconception expects.
    pub(crate) ghosts: Rc<[Ghost]>,
    /// Why nothing can be done at the moment.
    pub(crate) lock: Option<Lock>,
    /// How far the session is that is being replayed.
    pub(crate) replayed: Option<Progress>,
    /// What the lesson says to the learner's last try.
    pub(crate) told: Rc<str>,
    /// Counts what was done in the lesson: whoever draws it looks again when this changes.
    pub(crate) lesson: u64,
    /// Time passes by itself, this many times as fast as outside.
    pub(crate) speed: Option<u32>,
    /// The last change in a sentence, for the live region.
    pub(crate) said: Rc<str>,
    /// The last gesture of the world could not be stored: a reload would lose it.
    pub(crate) unsaved: bool,
    /// Something that was kept could not be opened whole; its text waits to be saved or let go.
    pub(crate) damaged: bool,
}

/// A line that was given, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its number, for keys.
    pub(crate) id: u64,
    /// The line; empty for a note of the page.
    pub(crate) line: Rc<str>,
    /// What came of it, in order.
    pub(crate) output: Vec<Output>,
}

/// A line of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// What kind.
    pub(crate) kind: OutputKind,
    /// The text; may have several lines.
    pub(crate) text: String,
}

/// What kind of output a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputKind {
    /// What a tool printed: columns stay columns.
    Plain,
    /// What happened, in a sentence.
    Told,
    /// The line was refused, or an exception was thrown.
    Error,
    /// The page speaks.
    Note,
}

/// A mark where a misconception expects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ghost {
    /// On which tape.
    pub(crate) on: PartitionName,
    /// Which mark.
    pub(crate) kind: GhostKind,
    /// Before which offset, or at which.
    pub(crate) offset: i64,
    /// Whose: "many expect".
    pub(crate) label: String,
}

/// Why nothing can be done at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// The lesson waits for a prediction.
    Prediction,
    /// The lesson's step is one to read, or asks about a world of its own.
    Watching,
    /// The session is being replayed after a reload.
    Replay,
}
