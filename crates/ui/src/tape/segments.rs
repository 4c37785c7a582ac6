//! Below the cells: the segments that the log is cut into, with base offset, size and age.
//!
//! Drawn from the second segment on, and while somebody looks into the log: a log in one piece has no
//! boundary to show.

use super::draw::{Anchor, group, path, text};
use super::geometry::{Geometry, text_width};
use crate::figures::span;
use crate::prefs::Say;
use i18n::page::log as words;
use session::view::partition::Segment;
use session::view::{Partition, Text};
use std::rc::Rc;
use yew::prelude::*;

/// Whether there is a boundary to show.
pub(super) fn are_drawn(partition: &Partition) -> bool {
    partition.segments.len() > 1 || partition.work.is_some()
}

/// The ages of the segments as labels say them; none where no segment is drawn.
pub(super) fn ages(partition: &Partition, now: i64) -> Rc<[Text]> {
    let drawn = partition.segments.iter().filter(|_| are_drawn(partition));
    drawn.map(|segment| Text::from(age(segment, now))).collect()
}

/// How old a segment is: by its newest record, or by its file where no record has a timestamp.
pub(super) fn age(segment: &Segment, now: i64) -> String {
    let newest = if segment.max_timestamp >= 0 { segment.max_timestamp } else { segment.modified };
    span(now.saturating_sub(newest))
}

/// Draws the segments that reach into the window.
pub(super) fn segments(partition: &Partition, ages: &[Text], place: &Geometry, say: Say) -> Html {
    if !are_drawn(partition) {
        return Html::default();
    }
    let last = partition.window.from.saturating_add_unsigned(partition.window.cells.len() as u64);
    let seen = partition
        .segments
        .iter()
        .zip(ages)
        .filter(|(segment, _)| segment.end > partition.window.from && segment.base <= last);
    group("segments".to_owned(), seen.map(|(one, age)| segment(one, age, place, say)).collect())
}

fn segment(one: &Segment, age: &str, place: &Geometry, say: Say) -> Html {
    let (left, top) = (place.nearest(one.base), place.segments_top());
    let end = if one.active { place.tape_end() + place.cell } else { place.nearest(one.end) };
    let right = end.min(place.width).max(left);
    let active = if one.active { say.the(words::ACTIVE_SHORT) } else { "" };
    let base = one.base.to_string();
    let bytes = format!("{} B", one.bytes);
    let labels = [
        [active, &*base, &bytes, age].iter().filter(|part| !part.is_empty()).copied().collect(),
        vec![&*base, &bytes],
        vec![&*base],
    ]
    .map(|parts: Vec<&str>| parts.join(" · "));
    let fits = labels.iter().find(|label| text_width(label) < right - left - 6);
    let mut parts =
        vec![path("", format!("M{} {}v7h{}v-7", left + 2, top, (right - left - 4).max(0)))];
    if let Some(label) = fits {
        let middle = i32::midpoint(left, right);
        parts.push(text("", middle, top + 17, Anchor::Middle, label.clone()));
    }
    group(if one.active { "segment active" } else { "segment" }.to_owned(), parts)
}
