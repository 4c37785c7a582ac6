//! The page's entry: mounts the root component into the shell that `index.html` provides.

mod app;
mod desk;
mod due;
mod edge;
mod effect;
mod figures;
mod header;
mod keys;
mod lines;
mod live;
mod news;
mod pages;
mod prefs;
mod put;
mod route;
mod side;
mod stage;
mod store;
mod tape;
mod terminal;
mod timeline;
mod truth;
mod why;

fn main() {
    edge::crash::report_panics();
    let root = gloo::utils::document().get_element_by_id("app").expect("index.html has #app");
    yew::Renderer::<app::App>::with_root(root).render();
}
