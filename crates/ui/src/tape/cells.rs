//! The cells of a tape: one an offset, whether or not its record is still there.

use super::card::cell_key;
use super::defs::{HATCH, MORE};
use super::draw::{Anchor, control, group, path, rect, text};
use super::geometry::{CELL_HEIGHT, Geometry};
use super::groups::group_class;
use super::numbers::LOG_END;
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::partition::{
    Cell, CellKind, Marker, Preview, RecordPreview, SHAPES, TransactionState,
};
use session::view::{Partition, PartitionName, Text};
use yew::prelude::*;

/// The outlines of the keys' shapes, around (0, 0): ● ■ ▲ ◆ ▼ ✚.
const OUTLINES: [&str; SHAPES as usize] = [
    "a5 5 0 1 0 .1 0Z",
    "m-4.5 .5h9v9h-9Z",
    "l5.6 10h-11.2Z",
    "l5.6 5.5l-5.6 5.5l-5.6-5.5Z",
    "m-5.6 .5h11.2l-5.6 10Z",
    "m-1.8 0h3.6v3.4h3.4v3.6h-3.4v3.4h-3.6v-3.4h-3.4v-3.6h3.4Z",
];

/// How often who processed what, as far as cells show it.
pub(super) struct Ledger<'a> {
    /// The groups, in the order of their rows below the tape.
    pub(super) groups: &'a [Text],
    /// Offsets that a group went past without processing.
    pub(super) lost: &'a [(Text, i64)],
}

/// Draws the cells, what lies before them, and the slot of the next record.
pub(super) fn cells(
    partition: &Partition,
    place: &Geometry,
    ledger: &Ledger<'_>,
    say: Say,
) -> Html {
    let mut parts = vec![before(partition, place)];
    let mut x = place.gutter;
    for one in partition.window.cells.iter() {
        parts.push(cell(one, x, place, &partition.name, ledger, say));
        x += place.cell;
    }
    parts.push(after(partition, place, say));
    group("cells".to_owned(), parts)
}

/// The gutter: hatched where everything before was deleted, dotted where there is more.
fn before(partition: &Partition, place: &Geometry) -> Html {
    let from = partition.window.from;
    let top = place.cells_top();
    if from == 0 {
        Html::default()
    } else if from <= partition.log_start.offset {
        rect("hatch", (1, top), (place.gutter - 2, CELL_HEIGHT), Some(HATCH))
    } else {
        rect("more", (place.gutter - 27, top), (24, CELL_HEIGHT), Some(MORE))
    }
}

fn cell(
    one: &Cell,
    x: i32,
    place: &Geometry,
    of: &PartitionName,
    ledger: &Ledger<'_>,
    say: Say,
) -> Html {
    let (top, middle) = (place.cells_top(), x + place.cell / 2);
    let fill = matches!(one.kind, CellKind::Deleted).then_some(HATCH);
    let mut parts = vec![
        rect("", (x + 1, top), (place.cell - 2, CELL_HEIGHT), fill),
        text("offset", middle, top + 18, Anchor::Middle, one.offset.to_string()),
        inside(&one.kind, middle, top),
    ];
    counts(one, x, place, ledger, &mut parts);
    control(class(one), cell_key(one.offset), &spoken(one, say), of, parts)
}

fn class(one: &Cell) -> String {
    let kind = match &one.kind {
        CellKind::Record(RecordPreview { key: Some(key), .. }) => {
            return state(one, &format!("cell key-{}", key.shape));
        }
        CellKind::Record(_) => "cell",
        CellKind::Control(_) => "cell control",
        CellKind::Hole => "cell hole",
        CellKind::Deleted => "cell deleted",
    };
    state(one, kind)
}

fn state(one: &Cell, kind: &str) -> String {
    let pale = if one.beyond_high_watermark { " pale" } else { "" };
    let transaction = match one.transaction {
        Some(TransactionState::Open) => " open-data",
        Some(TransactionState::Aborted) => " aborted",
        Some(TransactionState::Committed) | None => "",
    };
    [kind, pale, transaction].concat()
}

/// What stands below the number: the key's shape, or a word for what is no record.
fn inside(kind: &CellKind, middle: i32, top: i32) -> Html {
    let word = |word: &str| text("word", middle, top + 36, Anchor::Middle, word.to_owned());
    let shape = |class, outline: &str| path(class, format!("M{middle} {}{outline}", top + 27));
    match kind {
        CellKind::Record(RecordPreview { value: None, .. }) => word("null"),
        CellKind::Record(RecordPreview { key: Some(key), .. }) => {
            shape("shape", OUTLINES.get(usize::from(key.shape)).copied().unwrap_or(OUTLINES[0]))
        }
        CellKind::Record(RecordPreview { key: None, .. }) => shape("keyless", OUTLINES[0]),
        CellKind::Control(Marker::Commit) => word("commit"),
        CellKind::Control(Marker::Abort) => word("abort"),
        CellKind::Hole | CellKind::Deleted => Html::default(),
    }
}

/// How often each group processed the record, in the cell's corners.
fn counts(one: &Cell, x: i32, place: &Geometry, ledger: &Ledger<'_>, parts: &mut Vec<Html>) {
    let (left, right) = (x + 4, x + place.cell - 4);
    let (high, low) = (place.cells_top() + 12, place.cells_top() + 39);
    let corners = [
        (right, low, Anchor::End),
        (left, low, Anchor::Start),
        (right, high, Anchor::End),
        (left, high, Anchor::Start),
    ];
    for ((x, y, anchor), name) in corners.into_iter().zip(ledger.groups) {
        if let Some(times) = times(one, name, ledger) {
            let kind = match times {
                0 => "times lost",
                1 => "times",
                2.. => "times repeated",
            };
            let class = format!("{kind} {}", group_class(name));
            parts.push(text(&class, x, y, anchor, format!("{times}×")));
        }
    }
}

fn times(one: &Cell, group: &Text, ledger: &Ledger<'_>) -> Option<u32> {
    let processed = one.processed.iter().find(|processed| processed.group == *group);
    let lost = || ledger.lost.iter().any(|(loser, offset)| loser == group && *offset == one.offset);
    processed.map(|processed| processed.times).or_else(|| lost().then_some(0))
}

/// The slot of the next record, or that there is more.
fn after(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let (x, top) = (place.tape_end(), place.cells_top());
    if partition.window.more_after {
        return rect("more", (x + 3, top), (24, CELL_HEIGHT), Some(MORE));
    }
    let (middle, right) = (x + place.cell / 2, x + place.cell + 3);
    let offset = partition.log_end.offset.to_string();
    let name = format!("LEO {offset}");
    let parts = vec![
        rect("", (x + 2, top), (place.cell - 4, CELL_HEIGHT), None),
        text("offset", middle, top + 18, Anchor::Middle, offset.clone()),
        text("word", middle, top + 36, Anchor::Middle, say.the(words::NEXT).to_owned()),
        text("mark-label", right, top + 18, Anchor::Start, "LEO".to_owned()),
        text("mark-label", right, top + 32, Anchor::Start, offset),
    ];
    control("next".to_owned(), LOG_END.to_owned(), &name, &partition.name, parts)
}

/// The cell in words.
pub(super) fn spoken(one: &Cell, say: Say) -> String {
    let offset = one.offset.to_string();
    let told = match &one.kind {
        CellKind::Record(record) => {
            let part = |part: &Option<Preview>| -> Text {
                part.as_ref().map_or("null".into(), |part| part.text.clone())
            };
            say.with(words::CELL_RECORD, &[&offset, &part(&record.key), &part(&record.value)])
        }
        CellKind::Control(Marker::Commit) => say.with(words::CELL_CONTROL, &[&offset, "COMMIT"]),
        CellKind::Control(Marker::Abort) => say.with(words::CELL_CONTROL, &[&offset, "ABORT"]),
        CellKind::Hole => say.with(words::CELL_HOLE, &[&offset]),
        CellKind::Deleted => say.with(words::CELL_DELETED, &[&offset]),
    };
    let transaction = match one.transaction {
        Some(TransactionState::Open) => words::OPEN_DATA,
        Some(TransactionState::Aborted) => words::ABORTED_DATA,
        Some(TransactionState::Committed) => words::COMMITTED_DATA,
        None => return told,
    };
    format!("{told} · {}", say.the(transaction))
}
