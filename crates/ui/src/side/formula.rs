//! The article's formula, taken seriously: typed in, worked out, held against a log. Beside it its
//! one true relative.

use crate::prefs::{Say, use_say};
use crate::store::use_store;
use ::lesson::formula::{Inputs, told};
use i18n::lesson::FormulaSentence as Sentence;
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
            if let (true, Some(log)) = (*tried, log) {
                <div role="status">{ answer(&inputs, &props.partition, log, say) }</div>
            }
        </form>
    }
}

fn extent(view: &session::view::View, partition: &str) -> Option<(i64, i64)> {
    let shown = view.topics.iter().flat_map(|topic| topic.partitions.iter());
    let log = shown.into_iter().find(|shown| shown.name.to_string() == partition)?;
    Some((log.log_start.offset, log.log_end.offset))
}

/// What is said to the numbers: the sum or why there is none, what the log says, and the sum that
/// does exist.
fn answer(inputs: &Inputs, partition: &str, log: (i64, i64), say: Say) -> Html {
    let told = told(inputs, partition, log, OFFSETS_PARTITIONS);
    html! {
        for sentence in told {
            <p class={match sentence {
                Sentence::Sum { .. } => "mono small",
                Sentence::NotANumber { .. }
                | Sentence::GroupIsText { .. }
                | Sentence::NoPartitions
                | Sentence::TooLarge => "says",
                Sentence::OutOfRange { .. } | Sentence::InRange { .. } => "not-so",
                Sentence::Coordinator { .. } => "because",
            }}>{ sentence.sentence(say.0) }</p>
        }
    }
}
