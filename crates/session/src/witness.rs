//! What was seen of a world and is no part of its state: where a position came from, who committed,
//! what poll handed out, why a record went where it went.
//!
//! It is a fold over commands and events alone, so the same history gives the same witness however
//! it was cut into commands. The world never looks at it. What it keeps is bounded.

use engine::command::{ClientKind, Command, Lab, LogOp, OffsetAndMetadata};
use engine::event::{
    ClientError, Event, PartitionChoice, PositionSource, RebalanceCallback, Returned,
};
use engine::protocol::Request;
use engine::protocol::admin::ConfigResource;
use engine::protocol::group::OffsetCommitRequest;
use engine::quantity::{Offset, Text, TopicPartition};
use engine::sorted::{SortedMap, SortedSet};
use std::collections::VecDeque;
use std::rc::Rc;

/// Sends that are remembered for each producer.
const SENDS_MAX: usize = 64;

/// Records whose partitioner's sum is remembered.
const CHOICES_MAX: usize = 512;

/// Callbacks that are remembered for each consumer.
const CALLBACKS_MAX: usize = 8;

/// Repeated records that are remembered for each group.
const REPEATED_MAX: usize = 16;

/// Stands for all topics where a broker's configs were changed; no topic has this name.
const EVERY_TOPIC: &str = "";

/// Everything seen. Clones share what did not change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Witness {
    /// The number of the gesture that is being executed, from 1.
    gesture: usize,
    clients: SortedMap<Text, Rc<Seen>>,
    /// The names of consumers in the order in which they first appeared.
    order: Rc<Vec<Text>>,
    /// By topic: the gesture that made it.
    topics: Rc<SortedMap<Text, usize>>,
    /// Logs in which an offset may have no data record: a transaction ended there, or records may
    /// have been compacted.
    holes: Rc<SortedSet<TopicPartition>>,
    /// Topics whose configs were changed, and with them perhaps `cleanup.policy`.
    reconfigured: Rc<SortedSet<Text>>,
    /// What was processed, by account.
    tallies: SortedMap<Text, Rc<Tally>>,
    /// By group and partition: the last commit that a client sent.
    commits: Rc<SortedMap<(Text, TopicPartition), Commit>>,
    /// Why the latest records went where they went.
    choices: Rc<VecDeque<(TopicPartition, Offset, Rc<PartitionChoice>)>>,
}

/// How often records were processed for one group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// How many records were processed exactly so often.
    pub(crate) times: SortedMap<u32, u64>,
    /// By partition: how many different records, and the offset after the last of them.
    pub(crate) partitions: SortedMap<TopicPartition, (u64, Offset)>,
    /// The first few records that were processed more than once.
    pub(crate) repeated: Vec<(TopicPartition, Offset)>,
}

/// What was seen of one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The gesture that made it.
    pub(crate) made_by: usize,
    /// Whose work its processing counts as: its group, or its own name in parentheses.
    pub(crate) account: Option<Text>,
    /// Where its positions come from, and what they were set to.
    pub(crate) positions: SortedMap<TopicPartition, (Offset, PositionSource)>,
    /// What poll handed out: the first offset, the last one, how many.
    pub(crate) handed_out: SortedMap<TopicPartition, (Offset, Offset, u64)>,
    /// The last callbacks, oldest first.
    pub(crate) callbacks: VecDeque<(RebalanceCallback, Rc<[TopicPartition]>)>,
    /// The last sends, oldest first.
    pub(crate) sends: VecDeque<Send>,
    /// The partitioner chose, and the send has no number yet.
    chosen: Option<(TopicPartition, Rc<PartitionChoice>)>,
    /// Offsets that an auto-commit is about to send.
    auto: SortedMap<TopicPartition, i64>,
}

/// A record that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Send {
    pub(crate) ticket: u64,
    pub(crate) partition: TopicPartition,
    pub(crate) choice: Rc<PartitionChoice>,
    /// `None`: no answer yet.
    pub(crate) fate: Option<Result<Offset, ClientError>>,
}

/// A commit that a client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    pub(crate) client: Text,
    pub(crate) offset: i64,
    pub(crate) auto: bool,
}

impl Witness {
    /// What was seen of a client.
    pub(crate) fn of(&self, client: &str) -> Option<&Seen> {
        self.clients.get(client).map(|seen| &**seen)
    }

    /// The last commit that was sent for a group and a partition.
    pub(crate) fn commit(&self, group: &Text, partition: &TopicPartition) -> Option<&Commit> {
        self.commits.get(&(group.clone(), partition.clone()))
    }

    /// Why the latest records of a partition went there.
    pub(crate) fn choices<'w>(
        &'w self,
        partition: &'w TopicPartition,
    ) -> impl Iterator<Item = (Offset, &'w PartitionChoice)> {
        let of_it = self.choices.iter().filter(move |(of, _, _)| of == partition);
        of_it.map(|(_, offset, choice)| (*offset, &**choice))
    }

    /// A gesture begins, the one of this number.
    pub(crate) fn begin(&mut self, gesture: usize) {
        self.gesture = gesture;
    }

    /// The place of a consumer among all that ever were, from 0.
    pub(crate) fn place_of(&self, client: &str) -> Option<usize> {
        self.order.iter().position(|name| &**name == client)
    }

    /// The gesture that made a topic; `None` for one of the genesis.
    pub(crate) fn topic_made_by(&self, topic: &str) -> Option<usize> {
        self.topics.get(topic).copied()
    }

    /// Whether every offset of the log had a data record and may still have it, as far as was seen.
    pub(crate) fn is_dense(&self, partition: &TopicPartition) -> bool {
        let changed = |topic: &str| self.reconfigured.contains(topic);
        !self.holes.contains(partition) && !changed(&partition.topic) && !changed(EVERY_TOPIC)
    }

    /// What was processed, by account.
    pub(crate) fn tallies(&self) -> impl Iterator<Item = (&Text, &Tally)> {
        self.tallies.iter().map(|(account, tally)| (account, &**tally))
    }

    /// Sees a command and what came of it.
    pub(crate) fn see(&mut self, command: &Command, events: &[Event]) {
        if let Command::NewClient { client, kind, config } = command {
            let group = config.iter().rev().find(|(name, _)| &**name == "group.id");
            let account = match group.and_then(|(_, value)| value.clone()) {
                Some(group) => group,
                None => ["(", client, ")"].concat().into(),
            };
            let seen = Seen { made_by: self.gesture, account: Some(account), ..Seen::default() };
            self.clients.insert(client.clone(), Rc::new(seen));
            if *kind == ClientKind::Consumer && self.place_of(client).is_none() {
                Rc::make_mut(&mut self.order).push(client.clone());
            }
        }
        if let Command::Lab(Lab::Log { partition, op: LogOp::Marker { .. } | LogOp::Clean }) =
            command
        {
            self.see_hole(partition);
        }
        if let Command::Lab(Lab::Request { request, .. } | Lab::Coordinator { request, .. }) =
            command
        {
            self.see_holes(request);
        }
        events.iter().for_each(|event| self.see_event(event));
    }

    fn see_hole(&mut self, partition: &TopicPartition) {
        if !self.holes.contains(partition) {
            Rc::make_mut(&mut self.holes).insert(partition.clone());
        }
    }

    fn see_event(&mut self, event: &Event) {
        match event {
            // Where it was before records were handed out is what explains it.
            Event::PositionSet { why: PositionSource::Polled, .. } => {}
            Event::PositionSet { client, partition, position, why } => {
                let of = self.seen(client);
                of.positions.insert(partition.clone(), (*position, why.clone()));
            }
            Event::Returned { client, outcome: Ok(Returned::Records(records)) } => {
                let of = self.seen(client);
                for (partition, records) in records {
                    let (Some(first), Some(last)) = (records.first(), records.last()) else {
                        continue;
                    };
                    let new = (first.offset, last.offset, 0);
                    let handed = of.handed_out.entry(partition.clone()).or_insert(new);
                    handed.1 = last.offset;
                    handed.2 += records.len() as u64;
                }
            }
            Event::Returned { client, outcome: Ok(Returned::Ticket(ticket)) } => {
                let of = self.seen(client);
                if let Some((partition, choice)) = of.chosen.take() {
                    of.sends.push_back(Send { ticket: *ticket, partition, choice, fate: None });
                    keep_last(&mut of.sends, SENDS_MAX);
                }
            }
            Event::PartitionChosen { client, topic, partition, why } => {
                let partition = TopicPartition { topic: topic.clone(), partition: *partition };
                self.seen(client).chosen = Some((partition, Rc::new(why.clone())));
            }
            Event::Acknowledged { client, ticket, outcome, .. } => {
                self.acknowledge(client, *ticket, outcome);
            }
            Event::Callback { client, callback, partitions } => {
                let of = self.seen(client);
                of.callbacks.push_back((*callback, partitions.as_slice().into()));
                keep_last(&mut of.callbacks, CALLBACKS_MAX);
                if *callback != RebalanceCallback::Assigned {
                    of.positions.retain(|partition, _| !partitions.contains(partition));
                }
            }
            Event::AutoCommit { client, offsets } => {
                self.seen(client).auto = offsets_of(offsets);
            }
            Event::Received { client, request } => self.see_request(client, request),
            Event::Processed { client, partition, offset, times } => {
                let account = self.of(client).and_then(|seen| seen.account.clone());
                if let Some(account) = account {
                    let tally = Rc::make_mut(self.tallies.entry(account).or_default());
                    tally.count(partition, *offset, *times);
                }
            }
            Event::Returned { .. }
            | Event::CommitInRevoked { .. }
            | Event::CommitCompleted { .. }
            | Event::Sent { .. }
            | Event::Delivered { .. }
            | Event::Lost { .. }
            | Event::Answered { .. }
            | Event::LogOperated { .. }
            | Event::Appended { .. }
            | Event::Replaced { .. }
            | Event::ConnectionBroken { .. } => {}
        }
    }

    fn acknowledge(&mut self, client: &Text, ticket: u64, outcome: &Result<Offset, ClientError>) {
        let of = self.seen(client);
        // An acknowledgement can come before the call returns its ticket: with a full batch, say.
        let Some(send) = of.sends.iter_mut().find(|send| send.ticket == ticket) else { return };
        send.fate = Some(outcome.clone());
        let (partition, choice) = (send.partition.clone(), Rc::clone(&send.choice));
        if let Ok(offset) = outcome {
            let choices = Rc::make_mut(&mut self.choices);
            choices.push_back((partition, *offset, choice));
            keep_last(choices, CHOICES_MAX);
        }
    }

    fn see_request(&mut self, client: &Text, request: &Request) {
        self.see_holes(request);
        if let Request::CreateTopics(request) = request {
            let topics = Rc::make_mut(&mut self.topics);
            for topic in &request.topics {
                topics.entry(topic.name.clone()).or_insert(self.gesture);
            }
        }
        if let Request::OffsetCommit(request) = request {
            self.see_commit(client, request);
        }
    }

    /// What makes holes: the end of a transaction, and perhaps another `cleanup.policy`.
    fn see_holes(&mut self, request: &Request) {
        if let Request::WriteTxnMarkers(request) = request {
            request.partitions.iter().for_each(|partition| self.see_hole(partition));
        }
        if let Request::IncrementalAlterConfigs(request) = request {
            let reconfigured = Rc::make_mut(&mut self.reconfigured);
            reconfigured.extend(request.resources.iter().map(|(of, _)| match of {
                ConfigResource::Topic(topic) => topic.clone(),
                ConfigResource::Group(_) | ConfigResource::Broker(_) => EVERY_TOPIC.into(),
            }));
        }
    }

    fn see_commit(&mut self, client: &Text, request: &OffsetCommitRequest) {
        let auto = self.of(client).map(|seen| seen.auto.clone()).unwrap_or_default();
        for topic in &request.topics {
            for part in &topic.partitions {
                let (topic, partition) = (topic.name.clone(), part.partition_index);
                let partition = TopicPartition { topic, partition };
                let offset = part.committed_offset;
                let auto = auto.get(&partition) == Some(&offset);
                let commit = Commit { client: client.clone(), offset, auto };
                let key = (request.group_id.clone(), partition);
                if self.commits.get(&key) != Some(&commit) {
                    Rc::make_mut(&mut self.commits).insert(key, commit);
                }
            }
        }
    }

    fn seen(&mut self, client: &Text) -> &mut Seen {
        Rc::make_mut(self.clients.entry(client.clone()).or_default())
    }
}

impl Tally {
    fn count(&mut self, partition: &TopicPartition, offset: Offset, times: u32) {
        *self.times.entry(times).or_default() += 1;
        if times > 1 {
            let before = self.times.entry(times - 1).or_default();
            *before = before.saturating_sub(1);
            self.times.retain(|_, records| *records > 0);
            let record = (partition.clone(), offset);
            if self.repeated.len() < REPEATED_MAX && !self.repeated.contains(&record) {
                self.repeated.push(record);
            }
            return;
        }
        let (records, end) = self.partitions.entry(partition.clone()).or_default();
        *records += 1;
        *end = (*end).max(offset.next());
    }
}

fn keep_last<T>(queue: &mut VecDeque<T>, count: usize) {
    while queue.len() > count {
        queue.pop_front();
    }
}

fn offsets_of(
    offsets: &SortedMap<TopicPartition, OffsetAndMetadata>,
) -> SortedMap<TopicPartition, i64> {
    offsets.iter().map(|(partition, committed)| (partition.clone(), committed.offset)).collect()
}
