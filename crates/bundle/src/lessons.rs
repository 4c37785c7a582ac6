//! Lessons and the gallery, compiled from `tutorials/`: fetched when they are opened, so they are no
//! part of a first visit. `index.html` says under which name each is served.

use std::fmt::Write;
use std::path::Path;

use crate::asset::Asset;

/// The compiled files of `folder`.
///
/// # Errors
///
/// Every mistake in the lessons, with file and line.
pub(crate) fn files(folder: &Path) -> Result<Vec<Asset>, String> {
    let compiled = lesson::compile::compile(folder).map_err(|complaints| {
        let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    Ok(compiled.into_iter().map(|file| Asset::hashed(&file.name, file.bytes)).collect())
}

/// The lines of the head that name files which are fetched when they are needed, for the page to
/// find; `rel` says what they are.
pub(crate) fn links(rel: &str, files: &[Asset]) -> String {
    let mut links = String::new();
    for asset in files {
        let (plain, served) = (&asset.plain, &asset.served);
        writeln!(links, "<link rel=\"{rel}\" data-name=\"{plain}\" href=\"{served}\">")
            .expect("a String takes it all");
    }
    links
}
