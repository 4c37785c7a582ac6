//! Lines of the command language in a TOML file, each checked where it stands; and "did you mean".

use super::Complaint;
use super::assemble::Toml;
use i18n::Locale;
use session::Opening;
use session::view::Text;
use toml::Spanned;

/// The lines of a script without blank ones and comments, and what is wrong with them. `{$name}`
/// stands for what is drawn.
pub(super) fn lines(
    toml: &Toml,
    text: &Spanned<String>,
    draws: &[(String, i64)],
) -> (Vec<Text>, Vec<Complaint>) {
    let mut lines = Vec::new();
    let mut complaints = Vec::new();
    for (at, line) in placed(toml, text) {
        let read = filled(line, draws).and_then(|line| {
            shell::parse(&line).map(|_| ()).map_err(|wrong| wrong.sentence(Locale::En))
        });
        complaints.extend(read.err().map(|message| toml.complaint(at, message)));
        lines.push(line.into());
    }
    (lines, complaints)
}

/// The lines of a world's head, and what is wrong with them.
pub(super) fn genesis(toml: &Toml, text: &Spanned<String>) -> (Vec<Text>, Vec<Complaint>) {
    let mut lines = Vec::new();
    let mut complaints = Vec::new();
    for (at, line) in placed(toml, text) {
        let wrong = Opening::new(&format!("tidemark 1\n{line}\n---\n")).err();
        complaints.extend(wrong.map(|wrong| {
            // The sentence counts lines of a world's text, where this one is the second.
            let sentence = wrong.sentence(Locale::En).replacen("Line 2", "This line", 1);
            toml.complaint(at, sentence)
        }));
        lines.push(line.into());
    }
    (lines, complaints)
}

/// Each line that says something, and where it begins.
fn placed<'t>(toml: &Toml, text: &'t Spanned<String>) -> impl Iterator<Item = (usize, &'t str)> {
    let mut at = toml.first_line(text);
    let lines = text.get_ref().lines().map(move |line| {
        let begins = at;
        at += line.len() + 1;
        (begins, line.trim())
    });
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// A template with its draws in their places.
///
/// # Errors
///
/// The sentence that says which draw there is not.
pub(super) fn filled(template: &str, draws: &[(String, i64)]) -> Result<String, String> {
    let mut text = template.to_owned();
    for (name, value) in draws {
        text = text.replace(&format!("{{${name}}}"), &value.to_string());
    }
    match text.split_once("{$") {
        None => Ok(text),
        Some((_, rest)) => {
            let name = rest.split('}').next().unwrap_or_default();
            let near = nearest(name, draws.iter().map(|(name, _)| name.as_str()));
            Err(format!("there is no draw `{name}`{near}"))
        }
    }
}

/// "; did you mean `…`?", if one of the known words is close.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = shell::complaint::nearest(word, known);
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The same for a message that names a wrong word in backquotes, and then the right ones.
pub(super) fn nearest_named(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(wrong) = quoted.next() else { return String::new() };
    nearest(wrong, quoted)
}
