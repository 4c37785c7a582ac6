//! Bytes as far as a cell can show them.

use crate::view::partition::{Choice, PREVIEW_CHARS, Preview, SHAPES};
use engine::event::PartitionChoice;
use engine::quantity::PartitionId;
use std::fmt::Write;

/// The beginning of a key or a value.
pub(super) fn preview(bytes: &[u8]) -> Preview {
    let (text, cut) = match std::str::from_utf8(bytes) {
        Ok(text) => shortened(text),
        Err(_) => hexadecimal(bytes),
    };
    Preview { text: text.into(), bytes: bytes.len(), cut, shape: shape(bytes) }
}

fn shortened(text: &str) -> (String, bool) {
    match text.char_indices().nth(PREVIEW_CHARS) {
        Some((end, _)) => (text.get(..end).unwrap_or(text).to_owned(), true),
        None => (text.to_owned(), false),
    }
}

fn hexadecimal(bytes: &[u8]) -> (String, bool) {
    let shown = PREVIEW_CHARS / 2 - 1;
    let mut text = "0x".to_owned();
    for byte in bytes.iter().take(shown) {
        let _ = write!(text, "{byte:02x}");
    }
    (text, bytes.len() > shown)
}

/// The same bytes have the same shape in every world (FNV-1a; nothing to do with partitions).
fn shape(bytes: &[u8]) -> u8 {
    let hash = bytes
        .iter()
        .fold(0x811c_9dc5_u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash % u32::from(SHAPES)) as u8
}

/// The partitioner's sum.
pub(super) fn choice(why: &PartitionChoice, partition: PartitionId) -> Choice {
    match why {
        PartitionChoice::Explicit => Choice::Explicit,
        PartitionChoice::Keyed { key, hash, masked, partitions } => Choice::Keyed {
            key: preview(key),
            hash: *hash,
            masked: *masked,
            partitions: *partitions,
            partition: partition.0,
        },
        PartitionChoice::Sticky { produced, batch_size, chosen_now } => {
            Choice::Sticky { produced: *produced, batch_size: *batch_size, chosen_now: *chosen_now }
        }
        PartitionChoice::RoundRobin { counter } => Choice::RoundRobin { counter: *counter },
    }
}
