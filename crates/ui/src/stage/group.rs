//! A group: its state and generation as the coordinator knows them, its members, its ledger.
//!
//! What the coordinator knows and what a member believes stand side by side; they may differ.

use super::Send;
use super::consumer::{ConsumerProps, ConsumerRow, Remaining, RemainingProps};
use super::{ledger, pages};
use crate::figures::{NONE, span};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::put::{put, put_as};
use crate::store::{Store, use_store, use_view};
use i18n::page::stage as words;
use session::view::group::{GroupState, PendingMember};
use session::view::{Group, GroupLedger, Text};
use std::rc::Rc;
use yew::prelude::*;

/// So many members are shown at a time in all groups together, half of them of one group.
const MEMBERS_MAX: usize = 24;

/// What a card is told.
#[derive(Properties, PartialEq)]
pub(super) struct GroupProps {
    /// `group.id`.
    pub(super) id: Text,
}

/// What a group's card shows of the picture.
#[derive(Clone, PartialEq)]
struct Shown {
    group: Option<Rc<Group>>,
    /// Consumers of this group, whether or not the coordinator knows them.
    consumers: Vec<Text>,
    /// How many groups share the room for members.
    groups: usize,
    /// Some broker runs.
    broker_runs: bool,
    topics: Rc<[Text]>,
    free_name: String,
    ledger: Option<Rc<GroupLedger>>,
}

/// Why nothing is known of a group.
const fn unknown(broker_runs: bool) -> i18n::Words {
    if broker_runs { words::STATE_UNKNOWN } else { words::NO_COORDINATOR }
}

/// One group.
#[component]
pub(super) fn GroupCard(props: &GroupProps) -> Html {
    let say = use_say();
    let shown = use_view(props.id.clone(), |shown, id| Shown {
        group: shown.view.group(id).cloned(),
        consumers: consumers_of(shown, id),
        groups: shown.view.groups.len(),
        broker_runs: shown.view.brokers.iter().any(|broker| broker.running),
        topics: topics_of(shown, id),
        free_name: super::consumer::free_name(shown),
        ledger: shown.view.ledger.iter().find(|ledger| ledger.group == *id).cloned(),
    });
    let store = use_store();
    let id = &*props.id;
    let at = use_state_eq(|| 0);
    let (count, size) = (shown.consumers.len(), members_max(shown.groups));
    let page = pages::range(*at, size, count);
    let add = lines::consumer(&shown.free_name, id, &shown.topics, lines::NEW_CONSUMER);
    html! {
        <section class={classes!("card", "group", crate::tape::group_class(id))}
            aria-label={say.with(words::GROUP_NAMED, &[id])}>
            <header class="row">
                <h2><span class="who">{ id }</span><span class="soft">{ say.the(words::GROUP) }</span></h2>
                if let Some(group) = &shown.group {
                    { known(group, &store, say) }
                } else {
                    <span class="small soft">{ say.the(unknown(shown.broker_runs)) }</span>
                }
                <span class="row push">
                    <Send line={lines::rejoin(id)} text={say.the(words::REJOIN)}
                        name={say.with(words::REJOIN_OF, &[id])} off={shown.consumers.is_empty()} />
                    <Send line={lines::describe_group(id)} text={say.the(words::DESCRIBE)}
                        name={say.with(words::DESCRIBE_OF, &[id])} />
                    <Send line={add} text={say.the(words::ADD_CONSUMER)}
                        name={say.with(words::ADD_CONSUMER_TO, &[&shown.free_name, id])}
                        off={shown.topics.is_empty()} />
                </span>
            </header>
            <ul class="members">
                for name in shown.consumers.iter().take(page.end).skip(page.start) {
                    { put_as::<ConsumerRow>(name, ConsumerProps { name: name.clone() }) }
                }
                if let Some(group) = &shown.group {
                    { strangers(group, say) }
                    for pending in group.pending.iter() { { pending_member(pending, say) } }
                }
            </ul>
            { pages::pager(id, &page, count, &at, say) }
            if let Some(ledger) = &shown.ledger { { ledger::summary(ledger, say) } }
        </section>
    }
}

/// How many members of a group are shown at a time, if there are so many groups.
fn members_max(groups: usize) -> usize {
    (MEMBERS_MAX / groups.max(1)).clamp(2, MEMBERS_MAX / 2)
}

fn consumers_of(shown: &crate::store::Shown, id: &str) -> Vec<Text> {
    let here = shown.view.clients.iter().filter(|client| {
        client.consumer.as_ref().is_some_and(|consumer| consumer.group.as_deref() == Some(id))
    });
    here.map(|client| client.name.clone()).collect()
}

/// What a new consumer subscribes to: the same as its group, or the first topic.
fn topics_of(shown: &crate::store::Shown, id: &str) -> Rc<[Text]> {
    let consumers = shown.view.clients.iter().filter_map(|client| client.consumer.as_ref());
    let mut here = consumers.filter(|consumer| consumer.group.as_deref() == Some(id));
    let known = here.find(|consumer| !consumer.subscribed.is_empty());
    let known = known.map(|consumer| Rc::clone(&consumer.subscribed));
    known.unwrap_or_else(|| {
        let first = shown.view.topics.iter().find(|topic| !topic.internal);
        first.map(|topic| topic.name.clone()).into_iter().collect()
    })
}

/// What the coordinator knows: state, generation, assignor, and that it is the coordinator.
fn known(group: &Group, store: &Store, say: Say) -> Html {
    html! {
        <>
            <span class={classes!("state", group.state.name())} title={say.the(state_words(group.state))}>
                { group.state.name() }
            </span>
            <span>{ facts(group, say) }</span>
            { coordinator(group, store, say) }
        </>
    }
}

/// Generation, assignor and leader, as the coordinator knows them.
fn facts(group: &Group, say: Say) -> String {
    let protocol = group.protocol.as_deref().unwrap_or(NONE);
    say.with(words::GENERATION, &[&group.generation.to_string(), protocol])
}

/// Which broker coordinates the group, and the sum that says so.
fn coordinator(group: &Group, store: &Store, say: Say) -> Html {
    let coordinator = &group.coordinator;
    let broker = coordinator.broker.map_or_else(|| NONE.to_owned(), |broker| broker.to_string());
    let sum = format!(
        "abs(\"{}\".hashCode() = {}) % {} = {}",
        group.id, coordinator.hash, coordinator.partitions, coordinator.partition
    );
    let store = store.clone();
    let partition = coordinator.partition;
    let show = Callback::from(move |_: MouseEvent| store.show_internal(Some(partition)));
    let records = format!("__consumer_offsets-{partition}");
    html! {
        <details class="why">
            <summary aria-label={say.with(words::COORDINATOR_WHY, &[&broker])}>
                { say.with(words::COORDINATOR, &[&broker]) }
            </summary>
            <ol>
                <li><code>{ sum }</code><code class="source">{ "GroupCoordinatorService#partitionFor" }</code></li>
                <li>{ say.with(words::COORDINATOR_LEADS, &[&broker, &coordinator.partition.to_string()]) }</li>
            </ol>
            <button type="button" onclick={show}>{ say.with(words::SHOW_RECORDS, &[&records]) }</button>
        </details>
    }
}

/// Members that no client of this world claims: crashed and replaced, or made by lab requests.
fn strangers(group: &Group, say: Say) -> Html {
    html! {
        for member in group.members.iter().filter(|member| member.client.is_none()) {
            <li class="member stranger" key={&*member.member_id}>
                <span class="row">
                    <code>{ &*member.member_id }</code>
                    <span class="soft small">{ say.the(words::NO_CLIENT) }</span>
                    { put::<Remaining>(RemainingProps { until: member.session_ends, words: words::SESSION_ENDS }) }
                </span>
            </li>
        }
    }
}

fn pending_member(pending: &PendingMember, say: Say) -> Html {
    html! {
        <li class="member stranger" key={&*pending.member_id}>
            <span class="row">
                <code>{ &*pending.member_id }</code>
                <span class="soft small">{ say.the(words::PENDING_MEMBER) }</span>
                { put::<Remaining>(RemainingProps { until: pending.ends, words: words::PENDING_ENDS }) }
            </span>
        </li>
    }
}

const fn state_words(state: GroupState) -> i18n::Words {
    match state {
        GroupState::Empty => words::STATE_EMPTY,
        GroupState::PreparingRebalance => words::STATE_PREPARING,
        GroupState::CompletingRebalance => words::STATE_COMPLETING,
        GroupState::Stable => words::STATE_STABLE,
        GroupState::Dead => words::STATE_DEAD,
    }
}

/// A span until an instant, or the dash.
pub(super) fn until(instant: Option<i64>, now: i64) -> String {
    instant.map_or_else(|| NONE.to_owned(), |instant| span(instant.saturating_sub(now)))
}
