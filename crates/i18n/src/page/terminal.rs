//! The terminal.

use crate::Words;

/// The section.
pub const SECTION: Words = ["Command line", "命令行"];
/// The text field.
pub const TERMINAL: Words = ["Terminal", "终端"];
/// What came out.
pub const LOG: Words = ["Terminal output", "终端输出"];
/// Nothing came out yet.
pub const EMPTY: Words = [
    "Every button types its command here. Type `help` for the language.",
    "每个按钮都会把它的命令写在这里。输入 `help` 查看命令。",
];
/// In the empty field.
pub const HINT: Words = ["c1 poll 1s", "c1 poll 1s"];
/// A button.
pub const RUN: Words = ["Run", "执行"];
/// {0}: a count.
pub const RECORDS: Words = ["records: {0}", "记录：{0} 条"];
