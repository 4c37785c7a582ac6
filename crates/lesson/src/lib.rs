//! Lessons: their format, the questions they ask of a world, and a learner's way through one.
//!
//! A lesson never holds a number that the engine could compute: prose, options and goals carry
//! queries, and one grammar serves them all. Nothing in here draws, and nothing speaks a language:
//! the words are in the lesson's own Markdown, or in `i18n`.

#[cfg(feature = "compile")]
pub mod compile;
pub mod evaluate;
pub mod format;
pub mod formula;
pub mod progress;
pub mod prose;
pub mod query;
pub mod run;
pub mod scenario;
pub mod transfer;
mod wire;

pub use wire::Damaged;
