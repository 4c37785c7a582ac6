//! What is wrong with a lesson's files is said with file, line and what would be right.
#![cfg(feature = "compile")]

use lesson::compile::{Complaint, compile_lesson};
use std::path::PathBuf;

const TOML: &str = r#"format = 1
id = "tiny"
number = 1
chapter = 1
minutes = 1
checked = "Apache Kafka 4.3.1"
corrects = ["M12"]

[[steps]]
id = "start"
[steps.scene]

[[steps]]
id = "which"
[steps.predict]
outcome = "leo t-0"
[[steps.predict.options]]
id = "same"
value = "leo t-0"
[[steps.predict.options]]
id = "more"
value = "leo t-0 + 1"
misconception = "M12"
ghost = "leo t-0"

[[steps]]
id = "do"
[steps.act]
answer = "advance 1s"
[[steps.act.goals]]
id = "later"
holds = "elapsed >= 1000"

[[steps]]
id = "why"
[steps.refute]
of = "which"

[[steps]]
id = "more-of-it"
[steps.transfer]
draws = { n = [1, 2] }
before = "advance {$n}s"
run = "advance 1s"
outcome = "elapsed"
[[steps.transfer.options]]
id = "a"
value = "elapsed + 1000"
"#;

const MARKDOWN: &str = "# Tiny {#lesson}

What it is about, at {leo t-0}.

## Not here {#scope}

Everything else.

## Start {#start}

A scene.

## Which? {#which}

A question.

### the same {#which.same}

### one more {#which.more}

## Do it {#do}

```
advance 1s
```

### A second has passed {#do.later}

So far {elapsed} ms.

## Why {#why}

### The end is the last one {#why.M12}

Many think so.

Here it was {leo t-0}.

The end is the next one.

### Right {#why.right}

Yes.

### Source {#why.source}

`UnifiedLog`.

## Once more {#more-of-it}

How long after {$n} s?

### one second more {#more-of-it.a}

### Because {#more-of-it.because}

Time passes.
";

/// Compiles a lesson in a folder of its own.
fn compile(name: &str, toml: &str, english: &str, chinese: &str) -> Result<(), Vec<String>> {
    let folder: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    for (file, text) in [("lesson.toml", toml), ("en.md", english), ("zh-Hans.md", chinese)] {
        std::fs::write(folder.join(file), text).expect("a file for the test");
    }
    let shown = |complaint: &Complaint| {
        let file = complaint.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        format!("{file}:{}: {}", complaint.line, complaint.message)
    };
    compile_lesson(&folder).map(|_| ()).map_err(|all| all.iter().map(shown).collect())
}

#[test]
fn a_right_lesson_compiles() {
    assert_eq!(compile("right", TOML, MARKDOWN, MARKDOWN), Ok(()));
}

#[test]
fn each_mistake_is_said_where_it_is() {
    let toml = |from: &str, to: &str| {
        assert!(TOML.contains(from), "{from}");
        (TOML.replace(from, to), MARKDOWN.to_owned())
    };
    let prose = |from: &str, to: &str| {
        assert!(MARKDOWN.contains(from), "{from}");
        (TOML.to_owned(), MARKDOWN.replace(from, to))
    };
    let cases = [
        (toml("format = 1", "format = 9"), "lesson.toml:1: `format` is 1 in this version"),
        (toml("minutes = 1", "minuets = 1"), "lesson.toml:5: unknown field `minuets`"),
        (
            toml("outcome = \"leo t-0\"", "outcome = \"loe t-0\""),
            "lesson.toml:16: there is no query `loe`; did you mean `leo`?",
        ),
        (
            toml("holds = \"elapsed >= 1000\"", "holds = \"elapsed\""),
            "lesson.toml:32: the query ends where `==`",
        ),
        (
            toml("ghost = \"leo t-0\"", "ghost = \"flag t-0\""),
            "lesson.toml:24: a ghost is `position <client> <partition>`",
        ),
        (toml("misconception = \"M12\"\n", ""), "lesson.toml:21: every option but the right one"),
        (toml("[steps.scene]\n", ""), "lesson.toml:10: step `start` has 0"),
        (toml("of = \"which\"", "of = \"witch\""), "lesson.toml:37: there is no predict step"),
        (prose("{elapsed} ms", "{elapsd} ms"), "en.md:29: in `{elapsd}`: there is no query"),
        (prose("A scene.", "A <b>scene</b>."), "en.md:11: a line holds text, `code`"),
        (prose("A scene.", "| a |\n\n---"), "en.md:13: only headings, paragraphs"),
        (prose("## Start {#start}", "## Start"), "en.md:9: a heading needs an anchor"),
        (prose("Many think so.\n\n", ""), "en.md:33: `{#why.M12}` has 2 paragraphs"),
        (prose("### one more {#which.more}\n", ""), "en.md:0: there is no section `{#which.more}`"),
        (
            prose("A scene.", "[x](javascript:alert(1))"),
            "en.md:11: a link goes to https:// or to #…",
        ),
    ];
    for (place, ((toml, markdown), expected)) in cases.into_iter().enumerate() {
        let result = compile(&format!("case-{place}"), &toml, &markdown, &markdown);
        let complaints = result.expect_err(expected);
        let said = complaints.iter().any(|complaint| complaint.starts_with(expected));
        assert!(said, "expected: {expected}\ngot: {}", complaints.join("\n"));
    }
}

#[test]
fn both_languages_have_the_same_sections() {
    let chinese = MARKDOWN.replace("## Do it {#do}", "## Do it {#doo}");
    let complaints = compile("anchors", TOML, MARKDOWN, &chinese).expect_err("they differ");
    assert!(
        complaints[0].starts_with("zh-Hans.md:21: `## … {#doo}` stands here where"),
        "{complaints:?}"
    );
}
