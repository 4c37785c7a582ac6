//! A topic and its tapes: the seven numbers, never merged.
//!
//! Every mark but a record's offset names the *next* record: it stands between two cells.

use super::log::LogWork;
use super::trace::Trace;
use super::{PartitionName, Setting, Text};
use std::rc::Rc;

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The name.
    pub name: Text,
    /// Kafka's topic id.
    pub id: Text,
    /// Kafka's own: `__consumer_offsets`.
    pub internal: bool,
    /// How many partitions there are, shown or not.
    pub partition_count: i32,
    /// Configs that differ from Kafka's defaults.
    pub config: Rc<[Setting]>,
    /// The partitions in the viewport, by number.
    pub partitions: Rc<[Rc<Partition>]>,
}

/// A partition: its log as the leader has it, and whoever stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Which.
    pub name: PartitionName,
    /// The leader; `None` while there is none.
    pub leader: Option<i32>,
    /// `leader.epoch`.
    pub leader_epoch: i32,
    /// Replicas, in the order of preference.
    pub replicas: Rc<[i32]>,
    /// The ones in sync.
    pub isr: Rc<[i32]>,
    /// The first offset that may be fetched.
    pub log_start: Mark,
    /// The end for `read_committed`; drawn only where it differs from the high watermark.
    pub last_stable: Mark,
    /// The end for everybody else.
    pub high_watermark: Mark,
    /// The offset that the next record will be given.
    pub log_end: Mark,
    /// The log in segments, oldest first.
    pub segments: Rc<[Segment]>,
    /// What retention and the cleaner would do now, where the viewport asks for it.
    pub work: Option<Rc<LogWork>>,
    /// The cells in the viewport.
    pub window: Window,
    /// Where consumers stand, by client.
    pub positions: Rc<[Position]>,
    /// What groups committed, by group; a group that reads here and has not committed is there too.
    pub committed: Rc<[Committed]>,
}

/// A number of the log, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The next offset, seen from this mark.
    pub offset: i64,
    /// Where the number comes from.
    pub why: Trace,
}

/// One file of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The offset in its name.
    pub base: i64,
    /// The offset after its last one.
    pub end: i64,
    /// Its size.
    pub bytes: u64,
    /// The largest timestamp in it, −1 if there is none.
    pub max_timestamp: i64,
    /// When it was last written: its age where no record in it has a timestamp.
    pub modified: i64,
    /// Appends go here.
    pub active: bool,
}

/// A stretch of the tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The offset of the first cell; equals the log end offset where the log is empty.
    pub from: i64,
    /// There is something before `from`, deleted offsets included.
    pub more_before: bool,
    /// There is something after the last cell.
    pub more_after: bool,
    /// One cell an offset, without a gap.
    pub cells: Rc<[Cell]>,
}

/// One offset of a partition, whether or not its record is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The number in the cell.
    pub offset: i64,
    /// What stands there.
    pub kind: CellKind,
    /// The batch begins here: its base offset.
    pub batch_begins: bool,
    /// The batch ends here.
    pub batch_ends: bool,
    /// Part of a transaction, and how that ended.
    pub transaction: Option<TransactionState>,
    /// Consumers cannot fetch it yet: it lies beyond the high watermark.
    pub beyond_high_watermark: bool,
    /// By group, how often it was processed; groups with 0 times are left out.
    pub processed: Rc<[Processed]>,
}

/// What stands at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A record.
    Record(RecordPreview),
    /// The end of a transaction. It has an offset and is never handed to an application.
    Control(Marker),
    /// Compaction took the record; the number stays its own.
    Hole,
    /// It lies before the log start offset.
    Deleted,
}

/// What a control record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// The transaction's records do not count.
    Abort,
    /// They do.
    Commit,
}

/// How the transaction of a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionState {
    /// Neither committed nor aborted.
    Open,
    /// Its records count.
    Committed,
    /// `read_committed` leaves its records out.
    Aborted,
}

/// A record as far as a cell can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPreview {
    /// `None` is Kafka's null.
    pub key: Option<Preview>,
    /// `None` is Kafka's null: a tombstone on a compacted topic.
    pub value: Option<Preview>,
    /// Milliseconds since 1970 as stored, −1 for none.
    pub timestamp: i64,
    /// How many headers.
    pub headers: usize,
    /// The producer chose the partition for this reason, where it is known.
    pub chosen: Option<Rc<Choice>>,
}

/// The beginning of a key or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Text, or `0x…` where the bytes are not UTF-8; cut to [`PREVIEW_CHARS`].
    pub text: Text,
    /// The size of the whole in bytes.
    pub bytes: usize,
    /// Whole, or cut.
    pub cut: bool,
    /// One of [`SHAPES`] shapes, the same for the same bytes, so that colour is never alone.
    pub shape: u8,
}

/// A preview has at most so many characters.
pub const PREVIEW_CHARS: usize = 40;

/// How many shapes there are for keys.
pub const SHAPES: u8 = 6;

/// How often a group processed a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processed {
    /// The group.
    pub group: Text,
    /// At least 1.
    pub times: u32,
}

/// Why a record went to its partition: the partitioner's sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The application named the partition.
    Explicit,
    /// `murmur2(key) & 0x7fffffff % partitions`.
    Keyed {
        /// What was hashed.
        key: Preview,
        /// `murmur2(key)`.
        hash: i32,
        /// `hash & 0x7fffffff`.
        masked: i32,
        /// The modulus.
        partitions: i32,
        /// The result.
        partition: i32,
    },
    /// No key: the sticky partition (KIP-794).
    Sticky {
        /// Bytes sent to it since it was chosen.
        produced: u64,
        /// `batch.size`.
        batch_size: u64,
        /// It was chosen for this record.
        chosen_now: bool,
    },
    /// `RoundRobinPartitioner`.
    RoundRobin {
        /// The counter before this record.
        counter: i32,
    },
}

/// Where one consumer stands: the next offset that it will fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The consumer.
    pub client: Text,
    /// Its group.
    pub group: Option<Text>,
    /// `None` until it is known.
    pub position: Option<i64>,
    /// `pause` holds this partition.
    pub paused: bool,
    /// The coordinator gave this partition to somebody else: a zombie's belief.
    pub believed_only: bool,
    /// The client's own lag: the end for its isolation level, less the position. `None` while
    /// the position is unknown.
    pub client_lag: Option<ClientLag>,
    /// Where the position comes from.
    pub why: Trace,
}

/// How far a consumer is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientLag {
    /// The number. Negative where the position lies beyond the end.
    pub lag: i64,
    /// What it was taken from: the LSO under `read_committed`, else the HW.
    pub until: LagEnd,
    /// The sum.
    pub why: Trace,
}

/// The end from which a client's lag is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LagEnd {
    /// The high watermark.
    HighWatermark,
    /// The last stable offset.
    LastStable,
}

/// What one group committed: the next offset to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The group.
    pub group: Text,
    /// `None` is shown as `–`, never as 0 or −1.
    pub offset: Option<i64>,
    /// A note of the application; mostly empty.
    pub metadata: Text,
    /// When it was committed.
    pub at: Option<i64>,
    /// A transaction holds a commit that does not count yet.
    pub pending: bool,
    /// The group's lag, HW − committed; `None` is shown as `–`.
    pub lag: Option<i64>,
    /// Where the number comes from.
    pub why: Trace,
    /// The sum of the lag.
    pub why_lag: Trace,
}
