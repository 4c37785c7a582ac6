//! The formula of the article that this project corrects, taken seriously: computed with the
//! learner's own numbers, so that the engine can show what it is worth.
//!
//! `Offset = PartitionSize × (GroupID mod PartitionCount) + MessageIndex` does not exist in Kafka.
//! Its one true relative does: the partition of `__consumer_offsets` that keeps a group.

use engine::java::JavaHash;
use i18n::lesson::FormulaSentence;

/// One of the four numbers that the formula asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// `PartitionSize`: no such thing in Kafka, a partition has no fixed size.
    PartitionSize,
    /// `GroupID`: in Kafka a text.
    GroupId,
    /// `PartitionCount`.
    PartitionCount,
    /// `MessageIndex`: already the offset, where nothing was deleted or compacted.
    MessageIndex,
}

/// What the learner typed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// See [`Input::PartitionSize`].
    pub size: String,
    /// See [`Input::GroupId`].
    pub group: String,
    /// See [`Input::PartitionCount`].
    pub count: String,
    /// See [`Input::MessageIndex`].
    pub index: String,
}

/// The formula, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// `GroupID mod PartitionCount`.
    pub remainder: i64,
    /// `PartitionSize ×` that.
    pub product: i64,
    /// `+ MessageIndex`.
    pub offset: i64,
}

/// Why the formula has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSum {
    /// The text is no whole number: `group_1`.
    NotANumber {
        /// Where it was typed.
        input: Input,
        /// The text.
        text: String,
    },
    /// Division by zero, or a negative count.
    NoPartitions,
    /// Beyond 64 bits.
    TooLarge,
}

/// What the engine says to the formula's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Outside the log: a fetch there is answered OFFSET_OUT_OF_RANGE.
    OutOfRange {
        /// The first offset that is there.
        log_start: i64,
        /// The offset after the last one.
        log_end: i64,
    },
    /// There happens to be something at that number, in every partition that is long enough; the
    /// group has no part in it.
    InRange {
        /// The first offset that is there.
        log_start: i64,
        /// The offset after the last one.
        log_end: i64,
    },
}

impl Inputs {
    /// The article's own example: 3 partitions, 1,000 records each, group "1", index 500.
    #[must_use]
    pub fn of_the_article() -> Self {
        let typed = |text: &str| text.to_owned();
        Self { size: typed("1000"), group: typed("1"), count: typed("3"), index: typed("500") }
    }

    /// Works the formula out.
    ///
    /// # Errors
    ///
    /// [`NoSum`], the first reason in the order in which the formula is read.
    pub fn sum(&self) -> Result<Sum, NoSum> {
        let size = number(Input::PartitionSize, &self.size)?;
        let group = number(Input::GroupId, &self.group)?;
        let count = number(Input::PartitionCount, &self.count)?;
        let index = number(Input::MessageIndex, &self.index)?;
        sum(size, group, count, index)
    }

    /// `abs(GroupID.hashCode()) % partitions`, with the text as it is: this one exists.
    ///
    /// Source: `GroupCoordinatorService#partitionFor`; `Utils.abs` makes 0 of the smallest number.
    #[must_use]
    pub fn coordinator_partition(&self, partitions: i32) -> Option<CoordinatorSum> {
        let hash = self.group.as_str().java_hash();
        let absolute = hash.checked_abs().unwrap_or(0);
        let partition = absolute.checked_rem(partitions).filter(|_| partitions > 0)?;
        Some(CoordinatorSum { hash, absolute, partition })
    }
}

/// The true relative of the formula, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoordinatorSum {
    /// `group.id.hashCode()`.
    pub hash: i32,
    /// `Utils.abs` of it.
    pub absolute: i32,
    /// The partition of `__consumer_offsets`.
    pub partition: i32,
}

impl Sum {
    /// What a log of that extent says to the number.
    #[must_use]
    pub const fn verdict(&self, log_start: i64, log_end: i64) -> Verdict {
        // A fetch at the log end offset is legal: it waits for the next record.
        if self.offset < log_start || self.offset > log_end {
            Verdict::OutOfRange { log_start, log_end }
        } else {
            Verdict::InRange { log_start, log_end }
        }
    }
}

impl Input {
    /// The article's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PartitionSize => "PartitionSize",
            Self::GroupId => "GroupID",
            Self::PartitionCount => "PartitionCount",
            Self::MessageIndex => "MessageIndex",
        }
    }
}

/// Everything that the step says to what was typed, held against a log of that extent: the sum or
/// why there is none, what the log says to it, and the true relative.
#[must_use]
pub fn told(
    inputs: &Inputs,
    partition: &str,
    (log_start, log_end): (i64, i64),
    coordinators: i32,
) -> Vec<FormulaSentence> {
    let mut told = Vec::new();
    match inputs.sum() {
        Ok(sum) => {
            let number = |text: &str| text.trim().parse().unwrap_or(0);
            told.push(FormulaSentence::Sum {
                size: number(&inputs.size),
                group: number(&inputs.group),
                count: number(&inputs.count),
                remainder: sum.remainder,
                index: number(&inputs.index),
                offset: sum.offset,
            });
            let (offset, partition) = (sum.offset, partition.to_owned());
            told.push(match sum.verdict(log_start, log_end) {
                Verdict::OutOfRange { .. } => {
                    FormulaSentence::OutOfRange { offset, partition, log_start, log_end }
                }
                Verdict::InRange { .. } => {
                    FormulaSentence::InRange { offset, partition, log_start, log_end }
                }
            });
        }
        Err(NoSum::NotANumber { input: Input::GroupId, text }) => {
            told.push(FormulaSentence::GroupIsText { group: text });
        }
        Err(NoSum::NotANumber { input, text }) => {
            told.push(FormulaSentence::NotANumber { input: input.name(), text });
        }
        Err(NoSum::NoPartitions) => told.push(FormulaSentence::NoPartitions),
        Err(NoSum::TooLarge) => told.push(FormulaSentence::TooLarge),
    }
    if let Some(sum) = inputs.coordinator_partition(coordinators) {
        told.push(FormulaSentence::Coordinator {
            group: inputs.group.clone(),
            hash: sum.hash.into(),
            absolute: sum.absolute.into(),
            partitions: coordinators.into(),
            partition: sum.partition.into(),
        });
    }
    told
}

/// The formula's value, for queries.
pub(crate) fn offset(size: i64, group: i64, count: i64, index: i64) -> Option<i64> {
    sum(size, group, count, index).ok().map(|sum| sum.offset)
}

fn sum(size: i64, group: i64, count: i64, index: i64) -> Result<Sum, NoSum> {
    if count <= 0 {
        return Err(NoSum::NoPartitions);
    }
    let remainder = group.checked_rem_euclid(count).ok_or(NoSum::NoPartitions)?;
    let product = size.checked_mul(remainder).ok_or(NoSum::TooLarge)?;
    let offset = product.checked_add(index).ok_or(NoSum::TooLarge)?;
    Ok(Sum { remainder, product, offset })
}

fn number(input: Input, text: &str) -> Result<i64, NoSum> {
    text.trim().parse().map_err(|_| NoSum::NotANumber { input, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_gets_its_own_formula_wrong() {
        let sum = Inputs::of_the_article().sum();
        assert_eq!(sum, Ok(Sum { remainder: 1, product: 1000, offset: 1500 }), "not 500");
        let verdict = sum.map(|sum| sum.verdict(0, 1000));
        assert_eq!(verdict, Ok(Verdict::OutOfRange { log_start: 0, log_end: 1000 }));
    }

    #[test]
    fn a_group_is_a_text_and_not_a_number() {
        let typed = Inputs { group: "group_1".into(), ..Inputs::of_the_article() };
        let text = "group_1".to_owned();
        assert_eq!(typed.sum(), Err(NoSum::NotANumber { input: Input::GroupId, text }));
        let kept = typed.coordinator_partition(50);
        let sum = CoordinatorSum { hash: 293_428_849, absolute: 293_428_849, partition: 49 };
        assert_eq!(kept, Some(sum));
    }

    #[test]
    fn what_is_told_ends_with_what_is_true() {
        let told = |group: &str| {
            let typed = Inputs { group: group.into(), ..Inputs::of_the_article() };
            let told = told(&typed, "test_topic-1", (0, 1000), 50);
            told.iter().map(|it| it.sentence(i18n::Locale::En)).collect::<Vec<_>>()
        };
        let article = told("1");
        assert_eq!(article[0], "1000 × (1 mod 3) + 500 = 1000 × 1 + 500 = 1500");
        assert!(article[1].contains("OFFSET_OUT_OF_RANGE"), "{article:?}");
        assert!(
            article[2]
                .starts_with("What does exist in Kafka: abs(\"1\".hashCode()) % 50 = abs(49)")
        );
        let program = told("group_1");
        assert!(program[0].contains("a group.id is a text"), "{program:?}");
        assert!(program[1].contains("293428849 % 50 = 49"), "{program:?}");
    }

    #[test]
    fn no_number_that_is_typed_panics() {
        let mut typed = Inputs { count: "0".into(), ..Inputs::of_the_article() };
        assert_eq!(typed.sum(), Err(NoSum::NoPartitions));
        typed.count = "-3".into();
        assert_eq!(typed.sum(), Err(NoSum::NoPartitions));
        typed =
            Inputs { size: i64::MAX.to_string(), group: "2".into(), ..Inputs::of_the_article() };
        assert_eq!(typed.sum(), Err(NoSum::TooLarge));
        let smallest = Inputs { group: "polygenelubricants".into(), ..Inputs::default() };
        assert_eq!(smallest.coordinator_partition(50).map(|sum| sum.partition), Some(0));
        assert_eq!(smallest.coordinator_partition(0), None);
    }
}
