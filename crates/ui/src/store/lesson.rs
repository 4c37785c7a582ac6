//! The lesson as a guest of the session: begun, taken up after a reload, led on, left.

use super::{Store, keep, shelf};
use crate::desk::{Desk, Ghost, Lock};
use crate::edge::storage::{Browser, LESSON, PROGRESS, Tab};
use crate::prefs::Say;
use crate::route::Route;
use ::lesson::format::{Lesson, StepKind};
use ::lesson::progress::Progress;
use ::lesson::run::{BadState, Entered, LessonRun, NotYet};
use i18n::lesson::LessonWord;
use i18n::page::lesson as words;
use session::view::PartitionName;
use session::{Place, Session};
use std::rc::Rc;

impl Store {
    /// A lesson has arrived: takes it up where the tab left it, or begins it. The same lesson in
    /// another language goes on where it is.
    pub(crate) fn begin_lesson(&self, lesson: &Rc<Lesson>) {
        let place = Route::Lesson { slug: lesson.id.to_string(), step: None }.fragment();
        if keep::place() != place {
            self.put_aside();
            self.clear_desk();
            if self.take_from_shelf(lesson, &place) {
                return;
            }
            self.begin_again(lesson, &place);
            return self.lesson_moved();
        }
        if self.is_replaying() {
            *self.0.waiting.borrow_mut() = Some(Rc::clone(lesson));
            return;
        }
        let say = Say(self.0.locale.get());
        match self.kept_run().map(|kept| self.take_up(lesson, &kept)) {
            Some(Ok((run, whole))) => {
                *self.0.lesson.borrow_mut() = Some(run);
                if !whole {
                    self.remark(say.the(words::RESTORED));
                }
            }
            Some(Err(BadState { line })) => {
                self.begin_again(lesson, &place);
                self.remark(&say.with(words::RUN_DAMAGED, &[&line.to_string()]));
            }
            None => self.begin_again(lesson, &place),
        }
        self.lesson_moved();
    }

    /// Takes a run up from its text, whole; or after a failure, not whole, at the last step that the
    /// session still has.
    fn take_up(&self, lesson: &Rc<Lesson>, kept: &str) -> Result<(LessonRun, bool), BadState> {
        let whole = LessonRun::from_text(Rc::clone(lesson), kept, &self.0.session.borrow());
        whole.map(|run| (run, true)).or_else(|_| {
            let session = &mut self.0.session.borrow_mut();
            LessonRun::salvage(Rc::clone(lesson), kept, session).map(|run| (run, false))
        })
    }

    /// Begins the lesson that is open from its first line.
    pub(crate) fn restart_lesson(&self) {
        let lesson = self.0.lesson.borrow().as_ref().map(|run| Rc::clone(run.lesson()));
        if let Some(lesson) = lesson {
            self.expect("# begin the lesson again");
            self.clear_desk();
            self.begin_again(&lesson, &keep::place());
            self.lesson_moved();
        }
    }

    fn begin_again(&self, lesson: &Rc<Lesson>, place: &str) {
        match LessonRun::begin(Rc::clone(lesson)) {
            Ok((run, session)) => {
                self.stop();
                shelf::clear(&lesson.id);
                *self.0.session.borrow_mut() = session;
                self.speak(self.0.locale.get());
                *self.0.lesson.borrow_mut() = Some(run);
                keep::set_place(place);
            }
            Err(complaint) => self.not_opened(&complaint),
        }
    }

    /// Takes up the lesson that came while the session was being replayed.
    pub(super) fn take_up_waiting(&self) {
        let waiting = self.0.waiting.borrow_mut().take();
        if let Some(lesson) = waiting {
            self.begin_lesson(&lesson);
        }
    }

    /// Looks at the lesson; `None` where there is none.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&LessonRun, &Session) -> T) -> Option<T> {
        let session = self.0.session.borrow();
        self.0.lesson.borrow().as_ref().map(|run| ask(run, &session))
    }

    /// Does something in the lesson, and shows what came of it.
    pub(crate) fn lead<T>(
        &self,
        lead: impl FnOnce(&mut LessonRun, &mut Session) -> T,
    ) -> Option<T> {
        self.expect("# in the lesson");
        let done = {
            let mut session = self.0.session.borrow_mut();
            self.0.lesson.borrow_mut().as_mut().map(|run| lead(run, &mut session))
        };
        // A world that was set up anew does not know the language yet.
        self.speak(self.0.locale.get());
        self.lesson_moved();
        done
    }

    /// Says what is worth saying of the way to the next step.
    pub(crate) fn remark_on(&self, went: Option<Result<Entered, NotYet>>) {
        let say = Say(self.0.locale.get());
        match went {
            Some(Ok(Entered::Anew)) => self.remark(say.the(words::SET_UP_ANEW)),
            Some(Err(NotYet::Lesson(complaint))) => self.remark(&complaint.sentence(say.0)),
            Some(Ok(Entered::AsItWas) | Err(_)) | None => {}
        }
    }

    fn lesson_moved(&self) {
        if let Some(text) = self.0.lesson.borrow().as_ref().map(LessonRun::to_text) {
            Tab.write(LESSON, &text);
        }
        self.note_progress(|run, progress| {
            progress.reach(&run.lesson().id, &run.step().id);
            if run.is_finished() {
                progress.finish(&run.lesson().id);
            }
        });
        let unsaved = !self.keep();
        self.redraw(|desk| {
            desk.unsaved = unsaved;
            desk.lesson += 1;
        });
    }

    /// Writes down what a learner has done.
    pub(crate) fn note_progress(&self, note: impl FnOnce(&LessonRun, &mut Progress)) {
        let Some(mut progress) = progress() else { return };
        if let Some(run) = self.0.lesson.borrow().as_ref() {
            note(run, &mut progress);
            Browser.write(PROGRESS, Some(&progress.to_text()));
        }
    }

    /// Shows another world on the stage than the session's: the one that a question is about.
    pub(crate) fn show_aside(&self, aside: Option<Session>) {
        *self.0.aside.borrow_mut() = aside;
        self.redraw(|_| {});
    }

    /// Whether the lesson holds on to what comes after that many gestures: nothing else may be done
    /// there.
    pub(super) fn is_held(&self, entry: usize) -> bool {
        let place = Place { entry, within: 0 };
        let lesson = self.0.lesson.borrow();
        lesson.as_ref().is_some_and(|run| entry < run.floor() || !run.may_act_at(place))
    }

    /// How far back undo may go.
    pub(super) fn floor(&self) -> usize {
        self.0.lesson.borrow().as_ref().map_or(0, LessonRun::floor)
    }

    /// What the lesson does to the desk: what is locked, and the marks of the misconception.
    pub(super) fn guide(&self, desk: &mut Desk) {
        let lesson = self.0.lesson.borrow();
        let run = lesson.as_ref();
        if desk.lock != Some(Lock::Replay) {
            desk.lock = run.filter(|run| run.is_locked()).map(|run| match run.step().kind {
                StepKind::Predict(_) => Lock::Prediction,
                StepKind::Scene(_)
                | StepKind::Act(_)
                | StepKind::Observe(_)
                | StepKind::Refute(_)
                | StepKind::Formula(_)
                | StepKind::Transfer(_) => Lock::Watching,
            });
        }
        let ghost =
            run.filter(|run| matches!(run.step().kind, StepKind::Observe(_) | StepKind::Refute(_)));
        let say = Say(self.0.locale.get());
        desk.ghosts = ghost
            .and_then(LessonRun::ghost)
            .and_then(|mark| {
                let (topic, partition) = mark.partition.rsplit_once('-')?;
                let on = PartitionName { topic: topic.into(), partition: partition.parse().ok()? };
                let label = LessonWord::ManyExpect.text(say.0).to_owned();
                Some(Ghost { on, kind: mark.kind, offset: mark.at, label })
            })
            .into_iter()
            .collect();
    }
}

/// What was done in all lessons. `None` if the store holds something else, which is left alone.
pub(crate) fn progress() -> Option<Progress> {
    match Browser.read(PROGRESS) {
        Some(text) => Progress::from_text(&text),
        None => Some(Progress::default()),
    }
}
