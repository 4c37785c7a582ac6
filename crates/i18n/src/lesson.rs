//! The words around every lesson: its steps, its fixed form of refutation, what is locked and why.

use crate::{Locale, Words};

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
