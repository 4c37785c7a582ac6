//! What retention and the cleaner would do to a log now, and why: previews, nothing is done.

use std::rc::Rc;

/// Both previews of one log, and what they go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogWork {
    /// The retention task.
    pub retention: RetentionWork,
    /// The cleaner; `None` if the log is not compacted.
    pub cleaner: Option<CleanerWork>,
}

/// What a run of the retention task would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionWork {
    /// `cleanup.policy` has `delete`.
    pub deletes: bool,
    /// `cleanup.policy` has `compact`: then the cleaner deletes, and the task passes the log over.
    pub compacts: bool,
    /// `retention.ms`; negative: never.
    pub retention_ms: i64,
    /// `retention.bytes`; negative: no limit.
    pub retention_bytes: i64,
    /// Bytes of the whole log.
    pub bytes: u64,
    /// The segments that would go, oldest first.
    pub doomed: Rc<[Doomed]>,
}

/// A segment that would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doomed {
    /// Its base offset.
    pub base: i64,
    /// Why.
    pub why: DoomReason,
}

/// Why a segment would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoomReason {
    /// It lies below the log start offset.
    LogStart,
    /// The log without it still has `retention.bytes`.
    Size,
    /// Its newest record is older than `retention.ms`.
    Time,
    /// No record in it has a timestamp, and it was written longer than `retention.ms` ago.
    WrittenLongAgo,
}

/// What a round of the cleaner would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanerWork {
    /// A round would clean.
    pub due: bool,
    /// Where the dirty part begins.
    pub first_dirty: i64,
    /// Cleaned is what lies before this offset.
    pub until: i64,
    /// What keeps the rest from being cleaned.
    pub held_by: HeldBy,
    /// Bytes that are clean.
    pub clean_bytes: u64,
    /// Bytes that are dirty and may be cleaned.
    pub dirty_bytes: u64,
    /// Offsets whose records a round would take away, retention's included.
    pub removed: Rc<[i64]>,
    /// The segments that retention would delete after it, oldest first.
    pub doomed: Rc<[Doomed]>,
}

/// What the cleaner stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// The active segment: it is never cleaned.
    Active,
    /// An open transaction: nothing at or beyond the LSO is cleaned.
    LastStable,
    /// `min.compaction.lag.ms` protects what is young.
    MinLag,
}
