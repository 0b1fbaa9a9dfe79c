//! Plain text as a document: paragraphs, quotes, aligned text, links.

use super::clean;
use super::document::{Block, Document, Span};

/// How the lines of plain text end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Lines as they were typed.
    Fixed,
    /// format=flowed (RFC 3676): a space before the line end joins lines.
    Flowed,
    /// format=flowed with delsp=yes: that space goes.
    FlowedDelSp,
}

/// Reads plain text.
pub(super) fn document(text: &str, _flow: Flow) -> Document {
    let text = clean::text(text);
    let blocks = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            Block::Paragraph(vec![Span { text: paragraph.trim_matches('\n').to_owned(), ..Span::default() }])
        })
        .collect();
    Document { blocks, truncated: false }
}
