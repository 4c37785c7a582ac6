//! The stage: producers, topics, tapes, groups, members, the network, the ledger.

use crate::Words;

/// The stage.
pub const STAGE: Words = ["Stage", "舞台"];
/// Locked until the prediction is.
pub const LOCKED_PREDICTION: Words = [
    "Locked until you lock your prediction: nothing on the stage moves before that.",
    "先锁定你的预测，舞台才会解锁：在那之前什么都不会动。",
];
/// Locked where a lesson's step is one to read.
pub const LOCKED_WATCHING: Words = ["In this step the stage only shows.", "这一步舞台仅供查看。"];
/// Locked during a replay.
pub const LOCKED_REPLAY: Words = ["Your session is being replayed…", "正在重放你的会话……"];

/// Producers.
pub const PRODUCERS: Words = ["Producers", "生产者"];
/// A producer.
pub const PRODUCER: Words = ["producer", "生产者"];
/// A button.
pub const ADD_PRODUCER: Words = ["+ producer", "+ 生产者"];
/// A field.
pub const KEY: Words = ["key", "key"];
/// In the empty field.
pub const KEY_HINT: Words = ["alice, or none", "alice，可不填"];
/// A field.
pub const VALUE: Words = ["value", "value"];
/// In the empty field.
pub const VALUE_HINT: Words = ["order 41", "order 41"];
/// A button.
pub const PRODUCE: Words = ["Produce", "发送"];
/// {0}: a producer.
pub const PRODUCE_BY: Words = ["Produce {0}", "发送 {0}"];
/// Where the sum will stand.
pub const SUM_HINT: Words =
    ["the sum that picks the partition will stand here", "选择分区的算式会显示在这里"];
/// {0}: a partition.
pub const FATE_OPEN: Words = ["on its way to {0}", "正在发往 {0}"];
/// {0}: a partition; {1}: an offset.
pub const FATE_STORED: Words = ["{0}, offset {1}", "{0}，offset {1}"];
/// {0}: a partition.
pub const FATE_UNKNOWN: Words =
    ["sent to {0} with acks=0: the offset stays unknown", "以 acks=0 发往 {0}：不知道 offset"];

/// {0}: a topic.
pub const TOPIC_NAMED: Words = ["topic {0}", "topic {0}"];
/// {0}: a count.
pub const PARTITIONS: Words = ["partitions: {0}", "{0} 个分区"];
/// A button of the pager. {0}: a topic.
pub const EARLIER_PARTITIONS: Words = ["earlier partitions of {0}", "{0} 的前一批分区"];
/// A button of the pager. {0}: a topic.
pub const LATER_PARTITIONS: Words = ["later partitions of {0}", "{0} 的后一批分区"];
/// A button that turns a page back. {0}: of what.
pub const EARLIER_PAGE: Words = ["earlier ones of {0}", "{0} 的上一页"];
/// A button that turns a page. {0}: of what.
pub const LATER_PAGE: Words = ["later ones of {0}", "{0} 的下一页"];
/// {0}, {1}: first and last; {2}: how many.
pub const RANGE: Words = ["{0} to {1} of {2}", "{0}–{1}，共 {2}"];
/// In an empty field.
pub const PARTITION: Words = ["partition", "分区"];
/// {0}: a topic.
pub const JUMP_TO_PARTITION: Words = ["go to a partition of {0}", "跳到 {0} 的某个分区"];

/// {0}: a broker.
pub const LEADER: Words = ["leader b{0}", "leader b{0}"];
/// No leader.
pub const NO_LEADER: Words = ["no leader", "没有 leader"];
/// The slot of the next record.
pub const NEXT: Words = ["next", "下一条"];
/// The wall's label.
pub const LOG_START: Words = ["log start", "log start"];
/// {0}: a client; {1}: an offset.
pub const POSITION_OF: Words = ["{0} position {1}", "{0} position {1}"];
/// The partition is paused.
pub const PAUSED: Words = ["paused", "已暂停"];
/// Only the client believes it.
pub const BELIEVED: Words = ["it believes", "它自己以为"];
/// {0}: a group; {1}: an offset.
pub const COMMITTED_OF: Words = ["{0} committed {1}", "{0} 已提交 {1}"];
/// A commit inside an open transaction.
pub const PENDING: Words = ["in an open transaction", "事务未结束"];
/// {0}: a number.
pub const LAG: Words = ["lag {0}", "lag {0}"];
/// {0}: a number.
pub const CLIENT_LAG: Words = ["client lag {0}", "客户端 lag {0}"];
/// {0}: offset; {1}: key; {2}: value.
pub const CELL_RECORD: Words =
    ["offset {0} · key {1} · value {2}", "offset {0} · key {1} · value {2}"];
/// {0}: offset; {1}: COMMIT or ABORT.
pub const CELL_CONTROL: Words = [
    "offset {0} · control record {1}: never handed to an application",
    "offset {0} · 控制记录 {1}：不会交给应用程序",
];
/// {0}: offset.
pub const CELL_HOLE: Words = [
    "offset {0} · removed by compaction; the number stays used",
    "offset {0} · 已被压缩移除，编号不会重用",
];
/// {0}: offset.
pub const CELL_DELETED: Words = [
    "offset {0} · deleted: before the log start offset",
    "offset {0} · 已删除：在 log start offset 之前",
];

/// A record of a transaction.
pub const OPEN_DATA: Words = [
    "in an open transaction: read_committed waits before it",
    "属于未结束的事务：read_committed 停在它之前",
];
/// A record of a transaction.
pub const ABORTED_DATA: Words = [
    "in an aborted transaction: read_committed leaves it out",
    "属于已中止的事务：read_committed 会跳过它",
];
/// A record of a transaction.
pub const COMMITTED_DATA: Words = ["in a committed transaction", "属于已提交的事务"];
/// A record. {0}: milliseconds; {1}: a count.
pub const STAMPED: Words = ["timestamp {0} · headers: {1}", "timestamp {0} · header：{1} 个"];
/// A record.
pub const BEYOND: Words = [
    "beyond the high watermark: no consumer can fetch it yet",
    "在 high watermark 之后：消费者还读不到它",
];
/// {0}: a group; {1}: a count.
pub const PROCESSED_BY: Words = ["processed by {0}: {1}×", "{0} 处理了 {1} 次"];

/// A scroll button. {0}: a partition.
pub const TO_START: Words = ["start of {0}", "{0} 的开头"];
/// A scroll button. {0}: a partition.
pub const BACK: Words = ["earlier offsets of {0}", "{0} 往前"];
/// A scroll button. {0}: a partition.
pub const ON: Words = ["later offsets of {0}", "{0} 往后"];
/// A scroll button. {0}: a partition.
pub const TO_END: Words = ["end of {0}", "{0} 的末尾"];
/// In an empty field.
pub const OFFSET: Words = ["offset", "offset"];
/// {0}: a partition.
pub const JUMP_TO: Words = ["go to an offset of {0}", "跳到 {0} 的某个 offset"];

/// The disclosure below a tape.
pub const NUMBERS: Words = ["numbers and why", "各个数字及其来由"];
/// {0}: a partition.
pub const NUMBERS_OF: Words = ["numbers and why: {0}", "各个数字及其来由：{0}"];
/// {0}: a partition.
pub const NUMBERS_CAPTION: Words = [
    "{0}: every number names the next record, except a record's own offset",
    "{0}：除了记录自己的 offset，每个数字指的都是下一条记录",
];
/// {0}: a partition.
pub const RECORDS_CAPTION: Words = ["{0}: the offsets in view", "{0}：当前可见的 offset"];
/// A column.
pub const NUMBER: Words = ["number", "数字"];
/// A column.
pub const BELONGS_TO: Words = ["belongs to", "属于"];
/// A column.
pub const VALUE_NOW: Words = ["value", "值"];
/// A column.
pub const WHY: Words = ["why", "来由"];
/// A number.
pub const LOG_START_OFFSET: Words = ["log start offset", "log start offset"];
/// A number.
pub const LAST_STABLE_OFFSET: Words = ["last stable offset (LSO)", "last stable offset (LSO)"];
/// A number.
pub const HIGH_WATERMARK: Words = ["high watermark (HW)", "high watermark (HW)"];
/// A number.
pub const LOG_END_OFFSET: Words = ["log end offset (LEO)", "log end offset (LEO)"];
/// A number.
pub const POSITION: Words = ["position", "position"];
/// A number.
pub const COMMITTED_OFFSET: Words = ["committed offset", "committed offset"];
/// A number.
pub const LAG_NAME: Words = ["lag: HW − committed", "lag：HW − committed"];
/// A number. {0}: HW or LSO.
pub const CLIENT_LAG_NAME: Words = ["client lag: {0} − position", "客户端 lag：{0} − position"];
/// A column.
pub const PROCESSED: Words = ["processed", "处理次数"];
/// A column.
pub const WHY_HERE: Words = ["why in this partition", "为什么在这个分区"];
/// A kind of offset.
pub const CONTROL: Words = ["control record", "控制记录"];
/// A kind of offset.
pub const HOLE: Words = ["removed by compaction", "已被压缩移除"];
/// A kind of offset.
pub const DELETED: Words = ["deleted", "已删除"];

/// A group.
pub const GROUP: Words = ["group", "消费者组"];
/// {0}: a group.
pub const GROUP_NAMED: Words = ["group {0}", "消费者组 {0}"];
/// {0}: a number; {1}: an assignor.
pub const GENERATION: Words = ["generation {0} · {1}", "第 {0} 代（generation）· {1}"];
/// {0}: a broker.
pub const COORDINATOR: Words = ["coordinator b{0}", "协调者 b{0}"];
/// {0}: a broker.
pub const COORDINATOR_WHY: Words = ["why? coordinator b{0}", "为什么？协调者 b{0}"];
/// {0}: a broker; {1}: a partition.
pub const COORDINATOR_LEADS: Words = [
    "broker {0} leads __consumer_offsets-{1}, so it is the coordinator",
    "broker {0} 是 __consumer_offsets-{1} 的 leader，所以是协调者",
];
/// A button. {0}: a partition.
pub const SHOW_RECORDS: Words = ["show the records of {0}", "显示 {0} 的记录"];
/// A button. {0}: a topic.
pub const HIDE: Words = ["hide {0}", "隐藏 {0}"];
/// A button: the members poll until the group is Stable.
pub const REJOIN: Words = ["poll until Stable", "poll 到 Stable 为止"];
/// {0}: a group.
pub const REJOIN_OF: Words = ["poll until Stable: {0}", "poll 到 Stable 为止：{0}"];
/// A button.
pub const DESCRIBE: Words = ["describe", "describe"];
/// {0}: a group.
pub const DESCRIBE_OF: Words = ["describe {0}", "describe {0}"];
/// A button.
pub const ADD_CONSUMER: Words = ["+ consumer", "+ 消费者"];
/// {0}: a consumer; {1}: a group.
pub const ADD_CONSUMER_TO: Words = ["+ consumer {0} in {1}", "+ 消费者 {0}，加入 {1}"];
/// A member that no client claims.
pub const NO_CLIENT: Words =
    ["no process claims this member id any more", "已经没有进程使用这个 member id"];
/// A member id that was handed out.
pub const PENDING_MEMBER: Words = [
    "pending: the id was handed out and has not come back with JoinGroup",
    "pending：id 已发出，还没有带着它再来 JoinGroup",
];
/// {0}: a span.
pub const PENDING_ENDS: Words = ["forgotten in {0}", "{0} 后作废"];
/// No broker runs that could be the group's coordinator.
pub const NO_COORDINATOR: Words =
    ["no coordinator can be asked: the broker is stopped", "没有协调者可问：broker 已停止"];
/// No coordinator knows the group.
pub const STATE_UNKNOWN: Words = [
    "not known to a coordinator yet: who subscribes joins inside poll",
    "协调者还不知道它：subscribe 的消费者在 poll 里加入",
];
/// A state.
pub const STATE_EMPTY: Words =
    ["no members; committed offsets may remain", "没有成员；可能还留有已提交的 offset"];
/// A state.
pub const STATE_PREPARING: Words = [
    "a rebalance has begun: waiting for every member to join",
    "再均衡已开始：等待所有成员 JoinGroup",
];
/// A state.
pub const STATE_COMPLETING: Words =
    ["all have joined: waiting for the leader's assignment", "成员已到齐：等待组长给出分配方案"];
/// A state.
pub const STATE_STABLE: Words = ["every member has its assignment", "每个成员都有了自己的分配"];
/// A state.
pub const STATE_DEAD: Words = ["the group is going away", "消费者组正在消失"];

/// {0}: a client.
pub const CONTROLS_OF: Words = ["what {0} can do", "{0} 的操作"];
/// A status.
pub const STALLED: Words =
    ["stalled: it calls nothing, but still heartbeats", "停滞：不再调用 poll，但仍有心跳"];
/// A status.
pub const FROZEN: Words =
    ["frozen: the whole process hangs, heartbeats too", "冻结：整个进程卡住，心跳也停了"];
/// A status.
pub const CRASHED: Words = ["crashed", "已崩溃"];
/// A status.
pub const CLOSED: Words = ["closed", "已关闭"];
/// A status.
pub const IS_CUT: Words = ["cut from the network", "与网络断开"];
/// {0}: a method.
pub const IN_CALL: Words = ["inside {0}", "正在 {0}"];
/// Nothing assigned.
pub const NO_PARTITIONS: Words = ["no partitions", "没有分区"];
/// {0}: a generation.
pub const IN_GENERATION: Words = ["generation {0}", "第 {0} 代"];
/// {0}: what the client believes; {1}: what the coordinator has.
pub const BELIEVES: Words = [
    "believes in generation {0}; the coordinator is at {1}",
    "以为是第 {0} 代，协调者已是第 {1} 代",
];
/// Computes the assignment.
pub const GROUP_LEADER: Words = ["leader of the group", "组长"];
/// A parked request.
pub const PARKED_JOIN: Words =
    ["JoinGroup is held until the others have joined", "JoinGroup 挂起：等其他成员加入"];
/// A parked request.
pub const PARKED_SYNC: Words =
    ["SyncGroup is held until the assignment is there", "SyncGroup 挂起：等分配方案"];
/// {0}: a count.
pub const IN_HAND: Words = ["in hand, not processed: {0}", "已取到、未处理：{0} 条"];
/// A button.
pub const POLL: Words = ["poll", "poll"];
/// A button.
pub const PROCESS: Words = ["process", "处理"];
/// A button.
pub const COMMIT: Words = ["commit", "提交"];
/// A button.
pub const POLL_PROCESS_COMMIT: Words = ["poll + process + commit", "poll + 处理 + 提交"];
/// A button.
pub const LOOP_ON: Words = ["loop", "循环"];
/// A button.
pub const LOOP_OFF: Words = ["stop the loop", "停止循环"];
/// A button.
pub const CRASH: Words = ["crash", "崩溃"];
/// A button.
pub const STALL: Words = ["stall", "停滞"];
/// A button.
pub const RESUME: Words = ["resume", "恢复"];
/// A button.
pub const FREEZE: Words = ["freeze", "冻结"];
/// A button.
pub const THAW: Words = ["thaw", "解冻"];
/// A button.
pub const CUT: Words = ["cut", "断网"];
/// A button.
pub const MEND: Words = ["mend", "恢复网络"];
/// A button.
pub const CLOSE: Words = ["close", "关闭"];
/// A button.
pub const RESTART: Words = ["restart", "重新启动"];
/// {0}: a span.
pub const POLL_DUE: Words = ["poll due in {0}", "{0} 内须再 poll"];
/// {0}: a span.
pub const HEARTBEAT_AGO: Words = ["heartbeat {0} ago", "心跳在 {0} 前"];
/// {0}: a span.
pub const AUTO_COMMIT_DUE: Words =
    ["auto-commit at the first poll after {0}", "{0} 后的首次 poll 自动提交"];
/// Its time has come.
pub const AUTO_COMMIT_NEXT: Words = ["auto-commit at the next poll", "下次 poll 自动提交"];
/// {0}: a span.
pub const SESSION_ENDS: Words = ["session ends in {0}", "会话 {0} 后到期"];
/// Consumers without a group.
pub const LONERS: Words = ["Consumers without a group", "没有消费者组的消费者"];

/// The network.
pub const NETWORK: Words = ["Network", "网络"];
/// {0}: a count.
pub const IN_FLIGHT: Words = ["messages in flight: {0}", "在途消息：{0}"];
/// {0}: a count.
pub const AND_MORE: Words = ["and {0} more", "还有 {0} 条"];
/// {0}: a broker.
pub const STOP_BROKER: Words = ["stop broker {0}", "停止 broker {0}"];
/// {0}: a broker.
pub const START_BROKER: Words = ["start broker {0}", "启动 broker {0}"];
/// Of a message.
pub const REQUEST: Words = ["request", "请求"];
/// Of a message.
pub const RESPONSE: Words = ["response", "响应"];
/// {0}: a span.
pub const ARRIVES: Words = ["arrives in {0}", "{0} 后到达"];
/// A button.
pub const DROP: Words = ["drop", "丢弃"];
/// A button.
pub const DELAY: Words = ["delay", "延迟"];

/// The ledger.
pub const LEDGER: Words = ["processed:", "处理账本："];
/// {0}: a count.
pub const ONCE: Words = ["once {0}", "一次 {0} 条"];
/// {0}: a count.
pub const REPEATED: Words = ["repeated {0}", "重复 {0} 条"];
/// {0}: a count.
pub const LOST: Words = ["passed over, never processed {0}", "越过且从未处理 {0} 条"];

/// The toolbar.
pub const TOOLS: Words = ["More", "更多"];
/// A field.
pub const NEW_TOPIC: Words = ["new topic", "新 topic"];
/// A field.
pub const NEW_PARTITIONS: Words = ["partitions", "分区数"];
/// A button.
pub const CREATE_TOPIC: Words = ["create topic", "创建 topic"];
/// A field.
pub const NEW_GROUP: Words = ["new group", "新消费者组"];
/// A choice: what the new group's first consumer subscribes to.
pub const SUBSCRIBED_TOPIC: Words = ["topic of the new group", "新消费者组的 topic"];
/// A button.
pub const START_GROUP: Words = ["start a consumer", "启动消费者"];
/// A button.
pub const COPY_STATE: Words = ["copy the state as text", "把状态复制为文本"];
/// It was.
pub const COPIED: Words = ["copied", "已复制"];
/// It was not.
pub const COPY_REFUSED: Words = ["the browser refused to copy", "浏览器不允许复制"];

/// {0}: a count.
pub const CONFIGS: Words =
    ["configs that differ from Kafka's defaults: {0}", "与 Kafka 默认值不同的配置：{0} 项"];
/// Whose.
pub const OF_BROKERS: Words = ["brokers", "broker"];
/// {0}: a value.
pub const DEFAULT_IS: Words = ["Kafka's default: {0}", "Kafka 默认：{0}"];
/// By whom.
pub const SET_BY_GENESIS: Words = ["set at the start", "开局设定"];
/// {0}: a number.
pub const SET_BY_GESTURE: Words = ["set by gesture {0}", "由第 {0} 步设定"];
