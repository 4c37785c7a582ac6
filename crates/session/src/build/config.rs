//! The config strip: what differs from Kafka's defaults, what the default is, and who set it.

use crate::session::Session;
use crate::view::{Scope, SetBy, Setting, Text};
use engine::command::{ClientKind, Properties};
use engine::config::{ConsumerConfig, ProducerConfig};
use engine::sorted::SortedMap;
use std::rc::Rc;

/// Everything that was set, brokers first, then topics and clients by name.
pub(super) fn strip(session: &Session) -> Rc<[Setting]> {
    let world = session.world();
    let mut strip = settings(&Scope::Brokers, SetBy::Genesis, world.broker_config(), None);
    for (name, topic) in world.cluster().topics().filter(|(_, topic)| !topic.internal) {
        strip.extend(of_topic(session, name, &topic.config));
    }
    for (name, process) in world.processes() {
        strip.extend(of_client(session, name, process.client.kind(), &process.config));
    }
    strip.into()
}

/// What was set for one topic.
pub(super) fn of_topic(session: &Session, name: &Text, config: &Properties) -> Vec<Setting> {
    let made_by = session.stage.witness.topic_made_by(name);
    let set_by = made_by.map_or(SetBy::Genesis, SetBy::Gesture);
    settings(&Scope::Topic(name.clone()), set_by, config, None)
}

/// What was set for one client.
pub(super) fn of_client(
    session: &Session,
    name: &Text,
    kind: ClientKind,
    config: &Properties,
) -> Vec<Setting> {
    let seen = session.stage.witness.of(name);
    let set_by = seen.map_or(SetBy::Genesis, |seen| SetBy::Gesture(seen.made_by));
    settings(&Scope::Client(name.clone()), set_by, config, Some(kind))
}

fn settings(
    scope: &Scope,
    set_by: SetBy,
    config: &Properties,
    kind: Option<ClientKind>,
) -> Vec<Setting> {
    let settings = config.iter().filter_map(|(name, value)| {
        Some(Setting {
            scope: scope.clone(),
            name: name.clone(),
            value: value.clone()?,
            default: kind.and_then(|kind| default(kind, name)),
            set_by,
        })
    });
    settings.collect()
}

type Defaults = SortedMap<&'static str, Text>;

thread_local! {
    /// Kafka's defaults as text. They never change; reading the tables takes a while.
    static CONSUMER: Defaults = ConsumerConfig::with_base(&[]).map(|config| {
        config.effective().map(|(name, value)| (name, value.to_string().into())).collect()
    }).unwrap_or_default();
    static PRODUCER: Defaults = ProducerConfig::with_base(&[]).map(|config| {
        config.effective().map(|(name, value)| (name, value.to_string().into())).collect()
    }).unwrap_or_default();
}

fn default(kind: ClientKind, name: &str) -> Option<Text> {
    match kind {
        ClientKind::Consumer => CONSUMER.with(|defaults| defaults.get(name).cloned()),
        ClientKind::Producer => PRODUCER.with(|defaults| defaults.get(name).cloned()),
        ClientKind::Admin => None,
    }
}
