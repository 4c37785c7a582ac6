//! The gallery of the sandbox: worlds to start from, each with lines to try in it.

use super::asset::{Fetched, use_asset};
use super::kept::Damaged;
use super::prose::{MUTE, blocks, line, offer};
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::route::Route;
use crate::store::use_store;
use i18n::page as words;
use lesson::scenario::{Scenario, read_gallery};
use yew::prelude::*;

/// What the gallery is told.
#[derive(Properties, PartialEq)]
pub(super) struct GalleryProps {
    /// Where one is.
    pub(super) route: Route,
}

/// The gallery.
#[component]
pub(super) fn Gallery(props: &GalleryProps) -> Html {
    let say = use_say();
    let store = use_store();
    let gallery = use_asset(Some("scenarios".to_owned()), read_gallery);
    let wanted = match &props.route {
        Route::Scenario(id) => Some(id.clone()),
        Route::Sandbox
        | Route::World(_)
        | Route::Lessons
        | Route::Smaller
        | Route::Truth
        | Route::Recording { .. }
        | Route::Lesson { .. } => None,
    };
    let found = match (&gallery, &wanted) {
        (Fetched::Here(gallery), Some(id)) => {
            gallery.iter().find(|scenario| *scenario.id == **id).cloned()
        }
        _ => None,
    };
    {
        let (store, found) = (store.clone(), found.clone());
        use_effect_on(found.as_ref().map(|found| found.id.clone()), move |_| {
            if let Some(found) = &found {
                let place = Route::Scenario(found.id.to_string());
                store.begin_with(&place, &found.genesis, &found.lines);
            }
        });
    }
    let anew =
        use_callback((store, wanted.clone()), |_: MouseEvent, (store, wanted)| match wanted {
            Some(_) => store.restart(),
            None => store.begin_sandbox(),
        });
    html! {
        <aside class="side" aria-label={say.the(words::lesson::GALLERY)}>
            <Damaged />
            if let Some(found) = found {
                { open(&found) }
            } else if let Route::Recording { id, .. } = &props.route {
                <h2>{ say.with(words::truth::OPENED, &[id]) }</h2>
                <p>{ say.the(words::truth::OPENED_TEXT) }</p>
            } else {
                { not_there(&gallery, wanted.as_deref(), say) }
                <h2>{ say.the(words::lesson::WELCOME) }</h2>
                <p>{ say.the(words::lesson::WELCOME_TEXT) }</p>
            }
            <p class="row">
                <button type="button" onclick={anew}>{ say.the(words::lesson::ANEW) }</button>
            </p>
            <h2>{ say.the(words::lesson::GALLERY) }</h2>
            { match &gallery {
                Fetched::Coming => html! { <p class="soft">{ say.the(words::lesson::COMING) }</p> },
                Fetched::Missing => html! { <p class="soft">{ say.the(words::lesson::MISSING) }</p> },
                Fetched::Here(gallery) => html! {
                    <ul class="gallery">
                        for scenario in gallery.iter() { { entry(scenario, wanted.as_deref()) } }
                    </ul>
                },
            } }
            <p class="small"><a href={Route::Smaller.href()}>{ say.the(words::SMALLER) }</a></p>
            <p class="small"><a href={Route::Truth.href()}>{ say.the(words::truth::TITLE) }</a></p>
        </aside>
    }
}

/// That the gallery has no scenario of that name.
fn not_there(gallery: &Fetched<Vec<Scenario>>, wanted: Option<&str>, say: Say) -> Html {
    match (gallery, wanted) {
        (Fetched::Here(_), Some(id)) => html! {
            <p class="says" role="status">{ say.with(words::lesson::NO_SCENARIO, &[id]) }</p>
        },
        (Fetched::Coming | Fetched::Missing, _) | (Fetched::Here(_), None) => Html::default(),
    }
}

/// The scenario that is open: what it shows, and what to try.
fn open(scenario: &Scenario) -> Html {
    html! {
        <section class="prose">
            <h2>{ line(&scenario.title, &MUTE) }</h2>
            { blocks(&scenario.text, &MUTE) }
            <p class="row">
                for command in scenario.tries.iter() { { offer(command) } }
            </p>
        </section>
    }
}

fn entry(scenario: &Scenario, here: Option<&str>) -> Html {
    let current = here == Some(&*scenario.id);
    html! {
        <li key={&*scenario.id}>
            <a href={Route::Scenario(scenario.id.to_string()).href()}
                aria-current={current.then_some("page")}>
                { line(&scenario.title, &MUTE) }
            </a>
        </li>
    }
}
