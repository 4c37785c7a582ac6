//! The page's entry: mounts the root component into the shell that `index.html` provides.

mod edge;

use yew::prelude::*;

/// The root of the page.
#[component]
fn App() -> Html {
    let presses = use_state(|| 0_u32);
    let press = {
        let presses = presses.clone();
        Callback::from(move |_: MouseEvent| presses.set(*presses + 1))
    };
    html! {
        <main>
            <h1>{ "Tidemark" }</h1>
            <button type="button" onclick={press}>{ "Press" }</button>
            <p role="status">{ format!("pressed {} times", *presses) }</p>
        </main>
    }
}

fn main() {
    edge::crash::report_panics();
    let root = gloo::utils::document().get_element_by_id("app").expect("index.html has #app");
    yew::Renderer::<App>::with_root(root).render();
}
