//! What the word under the cursor could become: the language's own table knows, given the names that
//! this world has.

use engine::command::ClientKind;
use session::view::View;
use session::view::client::Kind;
use shell::completion::{Completion, Names, completion};

/// The completions at the end of `line`, the likeliest first.
pub(crate) fn completions(line: &str, view: &View) -> Vec<Completion> {
    if line.trim().is_empty() { Vec::new() } else { completion(line, line.len(), &names(view)) }
}

fn names(view: &View) -> Names {
    let kind = |kind: Kind| match kind {
        Kind::Producer => ClientKind::Producer,
        Kind::Consumer => ClientKind::Consumer,
        Kind::Admin => ClientKind::Admin,
    };
    let clients = view.clients.iter();
    let topics = view.topics.iter();
    Names {
        clients: clients.map(|client| (client.name.to_string(), kind(client.kind))).collect(),
        topics: topics.map(|topic| (topic.name.to_string(), topic.partition_count)).collect(),
        groups: view.groups.iter().map(|group| group.id.to_string()).collect(),
        messages: view.messages.iter().map(|message| message.id).collect(),
        brokers: view.brokers.iter().map(|broker| broker.id).collect(),
    }
}
