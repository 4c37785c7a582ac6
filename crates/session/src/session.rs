//! A world with a history: the one thing that the page, a lesson and a test talk to.
//!
//! Invariant: `stage` is the genesis with the journal's first `cursor` entries executed, and the next
//! one for `within` milliseconds. Every feature is a seek.

use crate::build;
use crate::checkpoints::Checkpoints;
use crate::complaint::Complaint;
use crate::document;
use crate::journal::{Entry, Journal, advance, advance_of, joined};
use crate::link;
use crate::stage::{Printed, Stage, WORK_MAX};
use crate::view::{View, Viewport};
use engine::event::Event;
use engine::genesis::Genesis;
use engine::quantity::{Millis, Time};
use engine::world::World;
use engine::world::limits::SPAN;
use i18n::Locale;
use shell::Line;
use std::rc::Rc;

/// Events that may be processed, and records handed out, for one picture of a world that plays: a
/// few milliseconds' work. Where more falls due, the simulated clock goes slower than was asked for:
/// what is left of the span is not caught up.
const PLAY_WORK_MAX: usize = 4_000;

/// A world, its history, and where we stand in it.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) stage: Stage,
    pub(crate) journal: Journal,
    checkpoints: Checkpoints,
    locale: Locale,
}

/// What came of a gesture.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The canonical line of what was done; empty for a comment.
    pub line: Rc<str>,
    /// What would have processed too many events: a line to submit next, or empty.
    pub rest: Rc<str>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What tools printed, in order.
    pub output: Vec<Printed>,
    /// The gesture stands in the journal; one that only read does not.
    pub recorded: bool,
    /// A future was cut off and kept as a branch.
    pub branched: bool,
}

/// What came of an entry that was read from a text.
pub(crate) struct Appended {
    /// Events processed, and commands.
    pub(crate) worked: usize,
    /// What would have been too much for one gesture: the next one.
    pub(crate) rest: Line,
}

/// A place in a history: after so many gestures, and within the next one if that lets time pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Gestures executed.
    pub entry: usize,
    /// Milliseconds of the next one.
    pub within: i64,
}

impl Session {
    /// A world at its first moment.
    ///
    /// # Errors
    ///
    /// [`Complaint::Genesis`] if no world begins like this.
    pub fn new(genesis: Genesis) -> Result<Self, Complaint> {
        let stage = Stage::new(genesis)?;
        let checkpoints = Checkpoints::new(stage.clone());
        Ok(Self { stage, journal: Journal::default(), checkpoints, locale: Locale::default() })
    }

    /// The sandbox's world: Kafka's defaults, but nobody waits three seconds for a first rebalance.
    #[must_use]
    pub fn sandbox_genesis() -> Genesis {
        let name = "group.initial.rebalance.delay.ms".into();
        Genesis { config: vec![(name, Some("0".into()))], ..Genesis::default() }
    }

    /// Says in which language tools speak where they add something to Kafka's own words, which stay
    /// English. No part of the history.
    pub fn speak(&mut self, locale: Locale) {
        self.locale = locale;
    }

    /// Executes a line as one gesture. Acting in the past cuts the future off into a branch; time
    /// that passes right after time that passed is the same gesture.
    ///
    /// # Errors
    ///
    /// What is wrong with the line or why the world does not take it; then nothing has changed.
    pub fn submit(&mut self, line: &str) -> Result<Outcome, Complaint> {
        let line = shell::parse(line)?;
        if line.steps.is_empty() {
            return Ok(Outcome::default());
        }
        self.act(line, WORK_MAX, false)
    }

    /// Lets the clock run by itself for `span` milliseconds, or as far as it comes with the work of
    /// one picture: what the page's clock does while it plays. In the past it plays what happened
    /// then.
    ///
    /// # Errors
    ///
    /// As [`Session::submit`].
    pub fn play(&mut self, span: i64) -> Result<Outcome, Complaint> {
        let span = Millis(span.max(0));
        match self.journal.is_at_end() {
            true => self.act(advance(span), PLAY_WORK_MAX, true),
            false => self.replay_for(span),
        }
    }

    fn act(&mut self, line: Line, most: usize, played: bool) -> Result<Outcome, Complaint> {
        let coalesced = self.to_coalesce(&line, played);
        if coalesced.is_none() {
            self.journal.room()?;
        }
        let (began, work) = (self.stage.world.now(), self.work());
        self.stage.witness.begin(self.journal.cursor() + 1);
        let mut ran = self.stage.run(line, most, self.locale)?;
        let mut outcome = Outcome {
            line: shell::print(&ran.done).into(),
            rest: shell::print(&ran.rest).into(),
            output: std::mem::take(&mut ran.output),
            ..Outcome::default()
        };
        if !ran.reads_only {
            outcome.recorded = true;
            outcome.branched = !self.journal.is_at_end();
            self.cut_future(began);
            let work = work + ran.work() as u64;
            self.record(ran.done, played, coalesced, work);
        }
        outcome.events = ran.events;
        Ok(outcome)
    }

    /// The last entry's span, if `line` is the same gesture going on: together they are one command.
    fn to_coalesce(&self, line: &Line, played: bool) -> Option<Millis> {
        let more = advance_of(line)?;
        let last = self.journal.last()?;
        let before = self.journal.cursor().checked_sub(2);
        let begins = before.and_then(|before| self.journal.entries().get(before));
        let work = last.work.saturating_sub(begins.map_or(0, |begins| begins.work));
        let fits = work < WORK_MAX as u64 / 2 && self.journal.is_at_end();
        last.span.filter(|&span| fits && (played || !last.played) && span + more <= SPAN)
    }

    fn record(&mut self, done: Line, played: bool, coalesced: Option<Millis>, work: u64) {
        let ends = Some(self.stage.world.now());
        match coalesced {
            Some(before) => {
                let was_played = self.journal.last().is_some_and(|last| last.played);
                let entry = Entry::new(&joined(before, done), was_played);
                self.checkpoints.cut(self.journal.cursor() - 1);
                self.journal.replace_last(Entry { work, ends, ..entry });
            }
            None => self.journal.push(Entry { work, ends, ..Entry::new(&done, played) }),
        }
        self.checkpoints.offer(self.journal.cursor(), work, &self.stage);
    }

    /// Whoever acts in the past, at the instant `now`, cuts the future off.
    fn cut_future(&mut self, now: Time) {
        self.checkpoints.cut(self.journal.cursor());
        let work = self.work();
        self.journal.cut(now, work);
    }

    /// Events processed up to the last entry that was executed whole.
    fn work(&self) -> u64 {
        self.journal.last().map_or(0, |last| last.work)
    }

    /// Plays the history that lies ahead.
    fn replay_for(&mut self, span: Millis) -> Result<Outcome, Complaint> {
        let until = self.stage.world.now() + span;
        let mut place = Place { entry: self.journal.cursor(), within: self.journal.within().0 };
        let (mut now, most) = (self.stage.world.now(), self.work() + PLAY_WORK_MAX as u64);
        while let Some(next) = self.journal.entries().get(place.entry) {
            let left = next.span.unwrap_or_default() - Millis(place.within);
            if next.span.is_some() && now + left > until {
                place.within += until.since(now).0;
                break;
            }
            now = next.ends.unwrap_or(now + left);
            place = Place { entry: place.entry + 1, within: 0 };
            if now >= until || next.work >= most {
                break;
            }
        }
        self.seek(place);
        Ok(Outcome::default())
    }

    /// Goes before the last gesture and the clock that ran after it.
    ///
    /// # Errors
    ///
    /// [`Trouble::NothingToUndo`](i18n::history::Trouble::NothingToUndo) at the beginning.
    pub fn undo(&mut self) -> Result<(), Complaint> {
        let entry = self.journal.before()?;
        self.seek(Place { entry, within: 0 });
        Ok(())
    }

    /// Goes after the next gesture and the clock that ran after it.
    ///
    /// # Errors
    ///
    /// [`Trouble::NothingToRedo`](i18n::history::Trouble::NothingToRedo) at the end.
    pub fn redo(&mut self) -> Result<(), Complaint> {
        let entry = self.journal.after()?;
        self.seek(Place { entry, within: 0 });
        Ok(())
    }

    /// Goes anywhere in the history; beyond the end means the end.
    pub fn seek(&mut self, place: Place) {
        let mut journal = std::mem::take(&mut self.journal);
        journal.stand(place.entry, Millis(place.within));
        let (cursor, within) = (journal.cursor(), journal.within());
        let (base, stage) = self.checkpoints.before(cursor);
        // `stage` shares everything with the checkpoint until it changes.
        self.stage = stage.clone();
        for (at, entry) in journal.entries().iter().enumerate().take(cursor).skip(base) {
            self.stage.witness.begin(at + 1);
            self.repeat(&entry.line);
            self.checkpoints.offer_again(at + 1, entry.work, &self.stage);
        }
        if within.0 > 0 {
            self.repeat(&shell::print(&advance(within)));
        }
        self.journal = journal;
    }

    /// Executes a line that was accepted when it was recorded, by a world that was the same.
    fn repeat(&mut self, line: &str) {
        let again = shell::parse(line).map_err(Complaint::Line);
        let again = again.and_then(|line| self.stage.run(line, usize::MAX, self.locale));
        debug_assert!(again.is_ok(), "`{line}` was accepted when it was recorded: {again:?}");
    }

    /// Goes to the beginning. The history stays, for redoing.
    pub fn restart(&mut self) {
        self.seek(Place::default());
    }

    /// Goes on where a branch left off: the future here becomes a branch itself.
    ///
    /// # Errors
    ///
    /// [`Trouble::NoBranch`](i18n::history::Trouble::NoBranch) if there is none of that number; what
    /// is wrong with a line, if somebody else wrote the branch. Then nothing has changed.
    pub fn switch(&mut self, branch: usize) -> Result<(), Complaint> {
        let before = self.clone();
        self.take_branch(branch).inspect_err(|_| *self = before)
    }

    /// Executes the branch's gestures: one that was read from a text has never been.
    fn take_branch(&mut self, branch: usize) -> Result<(), Complaint> {
        let future = self.journal.switch(branch)?;
        self.checkpoints.cut(self.journal.cursor());
        self.seek(self.place());
        for entry in &*future {
            let mut line = shell::parse(&entry.line)?;
            while !line.steps.is_empty() {
                line = self.append(line, entry.played)?.rest;
            }
        }
        Ok(())
    }

    /// Where we stand.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { entry: self.journal.cursor(), within: self.journal.within().0 }
    }

    /// How many gestures there are.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.journal.entries().len()
    }

    /// The canonical line of a gesture, by its number from 0.
    #[must_use]
    pub fn line(&self, entry: usize) -> Option<&Rc<str>> {
        self.journal.entries().get(entry).map(|entry| &entry.line)
    }

    /// The world as it is. It can be looked at, never changed: that is what lines are for.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.stage.world
    }

    /// One number for the whole state of the world.
    #[must_use]
    pub fn state_hash(&self) -> u64 {
        self.stage.world.state_hash()
    }

    /// The picture of the world in this viewport. Parts that are equal to those of `before` are
    /// the same parts.
    #[must_use]
    pub fn view(&self, viewport: &Viewport, before: Option<&View>) -> View {
        build::view(self, viewport, before)
    }

    /// The whole session as text: for the tab's store, and for a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        document::write(self.stage.world.genesis(), &self.journal, true)
    }

    /// The history as a fragment of an address, without the branches.
    ///
    /// # Errors
    ///
    /// [`Trouble::WorldTooLong`](i18n::history::Trouble::WorldTooLong) if it does not fit: it can travel as a file.
    pub fn to_link(&self) -> Result<String, Complaint> {
        link::to_fragment(&document::write(self.stage.world.genesis(), &self.journal, false))
    }

    pub(crate) fn journal_mut(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// Executes an entry that has been read from a text, or as much of it as one gesture may do.
    pub(crate) fn append(&mut self, line: Line, played: bool) -> Result<Appended, Complaint> {
        self.journal.room()?;
        let work = self.work();
        self.stage.witness.begin(self.journal.cursor() + 1);
        // What a session wrote fits: a gesture may overshoot, and is not split once more.
        let ran = self.stage.run(line, 4 * WORK_MAX, self.locale)?;
        let worked = ran.work();
        if !ran.reads_only {
            self.record(ran.done, played, None, work + worked as u64);
        }
        Ok(Appended { worked, rest: ran.rest })
    }
}
