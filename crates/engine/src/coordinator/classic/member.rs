//! A member of a classic group.

use crate::coordinator::env::{ClientInfo, RequestToken};
use crate::protocol::group::{JoinGroupProtocol, JoinGroupRequest};
use crate::quantity::{Bytes, Millis, Text};
use alloc::vec::Vec;

/// What the coordinator knows of a member.
///
/// Source: `ClassicGroupMember.java`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClassicMember {
    /// The id that the coordinator gave.
    pub member_id: Text,
    /// `group.instance.id`: makes it a static member.
    pub group_instance_id: Option<Text>,
    /// `client.id` at the first join. A static member that is replaced keeps the first one's.
    pub client_id: Text,
    /// The client's address at the first join.
    pub client_host: Text,
    /// How long a join phase waits for it.
    pub rebalance_timeout: Millis,
    /// How long it may be silent.
    pub session_timeout: Millis,
    /// Assignors in order of preference, each with the member's metadata for it. Of a member loaded
    /// from the log only the chosen one is known.
    pub supported_protocols: Vec<JoinGroupProtocol>,
    /// What the leader last gave it; zero bytes for nothing.
    pub assignment: Bytes,
    /// Its parked JoinGroup.
    pub awaiting_join: Option<RequestToken>,
    /// Its parked SyncGroup.
    pub awaiting_sync: Option<RequestToken>,
    /// In its first join phase: then even waiting does not keep it alive.
    pub is_new: bool,
}

impl ClassicMember {
    /// A member as it first joins, not awaiting anything yet.
    pub(super) fn joining(
        member_id: Text,
        request: &JoinGroupRequest,
        client: &ClientInfo,
    ) -> Self {
        Self {
            member_id,
            group_instance_id: request.group_instance_id.clone(),
            client_id: client.client_id.clone(),
            client_host: client.client_host.clone(),
            rebalance_timeout: request.rebalance_timeout_ms,
            session_timeout: request.session_timeout_ms,
            supported_protocols: request.protocols.clone(),
            assignment: Bytes::from([]),
            awaiting_join: None,
            awaiting_sync: None,
            is_new: true,
        }
    }

    /// Its metadata for `protocol`; zero bytes if it does not have that one.
    #[must_use]
    pub fn metadata(&self, protocol: &str) -> Bytes {
        let mut protocols = self.supported_protocols.iter();
        let found = protocols.find(|supported| &*supported.name == protocol);
        found.map_or_else(|| Bytes::from([]), |supported| supported.metadata.clone())
    }

    /// Whether it stays although its session has run out: it waits for the coordinator, not the
    /// other way round. New members can expire even while they wait.
    pub(super) const fn has_satisfied_heartbeat(&self) -> bool {
        !self.is_new && (self.awaiting_join.is_some() || self.awaiting_sync.is_some())
    }
}
