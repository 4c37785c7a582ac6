//! The lesson: one step at a time, in its fixed form. What may be said when is decided by the run;
//! here it is drawn.

use super::asset::{Fetched, use_asset};
use super::formula::FormulaPanel;
use super::predict;
use super::prose::{Speech, blocks, line};
use super::refute;
use super::transfer::TransferPanel;
use crate::edge::{address, document};
use crate::prefs::{Say, use_say};
use crate::route::Route;
use crate::store::{Store, use_store, use_view};
use ::lesson::format::{Act, Goal, Seen, StepKind, read_lesson};
use ::lesson::run::{LessonRun, NotYet};
use i18n::lesson::LessonWord as Word;
use i18n::page::lesson as words;
use session::Session;
use session::view::View;
use std::rc::Rc;
use yew::prelude::*;

/// The id of the step's heading, which takes the focus when a step begins.
const HEADING: &str = "step";

/// What the panel is told.
#[derive(Properties, PartialEq)]
pub(super) struct LessonProps {
    /// Which lesson.
    pub(super) slug: String,
}

/// What the steps are drawn with.
pub(super) struct Pen<'a> {
    pub(super) run: &'a LessonRun,
    pub(super) session: &'a Session,
    /// The world as the lesson's questions see it.
    pub(super) view: &'a View,
    pub(super) store: &'a Store,
    pub(super) say: Say,
}

impl Pen<'_> {
    /// Does `draw` with what prose may ask for.
    pub(super) fn speech<T>(&self, draw: impl FnOnce(&Speech<'_>) -> T) -> T {
        let value = |expression: &_| self.run.value(expression, self.view).to_string();
        draw(&Speech { value: &value, drawn: &|name| name.to_owned() })
    }
}

/// The panel.
#[component]
pub(super) fn LessonPanel(props: &LessonProps) -> Html {
    let say = use_say();
    let store = use_store();
    let fetched = use_asset(Some(format!("lesson-{}", props.slug)), read_lesson);
    let (_, moved) = use_view((), |shown, ()| (Rc::clone(&shown.view), shown.desk.lesson));
    let here = match &fetched {
        Fetched::Here(lesson) => Some(Rc::clone(lesson)),
        Fetched::Coming | Fetched::Missing => None,
    };
    let key = here.as_ref().map(|lesson| (lesson.id.clone(), say));
    use_effect_with((key, store.clone()), move |(_, store)| {
        if let Some(lesson) = &here {
            store.begin_lesson(lesson);
        }
    });
    let step = store.ask(|run, _| (run.lesson().id.to_string(), run.step().id.to_string()));
    use_effect_with(step, |step| {
        if let Some((slug, step)) = step.clone() {
            address::note(&Route::Lesson { slug, step: Some(step) }.fragment());
            document::focus(HEADING);
        }
    });
    let missing = matches!(fetched, Fetched::Missing);
    let drawn = store.ask(|run, session| {
        let view = run.look(session);
        step_of(&Pen { run, session, view: &view, store: &store, say }, moved)
    });
    html! {
        <aside class="side lesson" aria-label={say.the(words::LESSON)}>
            { match drawn {
                Some(drawn) => drawn,
                None if missing => html! { <p class="soft">{ say.the(words::MISSING) }</p> },
                None => html! { <p class="soft">{ say.the(words::COMING) }</p> },
            } }
        </aside>
    }
}

fn step_of(pen: &Pen<'_>, moved: u64) -> Html {
    let (run, say) = (pen.run, pen.say);
    let (step, lesson) = (run.step(), run.lesson());
    let kind = kind_word(&step.kind).text(say.0);
    let place = [&*(run.at() + 1).to_string(), &*lesson.steps.len().to_string(), kind];
    let key = format!("{}/{}", lesson.id, step.id);
    html! {
        <article key={key} class="prose">
            <p class="small soft">{ pen.speech(|speech| line(&lesson.title, speech)) }</p>
            <p class="kicker small">{ say.with(words::STEP_OF, &place) }</p>
            <h2 id={HEADING} tabindex="-1">{ pen.speech(|speech| line(&step.title, speech)) }</h2>
            // A transfer's text has numbers of its own: its panel draws it.
            if !matches!(step.kind, StepKind::Transfer(_)) {
                { pen.speech(|speech| blocks(&step.text, speech)) }
            }
            { inside(pen, moved) }
            { goals(pen) }
            { ways(pen) }
        </article>
    }
}

const fn kind_word(kind: &StepKind) -> Word {
    match kind {
        StepKind::Scene(_) => Word::Scene,
        StepKind::Predict(_) => Word::Predict,
        StepKind::Act(_) => Word::Act,
        StepKind::Observe(_) => Word::Observe,
        StepKind::Refute(_) => Word::Refute,
        StepKind::Formula(_) => Word::Formula,
        StepKind::Transfer(_) => Word::Transfer,
    }
}

/// What is done in the step.
fn inside(pen: &Pen<'_>, moved: u64) -> Html {
    match &pen.run.step().kind {
        StepKind::Scene(_) => Html::default(),
        StepKind::Predict(predict) => predict::question(pen, predict),
        StepKind::Act(act) => acting(pen, act),
        StepKind::Observe(options) => observing(pen, options),
        StepKind::Refute(refute) => refute::explanation(pen, refute),
        StepKind::Formula(formula) => {
            html! { <FormulaPanel partition={formula.partition.clone()} {moved} /> }
        }
        StepKind::Transfer(_) => html! { <TransferPanel {moved} /> },
    }
}

fn acting(pen: &Pen<'_>, act: &Act) -> Html {
    let (store, answer) = (pen.store.clone(), act.answer.clone());
    let show = Callback::from(move |_: MouseEvent| {
        for line in &answer {
            store.submit(line);
        }
    });
    html! {
        <p class="row">
            <button type="button" onclick={show}>{ Word::ShowTheAnswer.text(pen.say.0) }</button>
        </p>
    }
}

fn observing(pen: &Pen<'_>, options: &[Seen]) -> Html {
    let seen = pen.run.ready(pen.session).is_ok();
    let choose = |id: &str| {
        let (store, id) = (pen.store.clone(), id.to_owned());
        let again = Word::LookAgain.text(pen.say.0);
        Callback::from(move |_: MouseEvent| {
            if store.lead(|run, session| run.observe(&id, session)) == Some(false) {
                store.remark(again);
            }
        })
    };
    html! {
        <fieldset class="options">
            <legend>{ Word::WhatDidYouSee.text(pen.say.0) }</legend>
            for option in options {
                <button key={&*option.id} type="button" class="option" disabled={seen}
                    onclick={choose(&option.id)}>
                    { pen.speech(|speech| line(&option.label, speech)) }
                </button>
            }
            <p class="small" role="status">{ pen.store.told() }</p>
        </fieldset>
    }
}

/// The goals, met and unmet; what is true where one is unmet.
fn goals(pen: &Pen<'_>) -> Html {
    let goals = pen.run.goals();
    if goals.is_empty() {
        return Html::default();
    }
    let open = matches!(pen.run.step().kind, StepKind::Act(_));
    let title = if open { Word::Goals } else { Word::Then };
    html! {
        <section class="goals">
            <h3>{ title.text(pen.say.0) }</h3>
            <ul>
                for goal in goals {
                    { one_goal(pen, goal, open) }
                }
            </ul>
        </section>
    }
}

fn one_goal(pen: &Pen<'_>, goal: &Goal, open: bool) -> Html {
    let met = open && pen.run.is_met(goal, pen.view);
    let (sign, word) = if met { ("✓", Word::Met) } else { ("○", Word::Unmet) };
    html! {
        <li key={&*goal.id} class={classes!("goal", met.then_some("met"))}>
            <span aria-hidden="true">{ sign }</span>
            <div>
                { pen.speech(|speech| line(&goal.label, speech)) }
                if open { <span class="hidden-text">{ word.text(pen.say.0) }</span> }
                if open && !met {
                    <div class="small soft">{ pen.speech(|speech| blocks(&goal.hint, speech)) }</div>
                }
            </div>
        </li>
    }
}

/// On, and back.
fn ways(pen: &Pen<'_>) -> Html {
    let (run, say) = (pen.run, pen.say);
    let act = |act: fn(&Store)| {
        let store = pen.store.clone();
        Callback::from(move |_: MouseEvent| act(&store))
    };
    let last = run.at() + 1 == run.lesson().steps.len();
    let ready = run.ready(pen.session);
    let predicts = matches!(run.step().kind, StepKind::Predict(_));
    html! {
        <>
            if run.is_finished() {
                <p class="done"><strong>{ Word::Finished.text(say.0) }</strong>
                    { " " }<a href={Route::Lessons.href()}>{ say.the(words::LESSONS) }</a></p>
            }
            <p class="row ways">
                if !last && !predicts {
                    <button type="button" class="primary" disabled={ready.is_err()}
                        onclick={act(go_on)}>{ Word::Next.text(say.0) }</button>
                }
                if matches!(ready, Err(NotYet::Goals)) || matches!(run.step().kind, StepKind::Act(_)) {
                    <button type="button" onclick={act(again)}>{ Word::StartTheStepAgain.text(say.0) }</button>
                }
                <button type="button" class="quiet" onclick={act(Store::restart_lesson)}>
                    { Word::RestartTheLesson.text(say.0) }
                </button>
            </p>
        </>
    }
}

fn go_on(store: &Store) {
    store.remark("");
    store.lead(|run, session| run.go_on(session));
}

fn again(store: &Store) {
    store.lead(LessonRun::again);
}
