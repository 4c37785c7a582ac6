//! The world as a whole: time goes forward, deadlines come in order, nothing depends on a clone.

use super::{Checked, Taken, hold};
use engine::command::{Clock, Command};

/// Checks one step.
pub(super) fn check(taken: Taken<'_>) -> Checked {
    let (before, after) = (taken.before.now(), taken.after.now());
    let may_move = matches!(taken.command, Command::Clock(_) | Command::Rejoin { .. });
    hold(after >= before && (may_move || after == before), "only the clock moves time", || {
        format!("from {before} to {after} by {:?}", taken.command)
    })?;
    let due = taken.before.next_deadline().map(|next| next.at.max(before));
    if let Command::Clock(Clock::Step(1)) = taken.command {
        hold(due == Some(after), "a step goes to the next deadline", || {
            format!("to {after} where {due:?} was due")
        })?;
    }
    let next = taken.after.next_deadline();
    if let Command::Clock(Clock::Advance(_)) = taken.command {
        hold(next.as_ref().is_none_or(|next| next.at > after), "what is due has happened", || {
            format!("{next:?} at {after}")
        })?;
    }
    Ok(())
}
