//! Java's hash codes, the order of its hash maps and of its strings.
//!
//! Kafka iterates `HashMap`s whose order decides who leads a group and who gets which partition, so
//! that order is part of Kafka's behaviour and not of its implementation alone. Everything here is
//! a pure function of keys and of the order in which they were put.
//!
//! Source: `java.lang.String#hashCode`, `java.util.HashMap` (OpenJDK 17), Kafka's `Uuid`,
//! `TopicPartition` and `timeline/TimelineHashMap`.

mod duration;
mod hash_map;
mod timeline;

pub use duration::{parse_duration, parse_duration_clamped};
pub use hash_map::{JavaHashMap, JavaHashSet};
pub use timeline::TimelineHashMap;

use crate::quantity::{PartitionId, TopicId, TopicPartition};
use alloc::rc::Rc;
use alloc::string::String;
use core::cmp::Ordering;

/// Has Java's `hashCode()`.
pub trait JavaHash {
    /// The hash code. Wraps as Java's `int` does.
    fn java_hash(&self) -> i32;
}

/// Java's `String.compareTo`: by UTF-16 units, which above U+FFFF is not the order of UTF-8.
#[must_use]
pub fn compare_strings(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

impl JavaHash for str {
    fn java_hash(&self) -> i32 {
        self.encode_utf16()
            .fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
    }
}

impl JavaHash for String {
    fn java_hash(&self) -> i32 {
        self.as_str().java_hash()
    }
}

impl<T: JavaHash + ?Sized> JavaHash for Rc<T> {
    fn java_hash(&self) -> i32 {
        (**self).java_hash()
    }
}

impl<T: JavaHash + ?Sized> JavaHash for &T {
    fn java_hash(&self) -> i32 {
        (**self).java_hash()
    }
}

impl JavaHash for i32 {
    fn java_hash(&self) -> i32 {
        *self
    }
}

impl JavaHash for PartitionId {
    fn java_hash(&self) -> i32 {
        self.0
    }
}

impl JavaHash for TopicId {
    fn java_hash(&self) -> i32 {
        let (most, least) = self.halves();
        let mixed = most ^ least;
        (mixed >> 32) as i32 ^ mixed as i32
    }
}

impl JavaHash for TopicPartition {
    fn java_hash(&self) -> i32 {
        let partition = 31_i32.wrapping_add(self.partition.0);
        partition.wrapping_mul(31).wrapping_add(self.topic.java_hash())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hash_by_utf16_units() {
        assert_eq!("polygenelubricants".java_hash(), i32::MIN);
        assert_eq!("Aa".java_hash(), "BB".java_hash());
        assert_eq!("\u{1F600}".java_hash(), 0xD83D * 31 + 0xDE00, "two units");
    }

    #[test]
    fn a_surrogate_sorts_before_the_private_use_area() {
        assert_eq!(compare_strings("\u{1F600}", "\u{E000}"), Ordering::Less);
        assert_eq!("\u{1F600}".cmp("\u{E000}"), Ordering::Greater, "UTF-8 disagrees");
        assert_eq!(compare_strings("a", "ab"), Ordering::Less);
    }
}
