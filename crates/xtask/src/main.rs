//! `cargo xtask TASK`: everything that is done with this project, with no tool beyond cargo.
//!
//! Each task is a program that this one runs from the workspace's root; its exit status is passed
//! on. Exit status 2 means that the task itself was not understood.
#![allow(clippy::print_stdout, reason = "it is a program of the command line")]

mod test;
mod usage;

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use usage::Task;
use xtask::machine;
use xtask::server::Server;

/// Cargo's arguments that build the page; the folder follows.
const BUILD: [&str; 5] = ["run", "--quiet", "--package", "bundle", "--"];
/// With this exit status the page was built, and is larger than its budget.
const OVER_BUDGET: u8 = 3;
/// Cargo's arguments that replay recordings; the replayer's own follow.
const REPLAY: [&str; 7] =
    ["run", "--quiet", "--profile", "replay", "--package", "conformance", "--"];
/// Cargo's arguments that measure; the benchmark's own follow.
const BENCH: [&str; 9] =
    ["run", "--quiet", "--package", "tests", "--features", "browser", "--bin", "bench", "--"];
/// Cargo's arguments that soak; the soak's own follow.
const SOAK: [&str; 9] =
    ["run", "--quiet", "--profile", "replay", "--package", "tests", "--bin", "soak", "--"];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let task = match usage::parse(&arguments) {
        Ok(task) => task,
        Err(problem) => {
            eprintln!("{problem}\n\n{}", usage::USAGE);
            return ExitCode::from(2);
        }
    };
    if let Err(error) = env::set_current_dir(root()) {
        eprintln!("the workspace's root {} is not there: {error}", root().display());
        return ExitCode::FAILURE;
    }
    match task {
        Task::Help => {
            println!("{}", usage::USAGE);
            ExitCode::SUCCESS
        }
        Task::Serve { port } => serve(port),
        Task::Build { out } => pass_on(cargo(&BUILD, &[out])),
        Task::Test => {
            if test::run(&root()) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Task::Bench { arguments } => bench(&arguments),
        Task::Conformance { arguments } => pass_on(cargo(&REPLAY, &arguments)),
        Task::Soak { arguments } => pass_on(cargo(&SOAK, &arguments)),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Builds the page and serves it until the process is ended. A page over its budget is served,
/// after it was said that it is.
fn serve(port: Option<u16>) -> ExitCode {
    match cargo(&BUILD, &["dist".into()]) {
        Ok(0 | OVER_BUDGET) => {}
        failed => return pass_on(failed),
    }
    let bound = match port {
        Some(port) => Server::bind(Path::new("dist"), "/", port),
        None => bind_near(usage::PORT),
    };
    match bound.and_then(|server| Ok((server.url()?, server))) {
        Ok((url, server)) => {
            println!("Tidemark is at {url} (Ctrl+C ends it)");
            server.run();
            ExitCode::SUCCESS
        }
        Err(error) => {
            let port = port.unwrap_or(usage::PORT);
            eprintln!("127.0.0.1:{port} cannot be served: {error}; --port N takes another");
            ExitCode::FAILURE
        }
    }
}

/// Builds the page and measures it. A page over its budget of bytes is measured all the same.
fn bench(arguments: &[String]) -> ExitCode {
    match cargo(&BUILD, &["dist".into()]) {
        Ok(0 | OVER_BUDGET) => {}
        failed => return pass_on(failed),
    }
    match machine::provide_browser() {
        Ok(_) => pass_on(cargo(&BENCH, arguments)),
        Err(problem) => pass_on(Err(problem)),
    }
}

/// Takes the first free port of a hundred from `port` on.
fn bind_near(port: u16) -> io::Result<Server> {
    let mut bound = Server::bind(Path::new("dist"), "/", port);
    for next in port + 1..port + 100 {
        match bound {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                bound = Server::bind(Path::new("dist"), "/", next);
            }
            Ok(_) | Err(_) => break,
        }
    }
    bound
}

/// Runs cargo, and returns its exit status.
fn cargo(before: &[&str], after: &[String]) -> Result<u8, String> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let status = Command::new(&cargo).args(before).args(after).status();
    let code = status.map_err(|error| format!("{cargo} does not run: {error}"))?.code();
    // Ended by a signal, or by a code that only other systems have.
    Ok(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

fn pass_on(status: Result<u8, String>) -> ExitCode {
    status.map_or_else(
        |problem| {
            eprintln!("{problem}");
            ExitCode::FAILURE
        },
        ExitCode::from,
    )
}
