//! Above the tape: where each consumer stands, as a hollow caret; and where many think it does.

use super::draw::{Anchor, control, group, path, text};
use super::geometry::{Geometry, POSITION_ROWS_MAX, Place};
use super::numbers::position_key;
use crate::desk::Ghost;
use crate::figures::or_none;
use crate::prefs::Say;
use i18n::page::stage as words;
use lesson::format::GhostKind;
use session::view::Partition;
use session::view::partition::Position;
use yew::prelude::*;

/// Draws the positions, one row each.
pub(super) fn positions(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let shown = partition.positions.iter().take(POSITION_ROWS_MAX).enumerate();
    group(
        "positions".to_owned(),
        shown.map(|(row, one)| position(partition, one, row, place, say)).collect(),
    )
}

/// What a position's label says.
pub(super) fn label(position: &Position, say: Say) -> String {
    let number = or_none(position.position);
    let mut label = say.with(words::POSITION_OF, &[&position.client, &number]);
    let notes = [(position.paused, words::PAUSED), (position.believed_only, words::BELIEVED)];
    for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
        label = format!("{label} ({})", say.the(note));
    }
    label
}

fn position(
    partition: &Partition,
    position: &Position,
    row: usize,
    place: &Geometry,
    say: Say,
) -> Html {
    let label = label(position, say);
    let class = if position.believed_only { "position believed" } else { "position" };
    let y = place.position_row(row) + 12;
    let words = |x, anchor, label| vec![text("", x, y, anchor, label)];
    let parts = match position.position.map(|offset| place.place(offset)) {
        None => words(0, Anchor::Start, label.clone()),
        Some(Place::At(x)) => caret(x, y, label.clone(), place),
        Some(Place::Before) => words(0, Anchor::Start, format!("‹ {label}")),
        Some(Place::After) => words(place.width, Anchor::End, format!("{label} ›")),
    };
    control(class.to_owned(), position_key(&position.client), &label, &partition.name, parts)
}

fn caret(x: i32, y: i32, label: String, place: &Geometry) -> Vec<Html> {
    let tip = place.cells_top() - 2;
    vec![
        path("stem", format!("M{x} {}V{}", y + 3, tip - 10)),
        path("caret", format!("M{} {}h11L{x} {tip}Z", x - 6, tip - 10)),
        text("", place.centred(x, &label), y, Anchor::Middle, label),
    ]
}

/// A mark where a misconception expects it, beside the real ones: dashed, and with its own words.
pub(super) fn ghost(ghost: &Ghost, row: usize, place: &Geometry) -> Html {
    let y = place.ghost_row(row) + 12;
    let x = place.expected(ghost.offset);
    let label = format!("{} {}", ghost.label, ghost.offset);
    let (top, bottom) = (place.cells_top(), place.cells_bottom());
    let outline = match ghost.kind {
        GhostKind::Position => return group("ghost".to_owned(), caret(x, y, label, place)),
        GhostKind::Record | GhostKind::LogEnd => {
            let right = x + place.cell;
            format!("M{x} {top}H{right}V{bottom}H{x}Z")
        }
        GhostKind::Committed => format!("M{x} {top}V{}h14l-4-4.5l4-4.5h-14", bottom + 16),
        GhostKind::LogStart => format!("M{x} {}V{}", top - 3, bottom + 3),
    };
    let parts = vec![
        path("", format!("{outline}M{x} {}V{top}", y + 3)),
        text("", place.centred(x, &label), y, Anchor::Middle, label),
    ];
    group("ghost".to_owned(), parts)
}
