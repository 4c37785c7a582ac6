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
/// {0}, {1}: counts.
pub const DONE_OF: Words = ["{0} of {1} steps done", "已完成 {0} / {1} 步"];
