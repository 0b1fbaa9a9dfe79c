//! Tables: columns as wide as what is in them, as far as there is room.

use iced::{Point, Rectangle, Size};

use super::{Group, Set, Setting, Shaped, Sheet, place};
use crate::ui::widget::document::PADDING;
use crate::ui::widget::document::flow::{Flow, Kind, Piece};

/// A row of one line.
pub(super) const ROW: f32 = 34.0;

/// Around the text of a cell.
const AROUND: iced::Padding = iced::Padding { top: 6.0, right: 12.0, bottom: 6.0, left: 12.0 };

/// Rows that are looked at to find how wide columns want to be.
const SAMPLE: usize = 60;

/// No column wants to be wider than this.
const WIDEST: f32 = 420.0;

/// No column is pressed below this; rather the table is scrolled sideways.
const NARROWEST: f32 = 72.0;

/// More columns than anybody reads; the rest is left out.
pub(super) const MAX_COLUMNS: usize = 64;

impl Sheet {
    pub(super) fn row(&mut self, flow: &Flow, setting: Setting, index: usize, piece: &Piece) -> Shaped {
        let Kind::Row { group, cells, .. } = &piece.kind else { return Shaped::blank(0.0) };
        if self.groups.get(group).is_none_or(|group| group.columns.is_empty()) {
            let columns = columns(flow, setting, index, *group);
            let content: f32 = columns.iter().sum();
            let room = setting.room(piece.inset).min(content);
            self.groups.insert(*group, Group { columns, content, room, offset: 0.0 });
        }
        let Some(group) = self.groups.get(group) else { return Shaped::blank(0.0) };
        let mut x = PADDING + piece.inset;
        let mut height = 0.0_f32;
        let mut placed = Vec::with_capacity(cells.len());
        for (cell, width) in cells.iter().zip(&group.columns) {
            let at = Point::new(x + AROUND.left, piece.gap + AROUND.top);
            let cell = place(cell, Set::CELL, at, (width - AROUND.x()).max(1.0), setting.accent);
            height = height.max(cell.area.height + AROUND.y());
            placed.push(cell);
            x += width;
        }
        let height = height.max(ROW);
        let corner = Point::new(PADDING + piece.inset, piece.gap);
        let frame = Some(Rectangle::new(corner, Size::new(group.room, height)));
        Shaped { cells: placed, marker: None, frame, height: piece.gap + height }
    }
}

/// How wide the columns of a table are, judged by its first rows.
fn columns(flow: &Flow, setting: Setting, index: usize, table: usize) -> Vec<f32> {
    let is_row = |piece: &&Piece| matches!(&piece.kind, Kind::Row { group, .. } if *group == table);
    let before = flow.pieces.iter().take(index).rev().take_while(is_row).take(SAMPLE).count();
    let rows = flow.pieces.iter().skip(index - before).take_while(is_row).take(SAMPLE);
    let mut wanted: Vec<f32> = Vec::new();
    let mut inset = 0.0;
    for row in rows {
        inset = row.inset;
        for (number, cell) in row.cells().iter().take(MAX_COLUMNS).enumerate() {
            let placed = place(cell, Set::CELL, Point::ORIGIN, f32::INFINITY, setting.accent);
            let width = (placed.width().ceil() + AROUND.x() + 1.0).min(WIDEST);
            match wanted.get_mut(number) {
                Some(column) => *column = column.max(width),
                None => wanted.push(width),
            }
        }
    }
    fit(&wanted, setting.room(inset))
}

/// Takes from the widest columns first until they fit, but leaves each something.
fn fit(wanted: &[f32], room: f32) -> Vec<f32> {
    if wanted.iter().sum::<f32>() <= room {
        return wanted.to_vec();
    }
    let mut sorted = wanted.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut left = room;
    let mut cap = NARROWEST;
    for (index, width) in sorted.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "at most 64 columns")]
        let share = left / (sorted.len() - index) as f32;
        if *width > share {
            cap = share.max(NARROWEST);
            break;
        }
        left -= width;
    }
    wanted.iter().map(|width| width.min(cap)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_fit_are_as_wide_as_they_want() {
        assert_eq!(fit(&[100.0, 200.0], 400.0), [100.0, 200.0]);
    }

    #[test]
    fn the_widest_columns_give_way_first() {
        assert_eq!(fit(&[100.0, 400.0, 400.0], 500.0), [100.0, 200.0, 200.0]);
    }

    #[test]
    fn too_many_columns_keep_a_width_one_can_read() {
        let columns = fit(&[300.0; 20], 600.0);

        assert!(columns.iter().all(|width| *width == NARROWEST), "{columns:?}");
    }
}
