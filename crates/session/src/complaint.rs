//! Why a session did not do what it was asked to. The history is as it was.

use engine::rejection::Rejection;
use i18n::Locale;
use i18n::history::Trouble;

/// A refusal, with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// The line is no line of the language; it says where.
    Line(shell::Complaint),
    /// The world does not take it.
    Refused(Rejection),
    /// No world begins like this.
    Genesis(Rejection),
    /// A line of a link or a file is not taken by its world.
    RefusedAt {
        /// The line of the text, from 1.
        line: usize,
        /// Why.
        rejection: Rejection,
    },
    /// The history, a link or a file.
    History(Trouble),
}

impl Complaint {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let reason = |rejection| shell::refusal::sentence(rejection, locale);
        match self {
            Self::Line(complaint) => complaint.sentence(locale),
            Self::Refused(rejection) => reason(rejection),
            Self::Genesis(rejection) => Trouble::Genesis(reason(rejection)).sentence(locale),
            Self::RefusedAt { line, rejection } => {
                Trouble::Refused { line: *line, reason: reason(rejection) }.sentence(locale)
            }
            Self::History(trouble) => trouble.sentence(locale),
        }
    }
}

impl From<shell::Complaint> for Complaint {
    fn from(complaint: shell::Complaint) -> Self {
        Self::Line(complaint)
    }
}

impl From<Rejection> for Complaint {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

impl From<Trouble> for Complaint {
    fn from(trouble: Trouble) -> Self {
        Self::History(trouble)
    }
}
