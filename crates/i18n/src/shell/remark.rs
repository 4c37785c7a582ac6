//! What the model adds to the words of Kafka's tools.

use crate::{Locale, Words, fill};

/// A remark, with the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark<'a> {
    /// An option that Kafka's tool has and the model has not.
    NotModelled {
        /// Its name, without the hyphens.
        option: &'a str,
    },
    /// The options of a tool, where Kafka prints its table of them.
    Options {
        /// Their names.
        options: &'a str,
    },
    /// Help was asked for a word that means nothing.
    UnknownWord {
        /// The word.
        word: &'a str,
    },
    /// Help was asked for a word that is close to one.
    NearWord {
        /// The right one.
        nearest: &'a str,
    },
}

impl Remark<'_> {
    /// The sentence for people.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        let fact = match self {
            Self::NotModelled { option } => option,
            Self::Options { options } => options,
            Self::UnknownWord { word } => word,
            Self::NearWord { nearest } => nearest,
        };
        fill(locale.of(self.words()), &[fact])
    }

    const fn words(&self) -> Words {
        match self {
            Self::NotModelled { .. } => [
                "--{0} exists in Kafka, but not in this model: nothing was done.",
                "Kafka 有 --{0} 选项，但本模型未实现：没有执行任何操作。",
            ],
            Self::Options { .. } => ["Options: {0}", "选项：{0}"],
            Self::NearWord { .. } => ["Did you mean “{0}”?", "是否想输入“{0}”？"],
            Self::UnknownWord { .. } => [
                "There is no help for “{0}”. Without a word, help lists everything.",
                "没有关于“{0}”的帮助。不带参数的 help 会列出全部内容。",
            ],
        }
    }
}
