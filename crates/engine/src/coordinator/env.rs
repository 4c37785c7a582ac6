//! What the coordinator is given and what it gives back: its whole contact with the world.
//!
//! Invariant: the coordinator never reads a clock, makes an id or touches a log by itself.

use super::config::GroupCoordinatorConfig;
use super::record::CoordinatorRecord;
use super::timers::{CoordinatorTimers, TimeoutOperation, Timer, TimerKey};
use crate::log::batch::{ControlType, NewBatch, NewRecord, ProducerStamp};
use crate::protocol::Response;
use crate::quantity::{Millis, Offset, Text, Time};
use alloc::vec;
use alloc::vec::Vec;

/// Ties an answer to its request. The caller chooses the number; the coordinator keeps it while
/// the request is parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestToken(pub u64);

/// Who sends a request, as the connection says (Kafka's `RequestContext`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientInfo {
    /// `client.id`.
    pub client_id: Text,
    /// The address, in Java's spelling: `/127.0.0.1`.
    pub client_host: Text,
}

/// Makes member ids.
pub trait MemberIds {
    /// A new id that begins with `prefix` (the client id, or the instance id of a static member).
    /// It is asked for only when the id will be handed out or kept.
    fn next_member_id(&mut self, client_id: &str, prefix: &str) -> Text;
}

/// What one call of the coordinator may use, and where it leaves what it wants done.
pub struct Env<'a> {
    /// The present.
    pub now: Time,
    /// The broker's configs.
    pub config: &'a GroupCoordinatorConfig,
    /// Where new member ids come from.
    pub member_ids: &'a mut dyn MemberIds,
    /// The world's count of schedulings, by which ties between timers are broken.
    pub sequence: &'a mut u64,
    /// The log end offset of the shard's partition: where the next record will stand.
    pub log_end: Offset,
    /// What the call wants done.
    pub outcome: Outcome,
}

/// What is to be done after a call: first the appends, in order, then the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Batches for the shard's partition.
    pub appends: Vec<Append>,
    /// Answers to this request and to ones that were parked. A request without an answer is parked.
    pub answers: Vec<(RequestToken, Response)>,
}

/// One batch to append.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Append {
    /// Records, all or none of them.
    Records {
        /// At least one.
        records: Vec<CoordinatorRecord>,
        /// Set for offsets committed inside a transaction.
        producer: Option<TransactionalProducer>,
    },
    /// The end of a transaction.
    Marker {
        /// Whose transaction.
        producer: TransactionalProducer,
        /// How it ended.
        result: ControlType,
    },
}

/// The producer whose transaction offsets are committed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionalProducer {
    /// `producer.id`.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
}

impl<'a> Env<'a> {
    /// An environment at `now` for one call.
    pub fn new(
        now: Time,
        config: &'a GroupCoordinatorConfig,
        member_ids: &'a mut dyn MemberIds,
        sequence: &'a mut u64,
        log_end: Offset,
    ) -> Self {
        Self { now, config, member_ids, sequence, log_end, outcome: Outcome::default() }
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, to: RequestToken, response: Response) {
        self.outcome.answers.push((to, response));
    }

    /// Wants `append` done and returns the offset of its first record. Records are at least one.
    pub(super) fn append(&mut self, append: Append) -> Offset {
        let base = self.log_end;
        let count = match &append {
            Append::Records { records, .. } => records.len(),
            Append::Marker { .. } => 1,
        };
        self.log_end = base + i64::try_from(count).unwrap_or(i64::MAX);
        self.outcome.appends.push(append);
        base
    }

    /// Schedules `key` to fire after `delay`.
    pub(super) fn schedule(
        &mut self,
        timers: &mut CoordinatorTimers,
        key: TimerKey,
        delay: Millis,
        operation: TimeoutOperation,
    ) {
        *self.sequence += 1;
        timers.schedule(key, Timer { deadline: self.now + delay, operation }, *self.sequence);
    }
}

impl Append {
    /// The batch to hand to the log, or the marker's producer and result: a marker is a control
    /// batch, which the log makes itself.
    ///
    /// # Errors
    ///
    /// It is a marker.
    pub fn to_batch(&self, now: Time) -> Result<NewBatch, (TransactionalProducer, ControlType)> {
        match self {
            Self::Marker { producer, result } => Err((*producer, *result)),
            Self::Records { records, producer } => {
                let records = records.iter().map(|record| {
                    let (key, value) = record.to_bytes();
                    NewRecord { key: Some(key), value, timestamp: now.0, headers: vec![] }
                });
                let stamp = producer.map(|producer| ProducerStamp {
                    producer_id: producer.producer_id,
                    producer_epoch: producer.producer_epoch,
                    // Kafka writes these batches without sequence numbers.
                    base_sequence: -1,
                });
                Ok(NewBatch {
                    records: records.collect(),
                    producer: stamp,
                    transactional: producer.is_some(),
                })
            }
        }
    }
}
