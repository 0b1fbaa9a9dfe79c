//! Cutting text that is too long to be shaped at once.

use crate::mime::document::Style;

use super::{Cell, MAX_PIECE, Run, clean};

/// Where to split text: at a line feed, which goes (`(at, 1)`), after a space, or anywhere (`(at, 0)`).
pub(super) fn split_at(text: &str) -> (usize, usize) {
    let end = text.floor_char_boundary(MAX_PIECE);
    let head = text.get(..end).unwrap_or(text);
    if let Some(at) = head.rfind('\n').filter(|at| *at > 0) {
        (at, 1)
    } else if let Some(at) = head.rfind(' ') {
        (at + 1, 0)
    } else {
        (end, 0)
    }
}

/// A cell in parts of at most [`MAX_PIECE`] bytes, each with whether a line feed followed it.
pub(super) fn parts(cell: Cell) -> Vec<(Cell, bool)> {
    if cell.text.len() <= MAX_PIECE {
        return vec![(cell, true)];
    }
    let mut parts = Vec::new();
    let mut rest = cell.text.as_str();
    let mut runs = cell.runs.iter().copied();
    let mut run = runs.next().unwrap_or_default();
    // Takes `len` bytes off the runs.
    let mut take = |mut len: usize| {
        let mut taken = Vec::new();
        while len > 0 {
            if run.len == 0 {
                let Some(next) = runs.next() else { break };
                run = next;
                continue;
            }
            let part = run.len.min(len);
            taken.push(Run { len: part, ..run });
            run.len -= part;
            len -= part;
        }
        taken
    };
    while !rest.is_empty() {
        let (at, skip) = if rest.len() <= MAX_PIECE { (rest.len(), 0) } else { split_at(rest) };
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let part = Cell { text: head.to_owned(), runs: take(at), rtl: cell.rtl || clean::is_rtl(head) };
        parts.push((part, skip > 0));
        take(skip);
        rest = tail.get(skip..).unwrap_or("");
    }
    parts
}

/// Keeps the first `len` bytes.
pub(super) fn cut(cell: &mut Cell, len: usize) {
    cell.text.truncate(len);
    let mut left = len;
    cell.runs.retain_mut(|run| {
        run.len = run.len.min(left);
        left -= run.len;
        run.len > 0
    });
}

/// A table cell is one piece whatever it holds.
pub(super) fn shorten(cell: &mut Cell) {
    if cell.text.len() > MAX_PIECE {
        let end = cell.text.floor_char_boundary(MAX_PIECE - '…'.len_utf8());
        cut(cell, end);
        cell.text.push('…');
        cell.runs.push(Run { len: '…'.len_utf8(), style: Style::default(), link: None });
    }
}
