//! What the replayer is asked for on the command line.

use crate::recording::{Family, Recording};
use std::path::PathBuf;

/// How the replayer is called.
pub const USAGE: &str = "\
conformance [DIR…] [--family F] [--tag T] [--id PART] [--failures] [--json] [--explain ID]
    DIR           folders with recordings; tests/conformance unless given
    --family F    only this family: vectors, group, log, story, lesson, cli
    --tag T       only recordings with this tag
    --id PART     only recordings whose id holds this
    --failures    each recording that does not agree, with the first difference
    --json        one JSON object a recording, and the table on the other stream
    --explain ID  one recording as a story, with the first difference side by side";

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Where recordings are looked for.
    pub dirs: Vec<PathBuf>,
    /// Only this family.
    pub family: Option<Family>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only with this in the id.
    pub id: Option<String>,
    /// Tell the first difference of each that does not agree.
    pub failures: bool,
    /// One JSON object a recording.
    pub json: bool,
    /// Tell this one.
    pub explain: Option<String>,
    /// Tell how one calls the program.
    pub help: bool,
}

impl Options {
    /// Reads the words of a command line.
    ///
    /// # Errors
    ///
    /// A sentence: what is wrong with them.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                Some(_) | None => (word.as_str(), None),
            };
            let mut wanted = || {
                let value = value.clone().or_else(|| words.next());
                value.ok_or_else(|| format!("`{name}` needs a value"))
            };
            match name {
                "--family" => options.family = Some(family(&wanted()?)?),
                "--tag" => options.tag = Some(wanted()?),
                "--id" => options.id = Some(wanted()?),
                "--explain" => options.explain = Some(wanted()?),
                "--failures" => options.failures = true,
                "--json" => options.json = true,
                "--help" | "-h" => options.help = true,
                option if option.starts_with("--") => {
                    return Err(format!("there is no option `{option}`"));
                }
                dir => options.dirs.push(PathBuf::from(dir)),
            }
        }
        if options.dirs.is_empty() {
            options.dirs.push(PathBuf::from("tests/conformance"));
        }
        Ok(options)
    }

    /// Whether the recording is asked for.
    #[must_use]
    pub fn wants(&self, recording: &Recording) -> bool {
        self.family.is_none_or(|family| recording.family == family)
            && self.tag.as_ref().is_none_or(|tag| recording.tags.contains(tag))
            && self.id.as_ref().is_none_or(|part| recording.id.contains(part.as_str()))
    }
}

fn family(name: &str) -> Result<Family, String> {
    Family::parse(name).ok_or_else(|| {
        let names = Family::ALL.map(Family::name).join(", ");
        format!("there is no family `{name}`; there are {names}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_and_folders_come_in_any_order() {
        let options = parse("a --family log b --tag=txn --json").expect("it is right");
        assert_eq!(options.dirs, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(options.family, Some(Family::Log));
        assert_eq!(options.tag.as_deref(), Some("txn"));
        assert!(options.json && !options.failures);
        assert_eq!(parse("").map(|options| options.dirs), Ok(vec!["tests/conformance".into()]));
    }

    #[test]
    fn what_is_not_known_is_told() {
        assert!(parse("--famly log").is_err_and(|why| why.contains("--famly")));
        assert!(parse("--family logs").is_err_and(|why| why.contains("logs")));
        assert_eq!(parse("--tag"), Err("`--tag` needs a value".to_owned()));
    }
}
