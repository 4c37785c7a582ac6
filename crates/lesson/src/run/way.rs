//! From step to step: where each began, how far back the learner may go, and what a scene does when
//! the world that the learner has made has no room for it.
//!
//! Invariant: the journal up to where the run ended is not changed while the learner looks at it and
//! reads about it, so that every number of the explanation stays true.

use super::world::{submit_all, world_of};
use super::{Entered, LessonRun, NotYet};
use crate::format::{Step, StepKind};
use session::{Complaint, Place, Session, Stream};
use std::rc::Rc;

impl LessonRun {
    /// Goes on to the next step, if this one is done.
    ///
    /// # Errors
    ///
    /// What is missing; [`NotYet::Finished`] behind the last step.
    pub fn go_on(&mut self, session: &mut Session) -> Result<Entered, NotYet> {
        self.ready(session)?;
        self.advance(session)
    }

    pub(super) fn advance(&mut self, session: &mut Session) -> Result<Entered, NotYet> {
        if self.at + 1 >= self.lesson.steps.len() {
            return Err(NotYet::Finished);
        }
        // What was tried while looking and reading stays behind, as a future of its own.
        if let Some(settled) = self.settled()
            && !self.lesson.steps.get(self.at + 1).is_some_and(only_looks)
        {
            session.seek(settled);
        }
        self.at += 1;
        (self.chosen, self.sure) = (None, None);
        match self.enter(session) {
            Ok(true) => Ok(Entered::AsItWas),
            Ok(false) | Err(_) => self.set_up_anew(session).map_err(NotYet::Lesson),
        }
    }

    /// Enters the step; false if a tool complained about a line of its scene: a topic is there
    /// already, say.
    pub(super) fn enter(&mut self, session: &mut Session) -> Result<bool, Complaint> {
        // A step begins between two gestures, where the learner stands.
        let Place { entry, within } = session.place();
        session.seek(Place { entry: entry + usize::from(within > 0), within: 0 });
        self.begins.truncate(self.at);
        self.begins.push(session.place().entry);
        if let StepKind::Scene(lines) = &self.step().kind {
            let outcomes = submit_all(session, lines)?;
            let printed = outcomes.iter().flat_map(|outcome| &outcome.output);
            return Ok(printed.into_iter().all(|printed| match printed.stream {
                Stream::Out | Stream::Note => true,
                Stream::Err | Stream::Log(_) => false,
            }));
        }
        Ok(true)
    }

    /// Comes to this step by the lesson's own lines and answers, with the learner's predictions.
    fn set_up_anew(&mut self, session: &mut Session) -> Result<Entered, Complaint> {
        let mut world = world_of(&self.lesson.genesis, &self.lesson.setup)?;
        let mut anew = Self::blank(Rc::clone(&self.lesson));
        anew.enter(&mut world)?;
        while anew.at < self.at {
            let step = anew.step().clone();
            match &step.kind {
                StepKind::Predict(predict) => {
                    if let Some(before) = self.predictions.get(&step.id) {
                        let (option, sure) = (before.option.clone(), before.sure);
                        let locked = anew.locked(predict, option, sure, &world)?;
                        anew.predictions.insert(step.id.clone(), locked);
                    }
                }
                StepKind::Act(act) => {
                    submit_all(&mut world, &act.answer)?;
                }
                StepKind::Scene(_)
                | StepKind::Observe(_)
                | StepKind::Refute(_)
                | StepKind::Formula(_)
                | StepKind::Transfer(_) => {}
            }
            anew.at += 1;
            anew.enter(&mut world)?;
        }
        (anew.seen, anew.done) = (self.seen.clone(), self.done.clone());
        (*self, *session) = (anew, world);
        Ok(Entered::Anew)
    }

    /// Where the run ended that is being looked at and explained; `None` in every other step.
    #[must_use]
    pub fn settled(&self) -> Option<Place> {
        let looks = |at: &usize| self.lesson.steps.get(*at).is_some_and(only_looks);
        let first = (0..=self.at).rev().take_while(looks).last()?;
        Some(Place { entry: *self.begins.get(first)?, within: 0 })
    }

    /// Whether something may be done at this place of the history. While the learner looks at what
    /// happened, the past may be visited, not changed.
    #[must_use]
    pub fn may_act_at(&self, place: Place) -> bool {
        self.settled().is_none_or(|settled| place >= settled)
    }

    /// How far back undo may go: to the beginning of the run that the learner is in, or looks at.
    #[must_use]
    pub fn floor(&self) -> usize {
        self.begins.get(self.run_at().unwrap_or(self.at)).copied().unwrap_or(0)
    }

    /// Begins the run again, from this step or from one that looks at it: the world goes back to
    /// where the run began, and the prediction stays locked.
    pub fn again(&mut self, session: &mut Session) {
        let Some(at) = self.run_at() else { return };
        let entry = self.begins.get(at).copied().unwrap_or(0);
        session.seek(Place { entry, within: 0 });
        for step in &self.lesson.steps[at..=self.at] {
            self.seen.remove(&step.id);
        }
        self.at = at;
        self.begins.truncate(at + 1);
    }

    /// The act step that the learner is in, or looks at.
    fn run_at(&self) -> Option<usize> {
        let steps = self.lesson.steps.iter().enumerate().take(self.at + 1).rev();
        let mut runs = steps.skip_while(|(_, step)| only_looks(step));
        let (at, step) = runs.next()?;
        matches!(step.kind, StepKind::Act(_)).then_some(at)
    }
}

/// Whether a step only looks at a run that is over.
const fn only_looks(step: &Step) -> bool {
    match &step.kind {
        StepKind::Observe(_) | StepKind::Refute(_) => true,
        StepKind::Scene(_)
        | StepKind::Predict(_)
        | StepKind::Act(_)
        | StepKind::Formula(_)
        | StepKind::Transfer(_) => false,
    }
}
