//! `kafka-get-offsets.sh`: the ends of logs, or offsets by time.
//!
//! Source: `tools/…/GetOffsetShell.java`.

use super::filter::TopicFilter;
use super::options::{Options, Spec, flag, unmodelled, value};
use super::talk::{Stop, Talk, error_of, exception};
use crate::order::in_order;
use engine::command::AdminCall;
use engine::error::ErrorCode;
use engine::names::is_internal;
use engine::protocol::data::{ListedOffset, MetadataRequest, OffsetSpec};
use engine::protocol::{Request, Response};
use engine::quantity::TopicPartition;

/// The tool's options.
pub(super) static OPTIONS: &[Spec] = &[
    value("bootstrap-server"),
    unmodelled(value("command-config")),
    value("topic"),
    value("topic-partitions"),
    value("partitions"),
    value("time"),
    flag("exclude-internal-topics"),
    flag("help"),
    flag("version"),
];

/// The tool.
pub(super) fn run(talk: &mut Talk<'_>) -> Stop {
    match offsets(talk) {
        Ok(()) => Stop::Exit(0),
        Err(End::Stop(stop)) => stop,
        Err(End::Error(message)) => {
            talk.err(&["Error occurred: ", &message]);
            Stop::Exit(1)
        }
    }
}

enum End {
    Stop(Stop),
    Error(String),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

fn offsets(talk: &mut Talk<'_>) -> Result<(), End> {
    let options = Options::parse(talk.arguments, OPTIONS);
    let options = options.map_err(|bad| End::Error(bad.message))?;
    talk.refuse_unmodelled(&options)?;
    if options.has("version") {
        talk.out(&["4.3.1"]);
        return Ok(());
    }
    if !options.has("bootstrap-server") {
        let sentence = "Missing required argument \"[bootstrap-server]\"";
        return Err(End::Stop(talk.usage(sentence, OPTIONS)));
    }
    let rules = rules(&options)?;
    let time = text(&options, "time")?.unwrap_or("latest");
    let spec = spec(time).ok_or_else(|| {
        let help = ". Please use -1 or latest / -2 or earliest / -3 or max-timestamp / \
                    -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, \
                    or a specified long format timestamp";
        End::Error(["Malformed time argument ", time, help].concat())
    })?;
    let partitions = partitions(talk, &options, &rules)?;
    let asked = || partitions.iter().cloned().map(|partition| (partition, spec)).collect();
    let ask = || AdminCall::ListOffsets { partitions: asked(), read_committed: false };
    let answer = talk.ask(ask)?.as_ref().map_err(|error| End::Error(error.message.to_string()))?;
    let Response::ListOffsets(answer) = answer else { return Err(unexpected()) };
    for (partition, listed) in &answer.partitions {
        print(talk, partition, listed);
    }
    Ok(())
}

fn print(talk: &mut Talk<'_>, partition: &TopicPartition, listed: &ListedOffset) {
    match listed.error_code {
        Some(code) => {
            let error = exception(&error_of(code, None));
            let name = partition.to_string();
            talk.err(&[
                "Skip getting offsets for topic-partition ",
                &name,
                " due to error: ",
                &error,
            ]);
        }
        None if listed.offset >= 0 => {
            let number = partition.partition.to_string();
            talk.out(&[&partition.topic, ":", &number, ":", &listed.offset.to_string()]);
        }
        None => {}
    }
}

/// The partitions that are there and meant, sorted as text: `t-10` comes before `t-2`.
fn partitions(
    talk: &mut Talk<'_>,
    options: &Options,
    rules: &[Rule],
) -> Result<Vec<TopicPartition>, End> {
    let ask = || MetadataRequest { topics: None, allow_auto_topic_creation: false };
    let answer = talk.request(|| Request::Metadata(ask()))?;
    let answer = answer.as_ref().map_err(|error| End::Error(error.message.to_string()))?;
    let Response::Metadata(answer) = answer else { return Err(unexpected()) };
    let mut found = Vec::new();
    for topic in &answer.topics {
        if options.has("exclude-internal-topics") && is_internal(&topic.name) {
            continue;
        }
        for partition in &topic.partitions {
            let number = partition.partition_index.0;
            if rules.iter().any(|rule| rule.allows(&topic.name, number)) {
                found.push(TopicPartition::new(topic.name.clone(), number));
            }
        }
    }
    let found = in_order(found, |one, other| one.to_string().cmp(&other.to_string()));
    match found.is_empty() {
        true => {
            let message = "Could not match any topic-partitions with the specified filters";
            Err(End::Error(message.to_owned()))
        }
        false => Ok(found),
    }
}

/// Topics and some of their partitions: from, and to but without it.
struct Rule {
    topics: TopicFilter,
    ranges: Vec<(i32, i32)>,
}

impl Rule {
    fn allows(&self, topic: &str, partition: i32) -> bool {
        let in_range = |&(from, to): &(i32, i32)| from <= partition && partition < to;
        self.topics.allows(topic) && self.ranges.iter().any(in_range)
    }
}

fn rules(options: &Options) -> Result<Vec<Rule>, End> {
    if let Some(list) = text(options, "topic-partitions")? {
        if options.has("topic") || options.has("partitions") {
            let message = "--topic-partitions cannot be used with --topic or --partitions";
            return Err(End::Error(message.to_owned()));
        }
        let rule = |text: &str| {
            let (topic, range) = text.split_once(':').unwrap_or((text, ""));
            let range = self::range(range)
                .ok_or_else(|| End::Error(["Invalid rule specification: ", text].concat()))?;
            let topics = filter(Some(topic).filter(|topic| !topic.is_empty()))?;
            Ok(Rule { topics, ranges: vec![range] })
        };
        return list.split(',').map(rule).collect();
    }
    let ranges = match text(options, "partitions")? {
        None => vec![(0, i32::MAX)],
        Some(list) => {
            let one = |text: &str| text.trim().parse().ok().map(|number: i32| (number, number + 1));
            let ranges: Option<Vec<_>> = list.split(',').map(one).collect();
            ranges.ok_or_else(|| {
                let message = "--partitions expects a comma separated list of numeric partition \
                               ids, but received: ";
                End::Error([message, list].concat())
            })?
        }
    };
    Ok(vec![Rule { topics: filter(text(options, "topic")?)?, ranges }])
}

fn filter(pattern: Option<&str>) -> Result<TopicFilter, End> {
    TopicFilter::new(pattern).map_err(|bad| End::Error(bad.0))
}

/// `3`, `1-4` (without 4), `1-`, `-4`, or nothing for all.
fn range(text: &str) -> Option<(i32, i32)> {
    if text.is_empty() {
        return Some((0, i32::MAX));
    }
    let bound = |text: &str, open| if text.is_empty() { Some(open) } else { text.parse().ok() };
    match text.split_once('-') {
        Some((from, to)) => Some((bound(from, 0)?, bound(to, i32::MAX)?)),
        None => text.parse().ok().map(|number: i32| (number, number.saturating_add(1))),
    }
}

fn spec(time: &str) -> Option<OffsetSpec> {
    let named = crate::body::OFFSET_SPECS.iter().find(|(name, _)| *name == time);
    match (named, time.parse().ok()) {
        (Some(&(_, spec)), _) => Some(spec),
        (None, Some(-1)) => Some(OffsetSpec::Latest),
        (None, Some(-2)) => Some(OffsetSpec::Earliest),
        (None, Some(-3)) => Some(OffsetSpec::MaxTimestamp),
        (None, Some(-4)) => Some(OffsetSpec::EarliestLocal),
        (None, Some(-5)) => Some(OffsetSpec::LatestTiered),
        (None, Some(-6)) => Some(OffsetSpec::EarliestPendingUpload),
        (None, number) => number.map(OffsetSpec::Timestamp),
    }
}

fn text<'a>(options: &'a Options, name: &str) -> Result<Option<&'a str>, End> {
    let value = options.value(name).map_err(|bad| End::Error(bad.message))?;
    Ok(value.map(|value| &**value))
}

fn unexpected() -> End {
    End::Error(ErrorCode::UnknownServerError.message().to_owned())
}
