//! A long list, some of it at a time: what keeps the page's nodes few.

use crate::prefs::Say;
use i18n::page::stage as words;
use std::ops::Range;
use yew::prelude::*;

/// Which items of a list are shown whose page begins at `at`, `size` at a time.
pub(super) fn range(at: usize, size: usize, count: usize) -> Range<usize> {
    let first = at.min(count.saturating_sub(1)) / size.max(1) * size;
    first..count.min(first + size)
}

/// The buttons that turn the pages of `what`; nothing where there is one page.
pub(super) fn pager(
    what: &str,
    shown: &Range<usize>,
    count: usize,
    at: &UseStateHandle<usize>,
    say: Say,
) -> Html {
    if shown.len() >= count {
        return Html::default();
    }
    let go = |to: usize| {
        let at = at.clone();
        Callback::from(move |_: MouseEvent| at.set(to))
    };
    let facts = [shown.start + 1, shown.end, count].map(|number| number.to_string());
    html! {
        <p class="row">
            <button type="button" onclick={go(shown.start.saturating_sub(shown.len().max(1)))}
                disabled={shown.start == 0} aria-label={say.with(words::EARLIER_PAGE, &[what])}>
                { "‹" }
            </button>
            <span class="small number">
                { say.with(words::RANGE, &[&facts[0], &facts[1], &facts[2]]) }
            </span>
            <button type="button" onclick={go(shown.end)} disabled={shown.end >= count}
                aria-label={say.with(words::LATER_PAGE, &[what])}>{ "›" }</button>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_on_a_page_and_a_page_is_never_empty() {
        assert_eq!(range(0, 12, 5), 0..5);
        assert_eq!(range(12, 12, 64), 12..24);
        assert_eq!(range(60, 12, 64), 60..64);
        assert_eq!(range(60, 12, 20), 12..20, "the list has become shorter");
        assert_eq!(range(3, 12, 0), 0..0);
    }
}
