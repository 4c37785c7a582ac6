//! What the command language says: what is wrong with a line, what was refused, what a verb does.
//!
//! Facts come as plain text and numbers; nothing here knows a command.

mod about;
mod kind;
mod problem;
mod refusal;
mod remark;

pub use about::{About, Section};
pub use kind::Kind;
pub use problem::Problem;
pub use refusal::Refusal;
pub use remark::Remark;
