//! When the consumer must be woken: every timer is computed from the state, never remembered.
//!
//! Invariant: after each drive, the world's timers of this client are exactly what the state
//! calls for, so no stale timer does anything.

use super::Consumer;
use super::calls::Kind;
use super::subscription::FetchState;
use crate::client::{ClientTimer, Effect, Io};
use crate::quantity::Time;

const COMPUTED: [ClientTimer; 9] = [
    ClientTimer::CallTimeout,
    ClientTimer::Backoff,
    ClientTimer::CoordinatorBackoff,
    ClientTimer::MetadataAge,
    ClientTimer::Heartbeat,
    ClientTimer::ClientSession,
    ClientTimer::PollInterval,
    ClientTimer::AutoCommit,
    ClientTimer::CommitTimeout,
];

impl Consumer {
    /// Sets and takes away timers so that they are what the state calls for.
    pub(super) fn arm(&mut self, io: &mut Io<'_>) {
        for timer in COMPUTED.into_iter().chain([ClientTimer::ResetBackoff]) {
            let wanted = self.wanted(timer, io.now).filter(|&at| at > io.now);
            if self.armed.get(&timer).copied() == wanted {
                continue;
            }
            match wanted {
                Some(at) => self.armed.insert(timer, at),
                None => self.armed.remove(&timer),
            };
            io.effects.push(Effect::Timer(timer, wanted));
        }
    }

    fn wanted(&self, timer: ClientTimer, now: Time) -> Option<Time> {
        if self.closed {
            return None;
        }
        let call = self.call.as_ref();
        let thread = &self.group.heartbeat;
        let beats = thread.enabled && self.group.coordinator.is_some();
        match timer {
            ClientTimer::CallTimeout => call.and_then(|call| call.deadline),
            ClientTimer::Backoff => {
                let metadata = self.metadata.due().filter(|_| self.metadata.is_requested());
                let prepare = self.group.prepare_deadline();
                let retry = self.commits.sync_retry_at().into_iter().chain(self.pause_until);
                let fetch = self.fetcher.reconnect_at(now);
                let waits =
                    retry.chain(metadata).chain(prepare).chain(fetch).filter(|&at| at > now);
                call.and_then(|_| waits.min())
            }
            ClientTimer::CoordinatorBackoff => {
                let somebody_looks = call.is_some() || thread.enabled;
                self.group.lookup_at.filter(|_| somebody_looks)
            }
            ClientTimer::MetadataAge => {
                let background = self.heartbeat_thread_polls();
                self.metadata.due().filter(|_| match call {
                    Some(_) => !self.metadata.is_requested(),
                    None => background,
                })
            }
            ClientTimer::Heartbeat => {
                Some(thread.send_at).filter(|_| beats && thread.in_flight.is_none())
            }
            ClientTimer::ClientSession => Some(thread.session_at).filter(|_| beats),
            ClientTimer::PollInterval => {
                let polling = call.is_some_and(|call| matches!(call.kind, Kind::Poll { .. }));
                Some(thread.poll_at).filter(|_| beats && !polling)
            }
            ClientTimer::AutoCommit => {
                let assigned = !self.subscriptions.partitions().is_empty();
                self.commits.next_auto.filter(|_| assigned)
            }
            ClientTimer::CommitTimeout => {
                let own = call.is_some_and(|call| matches!(call.kind, Kind::CommitSync));
                self.commits.sync_deadline().filter(|_| !own)
            }
            ClientTimer::ResetBackoff => {
                let resets = self.subscriptions.partitions().values();
                let waiting =
                    resets.filter(|state| matches!(state.state, FetchState::AwaitReset(_)));
                waiting.filter_map(|state| state.retry_at).filter(|&at| at > now).min()
            }
            ClientTimer::RequestTimeout(_) | ClientTimer::Linger | ClientTimer::Delivery => None,
        }
    }
}
