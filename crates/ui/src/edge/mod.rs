//! The browser. Whatever the page does beyond drawing is done in here, one matter a file.
//!
//! Nothing in here fails loudly: a browser that refuses (private mode, an old frame, a locked
//! clipboard) answers with `None`, `false` or an error in words, and the page goes on.

pub(crate) mod address;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod crash;
pub(crate) mod document;
pub(crate) mod fetch;
pub(crate) mod file;
pub(crate) mod keyboard;
pub(crate) mod marks;
pub(crate) mod size;
pub(crate) mod storage;
