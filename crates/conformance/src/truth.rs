//! How true this build is: which recordings it agrees with, what it cannot play, and the recordings
//! as worlds to open. The page shows it; nobody types it.

use crate::recording::{Family, Recording, read_all};
use crate::replay::{Verdict, replay, replay_on};
use crate::tape::Tape;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A recording as a world that the page can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedWorld {
    /// The recording's family.
    pub family: Family,
    /// The recording's id.
    pub id: String,
    /// Genesis and lines, in the form of a file.
    pub text: String,
}

/// The report on all recordings under `dir`: one fact a line, its fields separated by tabs.
///
/// ```text
/// tidemark-truth  1
/// kafka       4.3.1
/// family      name, recordings, agree at level 1, have a level 2, agree at level 2
/// area        name, cases, agree at level 1 (vectors)
/// recording   family, id, level 1 (1 or 0), level 2 (1, 0 or -), title (the other families)
/// missing     family, recordings, why they cannot be played
/// unreadable  path, why
/// ```
#[must_use]
pub fn truth_report(dir: &Path) -> String {
    let (recordings, unreadable) = read_all(dir);
    let mut text = "tidemark-truth\t1\nkafka\t4.3.1\n".to_owned();
    for family in Family::ALL {
        let of_family = recordings.iter().filter(|recording| recording.family == family);
        let played: Vec<(&Recording, Verdict)> =
            of_family.map(|recording| (recording, replay(recording))).collect();
        tell_family(family, &played, &mut text);
    }
    for (path, reason) in unreadable {
        let _ = writeln!(text, "unreadable\t{}\t{}", path.display(), one_line(&reason));
    }
    text
}

/// The recordings of stories, lessons and walks that agree at level 1 and that the page can open.
#[must_use]
pub fn recorded_worlds(dir: &Path) -> Vec<RecordedWorld> {
    let (recordings, _) = read_all(dir);
    let worlds = recordings.iter().filter_map(|recording| {
        let text = world_text(recording).ok()?;
        Some(RecordedWorld { family: recording.family, id: recording.id.clone(), text })
    });
    worlds.collect()
}

/// Worlds in one text: before each a line `world`, id and the number of its lines, with tabs between.
#[must_use]
pub fn worlds_text(worlds: &[RecordedWorld]) -> String {
    let mut text = String::new();
    for RecordedWorld { id, text: world, .. } in worlds {
        let _ = writeln!(text, "world\t{}\t{}", one_line(id), world.lines().count());
        world.lines().for_each(|line| {
            let _ = writeln!(text, "{line}");
        });
    }
    text
}

/// One recording as the text of a world: genesis, and the lines that do what was recorded.
///
/// # Errors
///
/// A sentence: why there is no such world.
pub fn world_text(recording: &Recording) -> Result<String, String> {
    match recording.family {
        Family::Group | Family::Log | Family::Story | Family::Lesson => {}
        Family::Vectors => return Err("a vector has no world".to_owned()),
        Family::Cli => return Err("transcripts of the tools are not translated".to_owned()),
    }
    let tape = Tape::running();
    let verdict = replay_on(recording, &tape);
    verdict.level1.map_err(|difference| format!("it does not agree: {}", difference.what))?;
    tape.session().map(|session| session.to_text())
}

fn tell_family(family: Family, played: &[(&Recording, Verdict)], text: &mut String) {
    let level1 = played.iter().filter(|(_, verdict)| verdict.level1.is_ok()).count();
    let level2: Vec<bool> =
        played.iter().filter_map(|(_, verdict)| Some(verdict.level2.as_ref()?.is_ok())).collect();
    let agree2 = level2.iter().filter(|agrees| **agrees).count();
    let name = family.name();
    let (all, has2) = (played.len(), level2.len());
    let _ = writeln!(text, "family\t{name}\t{all}\t{level1}\t{has2}\t{agree2}");
    match family {
        Family::Vectors => tell_areas(played, text),
        Family::Group | Family::Log | Family::Story | Family::Lesson | Family::Cli => {
            for (recording, verdict) in played {
                let level1 = u8::from(verdict.level1.is_ok());
                let level2 = match &verdict.level2 {
                    None => "-",
                    Some(Ok(())) => "1",
                    Some(Err(_)) => "0",
                };
                let title = one_line(recording.meta["title"].as_str().unwrap_or_default());
                let id = one_line(&recording.id);
                let _ = writeln!(text, "recording\t{name}\t{id}\t{level1}\t{level2}\t{title}");
            }
        }
    }
    tell_missing(name, played, text);
}

fn tell_areas(played: &[(&Recording, Verdict)], text: &mut String) {
    let mut areas: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (recording, verdict) in played {
        let area = recording.tags.first().map_or("?", String::as_str);
        let (all, agree) = areas.entry(area).or_default();
        *all += 1;
        *agree += usize::from(verdict.level1.is_ok());
    }
    for (area, (all, agree)) in areas {
        let _ = writeln!(text, "area\t{area}\t{all}\t{agree}");
    }
}

fn tell_missing(family: &str, played: &[(&Recording, Verdict)], text: &mut String) {
    let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (_, verdict) in played {
        if let Err(difference) = &verdict.level1
            && !difference.is_told()
        {
            let what: &str = &difference.what;
            let reason = kind_of(what);
            *reasons.entry(reason).or_default() += 1;
        }
    }
    for ((kind, what), count) in reasons {
        let _ = writeln!(text, "missing\t{family}\t{count}\t{kind}\t{}", one_line(what));
    }
}

/// What is not modelled, as a kind that the page has words for in each of its languages, and the
/// name of what is lacking where the kind leaves that open.
fn kind_of(reason: &str) -> (&'static str, &str) {
    const KINDS: [(&str, &str); 12] = [
        ("KIP-848", "consumer-groups"),
        ("group.protocol=consumer", "consumer-groups"),
        ("KIP-932", "share-groups"),
        ("op `share.", "share-groups"),
        ("transactional.id", "transactions"),
        ("op `txn.", "transactions"),
        ("op `saveGroupMetadata`", "transactions"),
        ("several brokers", "brokers"),
        ("op `rpc`", "raw-requests"),
        ("the rest of the broker", "broker"),
        ("op `admin.groupConfig`", "consumer-groups"),
        ("an assignor that waits", "assignor"),
    ];
    // The first word in backquotes names what is lacking.
    let named = reason.split('`').nth(1).unwrap_or(reason);
    match KINDS.iter().find(|(part, _)| reason.contains(part)) {
        Some((_, kind)) => (kind, ""),
        None if reason.contains("no tool `") => ("tools", named),
        None if reason.contains("no op `") => ("step", named),
        None => ("other", reason),
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use session::Opening;

    /// Recordings of one family, spread over all of it.
    fn some(family: &str, every: usize) -> Vec<Recording> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
        let (recordings, unreadable) = read_all(&dir.join(family));
        assert!(unreadable.is_empty(), "{unreadable:?}");
        recordings.into_iter().step_by(every).collect()
    }

    #[test]
    fn worlds_stand_one_after_the_other() {
        let world = |id: &str, text: &str| RecordedWorld {
            family: Family::Log,
            id: id.to_owned(),
            text: text.to_owned(),
        };
        let text = worlds_text(&[world("a", "tidemark 1\n---\nstep\n"), world("b", "x\n")]);
        assert_eq!(text, "world\ta\t3\ntidemark 1\n---\nstep\nworld\tb\t1\nx\n");
    }

    #[test]
    fn recordings_that_agree_open_as_worlds() {
        let mut opened = 0;
        for (family, every) in [("log", 23), ("group", 11), ("story", 7), ("lesson", 7)] {
            for recording in some(family, every) {
                if replay(&recording).level1.is_err() {
                    continue;
                }
                let text = world_text(&recording).unwrap_or_else(|why| {
                    panic!("{}: {why}", recording.id);
                });
                let session = Opening::new(&text).and_then(Opening::complete);
                let session = session.unwrap_or_else(|why| panic!("{}: {why:?}", recording.id));
                assert!(session.entries() > 0, "{}", recording.id);
                opened += 1;
            }
        }
        assert!(opened > 20, "{opened}");
    }
}
