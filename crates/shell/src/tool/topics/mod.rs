//! `kafka-topics.sh`: create, list, describe, alter, delete.
//!
//! Source: `tools/…/TopicCommand.java`. Smaller than Kafka: no replica assignment, and every
//! broker is registered.

mod describe;

use super::filter::TopicFilter;
use super::options::{Bad, Options, Spec, flag, unmodelled, value};
use super::talk::{Stop, Talk, class_name, error_of};
use crate::order::in_order;
use engine::error::ErrorCode;
use engine::names::{has_collision_chars, is_internal};
use engine::protocol::admin::{
    CreatableTopic, CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest,
};
use engine::protocol::data::{MetadataRequest, MetadataTopic};
use engine::protocol::{Request, Response};
use engine::quantity::Text;

/// The tool's options.
pub(super) static OPTIONS: &[Spec] = &[
    value("bootstrap-server"),
    unmodelled(value("command-config")),
    flag("create"),
    flag("list"),
    flag("describe"),
    flag("alter"),
    flag("delete"),
    value("topic"),
    value("topic-id"),
    value("partitions"),
    value("replication-factor"),
    unmodelled(value("replica-assignment")),
    value("config"),
    flag("if-exists"),
    flag("if-not-exists"),
    flag("exclude-internal"),
    flag("under-replicated-partitions"),
    flag("unavailable-partitions"),
    flag("under-min-isr-partitions"),
    flag("at-min-isr-partitions"),
    flag("topics-with-overrides"),
    unmodelled(value("partition-size-limit-per-response")),
    flag("help"),
    flag("version"),
];

const ACTIONS: &[&str] = &["list", "describe", "create", "alter", "delete"];

const ONE_ACTION: &str =
    "Command must include exactly one action: --list, --describe, --create, --alter or --delete";

/// The actions that an option goes with.
const GOES_WITH: &[(&str, &[&str])] = &[
    ("topic-id", &["describe"]),
    ("config", &["create"]),
    ("partitions", &["create", "alter"]),
    ("replication-factor", &["create"]),
    ("under-replicated-partitions", &["describe"]),
    ("unavailable-partitions", &["describe"]),
    ("under-min-isr-partitions", &["describe"]),
    ("at-min-isr-partitions", &["describe"]),
    ("topics-with-overrides", &["describe"]),
    ("if-exists", &["alter", "delete", "describe"]),
    ("if-not-exists", &["create"]),
    ("exclude-internal", &["list", "describe"]),
];

/// Why the command ends: it waits, or Kafka's exception with its class.
enum End {
    Stop(Stop),
    Thrown { class: String, message: String },
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Bad> for End {
    fn from(bad: Bad) -> Self {
        Self::Thrown { class: ["joptsimple.", bad.exception].concat(), message: bad.message }
    }
}

/// The tool.
pub(super) fn run(talk: &mut Talk<'_>) -> Stop {
    if talk.arguments.is_empty() {
        return talk.usage("Create, delete, describe, or change a topic.", OPTIONS);
    }
    let options = match Options::parse(talk.arguments, OPTIONS) {
        Ok(options) => options,
        Err(bad) => {
            talk.err(&[&bad.message, "\n", &bad.text(), "\n"]);
            return Stop::Exit(1);
        }
    };
    if options.has("version") {
        talk.out(&["4.3.1"]);
        return Stop::Exit(0);
    }
    let actions = options.present(ACTIONS);
    let &[action] = actions.as_slice() else { return talk.usage(ONE_ACTION, OPTIONS) };
    if !options.has("bootstrap-server") {
        let sentence = "--bootstrap-server must be specified";
        let class = class_name("IllegalArgumentException");
        talk.err(&[sentence, "\n", &class, ": ", sentence, "\n"]);
        return Stop::Exit(1);
    }
    if let Err(sentence) = check(&options, action) {
        return talk.usage(&sentence, OPTIONS);
    }
    if let Err(stop) = talk.refuse_unmodelled(&options) {
        return stop;
    }
    let end = match action {
        "create" => create(talk, &options),
        "list" => list(talk, &options),
        "describe" => describe::describe(talk, &options),
        "alter" => alter(talk, &options),
        _ => delete(talk, &options),
    };
    match end {
        Ok(()) => Stop::Exit(0),
        Err(End::Stop(stop)) => stop,
        Err(End::Thrown { class, message }) => {
            talk.out(&["Error while executing topic command : ", &message]);
            talk.log_error(&[&class, ": ", &message]);
            Stop::Exit(1)
        }
    }
}

/// What is wrong with the combination of options.
fn check(options: &Options, action: &str) -> Result<(), String> {
    let needs: &[&str] = match action {
        "create" | "delete" => &["topic"],
        "alter" => &["topic", "partitions"],
        _ => &[],
    };
    if let Some(missing) = needs.iter().find(|name| !options.has(name)) {
        return Err(["Missing required argument \"[", missing, "]\""].concat());
    }
    if action == "alter" && options.has("config") {
        let sentence = "Option combination \"[[config], [bootstrap-server]]\" can't be used with \
                        option \"[alter]\" (To alter topic configurations, the kafka-configs tool \
                        can be used.)";
        return Err(sentence.to_owned());
    }
    if options.has("replica-assignment") && options.has("partitions") {
        let sentence = "Option \"[replica-assignment]\" can't be used with option \"[partitions]\"";
        return Err(sentence.to_owned());
    }
    let misplaced =
        |&&(name, actions): &&(&str, &[&str])| options.has(name) && !actions.contains(&action);
    match GOES_WITH.iter().find(misplaced) {
        Some((name, _)) => {
            Err(["Option \"[", name, "]\" can't be used with option \"[", action, "]\""].concat())
        }
        None => Ok(()),
    }
}

fn create(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let name = options.value("topic")?.cloned().unwrap_or_default();
    let partitions: Option<i32> = options.number("partitions")?;
    let replication: Option<i32> = options.number("replication-factor")?;
    let configs = configs(options)?;
    if has_collision_chars(&name) {
        talk.out(&["WARNING: Due to limitations in metric names, topics with a period ('.') or \
             underscore ('_') could collide. To avoid issues it is best to use either, but not \
             both."]);
    }
    let replication_factor = match replication.map(i16::try_from) {
        None => -1,
        Some(Ok(factor @ 1..)) => factor,
        Some(_) => {
            return Err(illegal("The replication factor must be between 1 and 32767 inclusive"));
        }
    };
    if partitions.is_some_and(|partitions| partitions < 1) {
        return Err(illegal("The partitions must be greater than 0"));
    }
    if name.is_empty() {
        let text = "The given topic name '' cannot be represented in a request.".into();
        return Err(thrown(ErrorCode::InvalidTopicException, Some(&text)));
    }
    let topic = CreatableTopic {
        name: name.clone(),
        num_partitions: partitions.unwrap_or(-1),
        replication_factor,
        assignments: Vec::new(),
        configs,
    };
    let ask = || CreateTopicsRequest { topics: vec![topic], validate_only: false };
    let answer = answer(talk, || Request::CreateTopics(ask()))?;
    let Response::CreateTopics(answer) = answer else { return Err(unexpected()) };
    let created = answer.topics.first().ok_or_else(unexpected)?;
    match created.error_code {
        None => {
            talk.out(&["Created topic ", &name, "."]);
            Ok(())
        }
        Some(ErrorCode::TopicAlreadyExists) if options.has("if-not-exists") => Ok(()),
        Some(code) => Err(thrown(code, created.error_message.as_ref())),
    }
}

/// `--config name=value`, as often as one likes.
fn configs(options: &Options) -> Result<Vec<(Text, Option<Text>)>, End> {
    let pair = |text: &&Text| {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            illegal(
                "requirement failed: Invalid topic config: all configs to be added must be in \
                 the format \"key=val\".",
            )
        })?;
        Ok((name.trim().into(), Some(value.trim().into())))
    };
    options.values("config").iter().map(pair).collect()
}

fn list(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let topics = topics(talk, options)?;
    let names: Vec<&str> = topics.iter().map(|topic| &*topic.name).collect();
    talk.out(&[&names.join("\n")]);
    Ok(())
}

fn alter(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let topics = topics(talk, options)?;
    ensure_exists(&topics, options)?;
    let partitions: i32 = options.number("partitions")?.unwrap_or_default();
    if topics.is_empty() {
        return Ok(());
    }
    let grown = topics.iter().map(|topic| (topic.name.clone(), partitions)).collect();
    let ask = || Request::CreatePartitions(CreatePartitionsRequest { topics: grown });
    let answer = answer(talk, ask)?;
    let Response::CreatePartitions(answer) = answer else { return Err(unexpected()) };
    first_error(&answer.results)
}

fn delete(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let topics = topics(talk, options)?;
    ensure_exists(&topics, options)?;
    if topics.is_empty() {
        return Ok(());
    }
    let topic_names = topics.iter().map(|topic| topic.name.clone()).collect();
    let ask = || Request::DeleteTopics(DeleteTopicsRequest { topic_names });
    let answer = answer(talk, ask)?;
    let Response::DeleteTopics(answer) = answer else { return Err(unexpected()) };
    first_error(&answer.responses)
}

/// The topics that are there and meant, by name.
fn topics<'a>(talk: &mut Talk<'a>, options: &Options) -> Result<Vec<&'a MetadataTopic>, End> {
    let pattern = options.value("topic")?;
    let filter = TopicFilter::new(pattern.map(|pattern| &**pattern));
    let filter = filter.map_err(|bad| illegal(&bad.0))?;
    let id = options.value("topic-id")?;
    let ask = || MetadataRequest { topics: None, allow_auto_topic_creation: false };
    let answer = answer(talk, || Request::Metadata(ask()))?;
    let Response::Metadata(answer) = answer else { return Err(unexpected()) };
    let meant = answer.topics.iter().filter(|topic| {
        let hidden = is_internal(&topic.name) && options.has("exclude-internal");
        let named = id.is_none_or(|id| topic.topic_id.text() == **id);
        topic.error_code.is_none() && !hidden && named && filter.allows(&topic.name)
    });
    let topics = in_order(meant, |one, other| one.name.cmp(&other.name));
    Ok(topics)
}

fn ensure_exists(topics: &[&MetadataTopic], options: &Options) -> Result<(), End> {
    if !topics.is_empty() || options.has("if-exists") {
        return Ok(());
    }
    let missing = |what: &str, name: &Text| {
        illegal(&[what, " '", name, "' does not exist as expected"].concat())
    };
    match (options.value("topic-id")?, options.value("topic")?) {
        (Some(id), _) => Err(missing("TopicId", id)),
        (None, Some(name)) => Err(missing("Topic", name)),
        (None, None) => Ok(()),
    }
}

fn answer<'a>(talk: &mut Talk<'a>, ask: impl FnOnce() -> Request) -> Result<&'a Response, End> {
    talk.request(ask)?.as_ref().map_err(|error| End::Thrown {
        class: class_name(&error.exception),
        message: error.message.to_string(),
    })
}

fn first_error(results: &[engine::protocol::admin::TopicResult]) -> Result<(), End> {
    let mut errors = results.iter().filter_map(|(_, code, text)| Some(((*code)?, text.as_ref())));
    errors.next().map_or(Ok(()), |(code, text)| Err(thrown(code, text)))
}

/// The exception of an answer. A value that a topic config cannot have is found out by the tool
/// itself in Kafka, and has another class there.
fn thrown(code: ErrorCode, text: Option<&Text>) -> End {
    let error = error_of(code, text);
    let is_value = code == ErrorCode::InvalidConfig && error.message.starts_with("Invalid value ");
    let class = if is_value { "ConfigException" } else { &*error.exception };
    End::Thrown { class: class_name(class), message: error.message.to_string() }
}

fn illegal(message: &str) -> End {
    End::Thrown { class: "java.lang.IllegalArgumentException".into(), message: message.into() }
}

fn unexpected() -> End {
    thrown(ErrorCode::UnknownServerError, None)
}
