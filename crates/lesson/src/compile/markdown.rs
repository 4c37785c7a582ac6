//! Reads a lesson's Markdown into sections of prose. HTML, images and tables are refused, so that
//! no text of a lesson is ever more than text.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a list of what is allowed: whatever else Markdown can do is refused"
)]

use super::Complaint;
use crate::prose::{Block, Inline, Link};
use crate::query::Expression;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use std::path::Path;

/// A heading with its anchor and what stands under it.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// 1 for the lesson, 2 for a step, 3 for a part of a step.
    pub(super) level: usize,
    /// `{#anchor}`.
    pub(super) anchor: String,
    /// The heading's text.
    pub(super) title: Vec<Inline>,
    /// What follows it.
    pub(super) body: Vec<Block>,
    /// The line of the heading.
    pub(super) line: usize,
}

/// Reads a whole file.
pub(super) fn sections(file: &Path, text: &str) -> Result<Vec<Section>, Vec<Complaint>> {
    let mut reader = Reader { file, text, sections: Vec::new(), complaints: Vec::new() };
    let mut events = Parser::new_ext(text, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
    while let Some((event, range)) = events.next() {
        reader.top(event, range, &mut events);
    }
    match reader.complaints.is_empty() {
        true => Ok(reader.sections),
        false => Err(reader.complaints),
    }
}

struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    sections: Vec<Section>,
    complaints: Vec<Complaint>,
}

type Events<'a> = pulldown_cmark::OffsetIter<'a>;

impl<'a> Reader<'a> {
    fn top(&mut self, event: Event<'a>, range: Range<usize>, events: &mut Events<'a>) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let line = self.line(&range);
                let anchor = id.map(|id| id.to_string()).unwrap_or_default();
                if anchor.is_empty() {
                    self.complain(&range, "a heading needs an anchor, `## Title {#its-id}`");
                }
                let title = self.inlines(events);
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {
                        self.complain(&range, "headings go down to `###` only");
                        3
                    }
                };
                self.sections.push(Section { level, anchor, title, body: Vec::new(), line });
            }
            Event::Start(Tag::Paragraph) => {
                let inlines = self.inlines(events);
                self.push(Block::Paragraph(inlines), &range);
            }
            Event::Start(Tag::List(_)) => {
                let items = self.items(events);
                self.push(Block::List(items), &range);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let lines = self.code(events);
                if matches!(&kind, CodeBlockKind::Fenced(info) if info.is_empty()) {
                    self.push(Block::Commands(lines), &range);
                } else {
                    let right = "a block of code holds commands and is fenced by bare ```";
                    self.complain(&range, right);
                }
            }
            Event::End(_) | Event::SoftBreak | Event::HardBreak => {}
            Event::Start(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => self.complain(
                &range,
                "only headings, paragraphs, lists and blocks of commands can stand here",
            ),
        }
    }

    fn push(&mut self, block: Block, range: &Range<usize>) {
        match self.sections.last_mut() {
            Some(section) => section.body.push(block),
            None => self.complain(range, "the file begins with `# Title {#lesson}`"),
        }
    }

    fn items(&mut self, events: &mut Events<'a>) -> Vec<Vec<Inline>> {
        let mut items = Vec::new();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.inlines(events)),
                Event::End(TagEnd::List(_)) => return items,
                _ => self.complain(&range, "a list holds lines of text only"),
            }
        }
        items
    }

    fn code(&mut self, events: &mut Events<'a>) -> Vec<session::view::Text> {
        let mut text = String::new();
        for (event, _) in events.by_ref() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                _ => break,
            }
        }
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Into::into).collect()
    }

    /// Reads to the end of the element that has begun.
    fn inlines(&mut self, events: &mut Events<'a>) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let mut plain = String::new();
        let mut plain_at = 0..0;
        while let Some((event, range)) = events.next() {
            match event {
                Event::Text(text) => {
                    if plain.is_empty() {
                        plain_at = range;
                    }
                    plain.push_str(&text);
                    continue;
                }
                // In Chinese a line break is no space.
                Event::SoftBreak | Event::HardBreak => {
                    if !plain.ends_with(is_wide) {
                        plain.push(' ');
                    }
                    continue;
                }
                _ => self.flush(&mut plain, &plain_at, &mut inlines),
            }
            match event {
                Event::Code(code) => inlines.push(Inline::Code((&*code).into())),
                Event::Start(Tag::Strong) => inlines.push(Inline::Strong(self.inlines(events))),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let text = plain_text(&self.inlines(events));
                    if !dest_url.starts_with("https://") && !dest_url.starts_with('#') {
                        self.complain(&range, "a link goes to https:// or to #…");
                    }
                    inlines
                        .push(Inline::Link(Link { href: (&*dest_url).into(), text: text.into() }));
                }
                Event::End(_) => return inlines,
                _ => self
                    .complain(&range, "a line holds text, `code`, **strong** text and links only"),
            }
        }
        self.flush(&mut plain, &plain_at, &mut inlines);
        inlines
    }

    /// Cuts plain text at `{query}`.
    fn flush(&mut self, plain: &mut String, at: &Range<usize>, inlines: &mut Vec<Inline>) {
        let text = std::mem::take(plain);
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((query, behind)) = after.split_once('}') else {
                self.complain(at, "`{` begins a query and `}` ends it; there is no `}`");
                return;
            };
            if !before.is_empty() {
                inlines.push(Inline::Text(before.into()));
            }
            if let Some(name) = query.strip_prefix('$') {
                inlines.push(Inline::Drawn(name.into()));
            } else {
                match Expression::parse(query) {
                    Ok(expression) => inlines.push(Inline::Value(expression)),
                    Err(wrong) => self.complain(at, &format!("in `{{{query}}}`: {wrong}")),
                }
            }
            rest = behind;
        }
        if !rest.is_empty() {
            inlines.push(Inline::Text(rest.into()));
        }
    }

    fn line(&self, range: &Range<usize>) -> usize {
        let before = self.text.get(..range.start).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    fn complain(&mut self, range: &Range<usize>, message: &str) {
        let line = self.line(range);
        let message = message.to_owned();
        self.complaints.push(Complaint { file: self.file.to_owned(), line, message });
    }
}

/// Chinese characters and their punctuation.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '…')
}

fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(piece) | Inline::Code(piece) => text.push_str(piece),
            Inline::Strong(inner) => text.push_str(&plain_text(inner)),
            Inline::Value(_) | Inline::Drawn(_) | Inline::Link(_) => {}
        }
    }
    text
}
