//! What is piped into a tool: `echo`, `printf` and `seq`, as a shell has them.

use super::print_argument;
use crate::words::Word;
use engine::quantity::Text;

/// A command that prints something for a tool to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Which one.
    pub name: FeedName,
    /// What stands behind its name.
    pub arguments: Vec<Text>,
}

/// The commands that can feed a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedName {
    /// Its arguments with spaces between, and an end of line.
    Echo,
    /// A format, used again until its arguments are used up.
    Printf,
    /// Numbers, one a line.
    Seq,
}

const NAMES: &[(&str, FeedName)] =
    &[("echo", FeedName::Echo), ("printf", FeedName::Printf), ("seq", FeedName::Seq)];

/// Whether a first word is the name of a feed.
pub(super) fn is_name(word: &str) -> bool {
    NAMES.iter().any(|(name, _)| *name == word)
}

impl Feed {
    /// The feed that these words call.
    pub(crate) fn from_words(words: &[Word]) -> Option<Self> {
        let (first, rest) = words.split_first()?;
        let &(_, name) = NAMES.iter().find(|(name, _)| first.bare() == Some(*name))?;
        let arguments = rest.iter().map(|word| word.text.as_str().into()).collect();
        Some(Self { name, arguments })
    }

    pub(crate) fn print(&self, out: &mut String) {
        let name = NAMES.iter().find(|(_, name)| *name == self.name);
        out.push_str(name.map_or("", |(name, _)| *name));
        for argument in &self.arguments {
            out.push(' ');
            print_argument(argument, out);
        }
    }
}
