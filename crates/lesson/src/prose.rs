//! Prose as the page draws it: a tree of a few kinds, never HTML.
//!
//! What is a number of the world stands in it as an [`Expression`], so that no text can be wrong
//! about the world beside it.

use crate::query::Expression;
use crate::wire::{wire_enum, wire_struct};
use session::view::Text;

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, each item a line.
    List(Vec<Vec<Inline>>),
    /// Lines of the command language, to be typed or clicked.
    Commands(Vec<Text>),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(Text),
    /// Text that matters.
    Strong(Vec<Inline>),
    /// A name of Kafka's, or something to type.
    Code(Text),
    /// A number or word of the world at this moment.
    Value(Expression),
    /// A number that was drawn for this attempt.
    Drawn(Text),
    /// A link to another page of the web (https) or of this one (#).
    Link(Link),
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: Text,
    /// What it says.
    pub text: Text,
}

wire_enum!(Block { 0 => Paragraph(inlines), 1 => List(items), 2 => Commands(lines) });
wire_enum!(Inline {
    0 => Text(text), 1 => Strong(inlines), 2 => Code(text), 3 => Value(expression),
    4 => Drawn(name), 5 => Link(link),
});
wire_struct!(Link { href, text });

/// Every expression in these blocks, in order.
pub fn expressions<'a>(blocks: &'a [Block], into: &mut Vec<&'a Expression>) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => inline_expressions(inlines, into),
            Block::List(items) => items.iter().for_each(|item| inline_expressions(item, into)),
            Block::Commands(_) => {}
        }
    }
}

/// Every expression in this line, in order.
pub fn inline_expressions<'a>(inlines: &'a [Inline], into: &mut Vec<&'a Expression>) {
    for inline in inlines {
        match inline {
            Inline::Value(expression) => into.push(expression),
            Inline::Strong(inlines) => inline_expressions(inlines, into),
            Inline::Text(_) | Inline::Code(_) | Inline::Drawn(_) | Inline::Link(_) => {}
        }
    }
}
