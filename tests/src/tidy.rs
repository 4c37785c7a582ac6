//! What every source file of the project has, and what none may have.

use std::fs;
use std::path::{Path, PathBuf};

/// Beyond this many lines a file holds more than one idea.
const LINES_MAX: usize = 450;

/// Words that no source may hold, each in two halves so that this file does not hold it.
const FORBIDDEN: [(&str, &str, &str); 8] = [
    ("TO", "DO", "do it, or leave it out"),
    ("FIX", "ME", "mend it"),
    ("set_inner", "_html", "HTML never exists as a string"),
    ("set_outer", "_html", "HTML never exists as a string"),
    ("from_html", "_unchecked", "HTML never exists as a string"),
    ("insert_adjacent", "_html", "HTML never exists as a string"),
    ("inner", "HTML", "HTML never exists as a string"),
    ("document.", "write(", "HTML never exists as a string"),
];

#[test]
fn every_source_begins_with_its_idea_and_ends_in_time() {
    let mut wrong = Vec::new();
    for (path, text) in sources(&["rs"]) {
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not begin with `//! ` and its one idea"));
        }
        if lines > LINES_MAX {
            wrong.push(format!("{path} has {lines} lines; {LINES_MAX} may be: split it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_source_holds_a_forbidden_word() {
    let mut wrong = Vec::new();
    for (path, text) in sources(&["rs", "js", "css", "html", "toml"]) {
        for (number, line) in text.lines().enumerate() {
            for (head, tail, instead) in FORBIDDEN {
                let word = format!("{head}{tail}");
                if line.contains(&word) {
                    wrong.push(format!("{path}:{}: {word}: {instead}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_says_why_in_the_line_above() {
    let manifest = fs::read_to_string(crate::root().join("Cargo.toml")).expect("it is there");
    let entries = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let mut above = "";
    let mut wrong = Vec::new();
    for line in entries {
        let ours = line.contains("path = \"crates/");
        let entry = line.contains(" = ") && !line.starts_with(['#', ' ']);
        if entry && !ours && !above.starts_with("# ") {
            wrong.push(line);
        }
        above = line;
    }
    assert!(wrong.is_empty(), "no reason above:\n{}", wrong.join("\n"));
}

/// The project's own files with one of these extensions: path below the root, and text.
fn sources(extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["crates", "tests/src", "tutorials", "www"] {
        collect(&crate::root().join(folder), &mut found);
    }
    found.push(crate::root().join("index.html"));
    found.retain(|path| has_extension(path, extensions));
    assert!(!found.is_empty(), "there are sources");
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source is text");
            let shown = path.strip_prefix(crate::root()).expect("it was found below the root");
            (shown.display().to_string(), text)
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}
