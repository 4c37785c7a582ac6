//! The config strip: whatever differs from Kafka's defaults, and who set it.

use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::{Scope, SetBy, Setting};
use yew::prelude::*;

/// The strip.
pub(super) fn strip(config: &[Setting], say: Say) -> Html {
    html! {
        <details class="configs">
            <summary>{ say.with(words::CONFIGS, &[&config.len().to_string()]) }</summary>
            <ul>
                for (index, setting) in config.iter().enumerate() {
                    <li key={index}>
                        <span class="soft small">{ scope(&setting.scope, say) }</span>
                        <code>{ format!("{}={}", setting.name, setting.value) }</code>
                        <span class="soft small">{ rest(setting, say) }</span>
                    </li>
                }
            </ul>
        </details>
    }
}

fn scope(scope: &Scope, say: Say) -> String {
    match scope {
        Scope::Brokers => say.the(words::OF_BROKERS).to_owned(),
        Scope::Topic(topic) => say.with(words::TOPIC_NAMED, &[topic]),
        Scope::Client(client) => client.to_string(),
    }
}

fn rest(setting: &Setting, say: Say) -> String {
    let by = match setting.set_by {
        SetBy::Genesis => say.the(words::SET_BY_GENESIS).to_owned(),
        SetBy::Gesture(number) => say.with(words::SET_BY_GESTURE, &[&number.to_string()]),
    };
    match &setting.default {
        Some(default) => format!("{} · {by}", say.with(words::DEFAULT_IS, &[default])),
        None => by,
    }
}
