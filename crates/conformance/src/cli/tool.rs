//! Runs a tool of the command language on the stage of a transcript.

use crate::door::{Door, Stopped};
use crate::story::player::Player;
use crate::values::text;
use engine::command::{Clock, Command};
use engine::event::Event;
use engine::quantity::Millis;
use i18n::Locale;
use serde_json::Value;
use shell::Tool;
use shell::tool::{Level, Outcome, Program, ProgramStep, Stream};

/// Longer than any timeout of a client.
const CALL_TAKES_AT_MOST: Millis = Millis(600_000);
/// Far more steps than any tool needs.
const STEPS_MAX: usize = 100_000;

/// What a tool printed.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) out: String,
    pub(super) err: String,
    /// Level and message.
    pub(super) log: Vec<(&'static str, String)>,
    pub(super) code: i32,
}

/// Runs the tool that `args` names. What only reads leaves the world as it is.
pub(super) fn run(player: &mut Player, args: &Value) -> Result<Printed, String> {
    let words: Vec<&str> = args["argv"].as_array().into_iter().flatten().map(text).collect();
    let (script, rest) = words.split_first().ok_or("an empty command line")?;
    let tool = Tool::new(script, rest, Some(args["stdin"].as_str().unwrap_or_default()))
        .ok_or_else(|| format!("the model has no tool `{script}`"))?;
    let program = tool.start(player.world.now(), Locale::En);
    match tool.reads_only() {
        true => player.world.aside(|door| finish(door, program)),
        false => finish(&mut player.world, program),
    }
}

fn finish(door: &mut Door, mut program: Program) -> Result<Printed, String> {
    let mut printed = Printed::default();
    let mut last = None;
    for _ in 0..STEPS_MAX {
        match program.next(last.take()) {
            ProgramStep::Call { command, .. } => last = Some(call(door, &command)?),
            ProgramStep::Print(Stream::Out, text) => printed.out += &text,
            ProgramStep::Print(Stream::Err, text) => printed.err += &text,
            ProgramStep::Print(Stream::Log(Level::Warn), text) => printed.log.push(("WARN", text)),
            ProgramStep::Print(Stream::Log(Level::Error), text) => {
                printed.log.push(("ERROR", text));
            }
            ProgramStep::Print(Stream::Note, _) => {}
            ProgramStep::Exit(code) => {
                printed.code = code;
                return Ok(printed);
            }
        }
    }
    Err("the tool does not end".to_owned())
}

/// Runs a command; a call until it has returned.
fn call(door: &mut Door, command: &Command) -> Result<Outcome, String> {
    let mut events = match door.execute(command) {
        Ok(events) => events,
        Err(Stopped::Refused(rejection)) => return Ok(Outcome::Refused(rejection)),
        Err(endless @ Stopped::Endless) => return Err(endless.to_string()),
    };
    let Command::Call { client: whose, .. } = command else { return Ok(Outcome::Done(events)) };
    let is_end = |event: &Event| matches!(event, Event::Returned { client, .. } if client == whose);
    let end = door.now() + CALL_TAKES_AT_MOST;
    while !events.iter().any(is_end) {
        if door.now() > end {
            return Err("a call of the tool never returns".to_owned());
        }
        let step = door.execute(&Command::Clock(Clock::Step(1)));
        events.extend(step.map_err(|why| why.to_string())?);
    }
    Ok(Outcome::Done(events))
}
