//! Random worlds: seeded commands over whole clusters, every law checked after every command.
//!
//! A soak is many runs; each begins with a world and a random subset of everything that can
//! happen, and ends with everything mended. The same seed is the same soak, to the last hash.

mod applications;
mod commands;
mod dice;
mod ending;
mod features;
mod lab;
mod link;
mod play;
mod shrink;

pub use dice::Dice;
pub use features::{Features, Promise};
pub use link::{line_of, link_of};
pub use play::Play;

use crate::invariants::Violation;
use commands::Commands;
use ending::Ending;
use engine::command::{Command, Properties};
use engine::genesis::Genesis;
use engine::world::World;
use std::fmt;

/// Commands of one run, before its ending.
pub const RUN_STEPS: u64 = 400;
/// One in this many runs is executed a second time.
const REPEATED: u64 = 16;

/// What a soak has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Worlds begun.
    pub runs: u64,
    /// Commands executed, the refused ones too.
    pub steps: u64,
    /// Commands refused.
    pub refused: u64,
    /// Events seen.
    pub events: u64,
    /// The hashes of all last states, one after another.
    pub hash: u64,
}

/// A law that was broken, and how to see it again.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The seed of the run.
    pub seed: u64,
    /// Commands up to the failure.
    pub steps: usize,
    /// Commands of the soak's runs before this one.
    pub before: u64,
    /// The law.
    pub violation: Violation,
    /// How the world began.
    pub genesis: Genesis,
    /// The shortest script found that breaks the same law.
    pub script: Vec<Command>,
}

/// Executes at least `steps` commands from `seed` on; `watch` hears of each run's seed and step.
///
/// # Errors
/// The first broken law, with its script made short.
pub fn soak(steps: u64, seed: u64, mut watch: impl FnMut(u64, u64)) -> Result<Tally, Box<Failure>> {
    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    while tally.steps < steps {
        let seed = dice.seed();
        let length = RUN_STEPS.min(steps - tally.steps);
        let played = run(seed, length, |step, _| watch(seed, step)).and_then(|play| {
            let repeated = tally.runs.is_multiple_of(REPEATED);
            if repeated { repeat(seed, &play).map(|()| play) } else { Ok(play) }
        });
        let play =
            played.map_err(|failure| Box::new(Failure { before: tally.steps, ..*failure }))?;
        tally.runs += 1;
        tally.steps += play.script().len() as u64;
        tally.refused += play.refused();
        tally.events += play.events();
        tally.hash = tally.hash.rotate_left(7) ^ play.world().state_hash();
    }
    Ok(tally)
}

/// One run: a world, `steps` commands, and its ending. `watch` hears of each step before it.
///
/// # Errors
/// The first broken law.
pub fn run(
    seed: u64,
    steps: u64,
    mut watch: impl FnMut(u64, Option<&Command>),
) -> Result<Play, Box<Failure>> {
    let mut dice = Dice::new(seed);
    let features = Features::random(&mut dice);
    let genesis = features.genesis(&mut dice);
    let ending = Ending::of(&features);
    let mut play = Play::new(genesis, features.promise, false).expect("it is within the limits");
    let mut commands = Commands::new(features, dice);
    for step in 0..steps {
        let command = commands.next(play.world());
        watch(step, Some(&command));
        if let Err(violation) = play.step(command) {
            return Err(failure(seed, violation, &play, &ending));
        }
    }
    watch(steps, None);
    let length = play.script().len();
    match ending.play(&mut play) {
        Ok(()) => Ok(play),
        Err(violation) => {
            play.forget_after(length);
            Err(failure(seed, violation, &play, &ending))
        }
    }
}

/// The same genesis and script give the same state.
fn repeat(seed: u64, play: &Play) -> Result<(), Box<Failure>> {
    let again = World::new(play.genesis().clone()).map(|mut world| {
        for command in play.script() {
            // What was refused then is refused again; the hash would tell.
            let _ = world.execute(command);
        }
        world.state_hash()
    });
    if again == Ok(play.world().state_hash()) {
        return Ok(());
    }
    let violation = Violation {
        law: "the same genesis and script give the same state",
        seen: format!("{again:?} where {} was", play.world().state_hash()),
    };
    Err(Box::new(Failure {
        seed,
        steps: play.script().len(),
        before: 0,
        violation,
        genesis: play.genesis().clone(),
        script: play.script().to_vec(),
    }))
}

/// Makes the script short, and says what the short one breaks.
fn failure(seed: u64, violation: Violation, play: &Play, ending: &Ending) -> Box<Failure> {
    let steps = play.script().len();
    let (script, violation) = shrink::shrink(play, ending, violation);
    Box::new(Failure { seed, steps, before: 0, violation, genesis: play.genesis().clone(), script })
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.violation)?;
        let total = self.before + self.steps as u64;
        writeln!(f, "in the run with seed {}, after {} commands", self.seed, self.steps)?;
        writeln!(f, "the soak's command {total}")?;
        let Genesis { start, seed, config, background_tasks, topics, .. } = &self.genesis;
        writeln!(f, "the world begins at {start} with seed {seed}, tasks: {background_tasks}")?;
        writeln!(f, "brokers: {}", settings(config))?;
        for topic in topics {
            let (name, partitions) = (&topic.name, topic.partitions);
            writeln!(f, "topic {name} with {partitions} partitions: {}", settings(&topic.config))?;
        }
        writeln!(f, "{} commands break the same law:", self.script.len())?;
        for command in &self.script {
            writeln!(f, "{}", line_of(command))?;
        }
        match link_of(&self.genesis, &self.script) {
            Ok(link) => writeln!(f, "open the page with #{link}"),
            Err(sentence) => writeln!(f, "no link: {sentence}"),
        }
    }
}

fn settings(config: &Properties) -> String {
    let pairs = config
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_deref().unwrap_or_default()));
    pairs.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few enough for a build without optimisation, with its checks for overflow.
    const STEPS: u64 = 6_000;

    #[test]
    fn random_worlds_break_no_law() {
        let soaked = soak(STEPS, 1, |_, _| {});
        match soaked {
            Ok(tally) => assert!(tally.events > STEPS, "something happened: {tally:?}"),
            Err(failure) => panic!("{failure}"),
        }
    }
}
