//! Where member ids come from: the genesis' queues, then the seed.

use crate::quantity::Text;
use crate::random::Random;
use crate::sorted::SortedMap;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::vec::Vec;

/// Ids to hand out. One is used up only when it is handed out or kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberIds {
    queues: SortedMap<Text, VecDeque<Text>>,
    random: Random,
}

impl MemberIds {
    /// Hands out `queues` first, by client id, then ids made from `random`.
    pub(crate) fn new(queues: &SortedMap<Text, Vec<Text>>, random: Random) -> Self {
        let queues =
            queues.iter().map(|(client, ids)| (client.clone(), ids.iter().cloned().collect()));
        Self { queues: queues.collect(), random }
    }
}

impl crate::coordinator::MemberIds for MemberIds {
    fn next_member_id(&mut self, client_id: &str, prefix: &str) -> Text {
        let queued = self.queues.get_mut(client_id).and_then(VecDeque::pop_front);
        queued.unwrap_or_else(|| format!("{prefix}-{}", self.random.uuid()).into())
    }
}
