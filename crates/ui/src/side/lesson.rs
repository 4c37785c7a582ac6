//! The lesson: one step at a time, in its fixed form. What may be said when is decided by the run;
//! here it is drawn.

use super::asset::{Fetched, use_asset};
use super::formula::FormulaPanel;
use super::kept::Damaged;
use super::predict;
use super::prose::{Speech, blocks, line};
use super::recall::{ASKED_MAX, Recall};
use super::refute;
use super::transfer::TransferPanel;
use crate::edge::{address, document, fetch};
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::route::Route;
use crate::store::lesson::progress;
use crate::store::{Store, use_store, use_view};
use ::lesson::format::{Act, Goal, Seen, StepKind, TransferChoice, read_lesson};
use ::lesson::progress::{Answer, Due};
use ::lesson::run::LessonRun;
use i18n::lesson::LessonWord as Word;
use i18n::page::{lesson as words, stage};
use session::Session;
use session::view::View;
use std::rc::Rc;
use yew::prelude::*;

/// The id of the step's heading, which takes the focus when a step begins.
const HEADING: &str = "step";
/// The same of a question before the lesson.
const RECALL: &str = "recall";

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
        let value = |expression: &_| self.run.value(expression, self.view).text(self.say.0);
        draw(&Speech { value: &value, drawn: &|name| name.to_owned() })
    }
}

/// The panel.
#[component]
pub(super) fn LessonPanel(props: &LessonProps) -> Html {
    let say = use_say();
    let store = use_store();
    let stem = format!("lesson-{}", props.slug);
    let known = fetch::is_known(&format!("{stem}.{}.bin", say.0.tag()));
    let fetched = use_asset(known.then_some(stem), read_lesson);
    use_view((), |shown, ()| (Rc::clone(&shown.view), shown.desk.lesson));
    let here = match &fetched {
        Fetched::Here(lesson) => Some(Rc::clone(lesson)),
        Fetched::Coming | Fetched::Missing => None,
    };
    let key = here.as_ref().map(|lesson| (lesson.id.clone(), say));
    use_effect_on((key, store.clone()), move |(_, store)| {
        if let Some(lesson) = &here {
            store.begin_lesson(lesson);
        }
    });
    let step = store.ask(|run, _| (run.lesson().id.to_string(), run.step().id.to_string()));
    let due = use_due(&props.slug, step.as_ref());
    let concerns = store.ask(|run, _| run.concerns().map(|it| it.topic.clone())).flatten();
    let concerns = concerns.map(|topic| say.with(stage::TOPIC_NAMED, &[&topic]));
    let heading = if due.first().is_some() { RECALL } else { HEADING };
    use_effect_on((step, heading), move |(step, heading)| {
        if let Some((slug, step)) = step.clone() {
            if let Some(topic) = &concerns {
                document::bring_into_view("stage", topic);
            }
            address::note(&Route::Lesson { slug, step: Some(step) }.fragment());
            document::focus(heading);
        }
    });
    if !known || matches!(fetched, Fetched::Missing) {
        return html! {
            <aside class="side lesson" aria-label={say.the(words::LESSON)}>
                { not_there(&props.slug, known, say) }
            </aside>
        };
    }
    if let Some(first) = due.first().cloned() {
        let key = format!("{}/{}", first.lesson, first.misconception);
        return html! {
            <aside class="side lesson" aria-label={say.the(words::LESSON)}>
                <Recall {key} due={first} done={due.next()} />
            </aside>
        };
    }
    // Another lesson may still be on the stage while this one is on its way.
    let drawn = store.ask(|run, session| {
        let view = run.look(session);
        let pen = Pen { run, session, view: &view, store: &store, say };
        (*run.lesson().id == *props.slug).then(|| step_of(&pen))
    });
    html! {
        <aside class="side lesson" aria-label={say.the(words::LESSON)}>
            <Damaged />
            { match drawn.flatten() {
                Some(drawn) => drawn,
                None => html! { <p class="soft">{ say.the(words::COMING) }</p> },
            } }
        </aside>
    }
}

/// What is asked again before the lesson; each question once a visit.
struct DueList {
    list: UseStateHandle<Option<Vec<Due>>>,
}

impl DueList {
    fn first(&self) -> Option<&Due> {
        self.list.as_ref().and_then(|list| list.first())
    }

    fn next(&self) -> Callback<()> {
        let list = self.list.clone();
        Callback::from(move |()| {
            let rest = list.iter().flatten().skip(1).cloned().collect();
            list.set(Some(rest));
        })
    }
}

/// The questions are gathered when the lesson stands at its first step, and only then.
#[hook]
fn use_due(slug: &str, step: Option<&(String, String)>) -> DueList {
    let store = use_store();
    let list = use_state(|| None::<Vec<Due>>);
    let begun = step.filter(|(lesson, _)| lesson == slug).map(|(lesson, _)| lesson.clone());
    {
        let list = list.clone();
        use_effect_on(begun, move |begun| {
            let Some(lesson) = begun else { return };
            let first = store.ask(|run, _| run.at() == 0).unwrap_or_default();
            let due = progress().filter(|_| first).map(|progress| progress.due_before(lesson));
            list.set(Some(due.into_iter().flatten().take(ASKED_MAX).collect()));
        });
    }
    DueList { list }
}

/// The lesson did not arrive: because there is none of that name, or for another reason.
fn not_there(slug: &str, known: bool, say: Say) -> Html {
    if known {
        return html! { <p class="soft">{ say.the(words::MISSING) }</p> };
    }
    html! {
        <p>{ say.with(words::NO_LESSON, &[slug]) }{ " " }
            <a href={Route::Lessons.href()}>{ say.the(words::LESSONS) }</a></p>
    }
}

fn step_of(pen: &Pen<'_>) -> Html {
    let (run, say) = (pen.run, pen.say);
    let (step, lesson) = (run.step(), run.lesson());
    let kind = kind_word(&step.kind).text(say.0);
    let place = [&*(run.at() + 1).to_string(), &*lesson.steps.len().to_string(), kind];
    let key = format!("{}/{}", lesson.id, step.id);
    let numbered = say.with(words::NUMBERED, &[&lesson.number.to_string(), ""]);
    html! {
        <article key={key} class="prose">
            <p class="small soft">{ numbered }{ pen.speech(|speech| line(&lesson.title, speech)) }</p>
            <p class="kicker small">{ say.with(words::STEP_OF, &place) }</p>
            <h2 id={HEADING} tabindex="-1">{ pen.speech(|speech| line(&step.title, speech)) }</h2>
            // A transfer's text has numbers of its own: its panel draws it.
            if !matches!(step.kind, StepKind::Transfer(_)) {
                { pen.speech(|speech| blocks(&step.text, speech)) }
            }
            if !pen.store.told().is_empty() && !matches!(step.kind, StepKind::Observe(_)) {
                <p class="small says" role="status">{ pen.store.told() }</p>
            }
            { inside(pen) }
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
fn inside(pen: &Pen<'_>) -> Html {
    match &pen.run.step().kind {
        StepKind::Scene(_) => Html::default(),
        StepKind::Predict(predict) => predict::question(pen, predict),
        StepKind::Act(act) => acting(pen, act),
        StepKind::Observe(options) => observing(pen, options),
        StepKind::Refute(refute) => refute::explanation(pen, refute),
        StepKind::Formula(formula) => {
            html! { <FormulaPanel partition={formula.partition.clone()} /> }
        }
        StepKind::Transfer(_) => once_more(pen),
    }
}

/// The question with new numbers that ends an experiment.
fn once_more(pen: &Pen<'_>) -> Html {
    let (lesson, step) = (Rc::clone(pen.run.lesson()), pen.run.step().id.clone());
    let (store, asked) = (pen.store.clone(), step.clone());
    let answered = Callback::from(move |chosen: TransferChoice| {
        store.lead(|run, _| run.finish_step());
        store.note_progress(|run, progress| {
            let misconception = chosen.misconception.as_deref().map(str::to_owned);
            let answer = Answer { option: chosen.id.to_string(), sure: None, misconception };
            progress.answer(&run.lesson().id, &asked, answer);
        });
    });
    html! { <TransferPanel {lesson} {step} first={0} {answered} /> }
}

fn acting(pen: &Pen<'_>, act: &Act) -> Html {
    let (store, answer) = (pen.store.clone(), act.answer.clone());
    let show = Callback::from(move |_: MouseEvent| {
        // What was tried before may stand in the answer's way.
        store.lead(LessonRun::again);
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
            if !seen && store.lead(|run, session| run.observe(&id, session)) == Some(false) {
                store.remark(again);
            }
        })
    };
    html! {
        <fieldset class="options">
            <legend>{ Word::WhatDidYouSee.text(pen.say.0) }</legend>
            for option in options {
                <button key={&*option.id} type="button" class="option"
                    aria-disabled={seen.then_some("true")} onclick={choose(&option.id)}>
                    <span>{ pen.speech(|speech| line(&option.label, speech)) }</span>
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
                if let Some(again) = begins_again(&run.step().kind) {
                    <button type="button" onclick={act(begin_again)}>{ again.text(say.0) }</button>
                }
                <button type="button" class="quiet" onclick={act(Store::restart_lesson)}>
                    { Word::RestartTheLesson.text(say.0) }
                </button>
            </p>
        </>
    }
}

/// What the button says that goes back to where the run began.
const fn begins_again(kind: &StepKind) -> Option<Word> {
    match kind {
        StepKind::Act(_) => Some(Word::StartTheStepAgain),
        StepKind::Observe(_) => Some(Word::RunAgain),
        StepKind::Scene(_)
        | StepKind::Predict(_)
        | StepKind::Refute(_)
        | StepKind::Formula(_)
        | StepKind::Transfer(_) => None,
    }
}

fn go_on(store: &Store) {
    store.remark("");
    let went = store.lead(|run, session| run.go_on(session));
    store.remark_on(went);
}

fn begin_again(store: &Store) {
    store.remark("");
    store.lead(LessonRun::again);
}
