//! The hash of the Java producer: MurmurHash2 of Austin Appleby, 32 bits, with Kafka's seed.
//!
//! Source: `clients/…/common/utils/Utils.java` (`murmur2`).

const SEED: u32 = 0x9747_b28c;
const MULTIPLIER: u32 = 0x5bd1_e995;

/// The hash of `data`, as Java's signed `int`.
#[must_use]
pub fn murmur2(data: &[u8]) -> i32 {
    let mut hash = SEED ^ data.len() as u32;
    let mut words = data.chunks_exact(4);
    for word in &mut words {
        let mut word = little_endian(word).wrapping_mul(MULTIPLIER);
        word = (word ^ (word >> 24)).wrapping_mul(MULTIPLIER);
        hash = hash.wrapping_mul(MULTIPLIER) ^ word;
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        hash = (hash ^ little_endian(rest)).wrapping_mul(MULTIPLIER);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(MULTIPLIER);
    (hash ^ (hash >> 15)) as i32
}

/// Up to four bytes, the first one lowest.
fn little_endian(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |word, &byte| (word << 8) | u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_facts() {
        for (key, hash) in [
            ("", 275_646_681),
            ("a", -1_563_381_124),
            ("key", -1_079_937_367),
            ("key1", 28_543_940),
            ("alice", 1_951_417_749),
            ("kafka", -798_503_068),
        ] {
            assert_eq!(murmur2(key.as_bytes()), hash, "{key}");
        }
    }
}
