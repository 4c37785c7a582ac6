//! What a learner has done, over all lessons: plain text for the browser's own store, never sent
//! anywhere.
//!
//! A line that a newer page wrote and this one does not know is kept as it is.

use crate::format::{Lesson, Step, StepKind};
use crate::run::Confidence;
use engine::sort::sort_by_key;
use engine::sorted::SortedMap;
use std::fmt::Write;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    lessons: SortedMap<String, LessonProgress>,
    /// By lesson and misconception, what was asked again.
    again: SortedMap<(String, String), Again>,
    unknown: Vec<String>,
}

/// What was done in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonProgress {
    /// The furthest step, by its id.
    pub furthest: String,
    /// Finished at least once.
    pub finished: bool,
    /// The first answer to each question, by step.
    pub answers: SortedMap<String, Answer>,
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The option.
    pub option: String,
    /// How sure; `None` where it is not asked.
    pub sure: Option<Confidence>,
    /// The misconception that it diagnosed; `None` if it was right.
    pub misconception: Option<String>,
}

/// A misconception that is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The lesson in which it was held.
    pub lesson: String,
    /// The step in which it was held.
    pub step: String,
    /// Its code.
    pub misconception: String,
    /// How often it was asked again.
    pub asked: u64,
}

impl Due {
    /// The next step behind the one in which it was held that asks with new numbers, with the
    /// misconception among its options.
    #[must_use]
    pub fn question<'l>(&self, lesson: &'l Lesson) -> Option<&'l Step> {
        let mut behind = lesson.steps.iter().skip_while(|step| *step.id != *self.step);
        behind.find(|step| match &step.kind {
            StepKind::Transfer(transfer) => {
                let mut codes =
                    transfer.options.iter().filter_map(|it| it.misconception.as_deref());
                codes.any(|code| is_variant(code, &self.misconception))
            }
            StepKind::Scene(_)
            | StepKind::Predict(_)
            | StepKind::Act(_)
            | StepKind::Observe(_)
            | StepKind::Refute(_)
            | StepKind::Formula(_) => false,
        })
    }
}

/// Whether two codes are of one misconception: `M03b` is a variant of `M03`.
#[must_use]
pub fn is_variant(code: &str, other: &str) -> bool {
    let base =
        |code: &str| code.trim_end_matches(|last: char| last.is_ascii_lowercase()).to_owned();
    base(code) == base(other)
}

/// What came of asking again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Again {
    asked: u64,
    overcome: bool,
}

/// What every stored progress begins with.
const HEAD: &str = "tidemark-progress 1";

impl Progress {
    /// What was done in a lesson.
    #[must_use]
    pub fn of(&self, lesson: &str) -> Option<&LessonProgress> {
        self.lessons.get(lesson)
    }

    /// Writes down that a step was reached.
    pub fn reach(&mut self, lesson: &str, step: &str) {
        step.clone_into(&mut self.lessons.entry(lesson.to_owned()).or_default().furthest);
    }

    /// Writes down that a lesson was finished.
    pub fn finish(&mut self, lesson: &str) {
        self.lessons.entry(lesson.to_owned()).or_default().finished = true;
    }

    /// Writes an answer down; only the first one to a question counts.
    pub fn answer(&mut self, lesson: &str, step: &str, answer: Answer) {
        let lesson = self.lessons.entry(lesson.to_owned()).or_default();
        lesson.answers.entry(step.to_owned()).or_insert(answer);
    }

    /// What to ask again before a lesson: misconceptions that were held with certainty in another
    /// one and were not overcome since. Those that were asked least come first.
    #[must_use]
    pub fn due_before(&self, lesson: &str) -> Vec<Due> {
        let others = self.lessons.iter().filter(|(other, _)| *other != lesson);
        let mut due: Vec<Due> = Vec::new();
        for (other, done) in others {
            for (step, answer) in &done.answers {
                let Some(misconception) = &answer.misconception else { continue };
                let key = (other.clone(), misconception.clone());
                let again = self.again.get(&key).copied().unwrap_or_default();
                let is_due = answer.sure == Some(Confidence::Certain) && !again.overcome;
                let known = due.iter().any(|one| one.lesson == key.0 && one.misconception == key.1);
                if is_due && !known {
                    let (lesson, misconception) = key;
                    due.push(Due { lesson, step: step.clone(), misconception, asked: again.asked });
                }
            }
        }
        sort_by_key(&mut due, |one| one.asked);
        due
    }

    /// Writes down that it was asked again, and whether the answer was right.
    pub fn asked(&mut self, due: &Due, right: bool) {
        let key = (due.lesson.clone(), due.misconception.clone());
        let again = self.again.entry(key).or_default();
        again.asked = again.asked.saturating_add(1);
        again.overcome |= right;
    }

    /// As text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for (id, lesson) in &self.lessons {
            let state = if lesson.finished { "finished" } else { "open" };
            let _ = writeln!(text, "lesson {id} {state} {}", lesson.furthest);
            for (step, answer) in &lesson.answers {
                let sure = answer.sure.map_or("-", Confidence::name);
                let diagnosed = answer.misconception.as_deref().unwrap_or("-");
                let _ = writeln!(text, "answer {id} {step} {} {sure} {diagnosed}", answer.option);
            }
        }
        for ((lesson, misconception), again) in &self.again {
            let state = if again.overcome { "overcome" } else { "open" };
            let _ = writeln!(text, "again {lesson} {misconception} {} {state}", again.asked);
        }
        for line in &self.unknown {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads [`Progress::to_text`] back. `None` if the text is something else: then it should be
    /// kept aside, never overwritten unseen.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let mut progress = Self::default();
        for line in lines {
            if progress.read(line).is_none() {
                progress.unknown.push(line.to_owned());
            }
        }
        Some(progress)
    }

    fn read(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["lesson", id, state @ ("finished" | "open"), furthest] => {
                let lesson = self.lessons.entry(id.to_owned()).or_default();
                lesson.finished = state == "finished";
                furthest.clone_into(&mut lesson.furthest);
            }
            ["answer", id, step, option, sure, diagnosed] => {
                let sure = match sure {
                    "-" => None,
                    name => Some(Confidence::parse(name)?),
                };
                let misconception = Some(diagnosed.to_owned()).filter(|code| code != "-");
                self.answer(id, step, Answer { option: option.to_owned(), sure, misconception });
            }
            ["again", lesson, misconception, asked, state @ ("overcome" | "open")] => {
                let again = Again { asked: asked.parse().ok()?, overcome: state == "overcome" };
                self.again.insert((lesson.to_owned(), misconception.to_owned()), again);
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_survives_its_text_and_what_it_does_not_know() {
        let mut progress = Progress::default();
        progress.reach("addresses", "third");
        let misconception = Some("M01".to_owned());
        let sure = Some(Confidence::Certain);
        let answer = Answer { option: "three".into(), sure, misconception };
        progress.answer("addresses", "which", answer);
        progress.finish("start");
        let text = progress.to_text();
        assert_eq!(Progress::from_text(&text).as_ref(), Some(&progress));

        let newer = format!("{text}badge addresses gold\n");
        let read = Progress::from_text(&newer).map(|progress| progress.to_text());
        assert_eq!(read.as_deref(), Some(newer.as_str()));
        assert_eq!(Progress::from_text("something else"), None);
    }

    #[test]
    fn what_was_certain_and_wrong_is_asked_again_until_it_is_overcome() {
        let mut progress = Progress::default();
        for (step, sure, misconception) in [
            ("first", Confidence::Certain, Some("M01")),
            ("second", Confidence::Guessing, Some("M02")),
            ("third", Confidence::Certain, None),
        ] {
            let misconception = misconception.map(str::to_owned);
            let answer = Answer { option: "x".into(), sure: Some(sure), misconception };
            progress.answer("addresses", step, answer);
        }
        assert_eq!(progress.due_before("addresses"), [], "never in the same lesson");
        let due = progress.due_before("later");
        let [one] = &due[..] else { panic!("{due:?}") };
        assert_eq!((&*one.lesson, &*one.misconception, one.asked), ("addresses", "M01", 0));
        progress.asked(one, false);
        let progress = Progress::from_text(&progress.to_text()).expect("it is progress");
        let again = progress.due_before("later");
        assert_eq!(again.first().map(|one| one.asked), Some(1));
        let mut progress = progress;
        progress.asked(&again[0], true);
        let progress = Progress::from_text(&progress.to_text()).expect("it is progress");
        assert_eq!(progress.due_before("later"), []);
    }

    #[test]
    fn a_variant_is_the_same_misconception() {
        assert!(is_variant("M03b", "M03") && is_variant("M03", "M03c"));
        assert!(!is_variant("M03b", "M30b"));
    }

    #[test]
    fn only_the_first_answer_counts() {
        let mut progress = Progress::default();
        let answer =
            |option: &str| Answer { option: option.into(), sure: None, misconception: None };
        progress.answer("l", "s", answer("first"));
        progress.answer("l", "s", answer("second"));
        let kept = progress.of("l").and_then(|lesson| lesson.answers.get("s"));
        assert_eq!(kept, Some(&answer("first")));
    }
}
