//! The five states of a classic group and the ways between them.

use core::fmt;

/// Where a group is between two generations.
///
/// | to | from |
/// |---|---|
/// | Empty | PreparingRebalance |
/// | PreparingRebalance | Stable, CompletingRebalance, Empty |
/// | CompletingRebalance | PreparingRebalance |
/// | Stable | CompletingRebalance |
/// | Dead | any |
///
/// Source: `ClassicGroupState.java`, whose javadoc says that a heartbeat in CompletingRebalance
/// answers REBALANCE_IN_PROGRESS; its code answers no error, and so does this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassicGroupState {
    /// Nobody is a member; the group may have offsets, and pending members.
    ///
    /// Action: take commits of who is no member; answer UNKNOWN_MEMBER_ID to sync, heartbeat and
    /// leave; let offsets expire.
    /// Transition: the first member joins → PreparingRebalance; all offsets expired or the group
    /// deleted → gone.
    Empty,
    /// Members are given time to join again.
    ///
    /// Action: park joins; answer REBALANCE_IN_PROGRESS to heartbeats and syncs; take commits of
    /// the last generation; remove members that leave or are not heard of.
    /// Transition: everybody has joined, or time is up → CompletingRebalance; all have left →
    /// Empty.
    PreparingRebalance,
    /// The leader is expected to bring the assignment.
    ///
    /// Action: park syncs of followers until the leader's; take heartbeats; refuse commits with
    /// REBALANCE_IN_PROGRESS.
    /// Transition: the leader has synced → Stable; somebody joins anew, changes, leaves or is late
    /// → PreparingRebalance.
    CompletingRebalance,
    /// Everybody may work.
    ///
    /// Action: answer syncs with the assignment; take heartbeats and commits; answer a follower
    /// that joins again unchanged with the generation that there is.
    /// Transition: somebody joins anew, changes, leaves or is not heard of, or the leader joins
    /// again → PreparingRebalance.
    Stable,
    /// The coordinator has given the group up. A shard takes groups out at once, so this is what an
    /// unknown group is described as.
    Dead,
}

impl ClassicGroupState {
    /// Kafka's spelling.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
            Self::Dead => "Dead",
        }
    }

    /// Whether a group may come to `next` from here.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match next {
            Self::Empty | Self::CompletingRebalance => matches!(self, Self::PreparingRebalance),
            Self::PreparingRebalance => {
                matches!(self, Self::Stable | Self::CompletingRebalance | Self::Empty)
            }
            Self::Stable => matches!(self, Self::CompletingRebalance),
            Self::Dead => true,
        }
    }
}

impl fmt::Display for ClassicGroupState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
