//! What this build agrees with: the replayer's report, and the recordings as worlds, by family.
//! Fetched when the page about it is opened; computed here, never typed.

use std::fmt::Write;
use std::path::Path;

use conformance::recording::Family;
use conformance::truth::{RecordedWorld, recorded_worlds, truth_report, worlds_text};

use crate::asset::Asset;

/// The report on the recordings in `folder`, and a file of worlds for each family that has some.
///
/// The report ends in a line `world  family  id`, with tabs between, for each of these worlds.
pub(crate) fn files(folder: &Path) -> Vec<Asset> {
    let worlds = recorded_worlds(folder);
    let mut report = truth_report(folder);
    for RecordedWorld { family, id, .. } in &worlds {
        let name = family.name();
        writeln!(report, "world\t{name}\t{id}").expect("a String takes it all");
    }
    let mut files = vec![Asset::hashed("truth.txt", report.into_bytes())];
    for family in Family::ALL {
        let of_family = worlds.iter().filter(|world| world.family == family);
        let of_family: Vec<_> = of_family.cloned().collect();
        if !of_family.is_empty() {
            let name = format!("worlds-{}.txt", family.name());
            files.push(Asset::hashed(&name, worlds_text(&of_family).into_bytes()));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_told_in_the_report() {
        let files = files(&std::env::temp_dir().join("no-recordings-are-here"));
        let names: Vec<&str> = files.iter().map(|file| &*file.plain).collect();
        assert_eq!(names, ["truth.txt"]);
        let report = String::from_utf8_lossy(&files[0].bytes).into_owned();
        assert!(report.contains("\nunreadable\t"), "{report}");
    }
}
