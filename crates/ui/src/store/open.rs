//! Opening: what the tab kept, a link, a file, a scenario. Long histories are executed in slices,
//! one a frame, while the page says how far it is.

use super::look::{CELLS_MAX, LABELS};
use super::{Inner, Shown, Store, keep, shelf};
use crate::desk::{Desk, Lock};
use crate::edge::clock::{self, Ticker};
use crate::edge::storage::{DAMAGED, Tab};
use crate::edge::{address, fetch};
use crate::news;
use crate::prefs::Say;
use crate::route::Route;
use crate::truth;
use engine::genesis::{Genesis, GenesisTopic};
use i18n::Locale;
use i18n::page::news as words;
use i18n::page::truth::NOT_THERE;
use session::view::{Text, Viewport};
use session::{Complaint, Opening, Session};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Milliseconds of a frame in which a text is executed: a longer one would be felt, and after a
/// shorter one the program would wait for the next frame as long as it has worked.
const WORK_PER_FRAME_MS: f64 = 80.0;
/// Events that are executed before the clock is asked again.
const EVENTS_PER_GLANCE: usize = 500;
/// The lines that make the sandbox ready: a producer is there to be used.
const READY: [&str; 1] = ["producer p1"];

impl Store {
    /// The store, with what the tab kept before a reload, or with a new sandbox.
    pub(crate) fn open(locale: Locale) -> Self {
        let session = sandbox();
        let viewport =
            Viewport { labels: LABELS, cells_max: Some(CELLS_MAX), ..Viewport::default() };
        let view = Rc::new(session.view(&viewport, None));
        let store = Self(Rc::new(Inner {
            session: RefCell::new(session),
            kept: RefCell::new(keep::Kept::default()),
            viewport: RefCell::new(viewport),
            shown: RefCell::new(Shown { view, desk: Rc::new(Desk::default()) }),
            listeners: RefCell::default(),
            next_id: Cell::new(0),
            locale: Cell::new(locale),
            ticker: RefCell::default(),
            lesson: RefCell::default(),
            waiting: RefCell::default(),
            sandbox: RefCell::default(),
            aside: RefCell::default(),
        }));
        if let Some(kept) = keep::kept() {
            store.begin_kept(kept);
        } else {
            store.keep();
        }
        store.redraw(|desk| desk.damaged = Tab.read(DAMAGED).is_some());
        store
    }

    /// Comes to a place on the page.
    pub(crate) fn visit(&self, route: &Route) {
        match route {
            Route::World(_) => {
                self.leave_lesson();
                let place = route.fragment();
                if keep::place() != place {
                    keep::set_place(&place);
                    self.begin(Opening::from_link(&place));
                }
            }
            Route::Recording { family, id } => {
                self.leave_lesson();
                let place = route.fragment();
                if keep::place() != place {
                    self.open_recording(place, family.clone(), id.clone());
                }
            }
            Route::Sandbox | Route::Scenario(_) => self.leave_lesson(),
            Route::Lessons | Route::Lesson { .. } | Route::Smaller | Route::Truth => {}
        }
    }

    /// Opens a file, in the sandbox: a lesson that is on the stage is put aside.
    pub(crate) fn open_file(&self, text: &str) {
        let opening = Opening::new(text);
        if opening.is_ok() && shelf::lesson_on_stage().is_some() {
            self.leave_lesson();
            keep::set_place("");
            address::go(&Route::Sandbox.fragment());
        }
        self.begin(opening);
    }

    /// Opens what was recorded, when it has arrived.
    fn open_recording(&self, place: String, family: String, id: String) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let bytes = fetch::bytes(&format!("worlds-{family}.txt")).await;
            let file = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
            match truth::world(&file, &id) {
                Some(world) => {
                    keep::set_place(&place);
                    store.open_file(&world);
                }
                None => store.redraw(|desk| {
                    let say = Say(store.0.locale.get());
                    let output = vec![news::refused(say.with(NOT_THERE, &[&id]))];
                    store.print(desk, "".into(), output);
                }),
            }
        });
    }

    /// Begins a new sandbox.
    pub(crate) fn begin_sandbox(&self) {
        keep::set_place("");
        self.take(sandbox());
    }

    /// Begins with a scenario, unless what the tab kept comes from there.
    pub(crate) fn begin_with(&self, place: &Route, genesis: &[Text], lines: &[Text]) {
        let place = place.fragment();
        if keep::place() != place {
            keep::set_place(&place);
            let text = [&["tidemark 1".into()], genesis, &["---".into()], lines].concat();
            self.begin(Opening::new(&(text.join("\n") + "\n")));
        }
    }

    /// Goes to the beginning; the history stays, for redoing.
    pub(crate) fn restart(&self) {
        self.seek(0);
    }

    /// Executes what this tab had kept. Where that is damaged, the text stays until it is let go.
    pub(super) fn begin_kept(&self, text: String) {
        match Opening::new(&text) {
            Ok(opening) => self.execute(opening, Some(text)),
            Err(complaint) => {
                self.keep_damaged(&text);
                self.not_opened(&complaint);
            }
        }
    }

    fn keep_damaged(&self, text: &str) {
        Tab.write(DAMAGED, text);
        self.redraw(|desk| desk.damaged = true);
    }

    /// The damaged text that is kept.
    pub(crate) fn damaged(&self) -> String {
        Tab.read(DAMAGED).unwrap_or_default()
    }

    /// Lets the damaged text go.
    pub(crate) fn forget_damaged(&self) {
        Tab.forget(DAMAGED);
        self.redraw(|desk| desk.damaged = false);
    }

    /// Executes a text slice by slice.
    pub(super) fn begin(&self, opening: Result<Opening, Complaint>) {
        match opening {
            Ok(opening) => self.execute(opening, None),
            Err(complaint) => self.not_opened(&complaint),
        }
    }

    /// Executes an opening; `kept` is its text, if nobody else has it.
    fn execute(&self, opening: Opening, kept: Option<String>) {
        self.stop();
        self.redraw(|desk| desk.lock = Some(Lock::Replay));
        let store = self.clone();
        let held = RefCell::new(Some(opening));
        let ticker = Ticker::start(move |_| {
            let Some(mut opening) = held.borrow_mut().take() else { return };
            let until = clock::now() + WORK_PER_FRAME_MS;
            let mut resumed = opening.resume(EVENTS_PER_GLANCE);
            while resumed.is_ok() && !opening.is_done() && clock::now() < until {
                resumed = opening.resume(EVENTS_PER_GLANCE);
            }
            if resumed.is_ok() && !opening.is_done() {
                let progress = opening.progress();
                *held.borrow_mut() = Some(opening);
                let view = store.shown().view;
                return store.redraw_as(view, |desk| desk.replayed = Some(progress));
            }
            store.0.ticker.borrow_mut().take();
            store.take(opening.finish());
            if let Err(complaint) = resumed {
                if let Some(text) = &kept {
                    store.keep_damaged(text);
                }
                store.not_opened(&complaint);
            }
        });
        *self.0.ticker.borrow_mut() = Some(ticker);
    }

    /// Puts another session in the place of this one.
    pub(super) fn take(&self, mut session: Session) {
        session.speak(self.0.locale.get());
        let entries = session.entries().to_string();
        *self.0.session.borrow_mut() = session;
        self.0.viewport.borrow_mut().internal = false;
        let unsaved = !self.keep();
        let say = Say(self.0.locale.get());
        let output = vec![news::note(say.with(words::OPENED, &[&entries]))];
        self.redraw(|desk| {
            (desk.lock, desk.replayed) = (None, None);
            desk.unsaved = unsaved;
            self.print(desk, "".into(), output);
        });
        self.take_up_waiting();
    }

    pub(super) fn not_opened(&self, complaint: &Complaint) {
        let locale = self.0.locale.get();
        let why = complaint.sentence(locale);
        let output = vec![news::refused(Say(locale).with(words::NOT_OPENED, &[&why]))];
        self.redraw(|desk| {
            (desk.lock, desk.replayed) = (None, None);
            self.print(desk, "".into(), output);
        });
    }
}

/// A new sandbox: a topic is there and a producer, so that the first act is one click away.
pub(super) fn sandbox() -> Session {
    let topic = GenesisTopic { name: "orders".into(), id: None, partitions: 3, config: Vec::new() };
    let genesis = Genesis { topics: vec![topic], ..Session::sandbox_genesis() };
    // Not `expect`, which would ship the `Debug` of every complaint.
    let Ok(mut session) = Session::new(genesis) else {
        unreachable!("the sandbox's genesis is tested")
    };
    for line in READY {
        let done = session.submit(line).is_ok();
        assert!(done, "the sandbox's first lines are tested");
    }
    session
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_sandbox_is_ready_to_produce() {
        let session = sandbox();
        assert_eq!(session.entries(), READY.len());
    }
}
