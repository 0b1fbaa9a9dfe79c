//! What is selected in the list, and where it is scrolled to.

use std::ops::Range;

use iced::Task;

use super::{List, Message, Selected};
use crate::ui::app::Shared;
use crate::ui::widget::virtual_list::{Position, range};

impl List {
    /// Selects a row and brings it in sight.
    pub fn select(&mut self, index: usize, shared: &Shared) -> Task<Message> {
        let len = self.pages.count();
        if len == 0 {
            return Task::none();
        }
        let index = index.min(len - 1);
        self.selected = Some(Selected { index, id: None });
        self.resolve();
        let row = f64::from(self.row);
        let top = index as f64 * row;
        self.scroll(range::reveal(self.offset, self.viewport, top, top + row), shared)
    }

    /// Selects the row so many rows away; without a selection the first one in sight.
    pub fn step(&mut self, by: isize, shared: &Shared) -> Task<Message> {
        let next = match self.selected {
            Some(selected) => selected.index.saturating_add_signed(by),
            None => self.whole_in_sight().start,
        };
        self.select(next, shared)
    }

    /// Rows that fit into what is in sight.
    pub fn page_rows(&self) -> isize {
        ((self.viewport / self.row) as isize - 1).max(1)
    }

    pub(super) fn scroll(&mut self, offset: f64, shared: &Shared) -> Task<Message> {
        self.offset = offset;
        self.clamp();
        self.load(shared)
    }

    pub(super) fn clamp(&mut self) {
        self.offset = self.offset.clamp(0.0, self.position().max(self.viewport));
        if self.at_top() {
            self.new_above = 0;
        }
        // Those that are in sight again are new no more.
        self.new_above = self.new_above.min(self.in_sight().start);
    }

    /// Learns which message is selected, once its row is here.
    pub(super) fn resolve(&mut self) {
        if let Some(Selected { index, id: None }) = self.selected {
            let id = self.pages.row(index).map(|row| row.data.id);
            self.selected = Some(Selected { index, id });
        }
    }

    pub(super) fn at_top(&self) -> bool {
        self.offset < 1.0
    }

    /// Where the list is.
    pub fn position(&self) -> Position {
        let extent = self.pages.count() as f64 * f64::from(self.row);
        Position { offset: self.offset, extent, viewport: self.viewport }
    }

    /// The rows in sight.
    pub fn in_sight(&self) -> Range<usize> {
        range::visible(self.offset, self.viewport, self.row, self.pages.count(), 0)
    }

    pub(super) fn whole_in_sight(&self) -> Range<usize> {
        let row = f64::from(self.row);
        let first = (self.offset / row).ceil() as usize;
        first..self.in_sight().end.max(first)
    }

    /// The top of a row, seen from the upper edge.
    pub fn top(&self, index: usize) -> f32 {
        (index as f64 * f64::from(self.row) - self.offset) as f32
    }

    /// The height of a row.
    pub const fn row_height(&self) -> f32 {
        self.row
    }
}
