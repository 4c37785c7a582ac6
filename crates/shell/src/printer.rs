//! A command becomes its one canonical line.
//!
//! Each arm has its inverse in `table`.

use crate::body::{self, NewTopic, TopicChanges};
use crate::form::{Form, Lead, Verb};
use crate::table::FORMS;
use crate::words::{always_quoted, quoted};
use crate::write;
use engine::command::{
    AdminCall, Call, ClientKind, Clock, Command, Fault, InHand, Lab, LogOp, LoopThen, LoopWork,
    Membership, OffsetAndMetadata, ProducerRecord, Properties,
};
use engine::log::batch::ControlType;
use engine::protocol::Request;
use engine::protocol::data::OffsetSpec;
use engine::quantity::{Millis, Text, TopicPartition};
use engine::sorted::SortedMap;

/// Writes a command.
pub(crate) fn command(command: &Command, out: &mut String) {
    let mut line = Printer { out };
    match command {
        Command::NewClient { client, kind, config } => {
            let verb = match kind {
                ClientKind::Producer => Verb::Producer,
                ClientKind::Consumer => Verb::Consumer,
                ClientKind::Admin => Verb::Admin,
            };
            line.verb(verb).text(client).properties(config);
        }
        Command::Call { client, call } => self::call(line.client(client), call),
        Command::Process { client, what } => {
            let line = line.client(client).verb(Verb::Process);
            match what {
                InHand::All => {}
                InHand::First(count) => {
                    line.number(*count);
                }
                InHand::One(partition, offset) => {
                    line.partition(partition).out.push('@');
                    write::number(offset.0, line.out);
                }
            }
        }
        Command::Loop { client, work } => loop_work(line.client(client), work.as_ref()),
        Command::Rejoin { group } => {
            line.verb(Verb::Rejoin).text(group).word("rejoin");
        }
        Command::Fault(fault) => self::fault(&mut line, fault),
        Command::Clock(clock) => {
            match clock {
                Clock::Advance(span) => line.verb(Verb::Advance).span(*span),
                Clock::Step(1) => line.verb(Verb::Step),
                Clock::Step(times) => line.verb(Verb::Step).number(*times),
                Clock::Settle => line.verb(Verb::Settle),
                Clock::NextDeadline => line.verb(Verb::Next),
            };
        }
        Command::Lab(lab) => self::lab(&mut line, lab),
    }
}

/// Whether a first word means something else than a client's name.
pub(crate) fn is_reserved(name: &str) -> bool {
    let is_form = |form: &Form| form.lead == Lead::Nothing && form.word == name;
    name == "lab" || FORMS.iter().any(is_form) || crate::tool::is_name(name)
}

/// Writes words, with a space before each but the first.
struct Printer<'a> {
    out: &'a mut String,
}

fn call(line: &mut Printer<'_>, call: &Call) {
    match call {
        Call::Send(record) => send(line, record),
        Call::Flush => line.verb(Verb::Flush),
        Call::PartitionsFor { topic } => line.verb(Verb::PartitionsFor).text(topic),
        Call::Subscribe { topics, commit_on_revoke } => {
            let line = line.verb(Verb::Subscribe).topics(topics);
            if *commit_on_revoke { line.word("--commit-on-revoke") } else { line }
        }
        Call::SubscribePattern { pattern } => {
            line.verb(Verb::Subscribe).word("--pattern").text(pattern)
        }
        Call::Assign { partitions } => line.verb(Verb::Assign).partitions(partitions, "--none"),
        Call::Unsubscribe => line.verb(Verb::Unsubscribe),
        Call::Poll { timeout } => line.verb(Verb::Poll).span(*timeout),
        Call::CommitSync { offsets } => line.verb(Verb::Commit).offsets(offsets.as_ref()),
        Call::CommitAsync { offsets, tag } => {
            let line = line.verb(Verb::CommitAsync).offsets(offsets.as_ref());
            tag.iter().fold(line, |line, tag| line.word("--tag").text(tag))
        }
        Call::Seek { partition, offset } => {
            line.verb(Verb::Seek).partition(partition).number(*offset)
        }
        Call::SeekToBeginning { partitions } => {
            line.verb(Verb::SeekToBeginning).partitions(partitions, "")
        }
        Call::SeekToEnd { partitions } => line.verb(Verb::SeekToEnd).partitions(partitions, ""),
        Call::Pause { partitions } => line.verb(Verb::Pause).partitions(partitions, "--none"),
        Call::Resume { partitions } => line.verb(Verb::Resume).partitions(partitions, "--none"),
        Call::Position { partition, timeout } => {
            line.verb(Verb::Position).partition(partition).timeout(*timeout)
        }
        Call::Committed { partitions, timeout } => {
            line.verb(Verb::Committed).partitions(partitions, "--none").timeout(*timeout)
        }
        Call::BeginningOffsets { partitions } => {
            line.verb(Verb::BeginningOffsets).partitions(partitions, "--none")
        }
        Call::EndOffsets { partitions } => {
            line.verb(Verb::EndOffsets).partitions(partitions, "--none")
        }
        Call::OffsetsForTimes { timestamps } => {
            let line = line.verb(Verb::OffsetsForTimes).none_if(timestamps.is_empty());
            timestamps.iter().fold(line, |line, (partition, timestamp)| {
                line.partition(partition).out.push('=');
                write::number(*timestamp, line.out);
                line
            })
        }
        Call::CurrentLag { partition } => line.verb(Verb::CurrentLag).partition(partition),
        Call::ListTopics => line.verb(Verb::ListTopics),
        Call::EnforceRebalance { reason } => {
            let line = line.verb(Verb::EnforceRebalance);
            if reason.is_empty() { line } else { line.text(reason) }
        }
        Call::GroupMetadata => line.verb(Verb::GroupMetadata),
        Call::Close { membership } => match membership {
            Membership::Default => line.verb(Verb::Close),
            Membership::LeaveGroup => line.verb(Verb::Close).word("--leave"),
            Membership::RemainInGroup => line.verb(Verb::Close).word("--remain"),
        },
        Call::Admin(AdminCall::Request(request)) => line.verb(Verb::Request).request(request),
        Call::Admin(AdminCall::ListOffsets { partitions, read_committed }) => {
            list_offsets(line.verb(Verb::ListOffsets), partitions, *read_committed)
        }
    };
}

fn send<'a, 'b>(line: &'a mut Printer<'b>, record: &ProducerRecord) -> &'a mut Printer<'b> {
    line.verb(Verb::Send).text(&record.topic);
    if let Some(partition) = record.partition {
        line.word("partition=");
        write::number(partition.0, line.out);
    }
    if record.key.is_some() {
        line.word("key=");
        write::bytes(record.key.as_ref(), line.out);
    }
    line.word("value=");
    write::bytes(record.value.as_ref(), line.out);
    if let Some(timestamp) = record.timestamp {
        line.word("timestamp=");
        write::number(timestamp, line.out);
    }
    for header in &record.headers {
        line.word("header.");
        quoted(&header.key, line.out);
        line.out.push('=');
        write::bytes(header.value.as_ref(), line.out);
    }
    line
}

fn list_offsets<'a, 'b>(
    line: &'a mut Printer<'b>,
    partitions: &[(TopicPartition, OffsetSpec)],
    read_committed: bool,
) -> &'a mut Printer<'b> {
    line.none_if(partitions.is_empty());
    for (partition, spec) in partitions {
        line.partition(partition).out.push('=');
        body::Field::write(spec, line.out);
    }
    if read_committed { line.word("--read-committed") } else { line }
}

fn loop_work(line: &mut Printer<'_>, work: Option<&LoopWork>) {
    line.verb(Verb::Loop);
    let Some(work) = work else {
        line.word("off");
        return;
    };
    let word = match work.then {
        LoopThen::Process => "process",
        LoopThen::ProcessThenCommit => "process-commit",
        LoopThen::CommitThenProcess => "commit-process",
    };
    line.word(word).span(work.poll_timeout);
}

fn fault(line: &mut Printer<'_>, fault: &Fault) {
    match fault {
        Fault::Crash(client) => line.client(client).verb(Verb::Crash),
        Fault::Stall(client) => line.client(client).verb(Verb::Stall),
        Fault::Resume(client) => line.client(client).verb(Verb::Resume),
        Fault::Freeze(client) => line.client(client).verb(Verb::Freeze),
        Fault::Thaw(client) => line.client(client).verb(Verb::Thaw),
        Fault::Cut(client) => line.client(client).verb(Verb::Cut),
        Fault::Mend(client) => line.client(client).verb(Verb::Mend),
        Fault::Drop(message) => line.verb(Verb::Drop).message(message.0),
        Fault::Delay(message, span) => line.verb(Verb::Delay).message(message.0).span(*span),
        Fault::StopBroker(broker) => line.verb(Verb::Broker).number(broker.0).word("stop"),
        Fault::StartBroker(broker) => line.verb(Verb::Broker).number(broker.0).word("start"),
    };
}

fn lab(line: &mut Printer<'_>, lab: &Lab) {
    match lab {
        Lab::Request { broker, client_id, request } => {
            line.verb(Verb::LabRequest).number(broker.0).text(client_id).request(request);
        }
        Lab::Coordinator { client_id, request } => {
            line.verb(Verb::LabCoordinator).text(client_id).request(request);
        }
        Lab::ReloadCoordinator { partition } => {
            line.verb(Verb::LabReload).number(partition.0);
        }
        Lab::Log { partition, op } => log_op(line, partition, op),
        Lab::Topics { delete, create, grow } => {
            let create = create.iter().cloned().map(NewTopic::from_tuple).collect();
            let changes = TopicChanges { delete: delete.clone(), create, grow: grow.clone() };
            body::write_words(&changes, line.verb(Verb::LabTopics).out);
        }
    }
}

fn log_op(line: &mut Printer<'_>, partition: &TopicPartition, op: &LogOp) {
    let verb = match op {
        LogOp::Append { .. } => Verb::LabAppend,
        LogOp::Marker(_) => Verb::LabEndTransaction,
        LogOp::DeleteRecords(_) => Verb::LabDeleteRecords,
        LogOp::Retention => Verb::LabRetention,
        LogOp::Clean => Verb::LabClean,
        LogOp::Roll => Verb::LabRoll,
        LogOp::ExpireProducers => Verb::LabExpireProducers,
        LogOp::Read { .. } => Verb::LabRead,
        LogOp::ListOffsets { .. } => Verb::LabListOffsets,
        LogOp::Producers => Verb::LabProducers,
        LogOp::EndOffsetForEpoch(_) => Verb::LabEndOffsetForEpoch,
        LogOp::Replicas(_) => Verb::LabReplicas,
        LogOp::FollowerFetch { .. } => Verb::LabFollowerFetch,
        LogOp::BecomeLeader { .. } => Verb::LabBecomeLeader,
        LogOp::BecomeFollower { .. } => Verb::LabBecomeFollower,
        LogOp::Replicate { .. } => Verb::LabReplicate,
        LogOp::ReplicateMarker { .. } => Verb::LabReplicateMarker,
        LogOp::Truncate(_) => Verb::LabTruncate,
    };
    let line = line.verb(verb).partition(partition);
    if let LogOp::Marker(marker) = op {
        line.number(marker.producer_id).number(marker.producer_epoch);
        line.word(match marker.control {
            ControlType::Commit => "commit",
            ControlType::Abort => "abort",
        });
    } else if let LogOp::DeleteRecords(offset) | LogOp::Truncate(offset) = op {
        line.number(offset.0);
    }
    body::log::write_log_fields(op, line.out);
}

impl Printer<'_> {
    fn client(&mut self, name: &Text) -> &mut Self {
        match is_reserved(name) {
            true => always_quoted(name, self.out),
            false => quoted(name, self.out),
        }
        self.out.push(' ');
        self
    }

    fn verb(&mut self, verb: Verb) -> &mut Self {
        let form = verb.form();
        self.out.push_str(if form.lead == Lead::Lab { "lab " } else { "" });
        self.out.push_str(form.word);
        self
    }

    fn word(&mut self, word: &str) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(word);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.out.push(' ');
        quoted(text, self.out);
        self
    }

    fn number(&mut self, number: impl Into<i64>) -> &mut Self {
        self.out.push(' ');
        write::number(number, self.out);
        self
    }

    fn message(&mut self, number: u64) -> &mut Self {
        self.out.push_str(" m");
        self.out.push_str(&number.to_string());
        self
    }

    fn span(&mut self, span: Millis) -> &mut Self {
        self.out.push(' ');
        write::span(span, self.out);
        self
    }

    fn timeout(&mut self, timeout: Option<Millis>) -> &mut Self {
        match timeout {
            Some(timeout) => self.word("--timeout").span(timeout),
            None => self,
        }
    }

    fn none_if(&mut self, empty: bool) -> &mut Self {
        if empty { self.word("--none") } else { self }
    }

    fn topics(&mut self, topics: &[Text]) -> &mut Self {
        self.none_if(topics.is_empty());
        for (at, topic) in topics.iter().enumerate() {
            self.out.push(if at == 0 { ' ' } else { ',' });
            quoted(topic, self.out);
        }
        self
    }

    fn partition(&mut self, partition: &TopicPartition) -> &mut Self {
        self.out.push(' ');
        write::partition(partition, self.out);
        self
    }

    /// The partitions; where there are none, the word that says so.
    fn partitions(&mut self, partitions: &[TopicPartition], none: &str) -> &mut Self {
        if partitions.is_empty() && !none.is_empty() {
            return self.word(none);
        }
        partitions.iter().fold(self, |line, partition| line.partition(partition))
    }

    fn offsets(
        &mut self,
        offsets: Option<&SortedMap<TopicPartition, OffsetAndMetadata>>,
    ) -> &mut Self {
        let Some(offsets) = offsets else { return self };
        for (partition, committed) in offsets {
            self.out.push(' ');
            write::offset(partition, committed, self.out);
        }
        self.none_if(offsets.is_empty())
    }

    fn properties(&mut self, properties: &Properties) -> &mut Self {
        for (name, value) in properties {
            self.out.push(' ');
            write::property(name, value.as_deref(), self.out);
        }
        self
    }

    fn request(&mut self, request: &Request) -> &mut Self {
        body::write_request(request, self.out);
        self
    }
}
