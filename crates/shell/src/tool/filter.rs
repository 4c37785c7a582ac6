//! Topic names that a tool is given as a pattern.
//!
//! Source: `IncludeList` (`tools/…/filter/TopicFilter.java`): commas mean "or", quotes at the ends
//! are taken off, the whole name must match. Patterns are those of the consumer's `subscribe`.

use engine::client::consumer::pattern::Pattern;

/// Which topics are meant.
#[derive(Debug)]
pub(super) struct TopicFilter(Option<Pattern>);

/// What is wrong with a pattern, for the exception's message.
#[derive(Debug)]
pub(super) struct BadFilter(pub(super) String);

impl TopicFilter {
    /// The topics that match `pattern`; without one, all.
    pub(super) fn new(pattern: Option<&str>) -> Result<Self, BadFilter> {
        let Some(pattern) = pattern else { return Ok(Self(None)) };
        let quotes = |character| matches!(character, '"' | '\'');
        let text = pattern.trim().replace(',', "|").replace(' ', "");
        let text = text.trim_matches(quotes);
        match Pattern::new(text) {
            Ok(pattern) => Ok(Self(Some(pattern))),
            Err(bad) => {
                let parts = [text, " is an invalid regex: ", bad.what];
                Err(BadFilter(parts.concat()))
            }
        }
    }

    /// Whether the topic is meant.
    pub(super) fn allows(&self, topic: &str) -> bool {
        self.0.as_ref().is_none_or(|pattern| pattern.matches(topic))
    }
}
