//! What opens beside a mark or a cell: the chain of reasons behind it.

use super::cells::spoken;
use super::numbers::numbers;
use crate::figures::or_none;
use crate::prefs::Say;
use crate::why::{chain, choice, sentence, source_of, steps};
use i18n::page::stage as words;
use i18n::page::why::WHY_IS;
use session::view::Partition;
use session::view::partition::{Cell, CellKind};
use session::view::trace::Reason;
use yew::prelude::*;

/// The key of a cell.
pub(super) fn cell_key(offset: i64) -> String {
    format!("offset {offset}")
}

/// The card of that key; nothing where what it is about is out of sight.
pub(super) fn card(partition: &Partition, key: &str, say: Say) -> Html {
    let cells = partition.window.cells.iter();
    if let Some(cell) = cells.into_iter().find(|cell| cell_key(cell.offset) == key) {
        return of_cell(partition, cell, say);
    }
    html! {
        for number in numbers(partition, say).into_iter().filter(|number| number.key == key) {
            <div class="why">
                <h4>{ say.with(WHY_IS, &[&number.title()]) }</h4>
                { chain(&number.why, say) }
            </div>
        }
    }
}

fn of_cell(partition: &Partition, cell: &Cell, say: Say) -> Html {
    let (mut why, mut facts) = (Vec::new(), Vec::new());
    if let CellKind::Record(record) = &cell.kind {
        if let Some(chosen) = &record.chosen {
            why.push((choice(chosen, say), source_of(chosen)));
        }
        let given =
            Reason::GivenByLeader { partition: partition.name.clone(), log_end: cell.offset };
        why.push((sentence(&given, say), given.source()));
        let stamp = Some(record.timestamp).filter(|stamp| *stamp >= 0);
        let (stamp, headers) = (or_none(stamp), record.headers.to_string());
        facts.push(say.with(words::STAMPED, &[&stamp, &headers]));
    }
    if cell.beyond_high_watermark {
        why.push((say.the(words::BEYOND).to_owned(), "UnifiedLog#read"));
    }
    facts.extend(cell.processed.iter().map(|processed| {
        say.with(words::PROCESSED_BY, &[&processed.group, &processed.times.to_string()])
    }));
    html! {
        <div class="why">
            <h4>{ format!("{} · {}", partition.name, spoken(cell, say)) }</h4>
            <p class="small">{ facts.join(" · ") }</p>
            { steps(why) }
        </div>
    }
}
