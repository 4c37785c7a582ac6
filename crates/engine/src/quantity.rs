//! The quantities that Kafka counts, each with a type of its own so that none stands for another.
//!
//! Arithmetic saturates: a learner may type any number, and no number may panic.

use alloc::rc::Rc;
use alloc::string::String;
use core::fmt;
use core::ops::{Add, Sub};

/// Immutable text that clones without copying: names, ids, values of configs.
pub type Text = Rc<str>;

/// Immutable bytes that clone without copying: keys, values, what Kafka treats as opaque.
pub type Bytes = Rc<[u8]>;

/// The number of a record in one partition; as a bound, the number of the *next* record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub i64);

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A span of time in milliseconds. Kafka's `-1` ("off") is kept where a config says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub i64);

/// The number of a partition in its topic, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionId(pub i32);

/// The number of a broker (`node.id`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BrokerId(pub i32);

/// A topic's id: survives renaming never, recreation never. All zeros is Kafka's "no id".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicId(pub [u8; 16]);

/// One partition of one topic. Sorted by topic, then number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicPartition {
    /// The topic's name.
    pub topic: Text,
    /// The partition's number.
    pub partition: PartitionId,
}

impl TopicPartition {
    /// The partition `partition` of `topic`.
    #[must_use]
    pub fn new(topic: impl Into<Text>, partition: i32) -> Self {
        Self { topic: topic.into(), partition: PartitionId(partition) }
    }

    /// Reads Kafka's own spelling, `topic-3`: the number stands after the last hyphen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (topic, number) = text.rsplit_once('-')?;
        let partition = number.parse().ok().filter(|_| !topic.is_empty())?;
        Some(Self::new(topic, partition))
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition.0)
    }
}

impl Offset {
    /// The offset after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Time {
    /// How long it is from `earlier` to here; negative if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<i64> for Offset {
    type Output = Self;
    fn add(self, records: i64) -> Self {
        Self(self.0.saturating_add(records))
    }
}

impl Sub for Offset {
    type Output = i64;
    fn sub(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

impl Add<Millis> for Time {
    type Output = Self;
    fn add(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Millis> for Time {
    type Output = Self;
    fn sub(self, span: Millis) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Millis {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl TopicId {
    /// Kafka's spelling: 22 characters of unpadded base64url.
    #[must_use]
    pub fn text(self) -> String {
        base64url(&self.0)
    }

    /// Reads [`TopicId::text`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits: u32 = 0;
        let mut held = 0;
        let mut bytes = [0_u8; 16];
        let mut filled = 0;
        for character in text.bytes() {
            let digit = ALPHABET.iter().position(|&known| known == character)?;
            bits = (bits << 6) | u32::try_from(digit).ok()?;
            held += 6;
            if held >= 8 {
                held -= 8;
                *bytes.get_mut(filled)? = (bits >> held) as u8;
                bits &= (1 << held) - 1;
                filled += 1;
            }
        }
        (filled == 16 && text.len() == 22).then_some(Self(bytes))
    }

    /// The two halves as Java's `Uuid` holds them: most and least significant 64 bits.
    #[must_use]
    pub fn halves(self) -> (i64, i64) {
        let half = |from: usize| {
            let eight = self.0.iter().skip(from).take(8);
            eight.fold(0_i64, |value, &byte| (value << 8) | i64::from(byte))
        };
        (half(0), half(8))
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Unpadded base64url, the spelling of Kafka's ids.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for digit in 0..=three.len() {
            let index = (bits >> (18 - 6 * digit)) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

macro_rules! shows_its_number {
    ($($quantity:ty),*) => {$(
        impl fmt::Display for $quantity {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
shows_its_number!(Offset, Time, Millis, PartitionId, BrokerId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topic_ids_keep_their_spelling() {
        for text in ["8IjFqdTb5v6NBTmuMiAB-A", "AAAAAAAAAAAAAAAAAAAAAA", "WQc3MEo66Kydf1C4-U1Pfg"] {
            assert_eq!(TopicId::parse(text).map(TopicId::text).as_deref(), Some(text));
        }
        assert_eq!(TopicId::parse("8IjFqdTb5v6NBTmuMiAB"), None, "too short");
        assert_eq!(TopicId::parse("8IjFqdTb5v6NBTmuMiAB+A"), None, "not base64url");
    }

    #[test]
    fn a_partition_is_read_from_the_last_hyphen() {
        assert_eq!(TopicPartition::parse("a-b-3"), Some(TopicPartition::new("a-b", 3)));
        assert_eq!(TopicPartition::parse("-3"), None);
        assert_eq!(TopicPartition::parse("t"), None);
    }
}
