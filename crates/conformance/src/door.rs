//! The one door to a recording's world: every command goes through here, is counted and, if
//! somebody wants to see it again, put on tape.
//!
//! Invariant: a recording ends, whatever it asks for: what happens in its world is bounded.

use crate::tape::Tape;
use engine::command::{Clock, Command};
use engine::event::Event;
use engine::genesis::Genesis;
use engine::quantity::{Millis, Time};
use engine::rejection::Rejection;
use engine::world::{World, limits};
use std::ops::Deref;

/// Commands and events of one recording: far more than any that means something.
const WORK_MAX: usize = 3_000_000;
/// How far the clock goes before it is asked how much has happened.
const STRIDE: Millis = Millis(3_600_000);

/// A world that is changed by [`Door::execute`] alone.
#[derive(Debug)]
pub(crate) struct Door {
    world: World,
    tape: Tape,
    work: usize,
}

/// Why a command was not executed, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// The world does not take it.
    Refused(Rejection),
    /// More has happened than any recording needs.
    Endless,
}

impl Door {
    /// The world that begins with `genesis`.
    ///
    /// # Errors
    ///
    /// Why there is no such world.
    pub(crate) fn open(genesis: Genesis, tape: &Tape) -> Result<Self, Rejection> {
        tape.begin(&genesis);
        Ok(Self { world: World::new(genesis)?, tape: tape.clone(), work: 0 })
    }

    /// Executes a command and returns what happened.
    ///
    /// # Errors
    ///
    /// See [`Stopped`].
    pub(crate) fn execute(&mut self, command: &Command) -> Result<Vec<Event>, Stopped> {
        let events = match command {
            Command::Clock(Clock::Advance(span)) => self.advance(*span)?,
            other => self.once(other)?,
        };
        self.tape.take(command, &self.world, &events);
        Ok(events)
    }

    /// Moves the clock to `at`; whatever falls due on the way happens.
    ///
    /// # Errors
    ///
    /// A sentence, if `at` lies in the past or too much happens before.
    pub(crate) fn move_to(&mut self, at: Time) -> Result<(), String> {
        while self.world.now() != at {
            let span = at.since(self.world.now()).min(limits::SPAN);
            if span < Millis(0) {
                return Err(format!("the clock would go back from {} to {at}", self.world.now()));
            }
            self.execute(&Command::Clock(Clock::Advance(span))).map_err(|why| why.to_string())?;
        }
        Ok(())
    }

    fn advance(&mut self, span: Millis) -> Result<Vec<Event>, Stopped> {
        let (mut left, mut events) = (span, Vec::new());
        loop {
            let busy = self.world.next_deadline().is_some();
            let stride = if busy { left.min(STRIDE) } else { left };
            events.extend(self.once(&Command::Clock(Clock::Advance(stride)))?);
            left = left - stride;
            if left <= Millis(0) {
                return Ok(events);
            }
        }
    }

    fn once(&mut self, command: &Command) -> Result<Vec<Event>, Stopped> {
        if self.work > WORK_MAX {
            return Err(Stopped::Endless);
        }
        let events = self.world.execute(command).map_err(Stopped::Refused)?;
        self.work += 1 + events.len();
        Ok(events)
    }
}

impl Deref for Door {
    type Target = World;
    fn deref(&self) -> &World {
        &self.world
    }
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(rejection) => write!(f, "the world refuses: {rejection:?}"),
            Self::Endless => write!(f, "it does not end: more than {WORK_MAX} things happened"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_stopped() {
        // The retention task of a topic runs for ever.
        let topic = engine::genesis::GenesisTopic {
            name: "t".into(),
            id: None,
            partitions: 1,
            config: Vec::new(),
        };
        let often = ("log.retention.check.interval.ms".into(), Some("1".into()));
        let genesis =
            Genesis { topics: vec![topic], config: vec![often], ..Genesis::default() };
        let mut door = Door::open(genesis, &Tape::default()).expect("a world of one topic");
        door.work = WORK_MAX - 2;
        let far = Command::Clock(Clock::Advance(Millis(limits::SPAN.0)));
        assert_eq!(door.execute(&far), Err(Stopped::Endless));
    }
}
