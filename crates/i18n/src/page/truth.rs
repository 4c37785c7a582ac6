//! "How true is this?": which recordings of real Kafka this very build agrees with.

use crate::Words;

/// The heading, and the links that lead here.
pub const TITLE: Words = ["How true is this?", "这里有多真实？"];
/// What follows is about.
pub const LEAD: Words = [
    "Apache Kafka 4.3.1 was made to do things, and what it answered was recorded. When this page was \
     built, its model did the same things, and its answers were held against Kafka's. The numbers are \
     the result for this very build: nobody typed them.",
    "我们让真实的 Apache Kafka 4.3.1 做了许多事，并录下它的应答。构建这个页面时，模型重做了同样的事，\
     并与 Kafka 的应答逐一对照。下面的数字就是本次构建的结果，没有一个是手写的。",
];
/// {0}, {1}: how many agree, of how many.
pub const TOTAL: Words = ["{0} of {1} recordings agree.", "{1} 份录制中，{0} 份完全一致。"];
/// What counts.
pub const COUNTS: Words = [
    "One counts as agreeing only if every answer in it agrees, to the field. Whatever the model cannot \
     do yet counts as not agreeing.",
    "一份录制里的每个应答、每个字段都一致才算一致；模型还做不到的，一律算作不一致。",
];
/// The table.
pub const BY_FAMILY: Words = ["By kind of recording", "按录制的种类"];
/// A column.
pub const KIND: Words = ["what was recorded", "录制了什么"];
/// A column.
pub const AGREE: Words = ["agree", "一致"];
/// A column.
pub const OF: Words = ["of", "总数"];
/// A column.
pub const LEVEL2: Words = ["inner state agrees too", "内部状态也一致"];
/// A family.
pub const VECTORS: Words =
    ["vectors: single functions of Kafka's classes", "vectors：Kafka 类里的单个函数"];
/// A family.
pub const GROUP: Words =
    ["group: the group coordinator on a mock clock", "group：模拟时钟下的组协调者"];
/// A family.
pub const LOG: Words =
    ["log: one partition's log on a mock clock", "log：模拟时钟下单个分区的日志"];
/// A family.
pub const STORY: Words =
    ["story: a live broker with real clients", "story：真实的 broker 与真实的客户端"];
/// A family.
pub const LESSON: Words =
    ["lesson: the experiments of the lessons, live", "lesson：课程里的实验，在真实集群上完成"];
/// A family.
pub const CLI: Words = ["cli: Kafka's command-line tools", "cli：Kafka 的命令行工具"];
/// A heading.
pub const NOT_MODELLED: Words = ["What it cannot do yet", "还做不到的"];
/// What the list is.
pub const NOT_MODELLED_LEAD: Words = [
    "How many recordings could not be played to their end, and why.",
    "无法完整重放的录制有多少，原因是什么。",
];
/// A reason.
pub const NO_CONSUMER_GROUPS: Words = [
    "the consumer group protocol of KIP-848 (group.protocol=consumer)",
    "KIP-848 的消费者组协议（group.protocol=consumer）",
];
/// A reason.
pub const NO_SHARE_GROUPS: Words = ["share groups (KIP-932)", "共享组（KIP-932）"];
/// A reason.
pub const NO_TRANSACTIONS: Words =
    ["producers with transactions (transactional.id)", "带事务的生产者（transactional.id）"];
/// A reason.
pub const NO_BROKERS: Words =
    ["several brokers with replicas and elections", "多个 broker，以及副本和选举"];
/// A reason.
pub const NO_RAW_REQUESTS: Words = [
    "raw requests to a live broker, written by hand",
    "绕过客户端、手工构造后直接发给真实 broker 的请求",
];
/// A reason.
pub const NO_FUNCTIONS: Words = [
    "functions of parts that are not modelled: assignors on the broker's side, elections, the parsers      of the command line",
    "尚未建模部分的函数：broker 端分配策略、选举、命令行解析",
];
/// A reason. {0}: a script.
pub const NO_TOOL: Words = ["Kafka's command-line tool {0}", "Kafka 的命令行工具 {0}"];
/// A reason. {0}: an op of the recording.
pub const NO_STEP: Words = ["a step that cannot be played: {0}", "无法重放的步骤：{0}"];
/// A reason.
pub const NO_ASSIGNOR: Words =
    ["an assignor that was made to wait", "被故意延迟的分配策略（assignor）"];
/// Before the link to what is left out on purpose.
pub const ON_PURPOSE: Words = ["Left out on purpose:", "有意省略的部分："];
/// A heading.
pub const RECORDINGS: Words = ["The recordings", "全部录制"];
/// What the links do.
pub const RECORDINGS_LEAD: Words = [
    "A link opens what was recorded as a world: its steps stand in the timeline, and you can go on \
     from any of them.",
    "点击链接，就把录制内容打开成一个世界：它的每一步都在时间线上，你可以从任何一步继续。",
];
/// {0}: a family; {1}: a count.
pub const LIST_OF: Words = ["{0}: {1} recordings", "{0}：{1} 份录制"];
/// A recording that agrees.
pub const AGREES: Words = ["agrees", "一致"];
/// A recording that does not.
pub const DIFFERS: Words = ["differs", "不一致"];
/// In the sandbox. {0}: a recording.
pub const OPENED: Words = ["Recorded from Kafka 4.3.1: {0}", "录自 Kafka 4.3.1：{0}"];
/// In the sandbox.
pub const OPENED_TEXT: Words = [
    "These steps were done on a real cluster, and it answered as you see here. Undo goes back through \
     them; whatever you do differently is a branch.",
    "这些步骤都曾在真实集群上做过，它的应答就如你所见。撤销可以逐步后退；你做的任何不同操作都会成为分支。",
];
/// A recording that cannot be opened. {0}: which.
pub const NOT_THERE: Words = [
    "The recording {0} is not among those that this build can open.",
    "本次构建无法打开录制 {0}。",
];
