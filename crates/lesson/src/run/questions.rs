//! Every question that a lesson asks, gathered: for the viewport in which they can be answered, and
//! for those that must be asked before the run.

use crate::evaluate;
use crate::format::{Lesson, Predicts, Step, StepKind};
use crate::prose::{Block, Inline, expressions, inline_expressions};
use crate::query::{Expression, Query};
use session::view::{PartitionName, Viewport};

/// The viewport in which all of the lesson's queries can be answered.
pub(super) fn viewport(lesson: &Lesson) -> Viewport {
    let mut queries = Vec::new();
    for expression in all(lesson) {
        expression.queries(&mut queries);
    }
    evaluate::viewport(queries)
}

/// The queries behind `before`.
pub(super) fn asked_before(lesson: &Lesson) -> Vec<&Query> {
    let mut asked = Vec::new();
    for expression in all(lesson) {
        befores(expression, &mut asked);
    }
    asked
}

/// The first partition that the step asks about: the one to look at.
pub(super) fn concerns(step: &Step) -> Option<&PartitionName> {
    let mut found = Vec::new();
    of_kind(&step.kind, &mut found);
    expressions(&step.text, &mut found);
    let mut queries = Vec::new();
    found.into_iter().for_each(|expression| expression.queries(&mut queries));
    queries.into_iter().find_map(Query::partition)
}

fn befores<'l>(expression: &'l Expression, asked: &mut Vec<&'l Query>) {
    match expression {
        Expression::Before(query) => asked.push(query),
        Expression::Sum(left, _, right) => {
            befores(left, asked);
            befores(right, asked);
        }
        Expression::Number(_) | Expression::None | Expression::Word(_) | Expression::Ask(_) => {}
    }
}

fn all(lesson: &Lesson) -> Vec<&Expression> {
    let mut found = Vec::new();
    expressions(&lesson.summary, &mut found);
    for step in &lesson.steps {
        inline_expressions(&step.title, &mut found);
        expressions(&step.text, &mut found);
        of_kind(&step.kind, &mut found);
    }
    found
}

fn of_kind<'l>(kind: &'l StepKind, found: &mut Vec<&'l Expression>) {
    let line = |inlines: &'l [Inline], found: &mut Vec<&'l Expression>| {
        inline_expressions(inlines, found);
    };
    match kind {
        StepKind::Predict(predict) => {
            found.extend(&predict.outcome);
            for choice in &predict.options {
                line(&choice.label, found);
                found.extend(choice.ghost.as_ref().map(|ghost| &ghost.at));
                match &choice.predicts {
                    Predicts::Holds(condition) => found.extend([&condition.left, &condition.right]),
                    Predicts::Value(value) => found.push(value),
                    Predicts::Script(script) => found.push(&script.value),
                }
            }
        }
        StepKind::Act(act) => {
            for goal in &act.goals {
                line(&goal.label, found);
                expressions(&goal.hint, found);
                found.extend([&goal.holds.left, &goal.holds.right]);
            }
        }
        StepKind::Observe(options) => {
            for seen in options {
                line(&seen.label, found);
                found.extend([&seen.holds.left, &seen.holds.right]);
            }
        }
        StepKind::Refute(refute) => {
            for refutation in &refute.refutations {
                let parts: [&'l Block; 3] =
                    [&refutation.says, &refutation.run, &refutation.because];
                parts.into_iter().for_each(|part| expressions(std::slice::from_ref(part), found));
            }
            expressions(&refute.right, found);
            expressions(&refute.source, found);
        }
        // A transfer asks in a world of its own.
        StepKind::Scene(_) | StepKind::Formula(_) | StepKind::Transfer(_) => {}
    }
}
