//! What a tool's script can do: ask its admin client, and print.
//!
//! Invariant: a script is a function of its arguments and of the answers so far, so it may be run
//! again from the start and says the same things first.

use super::options::{Options, Spec};
use super::program::{Level, Outcome, Stream};
use engine::client::exception::exception_class;
use engine::command::AdminCall;
use engine::error::ErrorCode;
use engine::event::{ClientError, Event, Returned};
use engine::protocol::{Request, Response};
use engine::quantity::{Text, Time};
use i18n::Locale;
use i18n::shell::Remark;

/// A tool.
pub(super) type Script = fn(&mut Talk<'_>) -> Stop;

/// Why a script stops running.
#[derive(Debug)]
pub(super) enum Stop {
    /// It waits for the answer to this.
    Ask(AdminCall),
    /// It is over, with this exit code.
    Exit(i32),
}

/// The answer to an [`AdminCall`].
pub(super) type Answer = Result<Response, ClientError>;

/// How the last call of `client` was answered.
pub(super) fn answer_of(outcome: &Outcome, client: &Text) -> Answer {
    if let Returned::Answer(response) = returned(outcome, client)? {
        return Ok(*response);
    }
    Err(ClientError::illegal_state("The client gave no answer."))
}

/// How the last call of `client` ended; a call that never did has timed out.
pub(super) fn returned(outcome: &Outcome, client: &Text) -> Result<Returned, ClientError> {
    match outcome {
        Outcome::Refused(rejection) => {
            let text = crate::refusal::sentence(rejection, Locale::En);
            Err(ClientError::illegal_state(text))
        }
        Outcome::Done(events) => {
            let end = events.iter().rev().find_map(|event| {
                let Event::Returned { client: whose, outcome, .. } = event else { return None };
                (whose == client).then_some(outcome)
            });
            end.cloned().unwrap_or_else(|| Err(ClientError::timeout("The call timed out.")))
        }
    }
}

/// A script's side of the conversation.
#[derive(Debug)]
pub(super) struct Talk<'a> {
    /// What stands behind the tool's name.
    pub(super) arguments: &'a [Text],
    /// What was printed.
    pub(super) said: Vec<(Stream, String)>,
    answers: &'a [Answer],
    setting: Setting,
}

/// Where and when a tool runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// The world's clock at its start.
    pub(super) now: Time,
    /// The language of what the model has to say.
    pub(super) locale: Locale,
}

impl<'a> Talk<'a> {
    pub(super) fn new(arguments: &'a [Text], answers: &'a [Answer], setting: Setting) -> Self {
        Self { arguments, said: Vec::new(), answers, setting }
    }

    /// Asks; the script goes on when the answer is there.
    pub(super) fn ask(&mut self, call: impl FnOnce() -> AdminCall) -> Result<&'a Answer, Stop> {
        match self.answers.split_first() {
            Some((answer, rest)) => {
                self.answers = rest;
                Ok(answer)
            }
            None => Err(Stop::Ask(call())),
        }
    }

    /// Sends a request.
    pub(super) fn request(
        &mut self,
        request: impl FnOnce() -> Request,
    ) -> Result<&'a Answer, Stop> {
        self.ask(|| AdminCall::Request(Box::new(request())))
    }

    /// Prints a line on standard output.
    pub(super) fn out(&mut self, parts: &[&str]) {
        self.say(Stream::Out, parts);
    }

    /// Prints a line on standard error.
    pub(super) fn err(&mut self, parts: &[&str]) {
        self.say(Stream::Err, parts);
    }

    /// Writes a line to the log.
    pub(super) fn log_error(&mut self, parts: &[&str]) {
        self.said.push((Stream::Log(Level::Error), parts.concat()));
    }

    /// Adds what the model has to say.
    pub(super) fn note(&mut self, remark: &Remark<'_>) {
        self.say(Stream::Note, &[&remark.text(self.setting.locale)]);
    }

    fn say(&mut self, stream: Stream, parts: &[&str]) {
        let mut text = parts.concat();
        text.push('\n');
        self.said.push((stream, text));
    }

    /// A usage error: its sentence, and the options that the tool has. Kafka prints a table there.
    pub(super) fn usage(&mut self, sentence: &str, options: &[Spec]) -> Stop {
        self.err(&[sentence]);
        let names: Vec<String> =
            options.iter().map(|option| ["--", option.name].concat()).collect();
        self.note(&Remark::Options { options: &names.join(" ") });
        Stop::Exit(1)
    }

    /// Ends the tool with a sentence where an option is there that Kafka has and the model has not.
    pub(super) fn refuse_unmodelled(&mut self, options: &Options) -> Result<(), Stop> {
        let Some(option) = options.unmodelled() else { return Ok(()) };
        self.note(&Remark::NotModelled { option });
        Err(Stop::Exit(1))
    }

    /// The language of what the model has to say.
    pub(super) fn locale(&self) -> Locale {
        self.setting.locale
    }

    /// The world's clock at the tool's start.
    pub(super) fn now(&self) -> Time {
        self.setting.now
    }

    /// Writes a warning to the log.
    pub(super) fn log_warning(&mut self, parts: &[&str]) {
        self.said.push((Stream::Log(Level::Warn), parts.concat()));
    }
}

/// The full name of an exception's class.
pub(super) fn class_name(simple: &str) -> String {
    let package = match simple {
        "ConfigException" => "org.apache.kafka.common.config.",
        "KafkaException" => "org.apache.kafka.common.",
        "IllegalArgumentException" | "IllegalStateException" => "java.lang.",
        _ => "org.apache.kafka.common.errors.",
    };
    [package, simple].concat()
}

/// An exception as `toString()` gives it: class and message.
pub(super) fn exception(error: &ClientError) -> String {
    [&class_name(&error.exception), ": ", &error.message].concat()
}

/// The exception of a protocol error, with its own message or the default one.
pub(super) fn error_of(code: ErrorCode, message: Option<&Text>) -> ClientError {
    ClientError {
        code: Some(code),
        exception: exception_class(code),
        message: message.cloned().unwrap_or_else(|| code.message().into()),
        cause: None,
    }
}
