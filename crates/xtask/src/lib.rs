//! What the project's tasks share with its tests.
//!
//! It depends on nothing, so that every `cargo xtask` starts at once; slow work is in programs of
//! their own (`bundle`, `conformance`), which it runs.

pub mod machine;
pub mod server;
