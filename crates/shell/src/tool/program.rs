//! A tool that runs: asked for the next step, it answers call, print or exit.
//!
//! Whoever runs it decides on which world: one that only reads runs on a clone. Invariant: after
//! [`ProgramStep::Exit`] every further step is the same exit.

use super::producer::Producing;
use super::talk::{Answer, Script, Setting, Stop, Talk, answer_of};
use engine::command::{Call, ClientKind, Command, Membership};
use engine::event::Event;
use engine::quantity::Text;
use engine::rejection::Rejection;
use i18n::Locale;
use std::collections::VecDeque;

/// What a program wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramStep {
    /// Run this command; if it is a call, let time pass until it has returned.
    Call {
        /// Whose it is.
        client: Text,
        /// What to run.
        command: Command,
    },
    /// Show this text. It ends with a newline where the tool printed one.
    Print(Stream, String),
    /// The program is over, with this exit code.
    Exit(i32),
}

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
    /// The tool's log, which its stock configuration shows on standard error.
    Log(Level),
    /// What the model adds, in the learner's language: Kafka says no such thing.
    Note,
}

/// A level of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "log4j's names")]
pub enum Level {
    Warn,
    Error,
}

/// What came of a [`ProgramStep::Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that happened until the call returned.
    Done(Vec<Event>),
    /// The world did not take the command.
    Refused(Rejection),
}

/// A running tool.
#[derive(Debug)]
pub struct Program(Kind);

#[derive(Debug)]
enum Kind {
    Asking(Asking),
    Producing(Box<Producing>),
}

impl Program {
    /// A tool that asks its admin client for one thing after another.
    pub(super) fn asking(
        script: Script,
        client: &str,
        arguments: Vec<Text>,
        setting: Setting,
    ) -> Self {
        Self(Kind::Asking(Asking {
            script,
            client: client.into(),
            arguments,
            setting,
            answers: Vec::new(),
            asked: None,
            said: 0,
            queue: VecDeque::new(),
            exit: None,
        }))
    }

    /// The console producer.
    pub(super) fn producing(arguments: &[Text], input: &str, locale: Locale) -> Self {
        Self(Kind::Producing(Box::new(Producing::new(arguments, input, locale))))
    }

    /// The next step. `last` is what came of the call that was asked for before, if it was one: it
    /// is told once.
    pub fn next(&mut self, last: Option<Outcome>) -> ProgramStep {
        match &mut self.0 {
            Kind::Asking(program) => program.next(last),
            Kind::Producing(program) => program.next(last),
        }
    }
}

/// Its script is run from the start whenever an answer has come, with all answers so far: so it
/// reads like a tool that waits, and nothing has to be remembered between.
#[derive(Debug)]
struct Asking {
    script: Script,
    client: Text,
    arguments: Vec<Text>,
    setting: Setting,
    answers: Vec<Answer>,
    asked: Option<Phase>,
    said: usize,
    queue: VecDeque<ProgramStep>,
    exit: Option<i32>,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Opening,
    Asking,
    Closing,
}

impl Asking {
    fn next(&mut self, last: Option<Outcome>) -> ProgramStep {
        if let (Some(Phase::Asking), Some(outcome)) = (self.asked, last) {
            self.answers.push(answer_of(&outcome, &self.client));
        }
        loop {
            if let Some(step) = self.queue.pop_front() {
                return step;
            }
            match (self.asked, self.exit) {
                (None, Some(code)) | (Some(Phase::Closing), Some(code)) => {
                    return ProgramStep::Exit(code);
                }
                (Some(_), Some(_)) => {
                    self.asked = Some(Phase::Closing);
                    let close = Call::Close { membership: Membership::Default };
                    let client = self.client.clone();
                    return self.call(Command::Call { client, call: close });
                }
                (_, None) => self.go_on(),
            }
        }
    }

    /// Runs the script as far as the answers reach, and queues what it does next.
    fn go_on(&mut self) {
        let mut talk = Talk::new(&self.arguments, &self.answers, self.setting);
        let stop = (self.script)(&mut talk);
        let said = talk.said;
        let new = said.into_iter().skip(self.said).map(|(to, text)| ProgramStep::Print(to, text));
        let before = self.queue.len();
        self.queue.extend(new);
        self.said += self.queue.len() - before;
        match stop {
            Stop::Exit(code) => self.exit = Some(code),
            Stop::Ask(call) => {
                let client = self.client.clone();
                if self.asked.is_none() {
                    self.asked = Some(Phase::Opening);
                    let new = Command::NewClient {
                        client: client.clone(),
                        kind: ClientKind::Admin,
                        config: Vec::new(),
                    };
                    let step = self.call(new);
                    self.queue.push_back(step);
                } else {
                    self.asked = Some(Phase::Asking);
                    let step = self.call(Command::Call { client, call: Call::Admin(call) });
                    self.queue.push_back(step);
                }
            }
        }
    }

    fn call(&self, command: Command) -> ProgramStep {
        ProgramStep::Call { client: self.client.clone(), command }
    }
}
