//! One history of a world and one picture of it.
//!
//! Every gesture is a line in the command language; undo, redo, time travel, links, files, lessons
//! and crash recovery all replay lines. What the page shows is a [`View`](view::View).

mod build;
mod checkpoints;
mod complaint;
mod describe;
mod document;
mod genesis_text;
mod journal;
mod keeping;
pub mod link;
mod narrate;
mod opening;
mod session;
mod stage;
pub mod view;
mod witness;

pub use complaint::Complaint;
pub use describe::describe;
pub use journal::{BRANCHES_MAX, ENTRIES_MAX};
pub use keeping::Futures;
pub use narrate::facts;
pub use opening::{Opening, Progress};
pub use session::{Outcome, Place, Session};
pub use shell::tool::Stream;
pub use stage::Printed;
