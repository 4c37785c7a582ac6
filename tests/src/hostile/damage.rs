//! How a right text is made wrong: by characters, by numbers at the edge, by words and lines that
//! belong elsewhere.

use crate::soak::Dice;

/// Numbers at which something may overflow or run empty.
const NUMBERS: &[&str] = &[
    "-1",
    "0",
    "1",
    "2",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "99999999999999999999999",
];

/// Characters that mean something to some reader of the text, or are long in UTF-8.
const CHARACTERS: &[char] = &[
    ' ', '\t', '\n', '\r', '\0', ';', '&', '|', '#', '\'', '"', '\\', '$', '=', ',', ':', '@', '-',
    '.', '{', '}', '[', ']', '~', '*', '(', '0', '9', 'é', '中', '🦀', '\u{202e}', '\u{feff}',
];

/// The text with some places changed. `others` are lines that could stand in it.
pub(super) fn damaged(text: &str, others: &[String], dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(4) {
        text = match dice.below(7) {
            0 | 1 => with_a_number_changed(&text, dice),
            2 => with_a_word_changed(&text, others, dice),
            3 | 4 => with_a_line_changed(&text, others, dice),
            5 => with_a_piece_gone(&text, dice),
            _ => with_a_character_changed(&text, dice),
        };
    }
    text
}

/// Only as many of the bytes as are left after a cut, or with one of them changed.
pub(super) fn damaged_bytes(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.below(256) as u8),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = dice.below(256) as u8;
                }
            }
        }
    }
    bytes
}

fn with_a_number_changed(text: &str, dice: &mut Dice) -> String {
    let is_digit = |at: &usize| text.as_bytes()[*at].is_ascii_digit();
    let starts = (0..text.len()).filter(|at| is_digit(at) && (*at == 0 || !is_digit(&(at - 1))));
    let Some(start) = dice.of_any(starts.collect()) else { return text.to_owned() };
    let end = (start..text.len()).find(|at| !is_digit(at)).unwrap_or(text.len());
    [&text[..start], dice.word(NUMBERS), &text[end..]].concat()
}

fn with_a_word_changed(text: &str, others: &[String], dice: &mut Dice) -> String {
    let others: Vec<&str> = dice.of(others).split_whitespace().collect();
    let mut words: Vec<&str> = text.split(' ').collect();
    let place = dice.below(words.len());
    match dice.below(3) {
        0 if !others.is_empty() => words[place] = dice.word(&others),
        1 => words.insert(place, dice.word(NUMBERS)),
        _ => drop(words.remove(place)),
    }
    words.join(" ")
}

fn with_a_line_changed(text: &str, others: &[String], dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let place = dice.below(lines.len());
    match dice.below(6) {
        0 => drop(lines.remove(place)),
        1 => lines.insert(place, lines[dice.below(lines.len())]),
        _ => lines.insert(place, dice.of(others).as_str()),
    }
    lines.join("\n")
}

fn with_a_piece_gone(text: &str, dice: &mut Dice) -> String {
    let from = dice.below(text.chars().count() + 1);
    let count = dice.below(12);
    text.chars().take(from).chain(text.chars().skip(from + count)).collect()
}

fn with_a_character_changed(text: &str, dice: &mut Dice) -> String {
    let place = dice.below(text.chars().count() + 1);
    let skipped = dice.below(2);
    let new = *dice.of(CHARACTERS);
    text.chars().take(place).chain([new]).chain(text.chars().skip(place + skipped)).collect()
}
