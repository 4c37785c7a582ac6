//! Options as Kafka's tools read them (jopt-simple 5, without abbreviations).
//!
//! Source: `joptsimple.OptionParser`; the texts are those of its exceptions.

use engine::quantity::Text;

/// An option that a tool knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// Its name, without the hyphens.
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// False for an option of Kafka's that means nothing in the model.
    pub(super) modelled: bool,
}

/// What stands behind an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    Value,
    /// A value, unless another option follows.
    MaybeValue,
}

/// `--name`
pub(super) const fn flag(name: &'static str) -> Spec {
    Spec { name, takes: Takes::Nothing, modelled: true }
}

/// `--name value`
pub(super) const fn value(name: &'static str) -> Spec {
    Spec { name, takes: Takes::Value, modelled: true }
}

/// `--name [value]`
pub(super) const fn maybe_value(name: &'static str) -> Spec {
    Spec { name, takes: Takes::MaybeValue, modelled: true }
}

/// The same option, which the model does not have.
pub(super) const fn unmodelled(spec: Spec) -> Spec {
    Spec { modelled: false, ..spec }
}

/// What jopt-simple throws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// The class, without its package.
    pub(super) exception: &'static str,
    pub(super) message: String,
    /// The text that is no number, where that is what is wrong.
    not_a_number: Option<Text>,
}

impl Bad {
    fn new(exception: &'static str, parts: &[&str]) -> Self {
        Self { exception, message: parts.concat(), not_a_number: None }
    }

    /// What the exception was caused by, as lines of a stack trace without its frames.
    pub(super) fn causes(&self) -> String {
        let Some(text) = &self.not_a_number else { return String::new() };
        let cause = ["java.lang.NumberFormatException: For input string: \"", text, "\""].concat();
        let reflection = "\nCaused by: joptsimple.internal.ReflectionException: ";
        [reflection, &cause, "\nCaused by: ", &cause].concat()
    }

    /// As `toString()` gives it.
    pub(super) fn text(&self) -> String {
        ["joptsimple.", self.exception, ": ", &self.message].concat()
    }
}

/// The options of a command line, in order.
#[derive(Clone, Debug)]
pub(super) struct Options {
    specs: &'static [Spec],
    given: Vec<(&'static Spec, Option<Text>)>,
}

impl Options {
    /// Reads the words behind a tool's name. Words that belong to no option are passed over.
    pub(super) fn parse(arguments: &[Text], specs: &'static [Spec]) -> Result<Self, Bad> {
        let mut given = Vec::new();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            if &**argument == "--" {
                break;
            }
            let Some(name) = argument.strip_prefix('-').filter(|name| !name.is_empty()) else {
                continue;
            };
            let Some(name) = name.strip_prefix('-') else {
                // A cluster of one-letter options, of which these tools have none.
                let letter: String = name.chars().take(1).collect();
                return Err(unrecognized(&letter));
            };
            let (name, mut value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(Text::from(value))),
                None => (name, None),
            };
            let Some(spec) = specs.iter().find(|spec| spec.name == name) else {
                return Err(unrecognized(name));
            };
            let takes_next = match spec.takes {
                Takes::Nothing => false,
                Takes::Value => value.is_none(),
                Takes::MaybeValue => {
                    value.is_none() && rest.peek().is_some_and(|next| !next.starts_with('-'))
                }
            };
            if takes_next {
                value = rest.next().cloned();
            }
            if spec.takes == Takes::Value && value.is_none() {
                let parts = ["Option ", name, " requires an argument"];
                return Err(Bad::new("OptionMissingRequiredArgumentException", &parts));
            }
            given.push((spec, value));
        }
        Ok(Self { specs, given })
    }

    /// Whether the option is there.
    pub(super) fn has(&self, name: &str) -> bool {
        debug_assert!(self.specs.iter().any(|spec| spec.name == name), "a known option: {name}");
        self.given.iter().any(|(spec, _)| spec.name == name)
    }

    /// Every value of the option, in order.
    pub(super) fn values(&self, name: &str) -> Vec<&Text> {
        let of_name = self.given.iter().filter(|(spec, _)| spec.name == name);
        of_name.filter_map(|(_, value)| value.as_ref()).collect()
    }

    /// The option's one value.
    pub(super) fn value(&self, name: &str) -> Result<Option<&Text>, Bad> {
        match self.values(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            [_, ..] => {
                let asked = ", but you asked for only one";
                let parts = ["Found multiple arguments for option ", name, asked];
                Err(Bad::new("MultipleArgumentsForOptionException", &parts))
            }
        }
    }

    /// The option's one value as a number (`java.lang.Integer`, `Long`).
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Bad> {
        let Some(value) = self.value(name)? else { return Ok(None) };
        let number = value.parse().map(Some);
        number.map_err(|_| {
            let parts = ["Cannot parse argument '", value, "' of option ", name];
            let bad = Bad::new("OptionArgumentConversionException", &parts);
            Bad { not_a_number: Some(value.clone()), ..bad }
        })
    }

    /// The first option that the model does not have.
    pub(super) fn unmodelled(&self) -> Option<&'static str> {
        self.given.iter().find(|(spec, _)| !spec.modelled).map(|(spec, _)| spec.name)
    }

    /// The options that are there of those named, in the order named.
    pub(super) fn present<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        names.iter().copied().filter(|name| self.has(name)).collect()
    }
}

fn unrecognized(name: &str) -> Bad {
    Bad::new("UnrecognizedOptionException", &[name, " is not a recognized option"])
}
