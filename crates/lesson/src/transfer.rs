//! The last question of a lesson: new numbers, drawn for each attempt, in a world of its own. Every
//! number of it, the right answer too, is computed by the engine.

use crate::evaluate::{Before, Value, viewport};
use crate::format::{Lesson, Transfer, TransferChoice};
use crate::query::Expression;
use crate::run::{submit_all, world_of};
use engine::sorted::SortedMap;
use session::view::Text;
use session::{Complaint, Session};

/// One attempt: its numbers, its world before the run, what each option says.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// What was drawn, by name.
    pub drawn: SortedMap<Text, i64>,
    /// The world that the question is about. After the answer, the world that answers it.
    pub session: Session,
    /// By option, in the order of the lesson: its number.
    pub values: Vec<Value>,
    run: Vec<Text>,
    outcome: Text,
    answered: Option<usize>,
}

/// Why a transfer cannot be asked: the lesson is wrong. A compiled one was tested for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadTransfer {
    /// An expression that is none, with its text.
    Expression(Text),
    /// A line that its world refuses.
    World(Complaint),
}

impl Attempt {
    /// Draws the numbers of an attempt (from 0) and sets its world up. The same attempt has the
    /// same numbers, and every combination comes before one comes again.
    ///
    /// # Errors
    ///
    /// [`BadTransfer`] if the lesson is wrong.
    pub fn new(lesson: &Lesson, transfer: &Transfer, attempt: u64) -> Result<Self, BadTransfer> {
        let drawn = draw(transfer, attempt);
        let lines: Vec<Text> = transfer.before.iter().map(|line| filled(line, &drawn)).collect();
        let session = world_of(&lesson.genesis, &lines).map_err(BadTransfer::World)?;
        let values = transfer
            .options
            .iter()
            .map(|choice| ask(&filled(&choice.value, &drawn), &session))
            .collect::<Result<_, _>>()?;
        let run = transfer.run.iter().map(|line| filled(line, &drawn)).collect();
        let outcome = filled(&transfer.outcome, &drawn);
        Ok(Self { drawn, session, values, run, outcome, answered: None })
    }

    /// Answers, and lets the world show what is right: the options whose number came true.
    ///
    /// # Errors
    ///
    /// [`BadTransfer`] if the lesson is wrong.
    pub fn answer(&mut self, option: usize) -> Result<Vec<usize>, BadTransfer> {
        if self.answered.is_none() {
            submit_all(&mut self.session, &self.run).map_err(BadTransfer::World)?;
            self.answered = Some(option);
        }
        let outcome = ask(&self.outcome, &self.session)?;
        let options = self.values.iter().enumerate();
        Ok(options.filter(|(_, value)| **value == outcome).map(|(place, _)| place).collect())
    }

    /// The option that was chosen, once it was.
    #[must_use]
    pub const fn answered(&self) -> Option<usize> {
        self.answered
    }

    /// What a template says with this attempt's numbers.
    #[must_use]
    pub fn fill(&self, template: &str) -> Text {
        filled(template, &self.drawn)
    }

    /// What a query answers in this attempt's world.
    #[must_use]
    pub fn value(&self, expression: &Expression) -> Value {
        value(expression, &self.session)
    }
}

/// How many attempts have different numbers.
#[must_use]
pub fn combinations(transfer: &Transfer) -> u64 {
    let counts = transfer.draws.iter().map(|(_, values)| values.len() as u64);
    counts.fold(1, u64::saturating_mul)
}

/// The option that is right for everybody: the one that diagnoses nothing.
#[must_use]
pub fn intended(options: &[TransferChoice]) -> Option<usize> {
    options.iter().position(|choice| choice.misconception.is_none())
}

/// Counts through the combinations in steps that have nothing to do with their number, so that
/// neighbours differ.
fn draw(transfer: &Transfer, attempt: u64) -> SortedMap<Text, i64> {
    let mut rest = attempt.wrapping_mul(STRIDE) % combinations(transfer).max(1);
    let mut drawn = SortedMap::new();
    for (name, values) in &transfer.draws {
        let count = (values.len() as u64).max(1);
        let place = usize::try_from(rest % count).unwrap_or(0);
        drawn.insert(name.clone(), values.get(place).copied().unwrap_or(0));
        rest /= count;
    }
    drawn
}

/// A prime larger than any number of combinations that a lesson has.
const STRIDE: u64 = 1_000_003;

fn filled(template: &str, drawn: &SortedMap<Text, i64>) -> Text {
    let mut text = template.to_owned();
    for (name, number) in drawn {
        text = text.replace(&format!("{{${name}}}"), &number.to_string());
    }
    text.into()
}

fn ask(text: &str, session: &Session) -> Result<Value, BadTransfer> {
    let expression = Expression::parse(text).map_err(|_| BadTransfer::Expression(text.into()))?;
    Ok(value(&expression, session))
}

fn value(expression: &Expression, session: &Session) -> Value {
    let mut queries = Vec::new();
    expression.queries(&mut queries);
    let view = session.view(&viewport(queries), None);
    expression.value(&view, &Before::new())
}
