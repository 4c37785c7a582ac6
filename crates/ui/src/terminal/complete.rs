//! What the word under the cursor could become: names of this world, and words of the language.

use session::view::View;
use session::view::client::Kind;
use shell::form::{Form, Lead, Slot, Whose};
use shell::table::FORMS;

/// Kafka's tools.
const TOOLS: [&str; 4] = [
    "kafka-topics.sh",
    "kafka-console-producer.sh",
    "kafka-consumer-groups.sh",
    "kafka-get-offsets.sh",
];
/// The options of the tools that the model has.
const OPTIONS: [&str; 9] = [
    "--bootstrap-server",
    "--create",
    "--describe",
    "--group",
    "--list",
    "--partitions",
    "--topic",
    "--all-groups",
    "--members",
];

/// The completions of the last word of `line`, the likeliest first.
pub(crate) fn completions(line: &str, view: &View) -> Vec<String> {
    let step = line.rsplit([';', '|']).next().unwrap_or_default().trim_start();
    let mut words: Vec<&str> = step.split(' ').collect();
    let word = words.pop().unwrap_or_default();
    if line.trim().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<String> = match words.first() {
        None => first_words(view),
        Some(tool) if tool.starts_with("kafka-") => {
            let names = view.topics.iter().map(|topic| &*topic.name);
            let names = names.chain(view.groups.iter().map(|group| &*group.id));
            OPTIONS.into_iter().chain(names).map(str::to_owned).collect()
        }
        Some(first) => after(first, &words, view),
    };
    found.retain(|candidate| candidate.starts_with(word) && candidate != word);
    found.dedup();
    found
}

fn first_words(view: &View) -> Vec<String> {
    let clients = view.clients.iter().map(|client| client.name.to_string());
    let verbs = FORMS.iter().filter(|form| matches!(form.lead, Lead::Nothing));
    let verbs = verbs.map(|form| form.word.to_owned());
    let others = ["lab", "help", "clear"].into_iter().chain(TOOLS).map(str::to_owned);
    clients.chain(verbs).chain(others).collect()
}

fn after(first: &str, words: &[&str], view: &View) -> Vec<String> {
    let kind = view.client(first).map(|client| client.kind);
    let fits = |form: &&Form| match form.lead {
        Lead::Client(Whose::Any) => kind.is_some(),
        Lead::Client(Whose::Producer) => kind == Some(Kind::Producer),
        Lead::Client(Whose::Consumer) => kind == Some(Kind::Consumer),
        Lead::Client(Whose::Admin) => kind == Some(Kind::Admin),
        Lead::Lab => first == "lab",
        Lead::Nothing => false,
    };
    if words.len() == 1 && (kind.is_some() || first == "lab") {
        return FORMS.iter().filter(fits).map(|form| form.word.to_owned()).collect();
    }
    let verb = if kind.is_some() || first == "lab" { words.get(1) } else { Some(&first) };
    let form = FORMS.iter().find(|form| Some(&form.word) == verb.map(|verb| verb));
    let mut found = Vec::new();
    for slot in form.map_or(&[][..], |form| form.slots) {
        match slot {
            Slot::Choice(choices) => found.extend(choices.iter().map(ToString::to_string)),
            Slot::Flag(name) | Slot::Option(name, _) => found.push((*name).to_owned()),
            Slot::Named(name, _) | Slot::Needed(name, _) => found.push(format!("{name}=")),
            Slot::Prefixed(name, _) => found.push(format!("{name}.")),
            Slot::One(_) | Slot::Maybe(_) | Slot::Many(_) | Slot::Any(_) => {}
        }
    }
    for topic in view.topics.iter() {
        found.push(topic.name.to_string());
        found.extend(topic.partitions.iter().map(|partition| partition.name.to_string()));
    }
    found.extend(view.groups.iter().map(|group| group.id.to_string()));
    found
}
