//! One number for a whole state: equal worlds have equal hashes, natively and in wasm.
//!
//! Lengths and discriminants count as 64 bits whatever the machine's word is, so `derive(Hash)` is
//! all that a part of the state needs.

use core::hash::{Hash, Hasher};

/// A multiply-and-rotate hash with a finish that mixes; not for secrets.
#[derive(Clone, Debug)]
pub struct StateHasher(u64);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of one value.
pub fn state_hash(state: &impl Hash) -> u64 {
    let mut hasher = StateHasher(MULTIPLIER);
    state.hash(&mut hasher);
    hasher.finish()
}

impl StateHasher {
    /// In wasm a call, because it stands in the hash of every type.
    #[cfg_attr(target_family = "wasm", inline(never))]
    const fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for StateHasher {
    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ (mixed >> 32)
    }

    #[cfg_attr(target_family = "wasm", inline(never))]
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            for (into, from) in word.iter_mut().zip(eight) {
                *into = *from;
            }
            self.word(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.word(u64::from(number));
    }

    fn write_u16(&mut self, number: u16) {
        self.word(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.word(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.word(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.word(number as u64);
    }

    fn write_i8(&mut self, number: i8) {
        self.word(i64::from(number).cast_unsigned());
    }

    fn write_i16(&mut self, number: i16) {
        self.word(i64::from(number).cast_unsigned());
    }

    fn write_i32(&mut self, number: i32) {
        self.word(i64::from(number).cast_unsigned());
    }

    fn write_i64(&mut self, number: i64) {
        self.word(number.cast_unsigned());
    }

    fn write_isize(&mut self, number: isize) {
        self.word((number as i64).cast_unsigned());
    }
}
