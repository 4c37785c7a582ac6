//! Draws clients: what each does, holds and believes.

use super::{Scene, config, name, names, text};
use crate::session::Session;
use crate::view::RecordName;
use crate::view::client::{
    Callback, Client, Consumer, Fate, HandedOut, Kind, LoopWork, OpenCall, Producer, SentRecord,
    Status, Thrown,
};
use engine::client::ClientTimer;
use engine::client::consumer::subscription::Mode;
use engine::command::{ClientKind, LoopThen};
use engine::event::{ClientError, RebalanceCallback};
use engine::quantity::{Text, Time};
use engine::world::deadline::{DeadlineOf, Due};
use engine::world::process::{Life, Process};
use std::rc::Rc;

/// How many records in hand are listed.
const IN_HAND_MAX: usize = 50;

/// Every client, by name; not the admin clients of tools that have done their work.
pub(super) fn clients(scene: &Scene<'_>) -> Rc<[Rc<Client>]> {
    let is_done = |process: &Process| {
        process.client.kind() == ClientKind::Admin && matches!(process.life, Life::Closed(_))
    };
    let clients = scene.session.world().processes().filter(|(_, process)| !is_done(process));
    clients.map(|(name, process)| Rc::new(client(scene, name, process))).collect()
}

/// The client in this world that has a member id; the live one of a name, or what crashed.
pub(super) fn of_member(session: &Session, member_id: &str) -> Option<Text> {
    let mut claims = session.world().processes().filter(|(_, process)| {
        let consumer = process.consumer();
        consumer.is_some_and(|consumer| &*consumer.generation().member_id == member_id)
    });
    claims.next().map(|(name, _)| name.clone())
}

/// Whether there is a process: then it believes something.
pub(super) fn lives(process: &Process) -> bool {
    process.life == Life::Running
}

fn client(scene: &Scene<'_>, name: &Text, process: &Process) -> Client {
    let kind = process.client.kind();
    let place = scene.session.stage.witness.place_of(name).unwrap_or(0);
    Client {
        name: name.clone(),
        letter: letter(place),
        kind: match kind {
            ClientKind::Producer => Kind::Producer,
            ClientKind::Consumer => Kind::Consumer,
            ClientKind::Admin => Kind::Admin,
        },
        status: status(process),
        cut: process.cut,
        open_call: process.open_call.map(|(method, since)| OpenCall {
            method: method.into(),
            since: since.0,
            until: call_ends(scene, name),
        }),
        last_error: process
            .last_error
            .as_ref()
            .map(|(error, at)| Thrown { at: Some(at.0), ..thrown(error) }),
        config: config::of_client(scene.session, name, kind, &process.config).into(),
        consumer: process.consumer().map(|_| consumer(scene, name, process)),
        producer: process.producer().map(|_| producer(scene, name)),
    }
}

/// A to Z, then a to z, then from the beginning.
fn letter(place: usize) -> char {
    let letters = ('A'..='Z').chain('a'..='z');
    letters.cycle().nth(place % 52).unwrap_or('A')
}

const fn status(process: &Process) -> Status {
    match process.life {
        Life::Crashed(_) => Status::Crashed,
        Life::Closed(_) => Status::Closed,
        Life::Running if process.frozen => Status::Frozen,
        Life::Running if process.stalled => Status::Stalled,
        Life::Running => Status::Running,
    }
}

fn call_ends(scene: &Scene<'_>, name: &Text) -> Option<i64> {
    let call = DeadlineOf::World(Due::Client(name.clone(), ClientTimer::CallTimeout));
    let deadline = scene.deadlines.iter().find(|deadline| deadline.what == call);
    deadline.map(|deadline| deadline.at.0)
}

fn thrown(error: &ClientError) -> Thrown {
    Thrown {
        code: error.code.map(|code| code.name().into()),
        exception: error.exception.clone(),
        message: error.message.clone(),
        at: None,
    }
}

fn consumer(scene: &Scene<'_>, name: &Text, process: &Process) -> Consumer {
    let consumer = process.consumer().expect("the caller has seen that it is one");
    let subscriptions = consumer.subscriptions();
    let generation = consumer.generation();
    let seen = scene.session.stage.witness.of(name);
    let effective = |wanted: &str| -> Text {
        let mut all = consumer.config().effective();
        let found = all.find(|(name, _)| *name == wanted);
        found.map_or_else(|| "".into(), |(_, value)| value.to_string().into())
    };
    let auto_commit = &*effective("enable.auto.commit") == "true";
    let at = |time: Option<Time>| time.map(|time| time.0);
    let in_hand = process.in_hand.iter().take(IN_HAND_MAX);
    let partitions = subscriptions.partitions();
    Consumer {
        group: consumer.group_id().cloned(),
        instance_id: consumer.config().group_instance_id().cloned(),
        member_id: Some(generation.member_id.clone()).filter(|id| !id.is_empty()),
        generation: Some(generation.generation_id).filter(|&generation| generation >= 0),
        subscribed: match subscriptions.mode() {
            Mode::Topics | Mode::Pattern(_) => subscriptions.topics().cloned().collect(),
            Mode::None | Mode::Assigned => Rc::from([]),
        },
        pattern: subscriptions.pattern().map(|pattern| pattern.source().clone()),
        manual: matches!(subscriptions.mode(), Mode::Assigned),
        assigned: names(partitions.keys()),
        in_hand: in_hand
            .map(|held| RecordName {
                partition: super::name(&held.partition),
                offset: held.offset.0,
            })
            .collect(),
        in_hand_count: process.in_hand.len(),
        handed_out: seen.map_or_else(
            || Rc::from([]),
            |seen| {
                let handed = seen.handed_out.iter();
                handed
                    .map(|(partition, (first, last, records))| HandedOut {
                        partition: self::name(partition),
                        first: first.0,
                        last: last.0,
                        records: *records,
                    })
                    .collect()
            },
        ),
        buffered: partitions.keys().map(|partition| consumer.buffered(partition)).sum(),
        reset: effective("auto.offset.reset"),
        auto_commit,
        auto_commit_due: at(consumer.auto_commit_at().filter(|_| auto_commit)),
        poll_due: at(consumer.poll_deadline()),
        last_heartbeat: at(consumer.heartbeat_sent_at()),
        looping: process.looping.map(|work| match work.then {
            LoopThen::Process => LoopWork::Process,
            LoopThen::ProcessThenCommit => LoopWork::ProcessThenCommit,
            LoopThen::CommitThenProcess => LoopWork::CommitThenProcess,
        }),
        callbacks: seen.map_or_else(
            || Rc::from([]),
            |seen| {
                let callbacks = seen.callbacks.iter();
                callbacks
                    .map(|(which, partitions)| Callback {
                        method: method(*which),
                        partitions: names(partitions.iter()),
                    })
                    .collect()
            },
        ),
    }
}

const fn method(callback: RebalanceCallback) -> &'static str {
    match callback {
        RebalanceCallback::Assigned => "onPartitionsAssigned",
        RebalanceCallback::Revoked => "onPartitionsRevoked",
        RebalanceCallback::Lost => "onPartitionsLost",
    }
}

fn producer(scene: &Scene<'_>, name: &Text) -> Producer {
    let seen = scene.session.stage.witness.of(name);
    let sends = seen.into_iter().flat_map(|seen| &seen.sends);
    let sends: Rc<[SentRecord]> = sends
        .map(|send| SentRecord {
            ticket: send.ticket,
            partition: self::name(&send.partition),
            choice: Rc::new(text::choice(&send.choice, send.partition.partition)),
            fate: match &send.fate {
                None => Fate::Open,
                Some(Ok(offset)) if offset.0 < 0 => Fate::Unknown,
                Some(Ok(offset)) => Fate::Stored(offset.0),
                Some(Err(error)) => Fate::Failed(thrown(error)),
            },
        })
        .collect();
    let open = sends.iter().filter(|sent| sent.fate == Fate::Open).count();
    Producer { unacknowledged: open as u64, sends }
}
