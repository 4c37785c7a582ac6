//! The words around every lesson: its steps, its fixed form of refutation, what is locked and why.

use crate::{Locale, Words, fill};

/// A word or sentence of the frame that all lessons share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words stand in `words`")]
pub enum LessonWord {
    Scene,
    Predict,
    Act,
    Observe,
    Refute,
    Formula,
    Transfer,
    HowSure,
    Guessing,
    Fairly,
    Certain,
    ItHangsOn,
    LockThePrediction,
    Locked,
    ChooseFirst,
    YouPredicted,
    YouWereRight,
    YouWereNotRight,
    ManyThink,
    ThatIsNotSo,
    InYourRun,
    Because,
    Source,
    Recording,
    WhatDidYouSee,
    LookAgain,
    Goals,
    Met,
    Unmet,
    ShowTheAnswer,
    StartTheStepAgain,
    RunAgain,
    RestartTheLesson,
    Next,
    OtherNumbers,
    Then,
    NotHere,
    Minutes,
    Finished,
    ManyExpect,
    Try,
}

impl LessonWord {
    /// The words.
    #[must_use]
    pub const fn text(self, locale: Locale) -> &'static str {
        locale.of(self.words())
    }

    const fn words(self) -> Words {
        match self {
            Self::Scene => ["The scene", "场景"],
            Self::Predict => ["Predict", "预测"],
            Self::Act => ["Do it", "动手"],
            Self::Observe => ["Look", "看结果"],
            Self::Refute => ["Why", "为什么"],
            Self::Formula => ["The article's formula", "文章里的公式"],
            Self::Transfer => ["Once more, with new numbers", "换一组数再试"],
            Self::HowSure => ["How sure are you?", "你有多大把握？"],
            Self::Guessing => ["guessing", "猜的"],
            Self::Fairly => ["fairly sure", "比较确定"],
            Self::Certain => ["certain", "非常确定"],
            Self::ItHangsOn => ["It hangs on:", "结果取决于："],
            Self::LockThePrediction => ["Lock the prediction", "锁定预测"],
            Self::Locked => [
                "Nothing runs until the prediction is locked: the terminal, the clock and the timeline wait too.",
                "锁定预测之前什么都不会运行：终端、时钟和时间线也在等待。",
            ],
            Self::ChooseFirst => [
                "Choose an option and say how sure you are; then it can be locked.",
                "先选一个选项，并说明把握有多大，然后才能锁定。",
            ],
            Self::YouPredicted => ["You predicted:", "你预测："],
            Self::YouWereRight => ["That is what happened.", "结果正是这样。"],
            Self::YouWereNotRight => ["Something else happened.", "结果不是这样。"],
            Self::ManyThink => ["Many people think:", "很多人以为："],
            Self::ThatIsNotSo => ["That is not so.", "不是这样。"],
            Self::InYourRun => ["In your run:", "在你的世界里："],
            Self::Because => ["Because:", "因为："],
            Self::Source => ["Where it is written:", "出处："],
            Self::Recording => [
                "Recorded on real Kafka 4.3.1, with the same outcome:",
                "真实 Kafka 4.3.1 的录制，结果相同：",
            ],
            Self::WhatDidYouSee => ["What did you see?", "你看到了什么？"],
            Self::LookAgain => [
                "Look at the picture again: it shows something else.",
                "再看一眼图：图上不是这样。",
            ],
            Self::Goals => ["Goals", "目标"],
            Self::Met => ["met", "已达成"],
            Self::Unmet => ["not yet", "未达成"],
            Self::ShowTheAnswer => ["Show me", "做给我看"],
            Self::StartTheStepAgain => ["Begin this step again", "重做这一步"],
            Self::RunAgain => ["Do the run again", "重做一遍"],
            Self::RestartTheLesson => ["Begin the lesson again", "从头开始这一课"],
            Self::Next => ["Go on", "继续"],
            Self::OtherNumbers => ["Other numbers", "换一组数"],
            Self::Then => ["Then", "然后"],
            Self::NotHere => ["Not in this lesson", "本课不讲"],
            Self::Minutes => ["minutes", "分钟"],
            Self::Finished => ["The lesson is finished.", "这一课完成了。"],
            Self::ManyExpect => ["many expect", "很多人以为"],
            Self::Try => ["Try", "试试"],
        }
    }
}

/// What the formula's step says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormulaSentence {
    /// The sum: size, group, count, remainder, index, result.
    Sum {
        /// `PartitionSize`.
        size: i64,
        /// `GroupID`.
        group: i64,
        /// `PartitionCount`.
        count: i64,
        /// `GroupID mod PartitionCount`.
        remainder: i64,
        /// `MessageIndex`.
        index: i64,
        /// The result.
        offset: i64,
    },
    /// A text where the formula needs a number.
    NotANumber {
        /// The formula's name for it.
        input: &'static str,
        /// The text.
        text: String,
    },
    /// A group id is a text.
    GroupIsText {
        /// The group id.
        group: String,
    },
    /// No modulo without partitions.
    NoPartitions,
    /// Beyond 64 bits.
    TooLarge,
    /// The result lies outside the log.
    OutOfRange {
        /// The result.
        offset: i64,
        /// The log.
        partition: String,
        /// Its first offset.
        log_start: i64,
        /// Its log end offset.
        log_end: i64,
    },
    /// The result lies inside, which means nothing.
    InRange {
        /// The result.
        offset: i64,
        /// The log.
        partition: String,
        /// Its first offset.
        log_start: i64,
        /// Its log end offset.
        log_end: i64,
    },
    /// The one true relative.
    Coordinator {
        /// The group id.
        group: String,
        /// Its hash code.
        hash: i64,
        /// `Utils.abs` of it.
        absolute: i64,
        /// How many partitions.
        partitions: i64,
        /// The result.
        partition: i64,
    },
}

impl FormulaSentence {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let facts = self.facts();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        fill(locale.of(self.words()), &facts)
    }

    fn facts(&self) -> Vec<String> {
        let texts = |numbers: &[i64]| numbers.iter().map(ToString::to_string).collect();
        match self {
            Self::Sum { size, group, count, remainder, index, offset } => {
                texts(&[*size, *group, *count, *remainder, *index, *offset])
            }
            Self::NotANumber { input, text } => vec![(*input).to_owned(), text.clone()],
            Self::GroupIsText { group } => vec![group.clone()],
            Self::NoPartitions | Self::TooLarge => Vec::new(),
            Self::OutOfRange { offset, partition, log_start, log_end }
            | Self::InRange { offset, partition, log_start, log_end } => vec![
                offset.to_string(),
                partition.clone(),
                log_start.to_string(),
                log_end.to_string(),
            ],
            Self::Coordinator { group, hash, absolute, partitions, partition } => {
                let mut facts: Vec<String> = texts(&[*hash, *absolute, *partitions, *partition]);
                facts.insert(0, group.clone());
                facts
            }
        }
    }

    const fn words(&self) -> Words {
        match self {
            Self::Sum { .. } => [
                "{0} × ({1} mod {2}) + {4} = {0} × {3} + {4} = {5}",
                "{0} × ({1} mod {2}) + {4} = {0} × {3} + {4} = {5}",
            ],
            Self::NotANumber { .. } => [
                "{0} needs a whole number here; “{1}” is none.",
                "这里的 {0} 要填整数；“{1}”不是。",
            ],
            Self::GroupIsText { .. } => [
                "“{0}” is no number, so the formula has no value. To Kafka it is a perfectly good group.id: a group.id is a text.",
                "“{0}”不是数字，公式算不出结果。对 Kafka 来说它却是合法的 group.id：group.id 是文本。",
            ],
            Self::NoPartitions => [
                "PartitionCount must be at least 1: nothing is left over from a division by zero.",
                "PartitionCount 至少是 1：不能对零取模。",
            ],
            Self::TooLarge => [
                "The result does not fit into 64 bits, and no offset is that large.",
                "结果超出 64 位，没有这么大的 offset。",
            ],
            Self::OutOfRange { .. } => [
                "{1} begins at {2} and ends at {3}: a fetch at {0} is answered OFFSET_OUT_OF_RANGE.",
                "{1} 从 {2} 开始，末端是 {3}：从 {0} 拉取会得到 OFFSET_OUT_OF_RANGE。",
            ],
            Self::InRange { .. } => [
                "{1} begins at {2} and ends at {3}, so {0} happens to lie inside. It names the same record for every group: the group plays no part.",
                "{1} 从 {2} 开始，末端是 {3}，{0} 恰好在范围内。无论哪个组，它指的都是同一条记录：与组无关。",
            ],
            Self::Coordinator { .. } => [
                "What does exist in Kafka: abs(\"{0}\".hashCode()) % {3} = abs({1}) % {3} = {2} % {3} = {4}. Partition {4} of __consumer_offsets keeps the group {0}; its leader is the group's coordinator.",
                "Kafka 里真正存在的是：abs(\"{0}\".hashCode()) % {3} = abs({1}) % {3} = {2} % {3} = {4}。由 __consumer_offsets 的第 {4} 号分区保存组 {0}，它的 leader 就是这个组的协调者。",
            ],
        }
    }
}

/// The word for what goes for a process, by its name in queries.
#[must_use]
pub fn status(name: &str, locale: Locale) -> Option<&'static str> {
    let words: Words = match name {
        "running" => ["running", "运行中"],
        "stalled" => ["stalled", "停顿"],
        "frozen" => ["frozen", "冻结"],
        "crashed" => ["crashed", "已崩溃"],
        "closed" => ["closed", "已关闭"],
        _ => return None,
    };
    Some(locale.of(words))
}
