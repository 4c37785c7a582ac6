//! A topic: its name, its configs, and the tapes of the partitions in view.

use crate::edge::size::WidthWatch;
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::put::{put, put_as};
use crate::store::{use_store, use_view};
use crate::tape::{Geometry, Lane, LaneProps};
use i18n::page::stage as words;
use session::view::{PartitionName, Setting, Text};
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// A drawing is never measured smaller than this, in units.
const WIDTH_MIN: i32 = 200;
/// The width of a lane's heading where it stands beside the drawing, in units.
const HEADING: i32 = 124;
/// From this width of the card on, in units, headings stand beside the drawings.
const WIDE: i32 = 656;

/// What a card is told.
#[derive(Properties, PartialEq)]
pub(super) struct TopicProps {
    /// The topic.
    pub(super) name: Text,
}

#[derive(Clone, PartialEq)]
struct Shown {
    partition_count: i32,
    internal: bool,
    partitions: Vec<PartitionName>,
    config: Rc<[Setting]>,
}

/// One topic.
#[component]
pub(super) fn TopicCard(props: &TopicProps) -> Html {
    let say = use_say();
    let store = use_store();
    let hide = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| store.show_internal(None))
    };
    let card = use_node_ref();
    let width = use_state_eq(|| None::<i32>);
    let shown = use_view(props.name.clone(), |shown, name| {
        shown.view.topic(name).map(|topic| Shown {
            partition_count: topic.partition_count,
            internal: topic.internal,
            partitions: topic.partitions.iter().map(|shown| shown.name.clone()).collect(),
            config: Rc::clone(&topic.config),
        })
    });
    {
        let (card, width, name) = (card.clone(), width.setter(), props.name.clone());
        use_effect_on(store, move |store| {
            let store = store.clone();
            let watch = card.cast::<Element>().and_then(|card| {
                WidthWatch::start(&card, move |units| {
                    let units = drawing_width(units);
                    width.set(Some(units));
                    store.show_cells(&name, Geometry::cells_in(units));
                })
            });
            move || drop(watch)
        });
    }
    let Some(shown) = shown else { return Html::default() };
    let pager = PagerProps {
        name: props.name.clone(),
        count: shown.partition_count,
        first: shown.partitions.first().map_or(0, |first| first.partition),
        shown: i32::try_from(shown.partitions.len()).unwrap_or(i32::MAX),
    };
    html! {
        <section class="card topic" aria-label={say.with(words::TOPIC_NAMED, &[&props.name])}>
            <header class="row">
                <h2><span class="who">{ &*props.name }</span><span class="soft">{ "topic" }</span></h2>
                <span class="small soft">
                    { say.with(words::PARTITIONS, &[&shown.partition_count.to_string()]) }
                </span>
                for setting in shown.config.iter() {
                    <code class="setting">{ format!("{}={}", setting.name, setting.value) }</code>
                }
                if shown.internal {
                    <button type="button" onclick={hide}>{ say.with(words::HIDE, &[&props.name]) }</button>
                }
                { put::<Pager>(pager) }
            </header>
            <div class="lanes" ref={card}>
                if let Some(width) = *width {
                    for name in shown.partitions {
                        { put_as::<Lane>(name.partition, LaneProps { name: name.clone(), width }) }
                    }
                }
            </div>
        </section>
    }
}

/// How wide the drawings are in a card of that width.
fn drawing_width(card: i32) -> i32 {
    let room = if card >= WIDE { card - HEADING } else { card };
    room.max(WIDTH_MIN)
}

#[derive(Properties, PartialEq)]
struct PagerProps {
    name: Text,
    count: i32,
    first: i32,
    shown: i32,
}

/// Which partitions of a large topic are shown.
#[component]
fn Pager(props: &PagerProps) -> Html {
    let say = use_say();
    let store = use_store();
    let field = use_node_ref();
    if props.count <= props.shown {
        return Html::default();
    }
    let (count, first, shown) = (props.count, props.first, props.shown.max(1));
    let name = props.name.clone();
    let last = (first + shown).min(count) - 1;
    let go = |to: i32| {
        let (store, name) = (store.clone(), name.clone());
        Callback::from(move |_: MouseEvent| store.show_partitions(&name, to))
    };
    let jump = {
        let (store, name, field) = (store.clone(), name.clone(), field.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            if let Some(Ok(to)) = typed.map(|typed| typed.trim().parse::<i32>()) {
                store.show_partitions(&name, to.clamp(0, count - 1));
            }
        })
    };
    html! {
        <form class="row push" onsubmit={jump}>
            <button type="button" onclick={go((first - shown).max(0))} disabled={first == 0}
                aria-label={say.with(words::EARLIER_PARTITIONS, &[&props.name])}>{ "‹" }</button>
            <span class="small number">{ range(first, last, count, say) }</span>
            <button type="button" onclick={go(first + shown)} disabled={last + 1 >= count}
                aria-label={say.with(words::LATER_PARTITIONS, &[&props.name])}>{ "›" }</button>
            <input ref={field} type="text" inputmode="numeric" size="4"
                placeholder={say.the(words::PARTITION)}
                aria-label={say.with(words::JUMP_TO_PARTITION, &[&props.name])} />
        </form>
    }
}

fn range(first: i32, last: i32, count: i32, say: Say) -> String {
    say.with(words::RANGE, &[&first.to_string(), &last.to_string(), &count.to_string()])
}
