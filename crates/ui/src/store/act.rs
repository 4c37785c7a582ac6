//! Acting: lines, undo and redo, moving in history, letting time pass.

use super::Store;
use crate::desk::{Desk, ENTRIES_MAX, Entry, Lock, Output, OutputKind};
use crate::edge::clock::Ticker;
use crate::news;
use crate::prefs::Say;
use i18n::page::{lesson, timeline};
use session::{Complaint, Outcome, Place, Stream};
use std::rc::Rc;

/// What a gesture that is too long is cut into, at most; the rest is left to the learner.
const PARTS_MAX: usize = 20;
/// While time passes by itself, the session is stored once in so many frames.
const FRAMES_PER_STORE: u32 = 60;
/// The sentence that is read aloud is no longer than this.
const SAID_MAX: usize = 240;

impl Store {
    fn say(&self) -> Say {
        Say(self.0.locale.get())
    }

    /// Whether a kept session is still being executed.
    pub(super) fn is_replaying(&self) -> bool {
        self.0.shown.borrow().desk.lock == Some(Lock::Replay)
    }

    fn is_locked(&self) -> bool {
        self.0.shown.borrow().desk.lock.is_some()
    }

    /// Gives a line, as a button or the terminal does.
    pub(crate) fn submit(&self, line: &str) {
        if self.is_locked() {
            return;
        }
        if line.trim() == "clear" {
            return self.redraw(|desk| desk.transcript = Rc::new([]));
        }
        if self.is_held(self.0.session.borrow().place().entry) {
            let why = self.say().the(lesson::LOOKING_BACK).to_owned();
            return self.redraw(|desk| self.print(desk, line.into(), vec![news::refused(why)]));
        }
        let mut line: Rc<str> = line.into();
        for _ in 0..PARTS_MAX {
            self.expect(&line);
            let outcome = self.0.session.borrow_mut().submit(&line);
            let rest = self.tell(&line, outcome);
            if rest.is_empty() {
                break;
            }
            line = rest;
        }
    }

    /// Tells what came of a line, and gives the part of it that is still to be done.
    fn tell(&self, given: &str, outcome: Result<Outcome, Complaint>) -> Rc<str> {
        let say = self.say();
        match outcome {
            Ok(outcome) => {
                let unsaved = outcome.recorded && !self.keep();
                let line = if outcome.line.is_empty() { given.into() } else { outcome.line };
                let mut output: Vec<Output> = Vec::new();
                for printed in &outcome.output {
                    let kind = match printed.stream {
                        Stream::Out => OutputKind::Plain,
                        Stream::Err | Stream::Log(_) => OutputKind::Error,
                        Stream::Note => OutputKind::Note,
                    };
                    join(&mut output, kind, &printed.text);
                }
                let before = self.shown().view;
                let after = self.picture();
                let news = news::of(&outcome.events, &before, &after, say);
                output.extend(news.output);
                self.redraw_as(after, |desk| {
                    desk.unsaved = unsaved;
                    self.print(desk, Rc::clone(&line), output);
                    desk.said = said(&line, &news.said);
                });
                outcome.rest
            }
            Err(complaint) => {
                self.keep();
                let output = vec![news::refused(complaint.sentence(say.0))];
                self.redraw(|desk| self.print(desk, given.into(), output));
                "".into()
            }
        }
    }

    /// A sentence of the lesson's, until the next one.
    pub(crate) fn remark(&self, text: &str) {
        self.redraw(|desk| {
            desk.told = text.into();
            desk.lesson += 1;
        });
    }

    /// The lesson's last sentence.
    pub(crate) fn told(&self) -> Rc<str> {
        Rc::clone(&self.0.shown.borrow().desk.told)
    }

    /// Adds an entry to the terminal's output.
    pub(super) fn print(&self, desk: &mut Desk, line: Rc<str>, output: Vec<Output>) {
        desk.said = said(&line, output.last().map_or("", |output| &*output.text));
        let entry = Rc::new(Entry { id: self.next_id(), line, output });
        let kept = desk.transcript.len().saturating_sub(ENTRIES_MAX - 1);
        desk.transcript = desk.transcript.iter().skip(kept).cloned().chain([entry]).collect();
    }

    /// The lines that were given, oldest first: what the terminal's history walks through.
    pub(crate) fn given(&self) -> Vec<Rc<str>> {
        let shown = self.shown();
        let lines = shown.desk.transcript.iter().map(|entry| Rc::clone(&entry.line));
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// Goes before the last gesture.
    pub(crate) fn undo(&self) {
        if self.is_locked() {
            return;
        }
        self.expect("# undo");
        let before = self.0.session.borrow().place();
        let done = self.0.session.borrow_mut().undo();
        if done.is_ok() && self.0.session.borrow().place().entry < self.floor() {
            // A lesson's step is not undone from inside it.
            self.0.session.borrow_mut().seek(before);
            return self.refuse(self.say().the(lesson::FLOOR));
        }
        self.moved(done);
    }

    /// Goes after the next gesture.
    pub(crate) fn redo(&self) {
        if self.is_locked() {
            return;
        }
        self.expect("# redo");
        let done = self.0.session.borrow_mut().redo();
        self.moved(done);
    }

    /// Goes back by one entry of the journal.
    pub(crate) fn back(&self) {
        let place = self.0.session.borrow().place();
        let to = if place.within > 0 { place.entry } else { place.entry.saturating_sub(1) };
        if to < self.floor() && !self.is_locked() {
            return self.refuse(self.say().the(lesson::FLOOR));
        }
        self.seek(to);
    }

    /// Goes to just after that many gestures.
    pub(crate) fn seek(&self, entry: usize) {
        if self.is_locked() {
            return;
        }
        self.expect("# seek");
        let entry = entry.max(self.floor());
        self.0.session.borrow_mut().seek(Place { entry, within: 0 });
        self.moved(Ok(()));
    }

    /// Goes back to a future that was cut off.
    pub(crate) fn take_branch(&self, id: usize) {
        if self.is_locked() {
            return;
        }
        self.expect("# branch");
        let shown = self.shown();
        let branches = shown.view.timeline.branches.iter();
        let from = branches.filter(|branch| branch.id == id).map(|branch| branch.from).next();
        if from.is_some_and(|from| self.is_held(from)) {
            return self.refuse(self.say().the(lesson::FLOOR));
        }
        let done = self.0.session.borrow_mut().switch(id);
        self.moved(done);
    }

    /// Says why something is not done. Nothing has changed.
    fn refuse(&self, why: &str) {
        // What was expected to be done was not.
        self.keep();
        self.redraw(|desk| self.print(desk, "".into(), vec![news::note(why.into())]));
    }

    fn moved(&self, done: Result<(), Complaint>) {
        let say = self.say();
        if let Err(complaint) = done {
            let output = vec![news::refused(complaint.sentence(say.0))];
            return self.redraw(|desk| self.print(desk, "".into(), output));
        }
        self.stop();
        let unsaved = !self.keep();
        let (place, entries, line) = {
            let session = self.0.session.borrow();
            let place = session.place();
            let line = place.entry.checked_sub(1).and_then(|last| session.line(last).cloned());
            (place, session.entries(), line.unwrap_or_default())
        };
        let facts = [&*place.entry.to_string(), &*entries.to_string(), &*line];
        let said = say.with(timeline::SLIDER_AT, &facts);
        self.redraw(|desk| {
            desk.unsaved = unsaved;
            desk.said = said.into();
        });
    }

    /// Lets time pass by itself, so many times as fast as outside; `None` stops it.
    pub(crate) fn play(&self, speed: Option<u32>) {
        let (Some(speed), None) = (speed, self.shown().desk.lock) else { return self.stop() };
        let store = self.clone();
        let frames = std::cell::Cell::new(0_u32);
        let ticker = Ticker::start(move |passed| {
            frames.set(frames.get() + 1);
            // A cast of a float saturates; a frame is at most a quarter of a second.
            store.pass(
                (passed * f64::from(speed)) as i64,
                frames.get().is_multiple_of(FRAMES_PER_STORE),
            );
        });
        *self.0.ticker.borrow_mut() = Some(ticker);
        self.redraw(|desk| desk.speed = Some(speed));
    }

    /// Stops letting time pass by itself.
    pub(super) fn stop(&self) {
        if self.0.ticker.borrow_mut().take().is_some() {
            // What is only partly replayed must not take the place of the whole.
            if !self.is_replaying() {
                self.keep();
            }
            self.redraw(|desk| {
                desk.speed = None;
                desk.lock = None;
            });
        }
    }

    /// One frame in which time passes.
    fn pass(&self, span: i64, keep: bool) {
        if span == 0 {
            return;
        }
        let outcome = self.0.session.borrow_mut().play(span);
        let say = self.say();
        match outcome {
            Ok(outcome) => {
                let unsaved = keep && !self.keep();
                let before = self.shown().view;
                let after = self.picture();
                let output = news::by_itself(&outcome.events, &before, &after, say);
                self.redraw_as(after, |desk| {
                    desk.unsaved |= unsaved;
                    if !output.is_empty() {
                        self.print(desk, "".into(), output);
                    }
                });
            }
            Err(complaint) => {
                self.stop();
                let output = vec![news::refused(complaint.sentence(say.0))];
                self.redraw(|desk| self.print(desk, "".into(), output));
            }
        }
    }
}

/// What is read aloud: a line and what came of it, not too long.
fn said(line: &str, news: &str) -> Rc<str> {
    let said = if news.is_empty() { line.to_owned() } else { format!("{line}: {news}") };
    said.chars().take(SAID_MAX).collect::<String>().into()
}

/// Adds a printed line to the block before it, if that is of the same kind.
fn join(output: &mut Vec<Output>, kind: OutputKind, text: &str) {
    match output.last_mut() {
        Some(last) if last.kind == kind => {
            last.text.push('\n');
            last.text.push_str(text);
        }
        Some(_) | None => output.push(Output { kind, text: text.to_owned() }),
    }
}
