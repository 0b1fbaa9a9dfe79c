//! A document as plain text, for a terminal.

use crate::mime::document::{Block, Document, Span};

/// The text of a document. Links stand behind their words, quotes and lists are marked as in mail.
pub(super) fn plain_text(document: &Document) -> String {
    let mut text = String::new();
    blocks(&document.blocks, "", &mut text);
    text
}

/// Depth is bounded where documents are built, so this may recurse.
fn blocks(blocks: &[Block], indent: &str, text: &mut String) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            line(indent, "", text);
        }
        write(block, indent, text);
    }
}

fn write(block: &Block, indent: &str, text: &mut String) {
    match block {
        Block::Heading(level, inside) => {
            let marks = "#".repeat(usize::from(*level));
            lines(indent, &format!("{marks} {}", words(inside)), text);
        }
        Block::Paragraph(inside) => lines(indent, &words(inside), text),
        Block::List(start, items) => {
            for (index, item) in items.iter().enumerate() {
                let mark = match start {
                    Some(start) => format!("{}. ", u64::from(*start).saturating_add(index as u64)),
                    None => "• ".to_owned(),
                };
                let mut inside = String::new();
                blocks(item, "", &mut inside);
                let rest = " ".repeat(mark.chars().count());
                for (number, content) in inside.lines().enumerate() {
                    line(indent, &format!("{}{content}", if number == 0 { &mark } else { &rest }), text);
                }
            }
        }
        Block::Quote(inside) => blocks(inside, &format!("{indent}> "), text),
        Block::Table(rows) => {
            for row in rows {
                let cells: Vec<_> = row.iter().map(|cell| words(cell).replace('\n', " ")).collect();
                line(indent, &cells.join(" | "), text);
            }
        }
        Block::Preformatted(inside) => lines(indent, inside, text),
        Block::Rule => line(indent, "────────", text),
    }
}

/// The words of spans. A link is written behind its words unless they are the link.
fn words(spans: &[Span]) -> String {
    let mut text = String::new();
    let mut spans = spans.iter().peekable();
    while let Some(span) = spans.next() {
        text.push_str(&span.text);
        let ends = spans.peek().is_none_or(|next| next.link != span.link);
        if let Some(link) = span.link.as_deref().filter(|link| ends && !text.trim_end().ends_with(*link)) {
            text.push_str(&format!(" <{link}>"));
        }
    }
    text
}

fn lines(indent: &str, content: &str, text: &mut String) {
    for content in content.lines() {
        line(indent, content, text);
    }
}

/// One line. Control characters of the message must not steer the terminal.
fn line(indent: &str, content: &str, text: &mut String) {
    text.push_str(if content.is_empty() { indent.trim_end() } else { indent });
    text.extend(content.chars().filter(|c| !c.is_control() || *c == '\t'));
    text.push('\n');
}
