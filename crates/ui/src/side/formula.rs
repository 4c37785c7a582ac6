//! The article's formula, taken seriously: typed in, worked out, held against a log. Beside it its
//! one true relative.

use crate::figures::signed;
use crate::prefs::{Say, use_say};
use crate::store::use_store;
use ::lesson::formula::{Inputs, NoSum, Verdict};
use i18n::Words;
use i18n::page::lesson as words;
use session::view::Text;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// `offsets.topic.num.partitions`.
const OFFSETS_PARTITIONS: i32 = 50;

/// What the panel is told.
#[derive(Properties, PartialEq)]
pub(super) struct FormulaProps {
    /// The log that the number is held against.
    pub(super) partition: Text,
}

/// The formula.
#[component]
pub(super) fn FormulaPanel(props: &FormulaProps) -> Html {
    let say = use_say();
    let store = use_store();
    let inputs = use_state_eq(Inputs::of_the_article);
    let tried = use_state_eq(|| false);
    let field = |label: &'static str, value: &str, write: fn(&mut Inputs, String)| {
        let (inputs, tried) = (inputs.clone(), tried.setter());
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                let mut next = (*inputs).clone();
                write(&mut next, field.value());
                inputs.set(next);
                tried.set(false);
            }
        });
        html! {
            <label class="field"><code>{ label }</code>
                <input type="text" size="6" value={value.to_owned()} {oninput} autocomplete="off" />
            </label>
        }
    };
    let try_it = {
        let (store, tried) = (store.clone(), tried.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(true);
            store.lead(|run, _| run.finish_step());
        })
    };
    let log = extent(&store.shown().view, &props.partition);
    html! {
        <form class="formula" onsubmit={try_it}>
            <p class="mono small">{ "Offset = PartitionSize × (GroupID mod PartitionCount) + MessageIndex" }</p>
            <div class="row">
                { field("PartitionSize", &inputs.size, |inputs, typed| inputs.size = typed) }
                { field("GroupID", &inputs.group, |inputs, typed| inputs.group = typed) }
                { field("PartitionCount", &inputs.count, |inputs, typed| inputs.count = typed) }
                { field("MessageIndex", &inputs.index, |inputs, typed| inputs.index = typed) }
            </div>
            <p class="row"><button type="submit" class="primary">{ say.the(words::WORK_IT_OUT) }</button></p>
            if *tried {
                <div role="status">
                    { worked_out(&inputs, &props.partition, log, say) }
                    { relative(&inputs, say) }
                </div>
            }
        </form>
    }
}

fn extent(view: &session::view::View, partition: &str) -> Option<(i64, i64)> {
    let shown = view.topics.iter().flat_map(|topic| topic.partitions.iter());
    let log = shown.into_iter().find(|shown| shown.name.to_string() == partition)?;
    Some((log.log_start.offset, log.log_end.offset))
}

fn worked_out(inputs: &Inputs, partition: &str, log: Option<(i64, i64)>, say: Say) -> Html {
    let sum = match inputs.sum() {
        Ok(sum) => sum,
        Err(why) => return html! { <p class="says">{ no_sum(&why, say) }</p> },
    };
    let steps = format!(
        "{} × ({} mod {}) + {} = {} × {} + {} = {}",
        inputs.size,
        inputs.group,
        inputs.count,
        inputs.index,
        inputs.size,
        sum.remainder,
        inputs.index,
        signed(sum.offset)
    );
    let (text, facts): (Words, Vec<String>) = match log.map(|(start, end)| sum.verdict(start, end))
    {
        Some(Verdict::OutOfRange { log_start, log_end }) => {
            (words::FORMULA_OUT, vec![signed(sum.offset), signed(log_start), signed(log_end)])
        }
        Some(Verdict::InRange { .. }) => (words::FORMULA_IN, vec![signed(sum.offset)]),
        None => (words::FORMULA_NO_LOG, Vec::new()),
    };
    let facts: Vec<&str> =
        std::iter::once(partition).chain(facts.iter().map(String::as_str)).collect();
    html! {
        <>
            <p class="mono small">{ steps }</p>
            <p class="not-so">{ say.with(text, &facts) }</p>
        </>
    }
}

fn no_sum(why: &NoSum, say: Say) -> String {
    match why {
        NoSum::NotANumber { text, .. } => say.with(words::FORMULA_TEXT, &[text]),
        NoSum::NoPartitions => say.the(words::FORMULA_ZERO).to_owned(),
        NoSum::TooLarge => say.the(words::FORMULA_LARGE).to_owned(),
    }
}

/// The sum that does exist: which partition of `__consumer_offsets` keeps the group.
fn relative(inputs: &Inputs, say: Say) -> Html {
    let Some(sum) = inputs.coordinator_partition(OFFSETS_PARTITIONS) else {
        return Html::default();
    };
    let text = format!(
        "abs(\"{}\".hashCode() = {}) % {OFFSETS_PARTITIONS} = {}",
        inputs.group,
        signed(i64::from(sum.hash)),
        sum.partition
    );
    html! {
        <div class="because">
            <p>{ say.with(words::FORMULA_RELATIVE, &[&sum.partition.to_string()]) }</p>
            <p class="mono small">{ text }</p>
        </div>
    }
}
