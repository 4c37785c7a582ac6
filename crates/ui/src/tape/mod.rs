//! One partition as a tape: all seven numbers in one constant picture, drawn by hand in SVG.
//!
//! Every mark but a record's offset names the next record, so it stands between two cells. One
//! unit of the drawing is a sixteenth of a rem: it grows with the reader's type.

mod card;
mod cells;
mod defs;
mod draw;
mod geometry;
mod groups;
mod log;
mod marks;
mod numbers;
mod positions;
mod scroll;
mod segments;
mod table;

use crate::desk::Ghost;
use crate::edge::marks as edge;
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::put::put;
use crate::store::use_view;
use cells::Ledger;
pub(crate) use defs::patterns;
pub(crate) use geometry::Geometry;
pub(crate) use groups::group_class;
use i18n::page::stage as words;
use log::{LogPanel, LogProps};
use scroll::{Scroll, ScrollProps};
use session::view::{Partition, PartitionName, Text};
use std::rc::Rc;
use table::{PartitionTable, TableProps};
use web_sys::HtmlElement;
use yew::prelude::*;

/// What a lane is told.
#[derive(Properties, PartialEq)]
pub(crate) struct LaneProps {
    /// Which partition.
    pub(crate) name: PartitionName,
    /// The width of the drawing in units.
    pub(crate) width: i32,
}

/// What a lane shows of the picture.
#[derive(Clone, PartialEq)]
struct Shown {
    partition: Option<Rc<Partition>>,
    lost: Rc<[(Text, i64)]>,
    ghosts: Rc<[Ghost]>,
    /// Nothing can be done at the moment.
    locked: bool,
    /// How old the segments are, as their labels say it.
    ages: Rc<[Text]>,
}

/// One partition: its name, its tape, its numbers as a table.
#[component]
pub(crate) fn Lane(props: &LaneProps) -> Html {
    let say = use_say();
    let shown = use_view(props.name.clone(), |shown, name| Shown {
        partition: shown.view.partition(name).cloned(),
        ages: shown.view.partition(name).map_or_else(
            || Rc::from([]),
            |partition| segments::ages(partition, shown.view.clock.now),
        ),
        lost: lost(&shown.view.ledger, name),
        ghosts: shown.desk.ghosts.iter().filter(|ghost| ghost.on == *name).cloned().collect(),
        locked: shown.desk.lock.is_some(),
    });
    let (frame, open) = (use_node_ref(), use_state_eq(|| None::<String>));
    use_effect_on((frame.clone(), (*open).clone()), |(frame, _)| {
        if let Some(frame) = frame.cast::<HtmlElement>() {
            edge::reveal(&frame, ".why-card");
        }
    });
    let Some(partition) = &shown.partition else { return Html::default() };
    let leader = partition.leader.map_or_else(
        || say.the(words::NO_LEADER).to_owned(),
        |leader| say.with(words::LEADER, &[&leader.to_string()]),
    );
    html! {
        <section class="lane" aria-label={partition.name.to_string()}>
            <header>
                <h3>{ partition.name.to_string() }</h3>
                <p class="small soft">{ leader }</p>
                { put::<Scroll>(ScrollProps { partition: Rc::clone(partition) }) }
            </header>
            <div class="tape-box" ref={frame.clone()} onfocusout={shut(&frame, &open)}>
                { drawing(partition, &shown, props.width, &frame, &open, say) }
                <div role="status">
                    if let Some(key) = &*open {
                        <div class="why-card" tabindex="-1">{ card::card(partition, key, say) }</div>
                    }
                </div>
            </div>
            { put::<PartitionTable>(TableProps { partition: Rc::clone(partition) }) }
            <fieldset disabled={shown.locked}>
                { put::<LogPanel>(LogProps { partition: Rc::clone(partition) }) }
            </fieldset>
        </section>
    }
}

/// The key of what is open beside the drawing.
type Open = UseStateHandle<Option<String>>;

/// Closes what is open when the focus leaves the tape.
fn shut(frame: &NodeRef, open: &Open) -> Callback<FocusEvent> {
    let (frame, open) = (frame.clone(), open.setter());
    Callback::from(move |event: FocusEvent| {
        if frame.cast::<HtmlElement>().is_none_or(|frame| edge::leaves(&event, &frame)) {
            open.set(None);
        }
    })
}

/// Opens what belongs to the mark that is pressed, and closes it when it is pressed again.
fn toggle(event: &Event, frame: &HtmlElement, open: &Open) {
    let key = edge::press(event, frame);
    open.set(key.filter(|key| open.as_ref() != Some(key)));
}

/// Marks are pressed with Enter or Space; the arrows walk from one to the next.
fn press_key(event: &KeyboardEvent, frame: &HtmlElement, open: &Open) {
    match event.key().as_str() {
        "ArrowRight" => edge::walk(event, frame, true),
        "ArrowLeft" => edge::walk(event, frame, false),
        "Enter" | " " => toggle(event, frame, open),
        "Escape" => open.set(None),
        _ => return,
    }
    event.prevent_default();
}

/// The drawing itself.
fn drawing(
    partition: &Partition,
    shown: &Shown,
    width: i32,
    frame: &NodeRef,
    open: &Open,
    say: Say,
) -> Html {
    let onclick = {
        let (frame, open) = (frame.clone(), open.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(frame) = frame.cast::<HtmlElement>() {
                toggle(&event, &frame, &open);
            }
        })
    };
    let onkeydown = {
        let (frame, open) = (frame.clone(), open.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(frame) = frame.cast::<HtmlElement>() {
                press_key(&event, &frame, &open);
            }
        })
    };
    let (lost, ghosts) = (&*shown.lost, &*shown.ghosts);
    let place = Geometry::of(partition, width, ghosts.len());
    let height = place.height();
    let groups: Vec<Text> =
        partition.committed.iter().map(|committed| committed.group.clone()).collect();
    let ledger = Ledger { groups: &groups, lost };
    let marks = ghosts.iter().enumerate();
    let mut parts = vec![
        cells::cells(partition, &place, &ledger, say),
        segments::segments(partition, &shown.ages, &place, say),
        groups::groups(partition, &place, say),
        marks::marks(partition, &place, say),
    ];
    parts.extend(marks.map(|(row, one)| positions::ghost(one, row, &place)));
    parts.push(positions::positions(partition, &place, say));
    html! {
        <svg class="tape" role="group" tabindex="0" aria-label={spoken(partition, say)} width="100%"
            {onclick} {onkeydown}
            height={format!("{}.{:02}rem", height / 16, height % 16 * 100 / 16)}
            viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="xMinYMin meet">
            { for parts }
        </svg>
    }
}

/// The picture in a sentence: its name for whoever does not see it.
pub(crate) fn spoken(partition: &Partition, say: Say) -> String {
    let mut parts = vec![
        format!("{} {}", say.the(words::LOG_START), partition.log_start.offset),
        format!("HW {}", partition.high_watermark.offset),
        format!("LEO {}", partition.log_end.offset),
    ];
    if partition.last_stable.offset != partition.high_watermark.offset {
        parts.insert(1, format!("LSO {}", partition.last_stable.offset));
    }
    parts.extend(partition.positions.iter().map(|position| positions::label(position, say)));
    for committed in partition.committed.iter() {
        parts.push(groups::label(committed, say));
        parts.push(groups::lags(partition, committed, say));
    }
    format!("{}: {}", partition.name, parts.join("; "))
}

/// For each group, the offsets of this partition that it went past without processing.
fn lost(ledger: &[Rc<session::view::GroupLedger>], name: &PartitionName) -> Rc<[(Text, i64)]> {
    let of = |group: &Rc<session::view::GroupLedger>| {
        let here = group.lost_first.iter().filter(|record| record.partition == *name);
        let id = group.group.clone();
        here.map(|record| (id.clone(), record.offset)).collect::<Vec<_>>()
    };
    ledger.iter().flat_map(of).collect()
}
