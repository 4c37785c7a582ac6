//! The timeline: where we stand in history, ways to move in it, and what falls due next.
//!
//! Moving is a seek in the journal; letting time pass is a line like any other.

use crate::due;
use crate::figures::{clock, span};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::stage::Send;
use crate::store::{Store, use_store, use_view};
use i18n::Words;
use i18n::page::timeline as words;
use session::view::Timeline as History;
use session::view::timeline::Label;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// How many times as fast as outside time may pass.
const SPEEDS: [u32; 5] = [1, 10, 60, 600, 3600];

/// The timeline.
#[component]
pub(crate) fn Timeline() -> Html {
    let say = use_say();
    let locked = use_view((), |shown, ()| shown.desk.lock.is_some());
    html! {
        <section class="timeline" aria-label={say.the(words::TIMELINE)}>
            <fieldset disabled={locked}>
                <legend class="hidden-text">{ say.the(words::TIMELINE) }</legend>
                <Now />
                <Slider />
                <Moves />
                <NextDeadline />
            </fieldset>
        </section>
    }
}

/// The clock and our place among the gestures.
#[component]
fn Now() -> Html {
    let say = use_say();
    let now = use_view((), |shown, ()| clock(shown.view.clock.elapsed()));
    let (cursor, entries) =
        use_view((), |shown, ()| (shown.view.timeline.cursor, shown.view.timeline.entries));
    let unsaved = use_view((), |shown, ()| shown.desk.unsaved);
    html! {
        <p class="now">
            <span class="soft">{ say.the(words::TIME) }</span>
            <time class="mono number">{ now }</time>
            <span class="soft push number">
                { say.with(words::GESTURE, &[&cursor.to_string(), &entries.to_string()]) }
            </span>
            if unsaved { <span class="badge warn">{ say.the(words::UNSAVED) }</span> }
        </p>
    }
}

#[component]
fn Slider() -> Html {
    let say = use_say();
    let store = use_store();
    let history = use_view((), |shown, ()| Rc::clone(&shown.view.timeline));
    let slide = use_callback(store, |event: InputEvent, store| {
        let slider = event.target_dyn_into::<HtmlInputElement>();
        if let Some(Ok(entry)) = slider.map(|slider| slider.value().parse::<usize>()) {
            store.seek(entry);
        }
    });
    let here = here(&history);
    let spoken = say.with(
        words::SLIDER_AT,
        &[
            &history.cursor.to_string(),
            &history.entries.to_string(),
            here.map_or("", |label| &*label.line),
        ],
    );
    html! {
        <>
            <input class="slider" type="range" min="0" max={history.entries.to_string()}
                value={history.cursor.to_string()} oninput={slide}
                aria-label={say.the(words::SLIDER)} aria-valuetext={spoken} />
            <p class="here mono small soft">
                { here.map_or(say.the(words::BEGINNING), |label| &*label.line) }
            </p>
            { branches(&history, say) }
        </>
    }
}

fn here(history: &History) -> Option<&Label> {
    history.labels.iter().find(|label| label.number == history.cursor)
}

fn branches(history: &Rc<History>, say: Say) -> Html {
    html! {
        if !history.branches.is_empty() {
            <details class="branches small">
                <summary>{ say.with(words::BRANCHES, &[&history.branches.len().to_string()]) }</summary>
                <ul>
                    for branch in history.branches.iter().rev() {
                        <li key={branch.id} class="row">
                            <BranchButton id={branch.id} />
                            <span>{ say.with(words::BRANCH, &[&branch.from.to_string(), &branch.entries.to_string()]) }</span>
                            <code>{ &*branch.label }</code>
                        </li>
                    }
                </ul>
            </details>
        }
    }
}

#[derive(Properties, PartialEq)]
struct BranchProps {
    id: usize,
}

#[component]
fn BranchButton(props: &BranchProps) -> Html {
    let say = use_say();
    let store = use_store();
    let go = use_callback((store, props.id), |_: MouseEvent, (store, id)| store.take_branch(*id));
    html! { <button type="button" onclick={go}>{ say.the(words::TAKE_BRANCH) }</button> }
}

/// Undo, redo, step, play.
#[component]
fn Moves() -> Html {
    let say = use_say();
    let store = use_store();
    let (undo, redo) =
        use_view((), |shown, ()| (shown.view.timeline.can_undo, shown.view.timeline.can_redo));
    let cursor = use_view((), |shown, ()| shown.view.timeline.cursor);
    let speed = use_view((), |shown, ()| shown.desk.speed);
    let chosen = use_node_ref();
    let act = |act: fn(&Store)| {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| act(&store))
    };
    let play = {
        let (store, chosen) = (store.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| {
            let wanted =
                chosen.cast::<HtmlSelectElement>().and_then(|field| field.value().parse().ok());
            store.play(if speed.is_some() { None } else { Some(wanted.unwrap_or(1)) });
        })
    };
    let change = {
        let store = store.clone();
        Callback::from(move |event: Event| {
            let wanted = event.target_dyn_into::<HtmlSelectElement>();
            if let (Some(_), Some(Ok(wanted))) = (speed, wanted.map(|field| field.value().parse()))
            {
                store.play(Some(wanted));
            }
        })
    };
    let button = |sign: &'static str,
                  text: Words,
                  keys: Option<&'static str>,
                  onclick,
                  off: bool| {
        html! {
            <button type="button" {onclick} disabled={off} aria-keyshortcuts={keys} title={keys}>
                <span aria-hidden="true">{ sign }</span>{ say.the(text) }
            </button>
        }
    };
    html! {
        <div class="row moves">
            { button("↶", words::UNDO, Some("Control+Z"), act(Store::undo), !undo) }
            { button("↷", words::REDO, Some("Control+Shift+Z"), act(Store::redo), !redo) }
            <button type="button" onclick={act(Store::back)} disabled={cursor == 0}
                aria-label={say.the(words::BACK)} title={say.the(words::BACK)}>
                { format!("◂ {}", say.the(words::STEP)) }
            </button>
            <Send line={lines::STEP} text={format!("{} ▸", say.the(words::STEP))} name={say.the(words::STEP)} />
            <span class="row play">
                <button type="button" onclick={play} aria-pressed={speed.is_some().to_string()}>
                    <span aria-hidden="true">{ if speed.is_some() { "❚❚" } else { "▶" } }</span>
                    { say.the(if speed.is_some() { words::PAUSE } else { words::PLAY }) }
                </button>
                <select ref={chosen} onchange={change} aria-label={say.the(words::SPEED)}>
                    for speed in SPEEDS {
                        <option value={speed.to_string()} selected={speed == 10}>{ format!("{speed}×") }</option>
                    }
                </select>
            </span>
        </div>
    }
}

/// What falls due next, and the way there.
#[component]
fn NextDeadline() -> Html {
    let say = use_say();
    let next = use_view((), |shown, ()| shown.view.deadlines.next_policy.clone());
    let left = use_view((), |shown, ()| {
        let next = shown.view.deadlines.next_policy.as_ref();
        next.map(|next| span(next.at.saturating_sub(shown.view.clock.now)))
    });
    let (Some(next), Some(left)) = (next, left) else {
        return html! { <p class="deadline small soft">{ say.the(words::NOTHING_DUE) }</p> };
    };
    let what = due::sentence(&next, say);
    let name = say.with(words::GO_THERE_NAMED, &[&what]);
    html! {
        <p class="deadline small">
            <span class="soft">{ say.the(words::NEXT_DEADLINE) }</span>
            <span>{ say.with(words::DUE_IN, &[&what, &left]) }</span>
            <Send line={lines::NEXT} text={say.the(words::GO_THERE)} {name} />
        </p>
    }
}
