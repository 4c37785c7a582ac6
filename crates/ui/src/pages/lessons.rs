//! The list of lessons, by chapter, with what is done.

use crate::prefs::{Say, use_say};
use crate::route::Route;
use crate::side::asset::{Fetched, use_asset};
use crate::side::prose::{MUTE, blocks, line};
use crate::store::lesson::progress;
use i18n::page::lesson as words;
use lesson::format::{Entry, read_index};
use lesson::progress::Progress;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn Lessons() -> Html {
    let say = use_say();
    let index = use_asset(Some("lessons".to_owned()), read_index);
    let done = progress().unwrap_or_default();
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

fn entry(one: &Entry, done: &Progress, say: Say) -> Html {
    let route = Route::Lesson { slug: one.id.to_string(), step: None };
    let done = done.of(&one.id);
    let furthest = done.and_then(|done| one.steps.iter().position(|step| **step == *done.furthest));
    let steps = one.steps.len().to_string();
    html! {
        <li key={&*one.id} class="card">
            <h2>
                <span class="soft number">{ one.number }</span>
                <a href={route.href()}>{ line(&one.title, &MUTE) }</a>
            </h2>
            <div class="prose">{ blocks(&one.summary, &MUTE) }</div>
            <p class="small soft">
                { say.with(words::MINUTES, &[&one.minutes.to_string()]) }
                if done.is_some_and(|done| done.finished) {
                    { " · " }<strong class="finished">{ say.the(words::FINISHED) }</strong>
                } else if let Some(furthest) = furthest {
                    { " · " }{ say.with(words::REACHED, &[&(furthest + 1).to_string(), &steps]) }
                }
            </p>
        </li>
    }
}
