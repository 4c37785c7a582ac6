//! Makes a script that breaks a law short: pieces are left out as long as the same law breaks.

use super::ending::Ending;
use super::play::Play;
use crate::invariants::Violation;
use engine::command::Command;
use engine::genesis::Genesis;

/// How many scripts are tried.
const TRIES: u32 = 2_500;

/// The shortest script found, and what it breaks.
pub(super) fn shrink(
    play: &Play,
    ending: &Ending,
    violation: Violation,
) -> (Vec<Command>, Violation) {
    let mut tries = 0;
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut best = (play.script().to_vec(), violation);
    let law = best.1.law;
    let breaks = |script: &[Command]| {
        breaks(play.genesis(), script, play, ending).filter(|(_, found)| found.law == law)
    };
    if let Some((length, found)) = breaks(&best.0) {
        best.0.truncate(length);
        best.1 = found;
    }
    let mut piece = best.0.len() / 2;
    while piece > 0 && tries < TRIES {
        let mut at = 0;
        let mut shorter = false;
        while at < best.0.len() && tries < TRIES {
            let end = best.0.len().min(at + piece);
            let rest: Vec<Command> = best.0[..at].iter().chain(&best.0[end..]).cloned().collect();
            tries += 1;
            match breaks(&rest) {
                Some((length, found)) => {
                    best = (rest, found);
                    best.0.truncate(length);
                    shorter = true;
                }
                None => at = end,
            }
        }
        if piece > 1 || !shorter {
            piece /= 2;
        }
    }
    std::panic::set_hook(silent);
    best
}

/// After how many commands the script breaks a law, and which.
fn breaks(
    genesis: &Genesis,
    script: &[Command],
    play: &Play,
    ending: &Ending,
) -> Option<(usize, Violation)> {
    let mut again = Play::new(genesis.clone(), play.promise(), true).ok()?;
    for (command, place) in script.iter().zip(1..) {
        if let Err(violation) = again.step(command.clone()) {
            return Some((place, violation));
        }
    }
    ending.play(&mut again).err().map(|violation| (script.len(), violation))
}
