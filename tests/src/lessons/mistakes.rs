//! Mistakes in a lesson's files: each is told with its file and line, and with what would be right.

use lesson::compile;
use std::fs;
use std::path::PathBuf;

/// A file, what stands in it, what is written instead, and what the complaint says.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("lesson.toml", "format = 1", "format = 7", "`format` is 1 in this version"),
    ("lesson.toml", "number = 1", "numer = 1", "did you mean `number`?"),
    ("lesson.toml", "minutes = 14", "minutes = many", "must be quoted"),
    ("lesson.toml", "minutes = 14", "minutes = -1", "invalid value: integer `-1`"),
    ("lesson.toml", "[steps.scene]\nlines", "[steps.sceen]\nlines", "did you mean `scene`?"),
    ("lesson.toml", "producer p1\n\"\"\"", "producr p1\n\"\"\"", "Did you mean “producer”?"),
    (
        "lesson.toml",
        "genesis = \"config group",
        "genesis = \"confg group",
        "begins no line of the head",
    ),
    (
        "lesson.toml",
        "p1 send orders key=bob value=b1; p1",
        "p1 sned orders value=b1; p1",
        "Did you mean “send”?",
    ),
    ("lesson.toml", "\"offset p1 3\"", "\"ofset p1 3\"", "did you mean `offset`?"),
    ("lesson.toml", "ghost = \"record orders-1\"", "ghost = \"recrd orders-1\"", "a ghost is"),
    ("lesson.toml", "of = \"fourth\"", "of = \"forth\"", "did you mean `fourth`?"),
    ("lesson.toml", "id = \"send\"\n", "id = \"fourth\"\n", "two steps have the id `fourth`"),
    ("lesson.toml", "seq -f 'bob:b%g' 1 {$n}", "seq -f 'bob:b%g' 1 {$N}", "did you mean `n`?"),
    (
        "lesson.toml",
        "value = \"leo parcels-1 + 1\"",
        "value = \"leo parcels\"",
        "a partition such as",
    ),
    ("en.md", "{#fourth.three}", "{#fourth.tree}", "stands here where"),
    ("en.md", "{leo orders-0}", "{loe orders-0}", "did you mean `leo`?"),
    ("en.md", "{leo orders-0}", "{leo orders-0", "there is no `}`"),
    ("en.md", "# Addresses {#lesson}", "# Addresses", "a heading needs an anchor"),
    ("zh-Hans.md", "## 发送 {#send}", "<b>发送</b>", "links only"),
];

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tidemark-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room for a small folder");
    folder
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let right = super::tutorials().join("01-addresses");
    let folder = folder("mistakes");
    for (file, from, to, said) in MISTAKES {
        for name in ["lesson.toml", "en.md", "zh-Hans.md"] {
            fs::copy(right.join(name), folder.join(name)).expect("the lesson is there");
        }
        let text = fs::read_to_string(right.join(file)).expect("the lesson is text");
        let Some(at) = text.find(from) else { panic!("{file} has no {from:?}") };
        fs::write(folder.join(file), text.replacen(from, to, 1)).expect("it is written");
        let complaints = compile::compile_lesson(&folder).err().unwrap_or_default();
        let told = super::sentences(&complaints);
        let of_file =
            complaints.iter().filter(|it| it.file.ends_with(file) || said.contains("stands"));
        let found = of_file.filter(|it| it.message.contains(said)).map(|it| it.line).next();
        let first = text[..at].matches('\n').count() + 1;
        let last = first + from.matches('\n').count();
        let near = found.is_some_and(|line| (first..=last + 1).contains(&line));
        assert!(near, "{to:?} on line {first} of {file} is told as:\n{told}");
    }
    fs::remove_dir_all(&folder).expect("it is our own");
}

#[test]
fn what_is_missing_is_told() {
    let folder = folder("missing");
    let told = |folder: &std::path::Path| {
        super::sentences(&compile::compile_lesson(folder).err().unwrap_or_default())
    };
    assert!(told(&folder).contains("lesson.toml: cannot be read"), "{}", told(&folder));
    let right = super::tutorials().join("01-addresses");
    fs::copy(right.join("lesson.toml"), folder.join("lesson.toml")).expect("it is there");
    fs::copy(right.join("en.md"), folder.join("en.md")).expect("it is there");
    assert!(told(&folder).contains("zh-Hans.md: cannot be read"), "{}", told(&folder));
    fs::remove_dir_all(&folder).expect("it is our own");
}
