//! Look-ups for the application: offsets by time, ends, beginnings, and topics.
//!
//! Invariant: a look-up belongs to the open call and ends with it; what comes too late is dropped.
//!
//! Source: `consumer/internals/OffsetFetcher.java`, `OffsetFetcherUtils.java`,
//! `TopicMetadataFetcher.java`.

use super::Consumer;
use super::calls::{Kind, OpenCall};
use super::subscription::{Position, Reset};
use super::texts;
use super::wire::Purpose;
use crate::client::metadata::LeaderAndEpoch;
use crate::client::{Disconnected, Io, Lane};
use crate::error::ErrorCode;
use crate::event::{ClientError, Returned};
use crate::protocol::data::{
    IsolationLevel, ListedOffset, MetadataRequest, MetadataResponse, OffsetSpec,
};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Offset, Text, TopicPartition};
use crate::sort::sort_by;
use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;

/// Who asked for offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum LookupBy {
    /// Positions that are missing.
    Reset(SortedMap<TopicPartition, Reset>),
    /// The open call, in this one of its rounds.
    Call { partitions: SortedSet<TopicPartition>, round: u32 },
    /// `currentLag`, which does not wait.
    End(TopicPartition),
}

/// `beginningOffsets`, `endOffsets` or `offsetsForTimes`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct OffsetLookup {
    asked: SortedMap<TopicPartition, OffsetSpec>,
    /// What has no answer yet.
    remaining: SortedSet<TopicPartition>,
    found: SortedMap<TopicPartition, (Offset, i64)>,
    /// Requests of this round that owe an answer.
    owed: u32,
    round: u32,
    /// The next round waits for metadata newer than this.
    stale: Option<u64>,
    /// The result names each offset's timestamp, and partitions without one.
    by_time: bool,
}

/// `partitionsFor` or `listTopics`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TopicLookup {
    /// `None`: every topic.
    topic: Option<Text>,
    sent: bool,
    answer: Option<MetadataResponse>,
}

impl TopicLookup {
    pub(super) const fn new(topic: Option<Text>) -> Self {
        Self { topic, sent: false, answer: None }
    }
}

impl OffsetLookup {
    pub(super) fn new(asked: SortedMap<TopicPartition, OffsetSpec>, by_time: bool) -> Self {
        let remaining = asked.keys().cloned().collect();
        let found = SortedMap::new();
        Self { asked, remaining, found, owed: 0, round: 0, stale: None, by_time }
    }

    fn result(&self) -> Returned {
        if self.by_time {
            let each = self.asked.keys().map(|tp| (tp.clone(), self.found.get(tp).copied()));
            return Returned::OffsetsForTimes(each.collect());
        }
        let each = self.found.iter().map(|(tp, &(offset, _))| (tp.clone(), offset));
        Returned::Offsets(each.collect())
    }
}

impl Consumer {
    /// Goes on with a look-up of offsets.
    pub(super) fn step_offset_lookup(
        &mut self,
        lookup: &mut OffsetLookup,
        io: &mut Io<'_>,
    ) -> Option<Returned> {
        if lookup.remaining.is_empty() {
            return Some(lookup.result());
        }
        if lookup.owed > 0 {
            return None;
        }
        if lookup.stale.is_some_and(|version| self.metadata.version() <= version) {
            return None;
        }
        lookup.stale = None;
        lookup.round += 1;
        let mut by_leader: SortedMap<BrokerId, Vec<(TopicPartition, OffsetSpec)>> =
            SortedMap::new();
        for partition in &lookup.remaining {
            let spec = lookup.asked.get(partition).copied().unwrap_or(OffsetSpec::Latest);
            if let Some(LeaderAndEpoch { leader, .. }) = self.metadata.leader(partition) {
                by_leader.entry(leader).or_default().push((partition.clone(), spec));
            }
        }
        if by_leader.is_empty() {
            lookup.stale = Some(self.metadata.version());
            self.metadata.request_update();
        }
        for (leader, specs) in by_leader {
            lookup.owed += 1;
            let partitions = specs.iter().map(|(partition, _)| partition.clone()).collect();
            let by = LookupBy::Call { partitions, round: lookup.round };
            self.send_list_offsets(leader, specs, by, io);
        }
        None
    }

    /// Topics that the open call asks about and the consumer does not read: its metadata has them
    /// for as long as the call lasts.
    pub(super) fn transient_topics(&self) -> SortedSet<Text> {
        match &self.call {
            Some(OpenCall { kind: Kind::Offsets(lookup), .. }) => {
                lookup.asked.keys().map(|partition| partition.topic.clone()).collect()
            }
            Some(_) | None => SortedSet::new(),
        }
    }

    pub(super) fn offsets_answered(
        &mut self,
        by: LookupBy,
        answer: Result<&Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        let listed: &[(TopicPartition, ListedOffset)] = match answer {
            Ok(Response::ListOffsets(answer)) => &answer.partitions,
            Ok(_) | Err(Disconnected) => &[],
        };
        match by {
            LookupBy::Reset(resets) => self.resets_answered(&resets, listed, io),
            LookupBy::Call { partitions, round } => {
                self.saw_ends(listed);
                self.call_answered(&partitions, round, listed);
            }
            LookupBy::End(partition) => {
                self.saw_ends(listed);
                if let Some(state) = self.subscriptions.get_mut(&partition) {
                    state.end_requested = false;
                }
            }
        }
    }

    fn resets_answered(
        &mut self,
        resets: &SortedMap<TopicPartition, Reset>,
        listed: &[(TopicPartition, ListedOffset)],
        io: &mut Io<'_>,
    ) {
        let mut failed: SortedSet<&TopicPartition> = resets.keys().collect();
        for (partition, listed) in listed {
            let Some(&reset) = resets.get(partition).filter(|_| listed.error_code.is_none()) else {
                continue;
            };
            failed.remove(partition);
            // No such record is no failure: the search goes on after request.timeout.ms.
            if listed.offset >= 0 {
                // Without an epoch, so that nothing is validated (OffsetFetcherUtils).
                let position = Position { offset: Offset(listed.offset), offset_epoch: None };
                self.reset_found(partition, reset, position, io);
            }
        }
        self.resets_failed(failed.into_iter(), io);
    }

    fn call_answered(
        &mut self,
        partitions: &SortedSet<TopicPartition>,
        round: u32,
        listed: &[(TopicPartition, ListedOffset)],
    ) {
        let version = self.metadata.version();
        let Some(OpenCall { kind: Kind::Offsets(lookup), .. }) = &mut self.call else { return };
        if lookup.round != round {
            return;
        }
        lookup.owed = lookup.owed.saturating_sub(1);
        for (partition, listed) in listed {
            if listed.error_code.is_none() && partitions.contains(partition) {
                lookup.remaining.remove(partition);
                if listed.offset >= 0 {
                    let found = (Offset(listed.offset), listed.timestamp);
                    lookup.found.insert(partition.clone(), found);
                }
            }
        }
        if lookup.owed == 0 && !lookup.remaining.is_empty() {
            lookup.stale = Some(version);
            self.metadata.request_update();
        }
    }

    /// What a call looked up, whatever it asked for, is taken for the end of the partition
    /// (`OffsetFetcherUtils#updateSubscriptionState`).
    fn saw_ends(&mut self, listed: &[(TopicPartition, ListedOffset)]) {
        let isolation = self.config.isolation_level();
        for (partition, listed) in listed {
            let found = listed.error_code.is_none() && listed.offset >= 0;
            let Some(state) = self.subscriptions.get_mut(partition).filter(|_| found) else {
                continue;
            };
            match isolation {
                IsolationLevel::ReadUncommitted => &mut state.high_watermark,
                IsolationLevel::ReadCommitted => &mut state.last_stable_offset,
            }
            .replace(Offset(listed.offset));
        }
    }

    /// `currentLag`: what the last fetch said; if there was none, the end is asked for.
    ///
    /// # Errors
    ///
    /// The partition is not assigned.
    pub(super) fn current_lag(
        &mut self,
        partition: &TopicPartition,
        io: &mut Io<'_>,
    ) -> Result<Returned, ClientError> {
        let isolation = self.config.isolation_level();
        let leader = self.metadata.leader(partition);
        let state = self.subscriptions.assigned_state(partition)?;
        let end = match isolation {
            IsolationLevel::ReadUncommitted => state.high_watermark,
            IsolationLevel::ReadCommitted => state.last_stable_offset,
        };
        if let (Some(end), Some(position)) = (end, state.position) {
            return Ok(Returned::Lag(Some(end - position.offset)));
        }
        if end.is_none() && !state.end_requested {
            state.end_requested = true;
            if let Some(known) = leader {
                let specs = Vec::from([(partition.clone(), OffsetSpec::Latest)]);
                self.send_list_offsets(known.leader, specs, LookupBy::End(partition.clone()), io);
            }
        }
        Ok(Returned::Lag(None))
    }

    /// Goes on with a look-up of topics.
    pub(super) fn step_topic_lookup(
        &mut self,
        lookup: &mut TopicLookup,
        io: &mut Io<'_>,
    ) -> Option<Result<Returned, ClientError>> {
        if let Some(answer) = lookup.answer.take() {
            let unready = answer
                .topics
                .iter()
                .any(|topic| topic.error_code == Some(ErrorCode::LeaderNotAvailable));
            if !unready {
                return Some(topic_result(lookup.topic.as_ref(), &answer));
            }
            lookup.sent = false;
            self.pause(io);
            return None;
        }
        if !lookup.sent
            && let Some(broker) = self.metadata.any_broker(io.bootstrap)
        {
            lookup.sent = true;
            let request = Request::Metadata(MetadataRequest {
                topics: lookup.topic.clone().map(|topic| Vec::from([topic])),
                allow_auto_topic_creation: self.config.allow_auto_create_topics(),
            });
            self.send(broker, Lane::Data, request, Purpose::TopicMetadata, io);
        }
        None
    }

    pub(super) fn topic_metadata_answered(
        &mut self,
        answer: Result<&Response, Disconnected>,
        io: &Io<'_>,
    ) {
        let retry_at = io.now + self.config.retry_backoff();
        let Some(OpenCall { kind: Kind::Topics(lookup), .. }) = &mut self.call else { return };
        match answer {
            Ok(Response::Metadata(answer)) => lookup.answer = Some(answer.clone()),
            Ok(_) | Err(Disconnected) => {
                lookup.sent = false;
                self.pause_until = Some(retry_at);
            }
        }
    }
}

fn topic_result(topic: Option<&Text>, answer: &MetadataResponse) -> Result<Returned, ClientError> {
    let healthy = answer.topics.iter().filter(|topic| topic.error_code.is_none());
    let Some(name) = topic else {
        let mut names: Vec<Text> = healthy.map(|topic| topic.name.clone()).collect();
        sort_by(&mut names, Ord::cmp);
        return Ok(Returned::Topics(names));
    };
    let refused = answer.topics.iter().find_map(|topic| topic.error_code);
    if let Some(ErrorCode::InvalidTopicException) = refused {
        let message = alloc::format!("Topic '{name}' is invalid");
        return Err(ClientError::with_message(ErrorCode::InvalidTopicException, message));
    }
    let count = healthy.map(|topic| topic.partitions.len()).next().unwrap_or(0);
    Ok(Returned::PartitionCount(i32::try_from(count).unwrap_or(i32::MAX)))
}

impl Consumer {
    /// What a look-up of topics throws when its time is over.
    pub(super) fn topic_lookup_timeout() -> ClientError {
        texts::topic_metadata_timeout()
    }
}
