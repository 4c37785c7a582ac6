//! What the page itself says: names of controls, headings, sentences around numbers.

pub mod due;
pub mod keys;
pub mod lesson;
pub mod log;
pub mod news;
pub mod smaller;
pub mod stage;
pub mod terminal;
pub mod timeline;
pub mod truth;
pub mod why;

use crate::Words;

/// The tab's title.
pub const TITLE: Words =
    ["Tidemark: what Kafka offsets really are", "Tidemark：Kafka 的 offset 究竟是什么"];
/// The brand as a link.
pub const BRAND: Words = ["Tidemark, to the sandbox", "Tidemark，回到沙盒"];
/// Beside the brand.
pub const TAGLINE: Words = ["what Kafka offsets really are", "Kafka 的 offset 究竟是什么"];
/// The navigation.
pub const PLACES: Words = ["Places", "导航"];
/// A place.
pub const LESSONS: Words = ["Lessons", "课程"];
/// A place.
pub const SANDBOX: Words = ["Sandbox", "沙盒"];
/// A place.
pub const SMALLER: Words = ["Kafka 4.3.1, smaller here", "Kafka 4.3.1 的缩小版"];
/// What concerns the page itself.
pub const PAGE: Words = ["Page", "页面"];
/// A menu.
pub const SHARE: Words = ["Share", "分享"];
/// A button.
pub const COPY_LINK: Words = ["Copy link", "复制链接"];
/// It was copied.
pub const LINK_COPIED: Words = ["The link is on the clipboard.", "链接已复制。"];
/// It is too long.
pub const LINK_TOO_LONG: Words = [
    "This session is too long for a link (8 KiB). Save it as a file.",
    "会话太长，放不进链接（8 KiB）。请保存为文件。",
];
/// The browser refused.
pub const COPY_REFUSED: Words = ["The browser refused to copy.", "浏览器不允许复制。"];
/// A button.
pub const SAVE_FILE: Words = ["Save as a file", "保存为文件"];
/// It was saved.
pub const SAVED: Words = ["Saved as tidemark.txt.", "已保存为 tidemark.txt。"];
/// The browser refused.
pub const SAVE_REFUSED: Words = ["The browser refused to save.", "浏览器不允许保存。"];
/// A field.
pub const OPEN_FILE: Words = ["Open a file", "打开文件"];
/// It is no text.
pub const FILE_UNREADABLE: Words = [
    "That file is not text. A session is saved as tidemark.txt.",
    "这个文件不是文本。会话保存为 tidemark.txt。",
];
/// A button.
pub const LARGE_TYPE: Words = ["Large type", "讲台模式"];
/// The language's own name.
pub const LANGUAGE: Words = ["English", "中文"];
/// A button.
pub const THEME_SYSTEM: Words = ["theme: as the system", "主题：跟随系统"];
/// A button.
pub const THEME_LIGHT: Words = ["theme: light", "主题：浅色"];
/// A button.
pub const THEME_DARK: Words = ["theme: dark", "主题：深色"];
/// A button.
pub const KEYS: Words = ["keys", "快捷键"];
/// The first link.
pub const SKIP: Words = ["To the stage", "跳到舞台"];
/// Terminal and timeline.
pub const DOCK: Words = ["Terminal and timeline", "终端与时间线"];
