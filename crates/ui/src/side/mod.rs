//! Left of the stage: the lesson; in the sandbox, the gallery of scenarios.

pub(crate) mod asset;
mod formula;
mod gallery;
mod kept;
mod lesson;
mod predict;
pub(crate) mod prose;
mod recall;
mod refute;
mod transfer;

use crate::route::Route;
use gallery::Gallery;
use lesson::LessonPanel;
use yew::prelude::*;

/// What stands left of the stage at that place.
pub(crate) fn side(route: &Route) -> Html {
    match route {
        Route::Lesson { slug, .. } => html! { <LessonPanel slug={slug.clone()} /> },
        Route::Sandbox
        | Route::Scenario(_)
        | Route::Recording { .. }
        | Route::World(_)
        | Route::Lessons
        | Route::Smaller
        | Route::Truth => html! { <Gallery route={route.clone()} /> },
    }
}
