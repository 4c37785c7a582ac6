//! Recordings of real Kafka 4.3.1, played on the engine and compared.
//!
//! A recording is never special-cased: what is played depends on its ops alone. What cannot be
//! played is a failure with a reason, never a silence. `tests/conformance/` holds the recordings.

mod cli;
mod door;
pub mod explain;
mod group;
mod log;
pub mod options;
pub mod recording;
pub mod replay;
pub mod report;
mod rule;
pub mod scope;
mod story;
pub mod tape;
pub mod truth;
mod values;
mod vectors;
