//! The table of a run: by family and tag, levels apart; then `N passed, N failed` alone.

use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use engine::sorted::SortedMap;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// Passed and played, at the two levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Recordings.
    pub played: usize,
    /// Level 1 agrees whole.
    pub level1: usize,
    /// Recordings that have a level 2 and reached it.
    pub has_level2: usize,
    /// Level 2 agrees whole.
    pub level2: usize,
}

/// Counts of a run by family, and within it by tag.
#[derive(Clone, Debug, Default)]
pub struct Report {
    families: SortedMap<&'static str, (Tally, SortedMap<String, Tally>)>,
    unreadable: usize,
}

impl Tally {
    fn count(&mut self, verdict: &Verdict) {
        self.played += 1;
        self.level1 += usize::from(verdict.level1.is_ok());
        if let Some(level2) = &verdict.level2 {
            self.has_level2 += 1;
            self.level2 += usize::from(level2.is_ok());
        }
    }
}

impl Report {
    /// Adds one replay.
    pub fn count(&mut self, recording: &Recording, verdict: &Verdict) {
        let (whole, by_tag) = self.families.entry(recording.family.name()).or_default();
        whole.count(verdict);
        for tag in &recording.tags {
            by_tag.entry(tag.clone()).or_default().count(verdict);
        }
    }

    /// Adds a file that could not be read: it counts as failed.
    pub fn count_unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// Each family's tally, by name.
    pub fn by_family(&self) -> impl Iterator<Item = (&'static str, Tally)> {
        self.families.iter().map(|(name, (tally, _))| (*name, *tally))
    }

    /// Recordings whose level 1 agrees whole.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.by_family().map(|(_, tally)| tally.level1).sum()
    }

    /// Everything else, files that could not be read too.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.by_family().map(|(_, tally)| tally.played - tally.level1).sum::<usize>()
            + self.unreadable
    }

    /// One recording as JSON: which it is, and how it ended at each level.
    #[must_use]
    pub fn json(recording: &Recording, verdict: &Verdict) -> Value {
        let level = |result: &Result<(), Difference>| match result {
            Ok(()) => json!({"agrees": true}),
            Err(difference) => json!({
                "agrees": false,
                "line": difference.line,
                "what": difference.what,
                "kafka": difference.kafka,
                "ours": difference.ours,
            }),
        };
        json!({
            "id": recording.id,
            "family": recording.family.name(),
            "tags": recording.tags,
            "passed": verdict.level1.is_ok(),
            "level1": level(&verdict.level1),
            "level2": verdict.level2.as_ref().map(level),
        })
    }

    /// A file that could not be read as JSON.
    #[must_use]
    pub fn json_of_unreadable(path: &Path, reason: &str) -> Value {
        json!({"path": path.display().to_string(), "passed": false, "unreadable": reason})
    }

    /// The table, ending in the line `N passed, N failed`.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!("{:<34} {:>11} {:>11}\n", "", "level 1", "level 2");
        let row = |text: &mut String, name: &str, tally: &Tally| {
            let level1 = format!("{}/{}", tally.level1, tally.played);
            let level2 = format!("{}/{}", tally.level2, tally.has_level2);
            let _ = writeln!(text, "{name:<34} {level1:>11} {level2:>11}");
        };
        for (family, (whole, by_tag)) in &self.families {
            row(&mut text, family, whole);
            for (tag, tally) in by_tag {
                row(&mut text, &format!("  {tag}"), tally);
            }
        }
        let _ = write!(text, "{} passed, {} failed", self.passed(), self.failed());
        text
    }
}
