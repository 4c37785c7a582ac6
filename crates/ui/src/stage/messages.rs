//! What is under way between clients and brokers; each message can be lost or delayed.

use super::Send;
use super::consumer::{Remaining, RemainingProps};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::put::put;
use crate::store::use_view;
use i18n::page::stage as words;
use session::view::Message;
use std::rc::Rc;
use yew::prelude::*;

/// More than this many are counted, not listed.
const LISTED_MAX: usize = 12;

/// The messages in flight.
#[component]
pub(super) fn Messages() -> Html {
    let say = use_say();
    let messages = use_view((), |shown, ()| Rc::clone(&shown.view.messages));
    let brokers = use_view((), |shown, ()| Rc::clone(&shown.view.brokers));
    html! {
        <section class="card network" aria-label={say.the(words::NETWORK)}>
            <header class="row">
                <h2>{ say.the(words::NETWORK) }</h2>
                <span class="small soft">
                    { say.with(words::IN_FLIGHT, &[&messages.len().to_string()]) }
                </span>
                <span class="row push">
                    for broker in brokers.iter() {
                        { broker_button(broker.id, broker.running, say) }
                    }
                </span>
            </header>
            if !messages.is_empty() {
                <ul class="messages">
                    for message in messages.iter().take(LISTED_MAX) {
                        { one(message, say) }
                    }
                    if messages.len() > LISTED_MAX {
                        <li class="small soft">
                            { say.with(words::AND_MORE, &[&(messages.len() - LISTED_MAX).to_string()]) }
                        </li>
                    }
                </ul>
            }
        </section>
    }
}

fn broker_button(id: i32, running: bool, say: Say) -> Html {
    let (verb, text) =
        if running { ("stop", words::STOP_BROKER) } else { ("start", words::START_BROKER) };
    let text = say.with(text, &[&id.to_string()]);
    html! { <Send key={id} line={lines::broker(id, verb)} text={text.clone()} name={text} /> }
}

fn one(message: &Message, say: Say) -> Html {
    let broker = format!("b{}", message.broker);
    let (from, to) =
        if message.request { (&*message.client, &*broker) } else { (&*broker, &*message.client) };
    let kind = if message.request { words::REQUEST } else { words::RESPONSE };
    let what = format!("{} {}", message.api, say.the(kind));
    let number = format!("m{}", message.id);
    html! {
        <li key={message.id.to_string()} class="row">
            <span class="mono small soft">{ &number }</span>
            <span>{ format!("{from} → {to}") }</span>
            <strong>{ &what }</strong>
            if let Some(error) = &message.error { <code class="error">{ &**error }</code> }
            { put::<Remaining>(RemainingProps { until: Some(message.arrives), words: words::ARRIVES }) }
            <Send line={lines::drop_message(message.id)} text={say.the(words::DROP)}
                name={format!("{} {number}", say.the(words::DROP))} class="danger" />
            <Send line={lines::delay_message(message.id)} text={say.the(words::DELAY)}
                name={format!("{} {number}", say.the(words::DELAY))} />
        </li>
    }
}
