//! `bench [PART…]`: measures the built page at its limits, one line a figure; exit status 1 when one is
//! over its budget.
#![allow(clippy::print_stdout, reason = "it is a program of the command line")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    match tests::bench::run(&wanted, |figure| println!("{figure}")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}
