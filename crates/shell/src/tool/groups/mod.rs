//! `kafka-consumer-groups.sh`: list, describe, delete, reset offsets, delete offsets.
//!
//! Source: `tools/…/consumer/group/ConsumerGroupCommand.java`, `ConsumerGroupCommandOptions.java`.

mod delete;
mod describe;
mod list;
mod reset;
mod scope;
mod table;

use super::options::{Bad, Options, Spec, flag, maybe_value, unmodelled, value};
use super::talk::{Answer, Stop, Talk, error_of, exception};
use engine::error::ErrorCode;
use engine::event::ClientError;
use engine::protocol::group::{ListGroupsRequest, OffsetFetchRequest};
use engine::protocol::{Request, Response};
use engine::quantity::{Text, TopicPartition};
use engine::sorted::SortedMap;

/// The tool's options.
pub(super) static OPTIONS: &[Spec] = &[
    value("bootstrap-server"),
    unmodelled(value("command-config")),
    flag("list"),
    flag("describe"),
    flag("delete"),
    flag("delete-offsets"),
    flag("reset-offsets"),
    unmodelled(value("validate-regex")),
    flag("dry-run"),
    flag("execute"),
    unmodelled(flag("export")),
    value("to-offset"),
    value("to-datetime"),
    value("by-duration"),
    flag("to-earliest"),
    flag("to-latest"),
    flag("to-current"),
    value("shift-by"),
    unmodelled(value("from-file")),
    value("group"),
    flag("all-groups"),
    value("topic"),
    flag("all-topics"),
    flag("offsets"),
    flag("members"),
    maybe_value("state"),
    maybe_value("type"),
    flag("verbose"),
    value("timeout"),
    flag("help"),
    flag("version"),
];

const ACTIONS: &[&str] =
    &["list", "describe", "delete", "reset-offsets", "delete-offsets", "validate-regex"];

/// Why the command ends.
enum End {
    Stop(Stop),
    /// A usage error.
    Usage(String),
    /// An exception that the tool catches, the cause of an `ExecutionException` where it comes from
    /// the admin client.
    Thrown(Box<ClientError>),
    /// An exception of the tool's own, with those that it wraps, outermost first.
    Own(Vec<String>),
    /// jopt-simple's, at reading a value.
    Bad(Bad),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Bad> for End {
    fn from(bad: Bad) -> Self {
        Self::Bad(bad)
    }
}

/// The tool.
pub(super) fn run(talk: &mut Talk<'_>) -> Stop {
    let options = match Options::parse(talk.arguments, OPTIONS) {
        Ok(options) => options,
        Err(bad) => return uncaught(talk, &bad.text()),
    };
    if options.has("version") {
        talk.out(&["4.3.1"]);
        return Stop::Exit(0);
    }
    if let Some(names) = unavailable(&options) {
        let text = " are unavailable given other options on the command line";
        let parts = ["joptsimple.UnavailableOptionException: Option(s) [", &names, "]", text];
        return uncaught(talk, &parts.concat());
    }
    let checks_reset = options.has("reset-offsets");
    let is_undecided = !options.has("dry-run") && !options.has("execute");
    if checks_reset && is_undecided {
        talk.err(&[reset::NO_ACTION]);
    }
    let checked = check(&options).and_then(|action| {
        talk.refuse_unmodelled(&options)?;
        Ok(action)
    });
    let end = checked.and_then(|action| match action {
        "list" => list::list(talk, &options),
        "describe" => describe::describe(talk, &options),
        "delete" => delete::delete_groups(talk, &options),
        "reset-offsets" => reset::reset_offsets(talk, &options),
        _ => delete::delete_offsets(talk, &options),
    });
    match end {
        Ok(()) => Stop::Exit(0),
        Err(End::Stop(stop)) => stop,
        Err(End::Usage(sentence)) => talk.usage(&sentence, OPTIONS),
        Err(End::Thrown(error)) => {
            let cause = exception(&error);
            failed(talk, &cause);
            talk.err(&["java.util.concurrent.ExecutionException: ", &cause]);
            talk.err(&["Caused by: ", &cause]);
            Stop::Exit(0)
        }
        Err(End::Own(trace)) => {
            let message = trace.first().and_then(|thrown| thrown.split_once(": "));
            failed(talk, message.map_or("", |(_, message)| message));
            talk.err(&[&trace.join("\nCaused by: ")]);
            Stop::Exit(0)
        }
        Err(End::Bad(bad)) => {
            failed(talk, &bad.message);
            talk.err(&[&bad.text(), &bad.causes()]);
            Stop::Exit(0)
        }
    }
}

fn failed(talk: &mut Talk<'_>, message: &str) {
    talk.out(&["\nError: Executing consumer group command failed due to ", message]);
}

fn uncaught(talk: &mut Talk<'_>, text: &str) -> Stop {
    talk.err(&["Exception in thread \"main\" ", text]);
    Stop::Exit(1)
}

/// Options that go with some actions only, by jopt-simple's own rule.
fn unavailable(options: &Options) -> Option<String> {
    let actions = options.present(ACTIONS);
    let fits = |allowed: &[&str]| actions.iter().any(|action| allowed.contains(action));
    let rules: &[(&str, &[&str])] = &[
        ("members", &["describe"]),
        ("offsets", &["describe"]),
        ("verbose", &["describe"]),
        ("state", &["describe", "list"]),
    ];
    let lost: Vec<&str> = rules
        .iter()
        .filter(|(name, allowed)| options.has(name) && !fits(allowed))
        .map(|(name, _)| *name)
        .collect();
    (!lost.is_empty()).then(|| lost.join(", "))
}

/// The one action, or what is wrong with the combination of options.
fn check(options: &Options) -> Result<&'static str, End> {
    let usage = |parts: &[&str]| Err(End::Usage(parts.concat()));
    if !options.has("bootstrap-server") {
        return usage(&["Missing required argument \"[bootstrap-server]\""]);
    }
    let has_group = options.has("group") || options.has("all-groups");
    if options.has("describe") && !has_group {
        return usage(&["Option [describe] takes one of these options: [all-groups], [group]"]);
    }
    if options.has("describe") {
        if options.present(&["members", "offsets", "state"]).len() > 1 {
            return usage(&[
                "Option [describe] takes at most one of these options: [members], [offsets], \
                 [state]",
            ]);
        }
        if !options.values("state").is_empty() {
            return usage(&["Option [describe] does not take a value for [state]"]);
        }
    }
    if options.has("delete") && !has_group {
        return usage(&["Option [delete] takes one of these options: [all-groups], [group]"]);
    }
    if options.has("delete") && options.has("topic") {
        return usage(&[
            "The consumer does not support topic-specific offset deletion from a consumer group.",
        ]);
    }
    if options.has("delete-offsets") && !(options.has("group") && options.has("topic")) {
        return usage(&["Option [delete-offsets] takes the following options: [topic], [group]"]);
    }
    if options.has("reset-offsets") {
        reset::check(options)?;
    }
    let excluded = [
        ("group", "all-groups"),
        ("group", "list"),
        ("topic", "list"),
        ("topic", "describe"),
        ("all-groups", "list"),
        ("all-groups", "delete-offsets"),
    ];
    if let Some((one, other)) = excluded.iter().find(|(a, b)| options.has(a) && options.has(b)) {
        return usage(&["Option \"[", one, "]\" can't be used with option \"[", other, "]\""]);
    }
    match options.present(ACTIONS).as_slice() {
        &[action] => Ok(action),
        _ => usage(&["Command must include exactly one action: --list, --describe, --delete, \
             --reset-offsets, --delete-offsets, --validate-regex"]),
    }
}

/// The groups that are meant: named ones, or all that there are.
fn group_ids(talk: &mut Talk<'_>, options: &Options) -> Result<Vec<Text>, End> {
    if !options.has("all-groups") {
        let mut groups: Vec<Text> = Vec::new();
        for group in options.values("group") {
            if !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        return Ok(groups);
    }
    let ask = || Request::ListGroups(ListGroupsRequest::default());
    let Response::ListGroups(answer) = response(talk.request(ask)?)? else {
        return Err(unexpected());
    };
    Ok(answer.groups.iter().map(|group| group.group_id.clone()).collect())
}

/// What is known of a committed offset: the offset, and its leader epoch if there is one.
type Committed = (i64, Option<i64>);

/// The group's committed offsets.
fn committed(
    talk: &mut Talk<'_>,
    group: &Text,
) -> Result<SortedMap<TopicPartition, Committed>, End> {
    let ask = || OffsetFetchRequest {
        version: 9,
        group_id: group.clone(),
        member_id: None,
        member_epoch: -1,
        topics: None,
        require_stable: false,
    };
    let answer = response(talk.request(|| Request::OffsetFetch(ask()))?)?;
    let Response::OffsetFetch(answer) = answer else { return Err(unexpected()) };
    if let Some(code) = answer.error_code {
        return Err(End::Thrown(error_of(code, None).into()));
    }
    let mut committed = SortedMap::new();
    for (topic, partitions) in &answer.topics {
        for of in partitions.iter().filter(|of| of.committed_offset >= 0) {
            let partition = TopicPartition { topic: topic.clone(), partition: of.partition_index };
            let epoch = Some(i64::from(of.committed_leader_epoch)).filter(|&epoch| epoch >= 0);
            committed.insert(partition, (of.committed_offset, epoch));
        }
    }
    Ok(committed)
}

fn response(answer: &Answer) -> Result<&Response, End> {
    answer.as_ref().map_err(|error| End::Thrown(error.clone().into()))
}

fn unexpected() -> End {
    End::Thrown(error_of(ErrorCode::UnknownServerError, None).into())
}
