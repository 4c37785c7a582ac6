//! Looking: the viewport moves, the world does not.

use super::{Shown, Store};
use crate::desk::Desk;
use engine::names::GROUP_METADATA_TOPIC;
use session::describe;
use session::view::viewport::{From, TopicWindow};
use session::view::{PartitionName, Text, View};
use std::rc::Rc;

/// How many labels of the timeline are shown around our place.
pub(super) const LABELS: usize = 3;
/// At most so many cells at a time over all tapes: what keeps the page's nodes few.
pub(super) const CELLS_MAX: usize = 240;
/// At most so many tapes of a topic.
pub(crate) const LANES_MAX: usize = 12;

impl Store {
    /// Moves one tape.
    pub(crate) fn look_at(&self, name: &PartitionName, from: From) {
        self.window(&name.topic, |window| {
            window.tapes.insert(name.partition, from);
        });
    }

    /// Says whether retention and cleaning of a partition are previewed.
    pub(crate) fn preview(&self, name: &PartitionName, wanted: bool) {
        {
            let previewed = &mut self.0.viewport.borrow_mut().previewed;
            previewed.retain(|other| other != name);
            if wanted {
                previewed.push(name.clone());
            }
        }
        self.redraw(|_| {});
    }

    /// Shows other partitions of a topic.
    pub(crate) fn show_partitions(&self, topic: &Text, first: i32) {
        self.window(topic, |window| window.first = first);
    }

    /// Shows `__consumer_offsets` with that partition of it, or hides it.
    pub(crate) fn show_internal(&self, partition: Option<i32>) {
        self.0.viewport.borrow_mut().internal = partition.is_some();
        let first = partition.unwrap_or(0);
        self.show_partitions(&GROUP_METADATA_TOPIC.into(), first);
    }

    /// Shows so many cells of each tape of a topic.
    pub(crate) fn show_cells(&self, topic: &Text, cells: usize) {
        self.window(topic, |window| {
            window.cells = cells;
            // Of the fifty partitions of `__consumer_offsets` a group has one.
            let internal = **topic == *GROUP_METADATA_TOPIC;
            let lanes = (CELLS_MAX / cells.max(1)).clamp(4, LANES_MAX);
            window.partitions = if internal { 1 } else { lanes };
            // On a narrow tape the marks are more telling than the end.
            window.from = if cells < 8 { From::Marks } else { From::End };
        });
    }

    fn window(&self, topic: &Text, change: impl FnOnce(&mut TopicWindow)) {
        {
            let mut viewport = self.0.viewport.borrow_mut();
            let default = viewport.default.clone();
            change(viewport.topics.entry(topic.clone()).or_insert(default));
        }
        self.redraw(|_| {});
    }

    /// The world as the viewport sees it, sharing with what is shown whatever has not changed.
    pub(super) fn picture(&self) -> Rc<View> {
        let before = self.shown().view;
        let (session, aside) = (self.0.session.borrow(), self.0.aside.borrow());
        let session = aside.as_ref().unwrap_or(&session);
        Rc::new(session.view(&self.0.viewport.borrow(), Some(&before)))
    }

    /// What is on the stage, as text.
    pub(crate) fn description(&self) -> String {
        let (session, aside) = (self.0.session.borrow(), self.0.aside.borrow());
        let hash = aside.as_ref().unwrap_or(&session).state_hash();
        describe(&self.shown().view, hash, self.0.locale.get())
    }

    /// Draws the world anew, and the desk with what `change` does to it.
    pub(super) fn redraw(&self, change: impl FnOnce(&mut Desk)) {
        self.redraw_as(self.picture(), change);
    }

    /// The same with a picture that has been taken already.
    pub(super) fn redraw_as(&self, view: Rc<View>, change: impl FnOnce(&mut Desk)) {
        let mut desk = self.desk();
        change(&mut desk);
        self.show_with(view, desk);
    }

    // These two halves are here once, and not once for each `change`.

    #[inline(never)]
    fn desk(&self) -> Desk {
        (*self.0.shown.borrow().desk).clone()
    }

    #[inline(never)]
    fn show_with(&self, view: Rc<View>, mut desk: Desk) {
        self.guide(&mut desk);
        let before = self.shown().desk;
        let desk = if desk == *before { before } else { Rc::new(desk) };
        self.show(Shown { view, desk });
    }
}
