//! TxnOffsetCommit: offsets that count when their transaction commits (KIP-98, KIP-447).
//!
//! Source: `OffsetMetadataManager#commitTransactionalOffset`. Their records carry no topic id.

use super::commit::{Decided, Stamp, decide_topics};
use crate::protocol::group::TxnOffsetCommitRequest;
use crate::quantity::{Time, TopicId};

/// The answers and records of a valid transactional commit.
pub(in crate::coordinator) fn decide(
    request: &TxnOffsetCommitRequest,
    metadata_max: usize,
    now: Time,
) -> Decided {
    decide_topics(&request.group_id, &request.topics, metadata_max, |_| Stamp {
        commit_timestamp: now,
        expire_timestamp: None,
        topic_id: TopicId::default(),
    })
}
