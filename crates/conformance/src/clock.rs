//! Moves a world's clock to where a recording of a mock-clock family stands.

use engine::command::{Clock, Command};
use engine::quantity::{Millis, Time};
use engine::world::{World, limits};

/// Moves the clock to `at`; whatever falls due on the way happens.
///
/// # Errors
///
/// A sentence, if `at` lies in the past.
pub(crate) fn move_to(world: &mut World, at: Time) -> Result<(), String> {
    while world.now() != at {
        let span = at.since(world.now()).min(limits::SPAN);
        if span < Millis(0) {
            return Err(format!("the clock would go back from {} to {at}", world.now()));
        }
        let advance = Command::Clock(Clock::Advance(span));
        world.execute(&advance).map_err(|why| format!("the clock does not move: {why:?}"))?;
    }
    Ok(())
}
