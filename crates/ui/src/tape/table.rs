//! The table behind a tape: each number with its name, whose it is, and why; then the records.
//!
//! Its rows are made only while it is open.

use crate::prefs::{Say, use_say};
use crate::why::{choice, why};
use i18n::page::stage as words;
use session::view::partition::{Cell, CellKind, Preview};
use session::view::{Partition, Text};
use std::rc::Rc;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// What the table is told.
#[derive(Properties, PartialEq)]
pub(super) struct TableProps {
    /// The partition.
    pub(super) partition: Rc<Partition>,
}

/// The table, folded until somebody opens it.
#[component]
pub(super) fn PartitionTable(props: &TableProps) -> Html {
    let say = use_say();
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            open.set(details.is_some_and(|details| details.open()));
        })
    };
    let name = props.partition.name.to_string();
    html! {
        <details class="behind" ontoggle={toggle}>
            <summary aria-label={say.with(words::NUMBERS_OF, &[&name])}>
                { say.the(words::NUMBERS) }
            </summary>
            if *open {
                { numbers(&props.partition, say) }
                { records(&props.partition, say) }
            }
        </details>
    }
}

fn numbers(partition: &Partition, say: Say) -> Html {
    let here = partition.name.to_string();
    html! {
        <div class="scroll-x" role="group" tabindex="0" aria-label={here.clone()}>
            <table>
                <caption>{ say.with(words::NUMBERS_CAPTION, &[&here]) }</caption>
                <thead><tr>
                    <th scope="col">{ say.the(words::NUMBER) }</th>
                    <th scope="col">{ say.the(words::BELONGS_TO) }</th>
                    <th scope="col" class="number">{ say.the(words::VALUE_NOW) }</th>
                    <th scope="col">{ say.the(words::WHY) }</th>
                </tr></thead>
                <tbody>
                    for (index, row) in super::numbers::numbers(partition, say).into_iter().enumerate() {
                        <tr key={index}>
                            <th scope="row">{ &row.name }</th>
                            <td>{ &row.owner }</td>
                            <td class="number mono">{ &row.value }</td>
                            <td>{ why(&row.title(), &row.why, say) }</td>
                        </tr>
                    }
                </tbody>
            </table>
        </div>
    }
}

fn records(partition: &Partition, say: Say) -> Html {
    let name = partition.name.to_string();
    html! {
        <div class="scroll-x" role="group" tabindex="0" aria-label={partition.name.to_string()}>
            <table>
                <caption>{ say.with(words::RECORDS_CAPTION, &[&name]) }</caption>
                <thead><tr>
                    <th scope="col" class="number">{ "offset" }</th>
                    <th scope="col">{ "key" }</th>
                    <th scope="col">{ "value" }</th>
                    <th scope="col">{ say.the(words::PROCESSED) }</th>
                    <th scope="col">{ say.the(words::WHY_HERE) }</th>
                </tr></thead>
                <tbody>
                    for cell in partition.window.cells.iter() {
                        { record(cell, say) }
                    }
                </tbody>
            </table>
        </div>
    }
}

fn record(cell: &Cell, say: Say) -> Html {
    let text = |part: &Option<Preview>| {
        let text: Text = part.as_ref().map_or("null".into(), |part| part.text.clone());
        let cut = part.as_ref().is_some_and(|part| part.cut);
        format!("{text}{}", if cut { "…" } else { "" })
    };
    let (key, value, chosen) = match &cell.kind {
        CellKind::Record(record) => {
            let chosen = record.chosen.as_ref().map(|chosen| choice(chosen, say));
            (text(&record.key), text(&record.value), chosen.unwrap_or_default())
        }
        CellKind::Control(_) => (say.the(words::CONTROL).to_owned(), String::new(), String::new()),
        CellKind::Hole => (say.the(words::HOLE).to_owned(), String::new(), String::new()),
        CellKind::Deleted => (say.the(words::DELETED).to_owned(), String::new(), String::new()),
    };
    let processed: Vec<String> = cell
        .processed
        .iter()
        .map(|processed| format!("{} {}×", processed.group, processed.times))
        .collect();
    html! {
        <tr key={cell.offset}>
            <th scope="row" class="number mono">{ cell.offset }</th>
            <td class="mono">{ key }</td>
            <td class="mono">{ value }</td>
            <td>{ processed.join(", ") }</td>
            <td class="mono">{ chosen }</td>
        </tr>
    }
}
