//! Moving along a tape that does not fit: to its start, back, on, to its end, to any offset.
//!
//! Shown only where there is something to move to; what is moved is the viewport, not the world.

use crate::prefs::use_say;
use crate::store::use_store;
use i18n::page::stage as words;
use session::view::Partition;
use session::view::viewport::From;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the controls are told.
#[derive(Properties, PartialEq)]
pub(super) struct ScrollProps {
    /// The partition.
    pub(super) partition: Rc<Partition>,
}

/// The controls.
#[component]
pub(super) fn Scroll(props: &ScrollProps) -> Html {
    let say = use_say();
    let store = use_store();
    let field = use_node_ref();
    let window = &props.partition.window;
    if !window.more_before && !window.more_after {
        return Html::default();
    }
    let name = &props.partition.name;
    let cells = i64::try_from(window.cells.len()).unwrap_or(i64::MAX).max(1);
    let go = |from: From| {
        let (store, name) = (store.clone(), name.clone());
        Callback::from(move |_: MouseEvent| store.look_at(&name, from))
    };
    let jump = {
        let (store, name, field) = (store.clone(), name.clone(), field.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            if let Some(Ok(offset)) = typed.map(|typed| typed.trim().parse::<i64>()) {
                store.look_at(&name, From::Offset(offset.max(0)));
            }
        })
    };
    let back = From::Offset((window.from - cells).max(0));
    let on = From::Offset(window.from.saturating_add(cells));
    let control = |text: &'static str, words: i18n::Words, from: From, off: bool| {
        let label = say.with(words, &[&name.to_string()]);
        html! {
            <button type="button" class="quiet" onclick={go(from)} disabled={off}
                aria-label={label.clone()} title={label}>{ text }</button>
        }
    };
    html! {
        <form class="scroll" onsubmit={jump}>
            { control("⇤", words::TO_START, From::Start, !window.more_before) }
            { control("‹", words::BACK, back, !window.more_before) }
            { control("›", words::ON, on, !window.more_after) }
            { control("⇥", words::TO_END, From::End, !window.more_after) }
            <input ref={field} type="text" inputmode="numeric" size="5"
                placeholder={say.the(words::OFFSET)}
                aria-label={say.with(words::JUMP_TO, &[&name.to_string()])} />
        </form>
    }
}
