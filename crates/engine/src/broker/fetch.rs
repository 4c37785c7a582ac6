//! Fetch: whole batches from the one that holds the fetch offset, or a wait for more.
//!
//! A fetch waits when there is no error, less than `min_bytes` and `max_wait_ms` left.
//! Source: `ReplicaManager#fetchMessages`, `DelayedFetch`; `LocalLog#read`.

use crate::broker::{Broker, BrokerIo, Peer};
use crate::error::ErrorCode;
use crate::log::Bound;
use crate::log::transactions::AbortedTransaction;
use crate::protocol::Response;
use crate::protocol::data::{
    FetchPartition, FetchRequest, FetchResponse, FetchedPartition, IsolationLevel,
};
use crate::quantity::Offset;
use crate::world::deadline::BrokerTimer;
use crate::world::network::RequestId;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A fetch without enough bytes, and whether it may wait any longer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DelayedFetch {
    request: FetchRequest,
}

impl Broker {
    pub(super) fn fetch(
        &mut self,
        peer: &Peer,
        request: &FetchRequest,
        io: &mut BrokerIo<'_>,
    ) -> Option<FetchResponse> {
        let (response, enough) = self.read_for(request, io);
        if enough || request.max_wait_ms.0 <= 0 || request.partitions.is_empty() {
            return Some(response);
        }
        let id = peer.request.clone();
        self.waiting.insert(id.clone(), Rc::new(DelayedFetch { request: request.clone() }));
        io.timers.push((BrokerTimer::FetchWait(id), Some(io.now + request.max_wait_ms)));
        None
    }

    /// Answers every waiting fetch that has enough bytes by now.
    pub(crate) fn complete_fetches(&mut self, io: &mut BrokerIo<'_>) {
        let waiting: Vec<RequestId> = self.waiting.keys().cloned().collect();
        for id in waiting {
            let Some(delayed) = self.waiting.get(&id).cloned() else { continue };
            let (response, enough) = self.read_for(&delayed.request, io);
            if enough {
                self.waiting.remove(&id);
                io.timers.push((BrokerTimer::FetchWait(id.clone()), None));
                io.answers.push((id, Response::Fetch(response)));
            }
        }
    }

    /// A fetch has waited long enough: it gets what there is.
    pub(crate) fn end_fetch_wait(&mut self, id: &RequestId, io: &mut BrokerIo<'_>) {
        if let Some(delayed) = self.waiting.remove(id) {
            let (response, _) = self.read_for(&delayed.request, io);
            io.answers.push((id.clone(), Response::Fetch(response)));
        }
    }

    /// Forgets the fetches of connections that are gone.
    pub(crate) fn forget_fetches(&mut self, gone: impl Fn(&RequestId) -> bool) -> Vec<RequestId> {
        let ids: Vec<RequestId> = self.waiting.keys().filter(|id| gone(id)).cloned().collect();
        for id in &ids {
            self.waiting.remove(id);
        }
        ids
    }

    /// Reads every partition; the flag says that the answer need not wait.
    fn read_for(&self, request: &FetchRequest, io: &BrokerIo<'_>) -> (FetchResponse, bool) {
        let mut left = i64::from(request.max_bytes);
        let mut bytes = 0;
        let mut failed = false;
        let mut partitions = Vec::new();
        for wanted in &request.partitions {
            let fetched = self.read_one(wanted, request.isolation_level, (left, bytes == 0), io);
            let size: usize = fetched.records.iter().map(|batch| batch.size_in_bytes).sum();
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            bytes += size;
            left -= size;
            failed |= fetched.error_code.is_some();
            partitions.push(fetched);
        }
        (FetchResponse { partitions }, failed || bytes >= i64::from(request.min_bytes))
    }

    /// `budget`: the bytes left in the answer, and whether it holds nothing yet (then its first
    /// batch comes whole, however large).
    fn read_one(
        &self,
        wanted: &FetchPartition,
        isolation: IsolationLevel,
        budget: (i64, bool),
        io: &BrokerIo<'_>,
    ) -> FetchedPartition {
        let of = &wanted.topic_partition;
        let topic = io.cluster.topic(&of.topic);
        let zero = crate::quantity::TopicId::default();
        if topic.is_some_and(|topic| wanted.topic_id != zero && topic.id != wanted.topic_id)
            || (topic.is_none() && wanted.topic_id != zero)
        {
            return failed(wanted, ErrorCode::UnknownTopicId);
        }
        let Some(log) = self.log(of).filter(|_| io.cluster.leader(of) == Some(self.id)) else {
            let known = io.cluster.partition(of).is_some();
            let unknown = ErrorCode::UnknownTopicOrPartition;
            let code = if known { ErrorCode::NotLeaderOrFollower } else { unknown };
            return failed(wanted, code);
        };
        let bound = Bound::from(isolation);
        let max = i64::from(wanted.partition_max_bytes).min(budget.0).max(0);
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let marks = FetchedPartition {
            topic_partition: of.clone(),
            error_code: None,
            high_watermark: log.high_watermark(),
            last_stable_offset: log.last_stable_offset(),
            log_start_offset: log.log_start_offset(),
            aborted_transactions: Vec::new(),
            records: Vec::new(),
        };
        match log.read(wanted.fetch_offset, max, bound, budget.1) {
            Ok(read) => FetchedPartition {
                records: read.batches,
                aborted_transactions: aborted(read.aborted),
                ..marks
            },
            Err(_) => FetchedPartition { error_code: Some(ErrorCode::OffsetOutOfRange), ..marks },
        }
    }
}

fn failed(wanted: &FetchPartition, code: ErrorCode) -> FetchedPartition {
    FetchedPartition {
        topic_partition: wanted.topic_partition.clone(),
        error_code: Some(code),
        high_watermark: Offset(-1),
        last_stable_offset: Offset(-1),
        log_start_offset: Offset(-1),
        aborted_transactions: Vec::new(),
        records: Vec::new(),
    }
}

fn aborted(transactions: Option<Vec<AbortedTransaction>>) -> Vec<(i64, Offset)> {
    let transactions = transactions.into_iter().flatten();
    transactions.map(|aborted| (aborted.producer_id, aborted.first_offset)).collect()
}
