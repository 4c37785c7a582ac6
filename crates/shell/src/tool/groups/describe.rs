//! `--describe`: offsets, members, state.

use super::table::{Column, lines, number_or_dash, text_or_dash};
use super::{Committed, End, Options, Talk, committed, error_of, group_ids, response, unexpected};
use crate::order::{by_key, in_order};
use engine::command::AdminCall;
use engine::java::JavaHashMap;
use engine::protocol::consumer_protocol::Assignment;
use engine::protocol::data::{CoordinatorType, FindCoordinatorRequest, OffsetSpec};
use engine::protocol::group::{DescribeGroupsRequest, DescribedGroup, DescribedGroupMember};
use engine::protocol::{Request, Response};
use engine::quantity::{Text, TopicPartition};
use engine::sorted::SortedMap;

/// The API version from which on a group that is not there is an error.
const DESCRIBE_VERSION: i16 = 6;

/// A group as the tool tells of it.
pub(super) struct Report {
    pub(super) group_id: Text,
    pub(super) state: Text,
    pub(super) assignor: Text,
    pub(super) members: Vec<Member>,
}

/// A member of a group.
pub(super) struct Member {
    pub(super) id: Text,
    pub(super) instance: Option<Text>,
    pub(super) host: Text,
    pub(super) client_id: Text,
    /// Sorted by topic, then number.
    pub(super) partitions: Vec<TopicPartition>,
}

pub(super) fn describe(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    options.number::<i64>("timeout")?;
    let mut reports = JavaHashMap::new();
    for group in group_ids(talk, options)? {
        reports.put(group.clone(), describe_group(talk, &group)?);
    }
    let verbose = options.has("verbose");
    for report in reports.values() {
        if options.has("members") {
            if tell_state(talk, report) {
                print(talk, members(report, verbose));
            }
        } else if options.has("state") {
            let coordinator = coordinator(talk, &report.group_id)?;
            if tell_state(talk, report) {
                print(talk, state(report, &coordinator, verbose));
            }
        } else {
            describe_offsets(talk, report, verbose)?;
        }
    }
    Ok(())
}

fn describe_group(talk: &mut Talk<'_>, group: &Text) -> Result<Report, End> {
    let groups = vec![group.clone()];
    let ask = || DescribeGroupsRequest { version: DESCRIBE_VERSION, groups };
    let answer = response(talk.request(|| Request::DescribeGroups(ask()))?)?;
    let Response::DescribeGroups(answer) = answer else { return Err(unexpected()) };
    let described = answer.groups.first().ok_or_else(unexpected)?;
    match described.error_code {
        Some(code) => Err(End::Thrown(error_of(code, described.error_message.as_ref()).into())),
        None => Ok(report(described)),
    }
}

fn report(group: &DescribedGroup) -> Report {
    let member = |member: &DescribedGroupMember| {
        let assignment = Assignment::from_bytes(&member.member_assignment).unwrap_or_default();
        let of_topic = |(topic, numbers): (Text, Vec<_>)| {
            let partition = move |partition| TopicPartition { topic: topic.clone(), partition };
            numbers.into_iter().map(partition)
        };
        let assigned = assignment.assigned_partitions.into_iter().flat_map(of_topic);
        let partitions = in_order(assigned, TopicPartition::cmp);
        Member {
            id: member.member_id.clone(),
            instance: member.group_instance_id.clone(),
            host: member.client_host.clone(),
            client_id: member.client_id.clone(),
            partitions,
        }
    };
    Report {
        group_id: group.group_id.clone(),
        state: group.group_state.clone(),
        assignor: group.protocol_data.clone(),
        members: group.members.iter().map(member).collect(),
    }
}

/// Says what is unusual about the group's state. False if there is nothing to describe.
fn tell_state(talk: &mut Talk<'_>, report: &Report) -> bool {
    let group = &report.group_id;
    match &*report.state {
        "Dead" => talk.out(&["\nError: Consumer group '", group, "' does not exist."]),
        "Empty" => talk.err(&["\nConsumer group '", group, "' has no active members."]),
        "PreparingRebalance" | "CompletingRebalance" | "Assigning" | "Reconciling" => {
            talk.err(&["\nWarning: Consumer group '", group, "' is rebalancing."]);
        }
        _ => {}
    }
    &*report.state != "Dead"
}

fn print(talk: &mut Talk<'_>, table: Vec<String>) {
    talk.out(&["\n", &table.join("\n")]);
}

fn describe_offsets(talk: &mut Talk<'_>, report: &Report, verbose: bool) -> Result<(), End> {
    let committed = committed(talk, &report.group_id)?;
    let rows = rows(report, &committed);
    let ends = log_ends(talk, rows.iter().map(|(partition, _)| partition.clone()).collect())?;
    if tell_state(talk, report) && !rows.is_empty() {
        print(talk, offsets(report, &rows, &committed, &ends, verbose));
    }
    Ok(())
}

/// A partition and the member that has it.
pub(super) type Row<'a> = (TopicPartition, Option<&'a Member>);

/// Members with the most partitions first, then partitions that nobody has.
pub(super) fn rows<'a>(
    report: &'a Report,
    committed: &SortedMap<TopicPartition, Committed>,
) -> Vec<Row<'a>> {
    let members =
        in_order(&report.members, |one, other| other.partitions.len().cmp(&one.partitions.len()));
    let assigned = members.into_iter().flat_map(|member| {
        member.partitions.iter().map(move |partition| (partition.clone(), Some(member)))
    });
    let mut rows: Vec<Row<'a>> = assigned.collect();
    let is_free = |partition: &&TopicPartition| rows.iter().all(|(known, _)| known != *partition);
    let free: Vec<Row<'a>> =
        committed.keys().filter(is_free).map(|partition| (partition.clone(), None)).collect();
    rows.extend(free);
    rows
}

/// The high watermarks, where the partitions are there.
fn log_ends(
    talk: &mut Talk<'_>,
    partitions: Vec<TopicPartition>,
) -> Result<SortedMap<TopicPartition, i64>, End> {
    if partitions.is_empty() {
        return Ok(SortedMap::new());
    }
    let asked = || partitions.into_iter().map(|of| (of, OffsetSpec::Latest)).collect();
    let ask = || AdminCall::ListOffsets { partitions: asked(), read_committed: false };
    let Response::ListOffsets(answer) = response(talk.ask(ask)?)? else {
        return Err(unexpected());
    };
    let known = answer.partitions.iter().filter(|(_, listed)| listed.error_code.is_none());
    Ok(by_key(known.map(|(partition, listed)| (partition.clone(), listed.offset))))
}

fn coordinator(talk: &mut Talk<'_>, group: &Text) -> Result<String, End> {
    let ask = || FindCoordinatorRequest { key_type: CoordinatorType::Group, key: group.clone() };
    let answer = response(talk.request(|| Request::FindCoordinator(ask()))?)?;
    let Response::FindCoordinator(answer) = answer else { return Err(unexpected()) };
    let id = answer.node_id.map_or(-1, |node| node.0);
    // Broker n listens on port 9091 + n of the learner's own machine.
    let port = (9091 + i64::from(id)).to_string();
    Ok(["localhost:", &port, "  (", &id.to_string(), ")"].concat())
}

const GROUP: (Column, bool) = (("GROUP", 15), true);
const HOST: (Column, bool) = (("HOST", 15), true);
const CONSUMER_ID: (Column, bool) = (("CONSUMER-ID", 15), true);

/// The table of offsets.
pub(super) fn offsets(
    report: &Report,
    rows: &[Row<'_>],
    committed: &SortedMap<TopicPartition, Committed>,
    ends: &SortedMap<TopicPartition, i64>,
    verbose: bool,
) -> Vec<String> {
    let mut columns = vec![GROUP, (("TOPIC", 15), true), (("PARTITION", 10), false)];
    if verbose {
        columns.push((("LEADER-EPOCH", 15), false));
    }
    columns.extend([
        (("CURRENT-OFFSET", 15), false),
        (("LOG-END-OFFSET", 15), false),
        (("LAG", 15), false),
        CONSUMER_ID,
        HOST,
        (("CLIENT-ID", 0), false),
    ]);
    let row = |(partition, member): &Row<'_>| {
        let of = committed.get(partition);
        let offset = of.map(|&(offset, _)| offset);
        let end = ends.get(partition).copied();
        let lag = offset.zip(end).map(|(offset, end)| end.saturating_sub(offset));
        let mut row = vec![
            report.group_id.to_string(),
            partition.topic.to_string(),
            partition.partition.to_string(),
        ];
        if verbose {
            row.push(number_or_dash(of.and_then(|&(_, epoch)| epoch)));
        }
        row.extend([number_or_dash(offset), number_or_dash(end), number_or_dash(lag)]);
        row.push(text_or_dash(member.map(|member| &*member.id)));
        row.push(text_or_dash(member.map(|member| &*member.host)));
        row.push(text_or_dash(member.map(|member| &*member.client_id)));
        row
    };
    lines(&columns, &rows.iter().map(row).collect::<Vec<_>>())
}

/// The table of members.
pub(super) fn members(report: &Report, verbose: bool) -> Vec<String> {
    let has_instances = report.members.iter().any(|member| member.instance.is_some());
    let mut columns = vec![GROUP, CONSUMER_ID];
    if has_instances {
        columns.push((("GROUP-INSTANCE-ID", 17), true));
    }
    columns.extend([HOST, (("CLIENT-ID", 15), true), (("#PARTITIONS", 15), false)]);
    if verbose {
        columns.extend([
            (("CURRENT-EPOCH", 15), false),
            (("CURRENT-ASSIGNMENT", 20), true),
            (("TARGET-EPOCH", 15), false),
            (("TARGET-ASSIGNMENT", 20), true),
        ]);
    }
    // The short format ends with a space: a last column of no width.
    if !verbose {
        columns.push((("", 0), false));
    }
    let row = |member: &Member| {
        let mut row = vec![report.group_id.to_string(), member.id.to_string()];
        if has_instances {
            row.push(text_or_dash(member.instance.as_deref()));
        }
        row.extend([member.host.to_string(), member.client_id.to_string()]);
        row.push(member.partitions.len().to_string());
        if verbose {
            row.extend(["-".to_owned(), assignment(member), "-".to_owned(), "-".to_owned()]);
        } else {
            row.push(String::new());
        }
        row
    };
    lines(&columns, &report.members.iter().map(row).collect::<Vec<_>>())
}

/// `orders:0,1;payments:2`
fn assignment(member: &Member) -> String {
    let mut text = String::new();
    let mut topic = "";
    for partition in &member.partitions {
        if *partition.topic == *topic {
            text.push(',');
        } else {
            topic = &partition.topic;
            text.extend([if text.is_empty() { "" } else { ";" }, topic, ":"]);
        }
        text.push_str(&partition.partition.to_string());
    }
    if text.is_empty() { "-".to_owned() } else { text }
}

/// The table of the group's state.
pub(super) fn state(report: &Report, coordinator: &str, verbose: bool) -> Vec<String> {
    let mut columns = vec![
        GROUP,
        (("COORDINATOR (ID)", 25), true),
        (("ASSIGNMENT-STRATEGY", 20), false),
        (("STATE", 20), false),
    ];
    if verbose {
        columns.extend([(("GROUP-EPOCH", 15), false), (("TARGET-ASSIGNMENT-EPOCH", 25), false)]);
    }
    columns.push((("#MEMBERS", 0), false));
    let strategy = Some(&*report.assignor).filter(|assignor| !assignor.is_empty());
    let mut row = vec![
        report.group_id.to_string(),
        coordinator.to_owned(),
        text_or_dash(strategy),
        report.state.to_string(),
    ];
    if verbose {
        row.extend(["-".to_owned(), "-".to_owned()]);
    }
    row.push(report.members.len().to_string());
    lines(&columns, &[row])
}
