//! Replays stories with live clients.

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};

/// Plays `recording` from its first line to the first difference.
pub(crate) fn replay(recording: &Recording) -> Verdict {
    let _ = recording;
    Verdict::failed(Difference::unplayable(0, "this family cannot be played yet"))
}
