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
use xtask::server::Server;

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
        Task::Build { out } => cargo(&["run", "--quiet", "--package", "bundle", "--"], &[out]),
        Task::Test => {
            if test::run(&root()) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Task::Conformance { arguments } => cargo(
            &["run", "--quiet", "--profile", "replay", "--package", "conformance", "--"],
            &arguments,
        ),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Builds the page and serves it until the process is ended.
fn serve(port: Option<u16>) -> ExitCode {
    let built = cargo(&["run", "--quiet", "--package", "bundle", "--"], &["dist".into()]);
    if !Path::new("dist/index.html").exists() {
        return built;
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

/// Runs cargo and passes its exit status on.
fn cargo(before: &[&str], after: &[String]) -> ExitCode {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    match Command::new(&cargo).args(before).args(after).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(
            // Ended by a signal, or by a code that only other systems have.
            ExitCode::FAILURE,
            ExitCode::from,
        ),
        Err(error) => {
            eprintln!("{cargo} does not run: {error}");
            ExitCode::FAILURE
        }
    }
}
