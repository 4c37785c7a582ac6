//! The tests that look at the project from outside: its layering, its budgets, its lessons, random
//! worlds, and the page in a real browser.

#[cfg(feature = "browser")]
pub mod bench;
#[cfg(feature = "browser")]
pub mod browser;
pub mod invariants;
pub mod soak;

#[cfg(all(test, feature = "browser"))]
mod budgets;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod layering;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod tidy;

/// The root of the workspace.
#[cfg(any(test, feature = "browser"))]
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}
