//! Reasons: where a number comes from, one sentence a step.

use crate::Words;

/// The disclosure itself.
pub const WHY: Words = ["why?", "为什么？"];
/// {0}: a number with its name and value.
pub const WHY_IS: Words = ["why? {0}", "为什么？{0}"];

/// {0}: a number's name; {1}: its value.
pub const IS: Words = ["{0} = {1}", "{0} = {1}"];
/// The log begins at 0.
pub const NOTHING_DELETED: Words =
    ["nothing has been deleted: the log starts at 0", "没有删除过任何记录：日志从 0 开始"];
/// {0}: an offset.
pub const DELETED_BEFORE: Words = [
    "everything before {0} was deleted (retention or DeleteRecords)",
    "{0} 之前的记录都已删除（保留策略或 DeleteRecords）",
];
/// {0}: a count.
pub const SMALLEST_LOG_END: Words = [
    "the smallest log end offset among the {0} in-sync replicas",
    "{0} 个同步副本（ISR）中最小的 log end offset",
];
/// {0}: an offset.
pub const OPEN_TRANSACTION: Words = [
    "a transaction is open since offset {0}, and read_committed stops before it",
    "从 offset {0} 起有事务未结束，read_committed 读到它之前为止",
];
/// No transaction is open.
pub const NO_OPEN_TRANSACTION: Words =
    ["no transaction is open, so it equals the HW", "没有未结束的事务，所以等于 HW"];
/// {0}: an offset.
pub const LAST_APPENDED: Words = [
    "the last record appended is {0}; the next one gets the number after it",
    "最后追加的记录是 {0}，下一条用它后面的编号",
];
/// Nothing was ever appended.
pub const NOTHING_APPENDED: Words = [
    "nothing has been appended yet; the first record gets 0",
    "还没有追加过记录，第一条的编号是 0",
];
/// {0}: a partition; {1}: an offset.
pub const GIVEN_BY_LEADER: Words = [
    "the leader of {0} gives a record the log end offset that it finds: {1}",
    "{0} 的 leader 把当时的 log end offset 给这条记录：{1}",
];
/// {0}, {1}: numbers; {2}: their difference.
pub const DIFFERENCE: Words = ["{0} − {1} = {2}", "{0} − {1} = {2}"];

/// {0}: a group.
pub const NOTHING_COMMITTED: Words = [
    "group {0} has no committed offset for this partition",
    "消费者组 {0} 在这个分区上没有已提交的 offset",
];
/// {0}: a group; {1}: an offset.
pub const COMMITTED: Words = [
    "group {0} committed {1}: the next offset to read",
    "消费者组 {0} 提交了 {1}：下一条要读的 offset",
];
/// {0}: a client.
pub const COMMITTED_BY: Words = ["{0} asked for this commit", "由 {0} 发起这次提交"];
/// {0}: a client.
pub const COMMITTED_BY_AUTO: Words = [
    "{0} committed by itself inside poll or close: enable.auto.commit=true",
    "{0} 在 poll 或 close 里自动提交：enable.auto.commit=true",
];
/// {0}: a partition's number.
pub const KEPT_IN: Words =
    ["kept as a record in __consumer_offsets-{0}", "作为一条记录存放在 __consumer_offsets-{0}"];
/// No group.
pub const NO_GROUP: Words = [
    "no group.id, so there is no committed offset to ask for",
    "没有 group.id，也就没有已提交的 offset 可查",
];
/// {0}: an offset.
pub const OFFSET_FETCH: Words = ["OffsetFetch answered {0}", "OffsetFetch 的回答是 {0}"];
/// No offset.
pub const OFFSET_FETCH_NONE: Words =
    ["OffsetFetch answered: none committed", "OffsetFetch 的回答是：没有提交过"];

/// {0}: a policy.
pub const RESET_POLICY: Words =
    ["auto.offset.reset = {0} decides", "由 auto.offset.reset = {0} 决定"];
/// {0}: a policy.
pub const RESET_POLICY_UNUSED: Words = [
    "auto.offset.reset = {0} had no say: there was a committed offset",
    "auto.offset.reset = {0} 没有用上：已有提交过的 offset",
];
/// {0}: a position; {1}, {2}: log start and end.
pub const OUT_OF_RANGE: Words = [
    "the position {0} was out of range (log start {1}, log end {2}): OFFSET_OUT_OF_RANGE",
    "position {0} 越界（log start {1}，log end {2}）：OFFSET_OUT_OF_RANGE",
];
/// {0}: what was asked; {1}: the answer.
pub const LIST_OFFSETS: Words = ["ListOffsets({0}) answered {1}", "ListOffsets({0}) 的回答是 {1}"];
/// {0}: an offset.
pub const SEEK: Words = ["seek({0}) was called", "调用了 seek({0})"];
/// To the beginning.
pub const SEEK_TO_BEGINNING: Words = ["seekToBeginning was called", "调用了 seekToBeginning"];
/// To the end.
pub const SEEK_TO_END: Words = ["seekToEnd was called", "调用了 seekToEnd"];
/// {0}: an offset.
pub const HANDED_OUT: Words = [
    "poll handed out the records up to {0}, so the next one is the one after it",
    "poll 已经交出到 {0} 为止的记录，下一条就是它后面那条",
];
/// Not asked yet.
pub const NOT_ASKED_YET: Words = [
    "the consumer has not looked it up yet: that happens inside poll",
    "消费者还没有查询：查询在 poll 里进行",
];

/// The application named the partition.
pub const EXPLICIT: Words = ["the application named the partition", "应用程序指定了分区"];
/// {0}: bytes so far; {1}: `batch.size`.
pub const STICKY: Words = [
    "no key: it stays on the sticky partition until batch.size ({0} of {1} bytes so far; KIP-794)",
    "没有 key：留在粘性分区，直到写满 batch.size（已写 {0} / {1} 字节；KIP-794）",
];
/// {0}: bytes so far; {1}: `batch.size`.
pub const STICKY_CHOSEN: Words = [
    "no key: a sticky partition was chosen at random for this record ({0} of {1} bytes; KIP-794)",
    "没有 key：为这条记录随机选定了粘性分区（{0} / {1} 字节；KIP-794）",
];
/// {0}: a counter.
pub const ROUND_ROBIN: Words =
    ["RoundRobinPartitioner, counter {0}", "RoundRobinPartitioner，计数器 {0}"];
