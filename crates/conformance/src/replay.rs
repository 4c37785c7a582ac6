//! Plays one recording and says whether the engine did what Kafka did.
//!
//! Level 1 is what must agree; level 2 (records written, timers, exact texts) is what should.

use crate::recording::{Family, Recording};
use crate::tape::Tape;
use crate::{cli, group, log, story, vectors};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The first place where the engine and Kafka differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `i` of the line; 0 for a vector.
    pub line: i64,
    /// Which part of the line, `ret.gen` say; or why it could not be played.
    pub what: String,
    /// What Kafka did.
    pub kafka: Value,
    /// What the engine did.
    pub ours: Value,
    /// The whole of which that is a part, Kafka's and ours, where it is known.
    pub whole: Option<Box<(Value, Value)>>,
}

/// How a replay ended. `Ok` means that the level agrees whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What must agree.
    pub level1: Result<(), Difference>,
    /// What should agree; `None` where the recording has nothing of that level.
    pub level2: Option<Result<(), Difference>>,
}

impl Difference {
    /// The two differ in `what`.
    #[must_use]
    pub fn new(line: i64, what: impl Into<String>, kafka: &Value, ours: &Value) -> Self {
        let (kafka, ours) = (kafka.clone(), ours.clone());
        Self { line, what: what.into(), kafka, ours, whole: None }
    }

    /// A line that cannot be played, with the reason.
    #[must_use]
    pub fn unplayable(line: i64, reason: impl Into<String>) -> Self {
        Self::new(line, reason, &Value::Null, &Value::Null)
    }

    /// Whether the two differ; else the line could not be played.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.kafka != self.ours
    }

    /// This difference, found in that whole; the outermost is kept.
    #[must_use]
    pub(crate) fn within(mut self, kafka: &Value, ours: &Value) -> Self {
        self.whole = Some(Box::new((kafka.clone(), ours.clone())));
        self
    }
}

impl Verdict {
    /// Level 1 ended with this difference; level 2 was not reached.
    #[must_use]
    pub fn failed(difference: Difference) -> Self {
        Self { level1: Err(difference), level2: None }
    }
}

/// Replays `recording` on a fresh world. A panic is a failure of this recording alone.
#[must_use]
pub fn replay(recording: &Recording) -> Verdict {
    replay_on(recording, &Tape::default())
}

/// As [`replay`]; what is done goes on the tape.
#[must_use]
pub fn replay_on(recording: &Recording, tape: &Tape) -> Verdict {
    let played = catch_unwind(AssertUnwindSafe(|| match recording.family {
        Family::Vectors => vectors::replay(recording),
        Family::Group => group::replay(recording, tape),
        Family::Log => log::replay(recording, tape),
        Family::Story | Family::Lesson => story::replay(recording, tape),
        Family::Cli => cli::replay(recording, tape),
    }));
    played.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?");
        Verdict::failed(Difference::unplayable(0, format!("panicked: {text}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::read_all;
    use serde_json::{Map, json};
    use std::path::Path;

    /// The fields the other way round, and two that nobody knows.
    fn otherwise(line: &Value) -> Value {
        let fields = line.as_object().into_iter().flatten();
        let mut fields: Vec<(String, Value)> =
            fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        fields.reverse();
        fields.insert(0, ("zz".to_owned(), json!({"a": [1, null]})));
        fields.push(("yy".to_owned(), json!("unknown")));
        fields.into_iter().collect::<Map<_, _>>().into()
    }

    #[test]
    fn neither_names_nor_the_order_of_fields_nor_unknown_fields_matter() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
        let (recordings, _) = read_all(&dir);
        let mut compared = 0;
        for recording in recordings.iter().step_by(19) {
            let other = Recording {
                id: "another".to_owned(),
                family: recording.family,
                meta: otherwise(&recording.meta),
                lines: recording.lines.iter().map(otherwise).collect(),
                tags: match recording.family {
                    Family::Vectors => recording.tags.clone(),
                    Family::Group | Family::Log | Family::Story | Family::Lesson | Family::Cli => {
                        vec!["another".to_owned()]
                    }
                },
            };
            assert_eq!(replay(&other), replay(recording), "{}", recording.id);
            compared += 1;
        }
        assert!(compared > 100, "{compared}");
    }
}
