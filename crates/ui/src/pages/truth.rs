//! "How true is this?": which recordings of real Kafka this very build agrees with.

use crate::edge::fetch;
use crate::effect::use_effect_on;
use crate::prefs::{Say, use_say};
use crate::put::put_as;
use crate::route::Route;
use crate::truth::{Family, Recorded, Truth as Report};
use i18n::Words;
use i18n::page::lesson::{COMING, MISSING};
use i18n::page::{SMALLER, truth as words};
use std::rc::Rc;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

#[derive(Clone)]
enum Fetched {
    Coming,
    Missing,
    Here(Rc<Report>),
}

/// The page.
#[component]
pub(crate) fn Truth() -> Html {
    let say = use_say();
    let fetched = use_state(|| Fetched::Coming);
    {
        let set = fetched.setter();
        use_effect_on((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let bytes = fetch::bytes("truth.txt").await;
                let report = bytes.and_then(|bytes| Report::parse(&String::from_utf8(bytes).ok()?));
                set.set(report.map_or(Fetched::Missing, |report| Fetched::Here(Rc::new(report))));
            });
        });
    }
    html! {
        <main id="stage" class="page" tabindex="-1">
            <h1>{ say.the(words::TITLE) }</h1>
            <p class="lead">{ say.the(words::LEAD) }</p>
            { match &*fetched {
                Fetched::Coming => html! { <p class="soft">{ say.the(COMING) }</p> },
                Fetched::Missing => html! { <p class="soft">{ say.the(MISSING) }</p> },
                Fetched::Here(report) => body(report, say),
            } }
        </main>
    }
}

fn body(report: &Report, say: Say) -> Html {
    let (agree, all) = report.total();
    html! {
        <>
            <p><strong>{ say.with(words::TOTAL, &[&agree.to_string(), &all.to_string()]) }</strong>
                { " " }{ say.the(words::COUNTS) }</p>
            { table(report, say) }
            <h2>{ say.the(words::NOT_MODELLED) }</h2>
            <p>{ say.the(words::ON_PURPOSE) }{ " " }
                <a href={Route::Smaller.href()}>{ say.the(SMALLER) }</a></p>
            <p>{ say.the(words::NOT_MODELLED_LEAD) }</p>
            { missing(report, say) }
            <h2>{ say.the(words::RECORDINGS) }</h2>
            <p>{ say.the(words::RECORDINGS_LEAD) }</p>
            for family in report.families.iter().filter(|family| !family.recordings.is_empty()) {
                { put_as::<Recordings>(&family.name, RecordingsProps { family: family.clone() }) }
            }
        </>
    }
}

fn table(report: &Report, say: Say) -> Html {
    html! {
        <div class="scroll-x" role="group" tabindex="0" aria-label={say.the(words::BY_FAMILY)}>
            <table>
                <caption>{ say.the(words::BY_FAMILY) }</caption>
                <thead><tr>
                    <th scope="col">{ say.the(words::KIND) }</th>
                    <th scope="col" class="number">{ say.the(words::AGREE) }</th>
                    <th scope="col" class="number">{ say.the(words::OF) }</th>
                    <th scope="col" class="number">{ say.the(words::LEVEL2) }</th>
                </tr></thead>
                <tbody>
                    for family in report.families.iter() {
                        <tr key={family.name.clone()}>
                            <th scope="row">{ name_of(family, say) }</th>
                            <td class="number mono">{ family.agree }</td>
                            <td class="number mono">{ family.all }</td>
                            <td class="number mono">{ level2(family) }</td>
                        </tr>
                    }
                </tbody>
            </table>
        </div>
    }
}

/// What could not be played and why, by family.
fn missing(report: &Report, say: Say) -> Html {
    const KINDS: [(&str, Words); 9] = [
        ("consumer-groups", words::NO_CONSUMER_GROUPS),
        ("share-groups", words::NO_SHARE_GROUPS),
        ("transactions", words::NO_TRANSACTIONS),
        ("brokers", words::NO_BROKERS),
        ("raw-requests", words::NO_RAW_REQUESTS),
        ("broker", words::NO_FUNCTIONS),
        ("tools", words::NO_TOOL),
        ("step", words::NO_STEP),
        ("assignor", words::NO_ASSIGNOR),
    ];
    let word = |kind: &str| KINDS.iter().find(|(name, _)| *name == kind).map(|(_, word)| *word);
    let item = |family: &Family, (count, kind, why): &(usize, String, String)| {
        let facts = format!("{} · {count} · ", family.name);
        html! {
            <li key={format!("{}{kind}{why}", family.name)}>
                { facts }
                if let Some(word) = word(kind) {
                    { say.with(word, &[why]) }
                } else {
                    <span lang="en">{ why }</span>
                }
            </li>
        }
    };
    let families = report.families.iter();
    let items = families.flat_map(|family| family.missing.iter().map(move |one| item(family, one)));
    html! { <ul class="plain-list">{ for items }</ul> }
}

fn level2(family: &Family) -> String {
    match family.all2 {
        0 => crate::figures::NONE.to_owned(),
        all => format!("{} / {all}", family.agree2),
    }
}

/// A family in words; one that the page does not know goes by its own name.
fn name_of(family: &Family, say: Say) -> String {
    const KNOWN: [(&str, Words); 6] = [
        ("vectors", words::VECTORS),
        ("group", words::GROUP),
        ("log", words::LOG),
        ("story", words::STORY),
        ("lesson", words::LESSON),
        ("cli", words::CLI),
    ];
    let known = KNOWN.iter().find(|(name, _)| *name == family.name);
    known.map_or_else(|| family.name.clone(), |(_, words)| say.the(*words).to_owned())
}

#[derive(Properties, PartialEq)]
struct RecordingsProps {
    family: Family,
}

/// The recordings of one family; listed only while somebody looks.
#[component]
fn Recordings(props: &RecordingsProps) -> Html {
    let say = use_say();
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.setter();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            open.set(details.is_some_and(|details| details.open()));
        })
    };
    let family = &props.family;
    let count = family.recordings.len().to_string();
    html! {
        <details class="recordings" ontoggle={toggle}>
            <summary>{ say.with(words::LIST_OF, &[&family.name, &count]) }</summary>
            if *open {
                <ul class="plain-list">
                    for one in family.recordings.iter() { { recording(&family.name, one, say) } }
                </ul>
            }
        </details>
    }
}

fn recording(family: &str, one: &Recorded, say: Say) -> Html {
    let route = Route::Recording { family: family.to_owned(), id: one.id.clone() };
    let (class, verdict) =
        if one.agrees { ("agrees", words::AGREES) } else { ("differs", words::DIFFERS) };
    html! {
        <li key={one.id.clone()}>
            <span class={classes!("verdict", class)}>{ say.the(verdict) }</span>{ " " }
            if one.opens {
                <a href={route.href()}><code>{ &one.id }</code></a>
            } else {
                <code>{ &one.id }</code>
            }
            if !one.title.is_empty() { <span class="soft" lang="en">{ format!(" {}", one.title) }</span> }
        </li>
    }
}
