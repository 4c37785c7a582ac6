//! What a client knows of the cluster: brokers, topics, leaders; and when it asks again.
//!
//! Invariant: what stands here came in an answer. A client may be wrong about the cluster for
//! `metadata.max.age.ms`: it notices new partitions and new topics only when it asks again.
//!
//! Source: `clients/…/clients/Metadata.java`, `consumer/internals/ConsumerMetadata.java`.
//! Smaller than Kafka: the pauses between requests have no jitter.

use crate::client::Correlation;
use crate::error::ErrorCode;
use crate::protocol::data::{MetadataPartition, MetadataResponse, MetadataTopic};
use crate::quantity::{BrokerId, Millis, Text, Time, TopicId, TopicPartition};
use crate::sorted::SortedMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A client's picture of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Metadata {
    pacing: Pacing,
    brokers: Vec<BrokerId>,
    topics: Rc<SortedMap<Text, MetadataTopic>>,
    /// Raised by each answer.
    version: u64,
    requested: bool,
    in_flight: Option<Correlation>,
    /// When the last request was answered or failed; `None`: ask at once.
    last_refresh: Option<Time>,
    last_success: Option<Time>,
    failures: u32,
    /// Answers in a row that said nothing new.
    equivalent_answers: u32,
}

/// How often a client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pacing {
    /// `metadata.max.age.ms`.
    pub max_age: Millis,
    /// `retry.backoff.ms`.
    pub backoff: Millis,
    /// `retry.backoff.max.ms`.
    pub backoff_max: Millis,
}

/// What an answer does with topics that it does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unnamed {
    /// They are forgotten: the answer to a request for all topics of interest.
    Forgotten,
    /// They are kept: the answer to a request for new topics alone.
    Kept,
}

/// Who leads a partition, as far as the client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaderAndEpoch {
    /// The leader.
    pub leader: BrokerId,
    /// The leader's epoch.
    pub epoch: i32,
}

impl Metadata {
    /// Nothing is known yet, and nothing has been asked.
    #[must_use]
    pub fn new(pacing: Pacing) -> Self {
        Self {
            pacing,
            brokers: Vec::new(),
            topics: Rc::default(),
            version: 0,
            requested: true,
            in_flight: None,
            last_refresh: None,
            last_success: None,
            failures: 0,
            equivalent_answers: 0,
        }
    }

    /// Raised by each answer: whoever keeps it can tell whether there is something new.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether somebody waits for news.
    #[must_use]
    pub const fn is_requested(&self) -> bool {
        self.requested
    }

    /// The request on its way.
    #[must_use]
    pub const fn in_flight(&self) -> Option<Correlation> {
        self.in_flight
    }

    /// The known topics, by name. Topics that an answer called unknown are not among them.
    #[must_use]
    pub fn topics(&self) -> &SortedMap<Text, MetadataTopic> {
        &self.topics
    }

    /// One known topic.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&MetadataTopic> {
        self.topics.get(name)
    }

    /// The topic's id, all zeros if the topic is not known.
    #[must_use]
    pub fn topic_id(&self, name: &str) -> TopicId {
        self.topic(name).map_or_else(TopicId::default, |topic| topic.topic_id)
    }

    /// Who leads `partition`.
    #[must_use]
    pub fn leader(&self, partition: &TopicPartition) -> Option<LeaderAndEpoch> {
        let known = self.partition(partition)?;
        known.leader_id.map(|leader| LeaderAndEpoch { leader, epoch: known.leader_epoch })
    }

    /// What is known of `partition`.
    #[must_use]
    pub fn partition(&self, partition: &TopicPartition) -> Option<&MetadataPartition> {
        self.topic(&partition.topic)?.partition(partition.partition)
    }

    /// A broker to ask (`leastLoadedNode`): a known one or, before the first answer, one that the
    /// client was told of at its start; another one after each failure.
    #[must_use]
    pub fn any_broker(&self, bootstrap: &[BrokerId]) -> Option<BrokerId> {
        let brokers = if self.brokers.is_empty() { bootstrap } else { &self.brokers };
        let turn = (self.failures as usize).checked_rem(brokers.len())?;
        brokers.get(turn).copied()
    }

    /// Somebody needs news (`requestUpdate`).
    pub fn request_update(&mut self) {
        self.requested = true;
        self.equivalent_answers = 0;
    }

    /// Topics of interest were added: ask without a pause (`requestUpdateForNewTopics`).
    pub fn request_update_for_new_topics(&mut self) {
        self.request_update();
        self.last_refresh = None;
    }

    /// When the next request may leave; `None` while one is on its way.
    #[must_use]
    pub fn due(&self) -> Option<Time> {
        if self.in_flight.is_some() {
            return None;
        }
        let earliest = self.last_refresh.map_or(Time(i64::MIN), |last| last + self.pause());
        if self.requested {
            return Some(earliest);
        }
        let expires = self.last_success.map_or(earliest, |last| last + self.pacing.max_age);
        Some(expires.max(earliest))
    }

    /// Whether a request may leave now: none is on its way, and the pause is over.
    #[must_use]
    pub fn may_ask(&self, now: Time) -> bool {
        let earliest = self.last_refresh.map(|last| last + self.pause());
        self.in_flight.is_none() && earliest.is_none_or(|at| at <= now)
    }

    /// A request left.
    pub fn sent(&mut self, correlation: Correlation) {
        self.in_flight = Some(correlation);
        self.requested = false;
    }

    /// The request failed.
    pub fn failed(&mut self, now: Time) {
        self.in_flight = None;
        self.last_refresh = Some(now);
        self.failures = self.failures.saturating_add(1);
        self.requested = true;
    }

    /// The answer. Topics with an error that time may heal are asked for again.
    pub fn receive(&mut self, answer: &MetadataResponse, unnamed: Unnamed, now: Time) {
        self.in_flight = None;
        self.last_refresh = Some(now);
        self.failures = 0;
        let mut topics = match unnamed {
            Unnamed::Forgotten => SortedMap::new(),
            Unnamed::Kept => (*self.topics).clone(),
        };
        let mut unhealthy = false;
        for topic in &answer.topics {
            match topic.error_code {
                None => {
                    let leaderless = |partition: &MetadataPartition| partition.leader_id.is_none();
                    unhealthy |= topic.partitions.iter().any(leaderless);
                    topics.insert(topic.name.clone(), topic.clone());
                }
                Some(code) => {
                    topics.remove(&topic.name);
                    unhealthy |= is_invalid_metadata(code);
                }
            }
        }
        let equivalent = *self.topics == topics && self.brokers == answer.brokers;
        let asked_again = self.requested;
        self.topics = Rc::new(topics);
        self.brokers.clone_from(&answer.brokers);
        self.version += 1;
        self.last_success = Some(now);
        self.equivalent_answers =
            if equivalent { self.equivalent_answers.saturating_add(1) } else { 0 };
        self.requested = asked_again || unhealthy;
    }

    /// The pause since the last request: longer the more failures, or answers without news.
    fn pause(&self) -> Millis {
        let doubled = |times: u32| {
            let factor = 1_i64.checked_shl(times.saturating_sub(1)).unwrap_or(i64::MAX);
            let grown = Millis(self.pacing.backoff.0.saturating_mul(factor));
            grown.min(self.pacing.backoff_max.max(self.pacing.backoff))
        };
        doubled(self.failures.min(32)).max(doubled(self.equivalent_answers.min(32)))
    }
}

/// Whether the error's class is an `InvalidMetadataException`: asking again may help.
#[must_use]
pub const fn is_invalid_metadata(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::UnknownTopicOrPartition
            | ErrorCode::LeaderNotAvailable
            | ErrorCode::NotLeaderOrFollower
            | ErrorCode::FencedLeaderEpoch
            | ErrorCode::UnknownLeaderEpoch
            | ErrorCode::UnknownTopicId
            | ErrorCode::NetworkException
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    const PACING: Pacing =
        Pacing { max_age: Millis(300_000), backoff: Millis(100), backoff_max: Millis(1_000) };

    fn answer(error_code: Option<ErrorCode>) -> MetadataResponse {
        let topic = MetadataTopic {
            error_code,
            name: "t".into(),
            topic_id: TopicId::default(),
            is_internal: false,
            partitions: Vec::new(),
        };
        MetadataResponse { brokers: vec![BrokerId(1)], topics: vec![topic], ..Default::default() }
    }

    #[test]
    fn a_known_topic_is_asked_for_again_when_it_is_old() {
        let mut metadata = Metadata::new(PACING);
        assert_eq!(metadata.due(), Some(Time(i64::MIN)), "at once");
        metadata.sent(Correlation(0));
        assert_eq!(metadata.due(), None, "one is on its way");
        metadata.receive(&answer(None), Unnamed::Forgotten, Time(1_000));
        assert_eq!(metadata.due(), Some(Time(301_000)));
        assert!(metadata.topic("t").is_some());
    }

    #[test]
    fn an_unknown_topic_is_asked_for_again_in_growing_pauses() {
        let mut metadata = Metadata::new(PACING);
        let mut due = Vec::new();
        for _ in 0..6 {
            metadata.sent(Correlation(0));
            let unknown = answer(Some(ErrorCode::UnknownTopicOrPartition));
            metadata.receive(&unknown, Unnamed::Forgotten, Time(0));
            due.push(metadata.due().map_or(-1, |time| time.0));
        }
        assert_eq!(due, [100, 100, 200, 400, 800, 1_000]);
        metadata.request_update_for_new_topics();
        assert_eq!(metadata.due(), Some(Time(i64::MIN)), "a new topic does not wait");
    }
}
