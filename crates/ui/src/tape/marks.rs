//! The log's own marks: the wall at its start, the tide line, the last stable offset.

use super::draw::{Anchor, group, path, text};
use super::geometry::{CELL_HEIGHT, Geometry, Place};
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::Partition;
use yew::prelude::*;

/// Draws the wall, the tide line and, where it differs from it, the last stable offset.
pub(super) fn marks(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let watermark = partition.high_watermark.offset;
    let stable = partition.last_stable.offset;
    let mut parts = vec![wall(partition, place, say)];
    if stable != watermark {
        parts.push(line(place, stable, "stable", "LSO", stable < watermark));
    }
    parts.push(line(place, watermark, "tide", "HW", false));
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
        parts.push(text("", x - 4, top - 6, Anchor::End, format!("{name} {start}")));
    }
    group("wall".to_owned(), parts)
}

/// A line between two cells with its name at the top: to its right, or to its left.
fn line(place: &Geometry, offset: i64, class: &str, name: &str, left: bool) -> Html {
    let Place::At(x) = place.place(offset) else { return Html::default() };
    let label = format!("{name} {offset}");
    let (at, anchor) = if left || !place.fits_right(x + 8, &label) {
        (x - 8, Anchor::End)
    } else {
        (x + 8, Anchor::Start)
    };
    let top = place.marks_top();
    let parts = vec![
        path("", format!("M{x} {}V{}", top + 3, place.cells_bottom() + 4)),
        text("", at, top + 11, anchor, label),
    ];
    group(class.to_owned(), parts)
}
