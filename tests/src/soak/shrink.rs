//! Makes a script that breaks a law short: pieces are left out as long as the same law breaks.

use super::ending::Ending;
use super::play::Play;
use crate::invariants::Violation;
use engine::command::Command;
use std::cell::Cell;

/// How many scripts are tried.
const TRIES: u32 = 2_500;
/// How many events all tries together may see: a world that is busy for ever is not made short for
/// as long.
const EVENTS: u64 = 20_000_000;

/// The shortest script found, and what it breaks.
pub(super) fn shrink(
    play: &Play,
    ending: &Ending,
    violation: Violation,
) -> (Vec<Command>, Violation) {
    let (mut tries, events) = (0, Cell::new(0));
    let goes_on = |tries| tries < TRIES && events.get() < EVENTS;
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut best = (play.script().to_vec(), violation);
    let law = best.1.law;
    let breaks = |script: &[Command]| {
        breaks(play, script, ending, &events).filter(|(_, found)| found.law == law)
    };
    if let Some((length, found)) = breaks(&best.0) {
        best.0.truncate(length);
        best.1 = found;
    }
    let mut piece = best.0.len() / 2;
    while piece > 0 && goes_on(tries) {
        let mut at = 0;
        let mut shorter = false;
        while at < best.0.len() && goes_on(tries) {
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

/// After how many commands the script breaks a law, and which; adds the events that it took.
fn breaks(
    play: &Play,
    script: &[Command],
    ending: &Ending,
    events: &Cell<u64>,
) -> Option<(usize, Violation)> {
    let mut again = Play::new(play.genesis().clone(), play.promise(), true).ok()?;
    let broken = script.iter().zip(1..).find_map(|(command, place)| {
        again.step(command.clone()).err().map(|violation| (place, violation))
    });
    let broken =
        broken.or_else(|| ending.play(&mut again).err().map(|violation| (script.len(), violation)));
    events.set(events.get() + again.events());
    broken
}
