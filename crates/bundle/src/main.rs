//! Builds the page into a folder that any static host can serve, from any sub-path.
//!
//! `bundle OUT` compiles `crates/ui`, binds it to JavaScript, gives every file but `index.html` a
//! name with its hash in it, writes a `.br` and a `.gz` beside each, and prints what a first visit
//! costs on the wire. Exit status 1 when it fails, 3 when the page is there and costs more than its
//! budget.
//! It is a crate of its own because its dependencies are the slow ones: `cargo xtask` runs it.
#![allow(clippy::print_stdout, reason = "it is a program of the command line, run by xtask")]

mod asset;
mod lessons;
mod program;
mod shell;
mod size;
mod truth;
mod wasm;

use std::path::Path;
use std::process::ExitCode;
use std::thread;

use asset::Asset;

/// What a first visit costs at most on the wire under brotli, in bytes: what was reached so far,
/// rounded up. The design asks for 230,000. It may only fall.
const FIRST_LOAD_MAX: usize = 590_000;

fn main() -> ExitCode {
    let Some(out) = std::env::args().nth(1) else {
        eprintln!("usage: bundle OUT, from the workspace's root (cargo xtask build does it)");
        return ExitCode::from(2);
    };
    match build(Path::new(&out)) {
        Ok(first_load) if first_load <= FIRST_LOAD_MAX => ExitCode::SUCCESS,
        Ok(first_load) => {
            eprintln!("the first load is {first_load} B under brotli; {FIRST_LOAD_MAX} B may be");
            ExitCode::from(3)
        }
        Err(problem) => {
            eprintln!("the page was not built: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the page into `out`, whose former content goes, and returns the bytes of a first load.
fn build(out: &Path) -> Result<usize, String> {
    // The replayer has the time that the compiler takes.
    let replays = thread::spawn(|| truth::files(Path::new("tests/conformance")));
    let program = program::compile()?;
    let by_crate = wasm::sizes_by_crate(&program.wasm)?;
    let mut assets = vec![
        Asset::hashed("ui.js", asset::without_comments(&program.script).into_bytes()),
        Asset::hashed("ui.wasm", wasm::without_names(&program.wasm)?),
    ];
    assets.extend(shell::files(Path::new("www"))?);
    let lessons = lessons::files(Path::new("tutorials"))?;
    let truth = replays.join().map_err(|_| "the replayer gave up")?;
    let links = lessons::links("lesson", &lessons) + &lessons::links("truth", &truth);
    let index = shell::index(Path::new("index.html"), &assets, &links)?;
    assets.insert(0, index);

    let mut rows = Vec::new();
    let mut later = Vec::new();
    asset::clear(out)?;
    for asset in &assets {
        rows.push(asset.write(out)?);
    }
    for asset in lessons.iter().chain(&truth) {
        later.push(asset.write(out)?);
    }
    println!("{}", size::table(&rows, &later));
    println!("{}", size::crates(&by_crate));
    Ok(rows.iter().map(|row| row.br).sum())
}
