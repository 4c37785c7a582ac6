//! Reads recordings: one file of JSON lines a walk, story or transcript; one JSON file an area.
//!
//! A field that we do not know is ignored; a kind of line that we do not know is an error.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// What ran when it was recorded; also the name of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Pure functions of Kafka's classes.
    Vectors,
    /// The group coordinator on a mock clock.
    Group,
    /// One partition's log on a mock clock.
    Log,
    /// A live broker with real clients.
    Story,
    /// The lessons' experiments, in the form of stories.
    Lesson,
    /// Kafka's command-line tools.
    Cli,
}

/// One thing to replay: a file of lines, or one case of an area of vectors.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Unique in its family. A vector's is `area/case`.
    pub id: String,
    /// What ran.
    pub family: Family,
    /// `meta` of a file; the whole head of a vector file without its cases.
    pub meta: Value,
    /// The lines between `meta` and `end`; the one case of a vector.
    pub lines: Vec<Value>,
    /// Words to choose recordings by; a vector's area.
    pub tags: Vec<String>,
}

impl Family {
    /// Every family, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Vectors, Self::Group, Self::Log, Self::Story, Self::Lesson, Self::Cli];

    /// The folder's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vectors => "vectors",
            Self::Group => "group",
            Self::Log => "log",
            Self::Story => "story",
            Self::Lesson => "lesson",
            Self::Cli => "cli",
        }
    }

    /// The family of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}

/// Reads every recording under `dir`, at any depth, sorted by path; the second list holds what
/// could not be read, each with the reason.
#[must_use]
pub fn read_all(dir: &Path) -> (Vec<Recording>, Vec<(PathBuf, String)>) {
    let mut paths = Vec::new();
    let mut unreadable = Vec::new();
    if let Err(error) = collect(dir, &mut paths) {
        unreadable.push((dir.to_owned(), error.to_string()));
    }
    paths.sort();
    let mut recordings = Vec::new();
    for path in paths {
        match read(&path) {
            Ok(mut some) => recordings.append(&mut some),
            Err(reason) => unreadable.push((path, reason)),
        }
    }
    (recordings, unreadable)
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|ending| ending == "jsonl" || ending == "json") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Reads one file: one recording, or the cases of an area.
///
/// # Errors
///
/// A sentence: what is wrong with the file, and on which line.
pub fn read(path: &Path) -> Result<Vec<Recording>, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    if path.extension().is_some_and(|ending| ending == "json") {
        let area = path.file_stem().unwrap_or_default().to_string_lossy();
        return read_area(&area, &text);
    }
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let value: Value = serde_json::from_str(line)
            .map_err(|error| format!("line {}: not JSON: {error}", number + 1))?;
        let kind = value["k"].as_str().unwrap_or_default();
        if !matches!(kind, "meta" | "op" | "obs" | "await" | "end") {
            return Err(format!("line {}: unknown kind of line `{kind}`", number + 1));
        }
        lines.push(value);
    }
    if lines.first().is_none_or(|line| line["k"] != "meta") {
        return Err("the first line is not `meta`".to_owned());
    }
    if lines.pop().is_none_or(|line| line["k"] != "end") {
        return Err("the last line is not `end`: the recording is cut off".to_owned());
    }
    let meta = lines.remove(0);
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let named = meta["family"].as_str().unwrap_or_default();
    let family = Family::parse(&folder)
        .or_else(|| Family::parse(named))
        .ok_or_else(|| format!("unknown family `{named}`"))?;
    let id = meta["id"].as_str().ok_or("`meta` has no `id`")?.to_owned();
    let tags = strings(&meta["tags"]);
    Ok(vec![Recording { id, family, meta, lines, tags }])
}

fn read_area(area: &str, text: &str) -> Result<Vec<Recording>, String> {
    let mut head: Value =
        serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let Value::Array(cases) = head["cases"].take() else {
        return Err("the file has no `cases`".to_owned());
    };
    let area = head["area"].as_str().unwrap_or(area).to_owned();
    let recordings = cases.into_iter().map(|case| Recording {
        id: format!("{area}/{}", case["id"].as_str().unwrap_or("?")),
        family: Family::Vectors,
        meta: head.clone(),
        lines: vec![case],
        tags: vec![area.clone()],
    });
    Ok(recordings.collect())
}

fn strings(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}
