//! The flow as it is measured and shaped for one width: what is drawn and hit.
//!
//! Only what is on screen, or was a moment ago, is kept shaped; heights stay known.

mod table;

use std::collections::HashMap;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, LineHeight, Paragraph as _, Shaping, Span, Wrapping};
use iced::{Color, Font, Pixels, Point, Rectangle, Size, alignment};

use super::PADDING;
use super::flow::{Cell, Flow, Kind, Piece, Role};
use crate::ui::spacing;
use crate::ui::widget::font;

/// Pieces kept shaped; beyond it those far from the screen go.
const MAX_SHAPED: usize = 400;

/// Pieces on either side of the screen that stay shaped.
const NEAR: usize = 100;

/// The line height of message text.
const LINE: f32 = 25.0;

/// Fixed-width text is smaller: it runs wide.
const CODE: f32 = 14.0;
const CODE_LINE: f32 = 20.0;

/// Around fixed-width text.
const CODE_PADDING: f32 = 12.0;

/// The height of the line that folds a quote.
pub(super) const FOLD: f32 = 28.0;

/// Before the words of a fold: its chevron.
pub(super) const FOLD_INDENT: f32 = 22.0;

/// The height of a rule with the space around it.
const RULE: f32 = 17.0;

/// What the flow is set for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Setting {
    /// The width of the pane.
    pub width: f32,
    /// The colour of links, which is part of shaped text.
    pub accent: Color,
}

impl Setting {
    /// The room that tables and fixed-width text may take.
    fn room(self, inset: f32) -> f32 {
        (self.width - 2.0 * PADDING - inset).max(40.0)
    }

    /// The room of running text.
    pub(super) fn column(self, inset: f32) -> f32 {
        self.room(0.0).min(spacing::MEASURE).max(inset + 40.0) - inset
    }
}

/// A piece, shaped. Points are from the piece's upper left corner at the left edge of the pane.
#[derive(Debug)]
pub(super) struct Shaped {
    pub cells: Vec<Placed>,
    pub marker: Option<Placed>,
    /// The box around a row or fixed-width text, before it is scrolled sideways.
    pub frame: Option<Rectangle>,
    height: f32,
}

/// Text at its place.
#[derive(Debug)]
pub(super) struct Placed {
    pub paragraph: Paragraph,
    /// The upper left corner of the shaped lines.
    pub at: Point,
    /// The room it was given, for hits beside the text.
    pub area: Rectangle,
}

/// What scrolls sideways together: a table, or a block of fixed-width text.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// How far it is scrolled.
    pub offset: f32,
    /// The widest measured so far.
    pub content: f32,
    /// The room it is seen through.
    pub room: f32,
    /// A table's columns.
    columns: Vec<table::Column>,
}

impl Group {
    pub(super) fn max_offset(&self) -> f32 {
        (self.content - self.room).max(0.0)
    }
}

/// Everything shaped.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The height of the head.
    pub head: f32,
    /// The height of the foot.
    pub foot: f32,
    shaped: HashMap<usize, Shaped>,
    pub groups: HashMap<usize, Group>,
}

impl Sheet {
    /// The height of a piece, which is shaped if it is not yet.
    pub(super) fn measure(&mut self, flow: &Flow, setting: Setting, index: usize) -> f32 {
        if let Some(shaped) = self.shaped.get(&index) {
            return shaped.height;
        }
        let Some(piece) = flow.pieces.get(index) else { return 0.0 };
        match piece.kind {
            Kind::Head => return self.head,
            Kind::Foot => return self.foot,
            Kind::Text { .. } | Kind::Row { .. } | Kind::Preformatted { .. } | Kind::Rule | Kind::Fold { .. } => {}
        }
        let shaped = self.shape(flow, setting, index, piece);
        let height = shaped.height;
        self.shaped.insert(index, shaped);
        height
    }

    pub(super) fn get(&self, index: usize) -> Option<&Shaped> {
        self.shaped.get(&index)
    }

    /// How many pieces are shaped.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.shaped.len()
    }

    /// Forgets what is far from the screen.
    pub(super) fn tidy(&mut self, near: usize) {
        if self.shaped.len() > MAX_SHAPED {
            self.shaped.retain(|index, _| index.abs_diff(near) <= NEAR);
        }
    }

    pub(super) fn group(&self, piece: &Piece) -> Option<&Group> {
        self.groups.get(&piece.group()?)
    }

    fn shape(&mut self, flow: &Flow, setting: Setting, index: usize, piece: &Piece) -> Shaped {
        let origin = Point::new(PADDING + piece.inset, piece.gap);
        let mut shaped = match &piece.kind {
            Kind::Head | Kind::Foot => Shaped::blank(0.0),
            Kind::Rule => Shaped::blank(piece.gap + RULE),
            Kind::Text { cell, role } => {
                let placed = place(cell, Set::of(*role), origin, setting.column(piece.inset), setting.accent);
                let height = piece.gap + placed.area.height;
                Shaped { cells: vec![placed], height, ..Shaped::blank(0.0) }
            }
            Kind::Fold { cell, .. } => {
                let at = Point::new(origin.x + FOLD_INDENT, origin.y + 4.0);
                let placed = place(cell, Set::FOLD, at, setting.column(piece.inset) - FOLD_INDENT, setting.accent);
                Shaped { cells: vec![placed], height: piece.gap + FOLD, ..Shaped::blank(0.0) }
            }
            Kind::Preformatted { cell, .. } => self.preformatted(setting, piece, cell),
            Kind::Row { .. } => self.row(flow, setting, index, piece),
        };
        shaped.marker = piece.marker.as_ref().map(|marker| {
            let runs = vec![super::flow::Run { len: marker.len(), ..Default::default() }];
            let cell = Cell { text: marker.clone(), runs, rtl: false };
            let mut placed = place(&cell, Set::BODY, origin, f32::INFINITY, setting.accent);
            placed.at.x -= placed.width() + spacing::XS;
            placed
        });
        shaped
    }

    fn preformatted(&mut self, setting: Setting, piece: &Piece, cell: &Cell) -> Shaped {
        let Kind::Preformatted { group, edge, .. } = piece.kind else { return Shaped::blank(0.0) };
        let above = if edge.first { CODE_PADDING } else { 0.0 };
        let below = if edge.last { CODE_PADDING } else { 0.0 };
        let at = Point::new(PADDING + piece.inset + CODE_PADDING, piece.gap + above);
        let placed = place(cell, Set::CODE, at, f32::INFINITY, setting.accent);
        let group = self.groups.entry(group).or_default();
        group.content = group.content.max(placed.width() + 2.0 * CODE_PADDING);
        group.room = if group.content > setting.column(piece.inset) {
            setting.room(piece.inset).min(group.content)
        } else {
            setting.column(piece.inset)
        };
        group.offset = group.offset.min(group.max_offset());
        let inner = above + placed.area.height + below;
        let corner = Point::new(PADDING + piece.inset, piece.gap);
        let frame = Some(Rectangle::new(corner, Size::new(group.room, inner)));
        Shaped { cells: vec![placed], marker: None, frame, height: piece.gap + inner }
    }
}

impl Placed {
    /// The width of the widest line.
    pub(super) fn width(&self) -> f32 {
        self.paragraph.min_bounds().width
    }
}

impl Shaped {
    const fn blank(height: f32) -> Self {
        Self { cells: Vec::new(), marker: None, frame: None, height }
    }
}

/// A guess at the height of a piece that was never measured.
pub(super) fn guess(piece: &Piece, setting: Setting) -> f32 {
    /// The width of a character of message text, on average.
    const CHARACTER: f32 = 8.2;
    let lines = |cell: &Cell, width: f32| {
        #[expect(clippy::cast_precision_loss, reason = "a guess")]
        let (bytes, breaks) = (cell.text.len() as f32, cell.text.matches('\n').count() as f32);
        (bytes / (width / CHARACTER).max(1.0)).max(breaks) + 1.0
    };
    piece.gap
        + match &piece.kind {
            Kind::Head | Kind::Foot => 0.0,
            Kind::Rule => RULE,
            Kind::Fold { .. } => FOLD,
            Kind::Text { cell, .. } => lines(cell, setting.column(piece.inset)).floor() * LINE,
            Kind::Preformatted { cell, .. } => lines(cell, f32::INFINITY) * CODE_LINE,
            Kind::Row { .. } => table::ROW,
        }
}

/// How text is set.
#[derive(Clone, Copy)]
struct Set {
    font: Font,
    size: f32,
    line: f32,
    wrapping: Wrapping,
}

impl Set {
    const BODY: Self =
        Self { font: font::REGULAR, size: spacing::TEXT_MESSAGE, line: LINE, wrapping: Wrapping::WordOrGlyph };
    const CODE: Self = Self { font: font::MONOSPACE, size: CODE, line: CODE_LINE, wrapping: Wrapping::None };
    const FOLD: Self =
        Self { font: font::REGULAR, size: spacing::TEXT_SECONDARY, line: 20.0, wrapping: Wrapping::None };
    const CELL: Self = Self { size: 15.0, line: 22.0, ..Self::BODY };

    fn of(role: Role) -> Self {
        let (size, line) = match role {
            Role::Body => return Self::BODY,
            Role::Heading(0 | 1) => (20.0, 28.0),
            Role::Heading(2) => (18.0, 26.0),
            Role::Heading(_) => (16.0, 24.0),
        };
        Self { font: font::SEMIBOLD, size, line, wrapping: Wrapping::WordOrGlyph }
    }
}

/// Shapes a cell and puts it at a point; text from right to left goes to the right edge.
fn place(cell: &Cell, set: Set, at: Point, width: f32, accent: Color) -> Placed {
    let spans: Vec<Span<'_, ()>> = cell
        .spans()
        .map(|(text, run)| {
            let bold = run.style.bold || set.font == font::SEMIBOLD;
            let font = match (run.style.code, bold, run.style.italic) {
                (true, _, _) => font::MONOSPACE,
                (false, false, false) => set.font,
                (false, true, false) => font::SEMIBOLD,
                (false, false, true) => font::ITALIC,
                (false, true, true) => font::SEMIBOLD_ITALIC,
            };
            let span = Span::new(text).font(font).color_maybe(run.link.map(|_| accent));
            if run.style.code && set.font != font::MONOSPACE {
                span.size(set.size - 1.5).line_height(Pixels(set.line))
            } else {
                span
            }
        })
        .collect();
    // `Default` gives text from right to left the width it needs; any other leaves a single line of it at the far
    // end of the room it was given, where the renderer does not look for it (iced-rs/iced#3293).
    let align_x = if width.is_finite() && !cell.rtl { text::Alignment::Left } else { text::Alignment::Default };
    let shape = |width: f32| {
        Paragraph::with_spans(text::Text {
            content: spans.as_slice(),
            bounds: Size::new(width, f32::INFINITY),
            size: Pixels(set.size),
            line_height: LineHeight::Absolute(Pixels(set.line)),
            font: set.font,
            align_x,
            align_y: alignment::Vertical::Top,
            shaping: Shaping::Advanced,
            wrapping: set.wrapping,
        })
    };
    let mut paragraph = shape(width);
    let mut room = width;
    for _ in 0..6 {
        // The widest of its lines by iced's first measure, and as they were broken anew to that measure.
        let measure = paragraph.min_bounds().width;
        let widest = paragraph.buffer().layout_runs().map(|run| run.line_w).fold(0.0, f32::max);
        if measure <= width + 0.5 && widest <= measure + 0.5 {
            break;
        }
        // Lines of mixed directions are broken too late by a number or a foreign word.
        room *= 0.94;
        paragraph = shape(room);
    }
    let size = paragraph.min_bounds();
    let height = size.height.max(set.line);
    let x = if cell.rtl && width.is_finite() { at.x + width - size.width } else { at.x };
    let area = Rectangle::new(at, Size::new(if width.is_finite() { width } else { size.width }, height));
    Placed { paragraph, at: Point::new(x, at.y), area }
}
