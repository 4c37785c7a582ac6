//! Worlds kept on the way, so that going anywhere replays little.
//!
//! Invariant: the beginning is always kept, at most [`COUNT_MAX`] are, and they stand about
//! `spacing` processed events apart. When there are too many, every second one goes.

use crate::stage::Stage;
use engine::sorted::SortedMap;

/// The most worlds that are kept.
pub(crate) const COUNT_MAX: usize = 400;

/// Events between two of them, as long as there are not too many.
pub(crate) const SPACING_MIN: u64 = 500;

/// Worlds by the number of entries executed.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoints {
    kept: SortedMap<usize, (u64, Stage)>,
    spacing: u64,
}

impl Checkpoints {
    pub(crate) fn new(beginning: Stage) -> Self {
        Self { kept: SortedMap::from([(0, (0, beginning))]), spacing: SPACING_MIN }
    }

    /// The last world at or before `entries`: how many entries it has behind it, and the world.
    pub(crate) fn before(&self, entries: usize) -> (usize, &Stage) {
        let nearest = self.kept.range(..=entries).next_back();
        let (&at, (_, stage)) = nearest.expect("the beginning is kept");
        (at, stage)
    }

    /// Keeps a world that is passed again on the way to another one: only while there is room.
    pub(crate) fn offer_again(&mut self, entries: usize, work: u64, stage: &Stage) {
        if self.kept.len() < COUNT_MAX {
            self.offer(entries, work, stage);
        }
    }

    /// Keeps a world after `entries`, if it lies far enough behind the last one.
    pub(crate) fn offer(&mut self, entries: usize, work: u64, stage: &Stage) {
        let last = self.kept.range(..=entries).next_back();
        let far = last.is_none_or(|(&at, (before, _))| {
            at != entries && work.saturating_sub(*before) >= self.spacing
        });
        if !far {
            return;
        }
        self.kept.insert(entries, (work, stage.clone()));
        if self.kept.len() > COUNT_MAX {
            self.thin_out();
        }
    }

    /// Forgets worlds that have more than `entries` behind them.
    pub(crate) fn cut(&mut self, entries: usize) {
        self.kept.split_off(&(entries + 1));
    }

    fn thin_out(&mut self) {
        self.spacing = self.spacing.saturating_mul(2);
        let mut keep = false;
        self.kept.retain(|_, _| {
            keep = !keep;
            keep
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::genesis::Genesis;

    #[test]
    fn there_are_never_too_many_and_the_beginning_stays() {
        let beginning = Stage::new(Genesis::default()).expect("the genesis is right");
        let mut checkpoints = Checkpoints::new(beginning.clone());
        for entry in 1..=10 * COUNT_MAX {
            checkpoints.offer(entry, entry as u64 * SPACING_MIN, &beginning);
            assert!(checkpoints.kept.len() <= COUNT_MAX, "after {entry}");
        }
        assert!(checkpoints.kept.len() > COUNT_MAX / 3, "they are spread out, not lost");
        assert_eq!(checkpoints.before(3).0, 0);
        let gaps = checkpoints.kept.keys().zip(checkpoints.kept.keys().skip(1));
        let widest = gaps.map(|(left, right)| right - left).max();
        assert!(widest.is_some_and(|widest| widest <= 32), "{widest:?} entries without one");
        checkpoints.cut(100);
        assert!(checkpoints.before(usize::MAX).0 <= 100);
    }
}
