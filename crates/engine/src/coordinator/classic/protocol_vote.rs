//! Which assignor a generation uses: the members vote.

use super::group::ClassicGroup;
use super::state::ClassicGroupState;
use crate::java::JavaHashMap;
use crate::protocol::consumer_protocol::{self, PROTOCOL_TYPE};
use crate::protocol::group::JoinGroupProtocol;
use crate::quantity::Text;
use crate::sorted::SortedSet;
use alloc::vec::Vec;

impl ClassicGroup {
    /// Whether a member of that type and with those assignors could be in the group: in an Empty
    /// one whoever has any, else who shares the type and one assignor with everybody.
    ///
    /// Source: `ClassicGroup#supportsProtocols`.
    pub(super) fn supports_protocols(
        &self,
        protocol_type: &str,
        protocols: &[JoinGroupProtocol],
    ) -> bool {
        if self.state == ClassicGroupState::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols.iter().any(|protocol| self.is_supported_by_all(&protocol.name))
    }

    /// The assignor of the next generation: each member votes for the first on its list that
    /// everybody has; the most votes win, and a tie goes by Java's order of the names.
    ///
    /// Source: `ClassicGroup#selectProtocol`.
    pub(super) fn select_protocol(&self) -> Option<Text> {
        let mut votes: JavaHashMap<Text, usize> = JavaHashMap::new();
        for member in self.members.values() {
            let mut preferences = member.supported_protocols.iter();
            let vote = preferences.find(|protocol| self.is_supported_by_all(&protocol.name))?;
            *votes.get_or_put(vote.name.clone(), || 0) += 1;
        }
        let mut winner: Option<(&Text, usize)> = None;
        for (name, &count) in votes.iter() {
            if winner.is_none_or(|(_, most)| count > most) {
                winner = Some((name, count));
            }
        }
        winner.map(|(name, _)| name.clone())
    }

    /// The topics that the members subscribe to; `None` if they cannot be known: no generation yet,
    /// another protocol type, or bytes that are no subscription.
    ///
    /// Source: `ClassicGroup#computeSubscribedTopics`.
    pub(super) fn compute_subscribed_topics(&self) -> Option<SortedSet<Text>> {
        if self.protocol_type.as_deref() != Some(PROTOCOL_TYPE) {
            return None;
        }
        if self.members.is_empty() {
            return Some(SortedSet::new());
        }
        let protocol = self.protocol_name.as_deref()?;
        let subscriptions = self
            .members
            .values()
            .map(|member| consumer_protocol::subscribed_topics(&member.metadata(protocol)).ok());
        let topics: Option<Vec<Vec<Text>>> = subscriptions.collect();
        Some(topics?.into_iter().flatten().collect())
    }

    /// Kafka counts names, not members: a member that lists one twice counts twice.
    fn is_supported_by_all(&self, name: &str) -> bool {
        let lists = self.members.values().map(|member| &member.supported_protocols);
        lists.flatten().filter(|protocol| &*protocol.name == name).count() == self.members.len()
    }
}
