//! A learner's way through a lesson: which step, what was predicted, what is locked.
//!
//! A run is a guest of a [`Session`]: everything it does to the world is a line submitted there.
//! Invariant: until a prediction is locked, nothing that the run gives away depends on the outcome.

mod questions;
mod state;
mod verdict;
mod way;
mod world;

pub use state::BadState;
pub use verdict::{GhostMark, Verdict};
pub(crate) use world::{aside, submit_all, world_of};

use crate::evaluate::{Before, Value};
use crate::format::{Goal, Lesson, Predict, Predicts, Step, StepKind};
use crate::query::Expression;
use engine::sorted::SortedMap;
use session::view::{PartitionName, Text, View, Viewport};
use session::{Complaint, Outcome, Place, Session};
use std::rc::Rc;

/// How sure a learner is of a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// No idea.
    Guessing,
    /// More likely than not.
    Fairly,
    /// Would bet on it.
    Certain,
}

/// A lesson on its way.
#[derive(Clone, Debug)]
pub struct LessonRun {
    lesson: Rc<Lesson>,
    at: usize,
    /// Gestures in the journal when each step began.
    begins: Vec<usize>,
    chosen: Option<Text>,
    sure: Option<Confidence>,
    predictions: SortedMap<Text, Prediction>,
    /// What was rightly seen, by step.
    seen: SortedMap<Text, Text>,
    /// Steps that are done by doing something in them: a formula tried, a transfer answered.
    done: Vec<Text>,
    viewport: Viewport,
}

/// A prediction that is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The option.
    pub option: Text,
    /// How sure.
    pub sure: Confidence,
    /// Gestures in the journal when it was locked.
    pub locked_at: usize,
    /// By option, what it predicted; `None` for a condition.
    values: SortedMap<Text, Option<Value>>,
    /// By option, where its ghost stands.
    ghosts: SortedMap<Text, Value>,
    before: Before,
}

/// How a run came to its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// In the world as the learner has made it.
    AsItWas,
    /// In a new one: something that the learner had made stood in the way of the lesson's lines.
    Anew,
}

/// Why a run does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// No option is chosen, or not how sure.
    Incomplete,
    /// The prediction is not locked.
    Unlocked,
    /// A goal is unmet.
    Goals,
    /// Nothing was said of what was seen, or something else.
    Unseen,
    /// The formula was not tried, or the transfer not answered.
    Untried,
    /// This is the last step.
    Finished,
    /// A line of the lesson was refused: the lesson is wrong.
    Lesson(Complaint),
}

impl LessonRun {
    /// Begins a lesson in a world of its own.
    ///
    /// # Errors
    ///
    /// What its world says to the lesson's genesis or set-up; a compiled lesson was tested for it.
    pub fn begin(lesson: Rc<Lesson>) -> Result<(Self, Session), Complaint> {
        let mut session = world_of(&lesson.genesis, &lesson.setup)?;
        let mut run = Self::blank(lesson);
        run.enter(&mut session)?;
        Ok((run, session))
    }

    /// A run that has not entered its first step.
    fn blank(lesson: Rc<Lesson>) -> Self {
        let viewport = questions::viewport(&lesson);
        Self {
            lesson,
            at: 0,
            begins: Vec::new(),
            chosen: None,
            sure: None,
            predictions: SortedMap::new(),
            seen: SortedMap::new(),
            done: Vec::new(),
            viewport,
        }
    }

    /// The lesson.
    #[must_use]
    pub const fn lesson(&self) -> &Rc<Lesson> {
        &self.lesson
    }

    /// The number of the step, from 0.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The step.
    #[must_use]
    pub fn step(&self) -> &Step {
        self.lesson.steps.get(self.at).expect("a run stands on a step of its lesson")
    }

    /// The partition that the step is about, if it asks about one.
    #[must_use]
    pub fn concerns(&self) -> Option<&PartitionName> {
        questions::concerns(self.step())
    }

    /// Whether the world waits: terminal, clock, timeline and buttons with it.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        match &self.step().kind {
            StepKind::Act(_) | StepKind::Observe(_) | StepKind::Refute(_) => false,
            StepKind::Scene(_)
            | StepKind::Predict(_)
            | StepKind::Formula(_)
            | StepKind::Transfer(_) => true,
        }
    }

    /// A picture of the world in which every question of the lesson can be answered: the world as
    /// it is, and once the run is over, as it was then, whatever is tried meanwhile.
    #[must_use]
    pub fn look(&self, session: &Session) -> View {
        match self.settled() {
            Some(there) if session.place() != there => {
                let mut then = session.clone();
                then.seek(there);
                then.view(&self.viewport, None)
            }
            Some(_) | None => session.view(&self.viewport, None),
        }
    }

    /// The same picture of the moment at which a prediction was locked.
    #[must_use]
    pub fn look_back(&self, prediction: &Prediction, session: &Session) -> View {
        let mut then = session.clone();
        then.seek(Place { entry: prediction.locked_at, within: 0 });
        then.view(&self.viewport, None)
    }

    /// What a number in the prose is at this moment.
    #[must_use]
    pub fn value(&self, expression: &Expression, view: &View) -> Value {
        expression.value(view, self.before())
    }

    /// Chooses an option; false if there is no such option, or it is too late.
    pub fn choose(&mut self, option: &str) -> bool {
        let known = self
            .predict()
            .is_some_and(|predict| predict.options.iter().any(|choice| &*choice.id == option));
        if known {
            self.chosen = Some(option.into());
        }
        known
    }

    /// Says how sure the learner is.
    pub fn be_sure(&mut self, sure: Confidence) {
        self.sure = Some(sure);
    }

    /// What is chosen and not locked yet.
    #[must_use]
    pub fn choice(&self) -> (Option<&Text>, Option<Confidence>) {
        (self.chosen.as_ref(), self.sure)
    }

    /// Locks the prediction and goes on to the next step: the world may run.
    ///
    /// # Errors
    ///
    /// [`NotYet::Incomplete`] without an option and a confidence.
    pub fn lock(&mut self, session: &mut Session) -> Result<Entered, NotYet> {
        let (Some(option), Some(sure)) = (self.chosen.clone(), self.sure) else {
            return Err(NotYet::Incomplete);
        };
        let step = self.step().clone();
        let StepKind::Predict(predict) = &step.kind else { return Err(NotYet::Incomplete) };
        let locked = self.locked(predict, option, sure, session);
        let prediction = locked.map_err(NotYet::Lesson)?;
        self.predictions.insert(step.id.clone(), prediction);
        self.advance(session)
    }

    fn locked(
        &self,
        predict: &Predict,
        option: Text,
        sure: Confidence,
        session: &Session,
    ) -> Result<Prediction, Complaint> {
        let view = session.view(&self.viewport, None);
        let now = |expression: &Expression| expression.value(&view, &Before::new());
        let mut values = SortedMap::new();
        let mut ghosts = SortedMap::new();
        for choice in &predict.options {
            let value = match &choice.predicts {
                Predicts::Holds(_) => None,
                Predicts::Value(value) => Some(now(value)),
                Predicts::Script(script) => {
                    let aside = aside(session, &script.lines)?;
                    let view = aside.view(&self.viewport, None);
                    Some(script.value.value(&view, &Before::new()))
                }
            };
            values.insert(choice.id.clone(), value);
            if let Some(ghost) = &choice.ghost {
                ghosts.insert(choice.id.clone(), now(&ghost.at));
            }
        }
        let asked = questions::asked_before(&self.lesson).into_iter();
        let before = asked.map(|query| (query.clone(), query.ask(&view))).collect();
        let locked_at = session.place().entry;
        Ok(Prediction { option, sure, locked_at, values, ghosts, before })
    }

    /// Whether the step is done, and if not, why.
    ///
    /// # Errors
    ///
    /// What is missing.
    pub fn ready(&self, session: &Session) -> Result<(), NotYet> {
        let done = self.done.contains(&self.step().id);
        match &self.step().kind {
            StepKind::Scene(_) | StepKind::Refute(_) => Ok(()),
            StepKind::Predict(_) => Err(NotYet::Unlocked),
            StepKind::Act(_) => {
                let view = self.look(session);
                let unmet = self.goals().iter().any(|goal| !self.is_met(goal, &view));
                if unmet { Err(NotYet::Goals) } else { Ok(()) }
            }
            StepKind::Observe(_) if self.seen.contains_key(&self.step().id) => Ok(()),
            StepKind::Observe(_) => Err(NotYet::Unseen),
            StepKind::Formula(_) | StepKind::Transfer(_) if done => Ok(()),
            StepKind::Formula(_) | StepKind::Transfer(_) => Err(NotYet::Untried),
        }
    }

    /// Whether the whole lesson is done.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.at + 1 == self.lesson.steps.len() && self.done.contains(&self.step().id)
    }

    /// Shows one way to meet the goals: the lines go through the session like typed ones.
    ///
    /// # Errors
    ///
    /// What the world says to a line.
    pub fn show_answer(&self, session: &mut Session) -> Result<Vec<Outcome>, Complaint> {
        match &self.step().kind {
            StepKind::Act(act) => submit_all(session, &act.answer),
            StepKind::Scene(_)
            | StepKind::Predict(_)
            | StepKind::Observe(_)
            | StepKind::Refute(_)
            | StepKind::Formula(_)
            | StepKind::Transfer(_) => Ok(Vec::new()),
        }
    }

    /// The goals to show: those of this step; while a prediction is open, those of the step behind
    /// it that do not name the outcome.
    #[must_use]
    pub fn goals(&self) -> Vec<&Goal> {
        let ahead = self.lesson.steps.get(self.at + 1).map(|step| &step.kind);
        match (&self.step().kind, ahead) {
            (StepKind::Act(act), _) => act.goals.iter().collect(),
            (StepKind::Predict(_), Some(StepKind::Act(act))) => {
                act.goals.iter().filter(|goal| !goal.after_lock).collect()
            }
            (
                StepKind::Scene(_)
                | StepKind::Predict(_)
                | StepKind::Observe(_)
                | StepKind::Refute(_)
                | StepKind::Formula(_)
                | StepKind::Transfer(_),
                _,
            ) => Vec::new(),
        }
    }

    /// Whether a goal is met.
    #[must_use]
    pub fn is_met(&self, goal: &Goal, view: &View) -> bool {
        goal.holds.holds(view, self.before())
    }

    /// Says what was seen; true if the picture shows it.
    pub fn observe(&mut self, option: &str, session: &Session) -> bool {
        let step = self.step().clone();
        let StepKind::Observe(options) = &step.kind else { return false };
        let Some(seen) = options.iter().find(|seen| &*seen.id == option) else { return false };
        let holds = seen.holds.holds(&self.look(session), self.before());
        if holds {
            self.seen.insert(step.id.clone(), seen.id.clone());
        }
        holds
    }

    /// Writes down that a step was done in which something is tried or answered.
    pub fn finish_step(&mut self) {
        let id = self.step().id.clone();
        if !self.done.contains(&id) {
            self.done.push(id);
        }
    }

    fn predict(&self) -> Option<&Predict> {
        match &self.step().kind {
            StepKind::Predict(predict) => Some(predict),
            StepKind::Scene(_)
            | StepKind::Act(_)
            | StepKind::Observe(_)
            | StepKind::Refute(_)
            | StepKind::Formula(_)
            | StepKind::Transfer(_) => None,
        }
    }

    fn before(&self) -> &Before {
        const NOTHING: &Before = &Before::new();
        self.prediction().map_or(NOTHING, |(_, prediction)| &prediction.before)
    }
}
