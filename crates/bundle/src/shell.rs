//! The files around the program: what lies in `www/`, and `index.html`, which names them all.
//!
//! Sources name a file plainly (`href="icon.svg"`); here each such name becomes the served one,
//! with its integrity where a browser checks it. A name that no file has is an error.

use std::fs;
use std::path::Path;

use crate::asset::{Asset, without_comments};

/// The files of `folder`, those that name others last. All `.css` files, in the order of their
/// names, are served as one `style.css`.
pub(crate) fn files(folder: &Path) -> Result<Vec<Asset>, String> {
    let mut sources = Vec::new();
    let shown = folder.display();
    for entry in fs::read_dir(folder).map_err(|error| format!("{shown}: {error}"))? {
        let path = entry.map_err(|error| format!("{shown}: {error}"))?.path();
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.push((name, bytes));
    }
    sources.sort();

    let mut assets = Vec::new();
    let mut style = String::new();
    let (naming, leaves): (Vec<_>, Vec<_>) = sources.into_iter().partition(|(name, _)| {
        name.ends_with(".css") || name.ends_with(".js") || name.ends_with(".webmanifest")
    });
    for (name, bytes) in leaves {
        assets.push(Asset::hashed(&name, bytes));
    }
    for (name, bytes) in naming {
        let text = String::from_utf8(bytes).map_err(|error| format!("www/{name}: {error}"))?;
        let text = rename(&text, &assets);
        if name.ends_with(".css") {
            style.push_str(&without_comments(&text));
        } else if name.ends_with(".js") {
            assets.push(Asset::hashed(&name, without_comments(&text).into_bytes()));
        } else {
            assets.push(Asset::hashed(&name, text.into_bytes()));
        }
    }
    assets.push(Asset::hashed("style.css", style.into_bytes()));
    Ok(assets)
}

/// The page itself: `index.html` at `path`, naming `assets` as they are served, with `links` at the
/// end of its head.
pub(crate) fn index(path: &Path, assets: &[Asset], links: &str) -> Result<Asset, String> {
    let source =
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut page = String::with_capacity(source.len() * 2);
    for line in source.lines() {
        if line.trim() == "</head>" {
            page.push_str(links);
        }
        page.push_str(&name_assets(line, assets)?);
        page.push('\n');
    }
    Ok(Asset::plain("index.html", page.into_bytes()))
}

/// Replaces the quoted names of `assets` in `text` by those that they are served under.
fn rename(text: &str, assets: &[Asset]) -> String {
    assets.iter().fold(text.to_owned(), |text, asset| {
        text.replace(&format!("\"{}\"", asset.plain), &format!("\"{}\"", asset.served))
    })
}

/// One line of the page with the file that its `href` or `src` names, if it has one.
fn name_assets(line: &str, assets: &[Asset]) -> Result<String, String> {
    let Some(named) = ["href=\"", "src=\""].iter().find_map(|attribute| {
        let (before, rest) = line.split_once(attribute)?;
        let (name, after) = rest.split_once('"')?;
        Some((format!("{before}{attribute}"), name, after))
    }) else {
        return Ok(line.to_owned());
    };
    let (before, name, after) = named;
    let asset = assets
        .iter()
        .find(|asset| asset.plain == name)
        .ok_or_else(|| format!("index.html names {name}, and there is no such file in www/"))?;
    let integrity = match name.rsplit_once('.') {
        Some((_, "js" | "css")) => format!(" integrity=\"{}\"", asset.integrity()),
        // Browsers check no preload of this kind; boot.js hands the value to its fetch.
        Some((_, "wasm")) => format!(" data-integrity=\"{}\"", asset.integrity()),
        Some(_) | None => String::new(),
    };
    Ok(format!("{before}{}\"{integrity}{after}", asset.served))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_gets_its_served_name_and_its_integrity() {
        let assets = [Asset::hashed("boot.js", b"start()".to_vec())];
        let line = name_assets(r#"<script type="module" src="boot.js"></script>"#, &assets);
        let expected = format!(
            r#"<script type="module" src="{}" integrity="{}"></script>"#,
            assets[0].served,
            assets[0].integrity()
        );
        assert_eq!(line, Ok(expected));
    }

    #[test]
    fn a_name_that_no_file_has_is_refused() {
        let refused = name_assets(r#"<link rel="icon" href="icno.svg">"#, &[]);
        assert!(refused.is_err_and(|problem| problem.contains("icno.svg")));
    }

    #[test]
    fn a_manifest_names_the_served_icon() {
        let icon = Asset::hashed("icon.svg", b"<svg/>".to_vec());
        let served = icon.served.clone();
        assert_eq!(rename(r#"{"src": "icon.svg"}"#, &[icon]), format!(r#"{{"src": "{served}"}}"#));
    }
}
