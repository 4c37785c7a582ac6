//! A prediction beside what happened: which option the engine proved right, the ghost of the one that
//! was chosen, and the refutation that belongs to it.

use super::{LessonRun, Prediction};
use crate::evaluate::Value;
use crate::format::{Choice, GhostKind, Predict, Predicts, Refutation, Refute, Step, StepKind};
use session::Session;
use session::view::{Text, View};

/// A mark that a misconception would draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GhostMark {
    /// Which mark.
    pub kind: GhostKind,
    /// Whose, if it is somebody's.
    pub who: Option<Text>,
    /// On which tape, `orders-0`.
    pub partition: Text,
    /// Where.
    pub at: i64,
}

/// A prediction beside what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict<'r> {
    /// What was chosen.
    pub chosen: &'r Choice,
    /// What the engine did.
    pub right: &'r Choice,
}

impl Verdict<'_> {
    /// Whether the prediction came true.
    #[must_use]
    pub fn was_right(&self) -> bool {
        self.chosen.id == self.right.id
    }
}

impl LessonRun {
    /// The last prediction that is locked, with its step.
    #[must_use]
    pub fn prediction(&self) -> Option<(&Step, &Prediction)> {
        let steps = self.lesson.steps.iter().take(self.at + 1).rev();
        let mut predicted = steps.filter_map(|step| Some((step, self.predictions.get(&step.id)?)));
        predicted.next()
    }

    /// What was predicted beside what happened. `None` before the goals of the run are met.
    #[must_use]
    pub fn verdict(&self, session: &Session) -> Option<Verdict<'_>> {
        if matches!(self.step().kind, StepKind::Predict(_)) {
            return None;
        }
        let (step, prediction) = self.prediction()?;
        let StepKind::Predict(predict) = &step.kind else { return None };
        let view = self.look(session);
        let right = predict
            .options
            .iter()
            .find(|choice| self.comes_true(choice, predict, prediction, &view))?;
        Some(Verdict { chosen: chosen(step, prediction)?, right })
    }

    fn comes_true(
        &self,
        choice: &Choice,
        predict: &Predict,
        prediction: &Prediction,
        view: &View,
    ) -> bool {
        match &choice.predicts {
            Predicts::Holds(condition) => condition.holds(view, &prediction.before),
            Predicts::Value(_) | Predicts::Script(_) => {
                let outcome =
                    predict.outcome.as_ref().map(|outcome| outcome.value(view, &prediction.before));
                outcome.as_ref() == prediction.values.get(&choice.id).and_then(Option::as_ref)
            }
        }
    }

    /// How many options come true: one, in a lesson that is right.
    #[must_use]
    pub fn options_that_come_true(&self, session: &Session) -> Vec<&Choice> {
        let Some((step, prediction)) = self.prediction() else { return Vec::new() };
        let StepKind::Predict(predict) = &step.kind else { return Vec::new() };
        let view = self.look(session);
        let options = predict.options.iter();
        options.filter(|choice| self.comes_true(choice, predict, prediction, &view)).collect()
    }

    /// The mark that the chosen option would draw, once it is locked.
    #[must_use]
    pub fn ghost(&self) -> Option<GhostMark> {
        let (step, prediction) = self.prediction()?;
        let choice = chosen(step, prediction)?;
        let ghost = choice.ghost.as_ref()?;
        let Value::Number(at) = prediction.ghosts.get(&choice.id)? else { return None };
        Some(GhostMark {
            kind: ghost.kind,
            who: ghost.who.clone(),
            partition: ghost.partition.clone(),
            at: *at,
        })
    }

    /// The refutation of what was predicted; `None` for who was right, or elsewhere.
    #[must_use]
    pub fn refutation(&self) -> Option<&Refutation> {
        let StepKind::Refute(Refute { of, refutations, .. }) = &self.step().kind else {
            return None;
        };
        let prediction = self.predictions.get(of)?;
        let step = self.lesson.steps.iter().find(|step| step.id == *of)?;
        let code = chosen(step, prediction)?.misconception.as_ref()?;
        refutations.iter().find(|refutation| refutation.misconception == *code)
    }
}

fn chosen<'s>(step: &'s Step, prediction: &Prediction) -> Option<&'s Choice> {
    let StepKind::Predict(predict) = &step.kind else { return None };
    predict.options.iter().find(|choice| choice.id == prediction.option)
}
