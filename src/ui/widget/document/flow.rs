//! A document as one flat run of pieces from top to bottom: what is measured, drawn and selected one by one.
//!
//! Invariants: no piece holds more than [`MAX_PIECE`] bytes of text, so that shaping one never shows; the
//! first piece is the head and the last the foot of the message, which are widgets; text holds no control
//! characters but line feeds and tabs.

mod build;
mod clean;
mod split;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::mime::document::{Document, Style};

use build::Builder;

/// The most bytes of text in one piece; longer paragraphs are split, at a line break or a space if there is one.
pub const MAX_PIECE: usize = 4_000;

/// The most pieces of a message; what comes after them is left out, and the reader says so.
pub const MAX_PIECES: usize = 200_000;

/// What names a fold: whether it is open, and roughly how many lines it holds.
pub type FoldLabel<'a> = &'a dyn Fn(bool, usize) -> String;

/// A document, flat.
#[derive(Clone, Debug)]
pub struct Flow {
    id: u64,
    pub(super) pieces: Vec<Piece>,
    links: Vec<Link>,
    folds: usize,
    truncated: bool,
}

impl Flow {
    /// Flattens a document. `unfolded` names the older quotes that are open.
    pub fn new(document: &Document, unfolded: &BTreeSet<usize>, label: FoldLabel<'_>) -> Self {
        Builder::new(unfolded, label).build(document)
    }

    /// A flow of nothing but its head and foot.
    pub fn empty() -> Self {
        Self::new(&Document::default(), &BTreeSet::new(), &|_, _| String::new())
    }

    fn finish(pieces: Vec<Piece>, links: Vec<Link>, folds: usize, truncated: bool) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), pieces, links, folds, truncated }
    }

    /// Tells one flow from another, so that a widget knows when its measurements are void.
    pub(super) const fn id(&self) -> u64 {
        self.id
    }

    /// The links in reading order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// How many folds there are, open or not.
    pub const fn folds(&self) -> usize {
        self.folds
    }

    /// The piece of a fold's own line.
    pub(super) fn fold_piece(&self, wanted: usize) -> Option<usize> {
        self.pieces.iter().position(|piece| matches!(piece.kind, Kind::Fold { fold, .. } if fold == wanted))
    }

    /// Whether something was left out.
    pub const fn truncated(&self) -> bool {
        self.truncated
    }

    /// What the keyboard can stop at between head and foot, in reading order.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops: Vec<(usize, Stop)> =
            self.links.iter().enumerate().map(|(index, link)| (link.piece, Stop::Link(index))).collect();
        stops.extend(self.pieces.iter().enumerate().filter_map(|(index, piece)| match piece.kind {
            Kind::Fold { fold, .. } => Some((index, Stop::Fold(fold))),
            Kind::Head | Kind::Foot | Kind::Text { .. } | Kind::Row { .. } | Kind::Preformatted { .. } | Kind::Rule => {
                None
            }
        }));
        stops.sort();
        stops.into_iter().map(|(_, stop)| stop).collect()
    }

    /// The whole text, as it is copied.
    pub fn text(&self) -> String {
        super::select::all(self).map_or_else(String::new, |selection| super::select::text(self, selection))
    }
}

/// Something that the keyboard can stop at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// Something in the head, by its index there.
    Head(usize),
    /// A link by its index in [`Flow::links`].
    Link(usize),
    /// An older quote.
    Fold(usize),
    /// Something in the foot, by its index there.
    Foot(usize),
}

/// A link and where it stands first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The real target.
    pub target: String,
    pub(super) piece: usize,
}

/// A piece of the flow.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Distance from the left edge of the column: lists and quotes.
    pub inset: f32,
    /// Where the bars of quotes stand, from the left edge of the column.
    pub bars: Vec<f32>,
    /// Space above it.
    pub gap: f32,
    /// What stands between it and the piece before in copied text.
    pub join: Join,
    /// The bullet or number of a list item, before its first piece.
    pub marker: Option<String>,
}

impl Piece {
    pub(super) fn cells(&self) -> &[Cell] {
        match &self.kind {
            Kind::Text { cell, .. } | Kind::Preformatted { cell, .. } | Kind::Fold { cell, .. } => {
                std::slice::from_ref(cell)
            }
            Kind::Row { cells, .. } => cells,
            Kind::Head | Kind::Foot | Kind::Rule => &[],
        }
    }

    /// Whether its text can be selected.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text { .. } | Kind::Row { .. } | Kind::Preformatted { .. })
    }

    /// What scrolls sideways together with it.
    pub(super) const fn group(&self) -> Option<usize> {
        match self.kind {
            Kind::Row { group, .. } | Kind::Preformatted { group, .. } => Some(group),
            Kind::Head | Kind::Foot | Kind::Text { .. } | Kind::Rule | Kind::Fold { .. } => None,
        }
    }
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The head of the message: a widget.
    Head,
    /// Its foot: a widget.
    Foot,
    /// Running text, or part of it.
    Text { cell: Cell, role: Role },
    /// A row of a table.
    Row { group: usize, cells: Vec<Cell>, edge: Edge },
    /// Lines of monospace text.
    Preformatted { group: usize, cell: Cell, edge: Edge },
    /// A line across.
    Rule,
    /// The line that opens and closes an older quote.
    Fold { fold: usize, open: bool, cell: Cell },
}

/// How running text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A paragraph.
    Body,
    /// A heading of this level.
    Heading(u8),
}

/// Whether a piece begins or ends its group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Edge {
    pub first: bool,
    pub last: bool,
}

/// What stands between two pieces in copied text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Nothing: a paragraph that was split.
    Nothing,
    /// A line feed.
    Line,
    /// An empty line.
    Paragraph,
}

impl Join {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Line => "\n",
            Self::Paragraph => "\n\n",
        }
    }
}

/// Text that is shaped as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub text: String,
    pub runs: Vec<Run>,
    /// Whether its first strong character is written from right to left.
    pub rtl: bool,
}

/// A run of one style within a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// Its length in bytes.
    pub len: usize,
    pub style: Style,
    /// An index into the links of the flow.
    pub link: Option<usize>,
}

impl Cell {
    /// The runs with their text.
    pub(super) fn spans(&self) -> impl Iterator<Item = (&str, Run)> {
        let mut rest = self.text.as_str();
        self.runs.iter().map_while(move |run| {
            let (text, tail) = rest.split_at_checked(run.len)?;
            rest = tail;
            Some((text, *run))
        })
    }
}

#[cfg(test)]
mod tests;
