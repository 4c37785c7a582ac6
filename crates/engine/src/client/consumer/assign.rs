//! The assignors inside the client: what it tells of itself in JoinGroup, and what it decides for
//! everybody when it leads.
//!
//! Source: `ConsumerCoordinator#metadata`, `#onLeaderElected`, the constructor's choice of
//! `RebalanceProtocol`.

use super::Consumer;
use crate::assignor::{self, Assignor, Member, Memory, RebalanceProtocol, TopicFacts};
use crate::event::ClientError;
use crate::protocol::consumer_protocol::{Assignment, LATEST_VERSION, Subscription};
use crate::protocol::group::{JoinGroupProtocol, JoinGroupResponse};
use crate::quantity::{Bytes, PartitionId, Text, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::format;
use alloc::vec::Vec;

/// What each configured assignor remembers, by its name.
pub(super) type AssignorMemory = SortedMap<Text, Memory>;

impl Consumer {
    /// The configured assignors, in order of preference.
    pub(super) fn assignors(&self) -> impl Iterator<Item = &'static Assignor> {
        let classes = self.config.partition_assignment_strategy().iter();
        classes.filter_map(|class| assignor::find_class(class))
    }

    /// The highest protocol that every configured assignor supports: `[Range, CooperativeSticky]`,
    /// the default, is eager.
    #[must_use]
    pub fn rebalance_protocol(&self) -> RebalanceProtocol {
        let all = [RebalanceProtocol::Cooperative, RebalanceProtocol::Eager];
        let common = all.into_iter().find(|protocol| {
            self.assignors().all(|assignor| assignor.protocols.contains(protocol))
        });
        common.unwrap_or(RebalanceProtocol::Eager)
    }

    /// JoinGroup's protocols: each assignor with the subscription for it.
    pub(super) fn join_protocols(&self) -> Vec<JoinGroupProtocol> {
        let topics: Vec<Text> = self.subscriptions.topics().cloned().collect();
        let owned = by_topic(self.subscriptions.partitions().keys());
        let rack = Some(self.config.client_rack()).filter(|rack| !rack.is_empty());
        let protocols = self.assignors().map(|assignor| {
            let memory = self.group.assignor.get(assignor.name).cloned().unwrap_or_default();
            let subscription = Subscription {
                topics: topics.clone(),
                user_data: assignor.user_data(&memory),
                owned_partitions: owned.clone(),
                generation_id: Some(self.group.generation.generation_id).filter(|&id| id >= 0),
                rack_id: rack.map(Into::into),
            };
            let metadata = subscription.to_bytes(LATEST_VERSION);
            JoinGroupProtocol { name: assignor.name.into(), metadata }
        });
        protocols.collect()
    }

    /// Assigns for the group: member ids and their assignments' bytes.
    ///
    /// # Errors
    ///
    /// What the assignor throws.
    pub(super) fn perform_assignment(
        &self,
        answer: &JoinGroupResponse,
    ) -> Result<Vec<(Text, Bytes)>, ClientError> {
        let name = answer.protocol_name.as_deref().unwrap_or_default();
        let Some(assignor) = self.assignors().find(|assignor| assignor.name == name) else {
            return Err(unknown_assignor(name));
        };
        let members: Vec<Member> = answer
            .members
            .iter()
            .map(|member| {
                let subscription = Subscription::from_bytes(&member.metadata).unwrap_or_default();
                Member {
                    id: member.member_id.clone(),
                    group_instance_id: member.group_instance_id.clone(),
                    topics: subscription.topics,
                    owned: flat(&subscription.owned_partitions),
                    generation: subscription.generation_id,
                    rack: subscription.rack_id,
                    user_data: subscription.user_data,
                }
            })
            .collect();
        let facts = self.metadata.topics().iter().map(|(name, topic)| {
            let partitions = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
            (name.clone(), TopicFacts { partitions, racks: Vec::new() })
        });
        let assigned = assignor.assign(&facts.collect(), &members).map_err(|thrown| {
            ClientError::new(thrown.ex, thrown.message.unwrap_or_else(|| "".into()))
        })?;
        let bytes = assigned.into_iter().map(|(member, partitions)| {
            let assigned_partitions = by_topic(partitions.iter());
            let assignment = Assignment { assigned_partitions, user_data: None };
            (member, assignment.to_bytes(LATEST_VERSION))
        });
        Ok(bytes.collect())
    }

    /// `onAssignment`: the chosen assignor remembers.
    pub(super) fn remember_assignment(&mut self, assigned: &[TopicPartition]) {
        let generation = self.group.generation.generation_id;
        if let Some(name) = self.group.generation.protocol_name.clone() {
            self.group.assignor.entry(name).or_default().remember(assigned, generation);
        }
    }
}

/// The partitions that the leader gave, in its order.
pub(super) fn flat(topics: &[(Text, Vec<PartitionId>)]) -> Vec<TopicPartition> {
    let topics = topics.iter();
    let partitions = topics.flat_map(|(topic, partitions)| {
        partitions.iter().map(|partition| TopicPartition::new(topic.clone(), partition.0))
    });
    partitions.collect()
}

/// Partitions grouped by topic, topics in the order in which they first appear.
fn by_topic<'a>(
    partitions: impl Iterator<Item = &'a TopicPartition>,
) -> Vec<(Text, Vec<PartitionId>)> {
    let mut topics: Vec<(Text, Vec<PartitionId>)> = Vec::new();
    for TopicPartition { topic, partition } in partitions {
        match topics.iter_mut().find(|(name, _)| name == topic) {
            Some((_, numbers)) => numbers.push(*partition),
            None => topics.push((topic.clone(), Vec::from([*partition]))),
        }
    }
    topics
}

pub(super) fn unknown_assignor(name: &str) -> ClientError {
    ClientError::illegal_state(format!("Coordinator selected invalid assignment protocol: {name}"))
}

/// A set, from a list that may name a partition twice.
pub(super) fn set_of(partitions: &[TopicPartition]) -> SortedSet<TopicPartition> {
    partitions.iter().cloned().collect()
}
