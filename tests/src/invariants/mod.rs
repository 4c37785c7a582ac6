//! What must be true of every world after every command, checked against a model that is as naive
//! as it can be: a list per partition, a map of committed offsets, the last position heard of.
//!
//! The checks look at what changed: clones share what did not, so an equal address is an equal
//! part.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "each check looks at the events and commands that concern it"
)]

mod commits;
mod groups;
mod logs;
mod owners;
mod positions;
mod probes;
mod removal;
mod sends;
mod sessions;
mod worlds;

pub use probes::Probes;

use engine::command::{Command, Lab};
use engine::event::Event;
use engine::log::PartitionLog;
use engine::protocol::Request;
use engine::quantity::{Text, TopicPartition};
use engine::world::World;
use std::fmt;

/// A law that a world broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The law, in a few words.
    pub law: &'static str,
    /// What was seen.
    pub seen: String,
}

/// Whether a law holds.
pub type Checked = Result<(), Violation>;

/// A command that was executed, with the world on both sides of it.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'t> {
    /// The world before; the one after is a changed clone of it.
    pub before: &'t World,
    /// What was asked.
    pub command: &'t Command,
    /// What happened.
    pub events: &'t [Event],
    /// The world after.
    pub after: &'t World,
}

/// Everything that the checks remember of a run.
#[derive(Debug)]
pub struct Checker {
    logs: logs::Logs,
    sends: sends::Sends,
    commits: commits::Commits,
    positions: positions::Positions,
    sessions: sessions::Sessions,
    probes: Probes,
}

impl Checker {
    /// Remembers a world at its first moment. `seed` decides where is probed; `thorough` probes
    /// after every command.
    #[must_use]
    pub fn new(world: &World, seed: u64, thorough: bool) -> Self {
        Self {
            logs: logs::Logs::new(world),
            sends: sends::Sends::default(),
            commits: commits::Commits::default(),
            positions: positions::Positions::default(),
            sessions: sessions::Sessions::default(),
            probes: Probes::new(seed, thorough),
        }
    }

    /// Checks a command that was taken.
    ///
    /// # Errors
    /// The first law that does not hold.
    pub fn after(&mut self, taken: Taken<'_>) -> Checked {
        worlds::check(taken)?;
        let written = self.logs.check(taken)?;
        self.sends.check(taken, &written, &self.logs)?;
        let ended = self.commits.check(taken, &written)?;
        let made_again = self.logs.has_topics_made_again();
        groups::check(taken, &ended, made_again)?;
        owners::check(taken, made_again)?;
        self.positions.check(taken, &self.logs)?;
        self.sessions.check(taken)?;
        self.probes.check(taken)
    }

    /// Checks a command that was refused with the world as it is now.
    ///
    /// # Errors
    /// The world is not as it was.
    pub fn refused(before: &World, command: &Command, after: &World) -> Checked {
        hold(before == after && before.state_hash() == after.state_hash(), REFUSED, || {
            format!("{command:?} was refused and left its mark")
        })
    }
}

const REFUSED: &str = "a rejection leaves the world as it was";

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.seen)
    }
}

/// Says what was seen where a law does not hold.
fn hold(holds: bool, law: &'static str, seen: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Violation { law, seen: seen() }) }
}

impl<'t> Taken<'t> {
    /// The request that the command itself hands to a broker or coordinator.
    fn lab_request(&self) -> Option<&'t Request> {
        match self.command {
            Command::Lab(Lab::Request { request, .. } | Lab::Coordinator { request, .. }) => {
                Some(request)
            }
            Command::Lab(Lab::ReloadCoordinator { .. } | Lab::Log { .. } | Lab::Topics { .. })
            | Command::NewClient { .. }
            | Command::Call { .. }
            | Command::Process { .. }
            | Command::Loop { .. }
            | Command::Rejoin { .. }
            | Command::Fault(_)
            | Command::Clock(_) => None,
        }
    }

    /// Every request that a broker got, in order, with the client that sent it.
    fn requests(&self) -> impl Iterator<Item = (Option<&'t Text>, &'t Request)> {
        let by_hand = self.lab_request().map(|request| (None, request));
        by_hand.into_iter().chain(self.events.iter().filter_map(|event| match event {
            Event::Received { client, request } => Some((Some(client), &**request)),
            _ => None,
        }))
    }

    /// Whether the command moves coordinators, which forget what only their memory held.
    fn moves_coordinators(&self) -> bool {
        use engine::command::Fault;
        matches!(
            self.command,
            Command::Lab(Lab::ReloadCoordinator { .. })
                | Command::Fault(Fault::StopBroker(_) | Fault::StartBroker(_))
        )
    }
}

/// The one copy of a partition, whether or not its broker runs.
fn log_of<'w>(world: &'w World, of: &TopicPartition) -> Option<&'w PartitionLog> {
    world.brokers().find_map(|broker| broker.log(of))
}
