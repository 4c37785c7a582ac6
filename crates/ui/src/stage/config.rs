//! The config strip: whatever differs from Kafka's defaults, and who set it.

use super::pages;
use crate::prefs::{Say, use_say};
use i18n::page::stage as words;
use session::view::{Scope, SetBy, Setting};
use std::rc::Rc;
use yew::prelude::*;

/// So many settings are shown at a time.
const SETTINGS_MAX: usize = 24;

/// What the strip is told.
#[derive(Properties, PartialEq)]
pub(super) struct StripProps {
    /// Whatever differs.
    pub(super) config: Rc<[Setting]>,
}

/// The strip.
#[component]
pub(super) fn Strip(props: &StripProps) -> Html {
    let say = use_say();
    let at = use_state_eq(|| 0);
    let count = props.config.len();
    let page = pages::range(*at, SETTINGS_MAX, count);
    let title = say.with(words::CONFIGS, &[&count.to_string()]);
    let settings = props.config.iter().enumerate().take(page.end).skip(page.start);
    html! {
        <details class="configs">
            <summary>{ &title }</summary>
            <ul>
                for (index, setting) in settings {
                    <li key={index}>
                        <span class="soft small">{ scope(&setting.scope, say) }</span>
                        <code>{ format!("{}={}", setting.name, setting.value) }</code>
                        <span class="soft small">{ rest(setting, say) }</span>
                    </li>
                }
            </ul>
            { pages::pager(&title, &page, count, &at, say) }
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
