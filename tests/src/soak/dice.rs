//! Chance for the soak: every choice comes from one seed, so that a run can be had again.

use engine::random::Random;

/// A seeded source of choices.
#[derive(Clone, Debug)]
pub struct Dice(Random);

impl Dice {
    /// Dice that fall the same way for the same `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A seed for something else.
    pub fn seed(&mut self) -> u64 {
        self.0.bits()
    }

    /// A number below `end`, which is more than 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        usize::try_from(self.0.bits() % end).expect("it is below a usize")
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.0.bits() % span)
    }

    /// True in one of `times` throws.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// True as often as false.
    pub fn even(&mut self) -> bool {
        self.one_in(2)
    }

    /// One of `choices`, which are not empty.
    pub fn of<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.below(choices.len())]
    }

    /// One of `words`, which are not empty.
    pub fn word<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }

    /// One of `choices`, if there are any.
    pub fn of_any<T>(&mut self, mut choices: Vec<T>) -> Option<T> {
        let place = self.below(choices.len());
        (place < choices.len()).then(|| choices.swap_remove(place))
    }
}
