//! The table of the language: every verb once, with its arguments, an example, and the command
//! that it stands for.
//!
//! Invariant: [`FORMS`] has one row a [`Verb`], in the order of the enum.

use crate::arguments::Arguments;
use crate::body::{self, TopicChanges};
use crate::complaint::{Complaint, expected};
use crate::form::{Form, Lead, Slot, Verb, Whose};
use crate::read;
use crate::words::Word;
use engine::command::{
    AdminCall, Call, ClientKind, Clock, Command, Fault, InHand, Lab, LogOp, LoopThen, LoopWork,
    Membership, ProducerRecord,
};
use engine::log::Marker;
use engine::log::batch::Header;
use engine::quantity::{BrokerId, Millis, Offset, PartitionId, Text};
use i18n::shell::{About, Kind, Problem};

const ANY: Lead = Lead::Client(Whose::Any);
const PRODUCER: Lead = Lead::Client(Whose::Producer);
const CONSUMER: Lead = Lead::Client(Whose::Consumer);
const ADMIN: Lead = Lead::Client(Whose::Admin);

/// How long a poll waits unless told otherwise.
pub(crate) const POLL_TIMEOUT: Millis = Millis(100);

macro_rules! forms {
    ($($verb:ident: $lead:expr, $word:literal, [$($slot:expr),*], $example:literal, $read:expr;)*) => {
        /// Every form, in the order of [`Verb`].
        pub static FORMS: &[Form] = &[$(Form {
            verb: Verb::$verb,
            lead: $lead,
            word: $word,
            slots: {
                #[allow(unused_imports, reason = "most rows need few kinds of slot")]
                use Slot::{Any, Choice, Flag, Many, Maybe, Named, Needed, One, Option, Prefixed};
                &[$($slot),*]
            },
            example: $example,
            about: About::$verb,
            read: $read,
        },)*];
    };
}

forms! {
    Consumer: Lead::Nothing, "consumer", [One(Kind::Client), Any(Kind::Config)],
        "consumer c1 group.id=billing auto.offset.reset=earliest",
        |given| new_client(given, ClientKind::Consumer);
    Producer: Lead::Nothing, "producer", [One(Kind::Client), Any(Kind::Config)],
        "producer p1 acks=all", |given| new_client(given, ClientKind::Producer);
    Admin: Lead::Nothing, "admin", [One(Kind::Client), Any(Kind::Config)], "admin a1",
        |given| new_client(given, ClientKind::Admin);
    Send: PRODUCER, "send",
        [One(Kind::Topic), Named("partition", Kind::Number), Named("key", Kind::Bytes),
         Needed("value", Kind::Bytes), Named("timestamp", Kind::Timestamp),
         Prefixed("header", Kind::Bytes)],
        "p1 send orders key=alice value='order 41'", send;
    Flush: PRODUCER, "flush", [], "p1 flush", |given| call(given, Call::Flush);
    PartitionsFor: ANY, "partitions-for", [One(Kind::Topic)], "p1 partitions-for orders",
        |given| call(given, Call::PartitionsFor { topic: given.text(0)? });
    Subscribe: CONSUMER, "subscribe",
        [Any(Kind::Topics), Flag("--none"), Flag("--commit-on-revoke"),
         Option("--pattern", Kind::Pattern)],
        "c1 subscribe orders,payments", subscribe;
    Unsubscribe: CONSUMER, "unsubscribe", [], "c1 unsubscribe",
        |given| call(given, Call::Unsubscribe);
    Assign: CONSUMER, "assign", [Many(Kind::Partition), Flag("--none")],
        "c1 assign orders-0 orders-1",
        |given| call(given, Call::Assign { partitions: given.partitions(0)? });
    Poll: CONSUMER, "poll", [Maybe(Kind::Span)], "c1 poll 100ms",
        |given| call(given, Call::Poll { timeout: given.span(0)?.unwrap_or(POLL_TIMEOUT) });
    Process: CONSUMER, "process", [Maybe(Kind::InHand)], "c1 process orders-0@3",
        |given| {
            let what = given.maybe(0).map_or(Ok(InHand::All), in_hand)?;
            Ok(Command::Process { client: given.client.clone(), what })
        };
    Loop: CONSUMER, "loop", [Choice(LOOP_WORK), Maybe(Kind::Span)], "c1 loop process-commit 500ms",
        |given| Ok(Command::Loop { client: given.client.clone(), work: loop_work(given)? });
    Commit: CONSUMER, "commit", [Any(Kind::PartitionOffset), Flag("--none")],
        "c1 commit orders-0=4",
        |given| {
            let offsets = given.list(0).map(read::offsets).transpose()?;
            call(given, Call::CommitSync { offsets })
        };
    CommitAsync: CONSUMER, "commit-async",
        [Any(Kind::PartitionOffset), Flag("--none"), Option("--tag", Kind::Name)],
        "c1 commit-async orders-0=4 --tag first",
        |given| {
            let offsets = given.list(0).map(read::offsets).transpose()?;
            let tag = given.maybe(2).map(|_| given.text(2)).transpose()?;
            call(given, Call::CommitAsync { offsets, tag })
        };
    Seek: CONSUMER, "seek", [One(Kind::Partition), One(Kind::Offset)], "c1 seek orders-0 3",
        |given| {
            let partition = given.partition(0)?;
            call(given, Call::Seek { partition, offset: given.long(1, Kind::Offset)? })
        };
    SeekToBeginning: CONSUMER, "seek-to-beginning", [Any(Kind::Partition)],
        "c1 seek-to-beginning orders-0",
        |given| call(given, Call::SeekToBeginning { partitions: given.partitions(0)? });
    SeekToEnd: CONSUMER, "seek-to-end", [Any(Kind::Partition)], "c1 seek-to-end",
        |given| call(given, Call::SeekToEnd { partitions: given.partitions(0)? });
    Pause: CONSUMER, "pause", [Many(Kind::Partition), Flag("--none")], "c1 pause orders-0",
        |given| call(given, Call::Pause { partitions: given.partitions(0)? });
    Resume: CONSUMER, "resume", [Any(Kind::Partition), Flag("--none")], "c1 resume orders-0",
        |given| match given.list(0) {
            Some(_) => call(given, Call::Resume { partitions: given.partitions(0)? }),
            None => fault(given, Fault::Resume),
        };
    Position: CONSUMER, "position", [One(Kind::Partition), Option("--timeout", Kind::Span)],
        "c1 position orders-0",
        |given| {
            let partition = given.partition(0)?;
            call(given, Call::Position { partition, timeout: given.span(1)? })
        };
    Committed: CONSUMER, "committed",
        [Many(Kind::Partition), Flag("--none"), Option("--timeout", Kind::Span)],
        "c1 committed orders-0",
        |given| {
            let partitions = given.partitions(0)?;
            call(given, Call::Committed { partitions, timeout: given.span(2)? })
        };
    BeginningOffsets: CONSUMER, "beginning-offsets", [Many(Kind::Partition), Flag("--none")],
        "c1 beginning-offsets orders-0",
        |given| call(given, Call::BeginningOffsets { partitions: given.partitions(0)? });
    EndOffsets: CONSUMER, "end-offsets", [Many(Kind::Partition), Flag("--none")],
        "c1 end-offsets orders-0",
        |given| call(given, Call::EndOffsets { partitions: given.partitions(0)? });
    OffsetsForTimes: CONSUMER, "offsets-for-times", [Many(Kind::PartitionTime), Flag("--none")],
        "c1 offsets-for-times orders-0=1700000000000",
        |given| {
            let time = |value: &Word| read::long(Kind::Timestamp, value);
            let timestamps = read::by_partition(given.all(0), Kind::PartitionTime, time)?;
            call(given, Call::OffsetsForTimes { timestamps })
        };
    CurrentLag: CONSUMER, "current-lag", [One(Kind::Partition)], "c1 current-lag orders-0",
        |given| call(given, Call::CurrentLag { partition: given.partition(0)? });
    ListTopics: CONSUMER, "list-topics", [], "c1 list-topics",
        |given| call(given, Call::ListTopics);
    GroupMetadata: CONSUMER, "group-metadata", [], "c1 group-metadata",
        |given| call(given, Call::GroupMetadata);
    EnforceRebalance: CONSUMER, "enforce-rebalance", [Maybe(Kind::Reason)],
        "c1 enforce-rebalance 'new disks'",
        |given| {
            let reason = given.maybe(0).map_or("", |word| word.text.as_str());
            call(given, Call::EnforceRebalance { reason: reason.into() })
        };
    Close: ANY, "close", [Flag("--leave"), Flag("--remain")], "c1 close --leave",
        |given| {
            let membership = match given.either("--leave", "--remain")? {
                (true, _) => Membership::LeaveGroup,
                (_, true) => Membership::RemainInGroup,
                (false, false) => Membership::Default,
            };
            call(given, Call::Close { membership })
        };
    Request: ADMIN, "request", [One(Kind::Api), Any(Kind::Field)],
        "a1 request DeleteTopics topicNames=[orders]",
        |given| {
            let request = body::read_request(given.one(0)?, given.all(1), given.end())?;
            call(given, Call::Admin(AdminCall::Request(Box::new(request))))
        };
    ListOffsets: ADMIN, "list-offsets",
        [Many(Kind::PartitionSpec), Flag("--none"), Flag("--read-committed")],
        "a1 list-offsets orders-0=latest",
        |given| {
            let words = given.all(0);
            let partitions = read::by_partition(words, Kind::PartitionSpec, body::offset_spec)?;
            let read_committed = given.has("--read-committed");
            call(given, Call::Admin(AdminCall::ListOffsets { partitions, read_committed }))
        };
    Rejoin: Lead::Nothing, "group", [One(Kind::Group), Choice(&["rejoin"])], "group billing rejoin",
        |given| given.choice(1).and(Ok(Command::Rejoin { group: given.text(0)? }));
    Crash: ANY, "crash", [], "c1 crash", |given| fault(given, Fault::Crash);
    Stall: ANY, "stall", [], "c1 stall", |given| fault(given, Fault::Stall);
    Freeze: ANY, "freeze", [], "c1 freeze", |given| fault(given, Fault::Freeze);
    Thaw: ANY, "thaw", [], "c1 thaw", |given| fault(given, Fault::Thaw);
    Cut: ANY, "cut", [], "c1 cut", |given| fault(given, Fault::Cut);
    Mend: ANY, "mend", [], "c1 mend", |given| fault(given, Fault::Mend);
    Drop: Lead::Nothing, "drop", [One(Kind::Message)], "drop m12",
        |given| Ok(Command::Fault(Fault::Drop(read::message(given.one(0)?)?)));
    Delay: Lead::Nothing, "delay", [One(Kind::Message), One(Kind::Span)], "delay m12 5s",
        |given| {
            let message = read::message(given.one(0)?)?;
            Ok(Command::Fault(Fault::Delay(message, read::span(given.one(1)?)?)))
        };
    Broker: Lead::Nothing, "broker", [One(Kind::Broker), Choice(&["stop", "start"])],
        "broker 1 stop",
        |given| {
            let broker = BrokerId(given.int(0, Kind::Broker)?);
            let stops = given.choice(1)? == "stop";
            let fault = if stops { Fault::StopBroker } else { Fault::StartBroker };
            Ok(Command::Fault(fault(broker)))
        };
    Advance: Lead::Nothing, "advance", [One(Kind::Span)], "advance 5s",
        |given| Ok(Command::Clock(Clock::Advance(read::span(given.one(0)?)?)));
    Step: Lead::Nothing, "step", [Maybe(Kind::Number)], "step 3",
        |given| {
            let number = |word| read::number(Kind::Number, word, 0, u32::MAX.into());
            Ok(Command::Clock(Clock::Step(given.maybe(0).map_or(Ok(1), number)? as u32)))
        };
    Settle: Lead::Nothing, "settle", [], "settle", |_| Ok(Command::Clock(Clock::Settle));
    Next: Lead::Nothing, "next", [], "next", |_| Ok(Command::Clock(Clock::NextDeadline));
    LabRequest: Lead::Lab, "request",
        [One(Kind::Broker), One(Kind::Client), One(Kind::Api), Any(Kind::Field)],
        "lab request 1 c1 FindCoordinator key=billing",
        |given| {
            let broker = BrokerId(given.int(0, Kind::Broker)?);
            let request = body::read_request(given.one(2)?, given.all(3), given.end())?;
            let client_id = given.text(1)?;
            Ok(Command::Lab(Lab::Request { broker, client_id, request: Box::new(request) }))
        };
    LabCoordinator: Lead::Lab, "coordinator", [One(Kind::Client), One(Kind::Api), Any(Kind::Field)],
        "lab coordinator c1 Heartbeat groupId=billing generationId=1 memberId=c1-1",
        |given| {
            let request = body::read_request(given.one(1)?, given.all(2), given.end())?;
            let client_id = given.text(0)?;
            Ok(Command::Lab(Lab::Coordinator { client_id, request: Box::new(request) }))
        };
    LabReload: Lead::Lab, "reload", [One(Kind::Number)], "lab reload 12",
        |given| {
            let partition = PartitionId(given.int(0, Kind::Number)?);
            Ok(Command::Lab(Lab::ReloadCoordinator { partition }))
        };
    LabAppend: Lead::Lab, "append", [One(Kind::Partition), Any(Kind::Field)],
        "lab append orders-0 records=[{key=alice,value=a1},{value=b1}]",
        log_fields::<body::log::Append>;
    LabEndTransaction: Lead::Lab, "end-transaction",
        [One(Kind::Partition), One(Kind::ProducerId), One(Kind::ProducerEpoch),
         Choice(&["commit", "abort"]), Any(Kind::Field)],
        "lab end-transaction orders-0 1000 0 commit", end_transaction;
    LabDeleteRecords: Lead::Lab, "delete-records", [One(Kind::Partition), One(Kind::Offset)],
        "lab delete-records orders-0 5",
        |given| log(given, LogOp::DeleteRecords(Offset(given.long(1, Kind::Offset)?)));
    LabRetention: Lead::Lab, "retention", [One(Kind::Partition)], "lab retention orders-0",
        |given| log(given, LogOp::Retention);
    LabClean: Lead::Lab, "clean", [One(Kind::Partition)], "lab clean orders-0",
        |given| log(given, LogOp::Clean);
    LabRoll: Lead::Lab, "roll", [One(Kind::Partition)], "lab roll orders-0",
        |given| log(given, LogOp::Roll);
    LabExpireProducers: Lead::Lab, "expire-producers", [One(Kind::Partition)],
        "lab expire-producers orders-0", |given| log(given, LogOp::ExpireProducers);
    LabRead: Lead::Lab, "read", [One(Kind::Partition), Any(Kind::Field)],
        "lab read orders-0 offset=5 bound=last-stable", log_fields::<body::log::Read>;
    LabListOffsets: Lead::Lab, "list-offsets", [One(Kind::Partition), Any(Kind::Field)],
        "lab list-offsets orders-0 spec=max-timestamp", log_fields::<body::log::LookUp>;
    LabProducers: Lead::Lab, "producers", [One(Kind::Partition)], "lab producers orders-0",
        |given| log(given, LogOp::Producers);
    LabEndOffsetForEpoch: Lead::Lab, "end-offset-for-epoch",
        [One(Kind::Partition), Any(Kind::Field)], "lab end-offset-for-epoch orders-0 leaderEpoch=0",
        |given| log(given, LogOp::EndOffsetForEpoch(epoch(given)?));
    LabReplicas: Lead::Lab, "replicas", [One(Kind::Partition), Any(Kind::Field)],
        "lab replicas orders-0 replicas=[1,2]", log_fields::<body::log::Replicas>;
    LabFollowerFetch: Lead::Lab, "follower-fetch", [One(Kind::Partition), Any(Kind::Field)],
        "lab follower-fetch orders-0 replicaId=2 fetchOffset=5",
        log_fields::<body::log::FollowerFetch>;
    LabBecomeLeader: Lead::Lab, "become-leader", [One(Kind::Partition), Any(Kind::Field)],
        "lab become-leader orders-0 leaderEpoch=1 isr=[1]", log_fields::<body::log::BecomeLeader>;
    LabBecomeFollower: Lead::Lab, "become-follower", [One(Kind::Partition), Any(Kind::Field)],
        "lab become-follower orders-0 leaderEpoch=1",
        |given| log(given, LogOp::BecomeFollower { epoch: epoch(given)? });
    LabReplicate: Lead::Lab, "replicate", [One(Kind::Partition), Any(Kind::Field)],
        "lab replicate orders-0 baseOffset=5 highWatermark=6 records=[{value=b1}]",
        log_fields::<body::log::Replicate>;
    LabReplicateMarker: Lead::Lab, "replicate-marker", [One(Kind::Partition), Any(Kind::Field)],
        "lab replicate-marker orders-0 baseOffset=5 highWatermark=6 producerId=1000 \
         producerEpoch=0 timestamp=1700000000000", log_fields::<body::log::ReplicateMarker>;
    LabTruncate: Lead::Lab, "truncate", [One(Kind::Partition), One(Kind::Offset)],
        "lab truncate orders-0 5",
        |given| log(given, LogOp::Truncate(Offset(given.long(1, Kind::Offset)?)));
    LabTopics: Lead::Lab, "topics", [Any(Kind::Field)],
        "lab topics delete=[orders] grow={payments=6}",
        |given| {
            let TopicChanges { delete, create, grow } =
                body::read_words(given.all(0), given.end())?;
            let create = create.into_iter().map(|new| (new.name, new.topic_id, new.partitions, new.config));
            Ok(Command::Lab(Lab::Topics { delete, create: create.collect(), grow }))
        };
}

/// What an application in a loop does after each poll, and how to end it.
pub(crate) const LOOP_WORK: &[&str] = &["process", "process-commit", "commit-process", "off"];

fn call(given: &Arguments, call: Call) -> Result<Command, Complaint> {
    Ok(Command::Call { client: given.client.clone(), call })
}

fn fault(given: &Arguments, fault: fn(Text) -> Fault) -> Result<Command, Complaint> {
    Ok(Command::Fault(fault(given.client.clone())))
}

fn log(given: &Arguments, op: LogOp) -> Result<Command, Complaint> {
    Ok(Command::Lab(Lab::Log { partition: given.partition(0)?, op }))
}

fn log_fields<T: body::Record + Into<LogOp>>(given: &Arguments) -> Result<Command, Complaint> {
    log(given, body::read_words::<T>(given.all(1), given.end())?.into())
}

fn epoch(given: &Arguments) -> Result<i32, Complaint> {
    let body::log::Epoch { epoch } = body::read_words(given.all(1), given.end())?;
    Ok(epoch)
}

fn end_transaction(given: &Arguments) -> Result<Command, Complaint> {
    let versions: body::log::MarkerVersions = body::read_words(given.all(4), given.end())?;
    let marker = Marker {
        producer_id: given.long(1, Kind::ProducerId)?,
        producer_epoch: read::short(Kind::ProducerEpoch, given.one(2)?)?,
        control: body::log::control(given.choice(3)? == "commit"),
        coordinator_epoch: versions.coordinator_epoch,
        transaction_version: versions.transaction_version,
    };
    log(given, LogOp::Marker(marker))
}

fn new_client(given: &Arguments, kind: ClientKind) -> Result<Command, Complaint> {
    let config = read::properties(given.all(1))?;
    Ok(Command::NewClient { client: given.text(0)?, kind, config })
}

fn send(given: &Arguments) -> Result<Command, Complaint> {
    let partition = given.maybe(1).map(|word| read::int(Kind::Number, word)).transpose()?;
    let timestamp = given.maybe(4).map(|word| read::long(Kind::Timestamp, word)).transpose()?;
    let header = |word: &Word| {
        let cut = word.strip("header.").and_then(|rest| rest.split('='));
        let (key, value) = cut.ok_or_else(|| expected(Kind::Field, word))?;
        Ok(Header { key: key.text.into(), value: read::bytes(&value)? })
    };
    let record = ProducerRecord {
        topic: given.text(0)?,
        partition: partition.map(PartitionId),
        key: given.bytes(2)?,
        value: given.bytes(3)?,
        timestamp,
        headers: given.all(5).iter().map(header).collect::<Result<_, _>>()?,
    };
    call(given, Call::Send(record))
}

fn subscribe(given: &Arguments) -> Result<Command, Complaint> {
    let commit_on_revoke = given.has("--commit-on-revoke");
    if let Some(pattern) = given.maybe(3) {
        if commit_on_revoke || given.list(0).is_some() {
            let other = if commit_on_revoke { "--commit-on-revoke" } else { "<topic>" };
            let problem = Problem::Excludes { one: "--pattern", other };
            return Err(Complaint::at(pattern.span.clone(), problem));
        }
        return call(given, Call::SubscribePattern { pattern: pattern.text.as_str().into() });
    }
    let Some(words) = given.list(0) else {
        return Err(crate::complaint::missing(Kind::Topics, given.end()));
    };
    let topics = words.iter().flat_map(|word| word.split_all(','));
    let topics = topics.map(|topic| topic.text.into()).collect();
    call(given, Call::Subscribe { topics, commit_on_revoke })
}

fn in_hand(word: &Word) -> Result<InHand, Complaint> {
    match word.split('@') {
        Some((partition, offset)) => {
            let offset = Offset(read::long(Kind::Offset, &offset)?);
            Ok(InHand::One(read::partition(&partition)?, offset))
        }
        None => {
            let count = read::number(Kind::InHand, word, 0, u32::MAX.into())?;
            Ok(InHand::First(count as u32))
        }
    }
}

fn loop_work(given: &Arguments) -> Result<Option<LoopWork>, Complaint> {
    let then = match given.choice(0)? {
        "process" => LoopThen::Process,
        "process-commit" => LoopThen::ProcessThenCommit,
        "commit-process" => LoopThen::CommitThenProcess,
        _ => return Ok(None),
    };
    Ok(Some(LoopWork { poll_timeout: given.span(1)?.unwrap_or(POLL_TIMEOUT), then }))
}
