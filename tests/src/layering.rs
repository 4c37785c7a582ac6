//! The arrows between the crates: who may depend on whom.
//!
//! The engine knows nobody, the page is known by nobody. An arrow that is drawn here is allowed,
//! not required; a crate that is not drawn here fails.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Each crate, and the crates of this workspace that it may name, for code, tests or build.
const ARROWS: [(&str, &[&str]); 10] = [
    ("engine", &[]),
    ("i18n", &[]),
    ("shell", &["engine", "i18n"]),
    ("session", &["engine", "i18n", "shell"]),
    ("lesson", &["engine", "i18n", "shell", "session"]),
    ("conformance", &["engine", "i18n", "shell", "session"]),
    ("ui", &["engine", "i18n", "shell", "session", "lesson"]),
    ("bundle", &["engine", "i18n", "shell", "session", "lesson", "conformance", "xtask"]),
    ("xtask", &["engine", "i18n", "shell", "session", "lesson", "conformance"]),
    ("tests", &["engine", "i18n", "shell", "session", "lesson", "conformance", "xtask", "bundle"]),
];

#[test]
fn every_dependency_follows_an_arrow() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.iter().map(|(name, _)| name.as_str()).collect();
    let mut wrong = Vec::new();
    for (name, dependencies) in &packages {
        let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| crate_name == name) else {
            wrong.push(format!("{name} has no place in the layering: draw its arrows"));
            continue;
        };
        for dependency in dependencies {
            if ours.contains(dependency.as_str()) && !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{name} depends on {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_depends_on_nothing_at_all() {
    let packages = packages();
    let (_, dependencies) =
        packages.iter().find(|(name, _)| name == "engine").expect("there is an engine");
    assert_eq!(dependencies, &Vec::<String>::new());
}

/// Every package of the workspace with the names of what it depends on, of all kinds.
fn packages() -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(crate::root())
        .output()
        .expect("cargo runs this test, so it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let list = |value: &Value| value.as_array().cloned().expect("cargo's format has a list here");
    let name = |value: &Value| value["name"].as_str().map(str::to_owned).expect("all have names");
    list(&metadata["packages"])
        .iter()
        .map(|package| (name(package), list(&package["dependencies"]).iter().map(name).collect()))
        .collect()
}
