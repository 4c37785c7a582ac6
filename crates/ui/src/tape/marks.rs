//! The log's own marks: the wall at its start, the tide line, the last stable offset.

use super::draw::{Anchor, control, group, path, rect, text};
use super::geometry::{CELL_HEIGHT, Geometry, Place, text_width};
use super::numbers::{HIGH_WATERMARK, LAST_STABLE, LOG_START};
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::{Partition, PartitionName};
use yew::prelude::*;

/// Draws the wall, the tide line and, where it differs from it, the last stable offset.
pub(super) fn marks(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let watermark = partition.high_watermark.offset;
    let (stable, of) = (partition.last_stable.offset, &partition.name);
    let mut parts = vec![wall(partition, place, say)];
    if stable != watermark {
        parts.push(line(of, place, stable, ("stable", LAST_STABLE, "LSO"), stable < watermark));
    }
    parts.push(line(of, place, watermark, ("tide", HIGH_WATERMARK, "HW"), false));
    group("marks".to_owned(), parts)
}

/// The log start offset: a wall, with its name in the gutter while the tape begins at it.
fn wall(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let start = partition.log_start.offset;
    let Place::At(x) = place.place(start) else { return Html::default() };
    let (top, bottom) = (place.cells_top(), place.cells_bottom());
    let name = say.the(words::LOG_START);
    let mut parts = vec![path("", format!("M{x} {}V{}", top - 3, bottom + 3))];
    if x <= place.gutter {
        let (middle, half) = (x / 2, top + CELL_HEIGHT / 2);
        parts.push(text("", middle, half - 4, Anchor::Middle, name.to_owned()));
        parts.push(text("", middle, half + 11, Anchor::Middle, start.to_string()));
    } else {
        parts.push(text("", x - 9, top - 6, Anchor::End, format!("{name} {start}")));
    }
    control(
        "wall".to_owned(),
        LOG_START.to_owned(),
        &format!("{name} {start}"),
        &partition.name,
        parts,
    )
}

/// A line between two cells with its name at the top: to its right, or to its left.
fn line(
    of: &PartitionName,
    place: &Geometry,
    offset: i64,
    (class, key, name): (&str, &str, &str),
    left: bool,
) -> Html {
    let Place::At(x) = place.place(offset) else { return Html::default() };
    let label = format!("{name} {offset}");
    let (at, anchor) = if left || !place.fits_right(x + 8, &label) {
        (x - 8, Anchor::End)
    } else {
        (x + 8, Anchor::Start)
    };
    let top = place.marks_top();
    // As wide to its other side as the label is: what is pressed in its middle is the line.
    let reach = text_width(&label) + 8;
    let parts = vec![
        rect("reach", (x - reach, top), (2 * reach, 1), None),
        path("", format!("M{x} {}V{}", top + 3, place.cells_bottom() + 4)),
        text("", at, top + 11, anchor, label.clone()),
    ];
    control(class.to_owned(), key.to_owned(), &label, of, parts)
}
