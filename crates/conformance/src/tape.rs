//! What a replay did, as lines of the command language: a recording that can be opened in the page.
//!
//! Invariant: [`Tape::session`] only gives a history that leads to the very state that the replay
//! reached.

use engine::command::{Clock, Command};
use engine::event::Event;
use engine::genesis::Genesis;
use engine::quantity::{Millis, Text, Time};
use engine::world::World;
use session::Session;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// How many characters of a line a reason shows.
const LINE_SHOWN: usize = 80;

/// Takes down the commands of a replay; by default it takes nothing.
#[derive(Clone, Debug, Default)]
pub struct Tape(Option<Rc<RefCell<Reel>>>);

#[derive(Debug, Default)]
struct Reel {
    genesis: Option<Genesis>,
    /// The line of the recording that is being played.
    line: i64,
    shots: Vec<Shot>,
}

/// A command, and what is needed to write it shorter.
#[derive(Debug)]
struct Shot {
    line: i64,
    command: Command,
    /// The clock afterwards.
    now: Time,
    /// Something more falls due at that instant.
    more_due: bool,
    /// Whose calls have returned.
    returned: Vec<Text>,
}

impl Tape {
    /// A tape that takes everything.
    #[must_use]
    pub fn running() -> Self {
        Self(Some(Rc::default()))
    }

    /// What follows belongs to this line of the recording.
    pub(crate) fn at_line(&self, line: i64) {
        if let Some(reel) = &self.0 {
            reel.borrow_mut().line = line;
        }
    }

    pub(crate) fn begin(&self, genesis: &Genesis) {
        if let Some(reel) = &self.0 {
            reel.borrow_mut().genesis = Some(genesis.clone());
        }
    }

    pub(crate) fn take(&self, command: &Command, world: &World, events: &[Event]) {
        let Some(reel) = &self.0 else { return };
        let returned = events.iter().filter_map(|event| {
            let Event::Returned { client, .. } = event else { return None };
            Some(client.clone())
        });
        let mut reel = reel.borrow_mut();
        let shot = Shot {
            line: reel.line,
            command: command.clone(),
            now: world.now(),
            more_due: world.next_deadline().is_some_and(|next| next.at <= world.now()),
            returned: returned.collect(),
        };
        reel.shots.push(shot);
    }

    /// The lines that do what the replay did, each with the line of the recording that it plays.
    #[must_use]
    pub fn lines(&self) -> Vec<(i64, String)> {
        let Some(reel) = self.reel() else { return Vec::new() };
        let Some(genesis) = &reel.genesis else { return Vec::new() };
        let mut lines = Vec::new();
        let (mut place, mut now) = (0, genesis.start);
        while let Some(shot) = reel.shots.get(place) {
            let (end, texts) = phrase(&reel.shots, place, now);
            lines.extend(texts.into_iter().map(|text| (shot.line, text)));
            now = reel.shots.get(end).map_or(now, |last| last.now);
            place = end + 1;
        }
        lines
    }

    /// The world that the replay reached, with its history.
    ///
    /// # Errors
    ///
    /// A sentence: why the page cannot have that world.
    pub fn session(&self) -> Result<Session, String> {
        let lines = self.lines();
        let reel = self.reel().ok_or("nothing was put on tape")?;
        let genesis = reel.genesis.clone().ok_or("no world was made")?;
        let genesis = Genesis { limited: true, ..genesis };
        let mut twin = World::new(genesis.clone()).map_err(|why| format!("{why:?}"))?;
        for shot in &reel.shots {
            let refused = |why| format!("`{}`: {why:?}", start_of(&shot.command));
            twin.execute(&shot.command).map_err(refused)?;
        }
        let mut session = Session::new(genesis).map_err(|why| format!("{why:?}"))?;
        for (_, line) in lines {
            let mut rest: Rc<str> = line.into();
            while !rest.is_empty() {
                let outcome = session.submit(&rest);
                let line: String = rest.chars().take(LINE_SHOWN).collect();
                rest = outcome.map_err(|why| format!("`{line}`: {why:?}"))?.rest;
            }
        }
        match session.state_hash() == twin.state_hash() {
            true => Ok(session),
            false => Err("its lines lead to another state".to_owned()),
        }
    }

    fn reel(&self) -> Option<Ref<'_, Reel>> {
        self.0.as_ref().map(|reel| reel.borrow())
    }
}

/// The lines of what begins at `place`, and where it ends.
fn phrase(shots: &[Shot], place: usize, now: Time) -> (usize, Vec<String>) {
    let Some(shot) = shots.get(place) else { return (place, Vec::new()) };
    let line = shell::print_command(&shot.command);
    if let Command::Call { client, .. } = &shot.command {
        return match end_of_call(shots, place, client) {
            Some(end) => (end, vec![line]),
            None => (place, vec![format!("{line} &")]),
        };
    }
    if let Command::Clock(Clock::Step(_)) = shot.command {
        let end = end_of_steps(shots, place);
        return (end, clock_lines(&shots[place..=end], now));
    }
    let nothing = Command::Clock(Clock::Advance(Millis(0)));
    let is_nothing = shot.command == nothing && !shot.more_due;
    (place, if is_nothing { Vec::new() } else { vec![line] })
}

/// The beginning of a command's line.
fn start_of(command: &Command) -> String {
    shell::print_command(command).chars().take(LINE_SHOWN).collect()
}

/// The last step of a call that nothing but steps follows until it has returned: the line of such
/// a call waits by itself.
fn end_of_call(shots: &[Shot], begin: usize, client: &Text) -> Option<usize> {
    for (place, shot) in shots.iter().enumerate().skip(begin) {
        let is_step = matches!(shot.command, Command::Clock(Clock::Step(_)));
        if place > begin && !is_step {
            return None;
        }
        if shot.returned.contains(client) {
            return Some(place);
        }
    }
    None
}

fn end_of_steps(shots: &[Shot], begin: usize) -> usize {
    let rest = shots.iter().enumerate().skip(begin);
    let steps = rest.take_while(|(_, shot)| matches!(shot.command, Command::Clock(Clock::Step(_))));
    steps.last().map_or(begin, |(place, _)| place)
}

/// Steps as the time that they take. Where more is due at the last instant than has happened, that
/// instant is gone through step by step.
fn clock_lines(steps: &[Shot], now: Time) -> Vec<String> {
    let Some(last) = steps.last() else { return Vec::new() };
    let whole = if last.more_due {
        steps.iter().rposition(|step| step.now < last.now).map_or(0, |place| place + 1)
    } else {
        steps.len()
    };
    let to = steps[..whole].last().map_or(now, |step| step.now);
    let advance = Command::Clock(Clock::Advance(to.since(now)));
    let advance = (whole > 0).then(|| shell::print_command(&advance));
    let single = steps[whole..].iter().map(|step| shell::print_command(&step.command));
    advance.into_iter().chain(single).collect()
}
