//! Who an idempotent producer is: its id, its epoch, and the number of each batch (KIP-98).
//!
//! Invariant: the batches of a partition that were numbered and have no fate yet are numbered one
//! after another, in the order of their records, in one epoch. When the broker loses track, the
//! epoch is raised and they are numbered anew from 0 (KIP-360); other partitions move to the new
//! epoch when nothing of theirs is on its way.
//!
//! Source: `TransactionManager.java` (`bumpIdempotentProducerEpoch`,
//! `maybeUpdateProducerIdAndEpoch`, `startSequencesAtBeginning`), `Sender#canRetry`.

use super::Producer;
use crate::accumulator::ProducerBatch;
use crate::client::{ClientTimer, Correlation, Disconnected, Effect, Io, Lane};
use crate::log::batch::{ProducerStamp, advance_sequence};
use crate::protocol::data::InitProducerIdRequest;
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, Time, TopicPartition};
use crate::sort::sort_by_key;
use crate::sorted::SortedMap;
use alloc::vec::Vec;

/// Id, epoch and sequences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    /// Id and epoch, once the broker has given them.
    pub(super) given: Option<(i64, i16)>,
    pub(super) asked: Option<Correlation>,
    /// After a failure the broker is not asked before this.
    pause_until: Option<Time>,
    sequences: SortedMap<TopicPartition, Sequence>,
}

/// How far the batches of a partition are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Sequence {
    epoch: i16,
    next: i32,
}

impl Identity {
    /// Numbers a batch, once. `is_quiet`: no batch of its partition is on its way.
    pub(super) fn stamp(&mut self, batch: &mut ProducerBatch, is_quiet: bool) {
        batch.renumbered = false;
        let Some((producer_id, epoch)) = self.given.filter(|_| batch.stamp.is_none()) else {
            return;
        };
        let fresh = Sequence { epoch, next: 0 };
        let sequence = self.sequences.entry(batch.partition.clone()).or_insert(fresh);
        if sequence.epoch != epoch && is_quiet {
            *sequence = fresh;
        }
        sequence.number(producer_id, batch);
    }
}

impl Sequence {
    fn number(&mut self, producer_id: i64, batch: &mut ProducerBatch) {
        let count = i64::try_from(batch.records.len()).unwrap_or(i64::MAX);
        let (producer_epoch, base_sequence) = (self.epoch, self.next);
        batch.stamp = Some(ProducerStamp { producer_id, producer_epoch, base_sequence });
        self.next = advance_sequence(base_sequence, count);
    }
}

impl Producer {
    pub(super) fn ask_identity(&mut self, io: &mut Io<'_>) {
        let waits = self.identity.pause_until.is_some_and(|until| until > io.now);
        let Some(to) = self.metadata.any_broker(io.bootstrap) else { return };
        if self.identity.asked.is_some() || waits {
            return;
        }
        let correlation = self.correlation();
        self.identity.asked = Some(correlation);
        let request = Request::InitProducerId(InitProducerIdRequest {
            transactional_id: None,
            transaction_timeout_ms: Millis(i64::from(i32::MAX)),
            producer_id: -1,
            producer_epoch: -1,
        });
        io.effects.push(Effect::Send { to, lane: Lane::Data, correlation, request });
    }

    pub(super) fn take_identity(
        &mut self,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        self.identity.asked = None;
        match answer {
            Ok(Response::InitProducerId(answer)) if answer.error_code.is_none() => {
                self.identity.given = Some((answer.producer_id, answer.producer_epoch));
            }
            Ok(_) | Err(Disconnected) => {
                let until = io.now + self.config.retry_backoff();
                self.identity.pause_until = Some(until);
                io.effects.push(Effect::Timer(ClientTimer::Linger, Some(until)));
            }
        }
    }

    /// Whether a batch of the partition is on its way.
    pub(super) fn is_in_flight(&self, partition: &TopicPartition) -> bool {
        let mut batches = self.in_flight.values().flatten();
        batches.any(|batch| batch.partition == *partition)
    }

    /// The broker has lost track of the batch's sequences. A batch that was numbered anew meanwhile
    /// is only sent again; else the epoch is raised.
    pub(super) fn lost_track(&mut self, batch: ProducerBatch, io: &Io<'_>) {
        let partition = batch.partition.clone();
        let was_renumbered = batch.renumbered;
        self.accumulator.reenqueue(batch, io.now);
        if !was_renumbered {
            self.raise_epoch(&partition);
        }
    }

    /// Raises the epoch, and numbers the batches of a partition that have a number anew from 0.
    pub(super) fn raise_epoch(&mut self, partition: &TopicPartition) {
        let Some((producer_id, epoch)) = &mut self.identity.given else { return };
        *epoch = epoch.saturating_add(1);
        let (producer_id, mut sequence) = (*producer_id, Sequence { epoch: *epoch, next: 0 });
        let waiting = self.accumulator.queued_mut(partition).map(|batch| (false, batch));
        let on_their_way = self.in_flight.values_mut().flatten().map(|batch| (true, batch));
        let mut numbered: Vec<(bool, &mut ProducerBatch)> = on_their_way
            .chain(waiting)
            .filter(|(_, batch)| batch.partition == *partition && batch.stamp.is_some())
            .collect();
        sort_by_key(&mut numbered, |(_, batch)| batch.id);
        for (is_on_its_way, batch) in numbered {
            sequence.number(producer_id, batch);
            batch.renumbered |= is_on_its_way;
        }
        self.identity.sequences.insert(partition.clone(), sequence);
    }

    /// A batch with a number was given up: what follows it would be out of order. If others are on
    /// their way the broker will say so.
    pub(super) fn gave_up(&mut self, batch: &ProducerBatch) {
        if batch.stamp.is_some() && !self.is_in_flight(&batch.partition) {
            self.raise_epoch(&batch.partition);
        }
    }
}
