//! Lessons and scenarios: what stands around their own words.

use crate::Words;

/// The panel in the sandbox.
pub const GALLERY: Words = ["Scenarios", "场景"];
/// The panel's heading.
pub const WELCOME: Words = ["Sandbox", "沙盒"];
/// What to do first.
pub const WELCOME_TEXT: Words = [
    "Produce a record and see where it lands and why. Then start a consumer, poll, commit, crash \
     it, and watch what its successor reads again. Everything can be undone.",
    "发送一条记录，看看它落在哪里、为什么。然后启动消费者，poll、提交、让它崩溃，\
     看看接替者会重读哪些记录。一切都可以撤销。",
];
/// A button.
pub const ANEW: Words = ["Start over", "重新开始"];
/// A file is on its way.
pub const COMING: Words = ["Loading…", "正在加载……"];
/// A file did not arrive.
pub const MISSING: Words = [
    "This part did not load. Check the connection and reload the page.",
    "这一部分没有加载成功。请检查网络连接，然后刷新页面。",
];
/// The list of lessons.
pub const LESSONS: Words = ["Lessons", "课程"];
/// What lessons are.
pub const LESSONS_LEAD: Words = [
    "Each lesson asks what you expect before it lets you look. The answer comes from the model, \
     not from the text.",
    "每一课都先问你的预测，再让你看结果。答案来自模型，而不是文字。",
];
/// {0}: a count.
pub const MINUTES: Words = ["{0} minutes", "{0} 分钟"];
/// A lesson is finished.
pub const FINISHED: Words = ["finished", "已完成"];
/// {0}, {1}: counts.
pub const REACHED: Words = ["step {0} of {1} reached", "学到第 {0} 步，共 {1} 步"];
/// The panel in a lesson.
pub const LESSON: Words = ["Lesson", "课程"];
/// {0}: a number; {1}: how many; {2}: what kind.
pub const STEP_OF: Words = ["step {0} of {1} · {2}", "第 {0} 步，共 {1} 步 · {2}"];
/// A button.
pub const WORK_IT_OUT: Words = ["Work it out", "算一算"];
/// {0}: a partition; {1}: a number; {2}, {3}: log start and end.
pub const FORMULA_OUT: Words = [
    "{0} holds offsets from {2} to before {3}. A fetch at {1} is answered OFFSET_OUT_OF_RANGE.",
    "{0} 只有从 {2} 到 {3} 之前的 offset。在 {1} 处 fetch，得到的是 OFFSET_OUT_OF_RANGE。",
];
/// {0}: a partition; {1}: a number.
pub const FORMULA_IN: Words = [
    "There is an offset {1} in {0}, by coincidence: no group and no size had a part in it.",
    "{0} 里恰好有 offset {1}，但这与消费者组和“分区大小”毫无关系。",
];
/// No log to hold it against.
pub const FORMULA_NO_LOG: Words =
    ["There is no such log here to hold the number against.", "这里没有可以对照的日志。"];
/// {0}: a text.
pub const FORMULA_TEXT: Words = [
    "“{0}” is no whole number. In Kafka a group.id is text, so the formula has no value.",
    "“{0}”不是整数。Kafka 的 group.id 是文本，所以这个公式没有值。",
];
/// Division by zero.
pub const FORMULA_ZERO: Words = [
    "There is nothing to divide by: PartitionCount must be at least 1.",
    "无法取模：PartitionCount 至少为 1。",
];
/// Too large.
pub const FORMULA_LARGE: Words = [
    "The number does not fit into 64 bits, as every offset does.",
    "结果超出 64 位，而 offset 都是 64 位的。",
];
/// {0}: a partition.
pub const FORMULA_RELATIVE: Words = [
    "The one true relative: the group's name decides which partition of __consumer_offsets keeps its \
     committed offsets, here __consumer_offsets-{0}.",
    "唯一沾边的真事：组名决定它的已提交 offset 存放在 __consumer_offsets 的哪个分区，\
     这里是 __consumer_offsets-{0}。",
];
