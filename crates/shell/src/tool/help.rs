//! `help`: what can be written, from the table itself.

use super::talk::{Stop, Talk};
use super::{NAMES, Tool, ToolName, feed, tool_name};
use crate::complaint::nearest;
use crate::form::{Form, Lead};
use crate::table::FORMS;
use i18n::Locale;
use i18n::shell::{About, Remark, Section};

/// The sections, in order.
const SECTIONS: [Section; 9] = [
    Section::Line,
    Section::Clients,
    Section::Producers,
    Section::Consumers,
    Section::Admins,
    Section::Faults,
    Section::Clock,
    Section::Tools,
    Section::Lab,
];

/// The word before the commands that go past the clients.
const LAB: &str = "lab";

/// How commands are joined to a line.
const LINE: &[(&str, About)] = &[
    ("<command>; <command>", About::LineThen),
    ("c1 poll 5s & c2 poll 5s", About::LineBackground),
    (
        "echo 'Hello, Kafka!' | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic orders",
        About::LinePipe,
    ),
    ("'…'  \"…\"  $'\\n\\u4e2d'", About::LineQuote),
    ("# …", About::LineComment),
];

/// The tool: everything, or what is known of one word.
pub(super) fn run(talk: &mut Talk<'_>) -> Stop {
    let locale = talk.locale();
    match talk.arguments.first() {
        None => everything(talk, locale),
        Some(word) => one(talk, locale, word),
    }
}

fn everything(talk: &mut Talk<'_>, locale: Locale) -> Stop {
    for section in SECTIONS {
        talk.out(&[section.text(locale)]);
        for (usage, about) in rows(section) {
            talk.out(&["  ", &usage, "  — ", about.text(locale)]);
        }
    }
    Stop::Exit(0)
}

fn rows(section: Section) -> Vec<(String, About)> {
    match section {
        Section::Line => LINE.iter().map(|(usage, about)| ((*usage).to_owned(), *about)).collect(),
        Section::Tools => {
            let row = |name: ToolName| ([name.script(), name.suffix()].concat(), about(name));
            ToolName::ALL.into_iter().map(row).collect()
        }
        Section::Clients
        | Section::Producers
        | Section::Consumers
        | Section::Admins
        | Section::Faults
        | Section::Clock
        | Section::Lab => {
            let forms = FORMS.iter().filter(|form| form.section() == section);
            forms.map(|form| (form.usage(), form.about)).collect()
        }
    }
}

/// What a tool does.
pub(crate) const fn about(name: ToolName) -> About {
    match name {
        ToolName::Topics => About::Topics,
        ToolName::ConsoleProducer => About::ConsoleProducer,
        ToolName::ConsumerGroups => About::ConsumerGroups,
        ToolName::GetOffsets => About::GetOffsets,
        ToolName::Help => About::HelpTool,
    }
}

fn one(talk: &mut Talk<'_>, locale: Locale, word: &str) -> Stop {
    let is_lab = |form: &Form| word == LAB && form.lead == Lead::Lab;
    let forms: Vec<&Form> = FORMS.iter().filter(|form| form.word == word || is_lab(form)).collect();
    for form in &forms {
        talk.out(&[&form.usage(), "\n  ", form.about.text(locale), "\n  ", form.example]);
    }
    let tool = tool_name(word);
    if let Some(name) = tool {
        let options: Vec<String> = name.options().map(|option| ["--", option].concat()).collect();
        talk.out(&[name.script(), name.suffix(), "\n  ", about(name).text(locale)]);
        if !options.is_empty() {
            talk.note(&Remark::Options { options: &options.join(" ") });
        }
    }
    let is_feed = feed::is_name(word);
    if is_feed {
        talk.out(&[LINE[2].0, "\n  ", LINE[2].1.text(locale)]);
    }
    if forms.is_empty() && tool.is_none() && !is_feed {
        talk.note(&Remark::UnknownWord { word });
        let known = FORMS.iter().map(|form| form.word).chain([LAB]).chain(NAMES.iter().copied());
        if let Some(nearest) = nearest(word, known) {
            talk.note(&Remark::NearWord { nearest: &nearest });
        }
        return Stop::Exit(1);
    }
    Stop::Exit(0)
}

impl Tool {
    /// The call for help with one word, or with everything.
    #[must_use]
    pub fn help(word: Option<&str>) -> Self {
        let arguments = word.into_iter().map(Into::into).collect();
        Self { name: ToolName::Help, arguments, feed: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::program::{ProgramStep, Stream};
    use engine::quantity::Time;

    fn help(word: &str) -> (String, i32) {
        let mut program = Tool::help(Some(word)).start(Time(0), Locale::En);
        let mut printed = String::new();
        loop {
            match program.next(None) {
                ProgramStep::Exit(status) => return (printed, status),
                ProgramStep::Print(Stream::Out, text) => printed.push_str(&text),
                step @ (ProgramStep::Print(..) | ProgramStep::Call { .. }) => panic!("{step:?}"),
            }
        }
    }

    #[test]
    fn every_first_word_of_a_command_has_help_and_lab_lists_what_stands_behind_it() {
        for form in FORMS {
            let (printed, status) = help(form.word);
            assert!(status == 0 && printed.contains(&form.usage()), "{}: {printed}", form.word);
        }
        let (printed, status) = help("lab");
        for form in FORMS.iter().filter(|form| form.lead == Lead::Lab) {
            assert!(status == 0 && printed.contains(form.example), "{}: {printed}", form.word);
        }
    }
}
