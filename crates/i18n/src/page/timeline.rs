//! The timeline.

use crate::Words;

/// The timeline.
pub const TIMELINE: Words = ["Timeline", "时间线"];
/// Before the clock.
pub const TIME: Words = ["time", "时间"];
/// {0}: our place; {1}: how many.
pub const GESTURE: Words = ["gesture {0} of {1}", "第 {0} 步，共 {1} 步"];
/// Storage refused.
pub const UNSAVED: Words = [
    "not kept for a reload: the browser has no room for it. Save it as a file",
    "未保存，重新加载会丢失：浏览器没有空间。请另存为文件",
];
/// The slider's name.
pub const SLIDER: Words = ["place in history", "历史位置"];
/// {0}: our place; {1}: how many; {2}: the line.
pub const SLIDER_AT: Words = ["gesture {0} of {1}: {2}", "第 {0} 步，共 {1} 步：{2}"];
/// Before the first gesture.
pub const BEGINNING: Words = ["the beginning", "开局"];
/// {0}: a count.
pub const BRANCHES: Words = ["other futures: {0}", "其他分支：{0}"];
/// {0}: a number; {1}: a count.
pub const BRANCH: Words = ["after gesture {0}, {1} more:", "第 {0} 步之后，另有 {1} 步："];
/// A button.
pub const TAKE_BRANCH: Words = ["go back to it", "回到这里"];
/// A button.
pub const UNDO: Words = ["Undo", "撤销"];
/// A button.
pub const REDO: Words = ["Redo", "重做"];
/// A button: our place moves back by one gesture.
pub const BACK: Words = ["Step back", "单步后退"];
/// A button: the clock goes to the next thing that is due.
pub const STEP: Words = ["Step", "单步"];
/// A button.
pub const PLAY: Words = ["Play", "播放"];
/// A button.
pub const PAUSE: Words = ["Pause", "暂停"];
/// A choice.
pub const SPEED: Words = ["speed", "速度"];
/// Before a deadline.
pub const NEXT_DEADLINE: Words = ["Next deadline:", "下一个期限："];
/// {0}: a sentence; {1}: a span.
pub const DUE_IN: Words = ["{0} in {1}", "{1} 后{0}"];
/// No deadline.
pub const NOTHING_DUE: Words = ["Nothing falls due by itself.", "没有会自行到期的事情。"];
/// A button.
pub const GO_THERE: Words = ["go there", "跳到那时"];
/// {0}: a sentence.
pub const GO_THERE_NAMED: Words = ["go there: {0}", "跳到那时：{0}"];
