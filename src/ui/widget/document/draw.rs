//! Draws what is on screen of a document.

use std::hash::{Hash as _, Hasher as _};

use iced::advanced::graphics::text::cosmic_text::{Affinity, Cursor};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{self, LineHeight, Paragraph as _, Renderer as _, Shaping, Wrapping};
use iced::advanced::{Renderer as _, mouse};
use iced::{Color, Pixels, Point, Rectangle, Renderer, Size, Vector, alignment, border};

use super::PADDING;
use super::flow::{Cell, Flow, Kind, Piece, Stop};
use super::select::to_line;
use super::sheet::{FOLD_INDENT, Placed, Shaped};
use super::state::{Drag, State};
use crate::ui::spacing;
use crate::ui::theme::Tokens;
use crate::ui::widget::{Icon, font};

/// The bar beside quoted text.
const BAR: f32 = 3.0;

/// The scrollbar: its width, its margin, the shortest thumb.
const BAR_WIDTH: f32 = 6.0;
const BAR_MARGIN: f32 = 3.0;
const BAR_ROOM: f32 = 14.0;
const SHORTEST_THUMB: f32 = 32.0;

/// What is drawn a piece with.
struct Pen<'a> {
    flow: &'a Flow,
    state: &'a State,
    tokens: &'static Tokens,
    /// Where the keyboard is, and whether it is here at all.
    stop: (Option<Stop>, bool),
    bounds: Rectangle,
}

/// The layer to draw the pieces on: a hair narrower whenever they changed or moved.
///
/// The software renderer draws anew where text stands and stood, but letters reach out of their line (italics,
/// accents), and what is left of them would stay. A layer of another size it draws anew as a whole.
pub(super) fn layer(flow: &Flow, state: &State, visible: Rectangle) -> Rectangle {
    /// Less than anybody can see.
    const HAIR: f32 = 0.000_25;
    let mut hasher = std::hash::DefaultHasher::new();
    (flow.id(), state.scroll.piece, state.scroll.into.to_bits()).hash(&mut hasher);
    Rectangle { width: visible.width - HAIR * f32::from(hasher.finish() as u8), ..visible }
}

/// Draws the pieces on screen.
pub(super) fn pieces(
    flow: &Flow,
    state: &State,
    tokens: &'static Tokens,
    stop: (Option<Stop>, bool),
    bounds: Rectangle,
    renderer: &mut Renderer,
) {
    let pen = Pen { flow, state, tokens, stop, bounds };
    for (index, top) in state.scroll.visible(state.view, &state.heights) {
        let Some(piece) = flow.pieces.get(index) else { continue };
        let origin = Vector::new(bounds.x, (bounds.y + top).round());
        pen.bars(index, piece, origin, renderer);
        if matches!(piece.kind, Kind::Rule) {
            pen.rule(piece, origin, renderer);
        }
        if let Some(shaped) = state.sheet.get(index) {
            pen.piece(index, piece, shaped, origin, renderer);
        }
    }
}

impl Pen<'_> {
    fn bars(&self, index: usize, piece: &Piece, origin: Vector, renderer: &mut Renderer) {
        let height = self.state.heights.get(index);
        let before = index.checked_sub(1).and_then(|before| self.flow.pieces.get(before));
        for x in &piece.bars {
            // A bar runs through the space between two pieces of the same quote.
            let goes_on = before.is_some_and(|before| before.bars.contains(x));
            let gap = if goes_on { 0.0 } else { piece.gap };
            let corner = Point::new(PADDING + x, gap) + origin;
            let bounds = Rectangle::new(corner, Size::new(BAR, height - gap));
            fill(renderer, bounds, self.tokens.edge);
        }
    }

    fn rule(&self, piece: &Piece, origin: Vector, renderer: &mut Renderer) {
        let width = (self.bounds.width - 2.0 * PADDING).min(spacing::MEASURE) - piece.inset;
        let corner = Point::new(PADDING + piece.inset, piece.gap + 8.0) + origin;
        fill(renderer, Rectangle::new(corner, Size::new(width.max(0.0), spacing::HAIRLINE)), self.tokens.hairline);
    }

    fn piece(&self, index: usize, piece: &Piece, shaped: &Shaped, origin: Vector, renderer: &mut Renderer) {
        if let Some(marker) = &shaped.marker {
            renderer.fill_paragraph(&marker.paragraph, marker.at + origin, self.tokens.secondary, self.bounds);
        }
        if let Kind::Fold { fold, open, .. } = piece.kind {
            self.fold((fold, open), piece, shaped, origin, renderer);
            return;
        }
        let Some(frame) = shaped.frame else {
            self.cells(index, piece, shaped, origin, renderer);
            return;
        };
        let frame = frame + origin;
        self.frame(piece, frame, renderer);
        let offset = self.state.sideways(self.flow, index);
        let Some(clip) = frame.intersection(&self.bounds) else { return };
        let scrolls = self.state.sheet.group(piece).is_some_and(|group| group.max_offset() > 0.0);
        if scrolls {
            renderer.with_layer(clip, |renderer| {
                self.cells(index, piece, shaped, origin - Vector::new(offset, 0.0), renderer);
                self.side_bar(piece, frame, renderer);
            });
        } else {
            self.cells(index, piece, shaped, origin, renderer);
        }
    }

    /// The ground of fixed-width text, the lines of a table.
    fn frame(&self, piece: &Piece, frame: Rectangle, renderer: &mut Renderer) {
        match piece.kind {
            Kind::Preformatted { edge, .. } => {
                let round = |on: bool| if on { spacing::RADIUS } else { 0.0 };
                let radius = border::top(round(edge.first)).bottom(round(edge.last));
                let border = border::rounded(radius);
                let quad = Quad { bounds: frame, border, ..Quad::default() };
                renderer.fill_quad(quad, self.tokens.window);
            }
            Kind::Row { edge, .. } => {
                let line = |y: f32| Rectangle { y, height: spacing::HAIRLINE, ..frame };
                if edge.first {
                    fill(renderer, line(frame.y), self.tokens.hairline);
                }
                fill(renderer, line(frame.y + frame.height - spacing::HAIRLINE), self.tokens.hairline);
            }
            Kind::Head | Kind::Foot | Kind::Text { .. } | Kind::Rule | Kind::Fold { .. } => {}
        }
    }

    /// Shows that there is more to the side, at the last line of what scrolls there.
    fn side_bar(&self, piece: &Piece, frame: Rectangle, renderer: &mut Renderer) {
        let (Kind::Row { edge, .. } | Kind::Preformatted { edge, .. }) = &piece.kind else { return };
        let Some(group) = self.state.sheet.group(piece).filter(|group| edge.last && group.content > 0.0) else {
            return;
        };
        let width = (frame.width * group.room / group.content).max(SHORTEST_THUMB);
        let x = frame.x + (frame.width - width) * group.offset / group.max_offset().max(1.0);
        let bounds = Rectangle { x, y: frame.y + frame.height - 5.0, width, height: 4.0 };
        let quad = Quad { bounds, border: border::rounded(2.0), ..Quad::default() };
        renderer.fill_quad(quad, Color { a: 0.4, ..self.tokens.secondary });
    }

    fn cells(&self, index: usize, piece: &Piece, shaped: &Shaped, origin: Vector, renderer: &mut Renderer) {
        let colour = if piece.bars.is_empty() { self.tokens.text } else { self.tokens.secondary };
        for (number, (cell, placed)) in piece.cells().iter().zip(&shaped.cells).enumerate() {
            self.selection((index, number), cell, placed, origin, renderer);
            self.decorations(cell, placed, colour, origin, renderer);
            renderer.fill_paragraph(&placed.paragraph, placed.at + origin, colour, self.bounds);
        }
    }

    fn selection(
        &self,
        (piece, number): (usize, usize),
        cell: &Cell,
        placed: &Placed,
        origin: Vector,
        renderer: &mut Renderer,
    ) {
        let range = self.state.selection.and_then(|selection| selection.within(piece, number, cell.text.len()));
        let Some(range) = range.filter(|range| !range.is_empty()) else { return };
        let (line, at) = to_line(cell, range.start);
        let start = Cursor::new_with_affinity(line, at, Affinity::After);
        let (line, at) = to_line(cell, range.end);
        let end = Cursor::new_with_affinity(line, at, Affinity::Before);
        let ground = mix(self.tokens.selection, self.tokens.accent, 0.18);
        for run in placed.paragraph.buffer().layout_runs() {
            if let Some((x, width)) = run.highlight(start, end) {
                let corner = Point::new(placed.at.x + x, placed.at.y + run.line_top) + origin;
                fill(renderer, Rectangle::new(corner, Size::new(width, run.line_height)), ground);
            }
        }
    }

    /// What runs of text have under, through and behind them.
    fn decorations(&self, cell: &Cell, placed: &Placed, colour: Color, origin: Vector, renderer: &mut Renderer) {
        for (index, run) in cell.runs.iter().enumerate() {
            if run.link.is_none() && !run.style.strikeout && !run.style.code {
                continue;
            }
            let at = Vector::new(placed.at.x, placed.at.y) + origin;
            for bounds in placed.paragraph.span_bounds(index) {
                let bounds = bounds + at;
                let line = |y: f32| Rectangle { y: (bounds.y + bounds.height * y).round(), height: 1.0, ..bounds };
                if run.style.code {
                    let quad =
                        Quad { bounds: bounds.shrink([2.0, 0.0]), border: border::rounded(4.0), ..Quad::default() };
                    renderer.fill_quad(quad, self.tokens.hover);
                }
                if run.style.strikeout {
                    fill(renderer, line(0.54), colour);
                }
                if let Some(link) = run.link {
                    let here = self.stop == (Some(Stop::Link(link)), true);
                    let strong = here || self.state.hovered == Some(Stop::Link(link));
                    let alpha = if strong { 1.0 } else { 0.45 };
                    fill(renderer, line(0.82), Color { a: alpha, ..self.tokens.accent });
                    if here {
                        ring(renderer, bounds.expand([0.0, 3.0]), self.tokens);
                    }
                }
            }
        }
    }

    fn fold(
        &self,
        (fold, open): (usize, bool),
        piece: &Piece,
        shaped: &Shaped,
        origin: Vector,
        renderer: &mut Renderer,
    ) {
        let Some(placed) = shaped.cells.first() else { return };
        let here = self.stop == (Some(Stop::Fold(fold)), true);
        let strong = here || self.state.hovered == Some(Stop::Fold(fold));
        let colour = if strong { self.tokens.text } else { self.tokens.secondary };
        let corner = Point::new(placed.at.x - FOLD_INDENT, piece.gap + 1.0) + origin;
        let bounds = Rectangle::new(corner, Size::new(placed.width() + FOLD_INDENT + 10.0, 26.0));
        let ground = if strong { self.tokens.hover } else { self.tokens.window };
        let quad = Quad { bounds, border: border::rounded(spacing::RADIUS), ..Quad::default() };
        renderer.fill_quad(quad, ground);
        let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        renderer.fill_text(glyph(icon, 14.0), Point::new(corner.x + 4.0, corner.y + 6.0), colour, self.bounds);
        renderer.fill_paragraph(&placed.paragraph, placed.at + origin, colour, self.bounds);
        if here {
            ring(renderer, bounds, self.tokens);
        }
    }
}

/// Draws what lies over the text: the scrollbar and the target of a link.
pub(super) fn over(
    state: &State,
    tokens: &'static Tokens,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    renderer: &mut Renderer,
) {
    if let Some(bar) = Bar::of(state) {
        let over = cursor.position_in(bounds).is_some_and(|point| bar.is_over(point));
        let strong = over || matches!(state.drag, Some(Drag::Thumb(_)));
        let corner = Point::new(bounds.x + bar.x, bounds.y + bar.top);
        let quad = Quad {
            bounds: Rectangle::new(corner, Size::new(BAR_WIDTH, bar.thumb)),
            border: border::rounded(BAR_WIDTH / 2.0),
            ..Quad::default()
        };
        renderer.fill_quad(quad, Color { a: if strong { 0.7 } else { 0.32 }, ..tokens.secondary });
    }
    if let Some((_, target)) = &state.status {
        let size = Size::new(target.min_width().min(bounds.width - 40.0) + 20.0, 26.0);
        let corner = Point::new(bounds.x + 8.0, bounds.y + bounds.height - size.height - 8.0);
        let pill = Rectangle::new(corner, size);
        let edge = border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(tokens.edge);
        renderer.fill_quad(Quad { bounds: pill, border: edge, ..Quad::default() }, tokens.surface);
        let clip = pill.shrink([0.0, 10.0]);
        renderer.fill_paragraph(target, Point::new(corner.x + 10.0, corner.y + 4.0), tokens.text, clip);
    }
}

/// Where the thumb of the scrollbar is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    x: f32,
    top: f32,
    pub thumb: f32,
    view: f32,
}

impl Bar {
    /// `None` while everything is on screen.
    pub(super) fn of(state: &State) -> Option<Self> {
        let view = f64::from(state.view);
        let total = state.heights.total();
        if total <= view + 1.0 {
            return None;
        }
        let room = state.view - 2.0 * BAR_MARGIN;
        #[expect(clippy::cast_possible_truncation, reason = "parts of one")]
        let (share, done) = ((view / total) as f32, (state.scroll.offset(&state.heights) / (total - view)) as f32);
        let thumb = (room * share).max(SHORTEST_THUMB).min(room);
        let top = BAR_MARGIN + (room - thumb) * done.clamp(0.0, 1.0);
        Some(Self { x: state.width() - BAR_WIDTH - BAR_MARGIN, top, thumb, view: state.view })
    }

    pub(super) fn is_over(&self, point: Point) -> bool {
        point.x >= self.x + BAR_WIDTH + BAR_MARGIN - BAR_ROOM
    }

    /// How far below the thumb's top a height is, if it is on the thumb.
    pub(super) fn grip(&self, y: f32) -> Option<f32> {
        (self.top..self.top + self.thumb).contains(&y).then_some(y - self.top)
    }

    /// The offset at which the thumb's top is at a height.
    pub(super) fn offset_at(&self, top: f32, state: &State) -> f64 {
        let room = (self.view - 2.0 * BAR_MARGIN - self.thumb).max(1.0);
        let done = f64::from(((top - BAR_MARGIN) / room).clamp(0.0, 1.0));
        done * (state.heights.total() - f64::from(self.view)).max(0.0)
    }
}

/// An icon as the renderer wants it: it keeps text that is drawn once, but no paragraph made for one frame.
fn glyph(icon: Icon, size: f32) -> text::Text {
    text::Text {
        content: icon.glyph().to_string(),
        bounds: Size::new(size * 2.0, size),
        size: Pixels(size),
        line_height: LineHeight::Absolute(Pixels(size)),
        font: font::ICONS,
        align_x: text::Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Basic,
        wrapping: Wrapping::None,
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, colour: Color) {
    renderer.fill_quad(Quad { bounds, ..renderer::Quad::default() }, colour);
}

fn ring(renderer: &mut Renderer, bounds: Rectangle, tokens: &Tokens) {
    let edge = border::rounded(4.0).width(spacing::FOCUS_RING).color(tokens.accent);
    renderer.fill_quad(Quad { bounds, border: edge, ..Quad::default() }, Color::TRANSPARENT);
}

fn mix(a: Color, b: Color, share: f32) -> Color {
    let blend = |a: f32, b: f32| a + (b - a) * share;
    Color { r: blend(a.r, b.r), g: blend(a.g, b.g), b: blend(a.b, b.b), a: 1.0 }
}
