//! Fetching: which partitions are asked for, what is kept, what a poll hands out.
//!
//! Invariant: at most one fetch is on its way to a broker, and none is sent for a partition of
//! which something is kept. What is kept counts only if the position still stands where it begins.
//!
//! Source: `consumer/internals/AbstractFetch.java`, `FetchCollector.java`, `FetchBuffer.java`.
//! Smaller than Kafka: every request names all its partitions, whatever its session knows, and the
//! leader answers, never a follower.

use super::Consumer;
use super::fetched::Fetched;
use super::session::FetchSessions;
use super::subscription::{FetchState, Position, Reset, ResetReason, ResetTo};
use super::texts;
use super::wire::Purpose;
use crate::client::{Disconnected, Io, Lane};
use crate::config::AutoOffsetReset;
use crate::error::ErrorCode;
use crate::event::{ClientError, ConsumerRecord, PositionSource};
use crate::protocol::data::{FetchPartition, FetchRequest};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Millis, Offset, Time, TopicPartition};
use crate::sorted::{SortedMap, SortedSet};
use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// Fetches on their way, and what they brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fetcher {
    /// The partition that is handed out at the moment.
    current: Option<Fetched>,
    buffer: VecDeque<Fetched>,
    /// Brokers that owe an answer.
    pending: SortedSet<BrokerId>,
    /// What brokers have told already.
    sessions: FetchSessions,
    /// Brokers whose connection broke, until one of their answers comes.
    broken: SortedMap<BrokerId, Reconnect>,
}

/// How often a connection broke in a row, and when it may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Reconnect {
    failures: u32,
    not_before: Time,
}

/// What one poll hands out.
#[derive(Clone, Debug, Default)]
pub(super) struct Collected {
    records: SortedMap<TopicPartition, Vec<ConsumerRecord>>,
    /// A position moved, with or without records.
    pub(super) advanced: bool,
}

impl Collected {
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty() && !self.advanced
    }

    pub(super) fn into_records(self) -> Vec<(TopicPartition, Vec<ConsumerRecord>)> {
        self.records.into_iter().collect()
    }
}

impl Fetcher {
    /// Fetched partitions that were not handed out whole.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Fetched> {
        let current = self.current.iter().filter(|fetched| !fetched.drained);
        current.chain(&self.buffer)
    }

    /// When fetches may go again to a broker that is waited for.
    pub(super) fn reconnect_at(&self, now: Time) -> Option<Time> {
        let waits = self.broken.values().map(|broken| broken.not_before);
        waits.filter(|&at| at > now).min()
    }

    /// Drops what is kept of other partitions.
    pub(super) fn retain(&mut self, partitions: &SortedSet<TopicPartition>) {
        self.buffer.retain(|fetched| partitions.contains(fetched.partition()));
        self.current =
            self.current.take().filter(|fetched| partitions.contains(fetched.partition()));
    }
}

impl Consumer {
    /// Fetches what may be fetched and of which nothing is kept.
    pub(super) fn send_fetches(&mut self, io: &mut Io<'_>) {
        let mut kept = SortedSet::new();
        let mut busy = self.fetcher.pending.clone();
        let waits = self.fetcher.broken.iter().filter(|(_, broken)| broken.not_before > io.now);
        busy.extend(waits.map(|(&broker, _)| broker));
        for fetched in self.fetcher.kept() {
            kept.insert(fetched.partition().clone());
            let fetchable = self.subscriptions.get(fetched.partition());
            if fetchable.is_some_and(|state| state.is_fetchable()) {
                busy.extend(self.metadata.leader(fetched.partition()).map(|known| known.leader));
            }
        }
        let mut by_leader: SortedMap<BrokerId, Vec<FetchPartition>> = SortedMap::new();
        let mut leaderless = false;
        for (partition, state) in self.subscriptions.partitions() {
            let Some(position) = state.position.filter(|_| state.is_fetchable()) else { continue };
            if kept.contains(partition) {
                continue;
            }
            let Some(known) = self.metadata.leader(partition) else {
                leaderless = true;
                continue;
            };
            if busy.contains(&known.leader) {
                continue;
            }
            by_leader.entry(known.leader).or_default().push(FetchPartition {
                topic_partition: partition.clone(),
                topic_id: self.metadata.topic_id(&partition.topic),
                fetch_offset: position.offset,
                current_leader_epoch: known.epoch,
                partition_max_bytes: bytes(self.config.max_partition_fetch_bytes()),
            });
        }
        if leaderless && !self.metadata.is_requested() {
            self.metadata.request_update();
        }
        for (leader, partitions) in by_leader {
            let asked =
                partitions.iter().map(|fetch| (fetch.topic_partition.clone(), fetch.fetch_offset));
            let purpose = Purpose::Fetch(asked.collect());
            self.fetcher.sessions.ask(leader, &partitions);
            let request = Request::Fetch(FetchRequest {
                max_wait_ms: self.config.fetch_max_wait(),
                min_bytes: bytes(self.config.fetch_min_bytes()),
                max_bytes: bytes(self.config.fetch_max_bytes()),
                isolation_level: self.config.isolation_level(),
                partitions,
            });
            self.fetcher.pending.insert(leader);
            self.send(leader, Lane::Data, request, purpose, io);
        }
    }

    pub(super) fn fetch_answered(
        &mut self,
        broker: BrokerId,
        asked: &SortedMap<TopicPartition, Offset>,
        answer: Result<&Response, Disconnected>,
        now: Time,
    ) {
        self.fetcher.pending.remove(&broker);
        let Ok(Response::Fetch(answer)) = answer else {
            self.fetcher.sessions.end(broker);
            let failures = self.fetcher.broken.get(&broker).map_or(0, |broken| broken.failures);
            let not_before = now + self.reconnect_backoff(failures);
            let broken = Reconnect { failures: failures.saturating_add(1), not_before };
            self.fetcher.broken.insert(broker, broken);
            return;
        };
        self.fetcher.broken.remove(&broker);
        for partition in &answer.partitions {
            let told = self.fetcher.sessions.tells(broker, partition);
            if let Some(&offset) = asked.get(&partition.topic_partition).filter(|_| told) {
                self.fetcher.buffer.push_back(Fetched::new(offset, partition.clone()));
            }
        }
    }

    /// How long to wait after so many failures: `reconnect.backoff.ms` after a connection that
    /// stood, then twice as long each time, up to `reconnect.backoff.max.ms`.
    ///
    /// Source: `ClusterConnectionStates.java`. Smaller than Kafka: without the random fifth.
    fn reconnect_backoff(&self, failures: u32) -> Millis {
        let (first, most) = (self.config.reconnect_backoff(), self.config.reconnect_backoff_max());
        Millis(first.0.saturating_mul(1 << failures.min(20))).min(most.max(first))
    }

    /// Hands out what is kept, `max.poll.records` at the most.
    ///
    /// # Errors
    ///
    /// `OffsetOutOfRangeException`; never together with records.
    pub(super) fn collect_fetch(&mut self, io: &mut Io<'_>) -> Result<Collected, ClientError> {
        let mut collected = Collected::default();
        let mut left = usize::try_from(self.config.max_poll_records()).unwrap_or(usize::MAX);
        let mut paused = Vec::new();
        let mut failed = None;
        while left > 0 {
            let Some(current) = self.fetcher.current.take().filter(|current| !current.drained)
            else {
                let Some(mut next) = self.fetcher.buffer.pop_front() else { break };
                match self.initialize(&mut next) {
                    Ok(true) => self.fetcher.current = Some(next),
                    Ok(false) => {}
                    Err(error) => {
                        // Records come first: the error is thrown by the next poll.
                        if !collected.is_empty() {
                            self.fetcher.buffer.push_front(next);
                        } else {
                            failed = Some(error);
                        }
                        break;
                    }
                }
                continue;
            };
            let state = self.subscriptions.get(current.partition());
            if state.is_some_and(|state| state.paused) {
                paused.push(current);
            } else {
                left = left.saturating_sub(self.hand_out(current, left, &mut collected, io));
            }
        }
        self.fetcher.buffer.extend(paused);
        failed.map_or(Ok(collected), Err)
    }

    /// Hands out of one partition; the number of records.
    fn hand_out(
        &mut self,
        mut current: Fetched,
        most: usize,
        collected: &mut Collected,
        io: &mut Io<'_>,
    ) -> usize {
        let partition = current.partition().clone();
        let state = self.subscriptions.get(&partition).filter(|state| state.is_fetchable());
        let position = state.and_then(|state| state.position);
        if position.is_none_or(|position| position.offset != current.next_offset) {
            return 0; // Nobody reads there any more: the rest is dropped.
        }
        let before = current.next_offset;
        let records = current.take(most, self.config.isolation_level());
        let (count, after) = (records.len(), current.next_offset);
        if after > before {
            collected.advanced = true;
            if let Some(state) = self.subscriptions.get_mut(&partition) {
                state.position = Some(Position { offset: after, offset_epoch: current.last_epoch });
            }
            self.emit_position(&partition, after, PositionSource::Polled, io);
        }
        if count > 0 {
            collected.records.entry(partition).or_default().extend(records);
        }
        self.fetcher.current = Some(current);
        count
    }

    /// Looks at a fetched partition for the first time; true if it may be handed out.
    fn initialize(&mut self, fetched: &mut Fetched) -> Result<bool, ClientError> {
        if fetched.initialized {
            return Ok(true);
        }
        let partition = fetched.partition().clone();
        let Some(state) = self.subscriptions.get_mut(&partition) else { return Ok(false) };
        let Some(position) = state.position.filter(|_| state.state == FetchState::Fetching) else {
            return Ok(false);
        };
        match fetched.answer.error_code {
            None if position.offset != fetched.asked => Ok(false),
            None => {
                state.high_watermark = known(fetched.answer.high_watermark);
                state.last_stable_offset = known(fetched.answer.last_stable_offset);
                state.end_requested = false;
                fetched.initialized = true;
                Ok(true)
            }
            Some(ErrorCode::OffsetOutOfRange) if position.offset != fetched.asked => Ok(false),
            Some(ErrorCode::OffsetOutOfRange) => match self.reset_policy() {
                Some(to) => {
                    let why = ResetReason::OutOfRange(position.offset);
                    if let Some(state) = self.subscriptions.get_mut(&partition) {
                        state.request_reset(Reset { to, why });
                    }
                    Ok(false)
                }
                None => {
                    let leader = self.metadata.leader(&partition);
                    Err(texts::out_of_range(position, leader, &partition))
                }
            },
            Some(code) if crate::client::metadata::is_invalid_metadata(code) => {
                self.metadata.request_update();
                Ok(false)
            }
            Some(ErrorCode::OffsetNotAvailable | ErrorCode::UnknownServerError) => Ok(false),
            Some(code) => Err(ClientError::illegal_state(alloc::format!(
                "Unexpected error code {} while fetching at offset {} from topic-partition \
                 {partition}",
                code.number(),
                fetched.asked
            ))),
        }
    }

    /// `auto.offset.reset`; `None` for `none`.
    pub(super) fn reset_policy(&self) -> Option<ResetTo> {
        match self.config.auto_offset_reset() {
            AutoOffsetReset::Earliest => Some(ResetTo::Earliest),
            AutoOffsetReset::Latest => Some(ResetTo::Latest),
            AutoOffsetReset::ByDuration(age) => Some(ResetTo::NotOlderThan(age.0)),
            AutoOffsetReset::None => None,
        }
    }
}

fn known(offset: Offset) -> Option<Offset> {
    Some(offset).filter(|offset| offset.0 >= 0)
}

fn bytes(config: i64) -> i32 {
    i32::try_from(config).unwrap_or(i32::MAX)
}
