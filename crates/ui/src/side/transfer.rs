//! The last question: new numbers, in a world of its own that stands on the stage meanwhile.

use super::prose::{Speech, blocks, line};
use crate::prefs::{Say, use_say};
use crate::store::{Store, use_store};
use ::lesson::format::{Lesson, Step, StepKind, Transfer};
use ::lesson::progress::Answer;
use ::lesson::transfer::Attempt;
use i18n::lesson::LessonWord as Word;
use std::rc::Rc;
use yew::prelude::*;

/// What the panel is told.
#[derive(Properties, PartialEq)]
pub(super) struct TransferProps {
    /// Changes when the lesson does.
    pub(super) moved: u64,
}

/// The question, and once it is answered, what is right and why.
#[component]
pub(super) fn TransferPanel(props: &TransferProps) -> Html {
    let say = use_say();
    let store = use_store();
    let number = use_state_eq(|| 0_u64);
    let attempt = use_state(|| None::<(Attempt, Vec<usize>)>);
    let lesson = use_memo((store.clone(), props.moved), |(store, _)| {
        store.ask(|run, _| Rc::clone(run.lesson()))
    });
    {
        let (attempt, lesson) = (attempt.setter(), Rc::clone(&lesson));
        use_effect_with((*number, store.clone(), say), move |(number, store, _)| {
            let begun = lesson
                .as_ref()
                .as_ref()
                .and_then(|lesson| Attempt::new(lesson, transfer(lesson)?.1, *number).ok());
            store.show_aside(begun.as_ref().map(|begun| begun.session.clone()));
            attempt.set(begun.map(|begun| (begun, Vec::new())));
            let store = store.clone();
            move || store.show_aside(None)
        });
    }
    let (Some((current, right)), Some(lesson)) = (&*attempt, &*lesson) else {
        return Html::default();
    };
    let Some((step, transfer)) = transfer(lesson) else { return Html::default() };
    let choose = |option: usize| {
        let (store, attempt, lesson) = (store.clone(), attempt.clone(), Rc::clone(lesson));
        Callback::from(move |_: MouseEvent| answer(&store, &attempt, &lesson, option))
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
    let value = |expression: &_| current.value(expression).to_string();
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
            <p class="small hangs-on">
                for config in transfer.hangs_on.iter() { <code class="setting">{ &**config }</code> }
            </p>
            <fieldset class="options">
                <legend class="hidden-text">{ Word::Transfer.text(say.0) }</legend>
                for (place, option) in transfer.options.iter().enumerate() {
                    <button key={&*option.id} type="button" class={class(place)}
                        disabled={answered.is_some()} onclick={choose(place)}>
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

fn transfer(lesson: &Lesson) -> Option<(&Step, &Transfer)> {
    lesson.steps.iter().find_map(|step| match &step.kind {
        StepKind::Transfer(transfer) => Some((step, transfer)),
        StepKind::Scene(_)
        | StepKind::Predict(_)
        | StepKind::Act(_)
        | StepKind::Observe(_)
        | StepKind::Refute(_)
        | StepKind::Formula(_) => None,
    })
}

/// Answers: the world runs, and shows what is right.
fn answer(
    store: &Store,
    attempt: &UseStateHandle<Option<(Attempt, Vec<usize>)>>,
    lesson: &Lesson,
    option: usize,
) {
    let Some((mut current, _)) = (**attempt).clone() else { return };
    let Ok(right) = current.answer(option) else { return };
    store.show_aside(Some(current.session.clone()));
    store.lead(|run, _| run.finish_step());
    if let Some(chosen) = transfer(lesson).and_then(|(_, transfer)| transfer.options.get(option)) {
        store.note_progress(|run, progress| {
            let misconception = chosen.misconception.as_deref().map(str::to_owned);
            let answer = Answer { option: chosen.id.to_string(), sure: None, misconception };
            progress.answer(&run.lesson().id, &run.step().id, answer);
        });
    }
    attempt.set(Some((current, right)));
}
