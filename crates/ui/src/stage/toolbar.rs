//! What acts on the whole stage: new topics, groups and producers, the configs, the state as text.

use super::Send;
use super::config::ConfigStrip;
use crate::edge::clipboard;
use crate::figures::{clock, list};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::store::{Shown, use_store, use_view};
use crate::tape;
use i18n::page::stage as words;
use session::view::client::Kind;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The toolbar.
#[component]
pub(super) fn Toolbar() -> Html {
    let say = use_say();
    html! {
        <section class="card tools" aria-label={say.the(words::TOOLS)}>
            <div class="row">
                <NewTopic />
                <NewGroup />
                <NewProducer />
                <CopyState />
            </div>
            <ConfigStrip />
        </section>
    }
}

fn typed(field: &NodeRef) -> String {
    field
        .cast::<HtmlInputElement>()
        .map(|field| field.value().trim().to_owned())
        .unwrap_or_default()
}

#[component]
fn NewTopic() -> Html {
    let say = use_say();
    let store = use_store();
    let (name, partitions) = (use_node_ref(), use_node_ref());
    let create = {
        let (name, partitions) = (name.clone(), partitions.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            store.submit(&lines::create_topic(&typed(&name), &typed(&partitions)));
        })
    };
    html! {
        <form class="row" onsubmit={create}>
            <label class="field"><span>{ say.the(words::NEW_TOPIC) }</span>
                <input ref={name} type="text" size="10" autocomplete="off" spellcheck="false"
                    placeholder="payments" required=true /></label>
            <label class="field"><span>{ say.the(words::NEW_PARTITIONS) }</span>
                <input ref={partitions} type="text" inputmode="numeric" size="3" value="3" required=true /></label>
            <button type="submit">{ say.the(words::CREATE_TOPIC) }</button>
        </form>
    }
}

#[component]
fn NewGroup() -> Html {
    let say = use_say();
    let store = use_store();
    let name = use_node_ref();
    let (consumer, topic) = use_view((), |shown, ()| {
        let topic = shown.view.topics.iter().find(|topic| !topic.internal);
        (super::consumer::free_name(shown), topic.map(|topic| topic.name.clone()))
    });
    let off = topic.is_none();
    let start = {
        let name = name.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(topic) = &topic {
                let group = typed(&name);
                store.submit(&lines::consumer(&consumer, &group, topic, lines::NEW_CONSUMER));
            }
        })
    };
    html! {
        <form class="row" onsubmit={start}>
            <label class="field"><span>{ say.the(words::NEW_GROUP) }</span>
                <input ref={name} type="text" size="10" autocomplete="off" spellcheck="false"
                    placeholder="billing" required=true /></label>
            <button type="submit" disabled={off}>{ say.the(words::START_GROUP) }</button>
        </form>
    }
}

#[component]
fn NewProducer() -> Html {
    let say = use_say();
    let name = use_view((), |shown, ()| {
        let taken = |name: &String| shown.view.client(name).is_some();
        (1..).map(|number| format!("p{number}")).find(|name| !taken(name)).unwrap_or_default()
    });
    let has_one = use_view((), |shown, ()| {
        shown.view.clients.iter().any(|client| client.kind == Kind::Producer)
    });
    html! {
        if has_one {
            <Send line={lines::producer(&name)} text={say.the(words::ADD_PRODUCER)}
                name={format!("{} {name}", say.the(words::ADD_PRODUCER))} />
        }
    }
}

#[component]
fn CopyState() -> Html {
    let say = use_say();
    let store = use_store();
    let copied = use_state_eq(|| None::<bool>);
    let copy = {
        let copied = copied.setter();
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            clipboard::copy(&as_text(&store.shown(), say), move |done| copied.set(Some(done)));
        })
    };
    let text = match *copied {
        None => words::COPY_STATE,
        Some(true) => words::COPIED,
        Some(false) => words::COPY_REFUSED,
    };
    html! {
        <button type="button" class="push" onclick={copy} aria-label={say.the(words::COPY_STATE)}>
            { say.the(text) }
        </button>
    }
}

/// The whole stage as text: for a chat, an issue, or whoever reads instead of looking.
fn as_text(shown: &Shown, say: Say) -> String {
    let view = &shown.view;
    let mut lines = vec![say.with(words::TEXT_HEAD, &[&clock(view.clock.elapsed())])];
    for topic in view.topics.iter() {
        for partition in topic.partitions.iter() {
            lines.push(tape::spoken(partition, say));
        }
    }
    for group in view.groups.iter() {
        let (id, generation) = (&group.id, group.generation.to_string());
        lines.push(say.with(words::TEXT_GROUP, &[id, group.state.name(), &generation]));
        for member in group.members.iter() {
            lines.push(format!("  {}: {}", member.member_id, list(&member.assigned)));
        }
    }
    for ledger in view.ledger.iter() {
        lines.push(format!(
            "{}: {}; {}; {}",
            ledger.group,
            say.with(words::ONCE, &[&super::ledger::once(ledger).to_string()]),
            say.with(words::REPEATED, &[&ledger.repeated.to_string()]),
            say.with(words::LOST, &[&ledger.lost.to_string()])
        ));
    }
    for setting in view.config.iter() {
        lines.push(format!("{}={}", setting.name, setting.value));
    }
    lines.join("\n")
}
