//! Compiles the gallery of scenarios.

use super::assemble::{Toml, lines};
use super::manifest::Gallery;
use super::sections::{self, Prose};
use super::{Complaint, Translated};
use crate::scenario::Scenario;
use std::path::Path;

pub(super) fn gallery(folder: &Path) -> Result<Translated<Vec<Scenario>>, Vec<Complaint>> {
    let toml = Toml::read(folder.join("scenarios.toml"))?;
    let manifest: Gallery = toml.parse()?;
    toml.check_format(&manifest.format)?;
    let proses = sections::read(folder)?;
    let mut complaints = Vec::new();
    let galleries = proses.map(|mut prose| {
        prose.take("gallery");
        let scenarios = manifest.scenarios.iter().map(|one| scenario(one, &mut prose)).collect();
        complaints.extend(prose.finish());
        scenarios
    });
    match complaints.is_empty() {
        true => Ok(galleries),
        false => Err(complaints),
    }
}

fn scenario(manifest: &super::manifest::Scenario, prose: &mut Prose) -> Scenario {
    let id = manifest.id.get_ref();
    let (title, text) = prose.take(id);
    Scenario {
        id: id.as_str().into(),
        title,
        text,
        genesis: lines(&manifest.genesis),
        lines: lines(&manifest.lines),
        tries: lines(&manifest.tries),
    }
}
