//! `lesson.toml` as it is written: the half of a lesson that is the same in every language.

use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) format: Spanned<u32>,
    pub(super) id: Spanned<String>,
    pub(super) number: u32,
    pub(super) chapter: u32,
    pub(super) minutes: u32,
    pub(super) checked: String,
    pub(super) corrects: Vec<String>,
    #[serde(default)]
    pub(super) genesis: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) setup: Option<Spanned<String>>,
    pub(super) steps: Vec<Spanned<Step>>,
}

/// A step: its id and exactly one of the kinds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) id: Spanned<String>,
    pub(super) scene: Option<Scene>,
    pub(super) predict: Option<Predict>,
    pub(super) act: Option<Act>,
    pub(super) observe: Option<Observe>,
    pub(super) refute: Option<Refute>,
    pub(super) formula: Option<Formula>,
    pub(super) transfer: Option<Transfer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    pub(super) lines: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Predict {
    #[serde(default)]
    pub(super) hangs_on: Vec<String>,
    pub(super) outcome: Option<Spanned<String>>,
    pub(super) options: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub(super) id: Spanned<String>,
    pub(super) holds: Option<Spanned<String>>,
    pub(super) value: Option<Spanned<String>>,
    pub(super) script: Option<Spanned<String>>,
    pub(super) misconception: Option<String>,
    pub(super) ghost: Option<Spanned<String>>,
    pub(super) at: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    pub(super) goals: Vec<Goal>,
    pub(super) answer: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goal {
    pub(super) id: Spanned<String>,
    pub(super) holds: Spanned<String>,
    #[serde(default)]
    pub(super) after_lock: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Observe {
    pub(super) options: Vec<Seen>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) id: Spanned<String>,
    pub(super) holds: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refute {
    pub(super) of: Spanned<String>,
    #[serde(default)]
    pub(super) recordings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formula {
    pub(super) partition: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transfer {
    pub(super) draws: std::collections::BTreeMap<String, Vec<i64>>,
    #[serde(default)]
    pub(super) hangs_on: Vec<String>,
    pub(super) before: Spanned<String>,
    pub(super) run: Spanned<String>,
    pub(super) outcome: Spanned<String>,
    pub(super) options: Vec<TransferChoice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferChoice {
    pub(super) id: Spanned<String>,
    pub(super) value: Spanned<String>,
    pub(super) misconception: Option<String>,
}

/// `scenarios.toml`: the gallery.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gallery {
    pub(super) format: Spanned<u32>,
    pub(super) scenarios: Vec<Scenario>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) id: Spanned<String>,
    pub(super) genesis: Option<Spanned<String>>,
    pub(super) lines: Spanned<String>,
    pub(super) tries: Option<Spanned<String>>,
}
