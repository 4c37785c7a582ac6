//! What can be wrong with a line of the command language.

use super::Kind;
use crate::{Locale, Words, fill};

/// Why a line is no command, with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Longer than is read.
    LineTooLong {
        /// The most bytes.
        limit: u64,
    },
    /// A quote that does not end.
    UnclosedQuote {
        /// Which one.
        quote: &'static str,
    },
    /// A backslash in `$'…'` with something else behind it than is known.
    BadEscape,
    /// Something else should stand there.
    Expected {
        /// What.
        kind: Kind,
        /// What stands there; `None`: the line ends.
        found: Option<String>,
        /// A right word that is close.
        nearest: Option<String>,
    },
    /// A word that is no command stands alone: a client's name, if it is right.
    Alone {
        /// The word.
        word: String,
    },
    /// A tool that Kafka has and the model has not.
    ToolElsewhere {
        /// The tool.
        tool: String,
    },
    /// Nothing more should stand there.
    TooMuch {
        /// What stands there.
        word: String,
    },
    /// The form has no such option or name.
    UnknownOption {
        /// What stands there.
        name: String,
        /// A right one that is close.
        nearest: Option<String>,
    },
    /// What may stand once stands twice.
    Twice {
        /// What.
        name: String,
    },
    /// A number that is too small or too large.
    OutOfRange {
        /// The number.
        found: String,
        /// The smallest right one.
        min: String,
        /// The largest right one.
        max: String,
    },
    /// `&` behind something that is no client's call.
    NotInBackground,
    /// `;`, `&` or `|` with nothing before it.
    NothingBefore {
        /// Which one.
        operator: &'static str,
    },
    /// `|` behind something that prints nothing, or before something that reads nothing.
    NoPipe,
    /// Two options that exclude each other.
    Excludes {
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// Brackets in brackets, too deep.
    TooDeep {
        /// How deep they may be.
        limit: u64,
    },
    /// A bracket that does not end, or a text where a separator should stand.
    BadBody,
    /// More commands in a line than are taken.
    TooManySteps {
        /// The most.
        limit: u64,
    },
}

impl Problem {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let number;
        let kind_text;
        let facts: [&str; 3] = match self {
            Self::LineTooLong { limit }
            | Self::TooDeep { limit }
            | Self::TooManySteps { limit } => {
                number = limit.to_string();
                [&number, "", ""]
            }
            Self::UnclosedQuote { quote } => [quote, "", ""],
            Self::Expected { kind, found, nearest } => {
                kind_text = kind.text(locale);
                let text = |text: &Option<String>| text.as_deref().unwrap_or_default().to_owned();
                let facts = [kind_text, text(found), text(nearest)];
                return fill(locale.of(self.words()), &facts.each_ref().map(String::as_str));
            }
            Self::Alone { word } | Self::TooMuch { word } | Self::ToolElsewhere { tool: word } => {
                [word, "", ""]
            }
            Self::UnknownOption { name, nearest } => {
                [name, nearest.as_deref().unwrap_or_default(), ""]
            }
            Self::Twice { name } => [name, "", ""],
            Self::OutOfRange { found, min, max } => [found, min, max],
            Self::NothingBefore { operator } => [operator, "", ""],
            Self::Excludes { one, other } => [one, other, ""],
            Self::BadEscape | Self::NotInBackground | Self::NoPipe | Self::BadBody => [""; 3],
        };
        fill(locale.of(self.words()), &facts)
    }

    const fn words(&self) -> Words {
        match self {
            Self::LineTooLong { .. } => {
                ["The line is longer than {0} bytes.", "这一行超过了 {0} 字节。"]
            }
            Self::UnclosedQuote { .. } => [
                "What begins with {0} here does not end: its other end is missing.",
                "此处以 {0} 开头的内容没有结束：缺少与之配对的结尾。",
            ],
            Self::BadEscape => [
                r"Behind this backslash n, t, r, e, 0, a quote, a backslash, xHH, uHHHH or UHHHHHHHH is expected.",
                r"反斜杠后面应为 n、t、r、e、0、引号、反斜杠、xHH、uHHHH 或 UHHHHHHHH。",
            ],
            Self::Expected { found: None, nearest: None, .. } => {
                ["The line ends where {0} is expected.", "这一行不完整：此处应有{0}。"]
            }
            Self::Expected { found: None, nearest: Some(_), .. } => {
                ["The line ends where {0} is expected: {2}.", "这一行不完整：此处应有{0}：{2}。"]
            }
            Self::Expected { nearest: None, .. } => {
                ["Expected {0}; found “{1}”.", "此处应为{0}，而不是“{1}”。"]
            }
            Self::Expected { nearest: Some(_), .. } => [
                "Expected {0}; found “{1}”. Did you mean “{2}”?",
                "此处应为{0}，而不是“{1}”。是否想输入“{2}”？",
            ],
            Self::Alone { .. } => [
                "“{0}” alone is no command. If it is a client, say what it shall do, as in “{0} poll”; “help” lists what can be said.",
                "单独的“{0}”不是命令。如果它是客户端的名字，请写明要它做什么，例如“{0} poll”；输入“help”可查看全部命令。",
            ],
            Self::ToolElsewhere { .. } => [
                "Kafka has {0}; this model does not. “help” lists what there is: a consumer, for instance, is started with “consumer c1 group.id=…”.",
                "Kafka 有 {0}，这个模型没有。输入“help”可查看现有的命令：例如用“consumer c1 group.id=…”启动一个消费者。",
            ],
            Self::TooMuch { .. } => {
                ["“{0}” is one word too many here.", "“{0}”是多余的，此处不应再有内容。"]
            }
            Self::UnknownOption { nearest: None, .. } => {
                ["There is no “{0}” in this command.", "这个命令没有“{0}”。"]
            }
            Self::UnknownOption { nearest: Some(_), .. } => [
                "There is no “{0}” in this command. Did you mean “{1}”?",
                "这个命令没有“{0}”。是否想输入“{1}”？",
            ],
            Self::Twice { .. } => ["“{0}” stands here twice.", "“{0}”重复出现。"],
            Self::OutOfRange { .. } => {
                ["{0} is out of range: {1} to {2}.", "{0} 超出范围：应在 {1} 到 {2} 之间。"]
            }
            Self::NotInBackground => [
                "Only a client's call, such as “c1 poll 1s”, can run in the background with &.",
                "只有客户端的调用（例如“c1 poll 1s”）才能用 & 放到后台执行。",
            ],
            Self::NothingBefore { .. } => {
                ["A command is expected before {0}.", "{0} 之前应有一条命令。"]
            }
            Self::NoPipe => [
                "Only echo, printf and seq can be piped, and only into kafka-console-producer.sh.",
                "只有 echo、printf 和 seq 的输出可以通过管道传给 kafka-console-producer.sh。",
            ],
            Self::Excludes { .. } => {
                ["{0} and {1} exclude each other.", "{0} 与 {1} 不能同时使用。"]
            }
            Self::TooDeep { .. } => ["Brackets may be nested {0} deep.", "括号最多嵌套 {0} 层。"],
            Self::BadBody => {
                ["Here a comma or a closing bracket is expected.", "此处应为逗号或右括号。"]
            }
            Self::TooManySteps { .. } => {
                ["A line takes {0} commands at most.", "一行最多包含 {0} 条命令。"]
            }
        }
    }
}
