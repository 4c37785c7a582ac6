//! What can be wrong with a journal, a link or a file, in a sentence that says what would be right.

use crate::shell::Problem;
use crate::{Locale, Words, fill};

/// Why a text is no world, or a history cannot go where it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The address holds no world.
    NoLink,
    /// A link of a format that this page does not know.
    LinkFormat {
        /// The number that it names.
        found: String,
    },
    /// Longer than is read.
    LinkTooLong {
        /// How long it is, in bytes.
        bytes: usize,
        /// The most bytes.
        limit: usize,
    },
    /// A character that no link has.
    LinkCharacter {
        /// Which one, counted from 1.
        at: usize,
    },
    /// It does not inflate: a piece is missing or changed.
    LinkDamaged,
    /// It inflates to more than is read.
    LinkTooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// The world is too long for a link.
    WorldTooLong {
        /// How long the link would be, in bytes.
        bytes: usize,
        /// The most bytes.
        limit: usize,
    },
    /// The first line does not say that this is a world.
    NoHead,
    /// A file of a format that this page does not know.
    FileFormat {
        /// The number that it names.
        found: String,
    },
    /// A line of the head that has no meaning.
    HeadWord {
        /// The line, from 1.
        line: usize,
        /// Its first word.
        word: String,
    },
    /// A line of the head with a wrong value.
    HeadValue {
        /// The line, from 1.
        line: usize,
        /// The form that would be right.
        form: &'static str,
    },
    /// The head does not end.
    NoSeparator,
    /// The genesis makes no world; the reason in the language of the sentence.
    Genesis(String),
    /// A line of the history is no command.
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A line of the history is refused by its world.
    Refused {
        /// The line, from 1.
        line: usize,
        /// Why, in the language of the sentence.
        reason: String,
    },
    /// The cursor stands beyond the end.
    Cursor {
        /// How many gestures there are.
        entries: usize,
    },
    /// One gesture more than a journal holds.
    TooManyGestures {
        /// The most gestures.
        limit: usize,
    },
    /// There is nothing before.
    NothingToUndo,
    /// There is nothing after.
    NothingToRedo,
    /// There is no such branch.
    NoBranch {
        /// Its number.
        id: usize,
    },
}

impl Trouble {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let inner = match self {
            Self::Genesis(reason) | Self::Refused { reason, .. } => reason.clone(),
            Self::Line { problem, .. } => problem.sentence(locale),
            Self::LinkFormat { found } | Self::FileFormat { found } => found.clone(),
            Self::HeadWord { word, .. } => word.clone(),
            Self::HeadValue { form, .. } => (*form).to_owned(),
            Self::NoLink
            | Self::LinkTooLong { .. }
            | Self::LinkCharacter { .. }
            | Self::LinkDamaged
            | Self::LinkTooLarge { .. }
            | Self::WorldTooLong { .. }
            | Self::NoHead
            | Self::NoSeparator
            | Self::Cursor { .. }
            | Self::TooManyGestures { .. }
            | Self::NothingToUndo
            | Self::NothingToRedo
            | Self::NoBranch { .. } => String::new(),
        };
        let [first, second] = self.numbers().map(|number| number.to_string());
        fill(locale.of(self.words()), &[&inner, &first, &second])
    }

    const fn numbers(&self) -> [usize; 2] {
        match *self {
            Self::LinkTooLong { bytes, limit } | Self::WorldTooLong { bytes, limit } => {
                [bytes, limit]
            }
            Self::LinkCharacter { at } => [at, 0],
            Self::LinkTooLarge { limit } | Self::TooManyGestures { limit } => [limit, 0],
            Self::HeadWord { line, .. }
            | Self::HeadValue { line, .. }
            | Self::Line { line, .. }
            | Self::Refused { line, .. } => [line, 0],
            Self::Cursor { entries } => [entries, 0],
            Self::NoBranch { id } => [id, 0],
            Self::NoLink
            | Self::LinkFormat { .. }
            | Self::LinkDamaged
            | Self::NoHead
            | Self::FileFormat { .. }
            | Self::NoSeparator
            | Self::Genesis(_)
            | Self::NothingToUndo
            | Self::NothingToRedo => [0, 0],
        }
    }

    const fn words(&self) -> Words {
        match self {
            Self::NoLink => [
                "This address holds no world; the part after # would begin with w=1.",
                "这个地址里没有世界；# 之后的部分应以 w=1. 开头。",
            ],
            Self::LinkFormat { .. } => [
                "This link has format {0}; this page reads format 1. A newer page may open it.",
                "这个链接的格式是 {0}，本页只读格式 1；更新版本的页面也许能打开它。",
            ],
            Self::LinkTooLong { .. } => [
                "The link has {1} bytes; at most {2} are read. A longer session travels as a file.",
                "链接有 {1} 字节，最多只读 {2} 字节；更长的会话请用文件分享。",
            ],
            Self::LinkCharacter { .. } => [
                "Character {1} of the link's text belongs in no link; it was changed on its way. Copy it once more.",
                "链接内容的第 {1} 个字符不该出现在链接里，它在途中被改动了；请重新复制。",
            ],
            Self::LinkDamaged => [
                "The link is not whole: a piece is missing or changed. Copy it once more, to its end.",
                "链接不完整：缺了一段或被改动了；请重新复制，直到末尾。",
            ],
            Self::LinkTooLarge { .. } => [
                "The link unfolds to more than {1} bytes, which no link of this page does; it is not opened.",
                "链接展开后超过 {1} 字节，本页生成的链接不会这样；没有打开它。",
            ],
            Self::WorldTooLong { .. } => [
                "The link would have {1} bytes; at most {2} fit. Save this session as a file instead.",
                "链接会有 {1} 字节，最多 {2} 字节；请把这个会话存成文件。",
            ],
            Self::NoHead => [
                "This text is no world: its first line would be \"tidemark 1\".",
                "这段文本不是一个世界：第一行应是“tidemark 1”。",
            ],
            Self::FileFormat { .. } => [
                "This file has format {0}; this page reads format 1. A newer page may open it.",
                "这个文件的格式是 {0}，本页只读格式 1；更新版本的页面也许能打开它。",
            ],
            Self::HeadWord { .. } => [
                "Line {1}: \"{0}\" begins no line of the head; start, seed, brokers, tasks, config, topic, member-ids, cursor or --- would.",
                "第 {1} 行：开头部分没有“{0}”这种行；可以是 start、seed、brokers、tasks、config、topic、member-ids、cursor 或 ---。",
            ],
            Self::HeadValue { .. } => ["Line {1} would read: {0}", "第 {1} 行应写成：{0}"],
            Self::NoSeparator => [
                "The head does not end: a line with --- comes before the gestures.",
                "开头部分没有结束：各个动作之前要有一行 ---。",
            ],
            Self::Genesis(_) => ["This world cannot begin: {0}", "这个世界无法开始：{0}"],
            Self::Line { .. } => ["Line {1}: {0}", "第 {1} 行：{0}"],
            Self::Refused { .. } => {
                ["Line {1} cannot be done here: {0}", "第 {1} 行在这里做不到：{0}"]
            }
            Self::Cursor { .. } => [
                "The cursor stands beyond the end: there are {1} gestures.",
                "游标超出了末尾：一共只有 {1} 个动作。",
            ],
            Self::TooManyGestures { .. } => [
                "A journal holds {1} gestures. Go back, or start a new world; this one can be saved as a file.",
                "一份日志最多容纳 {1} 个动作；请后退，或新建一个世界；这个世界可以存成文件。",
            ],
            Self::NothingToUndo => [
                "There is nothing to undo: this is the beginning.",
                "没有可以撤销的：这里就是开头。",
            ],
            Self::NothingToRedo => {
                ["There is nothing to redo: this is the end.", "没有可以重做的：这里就是末尾。"]
            }
            Self::NoBranch { .. } => ["There is no branch {1}.", "没有编号为 {1} 的分支。"],
        }
    }
}
