//! Below the tape: what each group committed, as a flag, and how far that is from the end.

use super::draw::{Anchor, control, group, path, text};
use super::geometry::{GROUP_ROWS_MAX, Geometry, Place};
use super::numbers::{committed_key, lag_key};
use crate::figures::{or_none, signed};
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::Partition;
use session::view::partition::Committed;
use yew::prelude::*;

/// Draws the groups, one row each: first all poles, so that no pole crosses a label.
pub(super) fn groups(partition: &Partition, place: &Geometry, say: Say) -> Html {
    let shown = || partition.committed.iter().take(GROUP_ROWS_MAX).enumerate();
    let mut parts: Vec<Html> = shown().map(|(row, one)| pole(one, row, place)).collect();
    for (row, committed) in shown() {
        let row_parts = vec![
            flag(partition, committed, row, place, say),
            bracket(partition, committed, row, place, say),
        ];
        parts.push(group(format!("committed {}", group_class(&committed.group)), row_parts));
    }
    group("groups".to_owned(), parts)
}

/// The class that gives a group its colour: by its name, so that it keeps it when others come.
pub(crate) fn group_class(group: &str) -> String {
    let sum = group.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("group-{}", sum % 4)
}

fn pole(committed: &Committed, row: usize, place: &Geometry) -> Html {
    let Some(Place::At(x)) = committed.offset.map(|offset| place.place(offset)) else {
        return Html::default();
    };
    let d = format!("M{x} {}V{}", place.cells_bottom() - 1, place.group_row(row) + 17);
    group(format!("committed {}", group_class(&committed.group)), vec![path("pole", d)])
}

/// What a flag's label says.
pub(super) fn label(committed: &Committed, say: Say) -> String {
    let label = say.with(words::COMMITTED_OF, &[&committed.group, &or_none(committed.offset)]);
    if committed.pending { format!("{label} ({})", say.the(words::PENDING)) } else { label }
}

/// Both lags of a group's partition, each under its own name.
pub(super) fn lags(partition: &Partition, committed: &Committed, say: Say) -> String {
    let of_client = partition
        .positions
        .iter()
        .filter(|position| position.group.as_deref() == Some(&*committed.group))
        .find(|position| !position.believed_only)
        .and_then(|position| position.client_lag.as_ref());
    let lag = say.with(words::LAG, &[&or_none(committed.lag)]);
    match of_client {
        Some(client) => format!("{lag} · {}", say.with(words::CLIENT_LAG, &[&signed(client.lag)])),
        None => lag,
    }
}

fn flag(
    partition: &Partition,
    committed: &Committed,
    row: usize,
    place: &Geometry,
    say: Say,
) -> Html {
    let label = label(committed, say);
    let (key, name) = (committed_key(&committed.group), label.clone());
    let mut parts = Vec::new();
    let y = place.group_row(row);
    let (x, anchor, label) = match committed.offset.map(|offset| place.place(offset)) {
        None => (0, Anchor::Start, label),
        Some(Place::Before) => (0, Anchor::Start, format!("‹ {label}")),
        Some(Place::After) => (place.width, Anchor::End, format!("{label} ›")),
        Some(Place::At(x)) => {
            parts.push(path("flag", format!("M{x} {}h14l-4 4.5l4 4.5h-14Z", y + 3)));
            if place.fits_right(x + 18, &label) {
                (x + 18, Anchor::Start, label)
            } else {
                (x - 5, Anchor::End, label)
            }
        }
    };
    parts.push(text("", x, y + 13, anchor, label));
    control(String::new(), key, &name, &partition.name, parts)
}

/// From the committed offset to the high watermark, with both lags under it.
fn bracket(
    partition: &Partition,
    committed: &Committed,
    row: usize,
    place: &Geometry,
    say: Say,
) -> Html {
    let label = lags(partition, committed, say);
    let name = format!("{} {label}", committed.group);
    let lag = |parts| {
        let key = lag_key(&committed.group);
        control(String::new(), key, &name, &partition.name, parts)
    };
    let class = if committed.lag.unwrap_or(0) == 0 { "lag zero" } else { "lag" };
    let top = place.group_row(row) + 19;
    let Some(offset) = committed.offset else {
        return lag(vec![text(class, 0, top + 12, Anchor::Start, label)]);
    };
    let mut parts = Vec::new();
    let (a, b) = (place.nearest(offset), place.nearest(partition.high_watermark.offset));
    let (left, right) = (a.min(b), a.max(b));
    if right > left {
        let open = matches!(place.place(offset), Place::Before);
        let tick = if open { String::new() } else { format!("M{left} {}V{top}", top - 4) };
        parts.push(path("lag", format!("{tick}M{left} {top}H{right}V{}", top - 4)));
    }
    let middle = place.centred(i32::midpoint(left, right), &label);
    parts.push(text(class, middle, top + 12, Anchor::Middle, label));
    lag(parts)
}
