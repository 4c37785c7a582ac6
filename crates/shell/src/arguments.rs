//! The words of a command, each in the slot of the form that it belongs to.
//!
//! Invariant: after [`bind`] every word is in a slot, and every slot that must be filled is.

use crate::complaint::{Complaint, expected, expected_one_of, missing, nearest, shortened};
use crate::form::{Form, Slot};
use crate::read;
use crate::words::Word;
use engine::quantity::{Bytes, Millis, Text, TopicPartition};
use i18n::shell::{Kind, Problem};

/// The words of a command by slot.
pub(crate) struct Arguments {
    /// The client that stands before the verb; empty where none does.
    pub(crate) client: Text,
    slots: &'static [Slot],
    words: Vec<Vec<Word>>,
    end: usize,
}

/// Puts each word into its slot. `end` is where the command ends in the line.
pub(crate) fn bind(
    form: &Form,
    client: Text,
    words: &[Word],
    end: usize,
) -> Result<Arguments, Complaint> {
    let mut arguments = Arguments { client, slots: form.slots, words: Vec::new(), end };
    arguments.words.resize(form.slots.len(), Vec::new());
    let mut positional = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if word.strip("--").is_some() {
            arguments.bind_option(word, &mut rest)?;
        } else if !arguments.bind_named(word)? {
            positional.push(word);
        }
    }
    let mut positional = positional.into_iter();
    for (slot, bound) in arguments.slots.iter().zip(&mut arguments.words) {
        match slot {
            Slot::One(_) | Slot::Maybe(_) | Slot::Choice(_) => {
                bound.extend(positional.next().cloned());
            }
            Slot::Many(_) | Slot::Any(_) => bound.extend(positional.by_ref().cloned()),
            Slot::Flag(_) | Slot::Option(..) => {}
            Slot::Named(..) | Slot::Needed(..) | Slot::Prefixed(..) => {}
        }
    }
    if let Some(word) = positional.next() {
        let problem = Problem::TooMuch { word: shortened(&word.text) };
        return Err(Complaint::at(word.span.clone(), problem));
    }
    arguments.check_filled()?;
    Ok(arguments)
}

impl Arguments {
    /// The words in the slot number `slot`.
    pub(crate) fn all(&self, slot: usize) -> &[Word] {
        &self.words[slot]
    }

    /// The first word in the slot, if there is one.
    pub(crate) fn maybe(&self, slot: usize) -> Option<&Word> {
        self.words[slot].first()
    }

    /// The word in the slot, which must be there.
    pub(crate) fn one(&self, slot: usize) -> Result<&Word, Complaint> {
        self.maybe(slot).ok_or_else(|| self.lacks(self.slots[slot]))
    }

    /// Where the command ends in the line.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// The text in the slot, which must be there.
    pub(crate) fn text(&self, slot: usize) -> Result<Text, Complaint> {
        self.one(slot).map(|word| word.text.as_str().into())
    }

    /// The partition in the slot, which must be there.
    pub(crate) fn partition(&self, slot: usize) -> Result<TopicPartition, Complaint> {
        read::partition(self.one(slot)?)
    }

    /// The partitions in the slot.
    pub(crate) fn partitions(&self, slot: usize) -> Result<Vec<TopicPartition>, Complaint> {
        self.words[slot].iter().map(read::partition).collect()
    }

    /// The number in the slot, which must be there.
    pub(crate) fn long(&self, slot: usize, kind: Kind) -> Result<i64, Complaint> {
        read::long(kind, self.one(slot)?)
    }

    /// The number in the slot, which must be there.
    pub(crate) fn int(&self, slot: usize, kind: Kind) -> Result<i32, Complaint> {
        read::int(kind, self.one(slot)?)
    }

    /// The span in the slot, if there is one.
    pub(crate) fn span(&self, slot: usize) -> Result<Option<Millis>, Complaint> {
        self.maybe(slot).map(read::span).transpose()
    }

    /// The bytes in the slot; without a word, null.
    pub(crate) fn bytes(&self, slot: usize) -> Result<Option<Bytes>, Complaint> {
        self.maybe(slot).map_or(Ok(None), read::bytes)
    }

    /// Whether the flag stands there.
    pub(crate) fn has(&self, flag: &'static str) -> bool {
        let mut slots = self.slots.iter().zip(&self.words);
        slots.any(|(slot, words)| *slot == Slot::Flag(flag) && !words.is_empty())
    }

    /// Two flags of which at most one may stand there.
    pub(crate) fn either(
        &self,
        one: &'static str,
        other: &'static str,
    ) -> Result<(bool, bool), Complaint> {
        match (self.has(one), self.has(other)) {
            (true, true) => {
                Err(Complaint::at(self.end..self.end, Problem::Excludes { one, other }))
            }
            flags => Ok(flags),
        }
    }

    /// Which word of a choice stands there.
    pub(crate) fn choice(&self, slot: usize) -> Result<&'static str, Complaint> {
        let word = self.one(slot)?;
        let Slot::Choice(words) = self.slots[slot] else {
            return Err(expected(Kind::Option, word));
        };
        let chosen = words.iter().copied().find(|&known| word.bare() == Some(known));
        chosen.ok_or_else(|| expected_one_of(Kind::OneOf(words), word, words.iter().copied()))
    }

    /// `None` where no word stands and `--none` does not either.
    pub(crate) fn list(&self, slot: usize) -> Option<&[Word]> {
        (!self.words[slot].is_empty() || self.has("--none")).then_some(&self.words[slot])
    }

    /// An option: alone, with its value behind `=`, or with the next word.
    fn bind_option<'a>(
        &mut self,
        word: &Word,
        rest: &mut impl Iterator<Item = &'a Word>,
    ) -> Result<(), Complaint> {
        let cut = word.split('=');
        let name = cut.as_ref().map_or(word, |(name, _)| name);
        let slot = self.slots.iter().position(|slot| match *slot {
            Slot::Flag(known) => cut.is_none() && name.bare() == Some(known),
            Slot::Option(known, _) => name.bare() == Some(known),
            Slot::One(_) | Slot::Maybe(_) | Slot::Many(_) | Slot::Any(_) | Slot::Choice(_) => false,
            Slot::Named(..) | Slot::Needed(..) | Slot::Prefixed(..) => false,
        });
        let Some(at) = slot else { return Err(self.unknown_name(name)) };
        let value = match (self.slots[at], &cut) {
            (Slot::Option(_, kind), None) => {
                rest.next().cloned().ok_or_else(|| missing(kind, self.end))?
            }
            (_, Some((_, value))) => value.clone(),
            (_, None) => word.clone(),
        };
        self.put(at, name, value)
    }

    /// `name=value`, where the form knows names.
    fn bind_named(&mut self, word: &Word) -> Result<bool, Complaint> {
        if !self.slots.iter().any(|slot| slot_name(slot).is_some_and(|name| !is_option(name))) {
            return Ok(false);
        }
        let Some((name, value)) = word.split('=') else { return Ok(false) };
        let slot = self.slots.iter().position(|slot| match *slot {
            Slot::Named(known, _) | Slot::Needed(known, _) => name.bare() == Some(known),
            Slot::Prefixed(known, _) => {
                name.strip(known).is_some_and(|rest| rest.strip(".").is_some())
            }
            Slot::One(_) | Slot::Maybe(_) | Slot::Many(_) | Slot::Any(_) | Slot::Choice(_) => false,
            Slot::Flag(_) | Slot::Option(..) => false,
        });
        let Some(at) = slot else { return Err(self.unknown_name(&name)) };
        if matches!(self.slots[at], Slot::Prefixed(..)) {
            self.words[at].push(word.clone());
        } else {
            self.put(at, &name, value)?;
        }
        Ok(true)
    }

    fn put(&mut self, at: usize, name: &Word, value: Word) -> Result<(), Complaint> {
        if self.words[at].is_empty() {
            self.words[at].push(value);
            return Ok(());
        }
        let problem = Problem::Twice { name: shortened(&name.text) };
        Err(Complaint::at(name.span.clone(), problem))
    }

    fn check_filled(&self) -> Result<(), Complaint> {
        let empty = self.slots.iter().zip(&self.words).filter(|(_, words)| words.is_empty());
        for (slot, _) in empty {
            match slot {
                Slot::One(_) | Slot::Choice(_) | Slot::Needed(..) => return Err(self.lacks(*slot)),
                Slot::Many(_) if !self.has("--none") => return Err(self.lacks(*slot)),
                Slot::Many(_) | Slot::Maybe(_) | Slot::Any(_) | Slot::Flag(_) => {}
                Slot::Option(..) | Slot::Named(..) | Slot::Prefixed(..) => {}
            }
        }
        Ok(())
    }

    fn lacks(&self, slot: Slot) -> Complaint {
        let kind = match slot {
            Slot::One(kind) | Slot::Maybe(kind) | Slot::Many(kind) | Slot::Any(kind) => kind,
            Slot::Option(_, kind) => kind,
            Slot::Named(name, _) | Slot::Needed(name, _) | Slot::Prefixed(name, _) => {
                Kind::Named(name)
            }
            Slot::Choice(words) => Kind::OneOf(words),
            Slot::Flag(_) => Kind::Option,
        };
        missing(kind, self.end)
    }

    fn unknown_name(&self, name: &Word) -> Complaint {
        let option = name.text.starts_with('-');
        let known = self.slots.iter().filter_map(slot_name);
        let nearest = nearest(&name.text, known.filter(|known| is_option(known) == option));
        let problem = Problem::UnknownOption { name: shortened(&name.text), nearest };
        Complaint::at(name.span.clone(), problem)
    }
}

/// The name that a slot is known by.
pub(crate) fn slot_name(slot: &Slot) -> Option<&'static str> {
    match *slot {
        Slot::Flag(name) | Slot::Option(name, _) => Some(name),
        Slot::Named(name, _) | Slot::Needed(name, _) | Slot::Prefixed(name, _) => Some(name),
        Slot::One(_) | Slot::Maybe(_) | Slot::Many(_) | Slot::Any(_) | Slot::Choice(_) => None,
    }
}

fn is_option(name: &str) -> bool {
    name.starts_with("--")
}
