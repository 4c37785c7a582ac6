//! `soak [--steps N] [--seed S]`: random worlds, until a law breaks or the steps are done.
//! `soak --run SEED` plays one of them and prints each command before it is executed.
#![allow(clippy::print_stdout, reason = "it is a program of the command line")]
#![allow(clippy::disallowed_methods, reason = "it tells how long the soak took, and when it hangs")]

use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tests::soak::{Failure, RUN_STEPS, line_of, run, soak};

const USAGE: &str = "usage: soak [--steps N] [--seed S] | soak --run SEED";
/// A step, or the ending of a run, that takes longer than this counts as one that never ends.
const STUCK: Duration = Duration::from_secs(180);

fn main() -> ExitCode {
    let (steps, seed) = match options() {
        Ok(Options { run: Some(seed), .. }) => return play(seed),
        Ok(Options { steps, seed, run: None }) => (steps, seed),
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let begun = Instant::now();
    let place = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let watched = Arc::clone(&place);
    thread::spawn(move || watch(&watched));
    let soaked = soak(steps, seed, |seed, step| {
        place.0.store(seed, Ordering::Relaxed);
        place.1.store(step, Ordering::Relaxed);
    });
    let seconds = begun.elapsed().as_secs().max(1);
    match soaked {
        Ok(tally) => {
            println!(
                "{} steps in {} worlds broke no law: {} refused, {} events, hash {:016x}, \
                 {seconds} s, {} steps a minute",
                tally.steps,
                tally.runs,
                tally.refused,
                tally.events,
                tally.hash,
                tally.steps * 60 / seconds,
            );
            ExitCode::SUCCESS
        }
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    println!("{failure}soak --run {} plays it again", failure.seed);
    ExitCode::FAILURE
}

/// Plays one run, command by command.
fn play(seed: u64) -> ExitCode {
    let played = run(seed, RUN_STEPS, |step, command| {
        if let Some(command) = command {
            println!("{step:>3} {}", line_of(command));
        }
    });
    played.map_or_else(|failure| failed(&failure), |_| ExitCode::SUCCESS)
}

/// Ends the program, with its place, when it does not go on.
fn watch(place: &(AtomicU64, AtomicU64)) {
    let read = || (place.0.load(Ordering::Relaxed), place.1.load(Ordering::Relaxed));
    let mut last = (read(), Instant::now());
    loop {
        thread::sleep(Duration::from_secs(1));
        if read() != last.0 {
            last = (read(), Instant::now());
        } else if last.1.elapsed() > STUCK {
            let ((seed, step), _) = last;
            println!("a command never ends: run with seed {seed}, command {step}");
            std::process::exit(1);
        }
    }
}

struct Options {
    steps: u64,
    seed: u64,
    run: Option<u64>,
}

fn options() -> Result<Options, String> {
    let mut options = Options { steps: 100_000, seed: 1, run: None };
    let mut arguments = env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok());
        let value = value.ok_or_else(|| format!("{name} takes a number"))?;
        match name.as_str() {
            "--steps" => options.steps = value,
            "--seed" => options.seed = value,
            "--run" => options.run = Some(value),
            other => return Err(format!("there is no option {other:?}")),
        }
    }
    Ok(options)
}
