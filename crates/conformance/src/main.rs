//! `conformance [DIR…] [--family F] [--tag T] [--id PART] [--failures]`: replays and prints the table.

use conformance::recording::read_all;
use conformance::replay::replay;
use conformance::report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut dirs = Vec::new();
    let (mut family, mut tag, mut id, mut failures) = (None, None, None, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--family" => family = words.next(),
            "--tag" => tag = words.next(),
            "--id" => id = words.next(),
            "--failures" => failures = true,
            option if option.starts_with("--") => {
                eprintln!("unknown option `{option}`; there are --family, --tag, --id, --failures");
                return ExitCode::from(2);
            }
            dir => dirs.push(PathBuf::from(dir)),
        }
    }
    if dirs.is_empty() {
        dirs.push(PathBuf::from("tests/conformance"));
    }
    std::panic::set_hook(Box::new(|_| {})); // A panic is told as this recording's difference.
    let mut report = Report::default();
    for dir in &dirs {
        let (recordings, unreadable) = read_all(dir);
        for (path, reason) in unreadable {
            eprintln!("{}: {reason}", path.display());
            report.count_unreadable();
        }
        let chosen = recordings.iter().filter(|recording| {
            family.as_ref().is_none_or(|family| recording.family.name() == family)
                && tag.as_ref().is_none_or(|tag| recording.tags.contains(tag))
                && id.as_ref().is_none_or(|id| recording.id.contains(id.as_str()))
        });
        for recording in chosen {
            let verdict = replay(recording);
            if failures {
                for (level, result) in
                    [(1, Some(&verdict.level1)), (2, verdict.level2.as_ref())]
                {
                    if let Some(Err(difference)) = result {
                        println_difference(&recording.id, level, difference);
                    }
                }
            }
            report.count(recording, &verdict);
        }
    }
    #[allow(clippy::print_stdout, reason = "the table is what this program is for")]
    {
        println!("{}", report.table());
    }
    if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn println_difference(id: &str, level: u8, difference: &conformance::replay::Difference) {
    #[allow(clippy::print_stdout, reason = "asked for by --failures")]
    {
        println!("{id} (level {level}) line {}: {}", difference.line, difference.what);
        println!("    kafka: {}", difference.kafka);
        println!("    ours:  {}", difference.ours);
    }
}
