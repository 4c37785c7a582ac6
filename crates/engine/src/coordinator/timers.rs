//! The coordinator's timers: a keyed queue that is part of the state.
//!
//! Invariant: a key stands in the queue at most once, and nothing but its own firing or a
//! cancellation takes it out. A timer whose member or group is gone fires and finds nothing to do.
//!
//! Source: `coordinator-common/…/runtime/CoordinatorTimerImpl.java`. The order of timers that fall
//! due at the same instant is the order of scheduling; a live broker promises none.

use crate::quantity::{Millis, Text, Time};
use crate::sorted::SortedMap;
use crate::timers::Timers;

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
    /// What it does.
    pub operation: TimeoutOperation,
}

/// The coordinator's part of the world's queue, with what each timer does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CoordinatorTimers {
    queue: Timers<TimerKey>,
    timers: SortedMap<TimerKey, Timer>,
}

impl CoordinatorTimers {
    /// Schedules `key`, replacing what it was scheduled for.
    pub(super) fn schedule(&mut self, key: TimerKey, timer: Timer, sequence: u64) {
        self.queue.set(key.clone(), timer.deadline, sequence);
        self.timers.insert(key, timer);
    }

    /// Takes `key` out; nothing happens if it is not there.
    pub(super) fn cancel(&mut self, key: &TimerKey) -> Option<Timer> {
        self.queue.cancel(key);
        self.timers.remove(key)
    }

    /// The timer called `key`.
    pub(super) fn get(&self, key: &TimerKey) -> Option<&Timer> {
        self.timers.get(key)
    }

    /// The next to fire.
    pub(super) fn next(&self) -> Option<(Time, u64, &TimerKey)> {
        self.queue.next()
    }

    /// Every timer, in the order of firing.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Time, u64, &TimerKey)> {
        self.queue.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheduling_a_key_again_replaces_what_it_does() {
        let timer = |deadline, operation| Timer { deadline: Time(deadline), operation };
        let key = TimerKey::Join("g".into());
        let mut timers = CoordinatorTimers::default();
        let delay =
            TimeoutOperation::CompleteInitialRebalance { delay: Millis(3), remaining: Millis(9) };
        timers.schedule(key.clone(), timer(10, delay), 1);
        timers.schedule(key.clone(), timer(20, TimeoutOperation::CompleteJoin), 2);
        assert_eq!(timers.next(), Some((Time(20), 2, &key)));
        assert_eq!(timers.iter().count(), 1);
        let held = timer(20, TimeoutOperation::CompleteJoin);
        assert_eq!(timers.get(&key), Some(&held));
        assert_eq!(timers.cancel(&key), Some(held));
        assert_eq!(timers.next(), None);
    }
}
