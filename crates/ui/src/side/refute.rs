//! The explanation in its fixed form: many people think; that is not so; in your run; because.

use super::lesson::Pen;
use super::predict::sure_word;
use super::prose::{blocks, line, one};
use ::lesson::format::{Refutation, Refute};
use i18n::Words;
use i18n::lesson::LessonWord as Word;
use i18n::page::lesson as words;
use yew::prelude::*;

/// What stands between two sentences: nothing behind a Chinese full stop or colon.
const GAP: Words = [" ", ""];

/// The explanation of this step.
pub(super) fn explanation(pen: &Pen<'_>, refute: &Refute) -> Html {
    html! {
        <>
            { predicted(pen) }
            { match pen.run.refutation() {
                Some(refutation) => form(pen, refutation),
                None => html! {
                    <div class="because">{ pen.speech(|speech| blocks(&refute.right, speech)) }</div>
                },
            } }
            <div class="small soft">
                <strong>{ Word::Source.text(pen.say.0) }</strong>
                { pen.speech(|speech| blocks(&refute.source, speech)) }
                if !refute.recordings.is_empty() {
                    <p>{ Word::Recording.text(pen.say.0) }{ " " }
                        for recording in refute.recordings.iter() {
                            <code class="setting">{ &**recording }</code>
                        }
                    </p>
                }
            </div>
        </>
    }
}

/// What was predicted, and whether it came true.
fn predicted(pen: &Pen<'_>) -> Html {
    let Some(verdict) = pen.run.verdict(pen.session) else { return Html::default() };
    let Some((_, prediction)) = pen.run.prediction() else { return Html::default() };
    let sure = sure_word(prediction.sure);
    // The option says what was true when it was chosen.
    let then = Pen { view: &pen.run.look_back(prediction, pen.session), ..*pen };
    let came = if verdict.was_right() { Word::YouWereRight } else { Word::YouWereNotRight };
    html! {
        <p class="small predicted">
            { Word::YouPredicted.text(pen.say.0) }{ pen.say.the(GAP) }
            <strong>{ then.speech(|speech| line(&verdict.chosen.label, speech)) }</strong>
            { pen.say.with(words::SURE, &[sure.text(pen.say.0)]) }
            <strong>{ came.text(pen.say.0) }</strong>
        </p>
    }
}

fn form(pen: &Pen<'_>, refutation: &Refutation) -> Html {
    let part = |class: &'static str, word: Word, block: &::lesson::prose::Block| {
        html! {
            <div {class}>
                <strong>{ word.text(pen.say.0) }</strong>
                { pen.speech(|speech| one(block, speech)) }
            </div>
        }
    };
    html! {
        <>
            { part("says", Word::ManyThink, &refutation.says) }
            <div class="not-so">
                <strong>{ Word::ThatIsNotSo.text(pen.say.0) }{ pen.say.the(GAP) }{ Word::InYourRun.text(pen.say.0) }</strong>
                { pen.speech(|speech| one(&refutation.run, speech)) }
            </div>
            { part("because", Word::Because, &refutation.because) }
        </>
    }
}
