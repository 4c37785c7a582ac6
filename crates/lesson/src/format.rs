//! A lesson, as it is compiled when the project is built and read by the page: one asset for each
//! lesson and language, machine half and prose together.

use crate::prose::{Block, Inline};
use crate::query::{Condition, Expression};
use crate::wire::{Damaged, Reader, Wire, wire_enum, wire_struct};
use session::view::Text;

/// A lesson in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Permanent: progress is stored under it.
    pub id: Text,
    /// Its place in the curriculum, from 1.
    pub number: u32,
    /// The chapter it belongs to, from 1.
    pub chapter: u32,
    /// Reading and doing, rounded up.
    pub minutes: u32,
    /// What the facts were last checked against.
    pub checked: Text,
    /// The misconceptions that it corrects, by code.
    pub corrects: Vec<Text>,
    /// The name of the lesson.
    pub title: Vec<Inline>,
    /// What it is about, in a sentence or two.
    pub summary: Vec<Block>,
    /// What is left out, and that the page is smaller than Kafka there.
    pub scope: Vec<Block>,
    /// The head of its world, in the text form of a genesis.
    pub genesis: Vec<Text>,
    /// The lines that set the scene, before the first step.
    pub setup: Vec<Text>,
    /// In order; the first one is a scene, the last one a transfer.
    pub steps: Vec<Step>,
}

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Permanent within the lesson; also its anchor.
    pub id: Text,
    /// Its heading.
    pub title: Vec<Inline>,
    /// What it says.
    pub text: Vec<Block>,
    /// What is done in it.
    pub kind: StepKind,
}

/// What is done in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Reads, and sees a state that these lines make.
    Scene(Vec<Text>),
    /// Predicts, before anything can be run.
    Predict(Predict),
    /// Acts, until the goals are met.
    Act(Act),
    /// Says what was seen.
    Observe(Vec<Seen>),
    /// Reads why, in a fixed form.
    Refute(Refute),
    /// Tries the article's formula.
    Formula(FormulaStep),
    /// Answers once more, with numbers that the engine computes.
    Transfer(Transfer),
}

/// A question with options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predict {
    /// Configs that the answer hangs on, `name=value`, printed beside the question.
    pub hangs_on: Vec<Text>,
    /// What decides, asked after the run. `None` where every option is a condition.
    pub outcome: Option<Expression>,
    /// What can be chosen.
    pub options: Vec<Choice>,
}

/// An option of a prediction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Permanent within the step.
    pub id: Text,
    /// What it says.
    pub label: Vec<Inline>,
    /// What it predicts.
    pub predicts: Predicts,
    /// The misconception that choosing it diagnoses; `None` for the right one.
    pub misconception: Option<Text>,
    /// Where the misconception would put a mark.
    pub ghost: Option<Ghost>,
}

/// What an option predicts. Which one is right is never written down: the engine decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicts {
    /// A word: right if this holds after the run.
    Holds(Condition),
    /// A query on the view at the moment of locking: right if the outcome equals its value.
    Value(Expression),
    /// A script, run aside at the moment of locking, and a query on what it leads to.
    Script(Script),
}

/// Lines, and what is asked after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Run on a copy of the world.
    pub lines: Vec<Text>,
    /// Asked of the copy.
    pub value: Expression,
}

/// A mark that a misconception would draw, beside the real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ghost {
    /// Which mark.
    pub kind: GhostKind,
    /// Whose: a client or a group; nobody's for a mark of the log.
    pub who: Option<Text>,
    /// On which tape, `orders-0`.
    pub partition: Text,
    /// Where. Asked at the moment of locking.
    pub at: Expression,
}

/// The kinds of ghost marks: a closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GhostKind {
    /// A hollow caret above the tape.
    Position,
    /// A flag below the tape.
    Committed,
    /// A cell with that number.
    Record,
    /// The empty slot "next".
    LogEnd,
    /// The wall at the left.
    LogStart,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// All of them must be met.
    pub goals: Vec<Goal>,
    /// A way that meets them.
    pub answer: Vec<Text>,
}

/// A goal looks at the world, never at what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Permanent within the step.
    pub id: Text,
    /// What it says.
    pub label: Vec<Inline>,
    /// Shown while it is unmet: what is true now, and what to do.
    pub hint: Vec<Block>,
    /// Met if this holds.
    pub holds: Condition,
    /// Its text names the outcome: it is shown only once the prediction is locked.
    pub after_lock: bool,
}

/// Something that can be seen in the picture after a run; one of them is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Permanent within the step.
    pub id: Text,
    /// What it says.
    pub label: Vec<Inline>,
    /// True if this holds.
    pub holds: Condition,
}

/// The explanation, in its fixed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refute {
    /// The prediction that it belongs to.
    pub of: Text,
    /// One for each misconception that an option diagnoses.
    pub refutations: Vec<Refutation>,
    /// For those who predicted rightly: why it is so.
    pub right: Vec<Block>,
    /// Where it is written.
    pub source: Vec<Block>,
    /// Recordings of real Kafka that show the same.
    pub recordings: Vec<Text>,
}

/// "Many people think X. That is not so. In your run … Because …"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refutation {
    /// The code, `M13`.
    pub misconception: Text,
    /// Its name, in the words of those who hold it.
    pub name: Vec<Inline>,
    /// What many people think.
    pub says: Block,
    /// What happened here instead.
    pub run: Block,
    /// Why.
    pub because: Block,
}

/// The article's formula beside what the engine says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaStep {
    /// The log that the number is held against, `test_topic-1`.
    pub partition: Text,
}

/// A question with new numbers, in a world of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What is drawn for each attempt: a name and the values that it may have.
    pub draws: Vec<(Text, Vec<i64>)>,
    /// See [`Predict::hangs_on`].
    pub hangs_on: Vec<Text>,
    /// Lines before the question, with `{name}` for what was drawn.
    pub before: Vec<Text>,
    /// Lines that answer it.
    pub run: Vec<Text>,
    /// What decides, asked after the run; an expression with `{name}`.
    pub outcome: Text,
    /// What can be chosen.
    pub options: Vec<TransferChoice>,
    /// Why, once it is answered.
    pub because: Vec<Block>,
}

/// An option of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferChoice {
    /// Permanent within the step.
    pub id: Text,
    /// What it says, after its number.
    pub label: Vec<Inline>,
    /// Its number; an expression with `{name}`, asked before the run.
    pub value: Text,
    /// The misconception that choosing it diagnoses; `None` for the right one.
    pub misconception: Option<Text>,
}

/// What the list of lessons says of one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// See [`Lesson::id`].
    pub id: Text,
    /// The file that holds the lesson.
    pub asset: Text,
    /// See [`Lesson::number`].
    pub number: u32,
    /// See [`Lesson::chapter`].
    pub chapter: u32,
    /// See [`Lesson::minutes`].
    pub minutes: u32,
    /// The anchors of its steps, for routes.
    pub steps: Vec<Text>,
    /// See [`Lesson::title`].
    pub title: Vec<Inline>,
    /// See [`Lesson::summary`].
    pub summary: Vec<Block>,
}

/// The number of this format; an asset begins with it.
pub const FORMAT: u32 = 1;

/// Writes an asset.
#[cfg(feature = "compile")]
pub(crate) fn write<T: Wire>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    FORMAT.write(&mut bytes);
    value.write(&mut bytes);
    bytes
}

/// Reads a lesson's asset.
///
/// # Errors
///
/// [`Damaged`] if the bytes are not a whole asset of this format.
pub fn read_lesson(bytes: &[u8]) -> Result<Lesson, Damaged> {
    read(bytes)
}

/// Reads the list of lessons.
///
/// # Errors
///
/// As [`read_lesson`].
pub fn read_index(bytes: &[u8]) -> Result<Vec<Entry>, Damaged> {
    read(bytes)
}

pub(crate) fn read<T: Wire>(bytes: &[u8]) -> Result<T, Damaged> {
    let mut reader = Reader::new(bytes);
    let start = reader.damaged();
    if u32::read(&mut reader)? != FORMAT {
        return Err(start);
    }
    let value = T::read(&mut reader)?;
    if reader.is_empty() { Ok(value) } else { Err(reader.damaged()) }
}

wire_struct!(Lesson {
    id,
    number,
    chapter,
    minutes,
    checked,
    corrects,
    title,
    summary,
    scope,
    genesis,
    setup,
    steps,
});
wire_struct!(Step { id, title, text, kind });
wire_enum!(StepKind {
    0 => Scene(lines), 1 => Predict(predict), 2 => Act(act), 3 => Observe(seen),
    4 => Refute(refute), 5 => Formula(formula), 6 => Transfer(transfer),
});
wire_struct!(Predict { hangs_on, outcome, options });
wire_struct!(Choice { id, label, predicts, misconception, ghost });
wire_enum!(Predicts { 0 => Holds(condition), 1 => Value(expression), 2 => Script(script) });
wire_struct!(Script { lines, value });
wire_struct!(Ghost { kind, who, partition, at });
wire_enum!(GhostKind {
    0 => Position, 1 => Committed, 2 => Record, 3 => LogEnd, 4 => LogStart,
});
wire_struct!(Act { goals, answer });
wire_struct!(Goal { id, label, hint, holds, after_lock });
wire_struct!(Seen { id, label, holds });
wire_struct!(Refute { of, refutations, right, source, recordings });
wire_struct!(Refutation { misconception, name, says, run, because });
wire_struct!(FormulaStep { partition });
wire_struct!(Transfer { draws, hangs_on, before, run, outcome, options, because });
wire_struct!(TransferChoice { id, label, value, misconception });
wire_struct!(Entry { id, asset, number, chapter, minutes, steps, title, summary });
