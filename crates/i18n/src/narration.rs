//! What happened, a sentence for each fact: for the live region and the terminal.

use crate::{Locale, Words, fill};

/// Something that happened, with its numbers. Names are Kafka's or the learner's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each fact is written out in `words`, its fields in `facts`")]
pub enum Fact {
    /// A record has its place: partition and offset.
    Stored { client: String, partition: String, offset: i64 },
    /// A record has its place, which the producer never learns (`acks=0`).
    SentOff { client: String, partition: String },
    /// A call or a send threw.
    Threw { client: String, exception: String, message: String },
    /// poll handed out records of one partition.
    HandedOut { client: String, partition: String, records: u64, first: i64, last: i64 },
    /// poll returned nothing.
    NothingThere { client: String },
    /// The application did the work of records that nobody had done before.
    Processed { client: String, partition: String, records: u64 },
    /// …and of records that its group had processed already.
    ProcessedAgain { client: String, partition: String, records: u64 },
    /// The coordinator took a commit.
    Committed { client: String, partition: String, offset: i64 },
    /// The consumer committed by itself.
    AutoCommitted { client: String, partition: String, offset: i64 },
    /// The coordinator did not take a commit.
    CommitRefused { client: String, error: String },
    /// A position was taken from the committed offset.
    PositionFromCommit { client: String, partition: String, offset: i64 },
    /// A position was set by `auto.offset.reset`.
    PositionFromReset { client: String, partition: String, offset: i64, policy: String },
    /// A position was set by seek.
    PositionSought { client: String, partition: String, offset: i64 },
    /// A callback of the rebalance listener.
    Assigned { client: String, partitions: String },
    /// …
    Revoked { client: String, partitions: String },
    /// …
    Lost { client: String, partitions: String },
    /// A group changed its state.
    GroupState { group: String, state: String, generation: i64 },
    /// A member is no longer one, as the coordinator sees it.
    MemberGone { group: String, member: String },
    /// A process started.
    ClientMade { client: String },
    /// A process started under the name of one that still ran.
    ClientReplaced { client: String },
    /// What goes for a process changed.
    ClientCrashed { client: String },
    /// …
    ClientClosed { client: String },
    /// …
    ClientStalled { client: String },
    /// …
    ClientFrozen { client: String },
    /// …
    ClientGoesOn { client: String },
    /// The client's cable was cut, or mended.
    ClientCut { client: String },
    /// …
    ClientMended { client: String },
    /// A broker stopped, or started.
    BrokerStopped { broker: String },
    /// …
    BrokerStarted { broker: String },
    /// Messages were lost.
    MessagesLost { messages: u64 },
    /// A topic came into being.
    TopicMade { topic: String, partitions: i64 },
    /// A topic is gone.
    TopicGone { topic: String },
    /// An operation of the lab appended a batch.
    Appended { partition: String, first: i64, last: i64 },
    /// The log refused an operation of the lab.
    LogRefused { partition: String, message: String },
    /// An operation of the lab changed nothing.
    LogUnchanged { partition: String },
    /// A new segment takes what is appended.
    Rolled { partition: String, offset: i64 },
    /// What lay before an offset is deleted.
    LogStart { partition: String, offset: i64 },
    /// Compaction removed records.
    Compacted { partition: String, offsets: String },
    /// The last stable offset moved.
    LastStable { partition: String, offset: i64 },
    /// Time passed, and nothing else is worth telling.
    TimePassed { span: String },
}

impl Fact {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let facts = self.facts();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        fill(locale.of(self.words()), &facts)
    }

    fn facts(&self) -> Vec<String> {
        let number = |number: &i64| number.to_string();
        match self {
            Self::Stored { client, partition, offset }
            | Self::Committed { client, partition, offset }
            | Self::AutoCommitted { client, partition, offset }
            | Self::PositionFromCommit { client, partition, offset }
            | Self::PositionSought { client, partition, offset } => {
                vec![client.clone(), partition.clone(), number(offset)]
            }
            Self::PositionFromReset { client, partition, offset, policy } => {
                vec![client.clone(), partition.clone(), number(offset), policy.clone()]
            }
            Self::SentOff { client, partition: with }
            | Self::CommitRefused { client, error: with }
            | Self::Assigned { client, partitions: with }
            | Self::Revoked { client, partitions: with }
            | Self::Lost { client, partitions: with }
            | Self::LogRefused { partition: client, message: with }
            | Self::Compacted { partition: client, offsets: with }
            | Self::MemberGone { group: client, member: with } => {
                vec![client.clone(), with.clone()]
            }
            Self::Appended { partition, first, last } => {
                vec![partition.clone(), number(first), number(last)]
            }
            Self::LogUnchanged { partition } => vec![partition.clone()],
            Self::Rolled { partition, offset }
            | Self::LogStart { partition, offset }
            | Self::LastStable { partition, offset } => vec![partition.clone(), number(offset)],
            Self::Threw { client, exception, message } => {
                vec![client.clone(), exception.clone(), message.clone()]
            }
            Self::HandedOut { client, partition, records, first, last } => vec![
                client.clone(),
                partition.clone(),
                records.to_string(),
                number(first),
                number(last),
            ],
            Self::Processed { client, partition, records }
            | Self::ProcessedAgain { client, partition, records } => {
                vec![client.clone(), partition.clone(), records.to_string()]
            }
            Self::GroupState { group, state, generation } => {
                vec![group.clone(), state.clone(), number(generation)]
            }
            Self::TopicMade { topic, partitions } => vec![topic.clone(), number(partitions)],
            Self::NothingThere { client: one }
            | Self::ClientMade { client: one }
            | Self::ClientReplaced { client: one }
            | Self::ClientCut { client: one }
            | Self::ClientMended { client: one }
            | Self::BrokerStopped { broker: one }
            | Self::BrokerStarted { broker: one }
            | Self::ClientCrashed { client: one }
            | Self::ClientClosed { client: one }
            | Self::ClientStalled { client: one }
            | Self::ClientFrozen { client: one }
            | Self::ClientGoesOn { client: one }
            | Self::TopicGone { topic: one }
            | Self::TimePassed { span: one } => vec![one.clone()],
            Self::MessagesLost { messages } => vec![messages.to_string()],
        }
    }

    #[allow(clippy::too_many_lines, reason = "a table, one row for each fact")]
    const fn words(&self) -> Words {
        match self {
            Self::Stored { .. } => {
                ["{0}'s record is in {1} at offset {2}.", "{0} 的记录写入了 {1}，offset 为 {2}。"]
            }
            Self::SentOff { .. } => [
                "{0} sent a record to {1} and, with acks=0, asks for no offset.",
                "{0} 向 {1} 发出了一条记录；acks=0，不等待 offset。",
            ],
            Self::Threw { .. } => ["{0} got {1}: {2}", "{0} 收到 {1}：{2}"],
            Self::HandedOut { records: 1, .. } => [
                "poll handed {0} one record of {1}: offset {3}.",
                "poll 交给 {0} 一条 {1} 的记录：offset {3}。",
            ],
            Self::HandedOut { .. } => [
                "poll handed {0} {2} records of {1}: offsets {3} to {4}.",
                "poll 交给 {0} {2} 条 {1} 的记录：offset {3} 到 {4}。",
            ],
            Self::NothingThere { .. } => {
                ["poll returned no records to {0}.", "poll 没有给 {0} 返回记录。"]
            }
            Self::Processed { records: 1, .. } => {
                ["{0} processed one record of {1}.", "{0} 处理了 {1} 的一条记录。"]
            }
            Self::Processed { .. } => {
                ["{0} processed {2} records of {1}.", "{0} 处理了 {1} 的 {2} 条记录。"]
            }
            Self::ProcessedAgain { records: 1, .. } => [
                "{0} processed one record of {1} that its group had processed before.",
                "{0} 又处理了 {1} 的一条记录，它的组之前处理过这条。",
            ],
            Self::ProcessedAgain { .. } => [
                "{0} processed {2} records of {1} that its group had processed before.",
                "{0} 又处理了 {1} 的 {2} 条记录，它的组之前处理过这些。",
            ],
            Self::Committed { .. } => {
                ["{0} committed offset {2} for {1}.", "{0} 为 {1} 提交了 offset {2}。"]
            }
            Self::AutoCommitted { .. } => [
                "{0} committed offset {2} for {1} by itself.",
                "{0} 自动为 {1} 提交了 offset {2}。",
            ],
            Self::CommitRefused { .. } => {
                ["The coordinator refused {0}'s commit: {1}.", "协调者拒绝了 {0} 的提交：{1}。"]
            }
            Self::PositionFromCommit { .. } => [
                "{0} starts on {1} at the committed offset {2}.",
                "{0} 在 {1} 上从已提交的 offset {2} 开始。",
            ],
            Self::PositionFromReset { .. } => [
                "{0} starts on {1} at offset {2}, by auto.offset.reset={3}.",
                "{0} 在 {1} 上从 offset {2} 开始，依据 auto.offset.reset={3}。",
            ],
            Self::PositionSought { .. } => [
                "{0}'s position on {1} is {2} now, by seek.",
                "seek 之后，{0} 在 {1} 上的 position 是 {2}。",
            ],
            Self::Assigned { .. } => ["{0} was assigned {1}.", "{0} 分到了 {1}。"],
            Self::Revoked { .. } => ["{0} gave up {1}.", "{0} 交出了 {1}。"],
            Self::Lost { .. } => ["{0} lost {1}.", "{0} 失去了 {1}。"],
            Self::GroupState { .. } => {
                ["Group {0} is {1}, generation {2}.", "组 {0} 的状态是 {1}，第 {2} 代。"]
            }
            Self::MemberGone { .. } => {
                ["The coordinator has removed {1} from group {0}.", "协调者把 {1} 移出了组 {0}。"]
            }
            Self::ClientMade { .. } => ["{0} was started.", "{0} 启动了。"],
            Self::ClientReplaced { .. } => [
                "{0} was started anew: the process that ran under this name is gone, as if it had crashed.",
                "{0} 重新启动：原先以此名运行的进程已经消失，如同崩溃一样。",
            ],
            Self::ClientCrashed { .. } => [
                "{0} crashed: its process is gone, without a word to anybody.",
                "{0} 崩溃了：进程消失，没有通知任何人。",
            ],
            Self::ClientClosed { .. } => ["{0} was closed.", "{0} 关闭了。"],
            Self::ClientStalled { .. } => [
                "{0} stalls: it polls no more, and its heartbeats go on.",
                "{0} 停顿：不再 poll，心跳仍在继续。",
            ],
            Self::ClientFrozen { .. } => [
                "{0} is frozen: its whole process hangs, heartbeats too.",
                "{0} 冻结：整个进程挂起，心跳也停了。",
            ],
            Self::ClientCut { .. } => [
                "{0} is cut from the network: nothing that it sends arrives, and nothing reaches it.",
                "{0} 的网络断开：它发出的消息到不了，也收不到任何消息。",
            ],
            Self::ClientMended { .. } => ["{0} is on the network again.", "{0} 恢复了网络连接。"],
            Self::BrokerStopped { .. } => [
                "Broker {0} stopped: its connections broke.",
                "broker {0} 停止了，它的连接全部断开。",
            ],
            Self::BrokerStarted { .. } => ["Broker {0} is running again.", "broker {0} 重新运行。"],
            Self::ClientGoesOn { .. } => ["{0} goes on.", "{0} 继续运行。"],
            Self::MessagesLost { messages: 1 } => ["One message was lost.", "丢失了一条消息。"],
            Self::MessagesLost { .. } => ["{0} messages were lost.", "丢失了 {0} 条消息。"],
            Self::TopicMade { partitions: 1, .. } => {
                ["Topic {0} was created with one partition.", "创建了 topic {0}，1 个分区。"]
            }
            Self::TopicMade { .. } => {
                ["Topic {0} was created with {1} partitions.", "创建了 topic {0}，{1} 个分区。"]
            }
            Self::TopicGone { .. } => ["Topic {0} is gone.", "topic {0} 已被删除。"],
            Self::Appended { .. } => [
                "{0} has new records: the first at offset {1}, the last at {2}.",
                "{0} 追加了新记录：第一条在 offset {1}，最后一条在 {2}。",
            ],
            Self::LogRefused { .. } => ["{0} refuses: {1}", "{0} 拒绝：{1}"],
            Self::LogUnchanged { .. } => ["Nothing had to change in {0}.", "{0} 没有需要改变的。"],
            Self::Rolled { .. } => [
                "{0} has a new active segment, from offset {1} on.",
                "{0} 从 offset {1} 起是新的活动 segment。",
            ],
            Self::LogStart { .. } => [
                "{0} starts at offset {1}: everything before it is deleted.",
                "{0} 从 offset {1} 开始：它之前的都已删除。",
            ],
            Self::Compacted { .. } => [
                "Compaction took these offsets out of {0}: {1}. The numbers are not used again.",
                "压缩从 {0} 移除了这些 offset：{1}。编号不会重用。",
            ],
            Self::LastStable { .. } => [
                "The last stable offset (LSO) of {0} is {1}.",
                "{0} 的 last stable offset（LSO）是 {1}。",
            ],
            Self::TimePassed { .. } => ["{0} passed.", "过去了 {0}。"],
        }
    }
}

/// The words of a state copied as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words stand in `words`")]
pub enum Label {
    StateHash,
    Time,
    Nothing,
    LogStart,
    Position,
    Committed,
    Lag,
    ClientLag,
    Processed,
    Repeated,
    LostRecords,
    Generation,
    Coordinator,
    NoMembers,
    Assigned,
    Believes,
    Offset,
    Key,
    Value,
}

impl Label {
    /// The words.
    #[must_use]
    pub const fn text(self, locale: Locale) -> &'static str {
        locale.of(self.words())
    }

    const fn words(self) -> Words {
        match self {
            Self::StateHash => ["state hash", "状态哈希"],
            Self::Time => ["time since the beginning", "自开始以来的时间"],
            Self::Nothing => ["none", "无"],
            Self::LogStart => ["log start offset", "日志起始 offset"],
            Self::Position => ["position", "position"],
            Self::Committed => ["committed offset", "已提交 offset"],
            Self::Lag => ["lag (HW − committed)", "lag（HW − 已提交）"],
            Self::ClientLag => ["client lag (end − position)", "客户端 lag（末端 − position）"],
            Self::Processed => ["processed", "已处理"],
            Self::Repeated => ["processed more than once", "处理了不止一次"],
            Self::LostRecords => ["passed by without being processed", "越过而未处理"],
            Self::Generation => ["generation", "代"],
            Self::Coordinator => ["coordinator: broker", "协调者：broker"],
            Self::NoMembers => ["no members", "没有成员"],
            Self::Assigned => ["assigned by the coordinator", "协调者分配的"],
            Self::Believes => ["believes it owns", "自认为拥有"],
            Self::Offset => ["offset", "offset"],
            Self::Key => ["key", "键"],
            Self::Value => ["value", "值"],
        }
    }
}
