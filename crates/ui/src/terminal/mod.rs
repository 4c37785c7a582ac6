//! The terminal: lines go in, what came of them comes out. Buttons' lines appear here too.
//!
//! Up and down walk through earlier lines. Right, at the end of the line, takes the completion
//! that is shown; Tab leaves the field, as everywhere.

mod complete;

use crate::desk::{Entry, OutputKind};
use crate::effect::use_effect_on;
use crate::prefs::use_say;
use crate::put::{put, put_as};
use crate::store::{use_store, use_view};
use i18n::page::terminal as words;
use shell::completion::Completion;
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// The id of the text field, for the shortcut that goes there.
pub(crate) const FIELD: &str = "terminal";
/// How many completions are listed.
const LISTED_MAX: usize = 8;

/// The terminal.
#[component]
pub(crate) fn Terminal() -> Html {
    let say = use_say();
    html! {
        <section class="terminal" aria-label={say.the(words::SECTION)}>
            { put::<Log>(()) }
            { put::<Prompt>(()) }
        </section>
    }
}

/// What came out, the newest at the end and in sight.
#[component]
fn Log() -> Html {
    let say = use_say();
    let entries = use_view((), |shown, ()| Rc::clone(&shown.desk.transcript));
    let log = use_node_ref();
    {
        let log = log.clone();
        use_effect_on(entries.last().map(|entry| entry.id), move |_| {
            if let Some(log) = log.cast::<Element>() {
                log.set_scroll_top(log.scroll_height());
            }
        });
    }
    html! {
        <div class="log" role="log" aria-label={say.the(words::LOG)} tabindex="0" ref={log}>
            if entries.is_empty() { <p class="soft">{ say.the(words::EMPTY) }</p> }
            for entry in entries.iter() {
                { put_as::<EntryLines>(entry.id, EntryProps { entry: Rc::clone(entry) }) }
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct EntryProps {
    entry: Rc<Entry>,
}

#[component]
fn EntryLines(props: &EntryProps) -> Html {
    let entry = &props.entry;
    html! {
        <div class="entry">
            if !entry.line.is_empty() {
                <p class="given"><span class="soft" aria-hidden="true">{ "$ " }</span>{ &*entry.line }</p>
            }
            for (index, output) in entry.output.iter().enumerate() {
                <pre key={index} class={match output.kind {
                    OutputKind::Plain => "printed",
                    OutputKind::Told => "",
                    OutputKind::Error => "error",
                    OutputKind::Note => "note",
                }}>{ &output.text }</pre>
            }
        </div>
    }
}

/// Where in history the field stands: how many lines back; 0 is the line being written.
#[derive(Default)]
struct Recall {
    back: usize,
    draft: String,
}

/// The text field.
#[component]
fn Prompt() -> Html {
    let say = use_say();
    let store = use_store();
    let locked = use_view((), |shown, ()| shown.desk.lock);
    let field = use_node_ref();
    let offers = use_state_eq(Vec::<Completion>::new);
    let recall = use_mut_ref(Recall::default);
    let input = {
        let (store, offers) = (store.clone(), offers.setter());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                offers.set(complete::completions(&field.value(), &store.shown().view));
            }
        })
    };
    let send = {
        let (store, field, offers, recall) =
            (store.clone(), field.clone(), offers.setter(), Rc::clone(&recall));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlInputElement>() else { return };
            let line = field.value();
            if !line.trim().is_empty() {
                field.set_value("");
                offers.set(Vec::new());
                *recall.borrow_mut() = Recall::default();
                store.submit(line.trim());
            }
        })
    };
    let key = {
        let (store, offers) = (store.clone(), offers.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let used = match event.key().as_str() {
                "ArrowUp" => walk(&field, &store.given(), &mut recall.borrow_mut(), true),
                "ArrowDown" => walk(&field, &store.given(), &mut recall.borrow_mut(), false),
                "ArrowRight" => complete(&field, offers.first()),
                "Escape" => {
                    field.set_value("");
                    true
                }
                _ => false,
            };
            if used {
                event.prevent_default();
                offers.set(complete::completions(&field.value(), &store.shown().view));
            }
        })
    };
    html! {
        <form class="prompt" onsubmit={send}>
            <span class="sign mono" aria-hidden="true">{ "$" }</span>
            <input id={FIELD} ref={field} class="mono" type="text" autocomplete="off"
                autocapitalize="off" spellcheck="false" enterkeyhint="send" disabled={locked.is_some()}
                oninput={input} onkeydown={key} aria-label={say.the(words::TERMINAL)}
                aria-describedby="terminal-offers"
                placeholder={say.the(locked.map_or(words::HINT, crate::stage::lock_words))} />
            <button type="submit" disabled={locked.is_some()}>{ say.the(words::RUN) }</button>
            <p id="terminal-offers" class="offers mono small soft">
                if !offers.is_empty() {
                    <span aria-hidden="true">{ "→ " }</span>
                    { offers.iter().take(LISTED_MAX).map(|offer| &*offer.text).collect::<Vec<_>>().join("  ") }
                }
            </p>
        </form>
    }
}

/// Walks one line back or on in what was given.
fn walk(field: &HtmlInputElement, given: &[Rc<str>], recall: &mut Recall, back: bool) -> bool {
    let to = if back { recall.back + 1 } else { recall.back.saturating_sub(1) };
    if to == recall.back || to > given.len() {
        return back;
    }
    if recall.back == 0 {
        recall.draft = field.value();
    }
    recall.back = to;
    let line = given.len().checked_sub(to).and_then(|index| given.get(index));
    field.set_value(if to == 0 { &recall.draft } else { line.map_or("", |line| line) });
    true
}

/// Writes the first offer where it belongs, if the cursor is at the end.
fn complete(field: &HtmlInputElement, offer: Option<&Completion>) -> bool {
    let mut typed = field.value();
    let length = u32::try_from(typed.encode_utf16().count()).unwrap_or(u32::MAX);
    let at_end = field.selection_start().ok().flatten() == Some(length);
    let Some(offer) = offer.filter(|offer| at_end && typed.get(offer.range.clone()).is_some())
    else {
        return false;
    };
    typed.replace_range(offer.range.clone(), &offer.text);
    if !typed.ends_with('=') {
        typed.push(' ');
    }
    field.set_value(&typed);
    true
}
