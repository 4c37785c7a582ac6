//! One history of a world and one picture of it.
//!
//! Every gesture is a line in the command language; undo, redo, time travel, links, files, lessons
//! and crash recovery all replay lines. What the page shows is a [`View`](view::View).

pub mod view;
