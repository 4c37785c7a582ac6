//! Every word that the page says, in every language, checked by the compiler.
//!
//! A text is an arm of an exhaustive `match` that holds both languages side by side, so a missing
//! translation does not compile. Kafka's identifiers are not translated.

pub mod history;
pub mod lesson;
pub mod narration;
pub mod page;
pub mod shell;

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    ZhHans,
}

impl Locale {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhHans];

    /// The BCP 47 tag: the value of a `lang` attribute, and of what is stored.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// This language's part of `words`.
    #[must_use]
    pub const fn of(self, words: Words) -> &'static str {
        words[self as usize]
    }

    /// Reads a tag as browsers and stores write it: `zh`, `zh-CN` and `zh-Hans` are one language here.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else if primary.eq_ignore_ascii_case("zh") {
            Some(Self::ZhHans)
        } else {
            None
        }
    }

    /// Chooses between a text in English and the same in Chinese.
    #[must_use]
    pub fn choose<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::En => english,
            Self::ZhHans => chinese,
        }
    }
}

/// One text in every language, in the order of [`Locale::ALL`]. `{0}`, `{1}`… are places for facts.
pub type Words = [&'static str; Locale::ALL.len()];

/// Puts facts into the places `{0}` to `{9}` of a template. A place without a fact stays empty.
#[must_use]
pub fn fill(template: &str, facts: &[&str]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, place) = rest.split_at(at);
        text.push_str(before);
        match place.as_bytes() {
            [b'{', digit @ b'0'..=b'9', b'}', ..] => {
                text.push_str(facts.get(usize::from(digit - b'0')).unwrap_or(&""));
                rest = &place[3..];
            }
            _ => {
                text.push('{');
                rest = &place[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_go_to_their_places() {
        assert_eq!(fill("{1} before {0}, {2}.", &["a", "{1}"]), "{1} before a, .");
        assert_eq!(fill("a {brace} and {", &["x"]), "a {brace} and {");
    }

    #[test]
    fn a_language_is_read_from_any_of_its_tags() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.tag()), Some(locale));
        }
        assert_eq!(Locale::parse("zh-CN"), Some(Locale::ZhHans));
        assert_eq!(Locale::parse("en_GB"), Some(Locale::En));
        assert_eq!(Locale::parse("de"), None);
        assert_eq!(Locale::parse(""), None);
    }
}
