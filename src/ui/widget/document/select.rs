//! What is selected in a flow, and the text it stands for.
//!
//! A position is a piece, a cell in it and a byte in that; positions order like the text does, so a
//! selection may begin in a heading and end in a table far below.

use std::ops::Range;

use super::flow::{Cell, Flow, Join};

/// A place between two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub piece: usize,
    pub cell: usize,
    /// In bytes, on a character boundary.
    pub index: usize,
}

/// What is selected: from where the person began to where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub anchor: Position,
    pub head: Position,
}

impl Selection {
    pub(super) const fn is_empty(self) -> bool {
        self.anchor.piece == self.head.piece
            && self.anchor.cell == self.head.cell
            && self.anchor.index == self.head.index
    }

    /// First and last in reading order.
    pub(super) fn ends(self) -> (Position, Position) {
        (self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// The bytes of a cell that are selected.
    pub(super) fn within(self, piece: usize, cell: usize, len: usize) -> Option<Range<usize>> {
        let (start, end) = self.ends();
        let here = (piece, cell);
        if here < (start.piece, start.cell) || here > (end.piece, end.cell) {
            return None;
        }
        let from = if here == (start.piece, start.cell) { start.index.min(len) } else { 0 };
        let to = if here == (end.piece, end.cell) { end.index.min(len) } else { len };
        Some(from..to)
    }
}

/// Everything, if there is any text.
pub(super) fn all(flow: &Flow) -> Option<Selection> {
    let first = flow.pieces.iter().position(super::flow::Piece::is_text)?;
    let last = flow.pieces.iter().rposition(super::flow::Piece::is_text)?;
    let piece = flow.pieces.get(last)?;
    let cell = piece.cells().len().checked_sub(1)?;
    let index = piece.cells().get(cell)?.text.len();
    Some(Selection {
        anchor: Position { piece: first, cell: 0, index: 0 },
        head: Position { piece: last, cell, index },
    })
}

/// The selected text: paragraphs apart by an empty line, cells of a table by tabs, bullets where an item is
/// selected from its start.
pub(super) fn text(flow: &Flow, selection: Selection) -> String {
    let (start, end) = selection.ends();
    let mut text = String::new();
    let pieces = flow.pieces.iter().enumerate().skip(start.piece).take((end.piece + 1).saturating_sub(start.piece));
    let mut began = false;
    let mut join = Join::Nothing;
    for (index, piece) in pieces {
        if !piece.is_text() {
            // What stood between two texts keeps them apart.
            join = Join::Paragraph;
            continue;
        }
        if began {
            text.push_str(if join == Join::Paragraph { join } else { piece.join }.as_str());
        }
        began = true;
        join = Join::Nothing;
        let mut first = true;
        for (number, cell) in piece.cells().iter().enumerate() {
            let Some(range) = selection.within(index, number, cell.text.len()) else { continue };
            if !first {
                text.push('\t');
            }
            first = false;
            if let Some(marker) = piece.marker.as_ref().filter(|_| number == 0 && range.start == 0) {
                text.push_str(marker);
                text.push(' ');
            }
            text.push_str(cell.text.get(range).unwrap_or_default());
        }
    }
    text
}

/// The word, the run of spaces or the sign at a byte of a cell.
pub(super) fn word(cell: &Cell, index: usize) -> Range<usize> {
    let index = cell.text.floor_char_boundary(index);
    let class = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            0
        } else if c.is_whitespace() {
            1
        } else {
            2
        }
    };
    let (before, after) = cell.text.split_at_checked(index).unwrap_or((&cell.text, ""));
    let Some(here) = after.chars().next().or_else(|| before.chars().next_back()).map(class) else { return 0..0 };
    let run = |c: &char| class(*c) == here;
    let back: usize = before.chars().rev().take_while(run).map(char::len_utf8).sum();
    let on: usize = after.chars().take_while(run).map(char::len_utf8).sum();
    index - back..index + on
}

/// The line of a cell (as the sender broke it) around a byte.
pub(super) fn line(cell: &Cell, index: usize) -> Range<usize> {
    let index = cell.text.floor_char_boundary(index);
    let (before, after) = cell.text.split_at_checked(index).unwrap_or((&cell.text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = before.len() + after.find('\n').unwrap_or(after.len());
    start..end
}

/// A byte of a cell as the shaper counts: the line, and the byte in it.
pub(super) fn to_line(cell: &Cell, index: usize) -> (usize, usize) {
    let before = cell.text.get(..index).unwrap_or(&cell.text);
    let line = before.matches('\n').count();
    (line, before.len() - before.rfind('\n').map_or(0, |at| at + 1))
}

/// The reverse of [`to_line`], on a character boundary.
pub(super) fn from_line(cell: &Cell, line: usize, index: usize) -> usize {
    let start = match line.checked_sub(1) {
        None => 0,
        Some(nth) => cell.text.match_indices('\n').nth(nth).map_or(cell.text.len(), |(at, _)| at + 1),
    };
    cell.text.floor_char_boundary((start + index).min(cell.text.len()))
}

#[cfg(test)]
mod tests;
