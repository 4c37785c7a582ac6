//! Compiles the gallery of scenarios.

use super::assemble::Toml;
use super::manifest::Gallery;
use super::script;
use super::sections::{self, Prose};
use super::{Complaint, Translated};
use crate::scenario::Scenario;
use session::view::Text;
use std::path::Path;

pub(super) fn gallery(folder: &Path) -> Result<Translated<Vec<Scenario>>, Vec<Complaint>> {
    let toml = Toml::read(folder.join("scenarios.toml"))?;
    let manifest: Gallery = toml.parse()?;
    toml.check_format(&manifest.format)?;
    let proses = sections::read(folder)?;
    let mut complaints = Vec::new();
    let mut of_toml = Vec::new();
    let galleries = proses.map(|mut prose| {
        prose.take("gallery");
        of_toml.clear(); // The same in every language.
        let scenarios = manifest.scenarios.iter();
        let scenarios =
            scenarios.map(|one| scenario(&toml, one, &mut prose, &mut of_toml)).collect();
        complaints.extend(prose.finish());
        scenarios
    });
    complaints.extend(of_toml);
    match complaints.is_empty() {
        true => Ok(galleries),
        false => Err(complaints),
    }
}

fn scenario(
    toml: &Toml,
    manifest: &super::manifest::Scenario,
    prose: &mut Prose,
    complaints: &mut Vec<Complaint>,
) -> Scenario {
    let id = manifest.id.get_ref();
    let (title, text) = prose.take(id);
    let mut kept = |(lines, wrong): (Vec<Text>, Vec<Complaint>)| {
        complaints.extend(wrong);
        lines
    };
    let genesis = manifest.genesis.as_ref().map(|text| kept(script::genesis(toml, text)));
    let lines = kept(script::lines(toml, &manifest.lines, &[]));
    let tries = manifest.tries.as_ref().map(|text| kept(script::lines(toml, text, &[])));
    Scenario {
        id: id.as_str().into(),
        title,
        text,
        genesis: genesis.unwrap_or_default(),
        lines,
        tries: tries.unwrap_or_default(),
    }
}
