//! A line is cut into words as a shell does it, and a word is written so that it is read back.
//!
//! Invariant: for every text `t`, the line `quoted(t)` splits into one word whose text is `t`. A
//! separator (`=`, `,`, `-`…) inside quotes is no separator: [`Word`] remembers what was quoted.

use crate::complaint::Complaint;
use i18n::shell::Problem;
use std::ops::Range;

/// The longest line that is read, in bytes. A batch of records fits; a mistake does not.
pub const LINE_BYTES_MAX: usize = 256 * 1024;

/// A word after its quotes are taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Where it stands in the line, quotes included, in bytes.
    pub span: Range<usize>,
    /// Ranges of `text` that stood inside quotes, in order.
    quoted: Vec<Range<usize>>,
}

/// What stands between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word.
    Word(Word),
    /// `;`, or the end of a line: the next step follows.
    Then(Range<usize>),
    /// `&`: the step before does not wait for its call to return.
    Background(Range<usize>),
    /// `|`: the left side feeds the right side.
    Pipe(Range<usize>),
}

impl Word {
    /// A word without quotes.
    #[must_use]
    pub fn bare_at(text: &str, span: Range<usize>) -> Self {
        Self { text: text.to_owned(), span, quoted: Vec::new() }
    }

    /// True where no part was quoted: only such a word can be `null`, an option or a number.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.quoted.is_empty()
    }

    /// The text, if no part was quoted.
    #[must_use]
    pub fn bare(&self) -> Option<&str> {
        self.is_bare().then_some(self.text.as_str())
    }

    /// Cuts at the first separator that was not quoted.
    #[must_use]
    pub fn split(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.bare_indices(separator).next()?;
        Some((self.part(0..at), self.part(at + separator.len_utf8()..self.text.len())))
    }

    /// Cuts at the last separator that was not quoted.
    #[must_use]
    pub fn split_last(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.bare_indices(separator).last()?;
        Some((self.part(0..at), self.part(at + separator.len_utf8()..self.text.len())))
    }

    /// Cuts at every separator that was not quoted.
    #[must_use]
    pub fn split_all(&self, separator: char) -> Vec<Self> {
        let mut from = 0;
        let mut parts = Vec::new();
        for at in self.bare_indices(separator) {
            parts.push(self.part(from..at));
            from = at + separator.len_utf8();
        }
        parts.push(self.part(from..self.text.len()));
        parts
    }

    /// What follows `prefix`, if the word begins with it outside quotes.
    #[must_use]
    pub fn strip(&self, prefix: &str) -> Option<Self> {
        let bare_until = self.quoted.first().map_or(self.text.len(), |range| range.start);
        (self.text.starts_with(prefix) && prefix.len() <= bare_until)
            .then(|| self.part(prefix.len()..self.text.len()))
    }

    /// Whether the byte at `index` of the text stood inside quotes.
    #[must_use]
    pub fn is_quoted_at(&self, index: usize) -> bool {
        let until = self.quoted.partition_point(|range| range.start <= index);
        self.quoted[..until].last().is_some_and(|range| range.contains(&index))
    }

    /// Whether quotes with nothing inside stood before the byte at `index` of the text.
    #[must_use]
    pub fn is_empty_quote_at(&self, index: usize) -> bool {
        self.quoted.iter().any(|range| range.is_empty() && range.start == index)
    }

    /// A piece of the word. It keeps the whole word's place in the line, or its own if nothing was
    /// quoted.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let span = match self.quoted.is_empty() {
            true => self.span.start + range.start..self.span.start + range.end,
            false => self.span.clone(),
        };
        let touches = |quoted: &&Range<usize>| {
            quoted.start < range.end && quoted.end > range.start
                || quoted.is_empty() && (range.start..=range.end).contains(&quoted.start)
        };
        let shift = |quoted: &Range<usize>| {
            quoted.start.max(range.start) - range.start..quoted.end.min(range.end) - range.start
        };
        Self {
            text: self.text[range.clone()].to_owned(),
            span,
            quoted: self.quoted.iter().filter(touches).map(shift).collect(),
        }
    }

    fn bare_indices(&self, separator: char) -> impl Iterator<Item = usize> {
        let indices = self.text.match_indices(separator).map(|(at, _)| at);
        indices.filter(|&at| !self.is_quoted_at(at))
    }
}

/// Cuts a line into words and what stands between them. A `#` where a word could begin starts a
/// comment; a backslash before the end of a line joins it with the next.
pub fn split(line: &str) -> Result<Vec<Token>, Complaint> {
    if line.len() > LINE_BYTES_MAX {
        return Err(Complaint::at(0..0, Problem::LineTooLong { limit: LINE_BYTES_MAX as u64 }));
    }
    let mut tokens = Vec::new();
    let mut scanner = Scanner { line, at: 0 };
    while let Some(next) = scanner.peek() {
        let start = scanner.at;
        let token: Option<fn(Range<usize>) -> Token> = match next {
            ';' | '\n' => Some(Token::Then),
            '&' => Some(Token::Background),
            '|' => Some(Token::Pipe),
            '#' => {
                scanner.at += scanner.rest().find('\n').unwrap_or(scanner.rest().len());
                continue;
            }
            space if space.is_whitespace() => None,
            '\\' if scanner.rest()[1..].starts_with('\n') => None,
            _ => {
                tokens.push(Token::Word(scanner.word()?));
                continue;
            }
        };
        scanner.next();
        if next == '\\' {
            scanner.next();
        }
        if let Some(token) = token {
            tokens.push(token(start..scanner.at));
        }
    }
    Ok(tokens)
}

struct Scanner<'a> {
    line: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.line[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn word(&mut self) -> Result<Word, Complaint> {
        let start = self.at;
        let mut text = String::new();
        let mut quoted = Vec::new();
        while let Some(next) = self.peek() {
            if next.is_whitespace() || matches!(next, ';' | '&' | '|') {
                break;
            }
            let from = text.len();
            match next {
                '\'' => self.single(&mut text)?,
                '"' => self.double(&mut text)?,
                '$' if self.rest()[1..].starts_with('\'') => self.escaped(&mut text)?,
                '\\' if self.rest()[1..].starts_with('\n') => break,
                '\\' => {
                    self.next();
                    match self.next() {
                        Some(plain) => text.push(plain),
                        None => return Err(self.unclosed(start, "\\")),
                    }
                }
                _ => {
                    text.push(next);
                    self.next();
                    continue;
                }
            }
            quoted.push(from..text.len());
        }
        Ok(Word { text, span: start..self.at, quoted })
    }

    /// `'…'`: everything as it stands.
    fn single(&mut self, text: &mut String) -> Result<(), Complaint> {
        let start = self.at;
        self.next();
        let Some(length) = self.rest().find('\'') else { return Err(self.unclosed(start, "'")) };
        text.push_str(&self.line[self.at..self.at + length]);
        self.at += length + 1;
        Ok(())
    }

    /// `"…"`: as it stands, but a backslash before `"`, `\`, `$` and `` ` `` takes itself away.
    fn double(&mut self, text: &mut String) -> Result<(), Complaint> {
        let start = self.at;
        self.next();
        loop {
            match self.next() {
                None => return Err(self.unclosed(start, "\"")),
                Some('"') => return Ok(()),
                Some('\\') if matches!(self.peek(), Some('"' | '\\' | '$' | '`')) => {
                    text.extend(self.next());
                }
                Some(plain) => text.push(plain),
            }
        }
    }

    /// `$'…'`: with the escapes of C and `\u4e2d`.
    fn escaped(&mut self, text: &mut String) -> Result<(), Complaint> {
        let start = self.at;
        self.at += 2;
        loop {
            let at = self.at;
            match self.next() {
                None => return Err(self.unclosed(start, "$'")),
                Some('\'') => return Ok(()),
                Some('\\') => match self.escape() {
                    Some(meant) => text.push(meant),
                    None => return Err(Complaint::at(at..self.at, Problem::BadEscape)),
                },
                Some(plain) => text.push(plain),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let digits = match self.next()? {
            'n' => return Some('\n'),
            't' => return Some('\t'),
            'r' => return Some('\r'),
            'e' => return Some('\u{1b}'),
            '0' => return Some('\0'),
            plain @ ('\'' | '\\' | '"') => return Some(plain),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        let number = self.rest().get(..digits)?;
        let number = u32::from_str_radix(number, 16).ok().filter(|_| !number.starts_with('+'))?;
        self.at += digits;
        // `\x80` and beyond would be half a character in a shell; bytes are written `0x…` here.
        char::from_u32(number).filter(|_| digits > 2 || number < 0x80)
    }

    fn unclosed(&self, start: usize, quote: &'static str) -> Complaint {
        Complaint::at(start..self.line.len(), Problem::UnclosedQuote { quote })
    }
}

/// Writes a text as one word, with quotes where it needs them.
pub fn quoted(text: &str, out: &mut String) {
    let bare = |character: char| match character.is_ascii() {
        true => character.is_ascii_alphanumeric() || "_./+%^-".contains(character),
        false => !is_invisible(character),
    };
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(bare) {
        out.push_str(text);
    } else if !text.contains(|character| character == '\'' || is_invisible(character)) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        escaped(text, out);
    }
}

/// Writes a text in quotes even where it would not need them: a word that would mean something.
pub fn always_quoted(text: &str, out: &mut String) {
    let before = out.len();
    quoted(text, out);
    if !out[before..].starts_with(['\'', '$']) {
        out.insert(before, '\'');
        out.push('\'');
    }
}

fn escaped(text: &str, out: &mut String) {
    out.push_str("$'");
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\'' | '\\' => out.extend(['\\', character]),
            hidden if is_invisible(hidden) => {
                let number = u32::from(hidden);
                let (letter, digits) = match number {
                    0..0x80 => ('x', 2),
                    0x80..0x1_0000 => ('u', 4),
                    _ => ('U', 8),
                };
                out.extend(['\\', letter]);
                for digit in (0..digits).rev() {
                    let value = (number >> (4 * digit)) & 15;
                    out.extend(char::from_digit(value, 16));
                }
            }
            plain => out.push(plain),
        }
    }
    out.push('\'');
}

/// Characters that a reader would not see, or that would change how the line looks.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(character, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
