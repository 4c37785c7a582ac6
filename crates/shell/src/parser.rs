//! Words become a command: the verb is found, its words are put into their slots, its row reads
//! them.

use crate::arguments::bind;
use crate::complaint::{Complaint, expected_one_of, missing, shortened};
use crate::form::{Form, Lead, find};
use crate::table::FORMS;
use crate::tool::is_elsewhere;
use crate::words::Word;
use engine::command::Command;
use i18n::shell::{Kind, Problem};

/// Reads the words of one command. `end` is where it ends in the line.
pub(crate) fn command(words: &[Word], end: usize) -> Result<Command, Complaint> {
    let Some((first, rest)) = words.split_first() else { return Err(missing(Kind::Command, end)) };
    let is_alone = |lead| lead == Lead::Nothing;
    let is_lab = |lead| lead == Lead::Lab;
    let is_client = |lead| matches!(lead, Lead::Client(_));
    let (form, client, rest) = if let Some(form) = first.bare().and_then(|w| find(w, is_alone)) {
        (form, "", rest)
    } else if first.bare() == Some("lab") {
        let (form, rest) = second(rest, is_lab, Kind::LabVerb, end)?;
        (form, "", rest)
    } else {
        let found = match rest {
            _ if first.bare().is_some_and(is_elsewhere) => return Err(elsewhere(first)),
            [] => Err(alone(first)),
            rest => second(rest, is_client, Kind::Verb, end),
        };
        let (form, rest) = found.map_err(|complaint| likelier(first, complaint))?;
        (form, first.text.as_str(), rest)
    };
    (form.read)(&bind(form, client.into(), rest, end)?)
}

fn second(
    words: &[Word],
    lead: fn(Lead) -> bool,
    kind: Kind,
    end: usize,
) -> Result<(&'static Form, &[Word]), Complaint> {
    let Some((verb, rest)) = words.split_first() else { return Err(missing(kind, end)) };
    let known = FORMS.iter().filter(|form| lead(form.lead)).map(|form| form.word);
    let form = verb.bare().and_then(|word| find(word, lead));
    form.map(|form| (form, rest)).ok_or_else(|| expected_one_of(kind, verb, known))
}

fn elsewhere(word: &Word) -> Complaint {
    Complaint::at(word.span.clone(), Problem::ToolElsewhere { tool: word.text.clone() })
}

fn alone(word: &Word) -> Complaint {
    Complaint::at(word.span.clone(), Problem::Alone { word: shortened(&word.text) })
}

/// The first word was taken for a client's. Where the second is not even close to a verb, and the
/// first is close to a command, that is what was meant.
fn likelier(first: &Word, complaint: Complaint) -> Complaint {
    let alone = FORMS.iter().filter(|form| form.lead == Lead::Nothing).map(|form| form.word);
    let known = alone.chain(["lab"]).chain(crate::tool::NAMES.iter().copied());
    let other = expected_one_of(Kind::Command, first, known);
    let is_near = |complaint: &Complaint| {
        matches!(*complaint.problem, Problem::Expected { nearest: Some(_), .. })
    };
    if is_near(&other) && !is_near(&complaint) { other } else { complaint }
}
