//! What a reader chose for the page itself: language, theme, size of type, shortcuts.
//!
//! The choices live in the browser's store; where there is none they last as long as the page.

use crate::edge::document;
use crate::edge::storage::{Browser, LANGUAGE, SHORTCUTS, SIZE, THEME};
use i18n::{Locale, Words};
use yew::prelude::*;

/// The choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prefs {
    /// The language.
    pub(crate) locale: Locale,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// Large type, for a projector.
    pub(crate) large: bool,
    /// Single keys do something outside text fields.
    pub(crate) shortcuts: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The one that the button goes to.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    const fn stored(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

impl Prefs {
    /// What was chosen before; else what the browser asks for.
    pub(crate) fn load() -> Self {
        let chosen = Browser.read(LANGUAGE).and_then(|tag| Locale::parse(&tag));
        let asked = || document::languages().iter().find_map(|tag| Locale::parse(tag));
        Self {
            locale: chosen.or_else(asked).unwrap_or_default(),
            theme: match Browser.read(THEME).as_deref() {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                Some(_) | None => Theme::System,
            },
            large: Browser.read(SIZE).as_deref() == Some("large"),
            shortcuts: Browser.read(SHORTCUTS).as_deref() != Some("off"),
        }
    }

    /// Stores the choices.
    pub(crate) fn store(self) {
        Browser.write(LANGUAGE, Some(self.locale.tag()));
        Browser.write(THEME, self.theme.stored());
        Browser.write(SIZE, self.large.then_some("large"));
        Browser.write(SHORTCUTS, (!self.shortcuts).then_some("off"));
    }

    /// Shows the choices: the root element carries them, the stylesheet does the rest.
    pub(crate) fn show(self) {
        document::set_root("lang", Some(self.locale.tag()));
        document::set_root("data-theme", self.theme.stored());
        document::set_root("data-size", self.large.then_some("large"));
    }
}

/// The choices and the way to change them, in context.
#[derive(Clone, PartialEq)]
pub(crate) struct PrefsContext {
    /// The choices.
    pub(crate) prefs: Prefs,
    /// Changes them.
    pub(crate) set: Callback<Prefs>,
}

/// The choices.
#[hook]
pub(crate) fn use_prefs() -> PrefsContext {
    use_context::<PrefsContext>().expect("`PrefsContext` is provided by `App`")
}

/// The reader's language, as something that speaks.
#[hook]
pub(crate) fn use_say() -> Say {
    Say(use_prefs().prefs.locale)
}

/// Says words in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Say(pub(crate) Locale);

impl Say {
    /// A fixed text.
    pub(crate) fn the(self, words: Words) -> &'static str {
        self.0.of(words)
    }

    /// A text with facts in its places.
    pub(crate) fn with(self, words: Words, facts: &[&str]) -> String {
        i18n::fill(self.0.of(words), facts)
    }
}
