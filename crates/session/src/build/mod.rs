//! Draws the [`View`] of a session: the only place that knows both the engine's types and the page's.
//!
//! What is built costs what the viewport shows. A part that came out equal to the one in the view
//! before is replaced by that one, so that whoever compares them compares pointers.

mod client;
mod config;
mod coordinator_record;
mod deadline;
mod group;
mod ledger;
mod log;
mod partition;
mod text;
mod why;

use crate::session::Session;
use crate::view::timeline::{Branch, Label};
use crate::view::{
    Broker, Clock, Deadlines, GenesisFacts, Message, PartitionName, Timeline, View, Viewport,
};
use engine::quantity::TopicPartition;
use engine::world::first_error;
use engine::world::network::Body;
use std::rc::Rc;

/// Draws the picture; takes over from `before` what has not changed.
pub(crate) fn view(session: &Session, viewport: &Viewport, before: Option<&View>) -> View {
    let world = session.world();
    let scene = Scene::new(session);
    let built = View {
        clock: Clock { now: world.now().0, start: world.genesis().start.0 },
        genesis: genesis(session),
        config: config::strip(session),
        brokers: world
            .brokers()
            .map(|broker| Broker { id: broker.id.0, running: broker.running })
            .collect(),
        topics: partition::topics(&scene, viewport),
        groups: group::groups(&scene),
        clients: client::clients(&scene),
        messages: messages(session),
        ledger: ledger::ledgers(&scene),
        deadlines: deadlines(&scene),
        timeline: Rc::new(timeline(session, viewport.labels)),
    };
    match before {
        Some(before) => share(built, before),
        None => built,
    }
}

/// What several parts of the picture need, gathered once.
pub(crate) struct Scene<'s> {
    pub(crate) session: &'s Session,
    pub(crate) deadlines: Vec<engine::world::deadline::Deadline>,
    pub(crate) positions: Vec<(TopicPartition, crate::view::partition::Position)>,
}

impl<'s> Scene<'s> {
    fn new(session: &'s Session) -> Self {
        let deadlines = session.world().deadlines();
        Self { session, deadlines, positions: partition::positions(session) }
    }
}

fn genesis(session: &Session) -> Rc<GenesisFacts> {
    let genesis = session.world().genesis();
    Rc::new(GenesisFacts {
        seed: genesis.seed,
        brokers: genesis.brokers.iter().map(|id| id.0).collect(),
        background_tasks: genesis.background_tasks,
        text: crate::genesis_text::write(genesis).into(),
    })
}

fn messages(session: &Session) -> Rc<[Message]> {
    let messages = session.world().network().messages().map(|(id, message)| {
        let (request, api, error) = match &message.body {
            Body::Request(request) => (true, request.api(), None),
            Body::Response(response) => {
                (false, response.api(), first_error(response).map(|error| error.name().into()))
            }
        };
        Message {
            id: id.0,
            client: message.connection.client.clone(),
            broker: message.connection.broker.0,
            request,
            api: api.into(),
            error,
            arrives: message.arrives.0,
        }
    });
    messages.collect()
}

fn deadlines(scene: &Scene<'_>) -> Deadlines {
    let shown = |found: Option<&engine::world::deadline::Deadline>| {
        found.map(|found| deadline::deadline(scene.session, found))
    };
    Deadlines {
        next: shown(scene.deadlines.first()),
        next_policy: shown(scene.deadlines.iter().find(|deadline| deadline.policy)),
    }
}

/// How many labels a timeline shows at most.
const LABELS_MAX: usize = 200;

fn timeline(session: &Session, labels: usize) -> Timeline {
    let journal = &session.journal;
    let (entries, cursor) = (journal.entries(), journal.cursor());
    let labels = labels.min(LABELS_MAX);
    let first = cursor.saturating_sub(labels / 2).min(entries.len().saturating_sub(labels));
    let shown = entries.iter().enumerate().skip(first).take(labels);
    let now = session.world().now().0;
    Timeline {
        entries: entries.len(),
        cursor,
        can_undo: cursor > 0 || journal.within().0 > 0,
        can_redo: cursor < entries.len(),
        end: entries.last().and_then(|last| last.ends).map_or(now, |ends| ends.0),
        labels: shown
            .map(|(at, entry)| Label {
                number: at + 1,
                line: entry.line.clone(),
                at: entry.ends.map(|ends| ends.0),
                clock: entry.span.is_some(),
            })
            .collect(),
        branches: journal
            .branches()
            .iter()
            .map(|branch| Branch {
                id: branch.id,
                from: branch.from,
                entries: branch.entries.len(),
                label: branch.entries.first().map_or_else(|| "".into(), |first| first.line.clone()),
            })
            .collect(),
    }
}

/// The page's name for a partition.
pub(crate) fn name(of: &TopicPartition) -> PartitionName {
    PartitionName { topic: of.topic.clone(), partition: of.partition.0 }
}

/// The page's names for partitions.
pub(crate) fn names<'t>(of: impl IntoIterator<Item = &'t TopicPartition>) -> Rc<[PartitionName]> {
    of.into_iter().map(name).collect()
}

/// Puts parts of `before` in the place of equal ones.
fn share(built: View, before: &View) -> View {
    View {
        clock: built.clock,
        genesis: kept(built.genesis, &before.genesis),
        config: kept(built.config, &before.config),
        brokers: kept(built.brokers, &before.brokers),
        topics: kept_each(built.topics, &before.topics),
        groups: kept_each(built.groups, &before.groups),
        clients: kept_each(built.clients, &before.clients),
        messages: kept(built.messages, &before.messages),
        ledger: kept_each(built.ledger, &before.ledger),
        deadlines: built.deadlines,
        timeline: kept(built.timeline, &before.timeline),
    }
}

fn kept<T: Eq + ?Sized>(built: Rc<T>, before: &Rc<T>) -> Rc<T> {
    if built == *before { Rc::clone(before) } else { built }
}

fn kept_each<T: Eq>(built: Rc<[Rc<T>]>, before: &Rc<[Rc<T>]>) -> Rc<[Rc<T>]> {
    if built == *before {
        return Rc::clone(before);
    }
    // The order is by name, so most parts stand where they stood, or one further.
    let one = |part: &Rc<T>| before.iter().find(|old| *old == part).unwrap_or(part).clone();
    built.iter().map(one).collect()
}
