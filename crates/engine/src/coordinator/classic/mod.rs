//! Groups of the classic protocol: a member leads and assigns, the coordinator keeps time.
//!
//! Invariant: the names that every member's protocols have in common are never none while a group
//! has members, so a join phase always has something to choose from.
//!
//! Source: `group-coordinator/…/classic/`, the `classicGroup…` half of `GroupMetadataManager.java`.
//! As in Kafka, a live group is changed before its record is written (`replayRecords` is false),
//! and the record is replayed only by who loads the log.

mod group;
mod heartbeat;
mod join;
mod leave;
mod member;
mod protocol_vote;
mod rebalance;
mod state;
mod static_member;
mod sync;
mod turn;

pub use group::ClassicGroup;
pub(super) use join::Joining;
pub use member::ClassicMember;
pub use state::ClassicGroupState;
pub(super) use turn::{Turn, join_refusal, sync_refusal};
