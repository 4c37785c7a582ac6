//! Replays walks of the group coordinator: requests handed to it by the lab, on a mock clock.
//!
//! The replayer gives the world what the recording's head says (clock, configs, topics, member ids)
//! and nothing else; everything that is compared comes out of the world.

mod answer;
mod bench;
mod compare;
mod dump;
mod ops;
mod request;
mod slots;
mod walk;

use crate::recording::Recording;
use crate::replay::Verdict;
use crate::tape::Tape;

/// Plays `recording` from its first line to the first difference.
pub(crate) fn replay(recording: &Recording, tape: &Tape) -> Verdict {
    walk::play(recording, tape).unwrap_or_else(|difference| Verdict::failed(*difference))
}
