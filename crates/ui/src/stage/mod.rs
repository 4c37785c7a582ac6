//! The stage: producers, topics, groups and the network of one world, each with what it can do.
//!
//! Nothing in here holds state of the world: it is all in the view, and changes by lines.

mod config;
mod consumer;
mod group;
mod ledger;
mod messages;
mod pages;
mod producer;
mod toolbar;
mod topic;

use crate::desk::Lock;
use crate::prefs::use_say;
use crate::put::{put, put_as};
use crate::store::{Shown, use_store, use_view};
use engine::sorted::SortedSet;
use i18n::page::stage as words;
use session::Progress;
use session::view::Text;
use yew::prelude::*;

/// The whole stage.
#[component]
pub(crate) fn Stage() -> Html {
    let say = use_say();
    let topics = use_view((), |shown, ()| {
        shown.view.topics.iter().map(|topic| topic.name.clone()).collect::<Vec<_>>()
    });
    let groups = use_view((), |shown, ()| groups(shown));
    let (lock, replayed) = use_view((), |shown, ()| (shown.desk.lock, shown.desk.replayed));
    let disabled = lock.is_some();
    html! {
        // Locked, it holds nothing that takes the focus, and is still to be scrolled with keys.
        <main id="stage" class="stage" tabindex={if disabled { "0" } else { "-1" }}
            aria-label={say.the(words::STAGE)}>
            <h1 class="hidden-text">{ say.the(i18n::page::TITLE) }</h1>
            if let Some(lock) = lock {
                <p class="locked" role="note">
                    { say.the(lock_words(lock)) }
                    if let Some(Progress { done, total }) = replayed {
                        <progress value={done.to_string()} max={total.to_string()}
                            aria-label={say.the(lock_words(lock))} />
                    }
                </p>
            }
            <div class="stage-controls">
                <fieldset {disabled}>{ put::<producer::Producers>(()) }</fieldset>
                // Who may not act yet may still look along the tapes.
                for name in topics {
                    { put_as::<topic::TopicCard>(&name, topic::TopicProps { name: name.clone() }) }
                }
                <fieldset {disabled}>
                    for id in groups {
                        { put_as::<group::GroupCard>(&id, group::GroupProps { id: id.clone() }) }
                    }
                    { put::<consumer::Loners>(()) }
                    { put::<messages::Messages>(()) }
                    { put::<toolbar::Toolbar>(()) }
                </fieldset>
            </div>
        </main>
    }
}

/// The groups: those that a coordinator knows, and those that only a consumer's config names yet.
fn groups(shown: &Shown) -> SortedSet<Text> {
    let known = shown.view.groups.iter().map(|group| &group.id);
    let consumers = shown.view.clients.iter().filter_map(|client| client.consumer.as_ref());
    let named = consumers.filter_map(|consumer| consumer.group.as_ref());
    known.chain(named).cloned().collect()
}

/// Why the stage is locked.
pub(crate) const fn lock_words(lock: Lock) -> i18n::Words {
    match lock {
        Lock::Prediction => words::LOCKED_PREDICTION,
        Lock::Watching => words::LOCKED_WATCHING,
        Lock::Replay => words::LOCKED_REPLAY,
    }
}

/// What a button is told that sends one line.
#[derive(Properties, PartialEq)]
pub(crate) struct SendProps {
    /// The line.
    pub(crate) line: String,
    /// What it says.
    pub(crate) text: AttrValue,
    /// What it does, in full: its accessible name.
    pub(crate) name: AttrValue,
    /// Besides `button`.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// It cannot be done now.
    #[prop_or_default]
    pub(crate) off: bool,
}

/// A button that sends one line. Its title is the line: clicking teaches the language.
///
/// Off, it keeps the focus: who pressed it with a key is still there when the act is done.
#[component]
pub(crate) fn Send(props: &SendProps) -> Html {
    let store = use_store();
    let send = use_callback(
        (store, props.line.clone(), props.off),
        |_: MouseEvent, (store, line, off)| {
            if !off {
                store.submit(line);
            }
        },
    );
    html! {
        <button type="button" class={props.class.clone()} onclick={send}
            aria-disabled={props.off.then_some("true")}
            aria-label={props.name.clone()} title={props.line.clone()}>
            { &props.text }
        </button>
    }
}
