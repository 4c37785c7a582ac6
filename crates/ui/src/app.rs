//! The whole page: contexts, the route, and what stands where.

use crate::edge::{address, document};
use crate::effect::use_effect_on;
use crate::header::{Header, HeaderProps};
use crate::keys::Keys;
use crate::live::LiveRegion;
use crate::pages::{Lessons, Smaller, Truth};
use crate::prefs::{Prefs, PrefsContext, Say};
use crate::put::put;
use crate::route::Route;
use crate::side::side;
use crate::stage::Stage;
use crate::store::Store;
use crate::terminal::Terminal;
use crate::timeline::Timeline;
use i18n::page as words;
use yew::prelude::*;

/// The root of the page.
#[component]
pub(crate) fn App() -> Html {
    let prefs = use_state_eq(Prefs::load);
    let locale = prefs.locale;
    let store = use_memo((), move |()| Store::open(locale));
    let route = use_state_eq(|| Route::parse(&address::fragment()));
    {
        let route = route.setter();
        use_effect_on((), move |()| {
            let listener = address::watch(move |fragment| route.set(Route::parse(&fragment)));
            move || drop(listener)
        });
    }
    use_effect_on(*prefs, |prefs| {
        prefs.show();
        document::set_title(Say(prefs.locale).the(words::TITLE));
    });
    use_effect_on(((*store).clone(), prefs.locale), |(store, locale)| store.speak(*locale));
    use_effect_on(((*route).clone(), (*store).clone()), |(route, store)| store.visit(route));
    // The first act of a newcomer is to produce: the field for it is ready to be typed in.
    use_effect_on((), {
        let sandbox = *route == Route::Sandbox;
        move |()| {
            if sandbox {
                document::focus_first("input[id^='key-']");
            }
        }
    });
    let set = {
        let prefs = prefs.setter();
        use_callback((), move |next: Prefs, ()| {
            next.store();
            prefs.set(next);
        })
    };
    let say = Say(prefs.locale);
    html! {
        <ContextProvider<PrefsContext> context={PrefsContext { prefs: *prefs, set }}>
            <ContextProvider<Store> context={(*store).clone()}>
                <a class="skip" href="#stage" onclick={Callback::from(skip)}>{ say.the(words::SKIP) }</a>
                <div class={classes!("app", route.is_document().then_some("document"))}>
                    { put::<Header>(HeaderProps { route: (*route).clone() }) }
                    { place(&route, say) }
                </div>
                { crate::tape::patterns() }
                { put::<LiveRegion>(()) }
                { put::<Keys>(()) }
            </ContextProvider<Store>>
        </ContextProvider<PrefsContext>>
    }
}

fn place(route: &Route, say: Say) -> Html {
    match route {
        Route::Lessons => put::<Lessons>(()),
        Route::Smaller => put::<Smaller>(()),
        Route::Truth => put::<Truth>(()),
        Route::Sandbox
        | Route::Scenario(_)
        | Route::World(_)
        | Route::Recording { .. }
        | Route::Lesson { .. } => html! {
            <>
                { side(route) }
                { put::<Stage>(()) }
                <div class="dock" role="region" aria-label={say.the(words::DOCK)}>
                    { put::<Terminal>(()) }
                    { put::<Timeline>(()) }
                </div>
            </>
        },
    }
}

/// The link's fragment is a place on this page, not a route: only the focus moves.
fn skip(event: MouseEvent) {
    event.prevent_default();
    document::focus("stage");
}
