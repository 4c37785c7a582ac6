//! Kafka's own tools, by their names and with their options, and what feeds them.
//!
//! A [`Tool`] is the words of its line, nothing more: what the words mean, and what the tool says
//! to wrong ones, is Kafka's business, so it happens when the tool runs as a [`Program`].

mod datetime;
mod feed;
mod filter;
mod get_offsets;
mod groups;
mod help;
mod line_reader;
mod options;
mod producer;
mod program;
mod talk;
mod topics;

pub use feed::{Feed, FeedName};
pub(crate) use help::about;
pub use program::{Level, Outcome, Program, ProgramStep, Stream};

use crate::words::{Word, quoted};
use engine::quantity::{Text, Time};
use i18n::Locale;
use talk::Setting;

/// A tool with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Which one.
    pub name: ToolName,
    /// What stands behind its name.
    pub arguments: Vec<Text>,
    /// What is piped in.
    pub feed: Option<Feed>,
}

/// The tools that the model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of Kafka's scripts")]
pub enum ToolName {
    Topics,
    ConsoleProducer,
    ConsumerGroups,
    GetOffsets,
    Help,
}

/// The tools' names, without `.sh`, in the order of [`ToolName`].
pub(crate) const NAMES: &[&str] = &[
    "kafka-topics",
    "kafka-console-producer",
    "kafka-consumer-groups",
    "kafka-get-offsets",
    "help",
];

/// Scripts of Kafka's that the model does not have.
const ELSEWHERE: &[&str] = &[
    "kafka-acls",
    "kafka-broker-api-versions",
    "kafka-cluster",
    "kafka-configs",
    "kafka-console-consumer",
    "kafka-console-share-consumer",
    "kafka-consumer-perf-test",
    "kafka-delete-records",
    "kafka-dump-log",
    "kafka-features",
    "kafka-groups",
    "kafka-leader-election",
    "kafka-log-dirs",
    "kafka-metadata-quorum",
    "kafka-producer-perf-test",
    "kafka-reassign-partitions",
    "kafka-share-groups",
    "kafka-streams-groups",
    "kafka-transactions",
];

impl ToolName {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Topics, Self::ConsoleProducer, Self::ConsumerGroups, Self::GetOffsets, Self::Help];

    /// The script's name, without `.sh`.
    #[must_use]
    pub fn script(self) -> &'static str {
        NAMES[self as usize]
    }

    /// What stands behind the script's name: only `help` is none of Kafka's.
    pub(crate) fn suffix(self) -> &'static str {
        if self == Self::Help { "" } else { ".sh" }
    }

    /// The names of its options, without the hyphens.
    pub fn options(self) -> impl Iterator<Item = &'static str> {
        let specs = match self {
            Self::Topics => topics::OPTIONS,
            Self::ConsoleProducer => producer::OPTIONS,
            Self::ConsumerGroups => groups::OPTIONS,
            Self::GetOffsets => get_offsets::OPTIONS,
            Self::Help => &[],
        };
        specs.iter().map(|spec| spec.name)
    }
}

/// Whether a first word is a tool's name, or one that feeds tools.
pub(crate) fn is_name(word: &str) -> bool {
    tool_name(word).is_some() || feed::is_name(word)
}

/// The tool, with or without a folder before its name and `.sh` behind it.
pub(crate) fn tool_name(word: &str) -> Option<ToolName> {
    let script = script_of(word);
    ToolName::ALL.into_iter().find(|name| name.script() == script)
}

/// Whether it is a tool of Kafka's that the model does not have.
pub(crate) fn is_elsewhere(word: &str) -> bool {
    ELSEWHERE.contains(&script_of(word))
}

fn script_of(word: &str) -> &str {
    let script = word.rsplit_once('/').map_or(word, |(_, script)| script);
    script.strip_suffix(".sh").unwrap_or(script)
}

impl Tool {
    /// A tool called with these arguments and this text piped in, as a recording has them.
    /// `None` if the model has no such tool.
    #[must_use]
    pub fn new(script: &str, arguments: &[&str], input: Option<&str>) -> Option<Self> {
        let arguments = arguments.iter().map(|&argument| argument.into()).collect();
        Some(Self { name: tool_name(script)?, arguments, feed: input.map(Feed::text_of) })
    }

    /// The tool that these words call.
    #[must_use]
    pub(crate) fn from_words(first: &Word, rest: &[Word]) -> Option<Self> {
        let name = first.bare().and_then(tool_name)?;
        let arguments = rest.iter().map(|word| word.text.as_str().into()).collect();
        Some(Self { name, arguments, feed: None })
    }

    /// Whether it reads what is piped in.
    #[must_use]
    pub fn reads_input(&self) -> bool {
        match self.name {
            ToolName::ConsoleProducer => true,
            ToolName::Topics | ToolName::ConsumerGroups => false,
            ToolName::GetOffsets | ToolName::Help => false,
        }
    }

    /// Whether it leaves the cluster as it was: such a tool is no journal entry.
    #[must_use]
    pub fn reads_only(&self) -> bool {
        let has = |name: &str| {
            let is = |argument: &Text| argument.strip_prefix("--").is_some_and(|it| it == name);
            self.arguments.iter().any(is)
        };
        match self.name {
            ToolName::ConsoleProducer => false,
            ToolName::GetOffsets | ToolName::Help => true,
            ToolName::Topics => !(has("create") || has("alter") || has("delete")),
            ToolName::ConsumerGroups => {
                let resets = has("reset-offsets") && has("execute");
                !(has("delete") || has("delete-offsets") || resets)
            }
        }
    }

    /// The tool as a running program. `now` is the world's clock; `locale` is the language of what the model has to add to
    /// Kafka's own words, which are English.
    #[must_use]
    pub fn start(&self, now: Time, locale: Locale) -> Program {
        let arguments = self.arguments.clone();
        let setting = Setting { now, locale };
        match self.name {
            ToolName::Topics => Program::asking(topics::run, "adminclient-1", arguments, setting),
            ToolName::ConsumerGroups => {
                Program::asking(groups::run, "adminclient-1", arguments, setting)
            }
            ToolName::GetOffsets => {
                Program::asking(get_offsets::run, "GetOffsetShell", arguments, setting)
            }
            ToolName::Help => Program::asking(help::run, "help", arguments, setting),
            ToolName::ConsoleProducer => {
                let input = self.feed.as_ref().map(Feed::output).unwrap_or_default();
                Program::producing(&arguments, &input, locale)
            }
        }
    }

    pub(crate) fn print(&self, out: &mut String) {
        if let Some(feed) = &self.feed {
            feed.print(out);
            out.push_str(" | ");
        }
        out.push_str(self.name.script());
        out.push_str(self.name.suffix());
        for argument in &self.arguments {
            out.push(' ');
            print_argument(argument, out);
        }
    }
}

/// Options are written as people write them, everything else as any word.
fn print_argument(argument: &str, out: &mut String) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-=._:,/".contains(&byte);
    match !argument.is_empty() && argument.bytes().all(plain) {
        true => out.push_str(argument),
        false => quoted(argument, out),
    }
}
