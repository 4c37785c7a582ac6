//! A partition's log: its segments, and what retention and the cleaner would do now.

use crate::Words;

/// The disclosure below a tape.
pub const LOG: Words = ["log", "日志"];
/// {0}: a partition.
pub const LOG_OF: Words = ["log: {0}", "日志：{0}"];
/// In the drawing, before the numbers of the segment that is appended to.
pub const ACTIVE_SHORT: Words = ["active", "活动"];
/// {0}: a partition.
pub const SEGMENTS: Words = ["{0}: the segments, oldest first", "{0}：各个 segment，从旧到新"];
/// A column.
pub const SEGMENT: Words = ["segment", "segment"];
/// A column.
pub const OFFSETS: Words = ["offsets", "offset 范围"];
/// A column.
pub const BYTES: Words = ["bytes", "字节"];
/// A column.
pub const NEWEST: Words = ["newest record", "最新的记录"];
/// {0}: a span.
pub const AGO: Words = ["{0} ago", "{0} 前"];
/// No record has a timestamp. {0}: a span.
pub const WRITTEN_AGO: Words = ["no timestamp; written {0} ago", "没有时间戳；{0} 前写入"];
/// A segment without a record.
pub const EMPTY: Words = ["empty", "空"];
/// The active segment.
pub const ACTIVE: Words = ["active: appends go here", "活动 segment：新记录写在这里"];

/// A heading.
pub const RETENTION: Words = ["Retention would delete now", "retention 现在会删除"];
/// {0}: a base offset; {1}: why.
pub const GOES: Words = ["segment {0}: {1}", "segment {0}：{1}"];
/// Why.
pub const BY_START: Words =
    ["all of it lies before the log start offset", "它整个都在 log start offset 之前"];
/// Why. {0}, {1}: bytes.
pub const BY_SIZE: Words = [
    "without it the log ({0} bytes) still has retention.bytes={1}",
    "没有它，日志（{0} 字节）仍达到 retention.bytes={1}",
];
/// Why. {0}: a span.
pub const BY_TIME: Words = [
    "its newest record is older than retention.ms ({0}), by the record's own timestamp",
    "按记录自己的时间戳，它最新的记录已超过 retention.ms（{0}）",
];
/// Why. {0}: a span.
pub const BY_FILE: Words = [
    "no record in it has a timestamp, and it was written longer than retention.ms ({0}) ago",
    "里面的记录都没有时间戳，而它上次写入已超过 retention.ms（{0}）",
];
/// The active segment would go too.
pub const ACTIVE_TOO: Words = [
    "The active segment goes too: a new, empty one is opened first. The log is empty then, and its \
     offsets go on where they were.",
    "活动 segment 也会被删除：先打开一个新的空 segment。之后日志是空的，但 offset 会接着原来的继续。",
];
/// Nothing would go.
pub const KEEPS_COMPACTED: Words = [
    "nothing: the topic is compacted, so its cleaner deletes, and the retention task passes it over",
    "什么也不删：这个 topic 启用了 compact，由 cleaner 负责删除，retention 任务会跳过它",
];
/// Nothing would go.
pub const KEEPS_EMPTY: Words = ["nothing: the log is empty", "什么也不删：日志是空的"];
/// Nothing would go. {0}: a base offset; {1}, {2}: spans.
pub const KEEPS_YOUNG: Words = [
    "nothing: the oldest segment, {0}, has a newest record of {1} ago, and retention.ms is {2}",
    "什么也不删：最旧的 segment {0} 里最新的记录在 {1} 前，而 retention.ms 是 {2}",
];
/// Nothing would go.
pub const KEEPS_FOR_EVER: Words = [
    "nothing: retention.ms is -1, so no segment is too old",
    "什么也不删：retention.ms 为 -1，没有 segment 会过期",
];
/// Whole segments go.
pub const WHOLE_SEGMENTS: Words = [
    "A segment goes as a whole, and only from the oldest on: one young record keeps every older one in \
     its segment.",
    "segment 只能整个删除，而且从最旧的开始：一条新记录会保住同一 segment 里所有更旧的记录。",
];

/// A heading.
pub const CLEANER: Words = ["The cleaner would do now", "cleaner 现在会做"];
/// The log is not compacted.
pub const NOT_COMPACTED: Words =
    ["nothing: cleanup.policy has no compact", "什么也不做：cleanup.policy 里没有 compact"];
/// {0}, {1}: offsets; {2}: the offsets that go.
pub const CLEANS: Words = [
    "clean offsets {0} to before {1}; these records go: {2}",
    "清理 offset {0} 到 {1} 之前；会移除这些记录：{2}",
];
/// {0}, {1}: offsets.
pub const CLEANS_NOTHING: Words = [
    "clean offsets {0} to before {1}, and find no record that has to go",
    "清理 offset {0} 到 {1} 之前，但没有需要移除的记录",
];
/// There is nothing that may be cleaned.
pub const NOTHING_DIRTY: Words =
    ["nothing: no byte that may be cleaned is dirty", "什么也不做：可清理的部分里没有脏数据"];
/// {0}, {1}: bytes; {2}: percent.
pub const TOO_CLEAN: Words = [
    "nothing: {0} of {1} bytes are dirty ({2} %), not more than min.cleanable.dirty.ratio",
    "什么也不做：{1} 字节里有 {0} 字节是脏的（{2} %），没有超过 min.cleanable.dirty.ratio",
];
/// {0}: an offset.
pub const HELD_BY_ACTIVE: Words = [
    "From offset {0} on nothing is cleaned: that is the active segment. Its old values stay until it is \
     rolled.",
    "从 offset {0} 起都不清理：那是活动 segment。在它滚动之前，里面的旧值都会留着。",
];
/// {0}: an offset.
pub const HELD_BY_TRANSACTION: Words = [
    "From offset {0} on nothing is cleaned: a transaction is open there.",
    "从 offset {0} 起都不清理：那里有未结束的事务。",
];
/// {0}: an offset.
pub const HELD_BY_LAG: Words = [
    "From offset {0} on nothing is cleaned: it is younger than min.compaction.lag.ms.",
    "从 offset {0} 起都不清理：还没有超过 min.compaction.lag.ms。",
];

/// A button.
pub const RUN_RETENTION: Words = ["run retention", "运行 retention"];
/// {0}: a partition.
pub const RUN_RETENTION_OF: Words = ["run retention: {0}", "运行 retention：{0}"];
/// A button.
pub const RUN_CLEANER: Words = ["run the cleaner", "运行 cleaner"];
/// {0}: a partition.
pub const RUN_CLEANER_OF: Words = ["run the cleaner: {0}", "运行 cleaner：{0}"];
/// A button.
pub const ROLL: Words = ["roll a new segment", "滚动出新 segment"];
/// {0}: a partition.
pub const ROLL_OF: Words = ["roll a new segment: {0}", "滚动出新 segment：{0}"];
/// A field.
pub const DELETE_BEFORE: Words = ["delete records before", "删除此 offset 之前的记录"];
/// A field. {0}: a partition.
pub const DELETE_BEFORE_OF: Words =
    ["delete records before this offset: {0}", "删除此 offset 之前的记录：{0}"];
/// A button.
pub const DELETE: Words = ["delete", "删除"];
/// {0}: a partition.
pub const DELETE_OF: Words = ["delete the records: {0}", "删除记录：{0}"];
/// {0}: what was typed.
pub const NOT_AN_OFFSET: Words = [
    "“{0}” is no offset: a whole number from 0 on, or -1 for the high watermark.",
    "“{0}”不是 offset：应为 0 或更大的整数，或用 -1 表示 high watermark。",
];
