//! One file of the page: its plain name, the name that it is served under, and its bytes.
//!
//! Invariant: a served name that holds a hash names these bytes for ever, so a host may tell
//! browsers to keep it; only `index.html` changes under its name.

use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256, Sha384};

/// A file of the page.
pub(crate) struct Asset {
    /// What sources call it: `style.css`.
    pub(crate) plain: String,
    /// What it is served as: `style-0a1b2c3d4e.css`.
    pub(crate) served: String,
    /// Its content, not compressed.
    pub(crate) bytes: Vec<u8>,
}

/// What one file costs, in bytes: as it is, under gzip, and under brotli.
pub(crate) struct Cost {
    /// The name that it is served under.
    pub(crate) name: String,
    /// Not compressed.
    pub(crate) raw: usize,
    /// Under gzip, level 9.
    pub(crate) gz: usize,
    /// Under brotli, quality 11.
    pub(crate) br: usize,
}

impl Asset {
    /// A file that is served under a name with the hash of its bytes.
    pub(crate) fn hashed(plain: &str, bytes: Vec<u8>) -> Asset {
        let hash = Sha256::digest(&bytes);
        let hex: String = hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        let served = match plain.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{hex}.{extension}"),
            None => format!("{plain}-{hex}"),
        };
        Asset { plain: plain.to_owned(), served, bytes }
    }

    /// A file that is served under its own name.
    pub(crate) fn plain(plain: &str, bytes: Vec<u8>) -> Asset {
        Asset { plain: plain.to_owned(), served: plain.to_owned(), bytes }
    }

    /// The value of an `integrity` attribute for these bytes.
    pub(crate) fn integrity(&self) -> String {
        format!("sha384-{}", base64(&Sha384::digest(&self.bytes)))
    }

    /// Writes the file, its `.br` and its `.gz` under `out`, and says what each costs.
    pub(crate) fn write(&self, out: &Path) -> Result<Cost, String> {
        let path = out.join(&self.served);
        let gz = gzip(&self.bytes).map_err(|error| format!("{}: {error}", self.served))?;
        let br = brotli(&self.bytes).map_err(|error| format!("{}: {error}", self.served))?;
        write(&path, &self.bytes)?;
        write(&out.join(format!("{}.gz", self.served)), &gz)?;
        write(&out.join(format!("{}.br", self.served)), &br)?;
        let raw = self.bytes.len();
        Ok(Cost { name: self.served.clone(), raw, gz: gz.len(), br: br.len() })
    }
}

/// Empties `out`, which must be a folder of an earlier build, empty, or not there yet.
pub(crate) fn clear(out: &Path) -> Result<(), String> {
    let shown = out.display();
    if out.exists() {
        let empty = fs::read_dir(out).map_err(|error| format!("{shown}: {error}"))?.count() == 0;
        if !empty && !out.join("index.html.br").exists() {
            return Err(format!("{shown} holds something else than a built page; name another"));
        }
        fs::remove_dir_all(out).map_err(|error| format!("{shown}: {error}"))?;
    }
    fs::create_dir_all(out).map_err(|error| format!("{shown}: {error}"))
}

/// JavaScript or CSS without the lines that are comments, and without indentation.
///
/// A comment that shares its line with code stays; a line of a template literal that looks like a
/// comment would go, so our sources have none.
pub(crate) fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut inside = false;
    for line in source.lines().map(str::trim) {
        inside |= line.starts_with("/*");
        if !inside && !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= !line.ends_with("*/");
    }
    kept
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let shown = path.display();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{shown}: {error}"))?;
    }
    fs::write(path, bytes).map_err(|error| format!("{shown}: {error}"))
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let wide = chunk.iter().fold(0_u32, |wide, &byte| wide << 8 | u32::from(byte));
        let wide = wide << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (wide >> (18 - 6 * place)) as usize & 63;
            text.push(if place <= chunk.len() { DIGITS[digit] as char } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_as_rfc_4648_says() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn comments_go_and_code_stays() {
        let source = "/** doc\n * more\n */\nexport const a = 1; // kept\n  // gone\n\n  b();\n";
        assert_eq!(without_comments(source), "export const a = 1; // kept\nb();\n");
        assert_eq!(
            without_comments("/* one line */\nbody {\n  margin: 0;\n}\n"),
            "body {\nmargin: 0;\n}\n"
        );
    }

    #[test]
    fn a_name_holds_the_hash_of_the_bytes() {
        let one = Asset::hashed("style.css", b"a".to_vec());
        let other = Asset::hashed("style.css", b"b".to_vec());
        assert_eq!(one.served, "style-ca978112ca.css");
        assert_ne!(one.served, other.served);
    }
}
