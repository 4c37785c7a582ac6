//! Turns the folder of lessons into the assets that the page fetches. Runs when the project is
//! built, and in the tests; nothing of it reaches the browser.
//!
//! Every mistake in a lesson is a [`Complaint`] with its file and line, and all of them are found
//! in one go.

mod assemble;
mod gallery;
mod manifest;
mod markdown;
mod script;
mod sections;

use crate::format::{Entry, Lesson, write};
use crate::scenario::Scenario;
use i18n::Locale;
use std::fmt;
use std::path::{Path, PathBuf};

/// A file that the page can fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its name without a hash, `lesson-addresses.en.bin`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A lesson in every language, in the order of [`Locale::ALL`].
pub type Translated<T> = [T; Locale::ALL.len()];

/// Something that is wrong with a lesson's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.message),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.message),
        }
    }
}

/// Compiles everything under `tutorials`: each folder with a `lesson.toml` is a lesson, the folder
/// `scenarios` is the gallery. Gives one asset for each lesson and language, and for each language
/// the list of lessons and the gallery.
///
/// # Errors
///
/// Every complaint about every file.
pub fn compile(tutorials: &Path) -> Result<Vec<Asset>, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut keep = |result: Result<_, Vec<Complaint>>| match result {
        Ok(done) => Some(done),
        Err(found) => {
            complaints.extend(found);
            None
        }
    };
    let lessons: Vec<Translated<Lesson>> = lesson_folders(tutorials)
        .into_iter()
        .filter_map(|folder| keep(compile_lesson(&folder)))
        .collect();
    let gallery = match compile_gallery(&tutorials.join("scenarios")) {
        Ok(gallery) => Some(gallery),
        Err(found) => {
            complaints.extend(found);
            None
        }
    };
    complaints.extend(same_twice(tutorials, &lessons));
    match gallery {
        Some(gallery) if complaints.is_empty() => Ok(assets(&lessons, &gallery)),
        Some(_) | None => Err(complaints),
    }
}

/// Compiles one lesson's folder.
///
/// # Errors
///
/// Every complaint about its files.
pub fn compile_lesson(folder: &Path) -> Result<Translated<Lesson>, Vec<Complaint>> {
    assemble::lesson(folder)
}

/// Compiles the gallery's folder.
///
/// # Errors
///
/// Every complaint about its files.
pub fn compile_gallery(folder: &Path) -> Result<Translated<Vec<Scenario>>, Vec<Complaint>> {
    gallery::gallery(folder)
}

/// The folders that hold a lesson, by name.
#[must_use]
pub fn lesson_folders(tutorials: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(tutorials).into_iter().flatten().flatten();
    let folders = entries.map(|entry| entry.path());
    let mut lessons: Vec<PathBuf> =
        folders.filter(|folder| folder.join("lesson.toml").is_file()).collect();
    lessons.sort();
    lessons
}

/// The name of a lesson's asset.
#[must_use]
pub fn asset_name(id: &str, locale: Locale) -> String {
    format!("lesson-{id}.{}.bin", locale.tag())
}

fn assets(lessons: &[Translated<Lesson>], gallery: &Translated<Vec<Scenario>>) -> Vec<Asset> {
    let mut assets = Vec::new();
    for locale in Locale::ALL {
        let mut index: Vec<Entry> = Vec::new();
        for translated in lessons {
            let lesson = &translated[locale as usize];
            let name = asset_name(&lesson.id, locale);
            index.push(entry(lesson, &name));
            assets.push(Asset { name, bytes: write(lesson) });
        }
        index.sort_by_key(|entry| entry.number);
        let tag = locale.tag();
        assets.push(Asset { name: format!("lessons.{tag}.bin"), bytes: write(&index) });
        let scenarios = write(&gallery[locale as usize]);
        assets.push(Asset { name: format!("scenarios.{tag}.bin"), bytes: scenarios });
    }
    assets
}

fn entry(lesson: &Lesson, asset: &str) -> Entry {
    Entry {
        id: lesson.id.clone(),
        asset: asset.into(),
        number: lesson.number,
        chapter: lesson.chapter,
        minutes: lesson.minutes,
        steps: lesson.steps.iter().map(|step| step.id.clone()).collect(),
        title: lesson.title.clone(),
        summary: lesson.summary.clone(),
    }
}

fn same_twice(tutorials: &Path, lessons: &[Translated<Lesson>]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (place, [lesson, ..]) in lessons.iter().enumerate() {
        let earlier = lessons.iter().take(place).map(|[earlier, ..]| earlier);
        for other in earlier {
            if other.id == lesson.id || other.number == lesson.number {
                complaints.push(Complaint {
                    file: tutorials.to_owned(),
                    line: 0,
                    message: format!(
                        "two lessons have the id `{}` or the number {}; each needs its own",
                        lesson.id, lesson.number
                    ),
                });
            }
        }
    }
    complaints
}
