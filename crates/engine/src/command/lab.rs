//! What the lab can ask for: requests by hand, operations on one log, metadata at once.
//!
//! Everything here ends in the functions of a broker that the clients' requests end in.

use crate::command::Properties;
use crate::log::batch::NewBatch;
use crate::log::{Bound, Marker, Verification};
use crate::protocol::Request;
use crate::protocol::data::OffsetSpec;
use crate::quantity::{BrokerId, Offset, PartitionId, Text, TopicId, TopicPartition};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Past the clients: what recordings, experts and tests do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lab {
    /// A request handed to a broker's front on a connection of its own.
    Request {
        /// The broker.
        broker: BrokerId,
        /// The connection's client id.
        client_id: Text,
        /// The request.
        request: Box<Request>,
    },
    /// A request handed to a group coordinator, behind the checks of the broker's front.
    Coordinator {
        /// The connection's client id.
        client_id: Text,
        /// The request.
        request: Box<Request>,
    },
    /// The coordinator's partition is resigned and loaded again.
    ReloadCoordinator {
        /// The partition of `__consumer_offsets`.
        partition: PartitionId,
    },
    /// An operation on one partition's log.
    Log {
        /// Which log.
        partition: TopicPartition,
        /// What is done.
        op: LogOp,
    },
    /// Topics made, grown or deleted at once, without a request (a metadata image).
    Topics {
        /// First these go.
        delete: Vec<Text>,
        /// Then these come, with the id given and the number of partitions.
        create: Vec<(Text, TopicId, i32, Properties)>,
        /// Then these grow to that number.
        grow: Vec<(Text, i32)>,
    },
}

/// What can be done to one partition's log without a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogOp {
    /// Appends a batch as a produce request with acks=all would.
    Append {
        /// The batch.
        batch: NewBatch,
        /// Whether the batch's transaction was verified with its coordinator.
        verification: Verification,
    },
    /// The end of a transaction.
    Marker(Marker),
    /// `DeleteRecords`; −1 is the high watermark.
    DeleteRecords(Offset),
    /// One run of the retention task.
    Retention,
    /// One round of the cleaner.
    Clean,
    /// Starts a new segment.
    Roll,
    /// The producer id expiry task.
    ExpireProducers,
    /// Reads as a fetch does.
    Read {
        /// From here on.
        offset: Offset,
        /// Bytes of the answer; a negative number counts as 0.
        max_bytes: i32,
        /// How far the reader may see.
        bound: Bound,
        /// The first batch comes even if it is larger than `max_bytes`.
        min_one: bool,
    },
    /// `ListOffsets`.
    ListOffsets {
        /// What is asked.
        spec: OffsetSpec,
        /// How far the reader may see.
        bound: Bound,
    },
    /// What the log remembers of each producer.
    Producers,
    /// `OffsetsForLeaderEpoch`: where an epoch ends.
    EndOffsetForEpoch(i32),
    /// These brokers keep the partition and are in sync. Those that the world does not have are
    /// played by the ops below.
    Replicas(Vec<BrokerId>),
    /// Another replica fetches.
    FollowerFetch {
        /// Which one.
        follower: BrokerId,
        /// At which offset.
        offset: Offset,
        /// Its log start offset; `None`: the leader's.
        log_start: Option<Offset>,
    },
    /// This replica leads, or goes on leading, whatever the cluster's metadata say.
    BecomeLeader {
        /// In this epoch.
        epoch: i32,
        /// With these replicas in sync.
        in_sync: Vec<BrokerId>,
    },
    /// This replica follows, whatever the cluster's metadata say.
    BecomeFollower {
        /// In this epoch.
        epoch: i32,
    },
    /// A follower appends a batch of its leader's.
    Replicate {
        /// The batch.
        batch: NewBatch,
        /// Where it stands.
        place: ReplicaPlace,
    },
    /// A follower appends a marker of its leader's.
    ReplicateMarker {
        /// The marker; its transaction version does not matter.
        marker: Marker,
        /// When the leader wrote it.
        timestamp: i64,
        /// Where it stands.
        place: ReplicaPlace,
    },
    /// A follower cuts what its leader does not have; below 0 counts as 0.
    Truncate(Offset),
}

/// Where a leader has a batch, and how far it had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReplicaPlace {
    /// The batch's first offset.
    pub base_offset: Offset,
    /// The epoch of the leader that wrote it.
    pub leader_epoch: i32,
    /// The leader's high watermark, which comes with the batch.
    pub high_watermark: Offset,
}

impl LogOp {
    /// Appends `batch` as a present-day client's produce request would, its transaction (if any)
    /// verified.
    #[must_use]
    pub const fn append(batch: NewBatch) -> Self {
        Self::Append {
            batch,
            verification: Verification::Confirmed {
                transaction_version: LATEST_TRANSACTION_VERSION,
            },
        }
    }
}

/// `transaction.version` of a freshly formatted cluster (KIP-890).
pub const LATEST_TRANSACTION_VERSION: i16 = 2;
