//! The prose of one language, taken section by section: what is missing and what is left over are
//! both mistakes.

use super::markdown::{Section, sections};
use super::script::nearest;
use super::{Complaint, Translated};
use crate::prose::{Block, Inline};
use i18n::Locale;
use std::path::{Path, PathBuf};

/// The sections of one file that nobody has taken yet.
pub(super) struct Prose {
    file: PathBuf,
    left: Vec<Section>,
    complaints: Vec<Complaint>,
}

/// Reads `en.md`, `zh-Hans.md`… in a folder and checks that they have the same anchors.
pub(super) fn read(folder: &Path) -> Result<Translated<Prose>, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let files = Locale::ALL.map(|locale| {
        let file = folder.join(format!("{}.md", locale.tag()));
        let read = std::fs::read_to_string(&file).map_err(|error| {
            vec![Complaint {
                file: file.clone(),
                line: 0,
                message: format!("cannot be read: {error}"),
            }]
        });
        let left = read.and_then(|text| sections(&file, &text)).unwrap_or_else(|found| {
            complaints.extend(found);
            Vec::new()
        });
        Prose { file, left, complaints: Vec::new() }
    });
    if complaints.is_empty() {
        complaints.extend(different_anchors(&files));
    }
    match complaints.is_empty() {
        true => Ok(files),
        false => Err(complaints),
    }
}

fn different_anchors(files: &Translated<Prose>) -> Vec<Complaint> {
    let [first, others @ ..] = files;
    let outline = |prose: &Prose| -> Vec<(usize, String)> {
        prose.left.iter().map(|section| (section.level, section.anchor.clone())).collect()
    };
    let expected = outline(first);
    let mut complaints = Vec::new();
    for other in others {
        let found = outline(other);
        let same = expected.iter().zip(&found).take_while(|(left, right)| left == right).count();
        if same == expected.len() && same == found.len() {
            continue;
        }
        let line = other.left.get(same).map_or(0, |section| section.line);
        let name = |outline: &[(usize, String)]| {
            outline.get(same).map_or("the end of the file".to_owned(), |(level, anchor)| {
                format!("`{} … {{#{anchor}}}`", "#".repeat(*level))
            })
        };
        let message = format!(
            "{} stands here where {} has {}: both languages have the same sections in one order",
            name(&found),
            first.file.display(),
            name(&expected)
        );
        complaints.push(Complaint { file: other.file.clone(), line, message });
    }
    complaints
}

impl Prose {
    /// Takes a section.
    pub(super) fn take(&mut self, anchor: &str) -> (Vec<Inline>, Vec<Block>) {
        let place = self.left.iter().position(|section| section.anchor == anchor);
        match place.map(|place| self.left.remove(place)) {
            Some(section) => (section.title, section.body),
            None => {
                let near = nearest(anchor, self.left.iter().map(|left| left.anchor.as_str()));
                self.complain(0, format!("there is no section `{{#{anchor}}}`{near}"));
                (Vec::new(), Vec::new())
            }
        }
    }

    /// Takes a section whose heading says it all.
    pub(super) fn take_label(&mut self, anchor: &str) -> Vec<Inline> {
        let line = self.line_of(anchor);
        let (label, body) = self.take(anchor);
        if !body.is_empty() {
            self.complain(
                line,
                format!("`{{#{anchor}}}` is a heading alone; put its text into it"),
            );
        }
        label
    }

    /// Takes a section with exactly three paragraphs.
    pub(super) fn take_three(&mut self, anchor: &str) -> (Vec<Inline>, [Block; 3]) {
        let line = self.line_of(anchor);
        let (title, body) = self.take(anchor);
        let three = <[Block; 3]>::try_from(body).unwrap_or_else(|body| {
            let message = format!(
                "`{{#{anchor}}}` has {} paragraphs instead of three: what many people think, what \
                 happened in the run, and why",
                body.len()
            );
            self.complain(line, message);
            [const { Block::Paragraph(Vec::new()) }; 3]
        });
        (title, three)
    }

    /// Says what nobody asked for, and gives up all complaints.
    pub(super) fn finish(mut self) -> Vec<Complaint> {
        for section in std::mem::take(&mut self.left) {
            let message = format!(
                "`{{#{}}}` belongs to no step, option or goal of the .toml file beside it",
                section.anchor
            );
            self.complain(section.line, message);
        }
        self.complaints
    }

    fn line_of(&self, anchor: &str) -> usize {
        let section = self.left.iter().find(|section| section.anchor == anchor);
        section.map_or(0, |section| section.line)
    }

    fn complain(&mut self, line: usize, message: String) {
        self.complaints.push(Complaint { file: self.file.clone(), line, message });
    }
}
