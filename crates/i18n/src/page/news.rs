//! What happened, in lines for the terminal.

use crate::Words;

/// {0}: a count.
pub const MORE: Words = ["… and {0} more lines", "……还有 {0} 行"];
/// {0}: a partition; {1}: a count.
pub const MORE_RECORDS: Words = ["… and {1} more of {0}", "……{0} 还有 {1} 条"];
/// {0}: a partition; {1}: an offset.
pub const STORED: Words = ["stored: {0}, offset {1}", "已写入：{0}，offset {1}"];
/// {0}: a partition.
pub const SENT_BLIND: Words =
    ["sent to {0}; with acks=0 nobody says at which offset", "已发往 {0}；acks=0，不知道 offset"];
/// {0}: a client; {1}: offsets.
pub const COMMITTED: Words = ["{0}: committed {1}", "{0}：已提交 {1}"];
/// {0}: a client; {1}: offsets.
pub const AUTO_COMMIT: Words = ["{0}: auto-commit sends {1}", "{0}：自动提交发出 {1}"];
/// {0}: a client; {1}: a record; {2}: a count.
pub const PROCESSED: Words =
    ["{0}: processed {1} (times in its group: {2})", "{0}：处理了 {1}（组内第 {2} 次）"];
/// {0}: a client.
pub const EMPTY_POLL: Words = ["{0}: poll returned no records", "{0}：poll 没有取到记录"];
/// {0}: a client; {1}: a partition; {2}: a position.
pub const POSITION_COMMITTED: Words = [
    "{0}: position of {1} = {2}, from the committed offset",
    "{0}：{1} 的 position = {2}，来自已提交的 offset",
];
/// {0}: a client; {1}: a partition; {2}: a position; {3}: a policy.
pub const POSITION_RESET: Words = [
    "{0}: position of {1} = {2}: nothing committed, auto.offset.reset={3}",
    "{0}：{1} 的 position = {2}：没有提交过，auto.offset.reset={3}",
];
/// As before; {4}: the position that was out of range.
pub const POSITION_RANGE: Words = [
    "{0}: position of {1} = {2}: {4} was out of range, auto.offset.reset={3}",
    "{0}：{1} 的 position = {2}：{4} 越界，auto.offset.reset={3}",
];
/// {0}: a message's number.
pub const LOST: Words = ["message m{0} was lost", "消息 m{0} 丢失"];
/// {0}: a client; {1}: a broker.
pub const BROKEN: Words =
    ["the connection of {0} to broker {1} broke", "{0} 到 broker {1} 的连接断开"];
/// {0}: a partition.
pub const OPERATED: Words = ["{0}: done", "{0}：完成"];
/// {0}: a count.
pub const REPLAYED: Words = ["restored {0} gestures", "已恢复 {0} 步"];
/// After a failure of the page.
pub const RECOVERED: Words = [
    "The page had failed. This is your session without its last gesture.",
    "页面曾经出错。这是去掉最后一步之后的会话。",
];
/// Undone.
pub const UNDONE: Words = ["undone", "已撤销"];
/// Redone.
pub const REDONE: Words = ["redone", "已重做"];
/// {0}: our place.
pub const AT: Words = ["at gesture {0}", "在第 {0} 步"];
/// A world was opened.
pub const OPENED: Words = ["opened: a world with {0} gestures", "已打开：共 {0} 步"];
/// A file or link was not opened. {0}: why.
pub const NOT_OPENED: Words = ["not opened: {0}", "无法打开：{0}"];
/// A new sandbox.
pub const FRESH: Words = ["a new sandbox", "新的沙盒"];
/// {0}: an API.
pub const ANSWERED: Words = ["{0} was answered", "{0} 已得到响应"];
/// In the terminal: how to ask for help on one verb.
pub const HELP_TAIL: Words = [
    "`help VERB` tells more. Kafka's own tools: kafka-topics.sh, kafka-console-producer.sh, \
     kafka-consumer-groups.sh, kafka-get-offsets.sh.",
    "`help 动词` 查看详情。Kafka 自带工具：kafka-topics.sh、kafka-console-producer.sh、\
     kafka-consumer-groups.sh、kafka-get-offsets.sh。",
];
/// {0}: a word.
pub const NO_HELP: Words = ["no verb is called {0}", "没有叫 {0} 的动词"];
