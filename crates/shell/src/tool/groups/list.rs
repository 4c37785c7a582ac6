//! `--list`, with `--state` and `--type`.

use super::table::lines;
use super::{End, Options, Talk, response, unexpected};
use engine::protocol::group::ListGroupsRequest;
use engine::protocol::{Request, Response};
use engine::quantity::Text;

/// The states in the order in which Kafka's set prints them.
const STATES: &[&str] = &[
    "Reconciling",
    "PreparingRebalance",
    "Stable",
    "Empty",
    "CompletingRebalance",
    "Assigning",
    "Dead",
];
const TYPES: &[&str] = &["Consumer", "Classic"];

pub(super) fn list(talk: &mut Talk<'_>, options: &Options) -> Result<(), End> {
    let states = filter(options, "state", STATES, ("Invalid state list '", "Valid states are: "))?;
    let types = filter(options, "type", TYPES, ("Invalid types list '", "Valid types are: "))?;
    let ask = || ListGroupsRequest { states_filter: states, types_filter: types };
    let answer = response(talk.request(|| Request::ListGroups(ask()))?)?;
    let Response::ListGroups(answer) = answer else { return Err(unexpected()) };
    if !options.has("state") && !options.has("type") {
        for group in &answer.groups {
            talk.out(&[&group.group_id]);
        }
        return Ok(());
    }
    let longest = answer.groups.iter().map(|group| group.group_id.encode_utf16().count());
    let mut columns = vec![(("GROUP", longest.fold(15, usize::max) + 10), false)];
    if options.has("type") {
        columns.push((("TYPE", 20), false));
    }
    if options.has("state") {
        columns.push((("STATE", 20), false));
    }
    let row = |group: &engine::protocol::group::ListedGroup| {
        let mut row = vec![group.group_id.to_string()];
        if options.has("type") {
            row.push(capitalised(&group.group_type));
        }
        if options.has("state") {
            row.push(group.group_state.to_string());
        }
        row
    };
    let rows: Vec<Vec<String>> = answer.groups.iter().map(row).collect();
    for line in lines(&columns, &rows) {
        talk.out(&[&line]);
    }
    Ok(())
}

/// The values of a filter with commas, in Kafka's spelling.
fn filter(
    options: &Options,
    name: &str,
    known: &[&str],
    (invalid, valid): (&str, &str),
) -> Result<Vec<Text>, End> {
    let Some(list) = options.value(name)? else { return Ok(Vec::new()) };
    let one = |text: &str| {
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(text.trim()));
        found.map(|&known| Text::from(known))
    };
    let values: Option<Vec<Text>> = list.split(',').map(one).collect();
    values.ok_or_else(|| End::Usage([invalid, list, "'. ", valid, &known.join(", ")].concat()))
}

/// `GroupType.toString()`.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
