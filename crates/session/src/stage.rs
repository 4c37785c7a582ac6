//! A world and its witness: what one gesture changes, what a checkpoint keeps.
//!
//! Invariant: a line is taken whole or not at all, and the same stage and line give the same stage.

use crate::complaint::Complaint;
use crate::journal::advance;
use crate::witness::Witness;
use engine::command::{Clock, Command};
use engine::event::Event;
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

/// How far the clock goes at first before it is asked how much has happened.
const STRIDE_MIN: Millis = Millis(1);

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
    /// Commands executed: one that nothing comes of is work too.
    commands: usize,
    work_max: usize,
}

impl Ran {
    /// How much was done: events processed, and commands.
    pub(crate) fn work(&self) -> usize {
        self.events.len() + self.commands
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
        ran.events.extend(happened);
        ran.commands += 1;
        Ok(())
    }

    /// Lets time pass in strides that grow while little happens and shrink while much does, as far
    /// as the events last: a busy world overshoots by what happens in a millisecond. A span that is
    /// too long for one command is refused before the first stride.
    fn advance(&mut self, span: Millis, ran: &mut Ran) -> Result<(), Complaint> {
        let whole = ran.work_max == usize::MAX || span > SPAN;
        let mut stride = if whole { span } else { STRIDE_MIN };
        let mut left = span;
        loop {
            stride = stride.min(left);
            let before = ran.work();
            self.execute(&Command::Clock(Clock::Advance(stride)), ran)?;
            left = left - stride;
            if left.0 <= 0 || ran.is_full() {
                ran.done.steps.extend(advance(span - left).steps);
                ran.rest
                    .steps
                    .extend((left.0 > 0).then(|| advance(left).steps).into_iter().flatten());
                return Ok(());
            }
            let worked = ran.work() - before;
            if worked < ran.work_max / 8 {
                stride = Millis(stride.0.saturating_mul(4));
            } else if worked > ran.work_max / 4 {
                stride = Millis(stride.0 / 4).max(STRIDE_MIN);
            }
        }
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
            if self.execute(&Command::Clock(Clock::Step), ran).is_err() {
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
                ran.commands += inner.commands;
                ran.done.steps.push(Step::Tool(tool));
            }
        }
        Ok(())
    }
}

fn returned(client: &Text, events: &[Event]) -> bool {
    events
        .iter()
        .any(|event| matches!(event, Event::Returned { client: whose, .. } if whose == client))
}
