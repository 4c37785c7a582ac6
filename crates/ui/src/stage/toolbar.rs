//! What acts on the whole stage: new topics, groups and producers, the configs, the state as text.

use super::{Send, config, consumer};
use crate::edge::clipboard;
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::store::{Shown, Store, use_store, use_view};
use i18n::Words;
use i18n::page::stage as words;
use session::view::{Setting, Text};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the toolbar shows of the picture.
#[derive(Clone, PartialEq)]
struct Slice {
    config: Rc<[Setting]>,
    topics: Rc<[Text]>,
    producer: String,
    consumer: String,
    /// The group that a consumer joins where none is typed.
    group: Text,
}

/// The toolbar.
#[component]
pub(super) fn Toolbar() -> Html {
    let say = use_say();
    let store = use_store();
    let slice = use_view((), |shown, ()| slice(shown));
    let copied = use_state_eq(|| None::<bool>);
    let (topic, partitions) = (use_node_ref(), use_node_ref());
    let (group, subscribed) = (use_node_ref(), use_node_ref());
    let create = {
        let (store, topic, partitions) = (store.clone(), topic.clone(), partitions.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            store.submit(&lines::create_topic(&typed(&topic), &typed(&partitions)));
        })
    };
    let start = {
        let (store, consumer, usual) = (store.clone(), slice.consumer.clone(), slice.group.clone());
        let (group, subscribed) = (group.clone(), subscribed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(topic) = subscribed.cast::<HtmlSelectElement>() {
                let topics = [topic.value().into()];
                let typed = typed(&group);
                let group = if typed.is_empty() { &*usual } else { typed.as_str() };
                let line = lines::consumer(&consumer, group, &topics, lines::NEW_CONSUMER);
                store.submit(&line);
            }
        })
    };
    let field = |node: NodeRef,
                 label: Words,
                 size: &'static str,
                 hint: Text,
                 (value, required): (&'static str, bool)| {
        html! {
            <label class="field"><span>{ say.the(label) }</span>
                <input ref={node} type="text" {size} {value} autocomplete="off" spellcheck="false"
                    placeholder={hint} {required} /></label>
        }
    };
    let add = say.the(words::ADD_PRODUCER);
    html! {
        <section class="card tools" aria-label={say.the(words::TOOLS)}>
            <div class="row">
                <form class="row" onsubmit={create}>
                    { field(topic, words::NEW_TOPIC, "10", "payments".into(), ("", true)) }
                    { field(partitions, words::NEW_PARTITIONS, "3", "3".into(), ("3", true)) }
                    <button type="submit">{ say.the(words::CREATE_TOPIC) }</button>
                </form>
                <form class="row" onsubmit={start}>
                    { field(group, words::NEW_GROUP, "10", slice.group.clone(), ("", false)) }
                    <label class="field"><span>{ "topic" }</span>
                        <select ref={subscribed} aria-label={say.the(words::SUBSCRIBED_TOPIC)}>
                            for topic in slice.topics.iter() {
                                <option value={topic.to_string()}>{ &**topic }</option>
                            }
                        </select></label>
                    <button type="submit" disabled={slice.topics.is_empty()}>
                        { say.the(words::START_GROUP) }
                    </button>
                </form>
                <Send line={lines::producer(&slice.producer)} text={add}
                    name={format!("{add} {}", slice.producer)} />
                { copy_button(store, &copied, say) }
            </div>
            <config::Strip config={Rc::clone(&slice.config)} />
        </section>
    }
}

fn slice(shown: &Shown) -> Slice {
    let view = &shown.view;
    let topics = view.topics.iter().filter(|topic| !topic.internal);
    let taken = |name: &String| view.client(name).is_some();
    let producer = (1..).map(|number| format!("p{number}")).find(|name| !taken(name));
    Slice {
        config: Rc::clone(&view.config),
        topics: topics.map(|topic| topic.name.clone()).collect(),
        producer: producer.unwrap_or_default(),
        consumer: consumer::free_name(shown),
        group: view.groups.last().map_or_else(|| "billing".into(), |last| Text::clone(&last.id)),
    }
}

fn typed(field: &NodeRef) -> String {
    field
        .cast::<HtmlInputElement>()
        .map(|field| field.value().trim().to_owned())
        .unwrap_or_default()
}

/// The whole stage as text: for a chat, an issue, or whoever reads instead of looking.
fn copy_button(store: Store, copied: &UseStateHandle<Option<bool>>, say: Say) -> Html {
    let set = copied.setter();
    let copy = Callback::from(move |_: MouseEvent| {
        let set = set.clone();
        let text = store.description();
        clipboard::copy(&text, move |done| set.set(Some(done)));
    });
    let said = match **copied {
        None => "",
        Some(true) => say.the(words::COPIED),
        Some(false) => say.the(words::COPY_REFUSED),
    };
    html! {
        <span class="row push">
            <span class="small soft" role="status">{ said }</span>
            <button type="button" onclick={copy}>{ say.the(words::COPY_STATE) }</button>
        </span>
    }
}
