//! The dialog of keys.

use crate::Words;

/// Its title.
pub const TITLE: Words = ["Keys", "快捷键"];
/// What a key does.
pub const UNDO: Words = ["undo", "撤销"];
/// What a key does.
pub const REDO: Words = ["redo", "重做"];
/// What a key does.
pub const TO_TERMINAL: Words = ["to the terminal", "转到终端"];
/// What a key does.
pub const TO_PRODUCER: Words = ["to the producer's key", "转到生产者的 key"];
/// What a key does.
pub const TO_STAGE: Words = ["to the stage", "转到舞台"];
/// What a key does.
pub const STEP: Words = ["step: to the next thing that is due", "单步：到下一件到期的事"];
/// What a key does.
pub const NEXT: Words = ["to the next deadline", "到下一个期限"];
/// What a key does.
pub const PLAY: Words = ["play or pause", "播放或暂停"];
/// What a key does.
pub const HISTORY: Words = ["in the terminal: earlier lines", "在终端里：之前的命令"];
/// What a key does.
pub const COMPLETE: Words =
    ["in the terminal, at the end: complete the word", "在终端里、行尾：补全"];
/// What a key does.
pub const TO_MARK: Words = ["on a tape: from mark to mark", "在分区图上：逐个移动到各标记"];
/// What a key does.
pub const WHY: Words = ["on a mark: why is it there?", "在标记上：为什么在这里？"];
/// What a key does.
pub const HELP: Words = ["this list", "本列表"];
/// A choice.
pub const SINGLE: Words = ["single keys work outside text fields", "在输入框之外启用单键快捷键"];
/// A button.
pub const CLOSE: Words = ["Close", "关闭"];
