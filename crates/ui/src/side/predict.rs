//! The prediction: options, how sure, what it hangs on, and the lock.

use super::lesson::Pen;
use super::prose::line;
use crate::prefs::Say;
use crate::store::Store;
use ::lesson::format::Predict;
use ::lesson::progress::Answer;
use ::lesson::run::Confidence;
use i18n::lesson::LessonWord as Word;
use session::view::Text;
use yew::prelude::*;

/// The question of this step.
pub(super) fn question(pen: &Pen<'_>, predict: &Predict) -> Html {
    let say = pen.say;
    let (chosen, sure) = pen.run.choice();
    let ready = chosen.is_some() && sure.is_some();
    let choose = |id: &str| {
        let (store, id) = (pen.store.clone(), id.to_owned());
        Callback::from(move |_: Event| {
            store.lead(|run, _| run.choose(&id));
        })
    };
    let be_sure = |sure: Confidence| {
        let store = pen.store.clone();
        Callback::from(move |_: Event| {
            store.lead(|run, _| run.be_sure(sure));
        })
    };
    let lock = {
        let store = pen.store.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            lock(&store);
        })
    };
    html! {
        <form class="predict" onsubmit={lock}>
            <fieldset class="options">
                <legend class="hidden-text">{ Word::Predict.text(say.0) }</legend>
                for option in predict.options.iter() {
                    <label key={&*option.id} class="option">
                        <input type="radio" name="option" checked={chosen == Some(&option.id)}
                            onchange={choose(&option.id)} />
                        <span>{ pen.speech(|speech| line(&option.label, speech)) }</span>
                    </label>
                }
            </fieldset>
            <fieldset class="sure row">
                <legend class="small soft">{ Word::HowSure.text(say.0) }</legend>
                for level in Confidence::ALL {
                    <label key={level.name()} class="choice">
                        <input type="radio" name="sure" checked={sure == Some(level)}
                            onchange={be_sure(level)} />
                        <span>{ sure_word(level).text(say.0) }</span>
                    </label>
                }
            </fieldset>
            { hangs_on(&predict.hangs_on, say) }
            <p class="row">
                <button type="submit" class="primary" disabled={!ready}
                    aria-describedby="lock-note">{ Word::LockThePrediction.text(say.0) }</button>
            </p>
            <p id="lock-note" class="small soft">
                { if ready { Word::Locked.text(say.0) } else { Word::ChooseFirst.text(say.0) } }
            </p>
        </form>
    }
}

/// The configs that the answer hangs on.
pub(super) fn hangs_on(configs: &[Text], say: Say) -> Html {
    html! {
        if !configs.is_empty() {
            <p class="small hangs-on">
                <span class="soft">{ Word::ItHangsOn.text(say.0) }</span>
                for config in configs { <code class="setting">{ &**config }</code> }
            </p>
        }
    }
}

pub(super) const fn sure_word(sure: Confidence) -> Word {
    match sure {
        Confidence::Guessing => Word::Guessing,
        Confidence::Fairly => Word::Fairly,
        Confidence::Certain => Word::Certain,
    }
}

/// Locks the prediction and writes the answer down.
fn lock(store: &Store) {
    let step = store.ask(|run, _| run.step().id.clone());
    let went = store.lead(|run, session| run.lock(session));
    store.remark_on(went);
    store.note_progress(|run, progress| {
        let Some((predicted, prediction)) = run.prediction() else { return };
        if step.as_ref() != Some(&predicted.id) {
            return;
        }
        let ::lesson::format::StepKind::Predict(predict) = &predicted.kind else { return };
        let chosen = predict.options.iter().find(|option| option.id == prediction.option);
        let answer = Answer {
            option: prediction.option.to_string(),
            sure: Some(prediction.sure),
            misconception: chosen
                .and_then(|option| option.misconception.as_deref())
                .map(str::to_owned),
        };
        progress.answer(&run.lesson().id, &predicted.id, answer);
    });
}
