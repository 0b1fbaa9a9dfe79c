//! Builds a document of blocks and spans from a stream of openings, text and closings.
//!
//! White space is collapsed as browsers do it. A `<br>` or the edge of a `<div>` ends a line; an empty line
//! ends a paragraph. Invariants: blocks are at most [`MAX_NESTING`] deep, at most [`MAX_BLOCKS`] in number
//! and hold at most [`MAX_TEXT`] bytes; what is beyond is left out and said to be.

use crate::mime::clean;
use crate::mime::document::{Block, Document, Span, Style};

/// Quotes and lists inside each other; deeper ones are drawn at this depth.
const MAX_NESTING: usize = 16;
/// Blocks of a document.
const MAX_BLOCKS: usize = 20_000;
/// Bytes of text of a document.
const MAX_TEXT: usize = 512 * 1024;

/// Something that holds blocks and is not closed yet.
#[derive(Debug)]
enum Frame {
    Quote(Vec<Block>),
    List(Option<u32>, Vec<Vec<Block>>),
    Item(Vec<Block>),
    Table(Vec<Vec<Vec<Span>>>),
    Row(Vec<Vec<Span>>),
    Cell(u32),
}

/// How the text that follows looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) style: Style,
    pub(super) link: Option<String>,
    pub(super) heading: Option<u8>,
    /// The cells of this row are read as one line.
    pub(super) one_line: bool,
    /// Line ends in the text count.
    pub(super) lines_count: bool,
}

/// White space that was seen since the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    NoBreak,
    Line,
    Blank,
    /// A mark between two cells that are read as one line.
    Mark,
}

/// The document in the making.
#[derive(Debug)]
pub(super) struct Builder {
    root: Vec<Block>,
    frames: Vec<Frame>,
    pub(super) look: Look,
    spans: Vec<Span>,
    gap: Gap,
    /// Whether the present line has text.
    line_has_text: bool,
    preformatted: Option<String>,
    text: usize,
    blocks: usize,
    pub(super) truncated: bool,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            root: Vec::new(),
            frames: Vec::new(),
            look: Look::default(),
            spans: Vec::new(),
            gap: Gap::None,
            line_has_text: false,
            preformatted: None,
            text: 0,
            blocks: 0,
            truncated: false,
        }
    }

    /// Whether nothing more will be taken.
    pub(super) const fn is_full(&self) -> bool {
        self.text >= MAX_TEXT || self.blocks >= MAX_BLOCKS
    }

    /// Whether any text is there yet.
    pub(super) const fn has_text(&self) -> bool {
        self.text > 0
    }

    /// Adds text; white space is collapsed.
    pub(super) fn push_text(&mut self, text: &str) {
        if let Some(preformatted) = &mut self.preformatted {
            preformatted.push_str(&clean::text(text));
            self.text += text.len();
            return;
        }
        for c in text.chars() {
            match c {
                '\n' if self.look.lines_count => self.line_break(),
                '\u{A0}' => self.widen(Gap::NoBreak),
                // Soft hyphens, grapheme joiners: invisible padding.
                '\u{AD}' | '\u{034F}' => {}
                c if c.is_whitespace() => self.widen(Gap::Space),
                c if c.is_control() || clean::is_deceptive(c) => {}
                c => self.push_char(c),
            }
        }
        if self.is_full() {
            self.truncated = true;
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = match (self.gap, gap) {
            (Gap::None, gap) => gap,
            (Gap::Space | Gap::NoBreak, _) => Gap::Space,
            (wide, _) => wide,
        };
    }

    fn push_char(&mut self, c: char) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if gap == Gap::Blank {
            self.flush();
        }
        if !self.spans.is_empty() {
            match gap {
                Gap::Space => self.push_raw(' '),
                Gap::NoBreak => self.push_raw('\u{A0}'),
                Gap::Line => self.push_raw('\n'),
                Gap::Mark => [' ', '·', ' '].into_iter().for_each(|c| self.push_plain(c)),
                Gap::None | Gap::Blank => {}
            }
        }
        self.push_raw(c);
        self.line_has_text = true;
    }

    fn push_raw(&mut self, c: char) {
        self.text += c.len_utf8();
        if let Some(last) = self.spans.last_mut() {
            if last.style == self.look.style && last.link == self.look.link {
                last.text.push(c);
                return;
            }
            // White space between two looks belongs to neither, so that no link begins or ends with it.
            if c == ' ' || c == '\n' {
                self.push_plain(c);
                return;
            }
        }
        self.spans.push(Span { text: c.into(), style: self.look.style, link: self.look.link.clone() });
    }

    /// Adds a character that looks like nothing in particular.
    fn push_plain(&mut self, c: char) {
        match self.spans.last_mut() {
            Some(last) if last.link.is_none() && last.style == Style::default() => last.text.push(c),
            _ => self.spans.push(Span { text: c.into(), ..Span::default() }),
        }
    }

    /// `<br>`: ends a line; on an empty line, ends the paragraph.
    pub(super) fn line_break(&mut self) {
        if let Some(preformatted) = &mut self.preformatted {
            preformatted.push('\n');
            return;
        }
        self.gap = if self.line_has_text { Gap::Line } else { Gap::Blank };
        self.line_has_text = false;
    }

    /// The edge of a `<div>`: ends a line that has text.
    pub(super) fn boundary(&mut self) {
        if self.line_has_text {
            self.line_break();
        }
    }

    /// The edge of a paragraph.
    pub(super) fn paragraph(&mut self) {
        if self.in_cell() { self.boundary() } else { self.flush() }
    }

    /// A mark between two short cells of a line.
    pub(super) fn separator(&mut self) {
        if self.line_has_text {
            self.gap = Gap::Mark;
        }
    }

    /// Ends the paragraph or heading in the making.
    pub(super) fn flush(&mut self) {
        self.gap = Gap::None;
        self.line_has_text = false;
        if self.in_cell() {
            return;
        }
        let spans = trimmed(std::mem::take(&mut self.spans));
        if spans.is_empty() {
            return;
        }
        let block = match self.look.heading {
            Some(level) => Block::Heading(level, spans),
            None => Block::Paragraph(spans),
        };
        self.push_block(block);
    }

    pub(super) fn rule(&mut self) {
        self.paragraph();
        if !self.in_cell() && !matches!(self.last_block(), None | Some(Block::Rule)) {
            self.push_block(Block::Rule);
        }
    }

    pub(super) fn open_quote(&mut self) -> bool {
        self.open(Frame::Quote(Vec::new()))
    }

    pub(super) fn open_list(&mut self, start: Option<u32>) -> bool {
        self.open(Frame::List(start, Vec::new()))
    }

    /// An item; one outside of any list opens a list of its own.
    pub(super) fn open_item(&mut self) -> usize {
        let opened_list = !matches!(self.frames.last(), Some(Frame::List(..))) && self.open_list(None);
        if !matches!(self.frames.last(), Some(Frame::List(..))) {
            self.paragraph();
            return 0;
        }
        usize::from(opened_list) + usize::from(self.open(Frame::Item(Vec::new())))
    }

    pub(super) fn open_table(&mut self) -> bool {
        self.open(Frame::Table(Vec::new()))
    }

    pub(super) fn open_row(&mut self) -> bool {
        matches!(self.frames.last(), Some(Frame::Table(_))) && self.open(Frame::Row(Vec::new()))
    }

    pub(super) fn open_cell(&mut self, columns: u32) -> bool {
        matches!(self.frames.last(), Some(Frame::Row(_))) && self.open(Frame::Cell(columns))
    }

    pub(super) fn open_preformatted(&mut self) -> bool {
        if self.in_cell() || self.preformatted.is_some() {
            return false;
        }
        self.flush();
        self.preformatted = Some(String::new());
        true
    }

    pub(super) fn close_preformatted(&mut self) {
        if let Some(text) = self.preformatted.take() {
            let text = text.trim_matches('\n').trim_end();
            if !text.trim().is_empty() {
                self.push_block(Block::Preformatted(text.to_owned()));
            }
        }
    }

    fn open(&mut self, frame: Frame) -> bool {
        let inside_table = matches!(frame, Frame::Row(_) | Frame::Cell(_));
        if self.in_cell() {
            self.boundary();
            return false;
        }
        self.flush();
        if self.frames.len() >= MAX_NESTING && !inside_table {
            return false;
        }
        self.frames.push(frame);
        true
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        if matches!(self.frames.last(), Some(Frame::Cell(_))) {
            self.close_cell();
            return;
        }
        self.flush();
        match self.frames.pop() {
            Some(Frame::Quote(blocks)) if !blocks.is_empty() => self.push_block(Block::Quote(blocks)),
            Some(Frame::Item(blocks)) if !blocks.is_empty() => match self.frames.last_mut() {
                Some(Frame::List(_, items)) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.push_block(block)),
            },
            Some(Frame::List(start, items)) if !items.is_empty() => self.push_block(Block::List(start, items)),
            Some(Frame::Row(cells)) if cells.iter().any(|cell| !cell.is_empty()) => {
                if let Some(Frame::Table(rows)) = self.frames.last_mut() {
                    rows.push(cells);
                }
            }
            Some(Frame::Table(rows)) if !rows.is_empty() => self.push_block(Block::Table(even(rows))),
            _ => {}
        }
    }

    fn close_cell(&mut self) {
        let Some(Frame::Cell(columns)) = self.frames.pop() else { return };
        self.gap = Gap::None;
        self.line_has_text = false;
        let spans = trimmed(std::mem::take(&mut self.spans));
        self.blocks += 1;
        if let Some(Frame::Row(cells)) = self.frames.last_mut() {
            cells.push(spans);
            cells.extend((1..columns).map(|_| Vec::new()));
        }
    }

    fn in_cell(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Cell(_)))
    }

    fn push_block(&mut self, block: Block) {
        self.blocks += 1;
        match self.frames.last_mut() {
            None => self.root.push(block),
            Some(Frame::Quote(blocks) | Frame::Item(blocks)) => blocks.push(block),
            // Text that stands in a list but in none of its items.
            Some(Frame::List(_, items)) => items.push(vec![block]),
            // Text between the rows or cells of a table cannot come from the parser.
            Some(Frame::Table(_) | Frame::Row(_) | Frame::Cell(_)) => {}
        }
    }

    fn last_block(&self) -> Option<&Block> {
        match self.frames.last() {
            None => self.root.last(),
            Some(Frame::Quote(blocks) | Frame::Item(blocks)) => blocks.last(),
            Some(_) => None,
        }
    }

    /// Ends everything that is open.
    pub(super) fn finish(mut self) -> Document {
        self.close_preformatted();
        self.flush();
        while !self.frames.is_empty() {
            self.close();
        }
        while matches!(self.root.last(), Some(Block::Rule)) {
            self.root.pop();
        }
        Document { blocks: self.root, truncated: self.truncated }
    }
}

/// Without white space at both ends, and without spans that are empty then.
fn trimmed(mut spans: Vec<Span>) -> Vec<Span> {
    while let Some(last) = spans.last_mut() {
        let length = last.text.trim_end().len();
        last.text.truncate(length);
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    spans
}

/// Rows of the same number of cells, without columns that are empty in all of them.
fn even(mut rows: Vec<Vec<Vec<Span>>>) -> Vec<Vec<Vec<Span>>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize_with(columns, Vec::new);
    }
    for column in (0..columns).rev() {
        if rows.iter().all(|row| row.get(column).is_none_or(Vec::is_empty)) {
            rows.iter_mut().filter(|row| column < row.len()).for_each(|row| {
                row.remove(column);
            });
        }
    }
    rows
}
