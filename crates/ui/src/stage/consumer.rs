//! A consumer: what it holds and believes, its clocks, and everything that can be done to it.

use super::Send;
use super::group::until;
use crate::figures::{NONE, list, or_none, short_list, span};
use crate::lines;
use crate::prefs::{Say, use_say};
use crate::put::{put, put_as};
use crate::store::{Shown, use_view};
use i18n::Words;
use i18n::page::stage as words;
use session::view::client::{Consumer, LoopWork, Status};
use session::view::group::{Member, Parked};
use session::view::{Client, Text};
use std::rc::Rc;
use yew::prelude::*;

/// Of a consumer's partitions, at most so many are named.
const ASSIGNED_MAX: usize = 8;
/// Of the records in hand, at most so many are named.
const IN_HAND_MAX: usize = 6;

/// What a row is told.
#[derive(Properties, PartialEq)]
pub(super) struct ConsumerProps {
    /// The client's name.
    pub(super) name: Text,
}

#[derive(Clone, PartialEq)]
struct Slice {
    client: Option<Rc<Client>>,
    member: Option<Member>,
    generation: Option<i32>,
    cluster_idle: bool,
}

/// One consumer.
#[component]
pub(super) fn ConsumerRow(props: &ConsumerProps) -> Html {
    let say = use_say();
    let slice = use_view(props.name.clone(), slice);
    let Some(client) = &slice.client else { return Html::default() };
    let Some(consumer) = &client.consumer else { return Html::default() };
    let gone = matches!(client.status, Status::Crashed | Status::Closed);
    html! {
        <li class={classes!("member", gone.then_some("gone"))}>
            <div class="row">
                <h3><span class="letter" aria-hidden="true">{ client.letter }</span>{ &*client.name }</h3>
                { status(client, say) }
                <span class="assigned">{ assigned(consumer, say) }</span>
                if !gone {
                    { belief(consumer, &slice, say) }
                    { in_hand(consumer, say) }
                }
            </div>
            <div class="row controls" role="group" aria-label={say.with(words::CONTROLS_OF, &[&client.name])}>
                { work_buttons(client, consumer, say) }
                { fault_buttons(client, say) }
            </div>
            { put::<Clocks>(ConsumerProps { name: props.name.clone() }) }
            if let Some(thrown) = &client.last_error {
                <p class="thrown small" role="note">
                    <code>{ &*thrown.exception }</code>{ format!(" {}", thrown.message) }
                </p>
            }
        </li>
    }
}

fn slice(shown: &Shown, name: &Text) -> Slice {
    let client = shown.view.client(name).cloned();
    let id = client.as_ref().and_then(|client| client.consumer.as_ref()?.group.clone());
    let group = id.and_then(|id| shown.view.group(&id).cloned());
    let member = group.as_ref().and_then(|group| {
        group.members.iter().find(|member| member.client.as_ref() == Some(name)).cloned()
    });
    Slice {
        client,
        member,
        generation: group.map(|group| group.generation),
        cluster_idle: shown.view.messages.is_empty(),
    }
}

fn status(client: &Client, say: Say) -> Html {
    let (class, text) = match client.status {
        Status::Running => ("", None),
        Status::Stalled => ("warn", Some(words::STALLED)),
        Status::Frozen => ("warn", Some(words::FROZEN)),
        Status::Crashed => ("bad", Some(words::CRASHED)),
        Status::Closed => ("soft", Some(words::CLOSED)),
    };
    html! {
        <>
            if let Some(text) = text { <span class={classes!("badge", class)}>{ say.the(text) }</span> }
            if client.cut { <span class="badge warn">{ say.the(words::IS_CUT) }</span> }
            if let Some(call) = &client.open_call {
                <span class="badge">{ say.with(words::IN_CALL, &[&call.method]) }</span>
            }
        </>
    }
}

fn assigned(consumer: &Consumer, say: Say) -> String {
    if consumer.assigned.is_empty() {
        say.the(words::NO_PARTITIONS).to_owned()
    } else {
        short_list(&consumer.assigned, ASSIGNED_MAX)
    }
}

/// The generation that the client believes in, beside the coordinator's where they differ.
fn belief(consumer: &Consumer, slice: &Slice, say: Say) -> Html {
    let believed = consumer.generation.map(i64::from);
    let known = slice.generation.map(i64::from);
    let differs = believed.is_some() && (believed != known || slice.member.is_none());
    let parked = slice.member.as_ref().and_then(|member| member.parked);
    html! {
        <>
            if consumer.group.is_some() {
                <span class={classes!("small", "soft", differs.then_some("differs"))}>
                    if differs {
                        { say.with(words::BELIEVES, &[&or_none(believed), &or_none(known)]) }
                    } else {
                        { say.with(words::IN_GENERATION, &[&or_none(believed)]) }
                    }
                </span>
            }
            if slice.member.as_ref().is_some_and(|member| member.leader) {
                <span class="badge">{ say.the(words::GROUP_LEADER) }</span>
            }
            if let Some(parked) = parked {
                <span class="badge warn">{ say.the(match parked {
                    Parked::Join => words::PARKED_JOIN,
                    Parked::Sync => words::PARKED_SYNC,
                }) }</span>
            }
        </>
    }
}

/// What poll has handed out and the application has not processed.
fn in_hand(consumer: &Consumer, say: Say) -> Html {
    if consumer.in_hand_count == 0 {
        return Html::default();
    }
    let shown = consumer.in_hand.get(..IN_HAND_MAX).unwrap_or(&consumer.in_hand);
    let first = list(shown);
    let more = if consumer.in_hand_count > shown.len() { " …" } else { "" };
    html! {
        <span class="small in-hand">
            { say.with(words::IN_HAND, &[&consumer.in_hand_count.to_string()]) }
            <code>{ format!(" {first}{more}") }</code>
        </span>
    }
}

fn verb(client: &Client, verb: &'static str, text: Words, off: bool, say: Say) -> Html {
    let line =
        if verb == "poll" { lines::poll(&client.name) } else { lines::client(&client.name, verb) };
    let class = if verb == "crash" { "danger" } else { "" };
    let name = format!("{} {}", say.the(text), client.name);
    html! { <Send {line} text={say.the(text)} {name} class={classes!(class)} {off} /> }
}

fn work_buttons(client: &Client, consumer: &Consumer, say: Say) -> Html {
    let idle = client.status == Status::Running && client.open_call.is_none();
    let looping = consumer.looping;
    let next = if looping.is_some() { None } else { Some(LoopWork::ProcessThenCommit) };
    let all = format!("{} {}", say.the(words::POLL_PROCESS_COMMIT), client.name);
    let text = if looping.is_some() { words::LOOP_OFF } else { words::LOOP_ON };
    let name = format!("{} {}", say.the(text), client.name);
    html! {
        <>
            { verb(client, "poll", words::POLL, !idle, say) }
            { verb(client, "process", words::PROCESS, !idle || consumer.in_hand_count == 0, say) }
            { verb(client, "commit", words::COMMIT, !idle, say) }
            <Send line={lines::poll_process_commit(&client.name)}
                text={say.the(words::POLL_PROCESS_COMMIT)} name={all} off={!idle} />
            <Send line={lines::looping(&client.name, next)} text={say.the(text)} {name}
                off={client.status != Status::Running} />
        </>
    }
}

fn fault_buttons(client: &Client, say: Say) -> Html {
    let status = client.status;
    let running = status == Status::Running;
    let gone = matches!(status, Status::Crashed | Status::Closed);
    html! {
        <>
            { verb(client, "crash", words::CRASH, gone, say) }
            if status == Status::Stalled {
                { verb(client, "resume", words::RESUME, false, say) }
            } else {
                { verb(client, "stall", words::STALL, !running, say) }
            }
            if status == Status::Frozen {
                { verb(client, "thaw", words::THAW, false, say) }
            } else {
                { verb(client, "freeze", words::FREEZE, !running, say) }
            }
            if client.cut {
                { verb(client, "mend", words::MEND, gone, say) }
            } else {
                { verb(client, "cut", words::CUT, gone, say) }
            }
            { verb(client, "close", words::CLOSE, !running || client.open_call.is_some(), say) }
            if gone {
                { restart(client, say) }
            }
        </>
    }
}

/// A process of the same name starts again, with the same configs.
fn restart(client: &Client, say: Say) -> Html {
    let Some(consumer) = &client.consumer else { return Html::default() };
    if consumer.subscribed.is_empty() {
        return Html::default();
    }
    let configs: Vec<(&str, &str)> =
        client.config.iter().map(|setting| (&*setting.name, &*setting.value)).collect();
    let name = format!("{} {}", say.the(words::RESTART), client.name);
    html! {
        <Send line={lines::restart(&client.name, &configs, &consumer.subscribed)} text={say.the(words::RESTART)} {name} />
    }
}

/// A consumer's clocks: they change with every tick, so they are drawn apart from the rest.
#[component]
fn Clocks(props: &ConsumerProps) -> Html {
    let say = use_say();
    let texts = use_view((props.name.clone(), say), |shown, (name, say)| clocks(shown, name, *say));
    html! {
        if !texts.is_empty() {
            <p class="clocks mono">
                for text in texts { <span key={text.0}>{ &text.1 }</span> }
            </p>
        }
    }
}

fn clocks(shown: &Shown, name: &Text, say: Say) -> Vec<(usize, String)> {
    let Slice { client: Some(client), member, .. } = slice(shown, name) else { return Vec::new() };
    let Some(consumer) = &client.consumer else { return Vec::new() };
    let now = shown.view.clock.now;
    let mut texts = Vec::new();
    let mut add = |words: Words, value: Option<String>| {
        if let Some(value) = value {
            texts.push((texts.len(), say.with(words, &[&value])));
        }
    };
    if !matches!(client.status, Status::Crashed | Status::Closed) {
        add(words::POLL_DUE, consumer.poll_due.map(|due| span(due - now)));
        add(words::HEARTBEAT_AGO, consumer.last_heartbeat.map(|last| span(now - last)));
        let due = consumer.auto_commit_due;
        let is_over = due.is_some_and(|due| due <= now);
        let words = if is_over { words::AUTO_COMMIT_NEXT } else { words::AUTO_COMMIT_DUE };
        add(words, due.map(|due| span(due - now)));
    }
    let session = member.and_then(|member| member.session_ends);
    add(words::SESSION_ENDS, session.map(|ends| until(Some(ends), now)));
    texts
}

/// What a remaining time is told.
#[derive(Properties, PartialEq)]
pub(super) struct RemainingProps {
    /// Until when.
    pub(super) until: Option<i64>,
    /// The sentence around it.
    pub(super) words: Words,
}

/// A remaining time, drawn apart because it changes with every tick.
#[component]
pub(super) fn Remaining(props: &RemainingProps) -> Html {
    let say = use_say();
    let text = use_view(props.until, |shown, instant| until(*instant, shown.view.clock.now));
    html! { <span class="mono small soft">{ say.with(props.words, &[&text]) }</span> }
}

/// Consumers without `group.id`: `assign` alone.
#[component]
pub(super) fn Loners() -> Html {
    let say = use_say();
    let names = use_view((), |shown, ()| {
        let alone = shown.view.clients.iter().filter(|client| {
            client.consumer.as_ref().is_some_and(|consumer| consumer.group.is_none())
        });
        alone.map(|client| client.name.clone()).collect::<Vec<_>>()
    });
    if names.is_empty() {
        return Html::default();
    }
    html! {
        <section class="card group" aria-label={say.the(words::LONERS)}>
            <h2>{ say.the(words::LONERS) }</h2>
            <ul class="members">
                for name in names { { put_as::<ConsumerRow>(&name, ConsumerProps { name: name.clone() }) } }
            </ul>
        </section>
    }
}

/// The first of `c1`, `c2`… that no client has.
pub(super) fn free_name(shown: &Shown) -> String {
    (1..)
        .map(|number| format!("c{number}"))
        .find(|name| shown.view.client(name).is_none())
        .unwrap_or_else(|| NONE.to_owned())
}
