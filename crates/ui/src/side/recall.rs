//! Before a lesson: what was held with certainty in an earlier one, and was not so, is asked again
//! with new numbers. At most two questions, and each may be left for later.

use super::asset::{Fetched, use_asset};
use super::prose::{MUTE, line};
use super::transfer::TransferPanel;
use crate::effect::use_effect_on;
use crate::prefs::use_say;
use crate::store::use_store;
use ::lesson::format::{TransferChoice, read_lesson};
use ::lesson::progress::Due;
use i18n::page::lesson as words;
use std::rc::Rc;
use yew::prelude::*;

/// So many questions before one lesson.
pub(super) const ASKED_MAX: usize = 2;

/// What the panel is told.
#[derive(Properties, PartialEq)]
pub(super) struct RecallProps {
    /// What is asked.
    pub(super) due: Due,
    /// It was answered and read, or left for later.
    pub(super) done: Callback<()>,
}

/// One question.
#[component]
pub(super) fn Recall(props: &RecallProps) -> Html {
    let say = use_say();
    let store = use_store();
    let fetched = use_asset(Some(format!("lesson-{}", props.due.lesson)), read_lesson);
    let answered = use_state_eq(|| false);
    let done = use_callback(props.done.clone(), |_: MouseEvent, done| done.emit(()));
    let note = {
        let set = answered.setter();
        use_callback((store, props.due.clone()), move |chosen: TransferChoice, (store, due)| {
            set.set(true);
            store.note_progress(|_, progress| progress.asked(due, chosen.misconception.is_none()));
        })
    };
    let lesson = match &fetched {
        Fetched::Here(lesson) => Some(Rc::clone(lesson)),
        Fetched::Coming | Fetched::Missing => None,
    };
    let step = lesson.as_ref().and_then(|lesson| Some(props.due.question(lesson)?.id.clone()));
    let gone = matches!(fetched, Fetched::Missing) || (lesson.is_some() && step.is_none());
    {
        // A lesson that is not there, or asks nothing of the kind, holds nobody up.
        let done = props.done.clone();
        use_effect_on(gone, move |gone| {
            if *gone {
                done.emit(());
            }
        });
    }
    let (Some(lesson), Some(step)) = (lesson, step) else { return Html::default() };
    let title = line(&lesson.title, &MUTE);
    let [before, after] = {
        let (before, after) = say.the(words::RECALL_TEXT).split_once("{0}").unwrap_or_default();
        [before, after]
    };
    let next = if *answered { words::RECALL_NEXT } else { words::RECALL_SKIP };
    html! {
        <article class="prose">
            <h2 id="recall" tabindex="-1">{ say.the(words::RECALL) }</h2>
            <p>{ before }{ title }{ after }</p>
            <TransferPanel {lesson} {step} first={props.due.asked + 1} answered={note} />
            <p class="row ways">
                <button type="button" class={if *answered { "primary" } else { "quiet" }}
                    onclick={done}>{ say.the(next) }</button>
            </p>
        </article>
    }
}
