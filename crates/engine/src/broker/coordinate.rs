//! Group requests: each goes to the coordinator of its group, if this broker is that.
//!
//! What a coordinator decides is appended to its partition of `__consumer_offsets` before any
//! answer leaves. Source: `KafkaApis` (checks before the coordinator), `CoordinatorRuntime`.

use crate::broker::cluster::{Cluster, OFFSETS_TOPIC};
use crate::broker::metadata::offsets_partition;
use crate::broker::{Broker, BrokerIo, Peer};
use crate::coordinator::{Append, ClientInfo, Env, Outcome, RequestToken, Shard, TimerKey};
use crate::error::ErrorCode;
use crate::event::Event;
use crate::log::batch::Batch;
use crate::log::{AppendContext, Marker};
use crate::protocol::group::{
    DescribeGroupsResponse, OffsetCommitRequest, OffsetCommitResponseTopic, OffsetCommitTopic,
    OffsetDeleteRequest,
};
use crate::protocol::{Request, Response};
use crate::quantity::{Offset, PartitionId, Text, TopicId, TopicPartition};
use alloc::rc::Rc;
use alloc::vec::Vec;

/// The address of every simulated client.
const HOST: &str = "/127.0.0.1";

impl Broker {
    /// Checks a group request as the front does and hands it on.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "of all of Kafka's requests, these are meant"
    )]
    pub(super) fn coordinate(&mut self, peer: &Peer, request: &Request, io: &mut BrokerIo<'_>) {
        match request {
            Request::OffsetCommit(commit) => {
                let (known, unknown) = sort_by_existence(commit, io.cluster);
                if known.is_empty() && !unknown.is_empty() {
                    let answer = crate::protocol::group::OffsetCommitResponse { topics: unknown };
                    io.answers.push((peer.request.clone(), Response::OffsetCommit(answer)));
                    return;
                }
                let known = OffsetCommitRequest { topics: known, ..commit.clone() };
                let answered = io.answers.len();
                self.hand_to_coordinator(peer, &Request::OffsetCommit(known), io);
                for (to, answer) in io.answers.iter_mut().skip(answered) {
                    if let Response::OffsetCommit(answer) = answer
                        && *to == peer.request
                    {
                        answer.topics.extend(unknown.iter().cloned());
                    }
                }
            }
            Request::OffsetDelete(delete) => self.delete_offsets(peer, delete, io),
            other => self.hand_to_coordinator(peer, other, io),
        }
    }

    /// Partitions that do not exist are answered here; the coordinator hears of the others.
    fn delete_offsets(
        &mut self,
        peer: &Peer,
        request: &OffsetDeleteRequest,
        io: &mut BrokerIo<'_>,
    ) {
        let exists = |topic: &Text, partition: PartitionId| {
            io.cluster.partition(&TopicPartition { topic: topic.clone(), partition }).is_some()
        };
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (topic, partitions) in &request.topics {
            let (here, gone): (Vec<_>, Vec<_>) =
                partitions.iter().partition(|&&partition| exists(topic, partition));
            if !here.is_empty() {
                known.push((topic.clone(), here));
            }
            if !gone.is_empty() {
                let code = Some(ErrorCode::UnknownTopicOrPartition);
                let gone = gone.into_iter().map(|partition| (partition, code)).collect();
                unknown.push((topic.clone(), gone));
            }
        }
        let known = OffsetDeleteRequest { topics: known, ..request.clone() };
        let answered = io.answers.len();
        self.hand_to_coordinator(peer, &Request::OffsetDelete(known), io);
        for (to, answer) in io.answers.iter_mut().skip(answered) {
            if let Response::OffsetDelete(answer) = answer
                && *to == peer.request
                && answer.error_code.is_none()
            {
                answer.topics.extend(unknown.iter().cloned());
            }
        }
    }

    /// Hands a request to the coordinator that it concerns, without any check but that this broker
    /// is the one.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "of all of Kafka's requests, these are meant"
    )]
    pub(crate) fn hand_to_coordinator(
        &mut self,
        peer: &Peer,
        request: &Request,
        io: &mut BrokerIo<'_>,
    ) {
        match request {
            Request::ListGroups(list) => {
                let answer = self.list_groups(peer, list, io);
                io.answers.push((peer.request.clone(), Response::ListGroups(answer)));
            }
            Request::DescribeGroups(describe) => {
                let answer = self.describe_groups(peer, describe, io);
                io.answers.push((peer.request.clone(), Response::DescribeGroups(answer)));
            }
            Request::DeleteGroups(delete) => {
                let answer = self.delete_groups(peer, delete, io);
                io.answers.push((peer.request.clone(), Response::DeleteGroups(answer)));
            }
            other => match self.home_of(group_id(other), io.cluster) {
                Some(partition) => self.ask_shard(partition, peer, other, io),
                None => {
                    let refusal = not_coordinator(other);
                    io.answers.extend(refusal.map(|answer| (peer.request.clone(), answer)));
                }
            },
        }
    }

    /// The partition that keeps a group, if this broker leads it.
    pub(super) fn home_of(&self, group_id: &str, cluster: &Cluster) -> Option<PartitionId> {
        let partition = offsets_partition(group_id, cluster)?;
        let of = TopicPartition { topic: OFFSETS_TOPIC.into(), partition };
        (cluster.leader(&of) == Some(self.id)).then_some(partition)
    }

    fn ask_shard(
        &mut self,
        partition: PartitionId,
        peer: &Peer,
        request: &Request,
        io: &mut BrokerIo<'_>,
    ) {
        let token = RequestToken(self.next_token);
        self.next_token += 1;
        self.parked.insert(token, peer.request.clone());
        let client = ClientInfo { client_id: peer.client_id.clone(), client_host: HOST.into() };
        self.with_shard(partition, io, |shard, env| {
            // Only group requests come here, and a shard answers all of those.
            let _ = shard.handle(request, token, &client, env);
        });
    }

    /// Asks one coordinator and takes its answer at once; for requests that are never parked.
    pub(super) fn ask_at_once(
        &mut self,
        partition: PartitionId,
        peer: &Peer,
        request: &Request,
        io: &mut BrokerIo<'_>,
    ) -> Option<Response> {
        let answered = io.answers.len();
        self.ask_shard(partition, peer, request, io);
        let place = io.answers.iter().skip(answered).position(|(to, _)| *to == peer.request)?;
        Some(io.answers.remove(answered + place).1)
    }

    /// Lets a coordinator work; what it decided is appended, then its answers leave.
    fn with_shard(
        &mut self,
        partition: PartitionId,
        io: &mut BrokerIo<'_>,
        work: impl FnOnce(&mut Shard, &mut Env<'_>),
    ) {
        let of = TopicPartition { topic: OFFSETS_TOPIC.into(), partition };
        if !self.shards.contains_key(&partition) {
            self.load_shard(partition, io);
        }
        let config = Rc::clone(&io.cluster.coordinator_config);
        let log_end = self.log(&of).map_or(Offset(0), |log| log.log_end_offset());
        let mut env = Env::new(io.now, &config, io.member_ids, io.sequence, log_end);
        if let Some(shard) = self.shards.get_mut(&partition) {
            work(Rc::make_mut(shard), &mut env);
        }
        let outcome = env.outcome;
        self.carry_out(&of, outcome, io);
    }

    fn carry_out(&mut self, of: &TopicPartition, outcome: Outcome, io: &mut BrokerIo<'_>) {
        let wrote = !outcome.appends.is_empty();
        for append in outcome.appends {
            self.append_decision(of, &append, io);
        }
        for (token, response) in outcome.answers {
            if let Some(request) = self.parked.remove(&token) {
                io.answers.push((request, response));
            }
        }
        if wrote {
            self.complete_fetches(io);
        }
    }

    fn append_decision(&mut self, of: &TopicPartition, append: &Append, io: &mut BrokerIo<'_>) {
        let Some(log) = self.logs.get_mut(of).map(Rc::make_mut) else { return };
        let appended = match append.to_batch(io.now) {
            Ok(batch) => log.append(&batch, &AppendContext::coordinator(io.now)),
            Err((producer, control)) => {
                let marker = Marker {
                    producer_id: producer.producer_id,
                    producer_epoch: producer.producer_epoch,
                    control,
                    coordinator_epoch: 0,
                    transaction_version: 2,
                };
                log.append_decided_marker(&marker, io.now)
            }
        };
        if let Ok(appended) = appended {
            let count = appended.last_offset - appended.base_offset + 1;
            let base_offset = appended.base_offset;
            io.events.push(Event::Appended { partition: of.clone(), base_offset, count });
        }
    }

    /// Takes a partition of `__consumer_offsets` over: its log is read from the start.
    fn load_shard(&mut self, partition: PartitionId, io: &mut BrokerIo<'_>) {
        let of = TopicPartition { topic: OFFSETS_TOPIC.into(), partition };
        let config = Rc::clone(&io.cluster.coordinator_config);
        let (batches, log_end): (Vec<Rc<Batch>>, Offset) = match self.log(&of) {
            Some(log) => (log.batches().cloned().collect(), log.log_end_offset()),
            None => (Vec::new(), Offset(0)),
        };
        let mut env = Env::new(io.now, &config, io.member_ids, io.sequence, log_end);
        let shard = Shard::load(batches.iter().map(|batch| &**batch), &mut env);
        let outcome = env.outcome;
        self.shards.insert(partition, Rc::new(shard));
        self.carry_out(&of, outcome, io);
    }

    /// Gives a partition up (parked requests hear NOT_COORDINATOR) and takes it over again.
    pub(crate) fn reload_coordinator(&mut self, partition: PartitionId, io: &mut BrokerIo<'_>) {
        if self.shards.contains_key(&partition) {
            self.with_shard(partition, io, Shard::resign);
            self.shards.remove(&partition);
        }
        self.load_shard(partition, io);
    }

    /// A coordinator's timer has come.
    pub(crate) fn fire_coordinator(
        &mut self,
        partition: PartitionId,
        timer: &TimerKey,
        io: &mut BrokerIo<'_>,
    ) {
        self.with_shard(partition, io, |shard, env| shard.fire(timer, env));
    }

    /// Topics are gone: every coordinator forgets their offsets.
    pub(super) fn forget_offsets(&mut self, topic: &Text, io: &mut BrokerIo<'_>) {
        let partitions: Vec<PartitionId> = self.shards.keys().copied().collect();
        for partition in partitions {
            self.with_shard(partition, io, |shard, env| {
                shard.topics_deleted(core::slice::from_ref(topic), env);
            });
        }
    }

    /// A transaction's marker reached a partition of `__consumer_offsets`.
    pub(super) fn complete_transaction(
        &mut self,
        partition: PartitionId,
        marker: &Marker,
        io: &mut BrokerIo<'_>,
    ) {
        let producer = crate::coordinator::TransactionalProducer {
            producer_id: marker.producer_id,
            producer_epoch: marker.producer_epoch,
        };
        let control = marker.control;
        self.with_shard(partition, io, |shard, env| {
            shard.complete_transaction(producer, control, env);
        });
    }
}

/// The group that a request names; `""` for one that names none.
#[allow(clippy::wildcard_enum_match_arm, reason = "of all of Kafka's requests, these are meant")]
fn group_id(request: &Request) -> &str {
    match request {
        Request::JoinGroup(request) => &request.group_id,
        Request::SyncGroup(request) => &request.group_id,
        Request::Heartbeat(request) => &request.group_id,
        Request::LeaveGroup(request) => &request.group_id,
        Request::OffsetCommit(request) => &request.group_id,
        Request::TxnOffsetCommit(request) => &request.group_id,
        Request::OffsetFetch(request) => &request.group_id,
        Request::OffsetDelete(request) => &request.group_id,
        _ => "",
    }
}

/// Splits the topics of a commit: partitions that exist, and the answer for those that do not. From
/// version 10 on a topic is meant by its id: one that was made again has another.
fn sort_by_existence(
    commit: &OffsetCommitRequest,
    cluster: &Cluster,
) -> (Vec<OffsetCommitTopic>, Vec<OffsetCommitResponseTopic>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for topic in &commit.topics {
        let by_id = commit.version >= 10 && topic.topic_id != TopicId::default();
        let other = by_id && cluster.topic(&topic.name).is_none_or(|it| it.id != topic.topic_id);
        let exists = |partition: PartitionId| {
            let of = TopicPartition { topic: topic.name.clone(), partition };
            !other && cluster.partition(&of).is_some()
        };
        let (here, gone): (Vec<_>, Vec<_>) =
            topic.partitions.iter().cloned().partition(|one| exists(one.partition_index));
        if !here.is_empty() {
            known.push(OffsetCommitTopic { partitions: here, ..topic.clone() });
        }
        if !gone.is_empty() {
            let code = match other {
                true => ErrorCode::UnknownTopicId,
                false => ErrorCode::UnknownTopicOrPartition,
            };
            let code = Some(code);
            let partitions = gone.iter().map(|one| (one.partition_index, code)).collect();
            let (name, topic_id) = (topic.name.clone(), topic.topic_id);
            unknown.push(OffsetCommitResponseTopic { name, topic_id, partitions });
        }
    }
    (known, unknown)
}

/// The answer of a broker that is not the coordinator of the request's group.
#[allow(clippy::wildcard_enum_match_arm, reason = "of all of Kafka's requests, these are meant")]
pub(super) fn not_coordinator(request: &Request) -> Option<Response> {
    use crate::protocol::group as answers;
    let error_code = Some(ErrorCode::NotCoordinator);
    let each = |topics: &[OffsetCommitTopic]| {
        let topics = topics.iter().map(|topic| OffsetCommitResponseTopic {
            name: topic.name.clone(),
            topic_id: topic.topic_id,
            partitions: topic
                .partitions
                .iter()
                .map(|one| (one.partition_index, error_code))
                .collect(),
        });
        topics.collect::<Vec<_>>()
    };
    Some(match request {
        Request::JoinGroup(request) => Response::JoinGroup(answers::JoinGroupResponse {
            error_code,
            generation_id: -1,
            member_id: request.member_id.clone(),
            ..Default::default()
        }),
        Request::SyncGroup(_) => {
            Response::SyncGroup(answers::SyncGroupResponse { error_code, ..Default::default() })
        }
        Request::Heartbeat(_) => Response::Heartbeat(answers::HeartbeatResponse { error_code }),
        Request::LeaveGroup(_) => {
            Response::LeaveGroup(answers::LeaveGroupResponse { error_code, members: Vec::new() })
        }
        Request::OffsetCommit(request) => {
            Response::OffsetCommit(answers::OffsetCommitResponse { topics: each(&request.topics) })
        }
        Request::TxnOffsetCommit(request) => {
            Response::TxnOffsetCommit(answers::TxnOffsetCommitResponse {
                topics: each(&request.topics),
            })
        }
        Request::OffsetFetch(_) => {
            Response::OffsetFetch(answers::OffsetFetchResponse { error_code, topics: Vec::new() })
        }
        Request::OffsetDelete(_) => {
            Response::OffsetDelete(answers::OffsetDeleteResponse { error_code, topics: Vec::new() })
        }
        Request::DescribeGroups(request) => {
            let groups = request.groups.iter().map(|group| answers::DescribedGroup {
                error_code,
                error_message: None,
                group_id: group.clone(),
                group_state: "".into(),
                protocol_type: "".into(),
                protocol_data: "".into(),
                members: Vec::new(),
            });
            Response::DescribeGroups(DescribeGroupsResponse { groups: groups.collect() })
        }
        _ => return None,
    })
}
