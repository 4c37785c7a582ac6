//! The worlds of a lesson: its own, and the ones in which something is tried aside.

use session::view::Text;
use session::{Complaint, Opening, Outcome, Session};

/// A world from the lines of a head and of a set-up.
pub(crate) fn world_of(genesis: &[Text], setup: &[Text]) -> Result<Session, Complaint> {
    let mut text = "tidemark 1\n".to_owned();
    let head = genesis.iter().map(|line| &**line);
    let lines = head.chain(["---"]).chain(setup.iter().map(|line| &**line));
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    Opening::new(&text)?.complete()
}

/// Submits lines one after another, each with whatever of it was left over.
pub(crate) fn submit_all(session: &mut Session, lines: &[Text]) -> Result<Vec<Outcome>, Complaint> {
    let mut outcomes = Vec::new();
    for line in lines {
        let mut next = line.clone();
        while !next.is_empty() {
            let outcome = session.submit(&next)?;
            next = outcome.rest.clone();
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// A copy of the world in which these lines were run.
pub(crate) fn aside(session: &Session, lines: &[Text]) -> Result<Session, Complaint> {
    let mut copy = session.clone();
    submit_all(&mut copy, lines)?;
    Ok(copy)
}
