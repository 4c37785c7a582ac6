//! Where clients built on librdkafka put a key: not where the Java producer does, by default.
//!
//! The page compares them with [`super::place_key`]; no simulated client uses them.
//!
//! Source: `rdkafka_msg.c`, `rdcrc32.h`, `rdfnv1a.c` of librdkafka 2.16.0. Its `murmur2` is the
//! Java placement.

use crate::quantity::PartitionId;

/// The checksum that `consistent` and `consistent_random` (the default) take the remainder of:
/// CRC-32 as in zip files.
#[must_use]
pub fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc: u32, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            let polynomial = if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
            (crc >> 1) ^ polynomial
        })
    })
}

/// The hash of `fnv1a`, Sarama's default: FNV-1a as a signed number without its sign.
#[must_use]
pub fn fnv1a(data: &[u8]) -> u32 {
    let hash = data
        .iter()
        .fold(0x811c_9dc5, |hash: u32, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash as i32).unsigned_abs()
}

/// The remainder of a hash in a topic of `partitions` partitions (fewer than one counts as one).
#[must_use]
pub fn place(hash: u32, partitions: i32) -> PartitionId {
    PartitionId((hash % partitions.max(1).unsigned_abs()) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_crc_32() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
