//! Plain text as a document: paragraphs, quotes, aligned text, links.
//!
//! Lines that a mailer broke at a fixed width are joined again, lines that a person broke are kept; text
//! whose columns line up is kept as it is. Invariants: linear in the text, quotes at most [`MAX_QUOTES`]
//! deep, at most [`MAX_TEXT`] bytes and [`MAX_BLOCKS`] blocks.

mod flow;
mod paragraph;
mod quote;

use super::clean;
use super::document::{Block, Document};
use super::link;

/// Quotes inside quotes; deeper ones are drawn at this depth.
const MAX_QUOTES: usize = 12;
/// Bytes of text of a document.
const MAX_TEXT: usize = 512 * 1024;
/// Blocks of a document.
const MAX_BLOCKS: usize = 20_000;

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

/// A line with its quote marks taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// How many quotes it stands in.
    depth: usize,
    text: String,
}

/// Reads plain text.
pub(super) fn document(text: &str, flow: Flow) -> Document {
    let (text, cut) = shorten(text);
    let text = clean::text(text);
    let lines = match flow {
        Flow::Fixed => quote::lines(&text),
        Flow::Flowed | Flow::FlowedDelSp => flow::lines(&text, flow),
    };
    let mut writer = Writer { links_left: link::MAX_LINKS, blocks_left: MAX_BLOCKS, width: paragraph::width(&lines) };
    let blocks = writer.blocks(&lines, 0);
    Document { blocks, truncated: cut || writer.blocks_left == 0 }
}

/// At most [`MAX_TEXT`] bytes, cut at the end of a line or at least of a character.
fn shorten(text: &str) -> (&str, bool) {
    if text.len() <= MAX_TEXT {
        return (text, false);
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    let end = head.rfind('\n').filter(|line_end| *line_end > MAX_TEXT / 2).unwrap_or(head.len());
    (head.get(..end).unwrap_or(head), true)
}

/// What is left of the bounds while blocks are written.
struct Writer {
    links_left: usize,
    blocks_left: usize,
    /// The width at which lines were broken by a machine, if they were.
    width: Option<usize>,
}

impl Writer {
    /// The blocks of lines that stand at least `depth` quotes deep. Recursion ends at [`MAX_QUOTES`].
    fn blocks(&mut self, lines: &[Line], depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut rest = lines;
        while let Some(first) = rest.first()
            && self.blocks_left > 0
        {
            let deeper = first.depth > depth;
            let same = |line: &Line| if deeper { line.depth > depth } else { line.depth <= depth };
            let length = rest.iter().take_while(|line| same(line)).count();
            let (run, after) = rest.split_at(length);
            rest = after;
            if deeper {
                let inside = self.blocks(run, depth + 1);
                if !inside.is_empty() {
                    self.blocks_left = self.blocks_left.saturating_sub(1);
                    blocks.push(Block::Quote(inside));
                }
            } else {
                self.paragraphs(run, &mut blocks);
            }
        }
        blocks
    }

    /// The paragraphs of lines at one depth, between blank lines.
    fn paragraphs(&mut self, lines: &[Line], blocks: &mut Vec<Block>) {
        for group in lines.split(|line| line.text.trim().is_empty()).filter(|group| !group.is_empty()) {
            let texts: Vec<&str> = group.iter().map(|line| line.text.as_str()).collect();
            let made = paragraph::blocks(&texts, self.width, &mut self.links_left);
            let room = self.blocks_left.min(made.len());
            self.blocks_left -= room;
            blocks.extend(made.into_iter().take(room));
        }
        merge_preformatted(blocks);
    }
}

/// Aligned text with blank lines in it is one piece.
fn merge_preformatted(blocks: &mut Vec<Block>) {
    let mut merged: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        match (merged.last_mut(), block) {
            (Some(Block::Preformatted(before)), Block::Preformatted(text)) => {
                before.push_str("\n\n");
                before.push_str(&text);
            }
            (_, block) => merged.push(block),
        }
    }
    *blocks = merged;
}

#[cfg(test)]
mod tests;
