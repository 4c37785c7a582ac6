//! Operations of the lab on one log: each is the log's own function, asked for by hand.
//!
//! Only this copy of the partition changes: what the controller believes of leaders and replicas
//! stays as it is.

use crate::broker::{Broker, BrokerIo};
use crate::command::{LogOp, ReplicaPlace};
use crate::event::{Event, LogOutcome};
use crate::log::batch::{Batch, NewBatch, ProducerStamp, Record, TimestampType};
use crate::log::{AppendContext, LogError, Marker, PartitionLog, sizes};
use crate::quantity::{Offset, Time, TopicPartition};
use alloc::rc::Rc;

impl Broker {
    /// Operates on a log that this broker keeps; `None` if it keeps none.
    pub(crate) fn operate(
        &mut self,
        of: &TopicPartition,
        op: &LogOp,
        io: &mut BrokerIo<'_>,
    ) -> Option<Result<LogOutcome, LogError>> {
        let log = Rc::make_mut(self.logs.get_mut(of)?);
        let outcome = operate_on(log, op, io.now);
        if let Ok(LogOutcome::Appended(appended)) = &outcome
            && !appended.duplicate
        {
            let count = appended.last_offset - appended.base_offset + 1;
            let base_offset = appended.base_offset;
            io.events.push(Event::Appended { partition: of.clone(), base_offset, count });
        }
        Some(outcome)
    }
}

fn operate_on(log: &mut PartitionLog, op: &LogOp, now: Time) -> Result<LogOutcome, LogError> {
    Ok(match op {
        LogOp::Append { batch, verification } => {
            let context =
                AppendContext { verification: *verification, ..AppendContext::client(now) };
            LogOutcome::Appended(log.append(batch, &context)?)
        }
        LogOp::Marker(marker) => LogOutcome::Appended(log.append_marker(marker, now)?),
        LogOp::DeleteRecords(to) => LogOutcome::LowWatermark(log.delete_records(*to)?),
        LogOp::Retention => LogOutcome::Deleted(log.run_retention(now)),
        LogOp::Clean => LogOutcome::Cleaned(log.clean(now)),
        LogOp::Roll => LogOutcome::Rolled(log.roll(now)),
        LogOp::ExpireProducers => {
            log.expire_producers(now);
            LogOutcome::Done
        }
        LogOp::Read { offset, max_bytes, bound, min_one } => {
            let max_bytes = usize::try_from(*max_bytes).unwrap_or(0);
            LogOutcome::Fetched(log.read(*offset, max_bytes, *bound, *min_one)?)
        }
        LogOp::ListOffsets { spec, bound } => LogOutcome::Found(log.list_offset(*spec, *bound)?),
        LogOp::Producers => LogOutcome::Producers(log.producers().collect()),
        LogOp::EndOffsetForEpoch(epoch) => LogOutcome::EpochEnd(log.end_offset_for_epoch(*epoch)),
        LogOp::Replicas(replicas) => {
            log.reassign(replicas.clone());
            LogOutcome::Done
        }
        LogOp::FollowerFetch { follower, offset, log_start } => {
            let log_start = log_start.unwrap_or(log.log_start_offset());
            LogOutcome::HighWatermark(log.follower_fetched(*follower, *offset, log_start)?)
        }
        LogOp::BecomeLeader { epoch, in_sync } => {
            LogOutcome::Role { is_new: log.become_leader(*epoch, in_sync.clone()) }
        }
        LogOp::BecomeFollower { epoch } => LogOutcome::Role { is_new: log.become_follower(*epoch) },
        LogOp::Replicate { batch, place } => {
            let batch = replica_of_batch(batch, *place);
            LogOutcome::Appended(log.replicate(batch.into(), place.high_watermark, now)?)
        }
        LogOp::ReplicateMarker { marker, timestamp, place } => {
            let batch = replica_of_marker(marker, *timestamp, *place);
            LogOutcome::Appended(log.replicate(batch.into(), place.high_watermark, now)?)
        }
        LogOp::Truncate(to) => {
            log.truncate((*to).max(Offset(0)), now);
            LogOutcome::Done
        }
    })
}

/// The batch as it stands in the leader's log.
fn replica_of_batch(batch: &NewBatch, place: ReplicaPlace) -> Batch {
    let records = batch.records.iter().zip(0..).map(|(record, index)| Record {
        offset: place.base_offset + index,
        timestamp: record.timestamp,
        key: record.key.clone(),
        value: record.value.clone(),
        headers: record.headers.iter().cloned().collect(),
    });
    let records: Rc<[Record]> = records.collect();
    Batch {
        base_offset: place.base_offset,
        last_offset: records.last().map_or(place.base_offset, |record| record.offset),
        partition_leader_epoch: place.leader_epoch,
        timestamp_type: TimestampType::CreateTime,
        max_timestamp: records.iter().map(|record| record.timestamp).fold(-1, i64::max),
        delete_horizon: None,
        producer: batch.producer,
        transactional: batch.transactional,
        control: None,
        size_in_bytes: sizes::batch_size(&batch.records),
        records,
    }
}

/// The marker as it stands in the leader's log.
fn replica_of_marker(marker: &Marker, timestamp: i64, place: ReplicaPlace) -> Batch {
    let base = place.base_offset;
    let record = marker.control.record(base, timestamp, marker.coordinator_epoch);
    Batch {
        base_offset: base,
        last_offset: base,
        partition_leader_epoch: place.leader_epoch,
        timestamp_type: TimestampType::CreateTime,
        max_timestamp: timestamp,
        delete_horizon: None,
        producer: Some(ProducerStamp {
            producer_id: marker.producer_id,
            producer_epoch: marker.producer_epoch,
            base_sequence: -1,
        }),
        transactional: true,
        control: Some(marker.control),
        size_in_bytes: sizes::BATCH_OVERHEAD + sizes::stored_record_size(&record, base, timestamp),
        records: [record].into(),
    }
}
