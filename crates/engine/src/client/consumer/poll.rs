//! The loop of each open call: run again whenever something arrives or falls due.
//!
//! Invariant: a step never waits. It does what can be done at this instant and says whether the
//! call has ended.
//!
//! Source: `ClassicKafkaConsumer.java` (`poll`, `pollForFetches`, `position`, `committed`),
//! `ConsumerCoordinator#poll`.

use super::Consumer;
use super::calls::{Kind, OpenCall, Turn};
use super::fetch::Collected;
use super::join::Join;
use super::texts;
use crate::client::Io;
use crate::event::{ClientError, Returned};

/// How a call ended, if it has.
type Ended = Option<Result<Returned, ClientError>>;

/// How far the group work of a `poll` got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupWork {
    /// There is none left: on to the positions.
    Done,
    /// A join is under way, which `poll` does not wait for.
    Joining,
    /// `poll` waits, up to its timeout, for the coordinator or for metadata.
    Waiting,
}

impl Consumer {
    /// Runs the open call as far as it gets.
    pub(super) fn step(&mut self, call: &mut OpenCall, io: &mut Io<'_>) -> Ended {
        let expired = call.is_expired(io.now);
        match &mut call.kind {
            Kind::Poll(turn) => match self.step_poll(turn, expired, io) {
                Ok(collected) if collected.is_empty() && (!expired || self.is_in_callback()) => {
                    None
                }
                Ok(collected) => Some(Ok(Returned::Records(collected.into_records()))),
                Err(error) => Some(Err(error)),
            },
            Kind::CommitSync => self.step_commit_sync(io),
            Kind::Position(partition) => {
                if self.valid_position(partition).is_none()
                    && let Err(error) = self.update_fetch_positions(io)
                {
                    return Some(Err(error));
                }
                match self.valid_position(partition) {
                    Some(offset) => Some(Ok(Returned::Position(offset))),
                    None => expired.then(|| Err(texts::position_timeout(call.timeout, partition))),
                }
            }
            Kind::Committed(partitions) => match self.committed_offsets(partitions, io) {
                Some(found) => Some(found.map(Returned::Committed)),
                None => expired.then(|| {
                    let partitions: alloc::vec::Vec<_> = partitions.iter().cloned().collect();
                    Err(texts::committed_timeout(call.timeout, &partitions))
                }),
            },
            Kind::Offsets(lookup) => match self.step_offset_lookup(lookup, io) {
                Some(found) => Some(Ok(found)),
                None => expired.then(|| Err(texts::offsets_timeout(io.now.since(call.began)))),
            },
            Kind::Topics(lookup) => self
                .step_topic_lookup(lookup, io)
                .or_else(|| expired.then(|| Err(Self::topic_lookup_timeout()))),
            Kind::Unsubscribe => self.step_unsubscribe(io),
            Kind::Close(closing) => self.step_close(closing, expired, io),
        }
    }

    /// Once round the loop of `poll`. What arrived meanwhile is handed out before anything else.
    fn step_poll(
        &mut self,
        turn: &mut Turn,
        expired: bool,
        io: &mut Io<'_>,
    ) -> Result<Collected, ClientError> {
        if self.is_in_callback()
            && self.poll_coordinator(io)? != GroupWork::Done
            && self.is_in_callback()
        {
            return Ok(Collected::default());
        }
        let waited = core::mem::replace(turn, Turn::Next);
        if waited == Turn::Next {
            let collected = self.collect_fetch(io)?;
            if !collected.is_empty() {
                self.send_fetches(io);
                return Ok(collected);
            }
        }
        let work = match waited {
            Turn::Committed => GroupWork::Done,
            Turn::First | Turn::Coordinator | Turn::Next if self.group.id.is_none() => {
                GroupWork::Done
            }
            Turn::First | Turn::Coordinator | Turn::Next => self.poll_coordinator(io)?,
        };
        let waits_for = match work {
            GroupWork::Done if !self.update_fetch_positions(io)? => Some(Turn::Committed),
            GroupWork::Waiting => Some(Turn::Coordinator),
            GroupWork::Done | GroupWork::Joining => None,
        };
        if let Some(waits_for) = waits_for.filter(|_| !expired) {
            *turn = waits_for;
            return Ok(Collected::default());
        }
        let collected = self.collect_fetch(io)?;
        self.send_fetches(io);
        Ok(collected)
    }

    /// Whether the listener waits for a commit of its own: until it has its answer, `poll` does not
    /// return, whatever its timeout.
    fn is_in_callback(&self) -> bool {
        self.commits.sync_offsets().is_some()
    }

    /// Group work.
    fn poll_coordinator(&mut self, io: &mut Io<'_>) -> Result<GroupWork, ClientError> {
        self.see_metadata();
        self.run_callbacks(io)?;
        if self.subscriptions.is_subscribed() {
            self.poll_heartbeat(io.now)?;
            if !self.ensure_coordinator(io)? {
                return Ok(GroupWork::Waiting);
            }
            if self.is_rejoin_needed() {
                if !self.has_fresh_pattern(io) {
                    return Ok(GroupWork::Waiting);
                }
                self.start_heartbeat_thread();
                if !self.join_if_needed(io)? {
                    return Ok(GroupWork::Joining);
                }
            }
        }
        self.maybe_auto_commit(io);
        Ok(GroupWork::Done)
    }

    /// A join by pattern first makes sure that the pattern was matched against fresh metadata.
    fn has_fresh_pattern(&mut self, io: &mut Io<'_>) -> bool {
        if self.subscriptions.pattern().is_none() || self.group.join != Join::Idle {
            return true;
        }
        if let Some(version) = self.group.stale_metadata {
            if self.metadata.version() <= version {
                return false;
            }
            self.group.stale_metadata = None;
            self.see_metadata();
            return true;
        }
        if self.metadata.may_ask(io.now) {
            self.metadata.request_update();
        }
        if self.metadata.is_requested() || self.metadata.in_flight().is_some() {
            self.group.stale_metadata = Some(self.metadata.version());
            self.refresh_metadata(io);
            return false;
        }
        true
    }

    fn step_commit_sync(&mut self, io: &mut Io<'_>) -> Ended {
        let begun = self.commits.sync_offsets();
        let ended = self.drive_sync_commit(io)?;
        Some(ended.and_then(|in_time| match (in_time, begun) {
            (true, _) | (false, None) => Ok(Returned::Nothing),
            (false, Some((offsets, timeout))) => Err(texts::commit_timeout(timeout, &offsets)),
        }))
    }
}
