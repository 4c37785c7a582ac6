//! `help` in the terminal: the language, from the table that the parser reads.

use crate::desk::Output;
use crate::news;
use crate::prefs::Say;
use i18n::page::news as words;
use shell::table::FORMS;

/// The answer to `help` or `help VERB`; `None` for any other line.
pub(crate) fn answer(line: &str, say: Say) -> Option<Vec<Output>> {
    let mut parts = line.split_whitespace();
    if parts.next() != Some("help") {
        return None;
    }
    let about = |verb: &str| {
        let forms = FORMS.iter().filter(|form| form.word == verb);
        forms
            .map(|form| {
                format!("{}\n  {}\n  {}", form.usage(), form.about.text(say.0), form.example)
            })
            .collect::<Vec<_>>()
    };
    Some(match parts.next() {
        None => {
            let usages: Vec<String> = FORMS.iter().map(shell::form::Form::usage).collect();
            vec![news::plain(usages.join("\n")), news::note(say.the(words::HELP_TAIL).to_owned())]
        }
        Some(verb) => match about(verb) {
            found if found.is_empty() => vec![news::refused(say.with(words::NO_HELP, &[verb]))],
            found => found.into_iter().map(news::plain).collect(),
        },
    })
}
