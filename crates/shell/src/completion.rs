//! What could be written next, for whoever types: from the same table as everything else.

use crate::body::{self, APIS, OFFSET_SPECS};
use crate::form::{Form, Lead, Slot, Whose, find};
use crate::table::FORMS;
use crate::tool::{self, ToolName};
use crate::words::{Token, Word, quoted, split};
use engine::command::ClientKind;
use i18n::shell::{About, Kind};
use std::ops::Range;

/// The most that is offered at once.
pub const OFFERS_MAX: usize = 100;

/// The names that the world has.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Clients, and which of Kafka's each is.
    pub clients: Vec<(String, ClientKind)>,
    /// Topics, and how many partitions each has.
    pub topics: Vec<(String, i32)>,
    /// Group ids.
    pub groups: Vec<String>,
    /// Messages in flight.
    pub messages: Vec<u64>,
    /// Brokers.
    pub brokers: Vec<i32>,
}

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it replaces: bytes of the line.
    pub range: Range<usize>,
    /// What is written there.
    pub text: String,
    /// What it does, where the table says so.
    pub about: Option<About>,
}

/// What could be written at `cursor` (a byte of `line`; elsewhere nothing is offered).
#[must_use]
pub fn completion(line: &str, cursor: usize, names: &Names) -> Vec<Completion> {
    let Some(before) = line.get(..cursor) else { return Vec::new() };
    let Ok(tokens) = split(before) else { return Vec::new() };
    let mut words: Vec<Word> = Vec::new();
    for token in tokens {
        match token {
            Token::Word(word) => words.push(word),
            Token::Then(_) | Token::Background(_) | Token::Pipe(_) => words.clear(),
        }
    }
    // A word that the cursor touches is still being written.
    let open = words.pop_if(|word| word.span.end == cursor);
    let (start, begun) = match &open {
        Some(word) => (word.span.start, word.text.as_str()),
        None => (cursor, ""),
    };
    let mut offers = Offers { names, begun, range: start..cursor, found: Vec::new() };
    offers.after(&words);
    offers.found
}

struct Offers<'a> {
    names: &'a Names,
    begun: &'a str,
    range: Range<usize>,
    found: Vec<Completion>,
}

impl Offers<'_> {
    fn after(&mut self, words: &[Word]) {
        let Some((first, rest)) = words.split_first() else { return self.first_words() };
        let word = first.bare().unwrap_or_default();
        if let Some(name) = tool::tool_name(word) {
            return self.tool(name, rest);
        }
        if let Some(form) = find(word, |lead| lead == Lead::Nothing) {
            return self.arguments(form, rest);
        }
        let kind = self.names.clients.iter().find(|(name, _)| *name == first.text);
        let kind = kind.map(|(_, kind)| *kind);
        let is_lab = word == "lab";
        let fits = |lead: Lead| match lead {
            Lead::Nothing => false,
            Lead::Lab => is_lab,
            Lead::Client(whose) => !is_lab && kind.is_none_or(|kind| has(whose, kind)),
        };
        let Some((verb, rest)) = rest.split_first() else {
            for form in FORMS.iter().filter(|form| fits(form.lead)) {
                self.offer(form.word, Some(form.about));
            }
            return;
        };
        let mut forms = FORMS.iter().filter(|form| fits(form.lead));
        if let Some(form) = forms.find(|form| verb.bare() == Some(form.word)) {
            self.arguments(form, rest);
        }
    }

    fn first_words(&mut self) {
        for (name, _) in &self.names.clients {
            self.offer_quoted(name);
        }
        for form in FORMS.iter().filter(|form| form.lead == Lead::Nothing) {
            self.offer(form.word, Some(form.about));
        }
        for name in ToolName::ALL {
            let script = [name.script(), name.suffix()].concat();
            self.offer(&script, Some(tool::about(name)));
        }
        for word in ["echo", "printf", "seq", "lab"] {
            self.offer(word, None);
        }
    }

    fn tool(&mut self, name: ToolName, words: &[Word]) {
        let option = words.last().and_then(Word::bare).unwrap_or_default();
        match option {
            "--topic" => self.kind(Kind::Topic, &[]),
            "--group" => self.kind(Kind::Group, &[]),
            "--bootstrap-server" => self.offer("localhost:9092", None),
            _ if name == ToolName::Help => {
                FORMS.iter().for_each(|form| self.offer(form.word, Some(form.about)));
            }
            _ => name.options().for_each(|option| self.offer(&["--", option].concat(), None)),
        }
    }

    fn arguments(&mut self, form: &Form, words: &[Word]) {
        let value_of = words.last().and_then(|word| {
            form.slots.iter().find_map(|slot| {
                let Slot::Option(name, kind) = *slot else { return None };
                (word.bare() == Some(name)).then_some(kind)
            })
        });
        if let Some(kind) = value_of {
            return self.kind(kind, words);
        }
        let is_plain = |word: &&Word| word.strip("--").is_none();
        let mut passed = words.iter().filter(is_plain).count();
        for slot in form.slots {
            match *slot {
                Slot::One(kind) | Slot::Maybe(kind) if passed == 0 => {
                    self.kind(kind, words);
                    if matches!(slot, Slot::One(_)) {
                        return;
                    }
                }
                Slot::Choice(known) if passed == 0 => {
                    known.iter().for_each(|word| self.offer(word, None));
                    return;
                }
                Slot::One(_) | Slot::Maybe(_) | Slot::Choice(_) => passed -= 1,
                Slot::Many(kind) | Slot::Any(kind) => {
                    self.kind(kind, words);
                    passed = 0;
                }
                Slot::Flag(name) | Slot::Option(name, _) => self.offer(name, None),
                Slot::Named(name, _) | Slot::Needed(name, _) => {
                    self.offer(&[name, "="].concat(), None);
                }
                Slot::Prefixed(name, _) => self.offer(&[name, "."].concat(), None),
            }
        }
    }

    fn kind(&mut self, kind: Kind, words: &[Word]) {
        match kind {
            Kind::Client => self.names.clients.iter().for_each(|(name, _)| self.offer_quoted(name)),
            Kind::Topic => self.names.topics.iter().for_each(|(name, _)| self.offer_quoted(name)),
            Kind::Topics => self.topics(),
            Kind::Group => self.names.groups.iter().for_each(|name| self.offer_quoted(name)),
            Kind::Partition => self.partitions(""),
            Kind::PartitionOffset | Kind::PartitionTime | Kind::PartitionSpec => {
                self.partitions("=")
            }
            Kind::InHand => self.partitions("@"),
            Kind::Message => {
                let messages = self.names.messages.iter();
                messages.for_each(|number| self.offer(&["m", &number.to_string()].concat(), None));
            }
            Kind::Broker => {
                let brokers = self.names.brokers.iter();
                brokers.for_each(|number| self.offer(&number.to_string(), None));
            }
            Kind::Api => APIS.iter().for_each(|api| self.offer(api, None)),
            Kind::Field => {
                let api = words.iter().rev().find(|word| APIS.contains(&word.text.as_str()));
                let fields = api.map_or(&[][..], |api| body::field_names(&api.text));
                fields.iter().for_each(|field| self.offer(&[field, "="].concat(), None));
            }
            // What has no list of right words: numbers, times, values, texts of one's own.
            Kind::Command | Kind::Verb | Kind::LabVerb | Kind::Tool | Kind::Option => {}
            Kind::Name | Kind::Offset | Kind::LeaderEpoch | Kind::Number | Kind::Span => {}
            Kind::ProducerId | Kind::ProducerEpoch | Kind::Timestamp | Kind::Bytes => {}
            Kind::Hexadecimal | Kind::Pattern | Kind::Reason | Kind::Config | Kind::List => {}
            Kind::Record | Kind::Boolean | Kind::TopicId | Kind::Named(_) | Kind::OneOf(_) => {}
        }
        if kind == Kind::PartitionSpec && self.begun.contains('=') {
            let name = self.begun.split_once('=').map_or("", |(name, _)| name).to_owned();
            for (word, _) in OFFSET_SPECS {
                self.offer(&[&name, "=", word].concat(), None);
            }
        }
    }

    /// The topic after the last comma.
    fn topics(&mut self) {
        let done = self.begun.rfind(',').map_or(0, |at| at + 1);
        for (name, _) in &self.names.topics {
            let mut text = self.begun[..done].to_owned();
            quoted(name, &mut text);
            self.offer(&text, None);
        }
    }

    fn partitions(&mut self, after: &str) {
        for (topic, partitions) in &self.names.topics {
            for number in 0..*partitions {
                let mut text = String::new();
                quoted(topic, &mut text);
                text.extend(["-", &number.to_string(), after]);
                self.offer(&text, None);
                if self.found.len() == OFFERS_MAX {
                    return;
                }
            }
        }
    }

    fn offer_quoted(&mut self, name: &str) {
        let mut text = String::new();
        quoted(name, &mut text);
        if name.starts_with(self.begun) {
            self.push(&text, None);
        }
    }

    fn offer(&mut self, text: &str, about: Option<About>) {
        if text.starts_with(self.begun) {
            self.push(text, about);
        }
    }

    fn push(&mut self, text: &str, about: Option<About>) {
        let is_new = self.found.iter().all(|known| known.text != text);
        if self.found.len() < OFFERS_MAX && is_new {
            self.found.push(Completion { range: self.range.clone(), text: text.to_owned(), about });
        }
    }
}

fn has(whose: Whose, kind: ClientKind) -> bool {
    match whose {
        Whose::Any => true,
        Whose::Producer => kind == ClientKind::Producer,
        Whose::Consumer => kind == ClientKind::Consumer,
        Whose::Admin => kind == ClientKind::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(line: &str) -> Vec<String> {
        let names = Names {
            clients: vec![
                ("c1".to_owned(), ClientKind::Consumer),
                ("p1".to_owned(), ClientKind::Producer),
            ],
            topics: vec![("orders".to_owned(), 2), ("pay ments".to_owned(), 1)],
            groups: vec!["billing".to_owned()],
            messages: vec![7],
            brokers: vec![1],
        };
        let found = completion(line, line.len(), &names);
        found.into_iter().map(|completion| completion.text).collect()
    }

    #[test]
    fn what_fits_is_offered() {
        assert_eq!(offers("c"), ["c1", "consumer"]);
        assert_eq!(offers("c1 see"), ["seek", "seek-to-beginning", "seek-to-end"]);
        assert_eq!(offers("p1 s"), ["send", "stall"]);
        assert_eq!(offers("c1 seek o"), ["orders-0", "orders-1"]);
        assert_eq!(offers("c1 subscribe orders,p"), Vec::<String>::new());
        assert_eq!(offers("c1 subscribe o"), ["orders"]);
        assert_eq!(offers("p1 send pay"), ["'pay ments'"]);
        assert_eq!(offers("c1 commit orders-1"), ["orders-1="]);
        assert_eq!(offers("p1 send orders k"), ["key="]);
        assert_eq!(offers("step; c1 poll 1s & group "), ["billing"]);
        assert_eq!(offers("group billing "), ["rejoin"]);
        assert_eq!(offers("drop "), ["m7"]);
        assert_eq!(offers("lab rel"), ["reload"]);
        assert_eq!(offers("lab coordinator c1 Hea"), ["Heartbeat"]);
        assert_eq!(offers("lab coordinator c1 Heartbeat gro"), ["groupId=", "groupInstanceId="]);
        assert_eq!(offers("kafka-topics.sh --cr"), ["--create"]);
        assert_eq!(offers("echo x | kafka-console-producer.sh --topic o"), ["orders"]);
        assert_eq!(offers("kafka-con"), ["kafka-console-producer.sh", "kafka-consumer-groups.sh"]);
        assert_eq!(offers("c1 close --l"), ["--leave"]);
        assert_eq!(offers("p1 send orders value='open"), Vec::<String>::new());
    }

    #[test]
    fn any_cursor_is_answered() {
        let line = "c1 subscribe 订单,orders; p1 send 订单 value='x'";
        for cursor in 0..line.len() + 3 {
            for offer in completion(line, cursor, &Names::default()) {
                assert!(line.get(offer.range).is_some());
            }
        }
    }
}
