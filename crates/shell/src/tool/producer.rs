//! `kafka-console-producer.sh`: a record for each line that is piped in.
//!
//! Source: `tools/…/ConsoleProducer.java`. Smaller than Kafka: properties come from the command
//! line alone, and the line reader is `LineMessageReader`.

use super::line_reader::LineReader;
use super::options::{Bad, Options, Spec, flag, maybe_value, unmodelled, value};
use super::program::{Level, Outcome, ProgramStep, Stream};
use super::talk::{class_name, exception, returned};
use engine::command::{Call, ClientKind, Command, Membership, ProducerRecord, Properties};
use engine::event::{ClientError, Event};
use engine::quantity::{Bytes, Text};
use engine::rejection::Rejection;
use i18n::Locale;
use i18n::shell::Remark;
use std::collections::VecDeque;

/// The tool's options.
pub(super) static OPTIONS: &[Spec] = &[
    value("bootstrap-server"),
    value("topic"),
    flag("sync"),
    maybe_value("compression-codec"),
    value("batch-size"),
    value("message-send-max-retries"),
    value("retry-backoff-ms"),
    value("timeout"),
    value("request-required-acks"),
    value("request-timeout-ms"),
    value("metadata-expiry-ms"),
    value("max-block-ms"),
    value("max-memory-bytes"),
    value("max-partition-memory-bytes"),
    unmodelled(value("line-reader")),
    value("socket-buffer-size"),
    value("property"),
    value("reader-property"),
    unmodelled(value("reader-config")),
    value("producer-property"),
    value("command-property"),
    unmodelled(value("producer.config")),
    unmodelled(value("command-config")),
    flag("help"),
    flag("version"),
];

/// An option, the producer's config that it sets, and its value where neither is given.
const CONFIGS: &[(&str, &str, &str)] = &[
    ("request-required-acks", "acks", "-1"),
    ("timeout", "linger.ms", "1000"),
    ("message-send-max-retries", "retries", "3"),
    ("retry-backoff-ms", "retry.backoff.ms", "100"),
    ("request-timeout-ms", "request.timeout.ms", "1500"),
    ("metadata-expiry-ms", "metadata.max.age.ms", "300000"),
    ("max-block-ms", "max.block.ms", "60000"),
    ("max-memory-bytes", "buffer.memory", "33554432"),
    ("batch-size", "batch.size", "16384"),
];

/// An old name, the new one, and when the old one goes.
const DEPRECATED: &[(&str, &str, &str)] = &[
    ("property", "reader-property", "a future version"),
    ("producer-property", "command-property", "a future version"),
    ("max-partition-memory-bytes", "batch-size", "Apache Kafka 5.0"),
];

/// The name under which its producer stands in the world.
const CLIENT: &str = "console-producer";

/// A running console producer.
#[derive(Debug)]
pub(super) struct Producing {
    queue: VecDeque<ProgramStep>,
    phase: Phase,
    /// What was left of the arguments; `None` after a usage error.
    plan: Option<Plan>,
    lines: VecDeque<String>,
    /// The lengths of keys and values that were sent, by ticket.
    sent: Vec<(Option<usize>, Option<usize>)>,
    metadata_answers: u32,
    code: i32,
}

#[derive(Debug)]
struct Plan {
    topic: Text,
    sync: bool,
    config: Properties,
    reader: LineReader,
}

/// What was asked for last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Nothing,
    New,
    Send,
    Flush,
    Close,
    Over,
}

impl Producing {
    /// The tool with these arguments and this text piped in.
    pub(super) fn new(arguments: &[Text], input: &str, locale: Locale) -> Self {
        let mut this = Self {
            queue: VecDeque::new(),
            phase: Phase::Nothing,
            plan: None,
            lines: java_lines(input),
            sent: Vec::new(),
            metadata_answers: 0,
            code: 0,
        };
        match this.plan(arguments, locale) {
            Ok(plan) => this.plan = plan,
            Err(sentence) => {
                this.code = 1;
                this.print(Stream::Err, &[&sentence, "\n"]);
                let names: Vec<String> =
                    OPTIONS.iter().map(|option| ["--", option.name].concat()).collect();
                let remark = Remark::Options { options: &names.join(" ") }.text(locale);
                this.print(Stream::Note, &[&remark, "\n"]);
            }
        }
        this
    }

    /// The next step.
    pub(super) fn next(&mut self, last: Option<Outcome>) -> ProgramStep {
        if let Some(outcome) = last {
            self.hear(&outcome);
        }
        loop {
            if let Some(step) = self.queue.pop_front() {
                return step;
            }
            let Some(plan) = &mut self.plan else { return ProgramStep::Exit(self.code) };
            let client = Text::from(CLIENT);
            let failed = self.code != 0;
            match self.phase {
                Phase::Nothing => {
                    self.phase = Phase::New;
                    let (kind, config) = (ClientKind::Producer, plan.config.clone());
                    let command = Command::NewClient { client: client.clone(), kind, config };
                    return ProgramStep::Call { client, command };
                }
                Phase::Send if plan.sync && !failed => {
                    self.phase = Phase::Flush;
                    return call(Call::Flush);
                }
                Phase::New | Phase::Send | Phase::Flush => match self.lines.pop_front() {
                    Some(line) if !failed => {
                        if let Some(step) = self.send(&line) {
                            return step;
                        }
                    }
                    _ => {
                        self.phase = Phase::Close;
                        return call(Call::Close { membership: Membership::Default });
                    }
                },
                Phase::Close | Phase::Over => return ProgramStep::Exit(self.code),
            }
        }
    }

    fn send(&mut self, line: &str) -> Option<ProgramStep> {
        let plan = self.plan.as_mut()?;
        match plan.reader.read(line) {
            Ok(record) => {
                self.phase = Phase::Send;
                let length = |bytes: &Option<Bytes>| bytes.as_ref().map(|bytes| bytes.len());
                self.sent.push((length(&record.key), length(&record.value)));
                Some(call(Call::Send(ProducerRecord {
                    topic: plan.topic.clone(),
                    partition: None,
                    key: record.key,
                    value: record.value,
                    timestamp: None,
                    headers: record.headers,
                })))
            }
            Err(message) => {
                self.code = 1;
                self.print(
                    Stream::Err,
                    &["org.apache.kafka.common.KafkaException: ", &message, "\n"],
                );
                None
            }
        }
    }

    /// Takes in what came of the last call.
    fn hear(&mut self, outcome: &Outcome) {
        if let (Phase::New, Outcome::Refused(rejection)) = (self.phase, outcome) {
            let error = if let Rejection::Constructor(error) = rejection {
                exception(error)
            } else {
                crate::refusal::sentence(rejection, Locale::En)
            };
            self.print(Stream::Err, &[&error, "\n"]);
            self.code = 1;
            self.phase = Phase::Over;
            return;
        }
        if let Outcome::Done(events) = outcome {
            events.iter().for_each(|event| self.hear_event(event));
        }
        if matches!(self.phase, Phase::Send | Phase::Flush)
            && let Err(error) = returned(outcome, &CLIENT.into())
        {
            self.failed(self.sent.len().saturating_sub(1), &error);
        }
    }

    fn hear_event(&mut self, event: &Event) {
        if let Event::Acknowledged { client, ticket, outcome: Err(error), .. } = event
            && **client == *CLIENT
        {
            self.failed(usize::try_from(*ticket).unwrap_or(usize::MAX), error);
        }
        if let Event::Sent { client, api: "Metadata", request: false, error, .. } = event
            && **client == *CLIENT
        {
            self.metadata_answers += 1;
            let (Some(code), Some(plan)) = (error, &self.plan) else { return };
            let topic = plan.topic.clone();
            let text = [
                "[Producer clientId=console-producer] The metadata response from the cluster \
                 reported a recoverable issue with correlation id ",
                &self.metadata_answers.to_string(),
                " : {",
                &topic,
                "=",
                code.name(),
                "}",
            ];
            self.print(Stream::Log(Level::Warn), &text);
        }
    }

    /// A record has met its fate: with `--sync` the tool throws, else it logs.
    fn failed(&mut self, ticket: usize, error: &ClientError) {
        let Some(plan) = &self.plan else { return };
        if plan.sync {
            let cause = exception(error);
            let thrown = [
                "java.util.concurrent.ExecutionException: ",
                &cause,
                "\nCaused by: ",
                &cause,
                "\n",
            ];
            self.code = 1;
            return self.print(Stream::Err, &thrown);
        }
        let (key, value) = self.sent.get(ticket).copied().unwrap_or_default();
        let length = |length: Option<usize>| {
            length.map_or("null".to_owned(), |length| [&length.to_string(), " bytes"].concat())
        };
        let topic = plan.topic.clone();
        let text = [
            "Error when sending message to topic ",
            &topic,
            " with key: ",
            &length(key),
            ", value: ",
            &length(value),
            " with error:\n",
            &exception(error),
        ];
        self.print(Stream::Log(Level::Error), &text);
    }

    fn print(&mut self, stream: Stream, parts: &[&str]) {
        self.queue.push_back(ProgramStep::Print(stream, parts.concat()));
    }

    /// Reads the arguments. `None` if the tool is over without an error of usage, which has its
    /// sentence given back.
    fn plan(&mut self, arguments: &[Text], locale: Locale) -> Result<Option<Plan>, String> {
        let options = Options::parse(arguments, OPTIONS).map_err(|bad| bad.message)?;
        if let Some(option) = options.unmodelled() {
            self.code = 1;
            let remark = Remark::NotModelled { option }.text(locale);
            self.print(Stream::Note, &[&remark, "\n"]);
            return Ok(None);
        }
        if options.has("version") {
            self.print(Stream::Out, &["4.3.1\n"]);
            return Ok(None);
        }
        if !options.has("topic") {
            return Err("Missing required argument \"[topic]\"".to_owned());
        }
        for (old, new, _) in &DEPRECATED[..2] {
            if options.has(old) && options.has(new) {
                let parts = ["Options --", new, " and --", old, " cannot be specified together."];
                return Err(parts.concat());
            }
        }
        for (old, new, when) in DEPRECATED.iter().filter(|(old, _, _)| options.has(old)) {
            let warning = [
                "Warning: --",
                old,
                " is deprecated and will be removed in ",
                when,
                ". Use --",
                new,
                " instead.\n",
            ];
            self.print(Stream::Out, &warning);
        }
        if !options.has("bootstrap-server") {
            return Err("Error while validating the bootstrap address\n".to_owned());
        }
        let config = match config(&options) {
            Ok(config) => config,
            Err(bad) => {
                self.code = 1;
                self.print(Stream::Err, &[&bad.message, "\n"]);
                return Ok(None);
            }
        };
        let properties: Vec<(String, String)> = pairs(&options, &["reader-property", "property"]);
        let reader = match LineReader::new(&properties) {
            Ok(reader) => reader,
            Err(message) => {
                self.code = 1;
                let class = class_name("KafkaException");
                self.print(Stream::Err, &[&class, ": ", &message, "\n"]);
                return Ok(None);
            }
        };
        let topic = options.value("topic").map_err(|bad| bad.message)?.cloned().unwrap_or_default();
        Ok(Some(Plan { topic, sync: options.has("sync"), config, reader }))
    }
}

fn call(call: Call) -> ProgramStep {
    let client = Text::from(CLIENT);
    ProgramStep::Call { command: Command::Call { client: client.clone(), call }, client }
}

/// The producer's configs: properties, then options that are given, then the tool's defaults.
fn config(options: &Options) -> Result<Properties, Bad> {
    let mut config: Properties = Vec::new();
    let mut set =
        |name: &str, value: &str| match config.iter_mut().find(|(known, _)| **known == *name) {
            Some((_, present)) => *present = Some(value.into()),
            None => config.push((name.into(), Some(value.into()))),
        };
    for (option, name, default) in CONFIGS {
        if *name != "acks" {
            options.number::<i64>(option)?;
        }
        set(name, default);
    }
    set("client.id", CLIENT);
    for (name, value) in pairs(options, &["command-property", "producer-property"]) {
        set(&name, &value);
    }
    for (option, name, _) in CONFIGS {
        if let Some(value) = options.value(option)? {
            set(name, value);
        }
    }
    if let Some(value) = options.value("max-partition-memory-bytes")? {
        options.number::<i64>("max-partition-memory-bytes")?;
        set("batch.size", value);
    }
    if options.has("compression-codec") {
        set("compression.type", options.value("compression-codec")?.map_or("gzip", |codec| codec));
    }
    Ok(config)
}

/// `name=value`; without `=` the value is empty.
fn pairs(options: &Options, names: &[&str]) -> Vec<(String, String)> {
    let texts = names.iter().flat_map(|name| options.values(name));
    let pair = |text: &Text| match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), value.to_owned()),
        None => (text.to_string(), String::new()),
    };
    texts.map(pair).collect()
}

/// Lines as `BufferedReader.readLine` finds them: `\n`, `\r` and `\r\n` end one.
fn java_lines(input: &str) -> VecDeque<String> {
    let mut lines: VecDeque<String> = VecDeque::new();
    let mut rest = input;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push_back(rest[..end].to_owned());
        rest = &rest[end..];
        rest =
            rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
    }
    lines
}
