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
/// {0}: a number; {1}: a title.
pub const NUMBERED: Words = ["Lesson {0} · {1}", "第 {0} 课 · {1}"];
/// Behind a prediction. {0}: how sure.
pub const SURE: Words = [" ({0}). ", "（{0}）。"];
/// A button.
pub const WORK_IT_OUT: Words = ["Work it out", "算一算"];
/// Undo, or another future, would leave the step of a lesson.
pub const FLOOR: Words = [
    "It goes back no further: here this step of the lesson began. “Begin the lesson again” goes back \
     to its first line.",
    "不能再往前了：这里是本课这一步的开头。要回到最开头，请用“从头开始这一课”。",
];
/// In a step that looks at a run, something was to be done in the past of that run.
pub const LOOKING_BACK: Words = [
    "You are looking back at your run, and a new line here would replace it. Go to the end of the \
     timeline, or do the run again.",
    "你正在回看刚才的运行，在这里执行新命令会把它替换掉。请先回到时间线的末尾，或者重做一遍。",
];
/// The learner's world had no room for the next scene.
pub const SET_UP_ANEW: Words = [
    "Something that you had made stood in the way of this scene, so the world was set up anew, by \
     the lesson's own lines. Your predictions are kept.",
    "你做过的某件事挡住了这个场景，所以按本课自己的命令重新搭建了世界。你的预测都还在。",
];
/// {0}: a line.
pub const RUN_DAMAGED: Words = [
    "Where you were in this lesson could not be read (line {0} of what this tab kept), so the lesson \
     begins again.",
    "无法读出你学到本课的哪一步（标签页所存内容的第 {0} 行），所以从头开始这一课。",
];
/// After a failure, the last good step.
pub const RESTORED: Words =
    ["The last good step of the lesson is restored.", "已恢复到本课最后一个正常的步骤。"];
/// There is no such lesson. {0}: what the address says.
pub const NO_LESSON: Words =
    ["There is no lesson “{0}”. These are all the lessons:", "没有名为“{0}”的课。全部课程在这里："];
/// There is no such scenario. {0}: what the address says.
pub const NO_SCENARIO: Words =
    ["There is no scenario “{0}”. Choose one of these:", "没有名为“{0}”的场景。请从下面选一个："];
/// What was kept could not be opened whole.
pub const DAMAGED: Words = [
    "What this tab had kept could not be opened whole. Whatever came before the damage is here; the \
     text itself is kept until you let it go.",
    "这个标签页保存的内容没能全部打开。损坏之前的部分都在这里；原文会一直保留，直到你决定丢弃。",
];
/// A button: the damaged text becomes a file.
pub const DAMAGED_SAVE: Words = ["Save the damaged text as a file", "把损坏的原文存成文件"];
/// A button.
pub const DAMAGED_FORGET: Words = ["Let it go", "丢弃"];
/// Before a lesson: questions from earlier ones.
pub const RECALL: Words = ["Before you begin", "开始之前"];
/// {0}: the name of an earlier lesson.
pub const RECALL_TEXT: Words = [
    "In “{0}” you were certain, and something else happened. Here is that question once more, with \
     new numbers.",
    "在《{0}》里你很有把握，结果却不是那样。下面用一组新的数再问一次。",
];
/// A button.
pub const RECALL_NEXT: Words = ["On to the lesson", "开始这一课"];
/// A button.
pub const RECALL_SKIP: Words = ["Not now", "以后再说"];
