//! "Why?": where a number comes from, as a chain of typed reasons.
//!
//! The chain is read in order: each reason leads to the next, the last one to the number. The
//! sentence is made in `i18n`; the class or KIP that says so is [`Reason::source`].

use super::{PartitionName, Text};
use std::rc::Rc;

/// The reasons of one number, first cause first.
pub type Trace = Rc<[Reason]>;

/// One step on the way to a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The log begins at 0: nothing was deleted at its start.
    NothingDeleted,
    /// Everything before this offset was deleted (DeleteRecords or retention).
    DeletedBefore(i64),
    /// The smallest log end offset among so many in-sync replicas.
    SmallestLogEnd {
        /// How many.
        replicas: usize,
    },
    /// The high watermark.
    HighWatermark(i64),
    /// The log end offset.
    LogEnd(i64),
    /// The last stable offset.
    LastStable(i64),
    /// A transaction is open since this offset.
    OpenTransactionAt(i64),
    /// No transaction is open.
    NoOpenTransaction,
    /// The last record that was appended; the next one gets the number after it.
    LastAppended(i64),
    /// Nothing was ever appended.
    NothingAppended,
    /// The group has committed nothing here.
    NothingCommitted {
        /// The group.
        group: Text,
    },
    /// The group's committed offset.
    Committed {
        /// The group.
        group: Text,
        /// The next offset to read.
        offset: i64,
    },
    /// Who committed it, and when.
    CommittedBy {
        /// The client; `None` where it is not one of this world's clients.
        client: Option<Text>,
        /// Nobody called it: `enable.auto.commit`.
        auto: bool,
        /// When.
        at: i64,
    },
    /// It is a record of this partition of `__consumer_offsets`.
    KeptIn {
        /// The partition.
        partition: i32,
    },
    /// The consumer has no group: there is nothing to ask for.
    NoGroup,
    /// `auto.offset.reset`.
    ResetPolicy(Text),
    /// The policy had no say: there was a committed offset.
    ResetPolicyUnused(Text),
    /// The position lay outside the log.
    OutOfRange {
        /// The position.
        position: i64,
        /// The log start offset at that time, where it is known.
        log_start: Option<i64>,
        /// The log end offset at that time, where it is known.
        log_end: Option<i64>,
    },
    /// ListOffsets answered.
    ListOffsets {
        /// What was asked: `earliest`, `latest`, a time.
        asked: Text,
        /// The answer.
        offset: i64,
    },
    /// OffsetFetch answered.
    OffsetFetch {
        /// The answer.
        offset: Option<i64>,
    },
    /// `seek`.
    Seek(i64),
    /// `seekToBeginning`.
    SeekToBeginning,
    /// `seekToEnd`.
    SeekToEnd,
    /// `poll` handed out the records up to this one.
    HandedOut {
        /// The last record handed out.
        last: i64,
    },
    /// It is not known yet: the consumer has not asked.
    NotAskedYet,
    /// The position.
    Position(i64),
    /// One number less another.
    Difference {
        /// From this…
        from: i64,
        /// …this is taken.
        less: i64,
    },
    /// The leader gives a record the log end offset that it finds.
    GivenByLeader {
        /// Which partition's leader.
        partition: PartitionName,
        /// The log end offset before the append.
        log_end: i64,
    },
}

impl Reason {
    /// The class, config or KIP that says so; empty for plain sums.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match self {
            Self::NothingDeleted | Self::DeletedBefore(_) => {
                "UnifiedLog#maybeIncrementLogStartOffset"
            }
            Self::SmallestLogEnd { .. } | Self::HighWatermark(_) => {
                "Partition#maybeIncrementLeaderHW"
            }
            Self::LogEnd(_)
            | Self::LastAppended(_)
            | Self::NothingAppended
            | Self::GivenByLeader { .. } => "UnifiedLog#append",
            Self::LastStable(_) | Self::OpenTransactionAt(_) | Self::NoOpenTransaction => {
                "UnifiedLog#lastStableOffset"
            }
            Self::NothingCommitted { .. }
            | Self::Committed { .. }
            | Self::OffsetFetch { .. }
            | Self::ResetPolicyUnused(_) => "ConsumerCoordinator#initWithCommittedOffsetsIfNeeded",
            Self::CommittedBy { .. } => "OffsetMetadataManager#commitOffset",
            Self::KeptIn { .. } => "GroupCoordinatorService#partitionFor",
            Self::NoGroup => "ConsumerConfig#GROUP_ID_CONFIG",
            Self::ResetPolicy(_) => "SubscriptionState#resetInitializingPositions",
            Self::OutOfRange { .. } => "FetchCollector#handleInitializeErrors",
            Self::ListOffsets { .. } | Self::NotAskedYet => "OffsetFetcher#resetPositionsIfNeeded",
            Self::Seek(_) => "KafkaConsumer#seek",
            Self::SeekToBeginning => "KafkaConsumer#seekToBeginning",
            Self::SeekToEnd => "KafkaConsumer#seekToEnd",
            Self::HandedOut { .. } | Self::Position(_) => "FetchCollector#fetchRecords",
            Self::Difference { .. } => "",
        }
    }
}
