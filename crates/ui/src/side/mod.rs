//! Left of the stage: the lesson; in the sandbox, the gallery of scenarios.

pub(crate) mod asset;
mod gallery;
pub(crate) mod prose;

use crate::route::Route;
use gallery::Gallery;
use yew::prelude::*;

/// What the side is told.
#[derive(Properties, PartialEq)]
pub(crate) struct SideProps {
    /// Where one is.
    pub(crate) route: Route,
}

/// The side.
#[component]
pub(crate) fn Side(props: &SideProps) -> Html {
    html! { <Gallery route={props.route.clone()} /> }
}
