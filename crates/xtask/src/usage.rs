//! The words of `cargo xtask`, and what is said when they are not understood.

/// What is printed when help is asked for, or needed.
pub(crate) const USAGE: &str = "\
usage: cargo xtask TASK

  serve [--port N]      builds the page and serves it on 127.0.0.1 (8080, else the next free port)
  build [--out DIR]     builds the page into DIR (dist), for any static host and any sub-path
  test                  runs every check: format, lints, the tests of all crates, the page in Chromium
  bench [PART…]         builds the page and measures it at its limits in Chromium, beside its budgets;
                        parts: journal limits clones
  conformance [ARG…]    replays the recordings of real Kafka; all arguments are its own
  soak [ARG…]           random worlds, every law checked: --steps N --seed S, or --run SEED for one

Folders are named from the workspace's root.";

/// The port that is tried first.
pub(crate) const PORT: u16 = 8080;

const TASKS: [&str; 7] = ["serve", "build", "test", "bench", "conformance", "soak", "help"];

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print the usage.
    Help,
    /// Build the page and serve it.
    Serve {
        /// The port that was asked for; no other will do then.
        port: Option<u16>,
    },
    /// Build the page.
    Build {
        /// The folder to write.
        out: String,
    },
    /// Run every check.
    Test,
    /// Measure the page beside its budgets.
    Bench {
        /// What to measure, everything if it is empty; untouched.
        arguments: Vec<String>,
    },
    /// Replay recordings.
    Conformance {
        /// Arguments of the replayer, untouched.
        arguments: Vec<String>,
    },
    /// Check random worlds.
    Soak {
        /// Arguments of the soak, untouched.
        arguments: Vec<String>,
    },
}

/// Understands the arguments, or says which one it does not and what it would.
pub(crate) fn parse(arguments: &[String]) -> Result<Task, String> {
    let Some((task, rest)) = arguments.split_first() else {
        return Err("which task?".into());
    };
    match task.as_str() {
        "help" | "--help" | "-h" => Ok(Task::Help),
        "serve" => {
            let port = option(rest, "--port")?.map(|value| {
                value
                    .parse()
                    .map_err(|_| format!("--port takes a number up to 65535, not {value:?}"))
            });
            Ok(Task::Serve { port: port.transpose()? })
        }
        "build" => Ok(Task::Build { out: option(rest, "--out")?.unwrap_or("dist").to_owned() }),
        "test" => match rest {
            [] => Ok(Task::Test),
            [more, ..] => Err(format!("test takes no argument: it runs everything, {more:?} too")),
        },
        "bench" => Ok(Task::Bench { arguments: rest.to_vec() }),
        "conformance" => Ok(Task::Conformance { arguments: rest.to_vec() }),
        "soak" => Ok(Task::Soak { arguments: rest.to_vec() }),
        other => Err(unknown("task", other, &TASKS)),
    }
}

/// The value of the one option that a task has, as `--name value` or `--name=value`.
fn option<'a>(arguments: &'a [String], name: &str) -> Result<Option<&'a str>, String> {
    match arguments {
        [] => Ok(None),
        [first, rest @ ..] => {
            let (word, value, rest) = match (first.split_once('='), rest) {
                (Some((word, value)), rest) => (word, value, rest),
                (None, [value, rest @ ..]) => (first.as_str(), value.as_str(), rest),
                (None, []) if first == name => return Err(format!("{name} lacks its value")),
                (None, []) => return Err(unknown("option", first, &[name])),
            };
            match (word == name, rest) {
                (true, []) => Ok(Some(value)),
                (true, [more, ..]) => Err(format!("{more:?} is one argument too many")),
                (false, _) => Err(unknown("option", word, &[name])),
            }
        }
    }
}

/// Says that a word is unknown, and which known one is nearest to it.
fn unknown(kind: &str, word: &str, known: &[&str]) -> String {
    match known.iter().min_by_key(|known| distance(word, known)) {
        Some(nearest) if distance(word, nearest) <= word.chars().count().div_ceil(2) => {
            format!("there is no {kind} {word:?}; did you mean {nearest}?")
        }
        Some(_) | None => format!("there is no {kind} {word:?}"),
    }
}

/// How many letters must be put in, taken out or replaced to make one word the other
/// (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn tasks_are_understood() {
        assert_eq!(parsed("serve"), Ok(Task::Serve { port: None }));
        assert_eq!(parsed("serve --port 9000"), Ok(Task::Serve { port: Some(9000) }));
        assert_eq!(parsed("serve --port=9000"), Ok(Task::Serve { port: Some(9000) }));
        assert_eq!(parsed("build"), Ok(Task::Build { out: "dist".into() }));
        assert_eq!(parsed("build --out=a/b"), Ok(Task::Build { out: "a/b".into() }));
        let arguments = vec!["--family".into(), "log".into()];
        assert_eq!(parsed("conformance --family log"), Ok(Task::Conformance { arguments }));
        let arguments = vec!["clones".into()];
        assert_eq!(parsed("bench clones"), Ok(Task::Bench { arguments }));
        let arguments = vec!["--steps".into(), "9".into()];
        assert_eq!(parsed("soak --steps 9"), Ok(Task::Soak { arguments }));
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest_right_one() {
        let said = |line: &str| parsed(line).expect_err("it is wrong");
        assert_eq!(said("sevre"), r#"there is no task "sevre"; did you mean serve?"#);
        assert_eq!(said("conform"), r#"there is no task "conform"; did you mean conformance?"#);
        assert_eq!(said("deploy-it-now"), r#"there is no task "deploy-it-now""#);
        assert_eq!(said("serve --prot 1"), r#"there is no option "--prot"; did you mean --port?"#);
        assert_eq!(said("serve --prot"), r#"there is no option "--prot"; did you mean --port?"#);
        assert_eq!(said("serve --port"), "--port lacks its value");
        assert_eq!(said("serve --port x"), r#"--port takes a number up to 65535, not "x""#);
        assert_eq!(said("build --out a b"), r#""b" is one argument too many"#);
    }
}
