//! The fields of the lab's operations on one log.
//!
//! Each record here is one operation but for the partition, and turns into it and back.

use super::{record, write_words};
use engine::command::{LATEST_TRANSACTION_VERSION, LogOp, ReplicaPlace};
use engine::log::batch::{ControlType, NewBatch, NewRecord, ProducerStamp};
use engine::log::{Bound, Marker, Verification};
use engine::protocol::data::OffsetSpec;
use engine::quantity::{BrokerId, Offset};

/// What [`LogOp::Append`] carries.
pub(crate) struct Append {
    records: Vec<NewRecord>,
    producer: Option<ProducerStamp>,
    transactional: bool,
    verified: bool,
    transaction_version: i16,
}

record!(Append {
    records "records",
    producer "producer" = None,
    transactional "transactional" = false,
    verified "verified" = true,
    transaction_version "transactionVersion" = LATEST_TRANSACTION_VERSION,
});

/// What a marker carries besides producer and result, which stand before it.
pub(crate) struct MarkerVersions {
    pub(crate) coordinator_epoch: i32,
    pub(crate) transaction_version: i16,
}

record!(MarkerVersions {
    coordinator_epoch "coordinatorEpoch" = 0,
    transaction_version "transactionVersion" = LATEST_TRANSACTION_VERSION,
});

/// What [`LogOp::Read`] carries.
pub(crate) struct Read {
    offset: Offset,
    max_bytes: i32,
    bound: Bound,
    min_one: bool,
}

record!(Read {
    offset "offset",
    max_bytes "maxBytes" = 1_048_576,
    bound "bound" = Bound::HighWatermark,
    min_one "minOneMessage" = true,
});

/// What [`LogOp::ListOffsets`] carries.
pub(crate) struct LookUp {
    spec: OffsetSpec,
    bound: Bound,
}

record!(LookUp { spec "spec", bound "bound" = Bound::HighWatermark });

/// What [`LogOp::EndOffsetForEpoch`] and [`LogOp::BecomeFollower`] carry.
pub(crate) struct Epoch {
    pub(crate) epoch: i32,
}

record!(Epoch { epoch "leaderEpoch" });

/// What [`LogOp::Replicas`] carries.
pub(crate) struct Replicas {
    replicas: Vec<BrokerId>,
}

record!(Replicas { replicas "replicas" });

/// What [`LogOp::FollowerFetch`] carries.
pub(crate) struct FollowerFetch {
    follower: BrokerId,
    offset: Offset,
    log_start: Option<Offset>,
}

record!(FollowerFetch {
    follower "replicaId",
    offset "fetchOffset",
    log_start "logStartOffset" = None,
});

/// What [`LogOp::BecomeLeader`] carries.
pub(crate) struct BecomeLeader {
    epoch: i32,
    in_sync: Vec<BrokerId>,
}

record!(BecomeLeader { epoch "leaderEpoch", in_sync "isr" = Vec::new() });

/// What [`LogOp::Replicate`] carries.
pub(crate) struct Replicate {
    base_offset: Offset,
    leader_epoch: i32,
    high_watermark: Offset,
    records: Vec<NewRecord>,
    producer: Option<ProducerStamp>,
    transactional: bool,
}

record!(Replicate {
    base_offset "baseOffset",
    leader_epoch "leaderEpoch" = 0,
    high_watermark "highWatermark",
    records "records",
    producer "producer" = None,
    transactional "transactional" = false,
});

/// What [`LogOp::ReplicateMarker`] carries.
pub(crate) struct ReplicateMarker {
    base_offset: Offset,
    leader_epoch: i32,
    high_watermark: Offset,
    producer_id: i64,
    producer_epoch: i16,
    commit: bool,
    timestamp: i64,
    coordinator_epoch: i32,
    transaction_version: i16,
}

record!(ReplicateMarker {
    base_offset "baseOffset",
    leader_epoch "leaderEpoch" = 0,
    high_watermark "highWatermark",
    producer_id "producerId",
    producer_epoch "producerEpoch",
    commit "transactionResult" = true,
    timestamp "timestamp",
    coordinator_epoch "coordinatorEpoch" = 0,
    transaction_version "transactionVersion" = LATEST_TRANSACTION_VERSION,
});

/// Commit, else abort.
pub(crate) fn control(commit: bool) -> ControlType {
    if commit { ControlType::Commit } else { ControlType::Abort }
}

impl From<Append> for LogOp {
    fn from(append: Append) -> Self {
        let Append { records, producer, transactional, verified, transaction_version } = append;
        let verification = match verified {
            true => Verification::Confirmed { transaction_version },
            false => Verification::Skipped,
        };
        Self::Append { batch: NewBatch { records, producer, transactional }, verification }
    }
}

impl From<Read> for LogOp {
    fn from(Read { offset, max_bytes, bound, min_one }: Read) -> Self {
        Self::Read { offset, max_bytes, bound, min_one }
    }
}

impl From<LookUp> for LogOp {
    fn from(LookUp { spec, bound }: LookUp) -> Self {
        Self::ListOffsets { spec, bound }
    }
}

impl From<Replicas> for LogOp {
    fn from(Replicas { replicas }: Replicas) -> Self {
        Self::Replicas(replicas)
    }
}

impl From<FollowerFetch> for LogOp {
    fn from(FollowerFetch { follower, offset, log_start }: FollowerFetch) -> Self {
        Self::FollowerFetch { follower, offset, log_start }
    }
}

impl From<BecomeLeader> for LogOp {
    fn from(BecomeLeader { epoch, in_sync }: BecomeLeader) -> Self {
        Self::BecomeLeader { epoch, in_sync }
    }
}

impl From<Replicate> for LogOp {
    fn from(replicate: Replicate) -> Self {
        let Replicate { base_offset, leader_epoch, high_watermark, .. } = replicate;
        let Replicate { records, producer, transactional, .. } = replicate;
        Self::Replicate {
            batch: NewBatch { records, producer, transactional },
            place: ReplicaPlace { base_offset, leader_epoch, high_watermark },
        }
    }
}

impl From<ReplicateMarker> for LogOp {
    fn from(marker: ReplicateMarker) -> Self {
        let ReplicateMarker { base_offset, leader_epoch, high_watermark, timestamp, .. } = marker;
        Self::ReplicateMarker {
            marker: Marker {
                producer_id: marker.producer_id,
                producer_epoch: marker.producer_epoch,
                control: control(marker.commit),
                coordinator_epoch: marker.coordinator_epoch,
                transaction_version: marker.transaction_version,
            },
            timestamp,
            place: ReplicaPlace { base_offset, leader_epoch, high_watermark },
        }
    }
}

/// Writes what stands behind an operation's partition, each word with a space before it. Numbers
/// and words without a name are the printer's.
pub(crate) fn write_log_fields(op: &LogOp, out: &mut String) {
    match op.clone() {
        LogOp::Append { batch, verification } => {
            let NewBatch { records, producer, transactional } = batch;
            let (verified, transaction_version) = match verification {
                Verification::Confirmed { transaction_version } => (true, transaction_version),
                Verification::Skipped => (false, LATEST_TRANSACTION_VERSION),
            };
            let append = Append { records, producer, transactional, verified, transaction_version };
            write_words(&append, out);
        }
        LogOp::Marker(Marker { coordinator_epoch, transaction_version, .. }) => {
            write_words(&MarkerVersions { coordinator_epoch, transaction_version }, out);
        }
        LogOp::Read { offset, max_bytes, bound, min_one } => {
            write_words(&Read { offset, max_bytes, bound, min_one }, out);
        }
        LogOp::ListOffsets { spec, bound } => write_words(&LookUp { spec, bound }, out),
        LogOp::EndOffsetForEpoch(epoch) | LogOp::BecomeFollower { epoch } => {
            write_words(&Epoch { epoch }, out);
        }
        LogOp::Replicas(replicas) => write_words(&Replicas { replicas }, out),
        LogOp::FollowerFetch { follower, offset, log_start } => {
            write_words(&FollowerFetch { follower, offset, log_start }, out);
        }
        LogOp::BecomeLeader { epoch, in_sync } => {
            write_words(&BecomeLeader { epoch, in_sync }, out);
        }
        LogOp::Replicate { batch, place } => {
            let NewBatch { records, producer, transactional } = batch;
            let ReplicaPlace { base_offset, leader_epoch, high_watermark } = place;
            let replicate = Replicate {
                base_offset,
                leader_epoch,
                high_watermark,
                records,
                producer,
                transactional,
            };
            write_words(&replicate, out);
        }
        LogOp::ReplicateMarker { marker, timestamp, place } => {
            write_words(&replicate_marker(&marker, timestamp, place), out);
        }
        LogOp::DeleteRecords(_)
        | LogOp::Truncate(_)
        | LogOp::Retention
        | LogOp::Clean
        | LogOp::Roll
        | LogOp::ExpireProducers
        | LogOp::Producers => {}
    }
}

fn replicate_marker(marker: &Marker, timestamp: i64, place: ReplicaPlace) -> ReplicateMarker {
    ReplicateMarker {
        base_offset: place.base_offset,
        leader_epoch: place.leader_epoch,
        high_watermark: place.high_watermark,
        producer_id: marker.producer_id,
        producer_epoch: marker.producer_epoch,
        commit: marker.control == ControlType::Commit,
        timestamp,
        coordinator_epoch: marker.coordinator_epoch,
        transaction_version: marker.transaction_version,
    }
}
