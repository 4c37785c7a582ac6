//! Puts the two halves of a lesson together and checks each against the other.

use super::manifest::{self, Manifest};
use super::script::{self, nearest, nearest_named};
use super::sections::{self, Prose};
use super::{Complaint, Translated};
use crate::format::{
    Act, Choice, FORMAT, FormulaStep, Ghost, GhostKind, Goal, Lesson, Predict, Predicts,
    Refutation, Refute, Script, Seen, Step, StepKind, Transfer, TransferChoice,
};
use crate::query::{Condition, Expression};
use session::view::Text;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Compiles one lesson in every language.
pub(super) fn lesson(folder: &Path) -> Result<Translated<Lesson>, Vec<Complaint>> {
    let toml = Toml::read(folder.join("lesson.toml"))?;
    let manifest: Manifest = toml.parse()?;
    toml.check_format(&manifest.format)?;
    let proses = sections::read(folder)?;
    let mut complaints = Vec::new();
    let mut of_toml = Vec::new();
    let lessons = proses.map(|prose| {
        let mut assembly =
            Assembly { toml: &toml, prose, manifest: &manifest, complaints: Vec::new() };
        let lesson = assembly.lesson();
        of_toml = assembly.complaints; // The same in every language.
        complaints.extend(assembly.prose.finish());
        lesson
    });
    complaints.extend(of_toml);
    match complaints.is_empty() {
        true => Ok(lessons),
        false => Err(complaints),
    }
}

/// A TOML file and its text, for the numbers of lines.
pub(super) struct Toml {
    file: PathBuf,
    text: String,
}

impl Toml {
    pub(super) fn read(file: PathBuf) -> Result<Self, Vec<Complaint>> {
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Self { file, text }),
            Err(error) => {
                let message = format!("cannot be read: {error}");
                Err(vec![Complaint { file, line: 0, message }])
            }
        }
    }

    pub(super) fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Vec<Complaint>> {
        toml::from_str(&self.text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message();
            vec![self.complaint(at, format!("{message}{}", nearest_named(message)))]
        })
    }

    pub(super) fn check_format(&self, format: &Spanned<u32>) -> Result<(), Vec<Complaint>> {
        match *format.get_ref() == FORMAT {
            true => Ok(()),
            false => {
                let message = format!("`format` is {FORMAT} in this version");
                Err(vec![self.complaint(format.span().start, message)])
            }
        }
    }

    pub(super) fn complaint(&self, at: usize, message: String) -> Complaint {
        let before = self.text.get(..at).unwrap_or(&self.text);
        Complaint { file: self.file.clone(), line: before.matches('\n').count() + 1, message }
    }

    /// Where the first line of a text with several lines begins: behind the quotes and the end of
    /// their line.
    pub(super) fn first_line(&self, text: &Spanned<String>) -> usize {
        let at = text.span().start;
        let quotes = self.text.get(at..).unwrap_or_default();
        let opened = ["\"\"\"\n", "'''\n"].into_iter().find(|opened| quotes.starts_with(opened));
        at + opened.map_or(0, str::len)
    }
}

struct Assembly<'a> {
    toml: &'a Toml,
    manifest: &'a Manifest,
    prose: Prose,
    complaints: Vec<Complaint>,
}

impl Assembly<'_> {
    fn lesson(&mut self) -> Lesson {
        let manifest = self.manifest;
        let (title, summary) = self.prose.take("lesson");
        let (_, scope) = self.prose.take("scope");
        let genesis = self.genesis(manifest.genesis.as_ref());
        let setup = self.lines_of(manifest.setup.as_ref(), &[]);
        self.every_id_once();
        Lesson {
            id: manifest.id.get_ref().as_str().into(),
            number: manifest.number,
            chapter: manifest.chapter,
            minutes: manifest.minutes,
            checked: manifest.checked.as_str().into(),
            corrects: texts(&manifest.corrects),
            title,
            summary,
            scope,
            genesis,
            setup,
            steps: manifest.steps.iter().map(|step| self.step(step)).collect(),
        }
    }

    fn step(&mut self, spanned: &Spanned<manifest::Step>) -> Step {
        let step = spanned.get_ref();
        let id = step.id.get_ref();
        let (title, text) = self.prose.take(id);
        let mut kinds = Vec::new();
        kinds.extend(step.scene.as_ref().map(|it| {
            let lines = self.lines_of(it.lines.as_ref(), &[]);
            StepKind::Scene(lines)
        }));
        kinds.extend(step.predict.as_ref().map(|it| StepKind::Predict(self.predict(id, it))));
        kinds.extend(step.act.as_ref().map(|it| StepKind::Act(self.act(id, it))));
        kinds.extend(step.observe.as_ref().map(|it| StepKind::Observe(self.observe(id, it))));
        kinds.extend(step.refute.as_ref().map(|it| StepKind::Refute(self.refute(id, it))));
        kinds.extend(step.formula.as_ref().map(|it| {
            let partition = it.partition.get_ref().as_str().into();
            StepKind::Formula(FormulaStep { partition })
        }));
        kinds.extend(step.transfer.as_ref().map(|it| StepKind::Transfer(self.transfer(id, it))));
        if kinds.len() != 1 {
            let right = "a step has exactly one of scene, predict, act, observe, refute, formula \
                         and transfer";
            self.complain(&step.id, format!("step `{id}` has {}: {right}", kinds.len()));
        }
        let kind = kinds.pop().unwrap_or_else(|| StepKind::Scene(Vec::new()));
        Step { id: id.as_str().into(), title, text, kind }
    }

    fn predict(&mut self, step: &str, predict: &manifest::Predict) -> Predict {
        let outcome = predict.outcome.as_ref().and_then(|text| self.expression(text));
        let options = predict
            .options
            .iter()
            .map(|choice| self.choice(step, choice, predict.outcome.is_some()));
        let options: Vec<Choice> = options.collect();
        if let [.., last] = &predict.options[..]
            && options.iter().filter(|choice| choice.misconception.is_none()).count() != 1
        {
            let message = "every option but the right one names the `misconception` it diagnoses";
            self.complain(&last.id, message.to_owned());
        }
        Predict { hangs_on: texts(&predict.hangs_on), outcome, options }
    }

    fn choice(&mut self, step: &str, choice: &manifest::Choice, has_outcome: bool) -> Choice {
        let id = choice.id.get_ref();
        let label = self.prose.take_label(&format!("{step}.{id}"));
        let predicts = match (&choice.holds, &choice.value, &choice.script) {
            (Some(holds), None, None) => self.condition(holds).map(Predicts::Holds),
            (None, Some(value), None) => self.expression(value).map(Predicts::Value),
            (None, Some(value), Some(script)) => {
                let lines = self.lines_of(Some(script), &[]);
                self.expression(value).map(|value| Predicts::Script(Script { lines, value }))
            }
            (Some(_) | None, _, _) => {
                let right = "an option has `holds`, or `value`, or `script` and `value`";
                self.complain(&choice.id, right.to_owned());
                None
            }
        };
        if choice.value.is_some() && !has_outcome {
            let right = "an option with a `value` needs the step's `outcome` to compare it with";
            self.complain(&choice.id, right.to_owned());
        }
        let at = choice.at.as_ref().or(choice.value.as_ref());
        let ghost = choice.ghost.as_ref().and_then(|ghost| self.ghost(ghost, at));
        Choice {
            id: id.as_str().into(),
            label,
            predicts: predicts.unwrap_or(Predicts::Value(Expression::None)),
            misconception: choice.misconception.as_deref().map(Into::into),
            ghost,
        }
    }

    fn ghost(&mut self, text: &Spanned<String>, at: Option<&Spanned<String>>) -> Option<Ghost> {
        let words: Vec<&str> = text.get_ref().split_whitespace().collect();
        let ghost = match words[..] {
            ["position", who, partition] => (GhostKind::Position, Some(who), partition),
            ["committed", who, partition] => (GhostKind::Committed, Some(who), partition),
            ["record", partition] => (GhostKind::Record, None, partition),
            ["leo", partition] => (GhostKind::LogEnd, None, partition),
            ["log-start", partition] => (GhostKind::LogStart, None, partition),
            _ => {
                let right = "a ghost is `position <client> <partition>`, `committed <group> \
                             <partition>`, or `record`, `leo` or `log-start` with a partition";
                self.complain(text, right.to_owned());
                return None;
            }
        };
        let Some(at) = at else {
            self.complain(text, "a ghost without a `value` needs an `at`".to_owned());
            return None;
        };
        let (kind, who, partition) = ghost;
        let at = self.expression(at)?;
        Some(Ghost { kind, who: who.map(Into::into), partition: partition.into(), at })
    }

    fn act(&mut self, step: &str, act: &manifest::Act) -> Act {
        let goals = act.goals.iter().filter_map(|goal| {
            let id = goal.id.get_ref();
            let (label, hint) = self.prose.take(&format!("{step}.{id}"));
            if hint.is_empty() {
                let right = "a goal needs a text under its heading: what is true now, what to do";
                self.complain(&goal.id, format!("goal `{id}` has no hint; {right}"));
            }
            let holds = self.condition(&goal.holds)?;
            let after_lock = goal.after_lock;
            Some(Goal { id: id.as_str().into(), label, hint, holds, after_lock })
        });
        let goals = goals.collect();
        Act { goals, answer: self.lines_of(Some(&act.answer), &[]) }
    }

    fn observe(&mut self, step: &str, observe: &manifest::Observe) -> Vec<Seen> {
        let options = observe.options.iter().filter_map(|seen| {
            let id = seen.id.get_ref();
            let label = self.prose.take_label(&format!("{step}.{id}"));
            Some(Seen { id: id.as_str().into(), label, holds: self.condition(&seen.holds)? })
        });
        options.collect()
    }

    fn refute(&mut self, step: &str, refute: &manifest::Refute) -> Refute {
        let of = refute.of.get_ref();
        let steps = self.manifest.steps.iter().map(Spanned::get_ref);
        let mut predicts = steps.filter(|other| other.id.get_ref() == of);
        let Some(predict) = predicts.find_map(|step| step.predict.as_ref()) else {
            let steps = self.manifest.steps.iter().map(Spanned::get_ref);
            let known = steps.filter(|step| step.predict.is_some());
            let near = nearest(of, known.map(|step| step.id.get_ref().as_str()));
            self.complain(&refute.of, format!("there is no predict step `{of}`{near}"));
            return Refute {
                of: of.as_str().into(),
                refutations: Vec::new(),
                right: Vec::new(),
                source: Vec::new(),
                recordings: Vec::new(),
            };
        };
        let mut codes: Vec<&str> =
            predict.options.iter().filter_map(|choice| choice.misconception.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        let refutations = codes.into_iter().map(|code| {
            let (name, [says, run, because]) = self.prose.take_three(&format!("{step}.{code}"));
            Refutation { misconception: code.into(), name, says, run, because }
        });
        let refutations = refutations.collect();
        Refute {
            of: of.as_str().into(),
            refutations,
            right: self.prose.take(&format!("{step}.right")).1,
            source: self.prose.take(&format!("{step}.source")).1,
            recordings: texts(&refute.recordings),
        }
    }

    fn transfer(&mut self, step: &str, transfer: &manifest::Transfer) -> Transfer {
        let options: Vec<TransferChoice> = transfer
            .options
            .iter()
            .map(|choice| {
                let id = choice.id.get_ref();
                self.template(&choice.value, transfer);
                TransferChoice {
                    id: id.as_str().into(),
                    label: self.prose.take_label(&format!("{step}.{id}")),
                    value: choice.value.get_ref().as_str().into(),
                    misconception: choice.misconception.as_deref().map(Into::into),
                }
            })
            .collect();
        self.template(&transfer.outcome, transfer);
        let before = self.lines_of(Some(&transfer.before), &drawn(transfer));
        let run = self.lines_of(Some(&transfer.run), &drawn(transfer));
        let draws = transfer.draws.iter();
        Transfer {
            draws: draws.map(|(name, values)| (name.as_str().into(), values.clone())).collect(),
            hangs_on: texts(&transfer.hangs_on),
            before,
            run,
            outcome: transfer.outcome.get_ref().as_str().into(),
            options,
            because: self.prose.take(&format!("{step}.because")).1,
        }
    }

    /// The lines of a script, each of which is one of the language: with the first of each draw in
    /// its place, where there are draws.
    fn lines_of(&mut self, text: Option<&Spanned<String>>, draws: &[(String, i64)]) -> Vec<Text> {
        let Some(text) = text else { return Vec::new() };
        let (lines, complaints) = script::lines(self.toml, text, draws);
        self.complaints.extend(complaints);
        lines
    }

    /// The head of a world, which is read as such.
    fn genesis(&mut self, text: Option<&Spanned<String>>) -> Vec<Text> {
        let Some(text) = text else { return Vec::new() };
        let (lines, complaints) = script::genesis(self.toml, text);
        self.complaints.extend(complaints);
        lines
    }

    /// An expression with `{$name}` in it.
    fn template(&mut self, text: &Spanned<String>, transfer: &manifest::Transfer) {
        match script::filled(text.get_ref(), &drawn(transfer)) {
            Ok(filled) => {
                if let Err(wrong) = Expression::parse(&filled) {
                    self.complain(text, wrong.to_string());
                }
            }
            Err(message) => self.complain(text, message),
        }
    }

    fn every_id_once(&mut self) {
        let manifest = self.manifest;
        let ids: Vec<&Spanned<String>> = manifest.steps.iter().map(|it| &it.get_ref().id).collect();
        for (place, id) in ids.iter().enumerate() {
            if ids[..place].iter().any(|earlier| earlier.get_ref() == id.get_ref()) {
                self.complain(id, format!("two steps have the id `{}`", id.get_ref()));
            }
        }
    }

    fn expression(&mut self, text: &Spanned<String>) -> Option<Expression> {
        let read = Expression::parse(text.get_ref());
        read.map_err(|wrong| self.complain(text, wrong.to_string())).ok()
    }

    fn condition(&mut self, text: &Spanned<String>) -> Option<Condition> {
        let read = Condition::parse(text.get_ref());
        read.map_err(|wrong| self.complain(text, wrong.to_string())).ok()
    }

    fn complain(&mut self, near: &Spanned<String>, message: String) {
        let complaint = self.toml.complaint(near.span().start, message);
        self.complaints.push(complaint);
    }
}

/// The first of each draw.
fn drawn(transfer: &manifest::Transfer) -> Vec<(String, i64)> {
    let draws = transfer.draws.iter();
    draws.map(|(name, values)| (name.clone(), values.first().copied().unwrap_or(0))).collect()
}

fn texts(texts: &[String]) -> Vec<Text> {
    texts.iter().map(|text| text.as_str().into()).collect()
}
