//! The page in a real browser, driven as a person does: by the names and roles that it gives its
//! controls, with the mouse or with the keyboard.
//!
//! A test is a plain function that calls [`visit`]; `opening.rs` shows how. Each has a Chromium of
//! its own with an empty profile, waits for what it expects instead of sleeping, and fails at its
//! end when the console complained, a policy was violated or another origin was asked.
//! The page is `dist/`, served under a sub-path: build it first (`cargo xtask test` does).

mod acts;
mod article;
mod audit;
mod chromium;
mod complaints;
mod controls;
mod hands;
mod hashes;
mod keeping;
mod languages;
mod lessons;
mod log;
mod opening;
mod page;
mod recovery;
mod routes;
mod why;

pub(crate) use page::Page;

/// Opens `route` (`""`, or a fragment such as `#/sandbox`) in a new browser, lets `scenario` do its
/// work there, and then checks that nothing complained.
pub(crate) fn visit(route: &str, scenario: impl FnOnce(&Page)) {
    let page = Page::open(route);
    scenario(&page);
    page.assert_quiet();
}
