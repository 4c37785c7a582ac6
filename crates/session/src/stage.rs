//! A world and its witness: what one gesture changes, what a checkpoint keeps.
//!
//! Invariant: a line is taken whole or not at all, and the same stage and line give the same stage.

use crate::complaint::Complaint;
use crate::journal::{advance, things};
use crate::witness::Witness;
use engine::command::{Clock, Command};
use engine::event::{Event, Returned};
use engine::genesis::Genesis;
use engine::quantity::{Millis, Text};
use engine::world::World;
use engine::world::limits::SPAN;
use i18n::Locale;
use shell::tool::{Outcome, ProgramStep, Stream, Tool};
use shell::{Line, Step};

/// Events that one gesture may process. What is left of it becomes the next gesture, so that any
/// moment of the history can be reached quickly.
pub(crate) const WORK_MAX: usize = 2_000;

/// Events and commands after which a tool is told that its call has timed out.
const TOOL_WORK_MAX: usize = 200_000;

/// A world, and what was seen of it.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) witness: Witness,
}

/// What came of a line.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// The part of the line that was executed.
    pub(crate) done: Line,
    /// The part that would have processed too many events: to be executed next.
    pub(crate) rest: Line,
    /// What happened, in order.
    pub(crate) events: Vec<Event>,
    /// What tools printed, in order.
    pub(crate) output: Vec<Printed>,
    /// Nothing but tools that only read.
    pub(crate) reads_only: bool,
    /// The language of what tools add to Kafka's own words.
    locale: Locale,
    /// Work that no event stands for: commands, of which nothing may come, and the records of an
    /// event that hands out many.
    beside: usize,
    work_max: usize,
}

impl Ran {
    /// How much was done: events processed, records handed out, and commands.
    pub(crate) fn work(&self) -> usize {
        self.events.len() + self.beside
    }

    fn is_full(&self) -> bool {
        self.work() >= self.work_max
    }
}

/// Something that a tool printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// On which stream.
    pub stream: Stream,
    /// The text; it ends with a newline where the tool printed one.
    pub text: String,
}

impl Stage {
    pub(crate) fn new(genesis: Genesis) -> Result<Self, Complaint> {
        let world = World::new(genesis).map_err(Complaint::Genesis)?;
        Ok(Self { world, witness: Witness::default() })
    }

    /// Executes a line, or as much of it as processes about `work_max` events.
    pub(crate) fn run(
        &mut self,
        line: Line,
        work_max: usize,
        locale: Locale,
    ) -> Result<Ran, Complaint> {
        // One command that is refused has changed nothing; of several, the first ones have. Holding
        // a copy is not free: everything that changes meanwhile is copied.
        let before = (line.steps.len() > 1).then(|| self.clone());
        let mut ran =
            Ran { reads_only: !line.steps.is_empty(), work_max, locale, ..Ran::default() };
        let mut steps = line.steps.into_iter();
        for step in steps.by_ref() {
            if ran.is_full() {
                ran.rest.steps.push(step);
                break;
            }
            if let Err(refused) = self.step(step, &mut ran) {
                if let Some(before) = before {
                    *self = before;
                }
                return Err(refused);
            }
            if !ran.rest.steps.is_empty() {
                break;
            }
        }
        ran.rest.steps.extend(steps);
        Ok(ran)
    }

    fn step(&mut self, step: Step, ran: &mut Ran) -> Result<(), Complaint> {
        match step {
            Step::Command(Command::Clock(Clock::Advance(span))) => self.advance(span, ran)?,
            Step::Command(Command::Clock(Clock::Step(times))) => self.steps(times, ran)?,
            Step::Command(command @ Command::Call { .. }) => self.call(command, ran)?,
            Step::Command(command) | Step::Background(command @ Command::Call { .. }) => {
                self.execute(&command, ran)?;
                let is_call = matches!(command, Command::Call { .. });
                ran.done.steps.push(match is_call {
                    true => Step::Background(command),
                    false => Step::Command(command),
                });
            }
            Step::Background(command) => {
                self.execute(&command, ran)?;
                ran.done.steps.push(Step::Command(command));
            }
            Step::Tool(tool) => return self.tool(tool, ran),
        }
        ran.reads_only = false;
        Ok(())
    }

    /// One command; the witness sees it.
    fn execute(&mut self, command: &Command, ran: &mut Ran) -> Result<(), Complaint> {
        let happened = self.world.execute(command)?;
        self.witness.see(command, &happened);
        ran.beside += 1 + happened.iter().map(handed_out).sum::<usize>();
        ran.events.extend(happened);
        Ok(())
    }

    /// Lets time pass, as far as the events last. So much may be due at one instant that the line
    /// ends within it: then it says how far time passed and how many things happened since.
    fn advance(&mut self, span: Millis, ran: &mut Ran) -> Result<(), Complaint> {
        if ran.work_max == usize::MAX || !(Millis(0)..=SPAN).contains(&span) {
            self.execute(&Command::Clock(Clock::Advance(span)), ran)?;
            ran.done.steps.extend(advance(span).steps);
            return Ok(());
        }
        let start = self.world.now();
        let end = start + span;
        // Everything that was due at `whole` has happened, and so many things since.
        let (mut whole, mut since) = (None, 0);
        while !ran.is_full() {
            let now = self.world.now();
            let Some(due) = self.world.next_due().filter(|due| *due <= end) else {
                self.execute(&Command::Clock(Clock::Advance(end.since(now))), ran)?;
                ran.done.steps.extend(advance(span).steps);
                return Ok(());
            };
            if due > now && since > 0 {
                (whole, since) = (Some(now), 0);
            }
            self.execute(&Command::Clock(Clock::Step(1)), ran)?;
            since += 1;
        }
        if let Some(whole) = whole {
            ran.done.steps.extend(advance(whole.since(start)).steps);
        }
        ran.done.steps.push(things(since));
        ran.rest = advance(end.since(self.world.now()));
        Ok(())
    }

    /// Lets things happen one by one, as far as the events last.
    fn steps(&mut self, times: u32, ran: &mut Ran) -> Result<(), Complaint> {
        let mut done = 0;
        while done < times && !ran.is_full() {
            match self.execute(&Command::Clock(Clock::Step(1)), ran) {
                Err(refused) if done == 0 => return Err(refused),
                Err(_) => break, // Nothing more is due.
                Ok(()) => done += 1,
            }
        }
        ran.done.steps.push(things(done));
        if done < times && self.world.next_due().is_some() {
            ran.rest.steps.push(things(times - done));
        }
        Ok(())
    }

    /// A call, and whatever happens until it has returned. One that takes too many events stays
    /// open, as if it had been begun with `&` and the time had passed by itself.
    fn call(&mut self, command: Command, ran: &mut Ran) -> Result<(), Complaint> {
        let start = self.world.now();
        if self.until_returned(&command, ran)? {
            ran.done.steps.push(Step::Command(command));
        } else {
            self.execute(&Command::Clock(Clock::Advance(Millis(0))), ran)?;
            ran.done.steps.push(Step::Background(command));
            ran.done.steps.extend(advance(self.world.now().since(start)).steps);
        }
        Ok(())
    }

    /// Begins a call and lets things happen until it has returned; false if that takes too many
    /// events. Anything but a call has returned at once.
    fn until_returned(&mut self, command: &Command, ran: &mut Ran) -> Result<bool, Complaint> {
        let mut from = ran.events.len();
        self.execute(command, ran)?;
        let Command::Call { client, .. } = command else { return Ok(true) };
        while !returned(client, ran.events.get(from..).unwrap_or_default()) {
            from = ran.events.len();
            if ran.is_full() {
                return Ok(false);
            }
            if self.execute(&Command::Clock(Clock::Step(1)), ran).is_err() {
                break; // Nothing is due, ever: the call waits for a gesture.
            }
        }
        Ok(true)
    }

    /// Runs a tool to its end. One that only reads leaves the stage and the gesture as they were.
    fn tool(&mut self, tool: Tool, ran: &mut Ran) -> Result<(), Complaint> {
        let before = tool.reads_only().then(|| self.clone());
        // A tool is one gesture however much it does: its calls end by their own timeouts.
        let mut inner = Ran { work_max: TOOL_WORK_MAX, ..Ran::default() };
        let mut program = tool.start(self.world.now(), ran.locale);
        let mut last: Option<Outcome> = None;
        loop {
            match program.next(last.take()) {
                ProgramStep::Exit(_) => break,
                ProgramStep::Print(stream, text) => ran.output.push(Printed { stream, text }),
                ProgramStep::Call { command, .. } => {
                    let from = inner.events.len();
                    last = Some(match self.until_returned(&command, &mut inner) {
                        Ok(_) => Outcome::Done(inner.events.split_off(from)),
                        Err(Complaint::Refused(rejection)) => Outcome::Refused(rejection),
                        Err(other) => return Err(other),
                    });
                    if let (None, Some(Outcome::Done(events))) = (&before, &last) {
                        ran.events.extend(events.iter().cloned());
                    }
                }
            }
        }
        match before {
            Some(before) => *self = before,
            None => {
                ran.reads_only = false;
                ran.beside += inner.beside;
                ran.done.steps.push(Step::Tool(tool));
            }
        }
        Ok(())
    }
}

/// How many records an event hands out.
fn handed_out(event: &Event) -> usize {
    let Event::Returned { outcome: Ok(Returned::Records(records)), .. } = event else { return 0 };
    records.iter().map(|(_, records)| records.len()).sum()
}

fn returned(client: &Text, events: &[Event]) -> bool {
    events
        .iter()
        .any(|event| matches!(event, Event::Returned { client: whose, .. } if whose == client))
}
