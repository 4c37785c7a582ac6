//! `conformance`: replays recordings of Kafka, prints the table, explains one.
//!
//! Exit status 0 if all agree at level 1, 1 if any does not, 2 if the call was not understood.
#![allow(clippy::print_stdout, reason = "it is a program of the command line")]

use conformance::explain::explain;
use conformance::options::{Options, USAGE};
use conformance::recording::{Recording, read_all};
use conformance::replay::{Difference, Verdict, replay};
use conformance::report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    std::panic::set_hook(Box::new(|_| {})); // A panic is told as this recording's difference.
    match &options.explain {
        Some(id) => explain_one(&options, id),
        None => replay_all(&options),
    }
}

fn replay_all(options: &Options) -> ExitCode {
    let mut report = Report::default();
    for dir in &options.dirs {
        let (recordings, unreadable) = read_all(dir);
        for (path, reason) in unreadable {
            eprintln!("{}: {reason}", path.display());
            if options.json {
                println!("{}", Report::json_of_unreadable(&path, &reason));
            }
            report.count_unreadable();
        }
        for recording in recordings.iter().filter(|recording| options.wants(recording)) {
            let verdict = replay(recording);
            if options.json {
                println!("{}", Report::json(recording, &verdict));
            } else if options.failures {
                print_differences(recording, &verdict);
            }
            report.count(recording, &verdict);
        }
    }
    if options.json {
        eprintln!("{}", report.table());
    } else {
        println!("{}", report.table());
    }
    if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print_differences(recording: &Recording, verdict: &Verdict) {
    for (level, result) in [(1, Some(&verdict.level1)), (2, verdict.level2.as_ref())] {
        let Some(Err(Difference { line, what, kafka, ours, .. })) = result else { continue };
        println!("{} (level {level}) line {line}: {what}", recording.id);
        println!("    kafka: {kafka}\n    ours:  {ours}");
    }
}

/// The recording of that id; if there is none, every one that has it in its id.
fn explain_one(options: &Options, id: &str) -> ExitCode {
    let mut found: Vec<Recording> = Vec::new();
    for dir in &options.dirs {
        let (recordings, _) = read_all(dir);
        let wanted = recordings.into_iter().filter(|recording| options.wants(recording));
        found.extend(wanted.filter(|recording| recording.id.contains(id)));
    }
    if let Some(place) = found.iter().position(|recording| recording.id == id) {
        found = vec![found.swap_remove(place)];
    }
    let [recording] = found.as_slice() else {
        eprintln!("{} recordings have `{id}` in their id", found.len());
        found.iter().take(20).for_each(|recording| eprintln!("  {}", recording.id));
        return ExitCode::from(2);
    };
    let explained = explain(recording);
    println!("{}", explained.text);
    if explained.agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
