//! Where the page touches the browser: one file a thing.

pub(crate) mod crash;
