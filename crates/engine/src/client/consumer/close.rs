//! `close` and `unsubscribe`: the last commit, the last callback, and leaving.
//!
//! Invariant: whatever `close` meets, the consumer is closed when it returns.
//!
//! Source: `ClassicKafkaConsumer#close`, `#unsubscribe`, `ConsumerCoordinator#close`,
//! `AbstractCoordinator#close`.

use super::Consumer;
use super::wire::Offsets;
use crate::client::Io;
use crate::command::Membership;
use crate::event::{ClientError, Returned};
use crate::sorted::SortedSet;

/// How far a `close` is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Closing {
    membership: Membership,
    step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    Begin,
    /// The last auto-commit.
    Commit,
    /// `commitAsync`s that have not been sent.
    SendAsync,
    Leave,
    /// `onPartitionsRevoked` commits.
    CommitInRevoked,
    /// The coordinator's last answers.
    Answers,
}

type Ended = Option<Result<Returned, ClientError>>;

impl Closing {
    pub(super) const fn new(membership: Membership) -> Self {
        Self { membership, step: Step::Begin }
    }
}

impl Consumer {
    pub(super) fn step_close(
        &mut self,
        closing: &mut Closing,
        expired: bool,
        io: &mut Io<'_>,
    ) -> Ended {
        loop {
            let next = match closing.step {
                Step::Begin => self.begin_last_commit(io),
                Step::Commit => self.drive_sync_commit(io).map(|_| Step::SendAsync),
                Step::SendAsync => self.sent_all_commits(expired, io).then_some(Step::Leave),
                Step::Leave => {
                    self.close_heartbeat_thread();
                    match self.give_up_before_leaving(io) {
                        true => Some(Step::Answers),
                        false => Some(Step::CommitInRevoked),
                    }
                }
                Step::CommitInRevoked => self.commit_in_revoked_ended(io).then_some(Step::Answers),
                Step::Answers => None,
            };
            let next = next.or_else(|| expired.then(|| skip(closing.step)));
            match (closing.step, next) {
                (Step::Answers, _) => break,
                (_, Some(Step::Answers)) => {
                    self.subscriptions.set_assignment(&SortedSet::new());
                    if self.group.id.is_some() {
                        let reason = "the consumer is being closed";
                        self.leave_group(closing.membership, reason, io);
                    }
                    closing.step = Step::Answers;
                }
                (_, Some(step)) => closing.step = step,
                (_, None) => return None,
            }
        }
        if self.wire.waits_for_coordinator() && !expired {
            return None;
        }
        self.closed = true;
        Some(Ok(Returned::Nothing))
    }

    fn begin_last_commit(&mut self, io: &Io<'_>) -> Option<Step> {
        if !self.config.enable_auto_commit() || self.group.id.is_none() {
            return Some(Step::SendAsync);
        }
        let offsets: Offsets = self.subscriptions.all_consumed().into();
        let timeout = self.config.request_timeout();
        self.begin_sync_commit((*offsets).clone(), timeout, io);
        Some(Step::Commit)
    }

    /// Whether no `commitAsync` waits for the coordinator any more.
    fn sent_all_commits(&mut self, expired: bool, io: &mut Io<'_>) -> bool {
        if !self.commits.has_waiting() || expired {
            return true;
        }
        // A look-up that fails for good ends the commits that wait for it.
        self.ensure_coordinator(io).is_err()
    }

    pub(super) fn step_unsubscribe(&mut self, io: &mut Io<'_>) -> Ended {
        let commits = self.commits.sync_offsets().is_some();
        let done = match commits {
            true => self.commit_in_revoked_ended(io),
            false => {
                self.fetcher.retain(&SortedSet::new());
                self.group.id.is_none() || self.give_up_before_leaving(io)
            }
        };
        if !done {
            return None;
        }
        if self.group.id.is_some() {
            let reason = "the consumer unsubscribed from all topics";
            self.leave_group(Membership::Default, reason, io);
        }
        self.subscriptions.unsubscribe();
        Some(Ok(Returned::Nothing))
    }
}

/// Time is over: a step that still waits is given up.
const fn skip(step: Step) -> Step {
    match step {
        Step::Begin | Step::Commit => Step::SendAsync,
        Step::SendAsync => Step::Leave,
        Step::Leave | Step::CommitInRevoked | Step::Answers => Step::Answers,
    }
}
