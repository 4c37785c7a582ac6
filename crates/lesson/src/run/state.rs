//! A run as text, beside the text of its session: for a reload in the middle of a lesson.
//!
//! What was true when a prediction was locked is not written down: the session can go back there.

use super::{Confidence, LessonRun};
use crate::format::{Lesson, StepKind};
use session::{Place, Session};
use std::fmt::Write;
use std::rc::Rc;

/// The text belongs to no run of this lesson. The lesson can be begun again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadState {
    /// The line that has no meaning here, from 1.
    pub line: usize,
}

impl Confidence {
    /// All of them, least sure first.
    pub const ALL: [Self; 3] = [Self::Guessing, Self::Fairly, Self::Certain];

    /// Its name in stored text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guessing => "guessing",
            Self::Fairly => "fairly",
            Self::Certain => "certain",
        }
    }

    /// Reads [`Confidence::name`] back.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sure| sure.name() == name)
    }
}

impl LessonRun {
    /// The run as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("lesson {}\nstep {}\n", self.lesson.id, self.step().id);
        text.push_str("begins");
        for begins in &self.begins {
            let _ = write!(text, " {begins}");
        }
        text.push('\n');
        for (step, prediction) in &self.predictions {
            let (option, sure) = (&prediction.option, prediction.sure.name());
            let _ = writeln!(text, "predicted {step} {option} {sure} {}", prediction.locked_at);
        }
        for (step, seen) in &self.seen {
            let _ = writeln!(text, "seen {step} {seen}");
        }
        for step in &self.done {
            let _ = writeln!(text, "done {step}");
        }
        if let Some(option) = &self.chosen {
            let _ = writeln!(text, "chosen {option}");
        }
        if let Some(sure) = self.sure {
            let _ = writeln!(text, "sure {}", sure.name());
        }
        text
    }

    /// Takes a run up where its text left it, beside its session.
    ///
    /// # Errors
    ///
    /// [`BadState`] with the line that does not belong to this lesson and session.
    pub fn from_text(lesson: Rc<Lesson>, text: &str, session: &Session) -> Result<Self, BadState> {
        let mut run = Self::blank(lesson);
        for (index, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split(' ').collect();
            run.take_up(&words, session).ok_or(BadState { line: index + 1 })?;
        }
        match run.begins.len() == run.at + 1 {
            true => Ok(run),
            false => Err(BadState { line: 0 }),
        }
    }

    /// Takes a run up at the last step that its session still holds: after a failure of the page
    /// the last gestures may be missing. A scene that is not whole is set again.
    ///
    /// # Errors
    ///
    /// [`BadState`] with the line that does not belong to this lesson.
    pub fn salvage(
        lesson: Rc<Lesson>,
        text: &str,
        session: &mut Session,
    ) -> Result<Self, BadState> {
        let held =
            |number: &str| number.parse().is_ok_and(|place: usize| place <= session.entries());
        let begins = text.lines().find_map(|line| line.strip_prefix("begins "));
        let begins: Vec<&str> =
            begins.unwrap_or_default().split(' ').take_while(|number| held(number)).collect();
        let at = begins.len().checked_sub(1).ok_or(BadState { line: 0 })?;
        let step = lesson.steps.get(at).ok_or(BadState { line: 0 })?;
        let mut shorter = format!("lesson {}\nstep {}\n", lesson.id, step.id);
        let _ = writeln!(shorter, "begins {}", begins.join(" "));
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let reached = |id: &str| lesson.steps.iter().take(at).any(|step| *step.id == *id);
            let stays = match words[..] {
                ["predicted", step, .., locked_at] => reached(step) && held(locked_at),
                ["seen" | "done", step, ..] => reached(step),
                ["lesson", id] if *id != *lesson.id => return Err(BadState { line: 1 }),
                _ => false,
            };
            if stays {
                let _ = writeln!(shorter, "{line}");
            }
        }
        let mut run = Self::from_text(lesson, &shorter, session)?;
        if let StepKind::Scene(_) = run.step().kind {
            let entry = run.begins.pop().unwrap_or_default();
            session.seek(Place { entry, within: 0 });
            run.enter(session).map_err(|_| BadState { line: 0 })?;
        }
        Ok(run)
    }

    fn take_up(&mut self, words: &[&str], session: &Session) -> Option<()> {
        match words {
            ["lesson", id] => (**id == *self.lesson.id).then_some(()),
            ["step", id] => {
                self.at = self.place_of(id)?;
                Some(())
            }
            ["begins", numbers @ ..] => {
                let numbers = numbers.iter().map(|number| number.parse().ok());
                self.begins = numbers.collect::<Option<_>>()?;
                let known = self.begins.iter().all(|begins| *begins <= session.entries());
                known.then_some(())
            }
            ["predicted", step, option, sure, locked_at] => {
                let sure = Confidence::parse(sure)?;
                self.predict_again(step, option, sure, locked_at.parse().ok()?, session)
            }
            ["seen", step, option] => {
                self.place_of(step)?;
                self.seen.insert((*step).into(), (*option).into());
                Some(())
            }
            ["done", step] => {
                self.place_of(step)?;
                self.done.push((*step).into());
                Some(())
            }
            ["chosen", option] => self.choose(option).then_some(()),
            ["sure", sure] => {
                self.sure = Some(Confidence::parse(sure)?);
                Some(())
            }
            _ => None,
        }
    }

    fn predict_again(
        &mut self,
        step: &str,
        option: &str,
        sure: Confidence,
        locked_at: usize,
        session: &Session,
    ) -> Option<()> {
        let lesson = Rc::clone(&self.lesson);
        let step = lesson.steps.get(self.place_of(step)?)?;
        let StepKind::Predict(predict) = &step.kind else { return None };
        predict.options.iter().find(|choice| &*choice.id == option)?;
        if locked_at > session.entries() {
            return None;
        }
        let mut then = session.clone();
        then.seek(Place { entry: locked_at, within: 0 });
        let prediction = self.locked(predict, option.into(), sure, &then).ok()?;
        self.predictions.insert(step.id.clone(), super::Prediction { locked_at, ..prediction });
        Some(())
    }

    fn place_of(&self, step: &str) -> Option<usize> {
        self.lesson.steps.iter().position(|known| &*known.id == step)
    }
}
