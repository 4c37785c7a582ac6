//! The group coordinator: who is in a group, who leads it, and which offsets it has committed.
//!
//! A request is *decided* into an answer and records; the caller appends the records to the
//! partition of `__consumer_offsets` that this [`Shard`] is the state of; *replaying* a record is
//! what changes hard state, and cannot fail. A coordinator that moves reads its log and is whole
//! again, but for what was only in memory: join phases, pending members, parked requests, timers.
//!
//! Invariant: after every call, [`Shard::load`] of the log gives the same committed offsets, open
//! transactions and last finished generations.
//!
//! Source: `coordinator-common/…/runtime/`, `group-coordinator/…/GroupCoordinatorShard.java`.
//! Smaller than Kafka: appends cannot fail and count as committed at once; consumer groups
//! (KIP-848), share groups and streams groups are not there.

pub mod classic;
mod config;
mod describe;
mod env;
mod offsets;
mod placement;
mod record;
mod record_bytes;
mod requests;
mod shard;
#[cfg(test)]
mod tests;
mod timers;

pub use config::{ConfigError, GroupCoordinatorConfig};
pub use env::{Append, ClientInfo, Env, MemberIds, Outcome, RequestToken, TransactionalProducer};
pub use offsets::{OffsetAndMetadata, PendingOffset};
pub use placement::partition_for;
pub use record::{
    CoordinatorRecord, GroupMetadataValue, MemberMetadata, OffsetCommitKey, OffsetCommitValue,
};
pub use record_bytes::UnreadableRecord;
pub use requests::NotACoordinatorRequest;
pub use shard::{Group, Shard};
pub use timers::{TimeoutOperation, Timer, TimerKey};
