//! What is wrong with a line, as a value: where, what was expected, and the nearest right word.
//!
//! Invariant: the span lies on character boundaries of the line that was read.

use i18n::Locale;
use i18n::shell::{Kind, Problem};
use std::ops::Range;

use crate::words::Word;

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Which bytes of the line are meant; empty at the end where something is missing.
    pub span: Range<usize>,
    /// What is wrong with them. In a box, so that a result is hardly larger than what it holds.
    pub problem: Box<Problem>,
}

impl Complaint {
    /// That `problem` stands at `span`.
    #[must_use]
    pub fn at(span: Range<usize>, problem: Problem) -> Self {
        Self { span, problem: Box::new(problem) }
    }

    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        self.problem.sentence(locale)
    }
}

/// That `word` is no `kind`.
pub(crate) fn expected(kind: Kind, word: &Word) -> Complaint {
    expected_one_of(kind, word, std::iter::empty())
}

/// That `word` is no `kind`, of which `known` are the right ones.
pub(crate) fn expected_one_of<'a>(
    kind: Kind,
    word: &Word,
    known: impl Iterator<Item = &'a str>,
) -> Complaint {
    let nearest = nearest(&word.text, known);
    let found = Some(shortened(&word.text));
    Complaint::at(word.span.clone(), Problem::Expected { kind, found, nearest })
}

/// That the line ends where a `kind` should stand.
pub(crate) fn missing(kind: Kind, end: usize) -> Complaint {
    Complaint::at(end..end, Problem::Expected { kind, found: None, nearest: None })
}

/// As much of a word as a sentence can bear.
pub(crate) fn shortened(text: &str) -> String {
    const CHARACTERS_MAX: usize = 40;
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((at, _)) => [&text[..at], "…"].concat(),
        None => text.to_owned(),
    }
}

/// The known word that is closest to `word`, if it is close: at most a third of it differs.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const LENGTH_MAX: usize = 64;
    let length = word.chars().count();
    if length > LENGTH_MAX {
        return None;
    }
    let limit = (length / 3).max(1);
    let distances = known.map(|known| (distance(word, known), known));
    let close = distances.filter(|&(distance, _)| distance <= limit);
    close.min_by_key(|&(distance, _)| distance).map(|(_, known)| known.to_owned())
}

/// How many characters must be changed, put in, taken out or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, character) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, &wanted) in to.iter().enumerate() {
            let same = usize::from(!character.eq_ignore_ascii_case(&wanted));
            let mut best = (last[column] + same).min(last[column + 1] + 1).min(current[column] + 1);
            if column > 0 && previous == Some(wanted) && to[column - 1] == character {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(character);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["subscribe", "unsubscribe", "poll", "commit"];
        let nearest = |word| nearest(word, known.iter().copied());
        assert_eq!(nearest("subscirbe").as_deref(), Some("subscribe"));
        assert_eq!(nearest("pol").as_deref(), Some("poll"));
        assert_eq!(nearest("COMMIT").as_deref(), Some("commit"));
        assert_eq!(nearest("quux"), None);
    }
}
