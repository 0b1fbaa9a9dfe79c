//! Where the sidebar is scrolled to, where its cursor is, and what is folded.

use std::ops::Range;

use super::{Row, Sidebar, fold_key};
use crate::ui::spacing::SIDEBAR_ROW;
use crate::ui::widget::virtual_list::{Position, range};

/// What is above the first row: the edge of the pane and some room.
const ABOVE: f32 = crate::ui::spacing::FOCUS_RING + crate::ui::spacing::XS;

impl Sidebar {
    /// The rows in sight, with the top of each as it is on the screen.
    pub fn in_sight(&self, viewport: f32) -> impl Iterator<Item = (usize, Row, f32)> {
        let Range { start, end } = range::visible_among(&self.tops, self.offset, viewport);
        (start..end).filter_map(|index| {
            let top = self.tops.get(index)? - self.offset;
            Some((index, *self.rows.get(index)?, top as f32))
        })
    }

    /// All rows.
    #[cfg(test)]
    pub fn rows_for_tests(&self) -> impl Iterator<Item = Row> {
        self.rows.iter().copied()
    }

    /// Where the list of rows is.
    pub fn position(&self) -> Position {
        Position { offset: self.offset, extent: self.tops.last().copied().unwrap_or_default(), viewport: self.viewport }
    }

    /// The wheel or the thumb moved.
    pub fn scroll(&mut self, offset: f64) {
        self.offset = offset.clamp(0.0, self.position().max(self.viewport));
    }

    /// The height in sight is this now.
    pub fn resize(&mut self, viewport: f32) {
        self.viewport = viewport;
        self.scroll(self.offset);
    }

    /// The lower edge of a row, as it is on the screen.
    pub fn bottom_of(&self, index: usize) -> f32 {
        let below = self.tops.get(index + 1).or(self.tops.last()).copied().unwrap_or_default();
        (below - self.offset) as f32 + ABOVE
    }

    /// The row with the keyboard's cursor.
    pub fn row_at_cursor(&self) -> Option<Row> {
        self.rows.get(self.cursor).copied()
    }

    /// Where the cursor is.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Moves the cursor by rows that can be reached, up or down.
    pub fn step(&mut self, by: isize) {
        let step = by.signum();
        let mut left = by.unsigned_abs();
        let mut next = self.cursor;
        while left > 0 {
            let Some(candidate) = next.checked_add_signed(step).filter(|index| *index < self.rows.len()) else { break };
            next = candidate;
            if self.rows.get(next).is_some_and(|row| !matches!(row, Row::Gap(_) | Row::Progress(_) | Row::Quota(_))) {
                left -= 1;
                self.cursor = next;
            }
        }
        self.move_to(self.cursor);
    }

    /// Rows that fit into what is in sight.
    pub fn page(&self) -> isize {
        ((self.viewport / SIDEBAR_ROW) as isize - 1).max(1)
    }

    /// Moves the cursor to a row and brings it in sight.
    pub fn move_to(&mut self, index: usize) {
        self.cursor = index.min(self.rows.len().saturating_sub(1));
        if let (Some(top), Some(bottom)) = (self.tops.get(self.cursor), self.tops.get(self.cursor + 1)) {
            self.scroll(range::reveal(self.offset, self.viewport, *top, *bottom));
        }
    }

    /// Where the cursor can be at most.
    pub fn last(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// Folds or unfolds what hangs below a row.
    pub fn toggle(&mut self, row: Row) {
        match row {
            Row::Account(place) => {
                let Some(entry) = self.entries.get_mut(place) else { return };
                entry.folded = !entry.folded;
                let id = entry.view.account.id;
                if !self.kept.folded.remove(&id) {
                    self.kept.folded.insert(id);
                }
            }
            Row::Mailbox(account, node) => {
                let Some(entry) = self.entries.get(account) else { return };
                let Some(key) = entry.nodes.get(node).map(|node| (entry.view.account.id, fold_key(entry, node))) else {
                    return;
                };
                if !self.kept.turned.remove(&key) {
                    self.kept.turned.insert(key);
                }
            }
            Row::AllInboxes | Row::Gap(_) | Row::Progress(_) | Row::Quota(_) => return,
        }
        self.lay_out();
    }

    /// Left: folds the row at the cursor, or goes to its parent.
    pub fn fold(&mut self) {
        let Some(row) = self.row_at_cursor() else { return };
        if self.has_open_children(row) {
            self.toggle(row);
        } else if let Row::Mailbox(account, node) = row {
            let parent = self.entries.get(account).and_then(|entry| entry.nodes.get(node)).and_then(|node| node.parent);
            let above = parent.map_or(Row::Account(account), |parent| Row::Mailbox(account, parent));
            if let Some(index) = self.rows.iter().position(|row| *row == above) {
                self.move_to(index);
            }
        }
    }

    /// Right: unfolds the row at the cursor.
    pub fn unfold(&mut self) {
        let Some(row) = self.row_at_cursor() else { return };
        if self.has_children(row) && !self.has_open_children(row) {
            self.toggle(row);
        }
    }

    fn has_children(&self, row: Row) -> bool {
        match row {
            Row::Account(place) => self.entries.get(place).is_some_and(|entry| !entry.nodes.is_empty()),
            Row::Mailbox(account, node) => self
                .entries
                .get(account)
                .and_then(|entry| entry.nodes.get(node))
                .is_some_and(|found| found.has_children(node)),
            Row::AllInboxes | Row::Gap(_) | Row::Progress(_) | Row::Quota(_) => false,
        }
    }

    fn has_open_children(&self, row: Row) -> bool {
        self.has_children(row)
            && match row {
                Row::Account(place) => self.entries.get(place).is_some_and(|entry| !entry.folded),
                Row::Mailbox(account, node) => self.is_unfolded(account, node),
                Row::AllInboxes | Row::Gap(_) | Row::Progress(_) | Row::Quota(_) => false,
            }
    }
}
