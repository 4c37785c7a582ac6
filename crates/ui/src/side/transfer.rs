//! A question with new numbers, in a world of its own that stands on the stage meanwhile: at the end
//! of an experiment, and once more before a later lesson.

use super::prose::{Speech, blocks, line};
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::store::use_store;
use ::lesson::format::{Lesson, Step, StepKind, Transfer, TransferChoice};
use ::lesson::transfer::Attempt;
use i18n::lesson::LessonWord as Word;
use session::view::Text;
use std::rc::Rc;
use yew::prelude::*;

/// What the panel is told.
#[derive(Properties)]
pub(super) struct TransferProps {
    /// The lesson that the question is from.
    pub(super) lesson: Rc<Lesson>,
    /// The step that asks it.
    pub(super) step: Text,
    /// Which numbers come first.
    pub(super) first: u64,
    /// Hears which option was chosen.
    pub(super) answered: Callback<TransferChoice>,
}

/// A lesson is the same if it is the same one: it is large, and never changed.
impl PartialEq for TransferProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lesson, &other.lesson)
            && self.step == other.step
            && self.answered == other.answered
    }
}

/// The question, and once it is answered, what is right and why.
#[component]
pub(super) fn TransferPanel(props: &TransferProps) -> Html {
    let say = use_say();
    let store = use_store();
    let number = use_state_eq(|| props.first);
    let attempt = use_state(|| None::<(Attempt, Vec<usize>)>);
    {
        let attempt = attempt.setter();
        let (lesson, step) = (Rc::clone(&props.lesson), props.step.clone());
        use_effect_on((*number, store.clone(), say), move |(number, store, _)| {
            let begun = transfer(&lesson, &step)
                .and_then(|(_, transfer)| Attempt::new(&lesson, transfer, *number).ok());
            store.show_aside(begun.as_ref().map(|begun| begun.session.clone()));
            attempt.set(begun.map(|begun| (begun, Vec::new())));
            let store = store.clone();
            move || store.show_aside(None)
        });
    }
    let Some((current, right)) = &*attempt else { return Html::default() };
    let Some((step, transfer)) = transfer(&props.lesson, &props.step) else {
        return Html::default();
    };
    let choose = |option: usize| {
        let (store, attempt, answered) = (store.clone(), attempt.clone(), props.answered.clone());
        let chosen = transfer.options.get(option).cloned();
        Callback::from(move |_: MouseEvent| {
            let Some((mut current, _)) = (*attempt).clone() else { return };
            if current.answered().is_some() {
                return;
            }
            let Ok(right) = current.answer(option) else { return };
            store.show_aside(Some(current.session.clone()));
            attempt.set(Some((current, right)));
            if let Some(chosen) = &chosen {
                answered.emit(chosen.clone());
            }
        })
    };
    let again = {
        let number = number.clone();
        Callback::from(move |_: MouseEvent| number.set(*number + 1))
    };
    html! {
        <>
            { question(current, right, (step, transfer), say, &choose) }
            if current.answered().is_some() {
                <p class="row">
                    <button type="button" onclick={again}>{ Word::OtherNumbers.text(say.0) }</button>
                </p>
            }
        </>
    }
}

fn question(
    current: &Attempt,
    right: &[usize],
    (step, transfer): (&Step, &Transfer),
    say: Say,
    choose: &dyn Fn(usize) -> Callback<MouseEvent>,
) -> Html {
    let value = |expression: &_| current.value(expression).text(say.0);
    let drawn = |name: &str| current.drawn.get(name).map(ToString::to_string).unwrap_or_default();
    let speech = Speech { value: &value, drawn: &drawn };
    let answered = current.answered();
    let class = |place: usize| {
        let right = answered.is_some() && right.contains(&place);
        let chosen = answered == Some(place);
        classes!("option", right.then_some("right"), (chosen && !right).then_some("wrong"))
    };
    html! {
        <>
            { blocks(&step.text, &speech) }
            { super::predict::hangs_on(&transfer.hangs_on, say) }
            <fieldset class="options">
                <legend class="hidden-text">{ Word::Transfer.text(say.0) }</legend>
                for (place, option) in transfer.options.iter().enumerate() {
                    <button key={&*option.id} type="button" class={class(place)}
                        aria-disabled={answered.map(|_| "true")} onclick={choose(place)}>
                        <strong class="number">
                            { current.values.get(place).map(ToString::to_string).unwrap_or_default() }
                        </strong>
                        <span>{ line(&option.label, &speech) }</span>
                    </button>
                }
            </fieldset>
            if let Some(chosen) = answered {
                <div class="because" role="status">
                    <strong>
                        { if right.contains(&chosen) { Word::YouWereRight } else { Word::YouWereNotRight }
                            .text(say.0) }
                    </strong>
                    { blocks(&transfer.because, &speech) }
                </div>
            }
        </>
    }
}

fn transfer<'l>(lesson: &'l Lesson, id: &str) -> Option<(&'l Step, &'l Transfer)> {
    let step = lesson.steps.iter().find(|step| *step.id == *id)?;
    match &step.kind {
        StepKind::Transfer(transfer) => Some((step, transfer)),
        StepKind::Scene(_)
        | StepKind::Predict(_)
        | StepKind::Act(_)
        | StepKind::Observe(_)
        | StepKind::Refute(_)
        | StepKind::Formula(_) => None,
    }
}
