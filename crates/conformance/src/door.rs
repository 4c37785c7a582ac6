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
        let events = if let Command::Clock(Clock::Advance(span)) = command {
            self.advance(*span)?
        } else {
            self.once(command)?
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

    /// What `act` does to the world is undone afterwards and not put on tape: reading is no gesture.
    pub(crate) fn aside<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let (world, tape) = (self.world.clone(), std::mem::take(&mut self.tape));
        let result = act(self);
        (self.world, self.tape) = (world, tape);
        result
    }

    /// Goes from deadline to deadline, so that each is counted.
    fn advance(&mut self, span: Millis) -> Result<Vec<Event>, Stopped> {
        if span < Millis(0) || span > limits::SPAN {
            return self.once(&Command::Clock(Clock::Advance(span)));
        }
        let (end, mut events) = (self.world.now() + span, Vec::new());
        while self.world.next_deadline().is_some_and(|next| next.at <= end) {
            events.extend(self.once(&Command::Clock(Clock::Step(1)))?);
        }
        let rest = Command::Clock(Clock::Advance(self.world.until(end)));
        events.extend(self.once(&rest)?);
        Ok(events)
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
        let genesis = Genesis { topics: vec![topic], config: vec![often], ..Genesis::default() };
        let mut door = Door::open(genesis, &Tape::default()).expect("a world of one topic");
        door.work = WORK_MAX - 1000;
        let far = Command::Clock(Clock::Advance(limits::SPAN));
        assert_eq!(door.execute(&far), Err(Stopped::Endless));
    }
}
