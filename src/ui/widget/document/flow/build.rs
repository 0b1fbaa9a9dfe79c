//! Walks a document and lays its blocks out one after the other.
//!
//! It recurses as deep as the document does, which is bounded where documents are built.

use std::collections::BTreeSet;

use crate::mime::document::{Block, Document, Span};

use super::split::{cut, parts, shorten, split_at};
use super::{Cell, Edge, Flow, FoldLabel, Join, Kind, Link, MAX_PIECE, MAX_PIECES, Piece, Role, Run, clean};

/// From this depth on a quote is an older one and folded.
const FOLD_DEPTH: usize = 2;

/// Space for a bullet or a number before a list item.
const LIST_INSET: f32 = 28.0;

/// From the bar of a quote to its text.
const QUOTE_INSET: f32 = 16.0;

/// Nothing is inset further than this, however deep it is nested.
const MAX_INSET: f32 = 200.0;

/// Space between paragraphs.
const GAP: f32 = 12.0;

/// Space above a heading.
const HEADING_GAP: f32 = 20.0;

/// Space between list items.
const ITEM_GAP: f32 = 4.0;

/// Lines of preformatted text in a piece.
const PREFORMATTED_LINES: usize = 40;

pub(super) struct Builder<'a> {
    unfolded: &'a BTreeSet<usize>,
    label: FoldLabel<'a>,
    pieces: Vec<Piece>,
    links: Vec<Link>,
    folds: usize,
    groups: usize,
    truncated: bool,
    /// Where the next piece goes.
    inset: f32,
    bars: Vec<f32>,
    /// Of the next piece only.
    gap: f32,
    join: Join,
    marker: Option<String>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(unfolded: &'a BTreeSet<usize>, label: FoldLabel<'a>) -> Self {
        Self {
            unfolded,
            label,
            pieces: Vec::new(),
            links: Vec::new(),
            folds: 0,
            groups: 0,
            truncated: false,
            inset: 0.0,
            bars: Vec::new(),
            gap: 0.0,
            join: Join::Nothing,
            marker: None,
        }
    }

    pub(super) fn build(mut self, document: &Document) -> Flow {
        self.push(Kind::Head);
        self.join = Join::Nothing;
        self.blocks(&document.blocks);
        let truncated = document.truncated || self.truncated;
        // The foot comes whatever was left out before it.
        let join = Join::Nothing;
        self.pieces.push(Piece { kind: Kind::Foot, inset: 0.0, bars: Vec::new(), gap: 0.0, join, marker: None });
        Flow::finish(self.pieces, self.links, self.folds, truncated)
    }

    fn push(&mut self, kind: Kind) {
        if self.pieces.len() >= MAX_PIECES {
            self.truncated = true;
            return;
        }
        self.pieces.push(Piece {
            kind,
            inset: self.inset.min(MAX_INSET),
            bars: self.bars.clone(),
            gap: self.gap,
            join: self.join,
            marker: self.marker.take(),
        });
        self.gap = 0.0;
        self.join = Join::Line;
    }

    /// Begins a block: the piece that comes next stands apart from the one before by this much.
    fn apart(&mut self, gap: f32) {
        if self.pieces.len() > 1 {
            self.gap = self.gap.max(gap);
            self.join = Join::Paragraph;
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            if self.truncated {
                return;
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, spans) => {
                self.apart(HEADING_GAP);
                self.text(spans, Role::Heading(*level));
            }
            Block::Paragraph(spans) => {
                self.apart(GAP);
                self.text(spans, Role::Body);
            }
            Block::List(start, items) => self.list(*start, items),
            Block::Quote(blocks) => self.quote(blocks),
            Block::Table(rows) => self.table(rows),
            Block::Preformatted(text) => self.preformatted(text),
            Block::Rule => {
                self.apart(GAP);
                self.push(Kind::Rule);
            }
        }
    }

    fn list(&mut self, start: Option<u32>, items: &[Vec<Block>]) {
        // A list within an item belongs to it.
        if self.marker.is_none() && self.inset == 0.0 {
            self.apart(GAP);
        } else {
            self.gap = self.gap.max(ITEM_GAP);
        }
        let outer = self.inset;
        let mut number = start;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.gap = self.gap.max(ITEM_GAP);
            }
            self.inset = outer + LIST_INSET;
            self.marker = Some(number.map_or_else(|| "•".to_owned(), |number| format!("{number}.")));
            number = number.map(|number| number.saturating_add(1));
            self.item(item);
        }
        self.marker = None;
        self.inset = outer;
    }

    fn item(&mut self, blocks: &[Block]) {
        let mut blocks = blocks;
        if let Some((Block::Paragraph(spans), rest)) = blocks.split_first() {
            self.text(spans, Role::Body);
            blocks = rest;
        }
        self.blocks(blocks);
        if self.marker.is_some() {
            // An item without text still has its bullet.
            self.push(Kind::Text { cell: Cell::default(), role: Role::Body });
        }
    }

    fn quote(&mut self, blocks: &[Block]) {
        self.apart(GAP);
        let outer = self.inset;
        if self.bars.len() + 1 == FOLD_DEPTH {
            let fold = self.folds;
            self.folds += 1;
            let open = self.unfolded.contains(&fold);
            let text = (self.label)(open, lines(blocks));
            let runs = vec![Run { len: text.len(), ..Run::default() }];
            self.push(Kind::Fold { fold, open, cell: Cell { text, runs, rtl: false } });
            if !open {
                return;
            }
        }
        self.bars.push(outer.min(MAX_INSET));
        self.inset = outer + QUOTE_INSET;
        self.blocks(blocks);
        self.bars.pop();
        self.inset = outer;
    }

    fn table(&mut self, rows: &[Vec<Vec<Span>>]) {
        self.apart(GAP);
        let group = self.group();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        for (index, row) in rows.iter().enumerate() {
            let mut cells: Vec<Cell> = row.iter().map(|spans| self.cell(spans)).collect();
            cells.iter_mut().for_each(shorten);
            cells.resize(columns, Cell::default());
            let edge = Edge { first: index == 0, last: index + 1 == rows.len() };
            self.push(Kind::Row { group, cells, edge });
        }
    }

    fn preformatted(&mut self, text: &str) {
        self.apart(GAP);
        let group = self.group();
        let mut clean = String::with_capacity(text.len());
        clean::push(&mut clean, text);
        let mut rest = clean.trim_end_matches('\n');
        let mut first = true;
        while first || !rest.is_empty() {
            let end = rest.match_indices('\n').nth(PREFORMATTED_LINES - 1).map_or(rest.len(), |(at, _)| at);
            let (at, skip) = if end <= MAX_PIECE { (end, 1) } else { split_at(rest) };
            let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            rest = tail.get(skip..).unwrap_or("");
            let runs = vec![Run { len: head.len(), ..Run::default() }];
            let cell = Cell { text: head.to_owned(), runs, rtl: false };
            let edge = Edge { first, last: rest.is_empty() };
            self.push(Kind::Preformatted { group, cell, edge });
            self.join = if skip == 1 { Join::Line } else { Join::Nothing };
            first = false;
        }
        self.join = Join::Line;
    }

    /// Running text, in as many pieces as it needs.
    fn text(&mut self, spans: &[Span], role: Role) {
        for (cell, line_follows) in parts(self.cell(spans)) {
            if self.truncated {
                return;
            }
            self.push(Kind::Text { cell, role });
            self.join = if line_follows { Join::Line } else { Join::Nothing };
        }
        self.join = Join::Line;
    }

    fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups - 1
    }

    fn cell(&mut self, spans: &[Span]) -> Cell {
        let mut cell = Cell::default();
        let mut open: Option<usize> = None;
        for span in spans {
            let before = cell.text.len();
            clean::push(&mut cell.text, &span.text);
            let len = cell.text.len() - before;
            if len == 0 {
                continue;
            }
            open = span.link.as_ref().map(|target| self.link(open, target));
            cell.runs.push(Run { len, style: span.style, link: open });
        }
        let end = cell.text.trim_end_matches('\n').len();
        cut(&mut cell, end);
        cell.rtl = clean::is_rtl(&cell.text);
        cell
    }

    /// The same link goes on through spans of different styles.
    fn link(&mut self, open: Option<usize>, target: &str) -> usize {
        if let Some(open) = open
            && self.links.get(open).is_some_and(|link| link.target == target)
        {
            return open;
        }
        self.links.push(Link { target: target.to_owned(), piece: self.pieces.len() });
        self.links.len() - 1
    }
}

/// Roughly how many lines blocks fill.
fn lines(blocks: &[Block]) -> usize {
    /// Characters in a line of quoted text.
    const LINE: usize = 68;
    let spans = |spans: &[Span]| {
        let text: usize = spans.iter().map(|span| span.text.len()).sum();
        let breaks: usize = spans.iter().map(|span| span.text.matches('\n').count()).sum();
        breaks.max(text / LINE) + 1
    };
    let of = |block: &Block| match block {
        Block::Heading(_, text) | Block::Paragraph(text) => spans(text),
        Block::List(_, items) => items.iter().map(|item| lines(item)).sum(),
        Block::Quote(blocks) => lines(blocks),
        Block::Table(rows) => rows.len(),
        Block::Preformatted(text) => text.lines().count(),
        Block::Rule => 1,
    };
    blocks.iter().map(of).sum()
}
