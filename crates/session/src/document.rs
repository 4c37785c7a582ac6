//! A world as text: the number of the format, its genesis, its gestures line by line, and the
//! futures that were cut off. Links, files and the tab's store all hold this.
//!
//! ```text
//! tidemark 1
//! config group.initial.rebalance.delay.ms=0
//! cursor 2
//! ---
//! producer p1
//! p1 send orders value=a
//! ~ advance 3s
//! --- branch 1
//! p1 send payments value=b
//! ```
//! A `~` marks a line that the running clock made.

use crate::complaint::Complaint;
use crate::genesis_text;
use crate::journal::{BRANCHES_MAX, ENTRIES_MAX, Entry, Journal};
use engine::genesis::Genesis;
use engine::quantity::Millis;
use i18n::history::Trouble;

/// What every world's text begins with, before the number of its format.
const NAME: &str = "tidemark";

/// The number of the format.
const FORMAT: &str = "1";

/// What stands between the head and the gestures.
const SEPARATOR: &str = "---";

/// What stands before a line that the running clock made.
const PLAYED: &str = "~ ";

/// A text that was read, and not yet executed.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) genesis: Genesis,
    /// The gestures, unread: reading them is part of executing them.
    pub(crate) gestures: Vec<Gesture>,
    pub(crate) cursor: usize,
    pub(crate) within: Millis,
    pub(crate) branches: Vec<(usize, Vec<Entry>)>,
}

/// A line of the history, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gesture {
    /// From 1.
    pub(crate) number: usize,
    pub(crate) line: Box<str>,
    pub(crate) played: bool,
}

impl Gesture {
    /// The line that it says; `None` for an empty line or a comment of somebody who wrote the
    /// text by hand.
    pub(crate) fn read(&self) -> Result<Option<shell::Line>, Complaint> {
        let read = shell::parse(&self.line)
            .map_err(|wrong| Trouble::Line { line: self.number, problem: *wrong.problem })?;
        Ok((!read.steps.is_empty()).then_some(read))
    }
}

/// Writes a journal; the branches too, if `whole`.
pub(crate) fn write(genesis: &Genesis, journal: &Journal, whole: bool) -> String {
    let mut text = write_head(genesis, journal.place());
    write_entries(journal.entries(), &mut text);
    for branch in journal.branches().iter().filter(|_| whole) {
        write_branch(branch.from, &branch.entries, &mut text);
    }
    text
}

/// Everything before the gestures; `place` is where we stand, if that is not the end.
pub(crate) fn write_head(genesis: &Genesis, place: Option<(usize, Millis)>) -> String {
    let mut text = format!("{NAME} {FORMAT}\n{}", genesis_text::write(genesis));
    if let Some((cursor, within)) = place {
        text.push_str(&format!("cursor {cursor}"));
        if within.0 > 0 {
            text.push_str(&format!(" {within}"));
        }
        text.push('\n');
    }
    text.push_str(SEPARATOR);
    text.push('\n');
    text
}

/// A future that was cut off after `from` gestures.
pub(crate) fn write_branch(from: usize, entries: &[Entry], text: &mut String) {
    text.push_str(&format!("{SEPARATOR} branch {from}\n"));
    write_entries(entries, text);
}

pub(crate) fn write_entries(entries: &[Entry], text: &mut String) {
    for entry in entries {
        if entry.played {
            text.push_str(PLAYED);
        }
        text.push_str(&entry.line);
        text.push('\n');
    }
}

/// Reads a text. Nothing is executed.
pub(crate) fn read(text: &str) -> Result<Document, Complaint> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end()));
    let format =
        lines.next().and_then(|(_, first)| first.trim_start_matches('\u{feff}').split_once(' '));
    match format {
        Some((NAME, FORMAT)) => {}
        Some((NAME, found)) => {
            return Err(Trouble::FileFormat { found: found.chars().take(10).collect() }.into());
        }
        Some(_) | None => return Err(Trouble::NoHead.into()),
    }
    let mut document = Document {
        genesis: Genesis::default(),
        gestures: Vec::new(),
        cursor: usize::MAX,
        within: Millis(0),
        branches: Vec::new(),
    };
    loop {
        let (number, line) = lines.next().ok_or(Trouble::NoSeparator)?;
        if line == SEPARATOR {
            break;
        }
        match line.strip_prefix("cursor ") {
            Some(place) => read_cursor(place, number, &mut document)?,
            None => genesis_text::read_line(line, number, &mut document.genesis)?,
        }
    }
    read_gestures(lines, &mut document)?;
    Ok(document)
}

fn read_cursor(place: &str, line: usize, document: &mut Document) -> Result<(), Trouble> {
    let wrong = Trouble::HeadValue { line, form: "cursor <gestures> [<milliseconds>]" };
    let mut numbers = place.split(' ');
    let cursor = numbers.next().and_then(|number| number.parse().ok());
    let within = numbers.next().map_or(Ok(0), str::parse);
    match (cursor, within, numbers.next()) {
        (Some(cursor), Ok(within), None) if within >= 0 => {
            (document.cursor, document.within) = (cursor, Millis(within));
            Ok(())
        }
        (_, _, _) => Err(wrong),
    }
}

fn read_gestures<'t>(
    lines: impl Iterator<Item = (usize, &'t str)>,
    document: &mut Document,
) -> Result<(), Complaint> {
    for (number, line) in lines {
        if let Some(from) = line.strip_prefix(SEPARATOR) {
            let form = "--- branch <gestures>";
            let from = from.strip_prefix(" branch ").and_then(|from| from.parse().ok());
            let from = from.filter(|&from| from <= document.gestures.len());
            let from = from.ok_or(Trouble::HeadValue { line: number, form })?;
            document.branches.push((from, Vec::new()));
            continue;
        }
        let (played, line) = match line.strip_prefix(PLAYED) {
            Some(line) => (true, line),
            None => (false, line),
        };
        let gesture = Gesture { number, line: line.into(), played };
        let count = match document.branches.last_mut() {
            Some((_, entries)) => {
                entries.extend(gesture.read()?.map(|line| Entry::new(&line, played)));
                entries.len()
            }
            None => {
                document.gestures.push(gesture);
                document.gestures.len()
            }
        };
        if count > ENTRIES_MAX {
            return Err(Trouble::TooManyGestures { limit: ENTRIES_MAX }.into());
        }
    }
    // The oldest go first, as they would have while they were made.
    let surplus = document.branches.len().saturating_sub(BRANCHES_MAX);
    document.branches.drain(..surplus);
    Ok(())
}
