//! The page's head: where one is, where one can go, and the choices that concern the page itself.

use crate::edge::{address, clipboard, file};
use crate::keys::KEYS_DIALOG;
use crate::prefs::{Theme, use_prefs, use_say};
use crate::put::put;
use crate::route::Route;
use crate::store::use_store;
use i18n::page as words;
use i18n::{Locale, Words};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the head is told.
#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    /// Where one is.
    pub(crate) route: Route,
}

/// The head.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let say = use_say();
    let place = |route: Route, text: Words, here: bool| {
        html! {
            <a class="button" href={route.href()} aria-current={here.then_some("page")}>
                { say.the(text) }
            </a>
        }
    };
    let in_lessons = matches!(props.route, Route::Lessons | Route::Lesson { .. });
    let in_sandbox = matches!(
        props.route,
        Route::Sandbox | Route::Scenario(_) | Route::Recording { .. } | Route::World(_)
    );
    html! {
        <header class="header">
            <a class="brand" href={Route::Sandbox.href()} aria-label={say.the(words::BRAND)}>
                { wave() }
                <span>{ "Tidemark" }</span>
            </a>
            <p class="crumb">{ say.the(words::TAGLINE) }</p>
            <nav class="row" aria-label={say.the(words::PLACES)}>
                { place(Route::Lessons, words::LESSONS, in_lessons) }
                { place(Route::Sandbox, words::SANDBOX, in_sandbox) }
            </nav>
            <div class="row" role="group" aria-label={say.the(words::PAGE)}>
                if !props.route.is_document() { { put::<Share>(()) } }
                { put::<Choices>(()) }
            </div>
        </header>
    }
}

/// The mark: waves against a line.
fn wave() -> Html {
    html! {
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M2 9q2.5-3.6 5 0t5 0 5 0 5 0" fill="none" stroke="currentColor"
                stroke-width="2" stroke-linecap="round" />
            <path d="M2 16q2.5-3.6 5 0t5 0 5 0 5 0" fill="none" stroke="currentColor"
                stroke-width="2" stroke-linecap="round" opacity="0.55" />
        </svg>
    }
}

/// The world as a link or a file, and a file as the world.
#[component]
fn Share() -> Html {
    let say = use_say();
    let store = use_store();
    let said = use_state_eq(|| None::<Words>);
    let link = {
        let (store, said) = (store.clone(), said.setter());
        Callback::from(move |_: MouseEvent| {
            let Some(link) = store.link() else { return said.set(Some(words::LINK_TOO_LONG)) };
            let said = said.clone();
            let address = address::with_fragment(&link);
            clipboard::copy(&address, move |done| {
                said.set(Some(if done { words::LINK_COPIED } else { words::COPY_REFUSED }));
            });
        })
    };
    let save = {
        let (store, said) = (store.clone(), said.setter());
        Callback::from(move |_: MouseEvent| {
            let saved = file::save("tidemark.txt", &store.file());
            said.set(Some(if saved { words::SAVED } else { words::SAVE_REFUSED }));
        })
    };
    let open = {
        let said = said.setter();
        Callback::from(move |event: Event| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let (store, said) = (store.clone(), said.clone());
            file::read(&field, move |text| match text {
                Some(text) => store.open_file(&text),
                None => said.set(Some(words::FILE_UNREADABLE)),
            });
        })
    };
    html! {
        <details class="menu">
            <summary class="button">{ say.the(words::SHARE) }</summary>
            <div class="sheet">
                <button type="button" onclick={link}>{ say.the(words::COPY_LINK) }</button>
                <button type="button" onclick={save}>{ say.the(words::SAVE_FILE) }</button>
                <label class="small">{ say.the(words::OPEN_FILE) }
                    <input type="file" accept=".txt,text/plain" onchange={open} />
                </label>
                <p class="small soft" role="status">{ said.map_or("", |said| say.the(said)) }</p>
            </div>
        </details>
    }
}

/// Type, language, theme, keys.
#[component]
fn Choices() -> Html {
    let say = use_say();
    let context = use_prefs();
    let prefs = context.prefs;
    let change = |next: crate::prefs::Prefs| {
        let set = context.set.clone();
        Callback::from(move |_: MouseEvent| set.emit(next))
    };
    let other = match prefs.locale {
        Locale::En => Locale::ZhHans,
        Locale::ZhHans => Locale::En,
    };
    let (sign, theme) = match prefs.theme {
        Theme::System => ("◐", words::THEME_SYSTEM),
        Theme::Light => ("☀", words::THEME_LIGHT),
        Theme::Dark => ("☾", words::THEME_DARK),
    };
    let keys = Callback::from(|_: MouseEvent| crate::edge::document::open_dialog(KEYS_DIALOG));
    html! {
        <>
            <button type="button" aria-pressed={prefs.large.to_string()}
                onclick={change(crate::prefs::Prefs { large: !prefs.large, ..prefs })}>
                { say.the(words::LARGE_TYPE) }
            </button>
            <button type="button" lang={other.tag()}
                onclick={change(crate::prefs::Prefs { locale: other, ..prefs })}>
                { other.of(words::LANGUAGE) }
            </button>
            <button type="button" aria-label={say.the(theme)} title={say.the(theme)}
                onclick={change(crate::prefs::Prefs { theme: prefs.theme.next(), ..prefs })}>
                <span aria-hidden="true">{ sign }</span>
            </button>
            <button type="button" aria-label={say.the(words::KEYS)} title={say.the(words::KEYS)}
                aria-keyshortcuts="?" onclick={keys}>
                <span aria-hidden="true">{ "?" }</span>
            </button>
        </>
    }
}
