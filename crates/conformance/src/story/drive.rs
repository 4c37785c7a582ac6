//! Time: waiting, freezing, and actors that poll in a loop meanwhile.

use super::Play;
use super::player::{Op, Played, Player, Stop};
use crate::values::text;
use engine::command::{Call, Clock, Command, Fault};
use engine::quantity::{Millis, Time};
use serde_json::Value;

/// How long each poll of a driven actor may take.
const DRIVEN_POLL: Millis = Millis(50);

pub(super) const OPS: &[(&str, Play)] = &[
    ("wait", wait),
    ("kill", |player, op| fault(player, Fault::Crash(op.actor.into()))),
    ("freeze", |player, op| fault(player, Fault::Freeze(op.actor.into()))),
    ("thaw", |player, op| fault(player, Fault::Thaw(op.actor.into()))),
    ("producer.kill", |player, op| fault(player, Fault::Crash(op.actor.into()))),
];

fn fault(player: &mut Player, fault: Fault) -> Played {
    player.execute(&Command::Fault(fault)).map(|()| Value::Null)
}

fn wait(player: &mut Player, op: &Op<'_>) -> Played {
    let span = op.args["ms"].as_i64().unwrap_or(0);
    player.drive(&op.args["poll"]);
    player.poll_again()?;
    player.pass(Millis(span))?;
    Ok(Value::Null)
}

impl Player {
    /// These actors poll in a loop from now on.
    pub(super) fn drive(&mut self, names: &Value) {
        for name in names.as_array().into_iter().flatten() {
            let actor = self.actors.entry(text(name).to_owned()).or_default();
            actor.driven = actor.raised.is_none();
        }
    }

    /// Driven actors whose poll ended poll again.
    pub(super) fn poll_again(&mut self) -> Result<(), Stop> {
        let idle: Vec<String> = self
            .actors
            .iter()
            .filter(|(_, actor)| actor.driven && !actor.polling)
            .map(|(name, _)| name.clone())
            .collect();
        for name in idle {
            if let Some(actor) = self.actors.get_mut(&name) {
                actor.polling = true;
            }
            let call = Call::Poll { timeout: DRIVEN_POLL };
            self.execute(&Command::Call { client: name.as_str().into(), call })?;
        }
        Ok(())
    }

    /// Nobody is driven any longer; each actor finishes the poll that it is in.
    pub(super) fn rest(&mut self) -> Result<(), String> {
        self.actors.values_mut().for_each(|actor| actor.driven = false);
        while self.actors.values().any(|actor| actor.polling) {
            self.step().map_err(|stop| match stop {
                Stop::Unplayable(reason) => reason,
                Stop::Thrown(error) => error.message.to_string(),
            })?;
        }
        Ok(())
    }

    /// Lets time pass, while driven actors poll.
    pub(super) fn pass(&mut self, span: Millis) -> Result<(), Stop> {
        let end = self.world.now() + span;
        while self.actors.values().any(|actor| actor.driven) && self.happens_by(end) {
            self.step()?;
        }
        let left = self.world.until(end);
        self.execute(&Command::Clock(Clock::Advance(left)))
    }

    /// Whether something falls due by then.
    pub(super) fn happens_by(&self, end: Time) -> bool {
        self.world.next_deadline().is_some_and(|next| next.at <= end)
    }
}
