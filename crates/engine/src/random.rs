//! The one source of chance: a seed that is part of the state, so that a world repeats itself.
//!
//! `SplitMix64` (Steele, Lea, Flood 2014): fifteen lines, good enough to spread keyless records.

use crate::quantity::Text;
use alloc::format;
use alloc::string::String;

/// A generator. Two equal ones give equal numbers for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Random(u64);

impl Random {
    /// A generator that starts from `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A non-negative number, as `Utils.toPositive(ThreadLocalRandom.nextInt())` gives.
    pub fn positive(&mut self) -> i32 {
        (self.bits() & 0x7fff_ffff) as i32
    }

    /// A random id in the spelling of Java's `UUID.randomUUID()` (version 4).
    pub fn uuid(&mut self) -> Text {
        let high = (self.bits() & !0xf000) | 0x4000;
        let low = (self.bits() & (u64::MAX >> 2)) | (1 << 63);
        let text: String = format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        );
        text.into()
    }

    /// Sixteen random bytes, for a topic id.
    pub fn sixteen(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let (high, low) = (self.bits().to_be_bytes(), self.bits().to_be_bytes());
        for (into, from) in bytes.iter_mut().zip(high.into_iter().chain(low)) {
            *into = from;
        }
        bytes
    }
}
