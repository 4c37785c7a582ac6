//! A world that is played and checked: each command goes to a clone's original, and the laws are
//! held against both.

use super::features::Promise;
use crate::invariants::{Checker, Taken, Violation};
use engine::command::Command;
use engine::event::Event;
use engine::genesis::Genesis;
use engine::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A world, the laws it is held to, and how it came about.
#[derive(Debug)]
pub struct Play {
    world: World,
    checker: Checker,
    promise: Promise,
    script: Vec<Command>,
    refused: u64,
    events: u64,
}

impl Play {
    /// A world at its first moment. `thorough` asks every probe after every command.
    ///
    /// # Errors
    /// The genesis is refused, which a soak's never is.
    pub fn new(genesis: Genesis, promise: Promise, thorough: bool) -> Result<Self, Violation> {
        let seed = genesis.seed;
        let world = World::new(genesis).map_err(|rejection| Violation {
            law: "a genesis within the limits is taken",
            seen: format!("{rejection:?}"),
        })?;
        let checker = Checker::new(&world, seed, thorough);
        Ok(Self { world, checker, promise, script: Vec::new(), refused: 0, events: 0 })
    }

    /// Executes a command and holds the laws.
    ///
    /// # Errors
    /// A law that does not hold after it.
    pub fn step(&mut self, command: Command) -> Result<(), Violation> {
        let before = self.world.clone();
        let executed = catch_unwind(AssertUnwindSafe(|| self.world.execute(&command)));
        self.script.push(command);
        let command = self.script.last().expect("it was just pushed");
        match executed {
            Err(_) => Err(Violation { law: "a world never panics", seen: format!("{command:?}") }),
            Ok(Err(_)) => {
                self.refused += 1;
                Checker::refused(&before, command, &self.world)
            }
            Ok(Ok(events)) => {
                self.events += events.len() as u64;
                hold_promise(self.promise, &events)?;
                let (before, events, after) = (&before, &events[..], &self.world);
                self.checker.after(Taken { before, command, events, after })
            }
        }
    }

    /// The world as it is.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// How it began.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        self.world.genesis()
    }

    /// Every command so far.
    #[must_use]
    pub fn script(&self) -> &[Command] {
        &self.script
    }

    /// Cuts the script back to its first `length` commands; the world stays.
    pub fn forget_after(&mut self, length: usize) {
        self.script.truncate(length);
    }

    /// Commands that were refused.
    #[must_use]
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// Events so far.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// What its applications promise.
    #[must_use]
    pub const fn promise(&self) -> Promise {
        self.promise
    }
}

/// Who commits before processing processes nothing twice.
fn hold_promise(promise: Promise, events: &[Event]) -> Result<(), Violation> {
    let twice = events.iter().find(|event| matches!(event, Event::Processed { times: 2.., .. }));
    match (promise, twice) {
        (Promise::AtMostOnce, Some(twice)) => {
            Err(Violation { law: "commit, then process: at most once", seen: format!("{twice:?}") })
        }
        (Promise::AtMostOnce | Promise::AtLeastOnce | Promise::Nothing, _) => Ok(()),
    }
}
