//! "Why?": the chain of reasons behind a number, each with the class or KIP that says so.
//!
//! Reasons come typed from the view; the sentence is made here from the words of `i18n`.

use crate::figures::{NONE, signed};
use crate::prefs::Say;
use i18n::page::why as words;
use session::view::partition::Choice;
use session::view::trace::{Reason, Trace};
use yew::prelude::*;

/// A folded chain of reasons for the number that `of` names.
pub(crate) fn why(of: &str, trace: &Trace, say: Say) -> Html {
    if trace.is_empty() {
        return Html::default();
    }
    html! {
        <details class="why">
            <summary aria-label={say.with(words::WHY_IS, &[of])}>{ say.the(words::WHY) }</summary>
            { chain(trace, say) }
        </details>
    }
}

/// A chain of reasons, first cause first.
pub(crate) fn chain(trace: &Trace, say: Say) -> Html {
    steps(trace.iter().map(|reason| (sentence(reason, say), reason.source())).collect())
}

/// Sentences that lead to one another, each with its source, if it has one.
pub(crate) fn steps(steps: Vec<(String, &'static str)>) -> Html {
    html! {
        <ol>
            for (index, (sentence, source)) in steps.into_iter().enumerate() {
                <li key={index}>
                    { sentence }
                    if !source.is_empty() { <code class="source">{ source }</code> }
                </li>
            }
        </ol>
    }
}

/// One reason as a sentence.
pub(crate) fn sentence(reason: &Reason, say: Say) -> String {
    let n = |number: &i64| signed(*number);
    match reason {
        Reason::NothingDeleted => say.the(words::NOTHING_DELETED).to_owned(),
        Reason::DeletedBefore(offset) => say.with(words::DELETED_BEFORE, &[&n(offset)]),
        Reason::SmallestLogEnd { replicas } => {
            say.with(words::SMALLEST_LOG_END, &[&replicas.to_string()])
        }
        Reason::HighWatermark(offset) => say.with(words::IS, &["HW", &n(offset)]),
        Reason::LogEnd(offset) => say.with(words::IS, &["LEO", &n(offset)]),
        Reason::LastStable(offset) => say.with(words::IS, &["LSO", &n(offset)]),
        Reason::OpenTransactionAt(offset) => say.with(words::OPEN_TRANSACTION, &[&n(offset)]),
        Reason::NoOpenTransaction => say.the(words::NO_OPEN_TRANSACTION).to_owned(),
        Reason::LastAppended(offset) => say.with(words::LAST_APPENDED, &[&n(offset)]),
        Reason::NothingAppended => say.the(words::NOTHING_APPENDED).to_owned(),
        Reason::GivenByLeader { partition, log_end } => {
            say.with(words::GIVEN_BY_LEADER, &[&partition.to_string(), &n(log_end)])
        }
        Reason::Difference { from, less } => {
            let result = from.saturating_sub(*less);
            say.with(words::DIFFERENCE, &[&n(from), &n(less), &n(&result)])
        }
        Reason::NothingCommitted { .. }
        | Reason::Committed { .. }
        | Reason::CommittedBy { .. }
        | Reason::KeptIn { .. }
        | Reason::NoGroup
        | Reason::OffsetFetch { .. } => of_commit(reason, say),
        Reason::ResetPolicy(_)
        | Reason::ResetPolicyUnused(_)
        | Reason::OutOfRange { .. }
        | Reason::ListOffsets { .. }
        | Reason::Seek(_)
        | Reason::SeekToBeginning
        | Reason::SeekToEnd
        | Reason::HandedOut { .. }
        | Reason::NotAskedYet
        | Reason::Position(_) => of_position(reason, say),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`sentence` sends each reason to its half")]
fn of_commit(reason: &Reason, say: Say) -> String {
    match reason {
        Reason::NothingCommitted { group } => say.with(words::NOTHING_COMMITTED, &[group]),
        Reason::Committed { group, offset } => {
            say.with(words::COMMITTED, &[group, &signed(*offset)])
        }
        Reason::CommittedBy { client, auto, .. } => {
            let who = client.as_deref().unwrap_or(NONE);
            say.with(if *auto { words::COMMITTED_BY_AUTO } else { words::COMMITTED_BY }, &[who])
        }
        Reason::KeptIn { partition } => say.with(words::KEPT_IN, &[&partition.to_string()]),
        Reason::NoGroup => say.the(words::NO_GROUP).to_owned(),
        Reason::OffsetFetch { offset: Some(offset) } => {
            say.with(words::OFFSET_FETCH, &[&signed(*offset)])
        }
        Reason::OffsetFetch { offset: None } => say.the(words::OFFSET_FETCH_NONE).to_owned(),
        _ => String::new(),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`sentence` sends each reason to its half")]
fn of_position(reason: &Reason, say: Say) -> String {
    let maybe = |number: &Option<i64>| number.map_or_else(|| "?".to_owned(), signed);
    match reason {
        Reason::ResetPolicy(policy) => say.with(words::RESET_POLICY, &[policy]),
        Reason::ResetPolicyUnused(policy) => say.with(words::RESET_POLICY_UNUSED, &[policy]),
        Reason::OutOfRange { position, log_start, log_end } => {
            let facts = [signed(*position), maybe(log_start), maybe(log_end)];
            say.with(words::OUT_OF_RANGE, &[&facts[0], &facts[1], &facts[2]])
        }
        Reason::ListOffsets { asked, offset } => {
            say.with(words::LIST_OFFSETS, &[asked, &signed(*offset)])
        }
        Reason::Seek(offset) => say.with(words::SEEK, &[&signed(*offset)]),
        Reason::SeekToBeginning => say.the(words::SEEK_TO_BEGINNING).to_owned(),
        Reason::SeekToEnd => say.the(words::SEEK_TO_END).to_owned(),
        Reason::HandedOut { last } => say.with(words::HANDED_OUT, &[&signed(*last)]),
        Reason::NotAskedYet => say.the(words::NOT_ASKED_YET).to_owned(),
        Reason::Position(offset) => say.with(words::IS, &["position", &signed(*offset)]),
        _ => String::new(),
    }
}

/// The class that says so.
pub(crate) const fn source_of(choice: &Choice) -> &'static str {
    match choice {
        Choice::Explicit => "KafkaProducer#partition",
        Choice::Keyed { .. } => "BuiltInPartitioner#partitionForKey",
        Choice::Sticky { .. } => "BuiltInPartitioner#nextPartition",
        Choice::RoundRobin { .. } => "RoundRobinPartitioner#partition",
    }
}

/// Why a record went to its partition: the partitioner's sum, or its rule.
pub(crate) fn choice(choice: &Choice, say: Say) -> String {
    match choice {
        Choice::Explicit => say.the(words::EXPLICIT).to_owned(),
        Choice::Keyed { key, hash, masked, partitions, partition } => format!(
            "murmur2(\"{}{}\") = {} → & 0x7fffffff = {masked} → % {partitions} = {partition}",
            key.text,
            if key.cut { "…" } else { "" },
            signed(i64::from(*hash)),
        ),
        Choice::Sticky { produced, batch_size, chosen_now } => {
            let words = if *chosen_now { words::STICKY_CHOSEN } else { words::STICKY };
            say.with(words, &[&produced.to_string(), &batch_size.to_string()])
        }
        Choice::RoundRobin { counter } => {
            say.with(words::ROUND_ROBIN, &[&signed(i64::from(*counter))])
        }
    }
}
