//! The history as data: gestures as lines, where we stand among them, and futures that were cut off.
//!
//! Invariant: `cursor <= entries.len()`; `within` is 0 unless the entry at the cursor only lets time
//! pass, and then less than its span; no branch begins behind the end.

use engine::command::{Clock, Command};
use engine::quantity::{Millis, Time};
use i18n::history::Trouble;
use shell::{Line, Step};
use std::rc::Rc;

/// The most gestures of a journal.
pub const ENTRIES_MAX: usize = 100_000;

/// The most futures that are kept; the oldest goes first.
pub const BRANCHES_MAX: usize = 8;

/// One gesture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its canonical line.
    pub(crate) line: Rc<str>,
    /// The clock ran by itself: undoing what came before undoes this too.
    pub(crate) played: bool,
    /// How much time it lets pass, if it does nothing else.
    pub(crate) span: Option<Millis>,
    /// Events processed from the beginning to its end. Known once it has been executed.
    pub(crate) work: u64,
    /// The clock at its end. Known once it has been executed.
    pub(crate) ends: Option<Time>,
}

/// A future that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    pub(crate) id: usize,
    /// How many gestures it shares with the history.
    pub(crate) from: usize,
    /// What follows them there.
    pub(crate) entries: Rc<[Entry]>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Journal {
    entries: Vec<Entry>,
    cursor: usize,
    within: Millis,
    branches: Vec<Branch>,
    next_branch: usize,
}

impl Entry {
    pub(crate) fn new(line: &Line, played: bool) -> Self {
        let is_clock = |step: &Step| {
            matches!(step, Step::Command(Command::Clock(Clock::Advance(_) | Clock::Step(_))))
        };
        let (played, span) = (played && line.steps.iter().all(is_clock), advance_of(line));
        Self { line: shell::print(line).into(), played, span, work: 0, ends: None }
    }
}

/// How much time a line lets pass, if it does nothing else.
pub(crate) fn advance_of(line: &Line) -> Option<Millis> {
    match &line.steps[..] {
        [Step::Command(Command::Clock(Clock::Advance(span)))] => Some(*span),
        _ => None,
    }
}

/// The line that lets `before` pass and does what `line` does after it, as one.
pub(crate) fn joined(before: Millis, mut line: Line) -> Line {
    if let Some(Step::Command(Command::Clock(Clock::Advance(span)))) = line.steps.first_mut() {
        *span = before + *span;
        return line;
    }
    let mut whole = advance(before);
    whole.steps.extend(line.steps);
    whole
}

/// The step in which so many things happen, one after another.
pub(crate) const fn things(times: u32) -> Step {
    Step::Command(Command::Clock(Clock::Step(times)))
}

/// The line that lets time pass.
pub(crate) fn advance(span: Millis) -> Line {
    Line { steps: vec![Step::Command(Command::Clock(Clock::Advance(span)))] }
}

impl Journal {
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) const fn cursor(&self) -> usize {
        self.cursor
    }

    pub(crate) const fn within(&self) -> Millis {
        self.within
    }

    pub(crate) fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The entry that the cursor stands before or inside.
    pub(crate) fn next(&self) -> Option<&Entry> {
        self.entries.get(self.cursor)
    }

    /// The entry that was executed last, whole.
    pub(crate) fn last(&self) -> Option<&Entry> {
        self.cursor.checked_sub(1).and_then(|last| self.entries.get(last))
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.cursor == self.entries.len()
    }

    /// Where we stand, if that is not the end.
    pub(crate) fn place(&self) -> Option<(usize, Millis)> {
        (!self.is_at_end()).then_some((self.cursor, self.within))
    }

    /// Stands just after the first `cursor` entries, or `within` the next one.
    pub(crate) fn stand(&mut self, cursor: usize, within: Millis) {
        self.cursor = cursor.min(self.entries.len());
        let span = self.next().and_then(|next| next.span).unwrap_or_default();
        self.within = within.clamp(Millis(0), Millis((span.0 - 1).max(0)));
    }

    /// Whether one more gesture fits.
    pub(crate) fn room(&self) -> Result<(), Trouble> {
        let used = self.cursor + usize::from(self.within.0 > 0);
        match used < ENTRIES_MAX {
            true => Ok(()),
            false => Err(Trouble::TooManyGestures { limit: ENTRIES_MAX }),
        }
    }

    /// Cuts the future off and keeps it as a branch. Standing within an entry, its first part
    /// becomes an entry of its own, whose work and end the caller fills in.
    pub(crate) fn cut(&mut self, now: Time, work: u64) {
        if self.is_at_end() {
            return;
        }
        let mut future: Vec<Entry> = self.entries.split_off(self.cursor);
        if self.within.0 > 0
            && let Some(first) = future.first_mut()
            && let Some(span) = first.span
        {
            let played = first.played;
            *first = Entry::new(&advance(span - self.within), played);
            let mut begun = Entry::new(&advance(self.within), played);
            (begun.work, begun.ends) = (work, Some(now));
            self.entries.push(begun);
            self.cursor += 1;
            self.within = Millis(0);
        }
        self.keep(future);
    }

    /// Keeps a future, and moves the branches that grew out of it to where it begins.
    fn keep(&mut self, future: Vec<Entry>) {
        let from = self.cursor;
        for branch in &mut self.branches {
            if let Some(shared) = branch.from.checked_sub(from).filter(|&shared| shared > 0) {
                let common = future.iter().take(shared).chain(branch.entries.iter());
                branch.entries = common.cloned().collect();
                branch.from = from;
            }
        }
        let id = self.next_branch;
        self.next_branch += 1;
        self.branches.push(Branch { id, from, entries: future.into() });
        if self.branches.len() > BRANCHES_MAX {
            self.branches.remove(0);
        }
    }

    /// Takes a branch out, for its gestures to be executed; what followed here becomes a branch.
    /// Leaves the cursor, and the end, where the two part.
    pub(crate) fn switch(&mut self, id: usize) -> Result<Rc<[Entry]>, Trouble> {
        let place = self.branches.iter().position(|branch| branch.id == id);
        let branch = self.branches.remove(place.ok_or(Trouble::NoBranch { id })?);
        self.stand(branch.from, Millis(0));
        let future = self.entries.split_off(self.cursor);
        if !future.is_empty() {
            self.keep(future);
        }
        Ok(branch.entries)
    }

    /// Adds a gesture that has been executed, at the end.
    pub(crate) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.cursor = self.entries.len();
    }

    /// Puts another entry in the place of the last one.
    pub(crate) fn replace_last(&mut self, entry: Entry) {
        if let Some(last) = self.entries.last_mut() {
            *last = entry;
        }
    }

    /// Adds futures that were cut off before the world was written down.
    pub(crate) fn load(&mut self, branches: impl Iterator<Item = (usize, Vec<Entry>)>) {
        for (from, entries) in branches {
            let id = self.next_branch;
            self.next_branch += 1;
            self.branches.push(Branch { id, from, entries: entries.into() });
        }
    }

    /// Where undoing leads: before the last gesture and the clock that ran after it.
    pub(crate) fn before(&self) -> Result<usize, Trouble> {
        if self.cursor == 0 && self.within.0 == 0 {
            return Err(Trouble::NothingToUndo);
        }
        let is_gesture = |entry: &Entry| !entry.played;
        let done = self.entries.get(..self.cursor).unwrap_or_default();
        Ok(done.iter().rposition(is_gesture).unwrap_or(0))
    }

    /// Where redoing leads: after the next gesture and the clock that ran after it.
    pub(crate) fn after(&self) -> Result<usize, Trouble> {
        if self.is_at_end() {
            return Err(Trouble::NothingToRedo);
        }
        let ahead = self.entries.get(self.cursor..).unwrap_or_default();
        let gesture = ahead.iter().position(|entry| !entry.played).unwrap_or(0);
        let clock = ahead.iter().skip(gesture + 1).take_while(|entry| entry.played).count();
        Ok(self.cursor + gesture + 1 + clock)
    }
}
