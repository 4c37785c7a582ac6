//! Brackets and braces inside words, as a tree. Quoted brackets are text.

use crate::complaint::{Complaint, expected, missing};
use crate::words::Word;
use i18n::shell::{Kind, Problem};
use std::ops::Range;

/// How deep brackets may stand in brackets; the deepest request needs five.
const DEPTH_MAX: usize = 16;

/// A value in a body.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Anything without brackets.
    Atom(Word),
    /// `[a,b]`
    List(Vec<Value>, Range<usize>),
    /// `{a=1,b=2}`, in order.
    Map(Vec<(Word, Value)>, Range<usize>),
}

impl Value {
    /// The values in brackets.
    pub(crate) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items, _) => Some(items),
            Self::Atom(_) | Self::Map(..) => None,
        }
    }

    /// The names and values in braces.
    pub(crate) fn map(&self) -> Option<&[(Word, Self)]> {
        match self {
            Self::Map(fields, _) => Some(fields),
            Self::Atom(_) | Self::List(..) => None,
        }
    }

    /// The word, which must have no brackets.
    pub(crate) fn atom(&self, kind: Kind) -> Result<&Word, Complaint> {
        match self {
            Self::Atom(word) => Ok(word),
            Self::List(..) | Self::Map(..) => Err(self.expected(kind)),
        }
    }

    /// True for the bare word `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Atom(word) if word.bare() == Some("null"))
    }

    /// Where it stands in the line.
    pub(crate) fn span(&self) -> Range<usize> {
        match self {
            Self::Atom(word) => word.span.clone(),
            Self::List(_, span) | Self::Map(_, span) => span.clone(),
        }
    }

    /// That this is no `kind`.
    pub(crate) fn expected(&self, kind: Kind) -> Complaint {
        match self {
            Self::Atom(word) => expected(kind, word),
            Self::List(_, span) | Self::Map(_, span) => {
                let found = if matches!(self, Self::List(..)) { "[…]" } else { "{…}" };
                let found = Some(found.to_owned());
                Complaint::at(span.clone(), Problem::Expected { kind, found, nearest: None })
            }
        }
    }
}

/// Reads words of the form `name=value`.
pub(crate) fn fields(words: &[Word]) -> Result<Vec<(Word, Value)>, Complaint> {
    words.iter().map(field).collect()
}

fn field(word: &Word) -> Result<(Word, Value), Complaint> {
    let mut cursor = Cursor { word, at: 0 };
    let name = cursor.atom();
    if !cursor.accept('=') {
        return Err(expected(Kind::Field, word));
    }
    let value = cursor.value(0)?;
    match cursor.at == word.text.len() {
        true => Ok((name, value)),
        false => Err(cursor.bad()),
    }
}

struct Cursor<'a> {
    word: &'a Word,
    at: usize,
}

impl Cursor<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, Complaint> {
        let start = self.at;
        if depth > DEPTH_MAX {
            let problem = Problem::TooDeep { limit: DEPTH_MAX as u64 };
            return Err(Complaint::at(self.word.span.clone(), problem));
        }
        if self.accept('[') {
            let mut items = Vec::new();
            // `['']` holds one empty text, `[]` nothing.
            let holds_empty = self.word.is_empty_quote_at(self.at);
            while items.is_empty() && holds_empty || !self.accept(']') {
                self.separator(items.is_empty())?;
                items.push(self.value(depth + 1)?);
            }
            return Ok(Value::List(items, self.span(start)));
        }
        if self.accept('{') {
            let mut fields = Vec::new();
            while !self.accept('}') {
                self.separator(fields.is_empty())?;
                let name = self.atom();
                if !self.accept('=') {
                    return Err(match self.at == self.word.text.len() {
                        true => missing(Kind::Field, self.word.span.end),
                        false => expected(Kind::Field, &name),
                    });
                }
                fields.push((name, self.value(depth + 1)?));
            }
            return Ok(Value::Map(fields, self.span(start)));
        }
        Ok(Value::Atom(self.atom()))
    }

    /// Text up to the next bracket, comma or `=` that is not quoted; may be empty.
    fn atom(&mut self) -> Word {
        let start = self.at;
        let rest = &self.word.text[start..];
        let ends = |&(at, _): &(usize, &str)| !self.word.is_quoted_at(start + at);
        let end = rest.match_indices(|character| "[]{},=".contains(character)).find(ends);
        self.at = end.map_or(self.word.text.len(), |(at, _)| start + at);
        self.word.part(start..self.at)
    }

    fn separator(&mut self, first: bool) -> Result<(), Complaint> {
        match first || self.accept(',') {
            true if self.at < self.word.text.len() => Ok(()),
            _ => Err(self.bad()),
        }
    }

    fn accept(&mut self, structure: char) -> bool {
        let is_next = self.word.text[self.at..].starts_with(structure);
        let accepted = is_next && !self.word.is_quoted_at(self.at);
        self.at += usize::from(accepted);
        accepted
    }

    fn span(&self, start: usize) -> Range<usize> {
        self.word.part(start..self.at).span
    }

    fn bad(&self) -> Complaint {
        let rest = self.word.part(self.at..self.word.text.len());
        Complaint::at(rest.span, Problem::BadBody)
    }
}
