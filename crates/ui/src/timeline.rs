//! The timeline: where we stand in history, ways to move in it, and what falls due next.
//!
//! Moving is a seek in the journal; letting time pass is a line like any other.

use crate::due;
use crate::figures::{clock, span};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::put::put;
use crate::stage::Send;
use crate::store::{Store, use_store, use_view};
use i18n::Words;
use i18n::page::timeline as words;
use session::view::Timeline as History;
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
                { put::<Now>(()) }
                { put::<Travel>(()) }
                { put::<NextDeadline>(()) }
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

/// The slider, undo and redo, step and play, and the futures that were cut off.
#[component]
fn Travel() -> Html {
    let say = use_say();
    let store = use_store();
    let history = use_view((), |shown, ()| Rc::clone(&shown.view.timeline));
    let speed = use_view((), |shown, ()| shown.desk.speed);
    let chosen = use_node_ref();
    html! {
        <>
            { slider(&history, &store, say) }
            <div class="row moves">
                { moves(&history, &store, say) }
                { play(speed, &chosen, &store, say) }
            </div>
            { branches(&history, &store, say) }
        </>
    }
}

fn slider(history: &Rc<History>, store: &Store, say: Say) -> Html {
    let slide = {
        let store = store.clone();
        Callback::from(move |event: InputEvent| {
            let slider = event.target_dyn_into::<HtmlInputElement>();
            if let Some(Ok(entry)) = slider.map(|slider| slider.value().parse::<usize>()) {
                store.seek(entry);
            }
        })
    };
    let here = history.labels.iter().find(|label| label.number == history.cursor);
    let line = here.map_or(say.the(words::BEGINNING), |label| &*label.line);
    let facts = [&*history.cursor.to_string(), &*history.entries.to_string(), line];
    html! {
        <>
            <input class="slider" type="range" min="0" max={history.entries.to_string()}
                value={history.cursor.to_string()} oninput={slide}
                aria-label={say.the(words::SLIDER)}
                aria-valuetext={say.with(words::SLIDER_AT, &facts)} />
            <p class="here mono small soft">{ line.to_owned() }</p>
        </>
    }
}

fn act(store: &Store, act: fn(&Store)) -> Callback<MouseEvent> {
    let store = store.clone();
    Callback::from(move |_| act(&store))
}

fn moves(history: &History, store: &Store, say: Say) -> Html {
    let button = |sign: &'static str, text: Words, keys: &'static str, onclick, off: bool| {
        html! {
            <button type="button" {onclick} aria-disabled={off.then_some("true")}
                aria-keyshortcuts={keys} title={keys}>
                <span aria-hidden="true">{ sign }</span>{ say.the(text) }
            </button>
        }
    };
    let back = say.the(words::BACK);
    html! {
        <>
            { button("↶", words::UNDO, "Control+Z", act(store, Store::undo), !history.can_undo) }
            { button("↷", words::REDO, "Control+Shift+Z", act(store, Store::redo), !history.can_redo) }
            <button type="button" class="back" onclick={act(store, Store::back)}
                aria-disabled={(history.cursor == 0).then_some("true")} aria-label={back} title={back}>
                { say.the(words::STEP) }
            </button>
            <Send line={lines::STEP} text={say.the(words::STEP)} name={say.the(words::STEP)} class="on" />
        </>
    }
}

fn play(speed: Option<u32>, chosen: &NodeRef, store: &Store, say: Say) -> Html {
    let play = {
        let (store, chosen) = (store.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| {
            let field = chosen.cast::<HtmlSelectElement>();
            let wanted = field.and_then(|field| field.value().parse().ok()).unwrap_or(1);
            store.play(if speed.is_some() { None } else { Some(wanted) });
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
    let (sign, text) =
        if speed.is_some() { ("❚❚", words::PAUSE) } else { ("▶", words::PLAY) };
    html! {
        <span class="row play">
            <button type="button" onclick={play}>
                <span aria-hidden="true">{ sign }</span>{ say.the(text) }
            </button>
            <select ref={chosen.clone()} onchange={change} aria-label={say.the(words::SPEED)}>
                for speed in SPEEDS {
                    <option value={speed.to_string()} selected={speed == 10}>{ format!("{speed}×") }</option>
                }
            </select>
        </span>
    }
}

fn branches(history: &History, store: &Store, say: Say) -> Html {
    if history.branches.is_empty() {
        return Html::default();
    }
    let take = |id: usize| {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| store.take_branch(id))
    };
    let about = |from: usize, entries: usize| {
        say.with(words::BRANCH, &[&from.to_string(), &entries.to_string()])
    };
    html! {
        <details class="branches small">
            <summary>{ say.with(words::BRANCHES, &[&history.branches.len().to_string()]) }</summary>
            <ul>
                for branch in history.branches.iter().rev() {
                    <li key={branch.id} class="row">
                        <button type="button" onclick={take(branch.id)}>{ say.the(words::TAKE_BRANCH) }</button>
                        <span>{ about(branch.from, branch.entries) }</span>
                        <code>{ &*branch.label }</code>
                    </li>
                }
            </ul>
        </details>
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
