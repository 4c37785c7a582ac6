//! The coordinator's timers: a keyed queue that is part of the state.
//!
//! Invariant: a key stands in the queue at most once, and nothing but its own firing or a
//! cancellation takes it out. A timer whose member or group is gone fires and finds nothing to do.
//!
//! Source: `coordinator-common/…/runtime/CoordinatorTimerImpl.java`. The order of timers that fall
//! due at the same instant is the order of scheduling; a live broker promises none.

use crate::quantity::{Millis, Text, Time};
use alloc::collections::BTreeMap;

/// Names a timer. Scheduling a key again replaces what it was scheduled for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerKey {
    /// A member's session: the time until which it must be heard of.
    Heartbeat {
        /// The group.
        group_id: Text,
        /// The member, pending or not.
        member_id: Text,
    },
    /// The end of a group's join phase at the latest, or the initial delay of an empty group.
    Join(Text),
    /// By when every member of the new generation must have asked for its assignment.
    Sync(Text),
    /// The next look for expired offsets and groups.
    ExpireOffsets,
}

/// What happens when a timer fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeoutOperation {
    /// A member that was not heard of is removed.
    ExpireHeartbeat,
    /// The join phase ends with whoever has joined.
    CompleteJoin,
    /// The initial delay ends, or goes on if somebody joined during it.
    CompleteInitialRebalance {
        /// How long this part of the delay was.
        delay: Millis,
        /// How much longer the whole may last.
        remaining: Millis,
    },
    /// Members that have not synced are removed.
    ExpirePendingSync {
        /// The generation that they should have synced with.
        generation_id: i32,
    },
    /// Offsets and groups that have expired are removed.
    ExpireOffsets,
}

/// A scheduled timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timer {
    /// When it fires.
    pub deadline: Time,
    /// Its place among all that is scheduled in the world.
    pub sequence: u64,
    /// What it does.
    pub operation: TimeoutOperation,
}

/// The queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Timers {
    by_key: BTreeMap<TimerKey, Timer>,
    by_deadline: BTreeMap<(Time, u64), TimerKey>,
}

impl Timers {
    /// Schedules `key`, replacing what it was scheduled for.
    pub(super) fn schedule(&mut self, key: TimerKey, timer: Timer) {
        self.cancel(&key);
        self.by_deadline.insert((timer.deadline, timer.sequence), key.clone());
        self.by_key.insert(key, timer);
    }

    /// Takes `key` out; nothing happens if it is not there.
    pub(super) fn cancel(&mut self, key: &TimerKey) -> Option<Timer> {
        let timer = self.by_key.remove(key)?;
        self.by_deadline.remove(&(timer.deadline, timer.sequence));
        Some(timer)
    }

    /// The timer called `key`.
    pub(super) fn get(&self, key: &TimerKey) -> Option<&Timer> {
        self.by_key.get(key)
    }

    /// The next to fire.
    pub(super) fn next(&self) -> Option<(Time, u64, &TimerKey)> {
        let ((deadline, sequence), key) = self.by_deadline.first_key_value()?;
        Some((*deadline, *sequence, key))
    }

    /// Every timer, in the order of firing.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Time, u64, &TimerKey)> {
        let timers = self.by_deadline.iter();
        timers.map(|((deadline, sequence), key)| (*deadline, *sequence, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_scheduled_once_and_ties_go_by_order_of_scheduling() {
        let timer = |deadline, sequence| Timer {
            deadline: Time(deadline),
            sequence,
            operation: TimeoutOperation::CompleteJoin,
        };
        let mut timers = Timers::default();
        timers.schedule(TimerKey::Join("a".into()), timer(10, 1));
        timers.schedule(TimerKey::Join("b".into()), timer(10, 2));
        timers.schedule(TimerKey::Join("a".into()), timer(10, 3));
        assert_eq!(timers.next(), Some((Time(10), 2, &TimerKey::Join("b".into()))));
        assert_eq!(timers.iter().count(), 2);
        timers.cancel(&TimerKey::Join("b".into()));
        assert_eq!(timers.next(), Some((Time(10), 3, &TimerKey::Join("a".into()))));
    }
}
