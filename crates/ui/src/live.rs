//! The live region: each change in a sentence, politely, at most one a second.

use crate::effect::use_effect_on;
use crate::store::use_view;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// The least time between two sentences. It paces speech; it changes nothing in the world.
const PACE_MS: u32 = 1_000;

/// The region. Sentences that come too fast give way to the last one.
#[component]
pub(crate) fn LiveRegion() -> Html {
    let said = use_view((), |shown, ()| Rc::clone(&shown.desk.said));
    let spoken = use_state_eq(|| Rc::<str>::from(""));
    let waiting = use_mut_ref(|| None::<Timeout>);
    let latest = use_mut_ref(|| Rc::<str>::from(""));
    {
        let spoken = spoken.setter();
        use_effect_on(said, move |said| {
            *latest.borrow_mut() = Rc::clone(said);
            if said.is_empty() {
                // Another world is on the stage: nothing of the last one is left to be read.
                spoken.set("".into());
                return;
            }
            if waiting.borrow().is_none() {
                let (held, latest) = (Rc::clone(&waiting), Rc::clone(&latest));
                let timeout = Timeout::new(PACE_MS, move || {
                    held.borrow_mut().take();
                    spoken.set(Rc::clone(&latest.borrow()));
                });
                *waiting.borrow_mut() = Some(timeout);
            }
        });
    }
    html! { <p class="hidden-text" role="status" aria-live="polite">{ &**spoken }</p> }
}
