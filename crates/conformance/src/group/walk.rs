//! Goes through a walk line by line: an op, then what it and the timers until the next op brought.

use super::bench::{Bench, Deadlines, Happened};
use super::ops::{self, Played};
use super::{answer, compare, dump};
use crate::recording::Recording;
use crate::replay::{Difference, Verdict};
use crate::tape::Tape;
use engine::error::ErrorCode;
use engine::quantity::Time;
use engine::sorted::SortedMap;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Plays the whole walk. `Err`: where level 1 ends.
pub(super) fn play(recording: &Recording, tape: &Tape) -> Result<Verdict, Box<Difference>> {
    let bench = Bench::new(&recording.meta, tape).map_err(|why| unplayable(0, why))?;
    let has_level2 = recording.meta["level2"] != json!(false);
    let mut walk = Walk {
        bench,
        tape: tape.clone(),
        lean: recording.meta["lean"] == json!(true),
        asked: HashMap::new(),
        lines: HashMap::new(),
        shown: SortedMap::new(),
        expected: SortedMap::new(),
        level2: Ok(()),
    };
    let mut lines = recording.lines.as_slice();
    if let Some(first) = lines.first() {
        walk.run_until(at(first), &mut Vec::new()).map_err(|why| unplayable(number(first), why))?;
    }
    while let Some((op, rest)) = lines.split_first() {
        if op["k"] != "op" {
            let why = format!("a line of kind {} before the first op", op["k"]);
            return Err(unplayable(number(op), why));
        }
        let count = rest.iter().take_while(|line| line["k"] != "op").count();
        let (observations, next) = rest.split_at(count);
        walk.play_op(op, observations, next.first())?;
        lines = next;
    }
    Ok(Verdict {
        level1: Ok(()),
        level2: has_level2.then_some(walk.level2.map_err(|difference| *difference)),
    })
}

struct Walk {
    bench: Bench,
    tape: Tape,
    lean: bool,
    /// The name of each request, by line.
    asked: HashMap<i64, String>,
    /// The line of each request, by its number.
    lines: HashMap<u64, i64>,
    /// Each group as our last step left it.
    shown: SortedMap<String, Value>,
    /// Each group as the recording last showed it.
    expected: SortedMap<String, Value>,
    /// The first difference of level 2.
    level2: Result<(), Box<Difference>>,
}

/// What an op or a timer brought.
struct Step {
    at: Time,
    answers: Vec<(i64, Value)>,
    groups: Vec<(String, Value)>,
    /// The timer's name, with records and timers; `None` for an op.
    timer: Option<(String, Value)>,
}

impl Walk {
    fn play_op(
        &mut self,
        op: &Value,
        observations: &[Value],
        next: Option<&Value>,
    ) -> Result<(), Box<Difference>> {
        let line = number(op);
        self.tape.at_line(line);
        let before = self.bench.deadlines();
        let played = ops::play(&mut self.bench, op).map_err(|why| unplayable(line, why))?;
        let Played { request, refused, mut happened } = played;
        if let Some(request) = request {
            self.asked.insert(line, op["do"].as_str().unwrap_or_default().to_owned());
            self.lines.insert(request, line);
        }
        let own = self.own_answer(request, &mut happened);
        self.compare_answer(op, own, refused)?;
        self.compare_level2(op, &self.changes(&before, &happened));
        let mut steps = vec![self.step(happened, None)];
        // After the last op the clock stands still, unless something was observed later.
        let until = next.or(observations.last()).map_or(at(op), at);
        if next.is_some() || until > at(op) {
            self.tape.at_line(next.map_or(line, number));
            self.run_until(until, &mut steps).map_err(|why| unplayable(line, why))?;
        }
        self.compare_steps(line, observations, &steps)
    }

    /// Fires what is due, one by one.
    fn run_until(&mut self, until: Time, steps: &mut Vec<Step>) -> Result<(), String> {
        loop {
            let before = self.bench.deadlines();
            let Some((key, happened)) = self.bench.fire_next(until)? else { return Ok(()) };
            let name = key.map(|key| dump::timer(&key, &self.bench.slots));
            let changes = self.changes(&before, &happened);
            // The periodic timer is shown only when it wrote something.
            let is_shown = |name: &String| name != "expire" || !happened.appended.is_empty();
            let shown = name.filter(is_shown).map(|name| (name, changes));
            steps.push(self.step(happened, shown));
        }
    }

    /// Takes the op's own answer out of what happened.
    fn own_answer(&self, request: Option<u64>, happened: &mut Happened) -> Option<answer::Answer> {
        let place = happened.answers.iter().position(|(of, _)| Some(*of) == request)?;
        let (_, response) = happened.answers.remove(place);
        answer::write(&response, &self.bench.slots)
    }

    fn compare_answer(
        &self,
        op: &Value,
        own: Option<answer::Answer>,
        refused: Option<ErrorCode>,
    ) -> Result<(), Box<Difference>> {
        let line = number(op);
        let Some(name) = self.asked.get(&line) else {
            let ours = refused.map_or(Value::Null, |error| json!(error.name()));
            return compare::same(line, "err.code", &op["err"]["code"], &ours);
        };
        let ours = match own {
            None => json!({"ret": {"parked": true}}),
            Some(answer) => answer_line(name, answer),
        };
        compare::same(line, name, &expected_answer(name, op), &ours)
    }

    /// Records and timers of a step, as far as they are written.
    fn changes(&self, before: &Deadlines, happened: &Happened) -> Value {
        let mut changes = json!({});
        let records = dump::records(&happened.appended, &self.bench);
        if !records.is_empty() {
            changes["records"] = compare::records(&records).into();
        }
        let timers = dump::timers(before, &self.bench.deadlines(), &self.bench.slots);
        if timers != json!({}) {
            changes["timers"] = timers;
        }
        changes
    }

    fn compare_level2(&mut self, op: &Value, ours: &Value) {
        if self.level2.is_ok() {
            let name = op["do"].as_str().unwrap_or_default();
            self.level2 = compare::same(number(op), name, &expected_changes(op), ours);
        }
    }

    fn step(&mut self, happened: Happened, timer: Option<(String, Value)>) -> Step {
        let answers = happened.answers.iter().filter_map(|(request, response)| {
            let of = *self.lines.get(request)?;
            let name = self.asked.get(&of)?;
            let written = answer::write(response, &self.bench.slots)?;
            Some((of, answer_line(name, written)))
        });
        let answers = answers.collect();
        let now = dump::groups(&self.bench, self.lean);
        let now: SortedMap<String, Value> =
            now.iter().map(|(group, value)| (group.clone(), compare::plain(value))).collect();
        let mut groups = Vec::new();
        for (group, value) in &now {
            if self.shown.get(group) != Some(value) {
                groups.push((group.clone(), value.clone()));
            }
        }
        for group in self.shown.keys().filter(|group| !now.contains_key(*group)) {
            groups.push((group.clone(), Value::Null));
        }
        self.shown = now;
        Step { at: self.bench.now(), answers, groups, timer }
    }

    /// Compares what was observed after an op with our steps: at each instant the same answers and
    /// groups, in whatever order; and, at level 2, the same timers.
    fn compare_steps(
        &mut self,
        op: i64,
        observations: &[Value],
        steps: &[Step],
    ) -> Result<(), Box<Difference>> {
        let mut kafka = Vec::new();
        let mut kafka_timers = Vec::new();
        for line in observations {
            let seen = self.observe(line)?;
            if line["what"] == "timer" { kafka_timers.push(seen) } else { kafka.push(seen) }
        }
        let mut ours = Vec::new();
        let mut our_timers = Vec::new();
        for step in steps {
            let at = step.at.0;
            for (of, value) in &step.answers {
                ours.push(Seen {
                    line: op,
                    at,
                    what: format!("answer of {of}"),
                    value: value.clone(),
                });
            }
            for (group, value) in &step.groups {
                let what = format!("group {group}");
                ours.push(Seen { line: op, at, what, value: value.clone() });
            }
            if let Some((name, value)) = &step.timer {
                let what = format!("timer {name}");
                our_timers.push(Seen { line: op, at, what, value: value.clone() });
            }
        }
        match_up(kafka, ours)?;
        if self.level2.is_ok() {
            self.level2 = match_up(kafka_timers, our_timers);
        }
        Ok(())
    }

    /// What a line says, in the form in which we say it.
    fn observe(&mut self, line: &Value) -> Result<Seen, Box<Difference>> {
        let i = number(line);
        let seen = |what, value| Ok(Seen { line: i, at: at(line).0, what, value });
        match line["what"].as_str() {
            Some("answer") => {
                let of = line["of"].as_i64().unwrap_or(-1);
                let name = self.asked.get(&of).cloned().unwrap_or_default();
                seen(format!("answer of {of}"), expected_answer(&name, &line["val"]))
            }
            Some("group") => {
                let group = line["of"].as_str().unwrap_or_default().to_owned();
                let held = self.expected.entry(group.clone()).or_insert(Value::Null);
                match line.get("patch") {
                    Some(patch) => compare::merge(held, patch),
                    None => *held = line["val"].clone(),
                }
                let value = compare::plain(held);
                seen(format!("group {group}"), value)
            }
            Some("timer") => {
                let name = line["of"].as_str().unwrap_or_default();
                seen(format!("timer {name}"), expected_changes(&line["val"]))
            }
            other => Err(unplayable(i, format!("unknown observation {other:?}"))),
        }
    }
}

/// Something that happened at an instant.
#[derive(Debug)]
struct Seen {
    line: i64,
    at: i64,
    what: String,
    value: Value,
}

/// Pairs off what is the same; the earliest that is left over is the difference.
fn match_up(kafka: Vec<Seen>, mut ours: Vec<Seen>) -> Result<(), Box<Difference>> {
    for theirs in kafka {
        let is_same = |mine: &Seen| {
            mine.at == theirs.at && mine.what == theirs.what && mine.value == theirs.value
        };
        if let Some(place) = ours.iter().position(is_same) {
            ours.remove(place);
            continue;
        }
        let what = format!("at {}: {}", theirs.at, theirs.what);
        let like = ours.iter().find(|mine| mine.at == theirs.at && mine.what == theirs.what);
        let mine = like.map_or(Value::Null, |mine| mine.value.clone());
        compare::same(theirs.line, &what, &theirs.value, &mine)?;
        // Two nulls: ours has nothing where Kafka says that a group is gone.
        return Err(Box::new(Difference::new(theirs.line, what, &theirs.value, &mine)));
    }
    match ours.into_iter().next() {
        None => Ok(()),
        Some(mine) => {
            let what = format!("at {}: {}, which Kafka does not have", mine.at, mine.what);
            Err(Box::new(Difference::new(mine.line, what, &Value::Null, &mine.value)))
        }
    }
}

fn unplayable(line: i64, why: String) -> Box<Difference> {
    Box::new(Difference::unplayable(line, why))
}

fn answer_line(name: &str, (ret, error): answer::Answer) -> Value {
    let mut line = json!({});
    if let Some(ret) = ret {
        line["ret"] = compare::ret(name, &ret);
    }
    if let Some(error) = error {
        line["err"] = json!(error.name());
    }
    line
}

/// `ret` and `err.code` of a line; texts are none of level 1.
fn expected_answer(name: &str, line: &Value) -> Value {
    let mut answer = json!({});
    if let Some(ret) = line.get("ret") {
        answer["ret"] = compare::ret(name, ret);
    }
    if let Some(code) = line["err"].get("code") {
        answer["err"] = code.clone();
    }
    answer
}

/// `records` and `timers` of a line.
fn expected_changes(line: &Value) -> Value {
    let mut changes = json!({});
    if let Some(records) = line["records"].as_array() {
        changes["records"] = compare::records(records).into();
    }
    if let Some(timers) = line.get("timers") {
        changes["timers"] = timers.clone();
    }
    changes
}

fn at(line: &Value) -> Time {
    Time(line["at"].as_i64().unwrap_or(0))
}

fn number(line: &Value) -> i64 {
    line["i"].as_i64().unwrap_or(0)
}
