//! Which leader epoch began at which offset: how replicas find where their logs part.
//!
//! Invariant: epochs and start offsets both rise strictly.
//!
//! Source: `storage/…/epoch/LeaderEpochFileCache.java`; KIP-101, KIP-320.

use crate::quantity::Offset;
use alloc::vec::Vec;
use core::fmt;

/// The first offset of a leader's reign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EpochEntry {
    /// The leader epoch.
    pub epoch: i32,
    /// The first offset that was, or will be, written in it.
    pub start_offset: Offset,
}

/// An entry that no leader can have made; shown in Kafka's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEpochEntry(EpochEntry);

/// The epochs of one replica's log, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EpochCache {
    entries: Vec<EpochEntry>,
}

impl EpochEntry {
    /// The reign of `epoch` from `start_offset` on.
    ///
    /// # Errors
    ///
    /// Either is negative.
    pub fn new(epoch: i32, start_offset: Offset) -> Result<Self, InvalidEpochEntry> {
        let entry = Self { epoch, start_offset };
        let valid = epoch >= 0 && start_offset >= Offset(0);
        if valid { Ok(entry) } else { Err(InvalidEpochEntry(entry)) }
    }
}

impl fmt::Display for InvalidEpochEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EpochEntry { epoch, start_offset } = self.0;
        write!(
            f,
            "Received invalid partition leader epoch entry \
             EpochEntry[epoch={epoch}, startOffset={start_offset}]"
        )
    }
}

impl EpochCache {
    /// The entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[EpochEntry] {
        &self.entries
    }

    /// The newest epoch.
    #[must_use]
    pub fn latest_epoch(&self) -> Option<i32> {
        self.entries.last().map(|entry| entry.epoch)
    }

    /// Notes that `epoch` began at `start_offset`, unless that is known. Entries that contradict
    /// it go. Negative numbers are no epochs and change nothing.
    pub fn assign(&mut self, epoch: i32, start_offset: Offset) {
        let known = self
            .entries
            .last()
            .is_some_and(|last| last.epoch == epoch && start_offset >= last.start_offset);
        let Ok(new) = EpochEntry::new(epoch, start_offset) else { return };
        if !known {
            self.entries.retain(|entry| entry.epoch < epoch && entry.start_offset < start_offset);
            self.entries.push(new);
        }
    }

    /// The epoch that answers for `requested`, and where it ends; `None` if that is not known.
    ///
    /// - `log_end`: where the newest epoch ends.
    #[must_use]
    pub fn end_offset_for(&self, requested: i32, log_end: Offset) -> Option<(i32, Offset)> {
        if requested < 0 {
            return None;
        }
        if self.latest_epoch() == Some(requested) {
            return Some((requested, log_end));
        }
        let above = self.entries.partition_point(|entry| entry.epoch <= requested);
        let end = self.entries.get(above)?.start_offset;
        let floor = above.checked_sub(1).and_then(|below| self.entries.get(below));
        Some((floor.map_or(requested, |entry| entry.epoch), end))
    }

    /// The epoch in which `offset` was written.
    #[must_use]
    pub fn epoch_for_offset(&self, offset: Offset) -> Option<i32> {
        let after = self.entries.partition_point(|entry| entry.start_offset <= offset);
        self.entries.get(after.checked_sub(1)?).map(|entry| entry.epoch)
    }

    /// Drops the epochs that begin at `end_offset` or later; a negative offset changes nothing.
    pub fn truncate_from_end(&mut self, end_offset: Offset) {
        if end_offset >= Offset(0) {
            self.entries.retain(|entry| entry.start_offset < end_offset);
        }
    }

    /// Drops the epochs that end at `start_offset` or earlier; the first left begins there.
    pub fn truncate_from_start(&mut self, start_offset: Offset) {
        let after = self.entries.partition_point(|entry| entry.start_offset <= start_offset);
        if let Some(index) = after.checked_sub(1) {
            self.entries.drain(..index);
            if let Some(first) = self.entries.first_mut() {
                first.start_offset = start_offset;
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_contradicts_goes() {
        let mut epochs = EpochCache::default();
        for (epoch, start) in [(0, 0), (1, 5), (2, 3), (2, 9)] {
            epochs.assign(epoch, Offset(start));
        }
        let entry = |epoch, start| EpochEntry { epoch, start_offset: Offset(start) };
        assert_eq!(epochs.entries(), [entry(0, 0), entry(2, 3)]);
        assert_eq!(epochs.end_offset_for(1, Offset(28)), Some((0, Offset(3))));
        assert_eq!(epochs.end_offset_for(3, Offset(28)), None);
    }
}
