//! The ledger of a group: how many records it processed never, once, twice. Counted, not claimed.

use crate::figures::list;
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::{GroupLedger, RecordName};
use yew::prelude::*;

/// The summary of one group.
pub(super) fn summary(ledger: &GroupLedger, say: Say) -> Html {
    let named = |records: &[RecordName]| {
        if records.is_empty() { String::new() } else { format!(" {}", list(records)) }
    };
    html! {
        <p class="ledger small">
            <span class="soft">{ say.the(words::LEDGER) }</span>
            <span>{ say.with(words::ONCE, &[&once(ledger).to_string()]) }</span>
            <span class={classes!((ledger.repeated > 0).then_some("repeated"))}>
                { say.with(words::REPEATED, &[&ledger.repeated.to_string()]) }
                <code>{ named(&ledger.repeated_first) }</code>
            </span>
            <span class={classes!((ledger.lost > 0).then_some("lost"))}>
                { say.with(words::LOST, &[&ledger.lost.to_string()]) }
                <code>{ named(&ledger.lost_first) }</code>
            </span>
        </p>
    }
}

/// How many records were processed exactly once.
pub(super) fn once(ledger: &GroupLedger) -> u64 {
    ledger.times.iter().find(|(times, _)| *times == 1).map_or(0, |(_, records)| *records)
}
