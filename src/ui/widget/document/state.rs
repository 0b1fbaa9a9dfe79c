//! What the document widget remembers from one moment to the next.

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::mouse::Click;
use iced::advanced::text::Paragraph as _;
use iced::keyboard::Modifiers;
use iced::{Point, Rectangle, Size, Vector};

use super::flow::{Flow, Kind, Stop};
use super::scroll::{Heights, Scroll};
use super::select::{Position, Selection, from_line};
use super::sheet::{FOLD, FOLD_INDENT, Setting, Sheet, guess};

/// What the document widget remembers.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Which flow was measured, for what, seen through which height.
    measured: Option<(u64, Setting)>,
    /// Which message this is; another one starts at its top.
    key: Option<u64>,
    pub view: f32,
    pub heights: Heights,
    pub scroll: Scroll,
    pub sheet: Sheet,
    pub selection: Option<Selection>,
    pub drag: Option<Drag>,
    pub click: Option<Click>,
    pub hovered: Option<Stop>,
    /// Where the keyboard was when it was last laid out.
    pub stop: Option<Stop>,
    /// The link whose target is shown at the foot, shaped.
    pub status: Option<(String, Paragraph)>,
    pub modifiers: Modifiers,
}

/// What the pressed button moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drag {
    /// The selection, by characters.
    Text,
    /// The selection, by words or lines from those first pressed.
    Unit(Unit, Position, Position),
    /// The thumb, held this far below its top.
    Thumb(f32),
}

/// What a selection grows by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Word,
    Line,
}

impl State {
    /// Takes note of what is shown and measures what is on screen.
    pub(super) fn lay_out(&mut self, key: u64, flow: &Flow, setting: Setting, view: f32, ends: (f32, f32)) {
        let is_new = self.key != Some(key);
        let is_other = self.measured.is_none_or(|(id, _)| id != flow.id());
        if is_new {
            self.scroll = Scroll::default();
            self.key = Some(key);
        }
        if is_other {
            self.selection = None;
            self.hovered = None;
            self.status = None;
            self.drag = None;
        }
        if is_other || self.measured.is_none_or(|(_, measured)| measured != setting) {
            self.sheet = Sheet::default();
            self.heights = Heights::new(flow.pieces.iter().map(|piece| guess(piece, setting)));
            self.measured = Some((flow.id(), setting));
        }
        self.view = view;
        (self.sheet.head, self.sheet.foot) = ends;
        self.heights.set(0, ends.0);
        self.heights.set(flow.pieces.len().saturating_sub(1), ends.1);
        self.settle(flow, |scroll, view, heights, measure| scroll.settle(view, heights, measure));
    }

    fn settle(&mut self, flow: &Flow, act: impl FnOnce(&mut Scroll, f32, &mut Heights, super::scroll::Measure<'_>)) {
        let Some((_, setting)) = self.measured else { return };
        let sheet = &mut self.sheet;
        act(&mut self.scroll, self.view, &mut self.heights, &mut |index| sheet.measure(flow, setting, index));
        // What is on screen may have been measured before and forgotten since.
        let visible: Vec<usize> = self.scroll.visible(self.view, &self.heights).map(|(index, _)| index).collect();
        for index in visible {
            sheet.measure(flow, setting, index);
        }
        sheet.tidy(self.scroll.piece);
    }

    pub(super) fn scroll_by(&mut self, flow: &Flow, distance: f32) {
        self.settle(flow, |scroll, view, heights, measure| scroll.by(distance, view, heights, measure));
    }

    pub(super) fn scroll_to(&mut self, flow: &Flow, offset: f64) {
        self.settle(flow, |scroll, view, heights, measure| scroll.jump(offset, view, heights, measure));
    }

    pub(super) fn scroll_to_end(&mut self, flow: &Flow) {
        self.settle(flow, |scroll, view, heights, measure| scroll.end(view, heights, measure));
    }

    /// Brings a stop of the keyboard into view.
    pub(super) fn show(&mut self, flow: &Flow, stop: Stop) {
        let piece = match stop {
            Stop::Head(_) => 0,
            Stop::Foot(_) => flow.pieces.len().saturating_sub(1),
            Stop::Fold(fold) => flow.fold_piece(fold).unwrap_or(0),
            Stop::Link(link) => flow.links().get(link).map_or(0, |link| link.piece),
        };
        self.settle(flow, |scroll, view, heights, measure| {
            let height = measure(piece);
            let (from, to) = match stop {
                Stop::Head(_) => (0.0, height.min(view)),
                Stop::Foot(_) => ((height - view).max(0.0), height),
                Stop::Link(_) | Stop::Fold(_) => (0.0, height),
            };
            scroll.show((piece, from, to), view, heights, measure);
        });
        // A link may stand far down in a long paragraph.
        if let (Stop::Link(link), Some(top)) = (stop, self.top_of(piece))
            && let Some(bounds) = self.link_bounds(flow, piece, link).first().copied()
        {
            let (above, below) = (top + bounds.y, top + bounds.y + bounds.height);
            if above < 0.0 || below > self.view {
                self.scroll_by(flow, above - self.view * 0.3);
            }
        }
    }

    pub(super) fn width(&self) -> f32 {
        self.measured.map_or(0.0, |(_, setting)| setting.width)
    }

    /// The distance of a piece's top from the upper edge, if it is on screen.
    pub(super) fn top_of(&self, piece: usize) -> Option<f32> {
        self.scroll.visible(self.view, &self.heights).find(|(index, _)| *index == piece).map(|(_, top)| top)
    }

    /// How far a piece is scrolled sideways.
    pub(super) fn sideways(&self, flow: &Flow, piece: usize) -> f32 {
        flow.pieces.get(piece).and_then(|piece| self.sheet.group(piece)).map_or(0.0, |group| group.offset)
    }

    /// Where the parts of a link stand in a piece.
    pub(super) fn link_bounds(&self, flow: &Flow, piece: usize, link: usize) -> Vec<Rectangle> {
        let (Some(shaped), Some(content)) = (self.sheet.get(piece), flow.pieces.get(piece)) else { return Vec::new() };
        let mut bounds = Vec::new();
        for (placed, cell) in shaped.cells.iter().zip(content.cells()) {
            for (index, run) in cell.runs.iter().enumerate() {
                if run.link == Some(link) {
                    let at = Vector::new(placed.at.x - self.sideways(flow, piece), placed.at.y);
                    bounds.extend(placed.paragraph.span_bounds(index).into_iter().map(|bounds| bounds + at));
                }
            }
        }
        bounds
    }

    /// The piece at a height below the upper edge, with its own top.
    pub(super) fn piece_at(&self, y: f32) -> Option<(usize, f32)> {
        self.scroll.visible(self.view, &self.heights).take_while(|(_, top)| *top <= y.max(0.0)).last()
    }

    /// The link or fold under a point of the pane.
    pub(super) fn stop_at(&self, flow: &Flow, point: Point) -> Option<Stop> {
        let (index, top) = self.piece_at(point.y)?;
        let piece = flow.pieces.get(index)?;
        let local = Point::new(point.x, point.y - top);
        if let Kind::Fold { fold, .. } = piece.kind {
            let shaped = self.sheet.get(index)?.cells.first()?;
            let corner = Point::new(shaped.at.x - FOLD_INDENT, piece.gap);
            let bounds = Rectangle::new(corner, Size::new(shaped.width() + FOLD_INDENT, FOLD));
            return bounds.contains(local).then_some(Stop::Fold(fold));
        }
        let mut links: Vec<usize> =
            piece.cells().iter().flat_map(|cell| &cell.runs).filter_map(|run| run.link).collect();
        links.dedup();
        let hit = |link: &usize| self.link_bounds(flow, index, *link).iter().any(|bounds| bounds.contains(local));
        links.into_iter().find(hit).map(Stop::Link)
    }
}

impl State {
    /// The place in the text nearest to a point of the pane.
    pub(super) fn position_at(&self, flow: &Flow, point: Point) -> Option<Position> {
        let (index, top) = self.nearest_text(flow, point.y)?;
        let piece = flow.pieces.get(index)?;
        let shaped = self.sheet.get(index)?;
        let x = point.x + self.sideways(flow, index);
        let y = point.y - top;
        let distance = |area: &Rectangle| (area.x - x).max(x - area.x - area.width).max(0.0);
        let (number, placed) =
            shaped.cells.iter().enumerate().min_by(|(_, a), (_, b)| distance(&a.area).total_cmp(&distance(&b.area)))?;
        let cell = piece.cells().get(number)?;
        let at = Position { piece: index, cell: number, index: 0 };
        if y < placed.area.y {
            return Some(at);
        }
        if y >= placed.area.y + placed.area.height {
            return Some(Position { index: cell.text.len(), ..at });
        }
        let cursor = placed.paragraph.buffer().hit((x - placed.at.x).max(0.0), y - placed.at.y)?;
        Some(Position { index: from_line(cell, cursor.line, cursor.index), ..at })
    }

    /// The piece of text on screen that is nearest to a height.
    fn nearest_text(&self, flow: &Flow, y: f32) -> Option<(usize, f32)> {
        let texts = self
            .scroll
            .visible(self.view, &self.heights)
            .filter(|(index, _)| flow.pieces.get(*index).is_some_and(super::flow::Piece::is_text));
        let distance = |index: usize, top: f32| (top - y).max(y - top - self.heights.get(index)).max(0.0);
        texts.min_by(|a, b| distance(a.0, a.1).total_cmp(&distance(b.0, b.1)))
    }

    pub(super) fn is_over_text(&self, flow: &Flow, point: Point) -> bool {
        let Some((index, top)) = self.piece_at(point.y) else { return false };
        let Some(shaped) = self.sheet.get(index) else { return false };
        let local = Point::new(point.x + self.sideways(flow, index), point.y - top);
        let is_text = flow.pieces.get(index).is_some_and(super::flow::Piece::is_text);
        is_text && shaped.cells.iter().any(|placed| placed.area.contains(local))
    }

    /// Moves the table or the fixed-width text at a point, or all on screen, sideways; whether anything moved.
    pub(super) fn move_sideways(&mut self, flow: &Flow, at: Option<Point>, by: f32) -> bool {
        let pieces: Vec<usize> = match at {
            Some(point) => self.piece_at(point.y).map(|(index, _)| index).into_iter().collect(),
            None => self.scroll.visible(self.view, &self.heights).map(|(index, _)| index).collect(),
        };
        let mut groups: Vec<usize> = pieces.into_iter().filter_map(|index| flow.pieces.get(index)?.group()).collect();
        groups.dedup();
        let mut moved = false;
        for group in groups {
            let Some(group) = self.sheet.groups.get_mut(&group) else { continue };
            let offset = (group.offset + by).clamp(0.0, group.max_offset());
            moved |= offset != group.offset;
            group.offset = offset;
        }
        moved
    }

    /// Shapes the real target of the link under the pointer, else of the one with the keyboard.
    pub(super) fn refresh_status(&mut self, flow: &Flow) {
        let link = [self.hovered, self.stop].into_iter().flatten().find_map(|stop| match stop {
            Stop::Link(link) => flow.links().get(link),
            Stop::Head(_) | Stop::Fold(_) | Stop::Foot(_) => None,
        });
        match link {
            None => self.status = None,
            Some(link) if self.status.as_ref().is_some_and(|(target, _)| *target == link.target) => {}
            Some(link) => self.status = Some((link.target.clone(), super::target::shaped(&link.target))),
        }
    }
}
