//! "Kafka 4.3.1, smaller here": what the model leaves out, so that nobody takes it for more.

use crate::prefs::use_say;
use crate::route::Route;
use i18n::page::{smaller as words, truth};
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn Smaller() -> Html {
    let say = use_say();
    html! {
        <main id="stage" class="page" tabindex="-1">
            <h1>{ say.the(words::TITLE) }</h1>
            <p class="lead">{ say.the(words::LEAD) }</p>
            for (heading, items) in words::SECTIONS {
                <section>
                    <h2>{ say.the(*heading) }</h2>
                    <ul class="plain-list">
                        for (index, item) in items.iter().enumerate() {
                            <li key={index}>{ say.the(*item) }</li>
                        }
                    </ul>
                </section>
            }
            <p><a href={Route::Truth.href()}>{ say.the(truth::TITLE) }</a></p>
        </main>
    }
}
