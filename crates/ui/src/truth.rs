//! What the build found out about itself: the replayer's result, as the page reads it.
//!
//! Lines of fields with tabs between; a line that is not understood is passed over.

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// Its name, unique in its family.
    pub(crate) id: String,
    /// What it shows.
    pub(crate) title: String,
    /// Every answer agrees.
    pub(crate) agrees: bool,
    /// It opens as a world.
    pub(crate) opens: bool,
}

/// One family of recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    /// `story`.
    pub(crate) name: String,
    /// How many there are.
    pub(crate) all: usize,
    /// How many agree.
    pub(crate) agree: usize,
    /// How many have inner state that was recorded too, and got there.
    pub(crate) all2: usize,
    /// How many agree in that.
    pub(crate) agree2: usize,
    /// One by one; none of the vectors.
    pub(crate) recordings: Vec<Recorded>,
    /// Why some could not be played: how many, the kind of reason, and words of the replayer's where
    /// it is of no kind.
    pub(crate) missing: Vec<(usize, String, String)>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Truth {
    /// By family, in the replayer's order.
    pub(crate) families: Vec<Family>,
}

impl Truth {
    /// Reads the report; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        lines.next().filter(|head| *head == "tidemark-truth\t1")?;
        let mut truth = Self::default();
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["family", name, counts @ ..] => truth.families.push(family(name, counts)),
                ["recording", of, id, level1, _, title] => {
                    let recorded = Recorded {
                        id: (*id).to_owned(),
                        title: (*title).to_owned(),
                        agrees: *level1 == "1",
                        opens: false,
                    };
                    truth.with(of, |family| family.recordings.push(recorded));
                }
                ["missing", of, count, kind, why] => {
                    let count = count.parse().unwrap_or(0);
                    let reason = (count, (*kind).to_owned(), (*why).to_owned());
                    truth.with(of, |family| family.missing.push(reason));
                }
                ["world", of, id] => truth.with(of, |family| {
                    let mut all = family.recordings.iter_mut();
                    if let Some(one) = all.find(|one| one.id == **id) {
                        one.opens = true;
                    }
                }),
                [..] => {}
            }
        }
        Some(truth)
    }

    /// How many agree, of how many.
    pub(crate) fn total(&self) -> (usize, usize) {
        self.families
            .iter()
            .fold((0, 0), |(agree, all), family| (agree + family.agree, all + family.all))
    }

    fn with(&mut self, name: &str, change: impl FnOnce(&mut Family)) {
        if let Some(family) = self.families.iter_mut().find(|family| family.name == name) {
            change(family);
        }
    }
}

fn family(name: &str, counts: &[&str]) -> Family {
    let count = |at: usize| counts.get(at).and_then(|count| count.parse().ok()).unwrap_or(0);
    Family {
        name: name.to_owned(),
        all: count(0),
        agree: count(1),
        all2: count(2),
        agree2: count(3),
        recordings: Vec::new(),
        missing: Vec::new(),
    }
}

/// The world of that recording in a file of them: before each stand `world`, its id and the number of
/// its lines.
pub(crate) fn world(file: &str, id: &str) -> Option<String> {
    let mut lines = file.lines();
    loop {
        let head = lines.next()?;
        let [_, name, count] = head.split('\t').collect::<Vec<_>>()[..] else { return None };
        let count = count.parse().ok()?;
        if name == id {
            return Some(lines.take(count).map(|line| format!("{line}\n")).collect());
        }
        // `nth` counts from 0: it passes over the lines of this world.
        if count > 0 {
            lines.nth(count - 1)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_as_it_is_written() {
        let report = "tidemark-truth\t1\nkafka\t4.3.1\nfamily\tstory\t3\t2\t1\t0\n\
            recording\tstory\ta\t1\t-\tone\nrecording\tstory\tb\t0\t-\ttwo\n\
            missing\tstory\t1\tother\tno such thing\nunreadable\tx\ty\nworld\tstory\ta\n";
        let truth = Truth::parse(report).expect("it is a report");
        assert_eq!(truth.total(), (2, 3));
        let story = &truth.families[0];
        let opens: Vec<bool> = story.recordings.iter().map(|one| one.opens).collect();
        assert_eq!(opens, [true, false]);
        assert_eq!(story.missing, [(1, "other".to_owned(), "no such thing".to_owned())]);
        assert_eq!(Truth::parse("<html>"), None);
    }

    #[test]
    fn a_world_is_found_by_its_name() {
        let file = "world\ta\t3\ntidemark 1\n---\nx\nworld\tab\t1\ny\n";
        assert_eq!(world(file, "a").as_deref(), Some("tidemark 1\n---\nx\n"));
        assert_eq!(world(file, "ab").as_deref(), Some("y\n"));
        assert_eq!(world(file, "b"), None);
        assert_eq!(world("<html>", "b"), None);
    }
}
