//! The one store: the session behind it, the picture in front of it, and who looks at which part.
//!
//! Components read slices of [`Shown`] with [`use_view`] and send lines with [`Store::submit`].
//! Invariant: a line that was accepted lies in the tab's store before it is drawn.

mod act;
mod keep;
pub(crate) mod lesson;
mod look;
mod open;
mod shelf;

use crate::desk::Desk;
use crate::edge::clock::Ticker;
use crate::effect::use_effect_on;
use ::lesson::format::Lesson;
use ::lesson::run::LessonRun;
use engine::sorted::SortedMap;
use i18n::Locale;
use session::Session;
use session::view::{View, Viewport};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use yew::prelude::*;

/// What components can look at: the world's picture and the page's own state.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The world.
    pub(crate) view: Rc<View>,
    /// The page.
    pub(crate) desk: Rc<Desk>,
}

type Listener = Rc<dyn Fn(&Shown)>;

/// A handle to the store. Two handles are equal if they are to the same store.
#[derive(Clone)]
pub(crate) struct Store(Rc<Inner>);

struct Inner {
    session: RefCell<Session>,
    /// What of it lies in the tab's store.
    kept: RefCell<keep::Kept>,
    viewport: RefCell<Viewport>,
    shown: RefCell<Shown>,
    listeners: RefCell<SortedMap<u64, Listener>>,
    next_id: Cell<u64>,
    locale: Cell<Locale>,
    ticker: RefCell<Option<Ticker>>,
    /// The lesson that is a guest of the session.
    lesson: RefCell<Option<LessonRun>>,
    /// A lesson that came while the session was being replayed.
    waiting: RefCell<Option<Rc<Lesson>>>,
    /// The sandbox, while a lesson has the stage.
    sandbox: RefCell<Option<Session>>,
    /// What is on the stage instead of the session.
    aside: RefCell<Option<Session>>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Store {
    /// What is shown at the moment.
    pub(crate) fn shown(&self) -> Shown {
        self.0.shown.borrow().clone()
    }

    /// Says in which language the terminal's output is written.
    pub(crate) fn speak(&self, locale: Locale) {
        self.0.locale.set(locale);
        self.0.session.borrow_mut().speak(locale);
    }

    /// A number that was not given before.
    fn next_id(&self) -> u64 {
        let id = self.0.next_id.get();
        self.0.next_id.set(id + 1);
        id
    }

    /// Calls `listener` at each change until the subscription is dropped.
    fn subscribe(&self, listener: Listener) -> Subscription {
        let id = self.next_id();
        self.0.listeners.borrow_mut().insert(id, listener);
        Subscription { store: Rc::downgrade(&self.0), id }
    }

    /// Shows something else and tells everybody. The list is copied first: a listener may
    /// subscribe or go away while it is told.
    fn show(&self, shown: Shown) {
        *self.0.shown.borrow_mut() = shown.clone();
        let listeners: Vec<Listener> = self.0.listeners.borrow().values().cloned().collect();
        for listener in listeners {
            listener(&shown);
        }
    }
}

/// Hears of changes until it is dropped.
struct Subscription {
    store: Weak<Inner>,
    id: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade() {
            store.listeners.borrow_mut().remove(&self.id);
        }
    }
}

/// The store.
#[hook]
pub(crate) fn use_store() -> Store {
    use_context::<Store>().expect("`Store` is provided by `App`")
}

/// Returns a slice of what is shown; re-renders the caller only when that slice changes.
#[hook]
pub(crate) fn use_view<K, T>(key: K, select: fn(&Shown, &K) -> T) -> T
where
    K: Clone + PartialEq + 'static,
    T: Clone + PartialEq + 'static,
{
    let (store, is_stale) = use_slice();
    let current = select(&store.shown(), &key);
    let seen = current.clone();
    *is_stale.borrow_mut() = Box::new(move |shown| select(shown, &key) != seen);
    current
}

/// Whether what a component has seen is no longer what is shown.
type IsStale = Rc<RefCell<Box<dyn Fn(&Shown) -> bool>>>;

/// What [`use_view`] does whatever the slice is. Being one function for all of them, and not one
/// for each, it saves a fifth of the program.
#[hook]
fn use_slice() -> (Store, IsStale) {
    let store = use_store();
    let redraw = use_force_update();
    let is_stale: IsStale = use_mut_ref(|| Box::new(|_: &Shown| false) as Box<_>);
    let heard = Rc::clone(&is_stale);
    use_effect_on(store.clone(), move |store| {
        let refresh = move |shown: &Shown| {
            if (heard.borrow())(shown) {
                redraw.force_update();
            }
        };
        // What is shown may have moved between render and effect.
        refresh(&store.shown());
        let subscription = store.subscribe(Rc::new(refresh));
        move || drop(subscription)
    });
    (store, is_stale)
}
