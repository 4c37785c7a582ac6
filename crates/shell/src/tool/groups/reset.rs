//! `--reset-offsets`: where a group shall go on.
//!
//! Source: `ConsumerGroupCommand.java` (`resetOffsets`), `OffsetsUtils.java`. Smaller than Kafka:
//! no files in or out.

use super::scope::Scope;
use super::table::{Column, lines};
use super::unexpected;
use super::{Committed, End, Options, Talk, committed, error_of, exception, group_ids, response};
use crate::tool::datetime;
use engine::command::AdminCall;
use engine::error::ErrorCode;
use engine::java::{JavaHashMap, parse_duration};
use engine::protocol::data::{MetadataRequest, OffsetSpec};
use engine::protocol::group::{
    DescribeGroupsRequest, OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic,
};
use engine::protocol::{Request, Response};
use engine::quantity::{Text, TopicId, TopicPartition};
use engine::sorted::SortedMap;

/// What is said where neither `--dry-run` nor `--execute` stands.
pub(super) const NO_ACTION: &str = "WARN: No action will be performed as the --execute option is \
    missing. In version 5.0, this command will require either --dry-run or --execute to be \
    specified. You should add the --dry-run option explicitly if you are scripting this command \
    and want to keep the current default behavior without prompting.";

/// The ways to say where to go, in the order in which Kafka looks whether two stand together.
const SCENARIOS: &[&str] = &[
    "to-offset",
    "to-datetime",
    "by-duration",
    "to-earliest",
    "to-latest",
    "to-current",
    "shift-by",
    "from-file",
];

/// What is wrong with the combination of options.
pub(super) fn check(options: &Options) -> Result<(), End> {
    let usage = |parts: &[&str]| Err(End::Usage(parts.concat()));
    if options.has("dry-run") && options.has("execute") {
        return usage(&["Option [reset-offsets] only accepts one of [execute] and [dry-run]"]);
    }
    if !options.has("group") && !options.has("all-groups") {
        return usage(&[
            "Option [reset-offsets] takes one of these options: [all-groups], [group]",
        ]);
    }
    if let [one, other, ..] = options.present(SCENARIOS).as_slice() {
        return usage(&["Option \"[", one, "]\" can't be used with option \"[", other, "]\""]);
    }
    if !options.has("topic") && !options.has("all-topics") {
        return usage(&["One of the reset scopes should be defined: --all-topics, --topic."]);
    }
    if options.present(SCENARIOS).is_empty() {
        return usage(&[
            "Option '[reset-offsets]' requires one of the following scenarios: [[from-file], \
             [shift-by], [to-offset], [to-earliest], [to-current], [to-latest], [by-duration], \
             [to-datetime]]",
        ]);
    }
    Ok(())
}

type Offsets = JavaHashMap<TopicPartition, i64>;

pub(super) fn reset_offsets(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let mut by_group: JavaHashMap<Text, Offsets> = JavaHashMap::new();
    for group in group_ids(talk, options)? {
        let state = state(talk, &group)?;
        if !matches!(&*state, "Empty" | "Dead") {
            talk.out(&[
                "\nError: Assignments can only be reset if the group '",
                &group,
                "' is inactive, but the current state is ",
                &state,
                ".",
            ]);
            continue;
        }
        let committed = committed(talk, &group)?;
        let partitions = partitions(talk, options, &committed)?;
        ensure_exist(talk, &partitions)?;
        let offsets = new_offsets(talk, options, &partitions, &committed)?;
        if options.has("execute") && !offsets.is_empty() {
            execute(talk, &group, &offsets)?;
        }
        by_group.put(group, offsets);
    }
    print(talk, &by_group);
    Ok(())
}

/// The group's state; a group that is not there is Dead.
fn state(talk: &mut Talk<'_>, group: &Text) -> Result<Text, End> {
    let groups = vec![group.clone()];
    let ask = || Request::DescribeGroups(DescribeGroupsRequest { version: 5, groups });
    let Response::DescribeGroups(answer) = response(talk.request(ask)?)? else {
        return Err(unexpected());
    };
    Ok(answer.groups.first().ok_or_else(unexpected)?.group_state.clone())
}

fn partitions(
    talk: &mut Talk<'_>,
    options: &Options,
    committed: &SortedMap<TopicPartition, Committed>,
) -> Result<Vec<TopicPartition>, End> {
    if options.has("all-topics") {
        return Ok(committed.keys().cloned().collect());
    }
    let scope = Scope::of_topics(talk, options)?;
    if let Some((_, code)) = scope.missing.first() {
        return Err(End::Own(vec![exception(&error_of(*code, None))]));
    }
    let of_topic = |(topic, numbers): (Text, Vec<_>)| {
        numbers.into_iter().map(move |partition| TopicPartition { topic: topic.clone(), partition })
    };
    Ok(scope.partitions.into_iter().flat_map(of_topic).collect())
}

fn new_offsets(
    talk: &mut Talk<'_>,
    options: &Options,
    partitions: &[TopicPartition],
    committed: &SortedMap<TopicPartition, Committed>,
) -> Result<Offsets, End> {
    let starts = listed(talk, partitions, OffsetSpec::Earliest)?;
    let ends = listed(talk, partitions, OffsetSpec::Latest)?;
    let to_offset: Option<i64> = options.number("to-offset")?;
    let shift: Option<i64> = options.number("shift-by")?;
    let times = match time(talk, options)? {
        Some(time) => Some(listed(talk, partitions, OffsetSpec::Timestamp(time))?),
        None => None,
    };
    let mut offsets = Offsets::new();
    for partition in partitions {
        let of = |listed: &SortedMap<TopicPartition, i64>| listed.get(partition).copied();
        let (start, end) = (of(&starts).unwrap_or(0), of(&ends).unwrap_or(0));
        let current = committed.get(partition).map(|&(offset, _)| offset);
        let wanted = if let Some(times) = &times {
            of(times).filter(|&offset| offset >= 0).unwrap_or_else(|| {
                let number = partition.partition.to_string();
                let text = " is empty. Falling back to latest known offset.";
                talk.out(&["\nWarn: Partition ", &number, " from topic ", &partition.topic, text]);
                end
            })
        } else if let Some(shift) = shift {
            let current = current.ok_or_else(|| {
                let text = " since there is no current committed offset";
                let name = partition.to_string();
                End::Usage(["Cannot shift offset for partition ", &name, text].concat())
            })?;
            within(talk, partition, current.saturating_add(shift), (start, end))
        } else if let Some(offset) = to_offset {
            within(talk, partition, offset, (start, end))
        } else if options.has("to-earliest") {
            start
        } else if options.has("to-current") {
            current.unwrap_or(end)
        } else {
            end
        };
        offsets.put(partition.clone(), wanted);
    }
    Ok(offsets)
}

/// The instant that `--to-datetime` or `--by-duration` means.
fn time(talk: &Talk<'_>, options: &Options) -> Result<Option<i64>, End> {
    if let Some(text) = options.value("to-datetime")? {
        return datetime::parse(text).map(Some).map_err(|message| {
            let cause = ["java.text.ParseException: ", &message].concat();
            End::Own(vec![["java.lang.RuntimeException: ", &cause].concat(), cause])
        });
    }
    let Some(text) = options.value("by-duration")? else { return Ok(None) };
    let span = parse_duration(text).ok_or_else(|| {
        let text = "java.time.format.DateTimeParseException: Text cannot be parsed to a Duration";
        End::Own(vec![text.to_owned()])
    })?;
    Ok(Some((talk.now() - span).0))
}

/// An offset that the log has; a warning where it is not the one asked for.
fn within(
    talk: &mut Talk<'_>,
    partition: &TopicPartition,
    wanted: i64,
    (start, end): (i64, i64),
) -> i64 {
    let (text, found) = match wanted {
        _ if wanted > end => (") is higher than latest offset for topic partition ", end),
        _ if wanted < start => (") is lower than earliest offset for topic partition ", start),
        _ => return wanted,
    };
    talk.log_warning(&[
        "New offset (",
        &wanted.to_string(),
        text,
        &partition.to_string(),
        ". Value will be set to ",
        &found.to_string(),
    ]);
    found
}

fn listed(
    talk: &mut Talk<'_>,
    partitions: &[TopicPartition],
    spec: OffsetSpec,
) -> Result<SortedMap<TopicPartition, i64>, End> {
    if partitions.is_empty() {
        return Ok(SortedMap::new());
    }
    let asked = || partitions.iter().map(|partition| (partition.clone(), spec)).collect();
    let ask = || AdminCall::ListOffsets { partitions: asked(), read_committed: false };
    let Response::ListOffsets(answer) = response(talk.ask(ask)?)? else {
        return Err(unexpected());
    };
    let mut offsets = SortedMap::new();
    for (partition, listed) in &answer.partitions {
        if let Some(code) = listed.error_code {
            return Err(wrapped(code));
        }
        offsets.insert(partition.clone(), listed.offset);
    }
    Ok(offsets)
}

/// An error of the admin client's that the tool wraps twice.
fn wrapped(code: ErrorCode) -> End {
    let cause = exception(&error_of(code, None));
    let execution = ["java.util.concurrent.ExecutionException: ", &cause].concat();
    let outer = ["java.lang.RuntimeException: ", &execution].concat();
    End::Own(vec![outer, execution, cause])
}

/// Refuses partitions that are not there.
fn ensure_exist(talk: &mut Talk<'_>, partitions: &[TopicPartition]) -> Result<(), End> {
    let mut names: Vec<Text> = Vec::new();
    for of in partitions {
        if !names.contains(&of.topic) {
            names.push(of.topic.clone());
        }
    }
    let topics = Some(names);
    let ask = || MetadataRequest { topics, allow_auto_topic_creation: false };
    let answer = response(talk.request(|| Request::Metadata(ask()))?)?;
    let Response::Metadata(answer) = answer else { return Err(unexpected()) };
    if let Some(code) = answer.topics.iter().find_map(|topic| topic.error_code) {
        return Err(wrapped(code));
    }
    let is_missing = |of: &&TopicPartition| {
        let topic = answer.topics.iter().find(|topic| topic.name == of.topic);
        let mut numbers = topic.iter().flat_map(|topic| &topic.partitions);
        !numbers.any(|partition| partition.partition_index == of.partition)
    };
    let missing: Vec<String> =
        partitions.iter().filter(is_missing).map(TopicPartition::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let class = "org.apache.kafka.common.errors.UnknownTopicOrPartitionException: ";
    let parts = [class, "The partitions \"", &missing.join(","), "\" do not exist"];
    Err(End::Own(vec![parts.concat()]))
}

/// `alterConsumerGroupOffsets`: a commit from who is no member.
fn execute(talk: &mut Talk<'_>, group: &Text, offsets: &Offsets) -> Result<(), End> {
    let mut topics: SortedMap<Text, Vec<OffsetCommitPartition>> = SortedMap::new();
    for (partition, &committed_offset) in offsets.iter() {
        topics.entry(partition.topic.clone()).or_default().push(OffsetCommitPartition {
            partition_index: partition.partition,
            committed_offset,
            committed_leader_epoch: -1,
            committed_metadata: Some("".into()),
        });
    }
    let topics = topics.into_iter().map(|(name, partitions)| OffsetCommitTopic {
        name,
        topic_id: TopicId::default(),
        partitions,
    });
    let ask = || OffsetCommitRequest {
        version: 9,
        group_id: group.clone(),
        generation_id_or_member_epoch: -1,
        member_id: "".into(),
        group_instance_id: None,
        retention_time_ms: None,
        topics: topics.collect(),
    };
    let answer = response(talk.request(|| Request::OffsetCommit(ask()))?)?;
    let Response::OffsetCommit(answer) = answer else { return Err(unexpected()) };
    let mut results = answer.topics.iter().flat_map(|topic| &topic.partitions);
    match results.find_map(|(_, code)| *code) {
        Some(code) => Err(End::Thrown(error_of(code, None).into())),
        None => Ok(()),
    }
}

const COLUMNS: [(Column, bool); 4] = [
    (("GROUP", 15), true),
    (("TOPIC", 15), true),
    (("PARTITION", 10), false),
    (("NEW-OFFSET", 0), false),
];

fn print(talk: &mut Talk<'_>, by_group: &JavaHashMap<Text, Offsets>) {
    let mut rows = Vec::new();
    for (group, offsets) in by_group.iter() {
        for (partition, offset) in offsets.iter() {
            rows.push(vec![
                group.to_string(),
                partition.topic.to_string(),
                partition.partition.to_string(),
                offset.to_string(),
            ]);
        }
    }
    talk.out(&["\n", &lines(&COLUMNS, &rows).join("\n")]);
}
