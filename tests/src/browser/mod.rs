//! The page in a real browser, driven as a person does: by the names and roles that it gives its
//! controls, with the mouse or with the keyboard.
//!
//! `bench` measures with the same hands.
//!
//! A test is a plain function that calls [`visit`]; `opening.rs` shows how. Each has a Chromium of
//! its own with an empty profile, waits for what it expects instead of sleeping, and fails at its
//! end when the console complained, a policy was violated or another origin was asked.
//! The page is `dist/`, served under a sub-path: build it first (`cargo xtask test` does).

mod chromium;
mod complaints;
mod controls;
mod page;
mod probes;

#[cfg(test)]
mod acts;
#[cfg(test)]
mod article;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod hands;
#[cfg(test)]
mod hashes;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod log;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod tabs;
#[cfg(test)]
mod why;

pub use page::Page;

/// Opens `route` (`""`, or a fragment such as `#/sandbox`) in a new browser, lets `scenario` do its
/// work there, and then checks that nothing complained.
#[cfg(test)]
pub(crate) fn visit(route: &str, scenario: impl FnOnce(&Page)) {
    let page = Page::open(route);
    scenario(&page);
    page.assert_quiet();
}
