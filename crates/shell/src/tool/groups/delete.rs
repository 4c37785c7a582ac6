//! `--delete` and `--delete-offsets`.

use super::scope::Scope;
use super::table::{Column, lines};
use super::{End, Options, Talk, error_of, exception, group_ids, response, unexpected};
use crate::order::in_order;
use engine::error::ErrorCode;
use engine::protocol::group::{DeleteGroupsRequest, OffsetDeleteRequest};
use engine::protocol::{Request, Response};
use engine::quantity::{PartitionId, Text};

pub(super) fn delete_groups(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let groups = group_ids(talk, options)?;
    let mut deleted: Vec<String> = Vec::new();
    let mut refused = Vec::new();
    for group in groups {
        // One request a group: each has its own coordinator.
        let ask = || DeleteGroupsRequest { groups_names: vec![group.clone()] };
        let answer = response(talk.request(|| Request::DeleteGroups(ask()))?)?;
        let Response::DeleteGroups(answer) = answer else { return Err(unexpected()) };
        let code = answer.results.first().ok_or_else(unexpected)?.1;
        match code {
            None => deleted.push(["'", &group, "'"].concat()),
            Some(code) => refused.push((group, exception(&error_of(code, None)))),
        }
    }
    let deleted = deleted.join(", ");
    if refused.is_empty() {
        talk.out(&["Deletion of requested consumer groups (", &deleted, ") was successful."]);
        return Ok(());
    }
    talk.out(&["\nError: Deletion of some consumer groups failed:"]);
    for (group, error) in &refused {
        talk.out(&["* Group '", group, "' could not be deleted due to: ", error]);
    }
    if !deleted.is_empty() {
        talk.out(&["\nThese consumer groups were deleted successfully: ", &deleted]);
    }
    Ok(())
}

const COLUMNS: [(Column, bool); 3] =
    [(("TOPIC", 15), true), (("PARTITION", 10), false), (("STATUS", 15), false)];

/// A partition, or a topic that is not there, and what came of it.
type Status = (Text, Option<PartitionId>, Option<ErrorCode>);

pub(super) fn delete_offsets(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let group = options.value("group")?.cloned().unwrap_or_default();
    let scope = Scope::of_topics(talk, options)?;
    let mut statuses: Vec<Status> = Vec::new();
    for (topic, code) in scope.missing {
        statuses.push((topic, None, Some(code)));
    }
    let partitions = scope.partitions;
    let topics = partitions.clone();
    let ask = || OffsetDeleteRequest { group_id: group.clone(), topics };
    let answer = response(talk.request(|| Request::OffsetDelete(ask()))?)?;
    let Response::OffsetDelete(answer) = answer else { return Err(unexpected()) };
    for (topic, numbers) in &partitions {
        let of_topic = answer.topics.iter().find(|(known, _)| known == topic);
        for &number in numbers {
            let mut results = of_topic.iter().flat_map(|(_, results)| results);
            let own = results.find(|(known, _)| *known == number).and_then(|(_, code)| *code);
            statuses.push((topic.clone(), Some(number), answer.error_code.or(own)));
        }
    }
    let is_partition = |(_, number, code): &&Status| number.is_some() && code.is_some();
    match (answer.error_code, statuses.iter().any(|status| is_partition(&status))) {
        (Some(code), _) => talk.out(&["\nError: ", code.message()]),
        (None, true) => talk
            .out(&["\nError: Encountered some partition-level error, see the follow-up details."]),
        (None, false) => {
            talk.out(&["Request succeeded for deleting offsets from group ", &group, "."]);
        }
    }
    let row = |(topic, number, code): &Status| {
        let number = number.map_or("-".to_owned(), |number| number.to_string());
        let status = code.map_or("Successful".to_owned(), |code| {
            ["Error: ", &exception(&error_of(code, None))].concat()
        });
        vec![topic.to_string(), number, status]
    };
    let statuses = in_order(statuses, |one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let rows: Vec<Vec<String>> = statuses.iter().map(row).collect();
    talk.out(&["\n", &lines(&COLUMNS, &rows).join("\n")]);
    Ok(())
}
