//! Regular expressions for `subscribe(pattern)`: the part of `java.util.regex` that topic names need.
//!
//! Known: literals, `.`, classes (`[a-z]`, `[^x]`, `\d`, `\w`, `\s` and their opposites), groups,
//! `|`, `?`, `*`, `+`, `{m,n}`, `^`, `$` and look-ahead. A pattern must match the whole name, as
//! `Matcher.matches()` demands. Smaller than Kafka: no look-behind, no back references, no flags.

use crate::quantity::Text;
use crate::sort::sort_by_key;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    source: Text,
    alternatives: Rc<Alternatives>,
}

/// The pattern is not one, or uses what the model does not know: where, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BadPattern {
    /// Index of the character.
    pub at: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

type Alternatives = Vec<Vec<Piece>>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Piece {
    atom: Atom,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Atom {
    Any,
    Start,
    End,
    OneOf {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    Group(Box<Alternatives>),
    /// `(?=…)`; `(?!…)` if negated.
    Ahead {
        negated: bool,
        alternatives: Box<Alternatives>,
    },
}

/// Deep nesting and long repetitions are refused rather than followed.
const MOST_REPETITIONS: usize = 1_000;
const DEEPEST: usize = 20;
const DIGITS: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[('\t', '\r'), (' ', ' ')];

impl Pattern {
    /// Compiles `source`.
    ///
    /// # Errors
    ///
    /// What the model cannot read, and where.
    pub fn new(source: &str) -> Result<Self, BadPattern> {
        let text: Vec<char> = source.chars().collect();
        let mut parser = Parser { text: &text, at: 0, depth: 0 };
        let alternatives = parser.alternatives()?;
        if parser.at < text.len() {
            return Err(parser.bad("unmatched closing parenthesis"));
        }
        Ok(Self { source: source.into(), alternatives: Rc::new(alternatives) })
    }

    /// As it was written.
    #[must_use]
    pub const fn source(&self) -> &Text {
        &self.source
    }

    /// Whether the whole of `name` matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let text: Vec<char> = name.chars().collect();
        ends(&self.alternatives, &text, 0).contains(&text.len())
    }
}

/// Where a match that starts at `from` may end.
fn ends(alternatives: &Alternatives, text: &[char], from: usize) -> Vec<usize> {
    let mut all = Vec::new();
    for pieces in alternatives {
        let mut places = Vec::from([from]);
        for piece in pieces {
            places = repeated(piece, text, places);
        }
        all.extend(places);
    }
    unique(all)
}

fn repeated(piece: &Piece, text: &[char], from: Vec<usize>) -> Vec<usize> {
    let mut reached = if piece.least == 0 { from.clone() } else { Vec::new() };
    let mut places = from;
    for times in 1..=piece.most.min(text.len() + piece.least) {
        let next = places.iter().flat_map(|&place| once(&piece.atom, text, place)).collect();
        places = unique(next);
        if places.is_empty() {
            break;
        }
        if times >= piece.least {
            reached.extend(&places);
        }
    }
    unique(reached)
}

fn once(atom: &Atom, text: &[char], at: usize) -> Vec<usize> {
    let next = |matched: bool| if matched { Vec::from([at + 1]) } else { Vec::new() };
    match atom {
        Atom::Any => next(text.get(at).is_some_and(|&letter| letter != '\n')),
        Atom::Start => {
            if at == 0 {
                Vec::from([at])
            } else {
                Vec::new()
            }
        }
        Atom::End => {
            if at == text.len() {
                Vec::from([at])
            } else {
                Vec::new()
            }
        }
        Atom::OneOf { negated, ranges } => next(text.get(at).is_some_and(|letter| {
            ranges.iter().any(|(first, last)| (first..=last).contains(&letter)) != *negated
        })),
        Atom::Group(alternatives) => ends(alternatives, text, at),
        Atom::Ahead { negated, alternatives } => {
            let ahead = !ends(alternatives, text, at).is_empty();
            if ahead == *negated { Vec::new() } else { Vec::from([at]) }
        }
    }
}

fn unique(mut places: Vec<usize>) -> Vec<usize> {
    sort_by_key(&mut places, |place| *place);
    places.dedup();
    places
}

struct Parser<'a> {
    text: &'a [char],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn bad(&self, what: &'static str) -> BadPattern {
        BadPattern { at: self.at, what }
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.text.get(self.at).copied();
        self.at += usize::from(letter.is_some());
        letter
    }

    fn take(&mut self, wanted: char) -> bool {
        let here = self.text.get(self.at) == Some(&wanted);
        self.at += usize::from(here);
        here
    }

    fn alternatives(&mut self) -> Result<Alternatives, BadPattern> {
        let mut alternatives = Vec::from([Vec::new()]);
        while let Some(&letter) = self.text.get(self.at) {
            match letter {
                ')' => break,
                '|' => {
                    self.at += 1;
                    alternatives.push(Vec::new());
                }
                _ => {
                    let atom = self.atom()?;
                    let (least, most) = self.quantifier()?;
                    if let Some(pieces) = alternatives.last_mut() {
                        pieces.push(Piece { atom, least, most });
                    }
                }
            }
        }
        Ok(alternatives)
    }

    fn atom(&mut self) -> Result<Atom, BadPattern> {
        let literal =
            |letter| Atom::OneOf { negated: false, ranges: Vec::from([(letter, letter)]) };
        match self.next() {
            Some('.') => Ok(Atom::Any),
            Some('^') => Ok(Atom::Start),
            Some('$') => Ok(Atom::End),
            Some('[') => self.class(),
            Some('(') => self.group(),
            Some('\\') => {
                let (negated, ranges) = self.escape()?;
                Ok(Atom::OneOf { negated, ranges })
            }
            Some('*' | '+' | '?' | '{') => {
                self.at -= 1;
                Err(self.bad("nothing to repeat"))
            }
            Some(letter) => Ok(literal(letter)),
            None => Err(self.bad("unexpected end")),
        }
    }

    fn group(&mut self) -> Result<Atom, BadPattern> {
        let ahead = match self.take('?') {
            false => None,
            true if self.take(':') => None,
            true if self.take('=') => Some(false),
            true if self.take('!') => Some(true),
            true => return Err(self.bad("only (?:…), (?=…) and (?!…) are known of these groups")),
        };
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.bad("too deeply nested"));
        }
        let alternatives = Box::new(self.alternatives()?);
        self.depth -= 1;
        if !self.take(')') {
            return Err(self.bad("unclosed group"));
        }
        Ok(match ahead {
            Some(negated) => Atom::Ahead { negated, alternatives },
            None => Atom::Group(alternatives),
        })
    }

    /// What follows a backslash: whether the class is negated, and what is in it.
    fn escape(&mut self) -> Result<(bool, Vec<(char, char)>), BadPattern> {
        match self.next() {
            Some('d') => Ok((false, DIGITS.to_vec())),
            Some('D') => Ok((true, DIGITS.to_vec())),
            Some('w') => Ok((false, WORD.to_vec())),
            Some('W') => Ok((true, WORD.to_vec())),
            Some('s') => Ok((false, SPACE.to_vec())),
            Some('S') => Ok((true, SPACE.to_vec())),
            Some(letter) if letter.is_ascii_alphanumeric() => Err(self.bad("unknown escape")),
            Some(letter) => Ok((false, Vec::from([(letter, letter)]))),
            None => Err(self.bad("unexpected end")),
        }
    }

    fn class(&mut self) -> Result<Atom, BadPattern> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let first = match self.next() {
                None => return Err(self.bad("unclosed character class")),
                Some(']') if !ranges.is_empty() => return Ok(Atom::OneOf { negated, ranges }),
                Some('\\') => match self.escape()? {
                    (false, escaped) => match escaped.as_slice() {
                        [(first, last)] if first == last => *first,
                        several => {
                            ranges.extend_from_slice(several);
                            continue;
                        }
                    },
                    (true, _) => return Err(self.bad("a negated class inside a class")),
                },
                Some('[') => return Err(self.bad("a class inside a class")),
                Some(letter) => letter,
            };
            let is_range = self.text.get(self.at) == Some(&'-')
                && self.text.get(self.at + 1).is_some_and(|&letter| letter != ']');
            if is_range {
                self.at += 1;
            }
            let last = if is_range { self.next().unwrap_or(first) } else { first };
            if last < first {
                return Err(self.bad("illegal character range"));
            }
            ranges.push((first, last));
        }
    }

    fn quantifier(&mut self) -> Result<(usize, usize), BadPattern> {
        let bounds = match self.text.get(self.at) {
            Some('?') => (0, 1),
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('{') => return self.counted(),
            Some(_) | None => return Ok((1, 1)),
        };
        self.at += 1;
        self.lazy_or_possessive()?;
        Ok(bounds)
    }

    fn counted(&mut self) -> Result<(usize, usize), BadPattern> {
        self.at += 1;
        let least = self.number()?;
        let most = match self.take(',') {
            false => least,
            true if self.text.get(self.at) == Some(&'}') => usize::MAX,
            true => self.number()?,
        };
        if !self.take('}') || most < least {
            return Err(self.bad("illegal repetition"));
        }
        self.lazy_or_possessive()?;
        Ok((least, most))
    }

    fn number(&mut self) -> Result<usize, BadPattern> {
        let mut number = None;
        while let Some(digit) = self.text.get(self.at).and_then(|letter| letter.to_digit(10)) {
            number = Some(number.unwrap_or(0_usize) * 10 + digit as usize);
            self.at += 1;
            if number > Some(MOST_REPETITIONS) {
                return Err(self.bad("too many repetitions"));
            }
        }
        number.ok_or_else(|| self.bad("illegal repetition"))
    }

    /// A lazy quantifier matches the same whole names; a possessive one does not.
    fn lazy_or_possessive(&mut self) -> Result<(), BadPattern> {
        self.take('?');
        if self.text.get(self.at) == Some(&'+') {
            return Err(self.bad("possessive quantifiers are not known"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(name))
    }

    #[test]
    fn the_whole_name_must_match() {
        assert!(matches("eu-.*", "eu-orders"));
        assert!(!matches("eu-.*", "xeu-orders"));
        assert!(!matches("eu", "eu-orders"));
        assert!(matches("eu|us", "us"));
        assert!(matches("(eu|us)-[a-z]+(-\\d{2,3})?", "us-orders-042"));
        assert!(!matches("(eu|us)-[a-z]+(-\\d{2,3})?", "us-orders-1"));
        assert!(matches("^[^_].*$", "orders"));
        assert!(!matches("^[^_].*$", "__consumer_offsets"));
        assert!(matches("a\\.b", "a.b"));
        assert!(!matches("a\\.b", "axb"));
    }

    #[test]
    fn a_look_ahead_takes_up_nothing() {
        assert!(matches("(?!__).*", "orders"));
        assert!(!matches("(?!__).*", "__consumer_offsets"));
        assert!(matches("(?=eu).*orders", "eu-orders"));
    }

    #[test]
    fn a_repetition_of_nothing_ends() {
        assert!(matches("(a*)*b", "aaab"));
        assert!(!matches("(a*)*b", "aaaa"));
    }

    #[test]
    fn what_is_not_known_is_refused_with_its_place() {
        let refused = |pattern| Pattern::new(pattern).err();
        assert_eq!(
            refused("a)"),
            Some(BadPattern { at: 1, what: "unmatched closing parenthesis" })
        );
        assert_eq!(refused("*a"), Some(BadPattern { at: 0, what: "nothing to repeat" }));
        assert!(refused("(?<=a)b").is_some());
        assert!(refused("[a").is_some());
        assert!(refused("a{2").is_some());
    }
}
