//! One partition's log: the records, their offsets, and what may be read of them.
//!
//! [`PartitionLog`](partition_log::PartitionLog) is the log; each file below adds one of its
//! abilities. Judged by recordings of Kafka 4.3.1, walk by walk.

pub mod append;
pub mod batch;
mod chunks;
mod clean_batch;
pub mod cleaner;
pub mod config;
pub mod epochs;
pub mod list_offsets;
pub mod partition_log;
pub mod producer_check;
pub mod producer_state;
pub mod read;
pub mod refusal;
pub mod replica;
pub mod retention;
pub mod segment;
pub mod sizes;
#[cfg(test)]
mod stories;
pub mod transactions;

pub use append::{AppendContext, Appended, Marker, Rolled, Verification};
pub use config::LogConfig;
pub use partition_log::PartitionLog;
pub use read::{Bound, Fetched};
pub use refusal::LogError;
pub use replica::Replication;
