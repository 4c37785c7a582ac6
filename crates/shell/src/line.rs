//! A line is one gesture: steps that run one after another.
//!
//! Invariant: `parse(print(line))` gives the line back, and the printed line is canonical.

use crate::complaint::{Complaint, expected_one_of, missing};
use crate::parser;
use crate::printer;
use crate::tool::{Feed, Tool};
use crate::words::{Token, Word, split};
use engine::command::Command;
use i18n::shell::{Kind, Problem};
use std::ops::Range;

/// The most steps of a line.
pub const STEPS_MAX: usize = 1000;

/// One gesture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is done, in order. Empty for an empty line and for a comment.
    pub steps: Vec<Step>,
}

/// One step of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A command. If it is a call, the next step waits until it has returned.
    Command(Command),
    /// A call that the next step does not wait for: `&` stands behind it.
    Background(Command),
    /// One of Kafka's own tools.
    Tool(Tool),
}

/// Reads a line.
///
/// # Errors
/// What is wrong, where, and the nearest right word.
pub fn parse(line: &str) -> Result<Line, Complaint> {
    let mut steps = Vec::new();
    let mut feed: Option<(Feed, Range<usize>)> = None;
    let mut words: Vec<Word> = Vec::new();
    let end = line.trim_end().len();
    let tokens = split(line)?;
    for token in tokens.into_iter().map(Some).chain([None]) {
        let (operator, span) = match token {
            Some(Token::Word(word)) => {
                words.push(word);
                continue;
            }
            Some(Token::Then(span)) => (";", span),
            Some(Token::Background(span)) => ("&", span),
            Some(Token::Pipe(span)) => ("|", span),
            None => ("", end..end),
        };
        if words.is_empty() {
            match operator {
                "" | ";" if feed.is_none() => continue,
                "" => return Err(missing(Kind::Tool, end)),
                _ => return Err(Complaint::at(span, Problem::NothingBefore { operator })),
            }
        }
        if steps.len() == STEPS_MAX {
            let problem = Problem::TooManySteps { limit: STEPS_MAX as u64 };
            return Err(Complaint::at(span, problem));
        }
        let segment = std::mem::take(&mut words);
        if operator == "|" {
            let is_second = feed.is_some();
            let next = Feed::from_words(&segment).filter(|_| !is_second);
            let next = next.ok_or_else(|| Complaint::at(span.clone(), Problem::NoPipe))?;
            feed = Some((next, span));
            continue;
        }
        steps.push(step(&segment, feed.take(), operator == "&", span)?);
    }
    Ok(Line { steps })
}

fn step(
    words: &[Word],
    feed: Option<(Feed, Range<usize>)>,
    background: bool,
    span: Range<usize>,
) -> Result<Step, Complaint> {
    let not_in_background = || Complaint::at(span.clone(), Problem::NotInBackground);
    if let Some((first, arguments)) = words.split_first()
        && let Some(tool) = Tool::from_words(first, arguments)
    {
        return match feed {
            _ if background => Err(not_in_background()),
            Some((_, pipe)) if !tool.reads_input() => Err(Complaint::at(pipe, Problem::NoPipe)),
            feed => Ok(Step::Tool(Tool { feed: feed.map(|(feed, _)| feed), ..tool })),
        };
    }
    if let Some((_, pipe)) = feed {
        return Err(Complaint::at(pipe, Problem::NoPipe));
    }
    let command = parser::command(words, span.start)?;
    match (background, &command) {
        (false, _) => Ok(Step::Command(command)),
        (true, Command::Call { .. }) => Ok(Step::Background(command)),
        (true, _) => Err(not_in_background()),
    }
}

/// Reads a line that is exactly one command.
///
/// # Errors
/// As [`parse`]; an empty line and a tool are no command.
pub fn parse_command(line: &str) -> Result<Command, Complaint> {
    let mut steps = parse(line)?.steps;
    match (steps.pop(), steps.is_empty()) {
        (Some(Step::Command(command)), true) => Ok(command),
        (None, _) => Err(missing(Kind::Command, line.len())),
        (Some(_), _) => {
            let whole = Word::bare_at(line.trim(), 0..line.len());
            Err(expected_one_of(Kind::Command, &whole, std::iter::empty()))
        }
    }
}

/// Writes a line in its canonical form.
#[must_use]
pub fn print(line: &Line) -> String {
    let mut out = String::new();
    let mut separator = "";
    for step in &line.steps {
        out.push_str(separator);
        separator = "; ";
        match step {
            Step::Command(command) => printer::command(command, &mut out),
            Step::Background(command) => {
                printer::command(command, &mut out);
                out.push_str(" &");
                separator = " ";
            }
            Step::Tool(tool) => tool.print(&mut out),
        }
    }
    out
}

/// Writes a command in its canonical form.
#[must_use]
pub fn print_command(command: &Command) -> String {
    let mut out = String::new();
    printer::command(command, &mut out);
    out
}
