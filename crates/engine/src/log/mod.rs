//! One partition's log: the records, their offsets, and what may be read of them.

pub mod batch;
