//! The two patterns that tapes are filled with, once for the whole page.

use yew::prelude::*;

/// What was deleted.
pub(super) const HATCH: &str = "url(#hatch)";
/// What goes on.
pub(super) const MORE: &str = "url(#more)";

/// An invisible drawing that holds the patterns.
pub(crate) fn patterns() -> Html {
    html! {
        <svg class="hidden-text" width="0" height="0" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)">
                    <path class="hatch-line" d="M3 0V6" />
                </pattern>
                <pattern id="more" width="8" height="44" patternUnits="userSpaceOnUse">
                    <circle class="more-dot" cx="4" cy="22" r="1.6" />
                </pattern>
            </defs>
        </svg>
    }
}
