//! Why a world did not take a command, in a sentence that says what would be right.

use crate::{Locale, Words, fill};

/// A refused command, with the facts as text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each refusal is written out in `words`; {0}, {1}, {2} are the facts"
)]
pub enum Refusal {
    UnknownClient { client: String },
    WrongKind { client: String, is: &'static str, needs: &'static str },
    CallOpen { client: String },
    Crashed { client: String },
    Closed { client: String },
    Stalled { client: String },
    Frozen { client: String },
    NothingToDo { client: String },
    Constructor { exception: String, message: String },
    NotModelled { setting: String },
    UnknownBroker { broker: String },
    UnknownMessage { message: String },
    UnknownPartition { partition: String },
    UnknownGroup { group: String },
    UnknownCoordinator { partition: String },
    Topic { topic: String },
    NotInHand { partition: String, offset: String },
    NothingInHand { client: String },
    BadSpan,
    NothingDue,
    TooManyTopics { limit: String },
    TooManyPartitions { limit: String },
    TooManyConsumers { limit: String },
    TooManyRecords { limit: String },
    TooManyBytes { limit: String },
    ValueTooLong { limit: String },
    SpanTooLong { limit: String },
}

impl Refusal {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let facts: [&str; 3] = match self {
            Self::UnknownClient { client: fact }
            | Self::CallOpen { client: fact }
            | Self::Crashed { client: fact }
            | Self::Closed { client: fact }
            | Self::Stalled { client: fact }
            | Self::Frozen { client: fact }
            | Self::NothingToDo { client: fact }
            | Self::UnknownBroker { broker: fact }
            | Self::UnknownMessage { message: fact }
            | Self::UnknownPartition { partition: fact }
            | Self::UnknownGroup { group: fact }
            | Self::UnknownCoordinator { partition: fact }
            | Self::Topic { topic: fact }
            | Self::NothingInHand { client: fact }
            | Self::TooManyTopics { limit: fact }
            | Self::TooManyPartitions { limit: fact }
            | Self::TooManyConsumers { limit: fact }
            | Self::TooManyRecords { limit: fact }
            | Self::TooManyBytes { limit: fact }
            | Self::ValueTooLong { limit: fact }
            | Self::SpanTooLong { limit: fact }
            | Self::NotModelled { setting: fact } => [fact, "", ""],
            Self::WrongKind { client, is, needs } => [client, is, needs],
            Self::Constructor { exception, message } => [exception, message, ""],
            Self::NotInHand { partition, offset } => [partition, offset, ""],
            Self::BadSpan | Self::NothingDue => [""; 3],
        };
        fill(locale.of(self.words()), &facts)
    }

    #[allow(clippy::too_many_lines, reason = "a table of texts")]
    const fn words(&self) -> Words {
        match self {
            Self::UnknownClient { .. } => [
                "There is no client named {0}. Start one with: consumer {0} group.id=…, or producer {0}.",
                "没有名为 {0} 的客户端。可以这样启动：consumer {0} group.id=…，或 producer {0}。",
            ],
            Self::WrongKind { .. } => {
                ["{0} is a {1}; only a {2} has this method.", "{0} 是 {1}；只有 {2} 才有这个方法。"]
            }
            Self::CallOpen { .. } => [
                "{0} is still in a call; a client makes one call at a time. Let time pass until it returns.",
                "{0} 的上一次调用尚未返回；客户端同一时刻只能有一个调用。请让时间前进，直到它返回。",
            ],
            Self::Crashed { .. } => [
                "The process of {0} has crashed. Start a new one under the same name.",
                "{0} 的进程已崩溃。请用同一名称重新启动。",
            ],
            Self::Closed { .. } => [
                "{0} is closed. Start a new one under the same name.",
                "{0} 已关闭。请用同一名称重新启动。",
            ],
            Self::Stalled { .. } => [
                "The application of {0} is stalled and calls nothing. End it with: {0} resume.",
                "{0} 的应用处于 stall 状态，不会发起任何调用。可以用 {0} resume 恢复。",
            ],
            Self::Frozen { .. } => [
                "The process of {0} is frozen. End it with: {0} thaw.",
                "{0} 的进程处于 freeze 状态。可以用 {0} thaw 恢复。",
            ],
            Self::NothingToDo { .. } => ["{0} is in that state already.", "{0} 已经处于该状态。"],
            Self::Constructor { .. } => {
                ["The client could not be constructed: {0}: {1}", "无法构造客户端：{0}: {1}"]
            }
            Self::NotModelled { .. } => [
                "Kafka knows {0}; this model does not yet. The page “Kafka 4.3.1, smaller here” lists what is missing.",
                "Kafka 支持 {0}，本模型暂不支持。缺少的部分见“Kafka 4.3.1 的缩小版”页面。",
            ],
            Self::UnknownBroker { .. } => ["There is no broker {0}.", "没有编号为 {0} 的 broker。"],
            Self::UnknownMessage { .. } => {
                ["There is no message {0} in flight.", "没有编号为 {0} 的传输中消息。"]
            }
            Self::UnknownPartition { .. } => ["There is no partition {0}.", "没有分区 {0}。"],
            Self::UnknownGroup { .. } => ["There is no group {0}.", "没有消费者组 {0}。"],
            Self::UnknownCoordinator { .. } => {
                ["__consumer_offsets has no partition {0}.", "__consumer_offsets 没有分区 {0}。"]
            }
            Self::Topic { .. } => [
                "The topic {0} cannot be made: it exists, or its name or number is not allowed.",
                "无法创建 topic {0}：它已存在，或者名称、分区数不合法。",
            ],
            Self::NotInHand { .. } => [
                "The record {0}@{1} is not in hand: poll hands records out, and each is processed once.",
                "消息 {0}@{1} 不在手中：消息由 poll 返回，每条只处理一次。",
            ],
            Self::NothingInHand { .. } => [
                "{0} has no record in hand. Poll first: {0} poll 100ms.",
                "{0} 手中没有消息。请先执行 {0} poll 100ms。",
            ],
            Self::BadSpan => ["Time cannot go back; undo can.", "时间不能倒退；可以使用撤销。"],
            Self::NothingDue => ["Nothing is due, ever.", "没有任何将要到期的事。"],
            Self::TooManyTopics { .. } => {
                ["A world has {0} topics at most.", "最多 {0} 个 topic。"]
            }
            Self::TooManyPartitions { .. } => {
                ["A topic has {0} partitions at most here.", "此处每个 topic 最多 {0} 个分区。"]
            }
            Self::TooManyConsumers { .. } => {
                ["A world has {0} consumers at most.", "最多 {0} 个消费者。"]
            }
            Self::TooManyRecords { .. } => {
                ["A world holds {0} records at most.", "最多保存 {0} 条消息。"]
            }
            Self::TooManyBytes { .. } => {
                ["A world holds {0} bytes of records at most.", "消息总量最多 {0} 字节。"]
            }
            Self::ValueTooLong { .. } => {
                ["A value has {0} bytes at most here.", "此处消息的值最多 {0} 字节。"]
            }
            Self::SpanTooLong { .. } => [
                "One command moves the clock by {0} ms at most.",
                "一条命令最多让时钟前进 {0} 毫秒。",
            ],
        }
    }
}
