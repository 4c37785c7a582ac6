//! `cargo xtask bench`: what the built page costs at the limits, in Chromium, beside its budgets.
//!
//! Every figure is measured on the page as a person uses it: a file is opened, the slider is moved,
//! the clock is started. Invariant: a figure without a budget is printed and decides nothing.

mod clones;
mod figures;
mod journal;
mod limits;
pub(crate) mod worlds;

pub use figures::Figure;

use crate::browser::Page;

/// A part of the benchmark, and what it is called.
type Part = (&'static str, fn(&Page) -> Vec<Figure>);

/// In the order in which they are measured, each in a browser of its own.
const PARTS: [Part; 3] =
    [("journal", journal::measure), ("limits", limits::measure), ("clones", clones::measure)];

/// Measures every part whose name is among `wanted` (all, if that is empty), tells each figure as
/// it comes, and returns whether all kept their budgets.
///
/// # Errors
///
/// A name that no part has.
pub fn run(wanted: &[String], mut tell: impl FnMut(&Figure)) -> Result<bool, String> {
    let unknown = wanted.iter().find(|name| !PARTS.iter().any(|(part, _)| part == *name));
    if let Some(name) = unknown {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no part {name:?}; there are: {}", names.join(", ")));
    }
    let mut kept = true;
    for (_, measure) in PARTS
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name))
    {
        for figure in measure(&Page::open("#/")) {
            kept &= figure.keeps();
            tell(&figure);
        }
    }
    Ok(kept)
}
