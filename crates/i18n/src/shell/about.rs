//! What each verb does, in one sentence, and the headings under which help lists them.

use crate::Locale;

macro_rules! about {
    ($($row:ident: $english:literal, $chinese:literal;)*) => {
        /// A verb: a row of help.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each row's own text says what it is")]
        pub enum About { $($row,)* }

        impl About {
            /// The sentence.
            #[must_use]
            pub const fn text(self, locale: Locale) -> &'static str {
                locale.of(match self { $(Self::$row => [$english, $chinese],)* })
            }
        }
    };
}

/// A heading of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each heading is written in `words`")]
pub enum Section {
    Clients,
    Producers,
    Consumers,
    Admins,
    Faults,
    Clock,
    Lab,
    Tools,
    Line,
}

impl Section {
    /// The heading.
    #[must_use]
    pub const fn text(self, locale: Locale) -> &'static str {
        locale.of(match self {
            Self::Clients => ["Clients and groups", "客户端与消费者组"],
            Self::Producers => ["What a producer can do", "生产者的操作"],
            Self::Consumers => ["What a consumer can do", "消费者的操作"],
            Self::Admins => ["What an admin client can do", "Admin 客户端的操作"],
            Self::Faults => ["Faults, and their mending", "故障与恢复"],
            Self::Clock => ["The clock", "时钟"],
            Self::Lab => ["lab: past the clients", "lab：绕过客户端"],
            Self::Tools => ["Kafka's own tools", "Kafka 自带的命令行工具"],
            Self::Line => ["A line", "一行的写法"],
        })
    }
}

about! {
    Consumer: "Starts a consumer with these configs.",
        "用这些配置启动一个消费者。";
    Producer: "Starts a producer with these configs.",
        "用这些配置启动一个生产者。";
    Admin: "Starts an admin client.",
        "启动一个 Admin 客户端。";
    Send: "Sends a record. Without partition the key decides; without a key, the producer.",
        "发送一条消息。未指定分区时由键决定；没有键时由生产者决定。";
    Flush: "Waits until all that was sent is acknowledged.",
        "等待所有已发送的消息得到确认。";
    PartitionsFor: "Asks how many partitions a topic has.",
        "查询 topic 有多少个分区。";
    Subscribe: "Subscribes to topics, or to a pattern; the group assigns the partitions.",
        "订阅若干 topic 或一个正则表达式；分区由消费者组分配。";
    Unsubscribe: "Gives up the subscription and leaves the group.",
        "取消订阅并离开消费者组。";
    Assign: "Takes exactly these partitions, without a group's assignment.",
        "直接指定这些分区，不经过组的分配。";
    Poll: "Fetches records, and waits so long for them (100ms).",
        "拉取消息，最多等待这么久（默认 100ms）。";
    Process: "Works on records in hand: all, the first ones, or one.",
        "处理已拉取的消息：全部、前几条或某一条。";
    Loop: "Polls over and over, until off.",
        "不断轮询，直到 off。";
    Commit: "commitSync(): commits the positions, or these offsets.",
        "commitSync()：提交当前位置，或提交指定的偏移量。";
    CommitAsync: "commitAsync(): its result comes in a later call.",
        "commitAsync()：结果在之后的调用中返回。";
    Seek: "Sets the position.",
        "设置位置（position）。";
    SeekToBeginning: "Sets positions to the log start offset.",
        "把位置设到日志起始偏移量。";
    SeekToEnd: "Sets positions to the end of the log.",
        "把位置设到日志末端。";
    Pause: "Polls hand out nothing from these partitions.",
        "轮询时不再返回这些分区的消息。";
    Resume: "Ends pause; without partitions, ends stall.",
        "结束 pause；不带分区时结束 stall。";
    Position: "Asks for the next offset that poll reads.",
        "查询下一次 poll 读取的偏移量。";
    Committed: "Asks for committed offsets.",
        "查询已提交偏移量。";
    BeginningOffsets: "Asks for log start offsets.",
        "查询日志起始偏移量。";
    EndOffsets: "Asks for the ends of the logs.",
        "查询日志末端偏移量。";
    OffsetsForTimes: "Asks for the first offset at or after a timestamp.",
        "查询某个时间戳及之后的第一个偏移量。";
    CurrentLag: "Asks how far the position is behind, as the client knows it.",
        "查询客户端所知的滞后量（lag）。";
    ListTopics: "Lists the topics.",
        "列出所有 topic。";
    GroupMetadata: "Asks for group, generation and member id.",
        "查询组、generation 和成员 ID。";
    EnforceRebalance: "Asks for a rebalance at the next poll.",
        "在下一次 poll 时请求再均衡。";
    Close: "Closes the client; a consumer may leave its group, or remain.",
        "关闭客户端；消费者可以离开组，也可以保留成员身份。";
    Request: "Sends one request with these fields.",
        "发送一个带有这些字段的请求。";
    ListOffsets: "Asks for offsets as listOffsets does.",
        "按 listOffsets 的方式查询偏移量。";
    Rejoin: "Lets the members poll until the group is Stable.",
        "让组成员轮询，直到消费者组进入 Stable 状态。";
    Crash: "The process is gone: nothing is said to anybody.",
        "进程消失：不会通知任何人。";
    Stall: "The application stops polling; heartbeats go on.",
        "应用停止轮询；心跳照常。";
    Freeze: "The whole process hangs, heartbeats too.",
        "整个进程挂起，心跳也停止。";
    Thaw: "Ends freeze.",
        "结束 freeze。";
    Cut: "Cuts the client from the network.",
        "切断客户端的网络。";
    Mend: "Ends cut.",
        "结束 cut。";
    Drop: "Loses a message in flight; its connection breaks.",
        "丢弃一条传输中的消息；其连接会断开。";
    Delay: "Holds a message in flight back, and what follows it.",
        "推迟一条传输中的消息及其后的消息。";
    Broker: "Stops a broker, or starts it again.",
        "停止或重新启动一个 broker。";
    Advance: "Lets so much time pass.",
        "让时间前进这么久。";
    Step: "Goes to the next thing that is due.",
        "前进到下一件到期的事。";
    Settle: "Runs all messages and work, but no policy deadline.",
        "处理完所有消息与工作，但不触发任何策略期限。";
    Next: "Goes to the next policy deadline: a session, a poll interval, a rebalance…",
        "前进到下一个策略期限：会话、轮询间隔、再均衡等。";
    LabRequest: "Hands a request to a broker.",
        "把请求直接交给某个 broker。";
    LabCoordinator: "Hands a request to the group coordinator.",
        "把请求直接交给组协调器。";
    LabReload: "Loads a partition of __consumer_offsets anew.",
        "重新加载 __consumer_offsets 的一个分区。";
    LabAppend: "Appends a batch to a log.",
        "向日志追加一个批次。";
    LabEndTransaction: "Writes the marker that ends a transaction.",
        "写入结束事务的标记。";
    LabDeleteRecords: "Moves the log start offset; -1 is the high watermark.",
        "移动日志起始偏移量；-1 表示高水位。";
    LabRetention: "Runs the retention task on a log.",
        "对日志执行一次保留期清理任务。";
    LabClean: "Runs the log cleaner on a log.",
        "对日志执行一次压实（compaction）。";
    LabRoll: "Starts a new segment.",
        "开始一个新的日志段。";
    LabExpireProducers: "Runs the task that forgets idle producer ids.",
        "执行清除空闲 producer id 的任务。";
    LabRead: "Reads from a log as a fetch does.",
        "像 fetch 一样从日志中读取。";
    LabListOffsets: "Looks up an offset in a log.",
        "在日志中查找偏移量。";
    LabProducers: "Shows what a log remembers of each producer.",
        "显示日志为每个生产者保存的状态。";
    LabEndOffsetForEpoch: "Asks where a leader epoch ends.",
        "查询某个 leader epoch 的结束偏移量。";
    LabReplicas: "Says which brokers keep a partition.",
        "指定分区的副本所在的 broker。";
    LabFollowerFetch: "Lets another replica fetch, which may move the high watermark.",
        "让另一个副本拉取数据，高水位可能随之前移。";
    LabBecomeLeader: "Lets this replica lead in an epoch.",
        "让该副本在某个 epoch 中成为 leader。";
    LabBecomeFollower: "Lets this replica follow in an epoch.",
        "让该副本在某个 epoch 中成为 follower。";
    LabReplicate: "Appends a batch as a follower takes it from its leader.",
        "以 follower 从 leader 复制的方式追加一个批次。";
    LabReplicateMarker: "Appends a transaction marker as a follower takes it from its leader.",
        "以 follower 从 leader 复制的方式追加一个事务标记。";
    LabTruncate: "Cuts a log as a follower does.",
        "像 follower 一样截断日志。";
    LabTopics: "Makes, grows and deletes topics at once.",
        "立即创建、扩容或删除 topic。";
    HelpTool: "Tells what can be written, or one word of it.",
        "列出可用的命令，或解释其中一个词。";
    Topics: "Creates, lists, describes, grows and deletes topics.",
        "创建、列出、描述、扩容和删除 topic。";
    ConsoleProducer: "Sends a record for each line that is piped in.",
        "把管道输入的每一行作为一条消息发送。";
    ConsumerGroups: "Lists and describes groups: offsets, lag, members, state.",
        "列出并描述消费者组：偏移量、lag、成员、状态。";
    GetOffsets: "Prints the ends of logs, or offsets by time.",
        "输出日志末端偏移量，或按时间查询的偏移量。";
    LineThen: "One after the other; a call is waited for.",
        "依次执行；会等待调用返回。";
    LineBackground: "The first call is not waited for.",
        "不等待前一个调用返回。";
    LinePipe: "Feeds a tool; printf and seq do so too.",
        "把输出传给工具；printf 和 seq 也可以。";
    LineQuote: "Quotes as in a shell; null and 0x… mean themselves only without quotes.",
        "引号用法与 shell 相同；null 和 0x… 只有不加引号时才有特殊含义。";
    LineComment: "A comment.",
        "注释。";
}
