//! What happened, in lines for the terminal.

use crate::Words;

/// {0}: a partition; {1}: a count.
pub const MORE_RECORDS: Words = ["… and {1} more of {0}", "……{0} 还有 {1} 条"];
/// {0}: a count.
pub const OPENED: Words = ["opened: a world, gestures: {0}", "已打开：共 {0} 步"];
/// A file or link was not opened. {0}: why.
pub const NOT_OPENED: Words = ["not opened: {0}", "无法打开：{0}"];
