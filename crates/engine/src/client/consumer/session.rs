//! Fetch sessions: a broker tells of a partition only what it has not told already (KIP-227).
//!
//! Invariant: a session knows the partitions of its last request, no others. An answer that brings
//! no records and no news of a partition does not name it; whoever forgot what was told before (a
//! partition that was taken away and given back) is told nothing.
//!
//! Source: `clients/…/FetchSessionHandler.java`, `server/…/FetchSession.java`
//! (`CachedPartition#maybeUpdateResponseData`). Smaller than Kafka: the broker of the model answers
//! whole, and what Kafka's would leave out is left out here.

use crate::protocol::data::{FetchPartition, FetchedPartition};
use crate::quantity::{BrokerId, Offset, TopicId, TopicPartition};
use crate::sorted::SortedMap;

/// The sessions of a consumer, one a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct FetchSessions(SortedMap<BrokerId, SortedMap<TopicPartition, Told>>);

/// What a broker has told of a partition in this session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Told {
    topic_id: TopicId,
    high_watermark: Option<Offset>,
    log_start_offset: Option<Offset>,
}

impl FetchSessions {
    /// A request leaves: partitions that it does not name leave the session, new ones come in.
    pub(super) fn ask(&mut self, broker: BrokerId, partitions: &[FetchPartition]) {
        let mut before = self.0.remove(&broker).unwrap_or_default();
        let session = partitions.iter().map(|asked| {
            let known = before.remove(&asked.topic_partition);
            let told = known.filter(|told| told.topic_id == asked.topic_id).unwrap_or(Told {
                topic_id: asked.topic_id,
                high_watermark: None,
                log_start_offset: None,
            });
            (asked.topic_partition.clone(), told)
        });
        let session = session.collect();
        self.0.insert(broker, session);
    }

    /// Whether the broker's answer names this partition.
    pub(super) fn tells(&mut self, broker: BrokerId, answer: &FetchedPartition) -> bool {
        let session = self.0.get_mut(&broker);
        let Some(told) = session.and_then(|session| session.get_mut(&answer.topic_partition))
        else {
            return true;
        };
        let failed = answer.error_code.is_some();
        let high_watermark = Some(answer.high_watermark).filter(|_| !failed);
        let log_start_offset = Some(answer.log_start_offset);
        let is_news =
            told.high_watermark != high_watermark || told.log_start_offset != log_start_offset;
        told.high_watermark = high_watermark;
        told.log_start_offset = log_start_offset;
        is_news || failed || !answer.records.is_empty()
    }

    /// The connection broke: the next request begins a new session.
    pub(super) fn end(&mut self, broker: BrokerId) {
        self.0.remove(&broker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use alloc::vec::Vec;

    fn asked(topic: &str, id: u8) -> FetchPartition {
        FetchPartition {
            topic_partition: TopicPartition::new(topic, 0),
            topic_id: TopicId([id; 16]),
            fetch_offset: Offset(0),
            current_leader_epoch: 0,
            partition_max_bytes: 1,
        }
    }

    fn answer(topic: &str, high_watermark: i64, error_code: Option<ErrorCode>) -> FetchedPartition {
        FetchedPartition {
            topic_partition: TopicPartition::new(topic, 0),
            error_code,
            high_watermark: Offset(high_watermark),
            last_stable_offset: Offset(0),
            log_start_offset: Offset(0),
            aborted_transactions: Vec::new(),
            records: Vec::new(),
        }
    }

    #[test]
    fn what_was_told_is_not_told_again_in_the_same_session() {
        let broker = BrokerId(1);
        let mut sessions = FetchSessions::default();
        sessions.ask(broker, &[asked("t", 1)]);
        assert!(sessions.tells(broker, &answer("t", 2, None)), "everything is news at first");
        sessions.ask(broker, &[asked("t", 1)]);
        assert!(!sessions.tells(broker, &answer("t", 2, None)));
        assert!(sessions.tells(broker, &answer("t", 3, None)), "the high watermark moved");
        assert!(sessions.tells(broker, &answer("t", 3, Some(ErrorCode::OffsetOutOfRange))));
        assert!(sessions.tells(broker, &answer("t", 3, None)), "after an error all is news");
    }

    #[test]
    fn a_partition_that_left_the_session_or_is_another_one_is_told_anew() {
        let broker = BrokerId(1);
        let mut sessions = FetchSessions::default();
        let mut told = |partitions: &[FetchPartition]| {
            sessions.ask(broker, partitions);
            sessions.tells(broker, &answer("t", 2, None))
        };
        assert!(told(&[asked("t", 1), asked("u", 1)]));
        assert!(!told(&[asked("t", 1)]));
        sessions.ask(broker, &[asked("u", 1)]);
        let mut told = |id| {
            sessions.ask(broker, &[asked("t", id)]);
            sessions.tells(broker, &answer("t", 2, None))
        };
        assert!(told(1), "it was not asked for in between");
        assert!(told(2), "another topic of that name");
        assert!(!told(2));
        sessions.end(broker);
        sessions.ask(broker, &[asked("t", 2)]);
        assert!(sessions.tells(broker, &answer("t", 2, None)));
    }
}
