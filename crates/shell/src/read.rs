//! Reads a word as what it stands for: a number, a span, a partition, bytes.
//!
//! Each reader is the inverse of the writer of the same name in `write`.

use crate::complaint::{Complaint, expected, shortened};
use crate::words::Word;
use engine::command::{MessageId, OffsetAndMetadata, Properties};
use engine::quantity::{Bytes, Millis, PartitionId, Text, TopicPartition};
use engine::sorted::SortedMap;
use i18n::shell::{Kind, Problem};

/// A whole number within the limits.
pub(crate) fn number(kind: Kind, word: &Word, min: i64, max: i64) -> Result<i64, Complaint> {
    let digits = word.text.strip_prefix('-').unwrap_or(&word.text);
    if !is_digits(digits) || !word.is_bare() {
        return Err(expected(kind, word));
    }
    let value: Option<i64> = word.text.parse().ok();
    value.filter(|value| (min..=max).contains(value)).ok_or_else(|| {
        let (min, max) = (min.to_string(), max.to_string());
        let problem = Problem::OutOfRange { found: shortened(&word.text), min, max };
        Complaint::at(word.span.clone(), problem)
    })
}

/// Any 64-bit number.
pub(crate) fn long(kind: Kind, word: &Word) -> Result<i64, Complaint> {
    number(kind, word, i64::MIN, i64::MAX)
}

/// Any 32-bit number.
pub(crate) fn int(kind: Kind, word: &Word) -> Result<i32, Complaint> {
    number(kind, word, i32::MIN.into(), i32::MAX.into()).map(|value| value as i32)
}

/// Any 16-bit number.
pub(crate) fn short(kind: Kind, word: &Word) -> Result<i16, Complaint> {
    number(kind, word, i16::MIN.into(), i16::MAX.into()).map(|value| value as i16)
}

/// `m12`.
pub(crate) fn message(word: &Word) -> Result<MessageId, Complaint> {
    let digits = word.bare().and_then(|text| text.strip_prefix('m'));
    let number = digits.filter(|digits| is_digits(digits)).and_then(|digits| digits.parse().ok());
    number.map(MessageId).ok_or_else(|| expected(Kind::Message, word))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Units of time and how many milliseconds they have, the largest first.
pub(crate) const UNITS: &[(&str, i64)] =
    &[("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)];

/// `5s`, `1500ms`, `2min`, `7d`; a number alone counts milliseconds.
pub(crate) fn span(word: &Word) -> Result<Millis, Complaint> {
    let digits = word.text.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let unit = &word.text[digits.len()..];
    let known = UNITS.iter().find(|(name, _)| *name == unit || unit.is_empty() && *name == "ms");
    let Some(&(_, factor)) = known.filter(|_| word.is_bare()) else {
        return Err(expected(Kind::Span, word));
    };
    let digits = word.part(0..digits.len());
    let count = number(Kind::Span, &digits, i64::MIN / factor, i64::MAX / factor)?;
    Ok(Millis(count * factor))
}

/// `orders-0`; `orders:-1` where the number has a sign of its own.
pub(crate) fn partition(word: &Word) -> Result<TopicPartition, Complaint> {
    let cut = word.split(':').or_else(|| word.split_last('-'));
    let (topic, number) = cut.ok_or_else(|| expected(Kind::Partition, word))?;
    let number = int(Kind::Partition, &number).map_err(|complaint| {
        let is_number = !matches!(*complaint.problem, Problem::Expected { .. });
        if is_number { complaint } else { expected(Kind::Partition, word) }
    })?;
    Ok(TopicPartition { topic: topic.text.into(), partition: PartitionId(number) })
}

/// `orders-0=…`, as often as one likes.
pub(crate) fn by_partition<T>(
    words: &[Word],
    kind: Kind,
    read: impl Fn(&Word) -> Result<T, Complaint>,
) -> Result<Vec<(TopicPartition, T)>, Complaint> {
    let pair = |word: &Word| {
        let (name, value) = word.split('=').ok_or_else(|| expected(kind, word))?;
        Ok((partition(&name)?, read(&value)?))
    };
    words.iter().map(pair).collect()
}

/// `orders-0=4`, `orders-0=4@epoch:metadata`.
pub(crate) fn offsets(
    words: &[Word],
) -> Result<SortedMap<TopicPartition, OffsetAndMetadata>, Complaint> {
    let mut offsets = SortedMap::new();
    for word in words {
        let wrong = || expected(Kind::PartitionOffset, word);
        let (name, value) = word.split('=').ok_or_else(wrong)?;
        let (numbers, metadata) = match value.split(':') {
            Some((numbers, metadata)) => (numbers, metadata.text),
            None => (value, String::new()),
        };
        let (offset, epoch) = match numbers.split('@') {
            Some((offset, epoch)) => (offset, Some(int(Kind::LeaderEpoch, &epoch)?)),
            None => (numbers, None),
        };
        let offset = long(Kind::PartitionOffset, &offset)?;
        let committed =
            OffsetAndMetadata { offset, leader_epoch: epoch, metadata: metadata.into() };
        if offsets.insert(partition(&name)?, committed).is_some() {
            let problem = Problem::Twice { name: shortened(&name.text) };
            return Err(Complaint::at(word.span.clone(), problem));
        }
    }
    Ok(offsets)
}

/// `null`, `0x…`, or text as its UTF-8.
pub(crate) fn bytes(word: &Word) -> Result<Option<Bytes>, Complaint> {
    if word.bare() == Some("null") {
        return Ok(None);
    }
    let Some(digits) = word.strip("0x") else { return Ok(Some(word.text.as_bytes().into())) };
    let pair = |pair: &[u8]| match *pair {
        [high, low] => {
            let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
            Some(digit(high)? << 4 | digit(low)?)
        }
        _ => None,
    };
    let bytes: Option<Vec<u8>> = digits.text.as_bytes().chunks(2).map(pair).collect();
    let bytes = bytes.ok_or_else(|| expected(Kind::Hexadecimal, word))?;
    Ok(Some(bytes.into()))
}

/// `null`, or text.
pub(crate) fn nullable_text(word: &Word) -> Option<Text> {
    (word.bare() != Some("null")).then(|| word.text.as_str().into())
}

/// `name=value` settings.
pub(crate) fn properties(words: &[Word]) -> Result<Properties, Complaint> {
    let property = |word: &Word| {
        let (name, value) = word.split('=').ok_or_else(|| expected(Kind::Config, word))?;
        Ok((name.text.into(), nullable_text(&value)))
    };
    words.iter().map(property).collect()
}
