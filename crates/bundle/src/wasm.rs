//! Reads a WebAssembly module as far as it tells what its code weighs, and whose it is.
//!
//! Source: WebAssembly 2.0 core specification, "Binary Format", and its appendix on the name
//! section.

use std::collections::BTreeMap;

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
const DATA: u8 = 11;

/// The module without its name section, which only people read.
pub(crate) fn without_names(module: &[u8]) -> Result<Vec<u8>, String> {
    let mut kept = module.get(..8).ok_or("it is too short for a module")?.to_vec();
    for section in sections(module)? {
        if section.custom_name() != Some(b"name") {
            kept.extend_from_slice(section.whole);
        }
    }
    Ok(kept)
}

/// The bytes of code by the crate that each function's name begins with, largest first; data
/// (text, tables) is a line of its own.
///
/// A generic function counts for the crate that is named first in it, and one that was inlined
/// for the crate that it was inlined into.
pub(crate) fn sizes_by_crate(module: &[u8]) -> Result<Vec<(String, usize)>, String> {
    let sections = sections(module)?;
    let find = |id: u8| sections.iter().find(|section| section.id == id);
    let names = sections
        .iter()
        .find(|section| section.custom_name() == Some(b"name"))
        .and_then(|section| function_names(section.content))
        .ok_or("it has no names of functions")?;
    let imported = match find(IMPORT) {
        Some(section) => {
            imported_functions(section.content).ok_or("its import section is broken")?
        }
        None => 0,
    };
    let bodies = match find(CODE) {
        Some(section) => body_sizes(section.content).ok_or("its code section is broken")?,
        None => Vec::new(),
    };

    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for (index, bytes) in bodies.into_iter().enumerate() {
        let name = names.get(&(imported + index)).map_or("", String::as_str);
        *sizes.entry(owner(name)).or_default() += bytes;
    }
    if let Some(section) = find(DATA) {
        sizes.insert("(data)".into(), section.content.len());
    }
    let mut sizes: Vec<_> = sizes.into_iter().collect();
    sizes.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(sizes)
}

/// A section: its kind, its content, and all of it with its head.
struct Section<'a> {
    id: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Section<'a> {
    fn custom_name(&self) -> Option<&'a [u8]> {
        let mut reader = Reader(self.content);
        if self.id == CUSTOM { reader.bytes() } else { None }
    }
}

fn sections(module: &[u8]) -> Result<Vec<Section<'_>>, String> {
    let mut reader =
        Reader(module.strip_prefix(b"\0asm\x01\0\0\0").ok_or("it is no WebAssembly module")?);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let rest = reader.0;
        let id = reader.byte().ok_or("a section lacks its kind")?;
        let content = reader.bytes().ok_or("a section is cut off")?;
        sections.push(Section { id, content, whole: &rest[..rest.len() - reader.0.len()] });
    }
    Ok(sections)
}

fn function_names(content: &[u8]) -> Option<BTreeMap<usize, String>> {
    const FUNCTIONS: u8 = 1;
    let mut reader = Reader(content);
    reader.bytes()?;
    while let Some(kind) = reader.byte() {
        let mut entries = Reader(reader.bytes()?);
        if kind == FUNCTIONS {
            let count = entries.number()?;
            return (0..count)
                .map(|_| {
                    let index = entries.number()?;
                    Some((index, String::from_utf8_lossy(entries.bytes()?).into_owned()))
                })
                .collect();
        }
    }
    None
}

fn imported_functions(content: &[u8]) -> Option<usize> {
    let mut reader = Reader(content);
    let mut functions = 0;
    for _ in 0..reader.number()? {
        reader.bytes()?;
        reader.bytes()?;
        match reader.byte()? {
            0 => {
                functions += 1;
                reader.number()?;
            }
            1 => {
                reader.byte()?;
                reader.limits()?;
            }
            2 => reader.limits()?,
            3 => {
                reader.byte()?;
                reader.byte()?;
            }
            4 => {
                reader.byte()?;
                reader.number()?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

fn body_sizes(content: &[u8]) -> Option<Vec<usize>> {
    let mut reader = Reader(content);
    (0..reader.number()?).map(|_| reader.bytes().map(<[u8]>::len)).collect()
}

/// The crate that a demangled name begins with: `<alloc::vec::Vec<T> as …>::drop` is alloc's.
fn owner(name: &str) -> String {
    let path = name.trim_start_matches(|c: char| !c.is_alphabetic() && c != '_');
    let path = path.strip_prefix("dyn ").unwrap_or(path);
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    if path[end..].starts_with("::") || path[end..].starts_with('[') {
        path[..end].to_owned()
    } else {
        "(other)".to_owned()
    }
}

/// Takes values off the front of a slice; `None` where it ends too early.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0_u64;
        for place in 0..10 {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(7 * place)?;
            if byte & 0x80 == 0 {
                return usize::try_from(value).ok();
            }
        }
        None
    }

    /// A length and as many bytes.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The limits of a table or a memory: a minimum, and where the flag says so a maximum.
    fn limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with one imported and one own function, `ui::draw`, whose body is two bytes.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x07\x01\x01a\x01b\0\0\
        \x03\x02\x01\0\
        \x0a\x04\x01\x02\0\x0b\
        \0\x12\x04name\x01\x0b\x01\x01\x08ui::draw";

    #[test]
    fn a_body_belongs_to_the_crate_of_its_name() {
        assert_eq!(sizes_by_crate(MODULE), Ok(vec![("ui".to_owned(), 2)]));
    }

    #[test]
    fn names_go_and_the_rest_stays() {
        let stripped = without_names(MODULE).expect("it is a module");
        assert_eq!(stripped, MODULE[..MODULE.len() - 20]);
        assert!(without_names(b"<html>").is_err());
    }

    #[test]
    fn the_first_path_of_a_name_tells_its_crate() {
        let cases = [
            ("<alloc::vec::Vec<T> as core::ops::Drop>::drop", "alloc"),
            ("ui[1f2e]::draw", "ui"),
            ("<dyn core::any::Any>::is::<T>", "core"),
            ("memcpy", "(other)"),
            ("<T as yew::Component>::view", "(other)"),
            ("", "(other)"),
        ];
        for (name, expected) in cases {
            assert_eq!(owner(name), expected, "{name}");
        }
    }
}
