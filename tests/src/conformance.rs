//! What agrees with the recordings of Kafka goes on agreeing.

use ::conformance::scope::Scope;
use std::fs;

#[test]
fn everything_in_scope_agrees_with_kafka() {
    let dir = crate::root().join("tests/conformance");
    let text = fs::read_to_string(dir.join("scope.toml")).expect("the scope is there");
    let scope = Scope::parse(&text).unwrap_or_else(|problem| panic!("scope.toml: {problem}"));
    let failures = scope.failures(&dir);
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n"));
}
