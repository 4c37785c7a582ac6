//! `cargo xtask test`: every check that the project has, one step after the other.
//!
//! A step that fails stops no other, so that one run tells everything; the run passes when every
//! step did. What a step needs and the machine lacks is installed where that is possible, and is
//! a failure with its reason where it is not: nothing is skipped.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use xtask::machine;

/// The arguments of cargo for each step that needs nothing but cargo, and what it is called.
const STEPS: [(&str, &[&str]); 4] = [
    ("format", &["fmt", "--all", "--check"]),
    (
        "lints, host",
        &[
            "clippy",
            "--quiet",
            "--workspace",
            "--exclude",
            "ui",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ],
    ),
    (
        "lints, page",
        &[
            "clippy",
            "--quiet",
            "--package",
            "ui",
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "--deny",
            "warnings",
        ],
    ),
    ("page", &["run", "--quiet", "--package", "bundle", "--", "dist"]),
];

/// The tests of all crates that run on the host.
const TESTS: [&str; 5] = ["test", "--no-fail-fast", "--workspace", "--exclude", "ui"];

/// What came of a step.
struct Outcome {
    name: &'static str,
    /// The reason, when it failed.
    problem: Option<String>,
    took: Duration,
}

/// Runs every step, and says whether all of them passed.
pub(crate) fn run(root: &Path) -> bool {
    let mut outcomes: Vec<Outcome> =
        STEPS.iter().map(|(name, arguments)| step(name, || cargo(arguments))).collect();
    let browser = step("browser", || {
        machine::provide_browser()?;
        machine::provide_axe(root).map(drop)
    });
    let mut tests = TESTS.to_vec();
    if browser.problem.is_none() {
        tests.extend(["--features", "tests/browser"]);
    }
    outcomes.push(browser);
    outcomes.push(step("tests", || cargo(&tests)));
    report(&outcomes)
}

fn step(name: &'static str, work: impl FnOnce() -> Result<(), String>) -> Outcome {
    println!("== {name}");
    #[allow(clippy::disallowed_methods, reason = "it tells a person how long a step took")]
    let begun = Instant::now();
    let problem = work().err();
    if let Some(problem) = &problem {
        println!("{problem}");
    }
    Outcome { name, problem, took: begun.elapsed() }
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let line = format!("cargo {}", arguments.join(" "));
    match Command::new(cargo).args(arguments).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{line}` failed")),
        Err(error) => Err(format!("cargo does not run: {error}")),
    }
}

fn report(outcomes: &[Outcome]) -> bool {
    println!("\n{:<14} {:>6}", "step", "s");
    for Outcome { name, problem, took } in outcomes {
        let said = problem.as_ref().map_or(String::from("passed"), |problem| {
            format!("FAILED: {}", problem.lines().next().unwrap_or_default())
        });
        println!("{name:<14} {:>6} {said}", took.as_secs());
    }
    outcomes.iter().all(|outcome| outcome.problem.is_none())
}
