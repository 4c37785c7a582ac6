//! Kafka's own tools, by their names and with their options, and what feeds them.
//!
//! A [`Tool`] is the words of its line, nothing more: what the words mean, and what the tool says
//! to wrong ones, is Kafka's business, so it happens when the tool runs.

mod feed;

pub use feed::Feed;

use crate::words::{Word, quoted};
use engine::quantity::Text;

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
}

/// The tools' names, without `.sh`.
pub(crate) const NAMES: &[&str] =
    &["kafka-topics", "kafka-console-producer", "kafka-consumer-groups", "kafka-get-offsets"];

impl ToolName {
    const ALL: [Self; 4] =
        [Self::Topics, Self::ConsoleProducer, Self::ConsumerGroups, Self::GetOffsets];

    /// The script's name, without `.sh`.
    #[must_use]
    pub fn script(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// Whether a first word is a tool's name, or one that feeds tools.
pub(crate) fn is_name(word: &str) -> bool {
    tool_name(word).is_some() || feed::is_name(word)
}

/// The tool, with or without a folder before its name and `.sh` behind it.
fn tool_name(word: &str) -> Option<ToolName> {
    let script = word.rsplit_once('/').map_or(word, |(_, script)| script);
    let script = script.strip_suffix(".sh").unwrap_or(script);
    ToolName::ALL.into_iter().find(|name| name.script() == script)
}

impl Tool {
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
            ToolName::Topics | ToolName::ConsumerGroups | ToolName::GetOffsets => false,
        }
    }

    pub(crate) fn print(&self, out: &mut String) {
        if let Some(feed) = &self.feed {
            feed.print(out);
            out.push_str(" | ");
        }
        out.push_str(self.name.script());
        out.push_str(".sh");
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
