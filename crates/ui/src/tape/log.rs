//! The log behind a tape: its segments, what retention and the cleaner would do now and why, and the
//! buttons that let them.
//!
//! Previews are computed only while this is open.

use super::segments::age;
use crate::figures::{NONE, short_list, span};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::stage::Send;
use crate::store::{Store, use_store, use_view};
use i18n::page::log as words;
use session::view::Partition;
use session::view::log::{CleanerWork, DoomReason, Doomed, HeldBy, LogWork, RetentionWork};
use session::view::partition::Segment;
use std::rc::Rc;
use web_sys::{HtmlDetailsElement, HtmlInputElement};
use yew::prelude::*;

/// More offsets than this are cut in the middle.
const OFFSETS_MAX: usize = 12;

/// What the disclosure is told.
#[derive(Properties, PartialEq)]
pub(super) struct LogProps {
    /// The partition.
    pub(super) partition: Rc<Partition>,
}

/// The disclosure. While it is open it follows the clock.
#[component]
pub(super) fn LogPanel(props: &LogProps) -> Html {
    let say = use_say();
    let store = use_store();
    let (open, wrong, field) = (use_state_eq(|| false), use_state_eq(|| None), use_node_ref());
    let now = use_view(*open, |shown, open| open.then_some(shown.view.clock.now));
    let partition = &props.partition;
    let toggle = {
        let (open, store, name) = (open.setter(), store.clone(), partition.name.clone());
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            let is_open = details.is_some_and(|details| details.open());
            open.set(is_open);
            store.preview(&name, is_open);
        })
    };
    let name = partition.name.to_string();
    html! {
        <details class="behind of-log" ontoggle={toggle}>
            <summary aria-label={say.with(words::LOG_OF, &[&name])}>{ say.the(words::LOG) }</summary>
            if let Some(now) = now {
                { segments(partition, now, say) }
                if let Some(work) = &partition.work { { previews(partition, work, now, say) } }
                { acts(partition, say) }
                { delete_records(partition, &store, field, &wrong, say) }
            }
        </details>
    }
}

/// The buttons.
fn acts(partition: &Partition, say: Say) -> Html {
    let name = partition.name.to_string();
    let act = |verb: &str, text: i18n::Words, of: i18n::Words| {
        html! {
            <Send line={lines::log(&partition.name, verb)} text={say.the(text)}
                name={say.with(of, &[&name])} off={partition.leader.is_none()} />
        }
    };
    html! {
        <div class="row">
            { act("retention", words::RUN_RETENTION, words::RUN_RETENTION_OF) }
            { act("clean", words::RUN_CLEANER, words::RUN_CLEANER_OF) }
            { act("roll", words::ROLL, words::ROLL_OF) }
        </div>
    }
}

fn segments(partition: &Partition, now: i64, say: Say) -> Html {
    let name = partition.name.to_string();
    html! {
        <div class="scroll-x" role="group" tabindex="0" aria-label={say.with(words::LOG_OF, &[&name])}>
            <table>
                <caption>{ say.with(words::SEGMENTS, &[&name]) }</caption>
                <thead><tr>
                    <th scope="col" class="number">{ say.the(words::SEGMENT) }</th>
                    <th scope="col">{ say.the(words::OFFSETS) }</th>
                    <th scope="col" class="number">{ say.the(words::BYTES) }</th>
                    <th scope="col">{ say.the(words::NEWEST) }</th>
                </tr></thead>
                <tbody>
                    for one in partition.segments.iter() { { segment(one, now, say) } }
                </tbody>
            </table>
        </div>
    }
}

fn segment(one: &Segment, now: i64, say: Say) -> Html {
    let offsets = match one.end - one.base {
        ..=0 => NONE.to_owned(),
        1 => one.base.to_string(),
        2.. => format!("{}–{}", one.base, one.end - 1),
    };
    let newest = match (one.bytes, one.max_timestamp) {
        (0, _) => say.the(words::EMPTY).to_owned(),
        (_, 0..) => say.with(words::AGO, &[&age(one, now)]),
        (_, _) => say.with(words::WRITTEN_AGO, &[&age(one, now)]),
    };
    html! {
        <tr key={one.base}>
            <th scope="row" class="number mono">{ one.base }</th>
            <td class="mono">{ offsets }</td>
            <td class="number mono">{ one.bytes }</td>
            <td>{ newest }
                if one.active { { " · " }{ say.the(words::ACTIVE) } }
            </td>
        </tr>
    }
}

fn previews(partition: &Partition, work: &LogWork, now: i64, say: Say) -> Html {
    html! {
        <dl class="previews">
            <dt>{ say.the(words::RETENTION) }</dt>
            { retention(partition, &work.retention, now, say) }
            <dt>{ say.the(words::CLEANER) }</dt>
            { cleaner(partition, work, say) }
        </dl>
    }
}

fn retention(partition: &Partition, work: &RetentionWork, now: i64, say: Say) -> Html {
    if !work.doomed.is_empty() {
        return doomed(partition, work, &work.doomed, say);
    }
    html! {
        <>
            <dd>{ kept(partition, work, now, say) }</dd>
            if work.deletes && !work.compacts {
                <dd class="soft">{ say.the(words::WHOLE_SEGMENTS) }</dd>
            }
        </>
    }
}

/// Why retention would delete nothing.
fn kept(partition: &Partition, work: &RetentionWork, now: i64, say: Say) -> String {
    let oldest = partition.segments.first().filter(|_| work.bytes > 0);
    match oldest {
        _ if work.compacts => say.the(words::KEEPS_COMPACTED).to_owned(),
        None => say.the(words::KEEPS_EMPTY).to_owned(),
        Some(_) if work.retention_ms < 0 => say.the(words::KEEPS_FOR_EVER).to_owned(),
        Some(oldest) => {
            let (base, limit) = (oldest.base.to_string(), span(work.retention_ms));
            say.with(words::KEEPS_YOUNG, &[&base, &age(oldest, now), &limit])
        }
    }
}

/// The segments that would go, each with its reason.
fn doomed(partition: &Partition, work: &RetentionWork, doomed: &[Doomed], say: Say) -> Html {
    let limit = span(work.retention_ms);
    let why = |why: DoomReason| match why {
        DoomReason::LogStart => say.the(words::BY_START).to_owned(),
        DoomReason::Size => {
            let (bytes, kept) = (work.bytes.to_string(), work.retention_bytes.to_string());
            say.with(words::BY_SIZE, &[&bytes, &kept])
        }
        DoomReason::Time => say.with(words::BY_TIME, &[&limit]),
        DoomReason::WrittenLongAgo => say.with(words::BY_FILE, &[&limit]),
    };
    let active = partition.segments.iter().find(|segment| segment.active);
    let last = doomed.last().map(|last| last.base);
    html! {
        <>
            for one in doomed.iter() {
                <dd key={one.base}>
                    { say.with(words::GOES, &[&one.base.to_string(), &why(one.why)]) }
                </dd>
            }
            if last.is_some() && active.map(|active| active.base) == last {
                <dd class="soft">{ say.the(words::ACTIVE_TOO) }</dd>
            }
        </>
    }
}

fn cleaner(partition: &Partition, work: &LogWork, say: Say) -> Html {
    let Some(cleaner) = &work.cleaner else {
        return html! { <dd>{ say.the(words::NOT_COMPACTED) }</dd> };
    };
    let held = match cleaner.held_by {
        HeldBy::Active => words::HELD_BY_ACTIVE,
        HeldBy::LastStable => words::HELD_BY_TRANSACTION,
        HeldBy::MinLag => words::HELD_BY_LAG,
    };
    html! {
        <>
            <dd>{ round(cleaner, say) }</dd>
            <dd class="soft">{ say.with(held, &[&cleaner.until.to_string()]) }</dd>
            { doomed(partition, &work.retention, &cleaner.doomed, say) }
        </>
    }
}

/// What a round would clean, or why it would not.
fn round(cleaner: &CleanerWork, say: Say) -> String {
    let (from, until) = (cleaner.first_dirty.to_string(), cleaner.until.to_string());
    let all = cleaner.clean_bytes.saturating_add(cleaner.dirty_bytes);
    if cleaner.due && cleaner.removed.is_empty() {
        say.with(words::CLEANS_NOTHING, &[&from, &until])
    } else if cleaner.due {
        let removed = short_list(&cleaner.removed, OFFSETS_MAX);
        say.with(words::CLEANS, &[&from, &until, &removed])
    } else if cleaner.dirty_bytes == 0 {
        say.the(words::NOTHING_DIRTY).to_owned()
    } else {
        let percent = u128::from(cleaner.dirty_bytes) * 100 / u128::from(all.max(1));
        let (dirty, all) = (cleaner.dirty_bytes.to_string(), all.to_string());
        say.with(words::TOO_CLEAN, &[&dirty, &all, &percent.to_string()])
    }
}

/// `DeleteRecords`, with a field for the offset; `wrong` is what was typed and is none.
fn delete_records(
    partition: &Partition,
    store: &Store,
    field: NodeRef,
    wrong: &UseStateHandle<Option<String>>,
    say: Say,
) -> Html {
    let name = partition.name.to_string();
    let submit = {
        let (store, field) = (store.clone(), field.clone());
        let (wrong, on) = (wrong.setter(), partition.name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            let typed = typed.unwrap_or_default();
            match typed.trim().parse::<i64>() {
                Ok(before) if before >= -1 => {
                    wrong.set(None);
                    store.submit(&lines::delete_records(&on, before));
                }
                Ok(_) | Err(_) => wrong.set(Some(typed)),
            }
        })
    };
    html! {
        <form class="row" onsubmit={submit}>
            <label class="field"><span>{ say.the(words::DELETE_BEFORE) }</span>
                <input ref={field} type="text" inputmode="numeric" size="5" autocomplete="off"
                    aria-label={say.with(words::DELETE_BEFORE_OF, &[&name])}
                    placeholder={partition.high_watermark.offset.to_string()} /></label>
            <button type="submit" disabled={partition.leader.is_none()}
                aria-label={say.with(words::DELETE_OF, &[&name])}>{ say.the(words::DELETE) }</button>
            <span class="small error" role="status">
                if let Some(typed) = &**wrong { { say.with(words::NOT_AN_OFFSET, &[typed]) } }
            </span>
        </form>
    }
}
