//! Random histories: however one goes through them, the same place is the same world.
//!
//! A failure prints the seed and the history as text, which opens in the page.

use session::{Opening, Place, Session};

/// Chance with a seed (a linear congruential generator; nothing here needs a better one).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const LINES: &[&str] = &[
    "p1 send t key=alice value=a",
    "p1 send t value=b; p1 flush",
    "p1 flush",
    "c1 poll 200ms",
    "c2 poll 200ms &",
    "c1 process; c1 commit",
    "c2 process 1",
    "c2 commit",
    "c1 seek t-0 0",
    "c1 crash",
    "c2 freeze",
    "c2 thaw",
    "c2 stall",
    "c2 resume",
    "c1 cut",
    "c1 mend",
    "group g rejoin",
    "consumer c1 group.id=g auto.offset.reset=earliest; c1 subscribe t",
    "consumer c2 group.id=g enable.auto.commit=false; c2 subscribe t",
    "c1 loop process-commit 500ms",
    "c1 loop off",
    "advance 700ms",
    "advance 20s",
    "advance 1min",
    "step",
    "step 7",
    "advance 5s; step 2",
    "settle",
    "next",
    "lab delete-records t-0 1",
    "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group g",
    "broker 1 stop",
    "broker 1 start",
];

fn history(seed: u64) -> Session {
    let mut chance = Chance(seed);
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    for line in [
        "kafka-topics.sh --bootstrap-server localhost:9092 --create --topic t --partitions 2",
        "producer p1",
        "consumer c1 group.id=g auto.offset.reset=earliest; c1 subscribe t",
        "consumer c2 group.id=g enable.auto.commit=false; c2 subscribe t",
        "group g rejoin",
    ] {
        session.submit(line).expect(line);
    }
    for _ in 0..60 {
        let before = (session.state_hash(), session.entries());
        match chance.below(12) {
            0 => drop(session.play(300)),
            1 => drop(session.undo()),
            2 => drop(session.redo()),
            _ => {
                let mut line = chance.pick(LINES).to_owned();
                // A refusal is a right answer here; what matters is that nothing has changed.
                while !line.is_empty() {
                    match session.submit(&line) {
                        Ok(outcome) => line = outcome.rest.to_string(),
                        Err(_) => {
                            assert_eq!((session.state_hash(), session.entries()), before, "{line}");
                            break;
                        }
                    }
                }
            }
        }
    }
    session
}

#[test]
fn the_same_place_is_the_same_world_however_one_comes_there() {
    for seed in 1..=12 {
        let session = history(seed);
        let text = session.to_text();
        let at = |place| {
            let mut walker = session.clone();
            walker.seek(place);
            (walker.state_hash(), walker.view(&session::view::Viewport::default(), None))
        };
        let opened = Opening::new(&text).and_then(Opening::complete);
        let mut opened = opened.unwrap_or_else(|wrong| {
            panic!("seed {seed}: {}\n{text}", wrong.sentence(i18n::Locale::En))
        });
        assert_eq!(opened.to_text(), text, "seed {seed}");
        assert_eq!(opened.state_hash(), session.state_hash(), "seed {seed}\n{text}");
        let mut chance = Chance(seed);
        for _ in 0..6 {
            let entry = chance.below(session.entries() + 1);
            let place = Place { entry, within: 200 };
            opened.seek(place);
            let (hash, view) = at(place);
            assert_eq!(opened.state_hash(), hash, "seed {seed}, {place:?}\n{text}");
            let again = opened.view(&session::view::Viewport::default(), None);
            assert_eq!(again, view, "seed {seed}, {place:?}\n{text}");
        }
    }
}
