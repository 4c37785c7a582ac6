//! The list of lessons, by chapter, with what is done.

use crate::edge::storage::{Browser, PROGRESS};
use crate::prefs::{Say, use_say};
use crate::route::Route;
use crate::side::asset::{Fetched, use_asset};
use crate::side::prose::{MUTE, blocks, line};
use i18n::page::lesson as words;
use lesson::format::{Entry, read_index};
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn Lessons() -> Html {
    let say = use_say();
    let index = use_asset(Some("lessons".to_owned()), read_index);
    let done = Browser.read(PROGRESS).unwrap_or_default();
    html! {
        <main id="stage" class="page" tabindex="-1">
            <h1>{ say.the(words::LESSONS) }</h1>
            <p class="lead">{ say.the(words::LESSONS_LEAD) }</p>
            { match &index {
                Fetched::Coming => html! { <p class="soft">{ say.the(words::COMING) }</p> },
                Fetched::Missing => html! { <p class="soft">{ say.the(words::MISSING) }</p> },
                Fetched::Here(index) => html! {
                    <ol class="lessons">
                        for one in index.iter() { { entry(one, &done, say) } }
                    </ol>
                },
            } }
        </main>
    }
}

fn entry(one: &Entry, done: &str, say: Say) -> Html {
    let steps = one.steps.len();
    let finished = done
        .lines()
        .filter(|line| line.split_once('/').is_some_and(|(lesson, _)| *lesson == *one.id));
    let finished = finished.count().min(steps);
    let route = Route::Lesson { slug: one.id.to_string(), step: None };
    html! {
        <li key={&*one.id} class="card">
            <h2>
                <span class="soft number">{ one.number }</span>
                <a href={route.href()}>{ line(&one.title, &MUTE) }</a>
            </h2>
            <div class="prose">{ blocks(&one.summary, &MUTE) }</div>
            <p class="small soft">
                { say.with(words::MINUTES, &[&one.minutes.to_string()]) }
                { " · " }
                { say.with(words::DONE_OF, &[&finished.to_string(), &steps.to_string()]) }
            </p>
        </li>
    }
}
