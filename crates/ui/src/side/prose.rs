//! Prose of lessons and scenarios, drawn. Numbers of the world are asked of the view, so that no
//! text can be wrong about the picture beside it.

use crate::lines;
use crate::stage::Send;
use lesson::prose::{Block, Inline};
use lesson::query::Expression;
use yew::prelude::*;

/// What prose may ask for while it is drawn.
pub(crate) struct Speech<'a> {
    /// A number or a word of the world.
    pub(crate) value: &'a dyn Fn(&Expression) -> String,
    /// A number that was drawn for this attempt.
    pub(crate) drawn: &'a dyn Fn(&str) -> String,
}

/// Prose in which nothing is asked.
pub(crate) const MUTE: Speech<'static> =
    Speech { value: &|_| String::new(), drawn: &|_| String::new() };

/// Paragraphs, lists, and lines to try.
pub(crate) fn blocks(blocks: &[Block], speech: &Speech<'_>) -> Html {
    html! { for block in blocks { { one(block, speech) } } }
}

/// A block on its own.
pub(crate) fn one(block: &Block, speech: &Speech<'_>) -> Html {
    match block {
        Block::Paragraph(inlines) => html! { <p>{ line(inlines, speech) }</p> },
        Block::List(items) => html! {
            <ul class="bullets">
                for item in items { <li>{ line(item, speech) }</li> }
            </ul>
        },
        Block::Commands(commands) => html! {
            <p class="row">
                for command in commands { { offer(command) } }
            </p>
        },
    }
}

/// A line of the language that can be sent by clicking it.
pub(crate) fn offer(command: &str) -> Html {
    let text = lines::short(command);
    html! { <Send line={command.to_owned()} text={text.clone()} name={text} class="line" /> }
}

/// The pieces of one line.
pub(crate) fn line(inlines: &[Inline], speech: &Speech<'_>) -> Html {
    html! { for inline in inlines { { piece(inline, speech) } } }
}

fn piece(inline: &Inline, speech: &Speech<'_>) -> Html {
    match inline {
        Inline::Text(text) => html! { { &**text } },
        Inline::Strong(inlines) => html! { <strong>{ line(inlines, speech) }</strong> },
        Inline::Code(text) => html! {
            // A short name is not broken at its hyphen.
            <code class={(text.len() <= 20).then_some("whole")}>{ &**text }</code>
        },
        Inline::Value(expression) => html! {
            <strong class="value number">{ (speech.value)(expression) }</strong>
        },
        Inline::Drawn(name) => html! { <strong class="number">{ (speech.drawn)(name) }</strong> },
        Inline::Link(link) => html! {
            // The compiler of lessons lets only https and places of this page through.
            <a href={link.href.to_string()} rel="noopener">{ &*link.text }</a>
        },
    }
}
