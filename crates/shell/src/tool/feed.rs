//! What is piped into a tool: `echo`, `printf` and `seq`, as a shell has them.
//!
//! Invariant: what is printed has at most [`OUTPUT_BYTES_MAX`] bytes; the rest is cut off.

use super::print_argument;
use crate::words::Word;
use engine::quantity::Text;

/// The most that a feed prints: a little more than a line can hold.
pub(super) const OUTPUT_BYTES_MAX: usize = 1024 * 1024;

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
    /// Its arguments with spaces between, and an end of line. `-n` leaves that out, `-e` reads
    /// `\n` and `\t`.
    Echo,
    /// A format with `%s`, `%d` and escapes, used again until its arguments are used up.
    Printf,
    /// `seq [-f FORMAT] [FIRST [STEP]] LAST`: whole numbers, one a line. The format has one `%g`,
    /// or `%05g` with leading zeros to that width.
    Seq,
}

/// The names of the feeds.
pub(crate) const NAMES: &[(&str, FeedName)] =
    &[("echo", FeedName::Echo), ("printf", FeedName::Printf), ("seq", FeedName::Seq)];

/// Whether a first word is the name of a feed.
pub(super) fn is_name(word: &str) -> bool {
    NAMES.iter().any(|(name, _)| *name == word)
}

impl Feed {
    /// A feed that prints exactly this text.
    #[must_use]
    pub fn text_of(text: &str) -> Self {
        Self { name: FeedName::Printf, arguments: vec!["%s".into(), text.into()] }
    }

    /// The feed that these words call.
    pub(crate) fn from_words(words: &[Word]) -> Option<Self> {
        let (first, rest) = words.split_first()?;
        let &(_, name) = NAMES.iter().find(|(name, _)| first.bare() == Some(*name))?;
        let arguments = rest.iter().map(|word| word.text.as_str().into()).collect();
        Some(Self { name, arguments })
    }

    /// What it prints.
    #[must_use]
    pub fn output(&self) -> String {
        let mut out = match self.name {
            FeedName::Echo => echo(&self.arguments),
            FeedName::Printf => printf(&self.arguments),
            FeedName::Seq => seq(&self.arguments),
        };
        let mut end = out.len().min(OUTPUT_BYTES_MAX);
        while !out.is_char_boundary(end) {
            end -= 1;
        }
        out.truncate(end);
        out
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

fn echo(arguments: &[Text]) -> String {
    let (mut newline, mut escapes, mut from) = (true, false, 0);
    while let Some(flag @ ("-n" | "-e" | "-ne" | "-en")) = arguments.get(from).map(AsRef::as_ref) {
        newline &= !flag.contains('n');
        escapes |= flag.contains('e');
        from += 1;
    }
    let mut out = arguments[from..].join(" ");
    if escapes {
        out = unescaped(&out);
    }
    if newline {
        out.push('\n');
    }
    out
}

fn printf(arguments: &[Text]) -> String {
    let Some((format, mut values)) = arguments.split_first() else { return String::new() };
    let format = unescaped(format);
    let mut out = String::new();
    loop {
        let before = values.len();
        let mut rest = format.as_str();
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            let directive = rest[at + 1..].chars().next();
            let length = 1 + directive.map_or(0, char::len_utf8);
            match directive {
                Some('s' | 'd' | 'i') => {
                    let value = values.split_first().map(|(value, others)| {
                        values = others;
                        &**value
                    });
                    out.push_str(value.unwrap_or_default());
                }
                Some('%') => out.push('%'),
                _ => out.push_str(&rest[at..at + length]),
            }
            rest = &rest[at + length..];
        }
        out.push_str(rest);
        if values.is_empty() || values.len() == before || out.len() > OUTPUT_BYTES_MAX {
            return out;
        }
    }
}

fn seq(arguments: &[Text]) -> String {
    let (format, numbers) = match arguments {
        [flag, format, numbers @ ..] if &**flag == "-f" => (&**format, numbers),
        numbers => ("%g", numbers),
    };
    let numbers: Option<Vec<i64>> = numbers.iter().map(|number| number.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some(&[last]) => (1, 1, last),
        Some(&[first, last]) => (first, 1, last),
        Some(&[first, step, last]) if step != 0 => (first, step, last),
        _ => return String::new(),
    };
    let (before, width, after) = directive(format).unwrap_or((format, 0, ""));
    let mut out = String::new();
    let mut number = first;
    while (if step > 0 { number <= last } else { number >= last }) && out.len() < OUTPUT_BYTES_MAX {
        let digits = format!("{number:0width$}");
        out.extend([before, &digits, after, "\n"]);
        match number.checked_add(step) {
            Some(next) => number = next,
            None => break,
        }
    }
    out
}

/// What stands before the `%g` of a format, how wide it is at least, and what stands behind it.
fn directive(format: &str) -> Option<(&str, usize, &str)> {
    format.match_indices('%').find_map(|(at, _)| {
        let (width, after) = format[at + 1..].split_once('g')?;
        let width: usize = match width {
            "" => 0,
            digits => digits.strip_prefix('0')?.parse().ok()?,
        };
        // A format's width is 16 bits wide; a feed's output is cut off later.
        Some((&format[..at], width.min(usize::from(u16::MAX)), after))
    })
}

/// Takes `\n`, `\t`, `\r`, `\\` and `\0` as what they mean; other backslashes stay.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some('\\') | None => out.push('\\'),
            Some(other) => out.extend(['\\', other]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(line: &str) -> String {
        let words: Vec<Word> =
            line.split(' ').map(|word| Word::bare_at(word, 0..word.len())).collect();
        Feed::from_words(&words).expect("a feed").output()
    }

    #[test]
    fn feeds_print_what_a_shell_prints() {
        assert_eq!(output("echo a b"), "a b\n");
        assert_eq!(output("echo -n a"), "a");
        assert_eq!(output(r"echo -e a\nb"), "a\nb\n");
        assert_eq!(output(r"echo a\nb"), "a\\nb\n");
        assert_eq!(output(r"printf %s\n a b"), "a\nb\n");
        assert_eq!(output(r"printf %s:%s\n k1 v1 k2"), "k1:v1\nk2:\n");
        assert_eq!(output(r"printf 100%%\t"), "100%\t");
        assert_eq!(output("seq 3"), "1\n2\n3\n");
        assert_eq!(output("seq -f order-%g 5 -2 0"), "order-5\norder-3\norder-1\n");
        assert_eq!(output("seq -f 100%-%05g! 7 7"), "100%-00007!\n");
        assert_eq!(output("seq -f %099999999999g 1").len(), usize::from(u16::MAX) + 1);
        assert_eq!(output("seq -f %5x 1"), "%5x1\n");
        assert_eq!(output("seq x"), "");
        assert!(output("seq 99999999999").len() <= OUTPUT_BYTES_MAX);
        assert_eq!(Feed::text_of("a%s\\n\n").output(), "a%s\\n\n");
    }
}
