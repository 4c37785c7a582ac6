//! What could not be opened whole: its text can be saved as a file, or let go.

use crate::edge::file;
use crate::prefs::use_say;
use crate::store::{use_store, use_view};
use i18n::page::lesson as words;
use yew::prelude::*;

/// The name of the file.
const NAME: &str = "tidemark-damaged.txt";

/// The note; nothing where nothing is damaged.
#[component]
pub(super) fn Damaged() -> Html {
    let say = use_say();
    let store = use_store();
    let damaged = use_view((), |shown, ()| shown.desk.damaged);
    let save = use_callback(store.clone(), |_: MouseEvent, store| {
        file::save(NAME, &store.damaged());
    });
    let forget = use_callback(store, |_: MouseEvent, store| store.forget_damaged());
    html! {
        if damaged {
            <section class="says" role="status">
                <p>{ say.the(words::DAMAGED) }</p>
                <p class="row">
                    <button type="button" onclick={save}>{ say.the(words::DAMAGED_SAVE) }</button>
                    <button type="button" class="quiet" onclick={forget}>
                        { say.the(words::DAMAGED_FORGET) }
                    </button>
                </p>
            </section>
        }
    }
}
