//! What a row of the language's table says: how a verb is written, and with which arguments.
//!
//! Parser, printer, help and completion all read the rows in [`table`](crate::table).

use crate::arguments::Arguments;
use crate::complaint::Complaint;
use crate::table::FORMS;
use engine::command::Command;
use i18n::shell::{About, Kind, Section};

/// What a line can ask for, Kafka's own tools aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each verb is described in the table below")]
pub enum Verb {
    Consumer,
    Producer,
    Admin,
    Send,
    Flush,
    PartitionsFor,
    Subscribe,
    Unsubscribe,
    Assign,
    Poll,
    Process,
    Loop,
    Commit,
    CommitAsync,
    Seek,
    SeekToBeginning,
    SeekToEnd,
    Pause,
    Resume,
    Position,
    Committed,
    BeginningOffsets,
    EndOffsets,
    OffsetsForTimes,
    CurrentLag,
    ListTopics,
    GroupMetadata,
    EnforceRebalance,
    Close,
    Request,
    ListOffsets,
    Rejoin,
    Crash,
    Stall,
    Freeze,
    Thaw,
    Cut,
    Mend,
    Drop,
    Delay,
    Broker,
    Advance,
    Step,
    Settle,
    Next,
    LabRequest,
    LabCoordinator,
    LabReload,
    LabAppend,
    LabEndTransaction,
    LabDeleteRecords,
    LabRetention,
    LabClean,
    LabRoll,
    LabExpireProducers,
    LabRead,
    LabListOffsets,
    LabProducers,
    LabEndOffsetForEpoch,
    LabReplicas,
    LabFollowerFetch,
    LabBecomeLeader,
    LabBecomeFollower,
    LabReplicate,
    LabReplicateMarker,
    LabTruncate,
    LabTopics,
}

/// What stands before the verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Nothing: the verb is the first word.
    Nothing,
    /// The name of a client.
    Client(Whose),
    /// The word `lab`.
    Lab,
}

/// Which clients have a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of Kafka's clients")]
pub enum Whose {
    Any,
    Producer,
    Consumer,
    Admin,
}

/// An argument's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Must be there.
    One(Kind),
    /// May be there.
    Maybe(Kind),
    /// One or more, or `--none`.
    Many(Kind),
    /// As many as one likes.
    Any(Kind),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `--flag`.
    Flag(&'static str),
    /// `--option <value>`.
    Option(&'static str, Kind),
    /// `name=<value>`, may be there.
    Named(&'static str, Kind),
    /// `name=<value>`, must be there.
    Needed(&'static str, Kind),
    /// `prefix.<name>=<value>`, as often as one likes.
    Prefixed(&'static str, Kind),
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Which verb.
    pub verb: Verb,
    /// What stands before it.
    pub lead: Lead,
    /// How it is written.
    pub word: &'static str,
    /// What follows it.
    pub slots: &'static [Slot],
    /// A line that is right, in its canonical spelling.
    pub example: &'static str,
    /// What it does.
    pub about: About,
    /// Makes the command of the arguments.
    pub(crate) read: fn(&Arguments) -> Result<Command, Complaint>,
}

impl Verb {
    /// This verb's row.
    #[must_use]
    pub fn form(self) -> &'static Form {
        &FORMS[self as usize]
    }
}

impl Form {
    /// The form as help shows it: `<consumer> seek <partition> <offset>`.
    #[must_use]
    pub fn usage(&self) -> String {
        let mut text = match self.lead {
            Lead::Nothing => String::new(),
            Lead::Lab => "lab ".to_owned(),
            Lead::Client(Whose::Any) => "<client> ".to_owned(),
            Lead::Client(Whose::Producer) => "<producer> ".to_owned(),
            Lead::Client(Whose::Consumer) => "<consumer> ".to_owned(),
            Lead::Client(Whose::Admin) => "<admin> ".to_owned(),
        };
        text.push_str(self.word);
        for slot in self.slots {
            text.push(' ');
            let (before, kind, after) = match *slot {
                Slot::One(kind) => ("", kind, ""),
                Slot::Maybe(kind) => ("[", kind, "]"),
                Slot::Many(kind) => ("", kind, "…"),
                Slot::Any(kind) => ("[", kind, "…]"),
                Slot::Choice(words) => {
                    text.push_str(&words.join("|"));
                    continue;
                }
                Slot::Flag(name) => {
                    text.extend(["[", name, "]"]);
                    continue;
                }
                Slot::Option(name, kind) => {
                    text.extend(["[", name, " "]);
                    ("", kind, "]")
                }
                Slot::Named(name, kind) => {
                    text.extend(["[", name, "="]);
                    ("", kind, "]")
                }
                Slot::Needed(name, kind) => {
                    text.extend([name, "="]);
                    ("", kind, "")
                }
                Slot::Prefixed(name, kind) => {
                    text.extend(["[", name, ".<name>="]);
                    ("", kind, "…]")
                }
            };
            text.extend([before, kind.placeholder(), after]);
        }
        text
    }
}

impl Form {
    /// The heading under which help lists it.
    #[must_use]
    pub fn section(&self) -> Section {
        let is_fault = matches!(
            self.verb,
            Verb::Crash | Verb::Stall | Verb::Freeze | Verb::Thaw | Verb::Cut | Verb::Mend
        );
        match self.lead {
            Lead::Lab => Section::Lab,
            Lead::Client(_) if is_fault => Section::Faults,
            Lead::Client(Whose::Any) => Section::Clients,
            Lead::Client(Whose::Producer) => Section::Producers,
            Lead::Client(Whose::Consumer) => Section::Consumers,
            Lead::Client(Whose::Admin) => Section::Admins,
            Lead::Nothing if matches!(self.verb, Verb::Drop | Verb::Delay | Verb::Broker) => {
                Section::Faults
            }
            Lead::Nothing
                if matches!(self.verb, Verb::Advance | Verb::Step | Verb::Settle | Verb::Next) =>
            {
                Section::Clock
            }
            Lead::Nothing => Section::Clients,
        }
    }
}

/// Finds a verb by what stands before it and how it is written.
#[must_use]
pub fn find(word: &str, lead: fn(Lead) -> bool) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.word == word && lead(form.lead))
}
