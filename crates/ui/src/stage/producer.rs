//! Producers: fields for key and value, and the sum by which the last record found its partition.

use super::Send;
use crate::figures::list;
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::put::put_as;
use crate::store::{Shown, use_store, use_view};
use crate::why::choice;
use engine::partitioner::place_key;
use i18n::page::stage as words;
use session::view::client::{Fate, Kind, SentRecord, Status};
use session::view::partition::{Choice, Preview};
use session::view::{Client, Text};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// All producers; where there is none, a way to start one.
#[component]
pub(super) fn Producers() -> Html {
    let say = use_say();
    let names = use_view((), |shown, ()| {
        let producers = shown.view.clients.iter().filter(|client| client.kind == Kind::Producer);
        producers.map(|client| client.name.clone()).collect::<Vec<_>>()
    });
    html! {
        <section class="card producers" aria-label={say.the(words::PRODUCERS)}>
            for (index, name) in names.iter().enumerate() {
                { put_as::<ProducerRow>(name, RowProps { name: name.clone(), first: index == 0 }) }
            }
            if names.is_empty() {
                <Send line={lines::producer("p1")} text={say.the(words::ADD_PRODUCER)}
                    name={say.the(words::ADD_PRODUCER)} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    name: Text,
    first: bool,
}

#[component]
fn ProducerRow(props: &RowProps) -> Html {
    let say = use_say();
    let store = use_store();
    let client = use_view(props.name.clone(), |shown, name| shown.view.client(name).cloned());
    let topics = use_view((), |shown, ()| {
        let topics = shown.view.topics.iter().filter(|topic| !topic.internal);
        topics.map(|topic| topic.name.clone()).collect::<Vec<_>>()
    });
    let (topic, key, value) = (use_node_ref(), use_node_ref(), use_node_ref());
    let typed_key = use_state_eq(String::new);
    let write = {
        let typed_key = typed_key.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                typed_key.set(field.value());
            }
        })
    };
    let modulus = use_view((props.name.clone(), topic.clone()), modulus);
    let send = {
        let typed_key = typed_key.setter();
        let (name, topic, key, value) =
            (props.name.clone(), topic.clone(), key.clone(), value.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = |field: &NodeRef| {
                field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default()
            };
            // From here on the sum that is shown is the real one.
            typed_key.set(String::new());
            if let Some(topic) = topic.cast::<HtmlSelectElement>() {
                store.submit(&lines::send(&name, &topic.value(), &typed(&key), &typed(&value)));
            }
        })
    };
    let Some(client) = client else { return Html::default() };
    let name = &*props.name;
    let id = |part: &str| format!("{part}-{name}");
    let field = |part: &str,
                 node: NodeRef,
                 label: i18n::Words,
                 placeholder: i18n::Words,
                 oninput: Option<Callback<InputEvent>>| {
        html! {
            <label class="field">
                <span>{ say.the(label) }</span>
                <input id={id(part)} ref={node} type="text" {oninput} autocomplete="off" spellcheck="false"
                    placeholder={say.the(placeholder)} maxlength="4096"
                    aria-label={format!("{} {name}", say.the(label))} />
            </label>
        }
    };
    html! {
        <form class="producer row" onsubmit={send}>
            <h2><span class="who">{ name }</span><span class="soft">{ say.the(words::PRODUCER) }</span></h2>
            <label class="field">
                <span>{ "topic" }</span>
                <select ref={topic} aria-label={format!("topic {name}")}>
                    for topic in topics { <option value={topic.to_string()}>{ &*topic }</option> }
                </select>
            </label>
            { field("key", key, words::KEY, words::KEY_HINT, Some(write)) }
            { field("value", value, words::VALUE, words::VALUE_HINT, None) }
            <button type="submit" class="primary" disabled={client.status != Status::Running}
                aria-label={say.with(words::PRODUCE_BY, &[name])}>
                { say.the(words::PRODUCE) }
            </button>
            if typed_key.is_empty() {
                { last_send(&client, say) }
            } else {
                <output class="sum mono">{ preview(&typed_key, modulus, say) }</output>
            }
        </form>
    }
}

/// How many partitions the chosen topic has; 0 while none is chosen.
fn modulus(shown: &Shown, (_, field): &(Text, NodeRef)) -> i32 {
    let chosen = field.cast::<HtmlSelectElement>().map(|field| field.value());
    let topic = match &chosen {
        Some(name) => shown.view.topic(name),
        None => shown.view.topics.iter().find(|topic| !topic.internal),
    };
    topic.map_or(0, |topic| topic.partition_count)
}

/// The sum for a key that is still being typed.
fn preview(key: &str, modulus: i32, say: Say) -> String {
    if modulus < 1 {
        return String::new();
    }
    let placed = place_key(key.as_bytes(), modulus);
    let shown = Preview { text: key.into(), bytes: key.len(), cut: false, shape: 0 };
    choice(
        &Choice::Keyed {
            key: shown,
            hash: placed.hash,
            masked: placed.masked,
            partitions: modulus,
            partition: placed.partition.0,
        },
        say,
    )
}

/// The sum of the last record that was sent, and what became of it.
fn last_send(client: &Rc<Client>, say: Say) -> Html {
    let last = client.producer.as_ref().and_then(|producer| producer.sends.last());
    let error = client.last_error.as_ref();
    html! {
        <output class="sum mono">
            if let Some(last) = last {
                <span>{ choice(&last.choice, say) }</span>
                <strong>{ fate(last, say) }</strong>
            } else if let Some(error) = error {
                <span class="error">{ format!("{}: {}", error.exception, error.message) }</span>
            } else {
                <span class="soft">{ say.the(words::SUM_HINT) }</span>
            }
        </output>
    }
}

fn fate(sent: &SentRecord, say: Say) -> String {
    let partition = sent.partition.to_string();
    match &sent.fate {
        Fate::Open => say.with(words::FATE_OPEN, &[&partition]),
        Fate::Stored(offset) => say.with(words::FATE_STORED, &[&partition, &offset.to_string()]),
        Fate::Unknown => say.with(words::FATE_UNKNOWN, &[&partition]),
        Fate::Failed(thrown) => list(&[&*thrown.exception, &*thrown.message]),
    }
}
