//! A script as lines that can be typed on the page, and as a link that opens its world there.

use engine::command::Command;
use engine::genesis::Genesis;
use session::Session;
use shell::{Line, Step};

/// The line that executes exactly this command. A call only begins by it, as it does in a script:
/// without the `&` the page would go on until it returns.
#[must_use]
pub fn line_of(command: &Command) -> String {
    match command {
        Command::Call { .. } => {
            shell::print(&Line { steps: vec![Step::Background(command.clone())] })
        }
        Command::NewClient { .. }
        | Command::Process { .. }
        | Command::Loop { .. }
        | Command::Rejoin { .. }
        | Command::Fault(_)
        | Command::Clock(_)
        | Command::Lab(_) => shell::print_command(command),
    }
}

/// The fragment of the page's address that opens the world after `script`; commands that its world
/// refuses are left out.
///
/// # Errors
///
/// The sentence that says why there is none: the world is too long for a link, say.
pub fn link_of(genesis: &Genesis, script: &[Command]) -> Result<String, String> {
    let sentence = |wrong: session::Complaint| wrong.sentence(i18n::Locale::En);
    let mut session = Session::new(genesis.clone()).map_err(sentence)?;
    for command in script {
        let mut line = line_of(command);
        // A gesture that takes long is played in pieces.
        while let Ok(outcome) = session.submit(&line) {
            if outcome.rest.is_empty() {
                break;
            }
            line = outcome.rest.to_string();
        }
    }
    session.to_link().map_err(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_the_very_world() {
        for seed in 1..=4 {
            let play = super::super::run(seed, 60, |_, _| {}).expect("it breaks no law");
            let link = link_of(play.genesis(), play.script()).expect("it is short");
            let opened = session::Opening::from_link(&link).and_then(session::Opening::complete);
            let opened = opened.expect("it can be opened");
            assert_eq!(opened.state_hash(), play.world().state_hash(), "seed {seed}");
        }
    }
}
