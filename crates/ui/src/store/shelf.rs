//! The shelf: worlds that are put aside while another one is on the stage. The sandbox while a lesson
//! is learnt, a lesson while the reader is elsewhere.
//!
//! Invariant: a world lies on the shelf before another one takes its place, so that a reload or a
//! failure in between loses neither.

use super::{Store, keep};
use crate::edge::storage::{LESSON, SHELF, Tab};
use crate::route::Route;
use ::lesson::run::LessonRun;
use session::Opening;
use std::rc::Rc;

/// The name of the sandbox on the shelf. No lesson has an id with a space in it.
const SANDBOX: &str = "the sandbox";

/// What lies on the shelf: a world's text, and beside it where in its lesson it was, or the place on
/// the page that it comes from.
pub(super) struct Shelved {
    pub(super) world: String,
    pub(super) note: String,
}

/// The lesson whose world is on the stage, as the tab knows it: also before the lesson has arrived.
pub(super) fn lesson_on_stage() -> Option<String> {
    match Route::parse(&keep::place()) {
        Route::Lesson { slug, .. } => Some(slug),
        Route::Sandbox
        | Route::Lessons
        | Route::Scenario(_)
        | Route::World(_)
        | Route::Smaller
        | Route::Truth
        | Route::Recording { .. } => None,
    }
}

/// What lies there under a lesson's id.
pub(super) fn lesson(id: &str) -> Option<Shelved> {
    read(id).filter(|shelved| !shelved.note.is_empty())
}

/// Takes a lesson from the shelf: it is done, or begun again.
pub(super) fn clear(id: &str) {
    SHELF.iter().for_each(|key| Tab.forget(&format!("{key}{id}")));
}

fn read(name: &str) -> Option<Shelved> {
    let [world, note] = SHELF.map(|key| Tab.read(&format!("{key}{name}")));
    let world = world.filter(|world| !world.is_empty())?;
    Some(Shelved { world, note: note.unwrap_or_default() })
}

impl Store {
    /// Puts what is on the stage aside, and clears the desk: no line and no sentence of one world is
    /// left in another.
    pub(super) fn put_aside(&self) {
        let replaying = self.is_replaying();
        let world = match replaying {
            true => keep::kept().unwrap_or_default(),
            false => self.file(),
        };
        self.stop();
        let run = self.0.lesson.borrow().as_ref().map(|run| (run.to_text(), run.is_finished()));
        let (name, note) = match lesson_on_stage() {
            Some(id) if run.as_ref().is_some_and(|(_, finished)| *finished) => return clear(&id),
            Some(id) => {
                let note = run.map(|(text, _)| text);
                (id, note.or_else(|| Tab.read(LESSON)).unwrap_or_default())
            }
            None => {
                let whole = (!replaying).then(|| self.0.session.borrow().clone());
                *self.0.sandbox.borrow_mut() = whole;
                (SANDBOX.to_owned(), keep::place())
            }
        };
        for (key, text) in SHELF.iter().zip([world, note]) {
            Tab.write(&format!("{key}{name}"), &text);
        }
    }

    /// Leaves the lesson for the sandbox as it was.
    pub(super) fn leave_lesson(&self) {
        *self.0.waiting.borrow_mut() = None;
        *self.0.aside.borrow_mut() = None;
        if lesson_on_stage().is_none() {
            return;
        }
        self.put_aside();
        *self.0.lesson.borrow_mut() = None;
        Tab.write(LESSON, "");
        self.clear_desk();
        let shelved = read(SANDBOX);
        keep::set_place(shelved.as_ref().map_or("", |shelved| &shelved.note));
        let sandbox = self.0.sandbox.borrow_mut().take();
        match (sandbox, shelved) {
            (Some(session), _) => self.take(session),
            (None, Some(shelved)) => self.begin_kept(shelved.world),
            (None, None) => self.take(super::open::sandbox()),
        }
    }

    /// Takes a lesson's world from the shelf onto the stage; false if it does not lie there.
    pub(super) fn take_from_shelf(
        &self,
        lesson: &Rc<::lesson::format::Lesson>,
        place: &str,
    ) -> bool {
        let Some(Shelved { world, note }) = self::lesson(&lesson.id) else { return false };
        let Ok(opening) = Opening::new(&world) else { return false };
        keep::set_place(place);
        Tab.write(LESSON, &note);
        *self.0.lesson.borrow_mut() = None;
        *self.0.waiting.borrow_mut() = Some(Rc::clone(lesson));
        self.begin(Ok(opening));
        true
    }

    /// Nothing was said or typed yet.
    pub(super) fn clear_desk(&self) {
        self.redraw(|desk| {
            desk.transcript = Rc::new([]);
            desk.said = "".into();
            desk.told = "".into();
        });
    }

    /// The run as the tab kept it.
    pub(super) fn kept_run(&self) -> Option<String> {
        let run = self.0.lesson.borrow().as_ref().map(LessonRun::to_text);
        run.or_else(|| Tab.read(LESSON)).filter(|text| !text.is_empty())
    }
}
