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

/// No column is pressed below this, nor below its longest word; rather the table is scrolled sideways.
const NARROWEST: f32 = 72.0;

/// Words longer than this are broken.
const WORD: f32 = 180.0;

/// The width of a letter in a cell, reckoned rather too wide.
const LETTER: f32 = 10.5;

/// More columns than anybody reads; the rest is left out.
pub(super) const MAX_COLUMNS: usize = 64;

impl Sheet {
    pub(super) fn row(&mut self, flow: &Flow, setting: Setting, index: usize, piece: &Piece) -> Shaped {
        let Kind::Row { group, cells, .. } = &piece.kind else { return Shaped::blank(0.0) };
        if self.groups.get(group).is_none_or(|group| group.columns.is_empty()) {
            let columns = columns(flow, setting, index, *group);
            let content: f32 = columns.iter().map(|column| column.width).sum();
            let room = setting.room(piece.inset).min(content);
            self.groups.insert(*group, Group { columns, content, room, offset: 0.0 });
        }
        let Some(group) = self.groups.get(group) else { return Shaped::blank(0.0) };
        let mut x = PADDING + piece.inset;
        let mut height = 0.0_f32;
        let mut placed = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(&group.columns) {
            let at = Point::new(x + AROUND.left, piece.gap + AROUND.top);
            let room = (column.width - AROUND.x()).max(1.0);
            let mut cell = place(cell, Set::CELL, at, room, setting.accent);
            if column.numbers {
                cell.at.x = at.x + (room - cell.width()).max(0.0).floor();
            }
            height = height.max(cell.area.height + AROUND.y());
            placed.push(cell);
            x += column.width;
        }
        let height = height.max(ROW);
        let corner = Point::new(PADDING + piece.inset, piece.gap);
        let frame = Some(Rectangle::new(corner, Size::new(group.room, height)));
        Shaped { cells: placed, marker: None, frame, height: piece.gap + height }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    width: f32,
    /// It holds numbers, which stand below each other at the right.
    numbers: bool,
}

/// What a column wants to be.
#[derive(Clone, Copy, Debug, Default)]
struct Wish {
    width: f32,
    least: f32,
    /// Cells with a number, and cells with something else below the head.
    numbers: usize,
    others: usize,
}

/// The columns of a table, judged by its first rows.
fn columns(flow: &Flow, setting: Setting, index: usize, table: usize) -> Vec<Column> {
    let is_row = |piece: &&Piece| matches!(&piece.kind, Kind::Row { group, .. } if *group == table);
    let before = flow.pieces.iter().take(index).rev().take_while(is_row).take(SAMPLE).count();
    let rows = flow.pieces.iter().skip(index - before).take_while(is_row).take(SAMPLE);
    let mut wishes: Vec<Wish> = Vec::new();
    let mut inset = 0.0;
    for (line, row) in rows.enumerate() {
        inset = row.inset;
        for (number, cell) in row.cells().iter().take(MAX_COLUMNS).enumerate() {
            if number == wishes.len() {
                wishes.push(Wish::default());
            }
            let Some(wish) = wishes.get_mut(number) else { continue };
            let placed = place(cell, Set::CELL, Point::ORIGIN, f32::INFINITY, setting.accent);
            wish.width = wish.width.max((placed.width().ceil() + AROUND.x() + 1.0).min(WIDEST));
            wish.least = wish.least.max(longest_word(&cell.text).min(WORD) + AROUND.x());
            if is_number(&cell.text) {
                wish.numbers += 1;
            } else if line > 0 && !cell.text.trim().is_empty() {
                wish.others += 1;
            }
        }
    }
    let widths = fit(&wishes, setting.room(inset));
    widths.into_iter().zip(wishes).map(|(width, wish)| Column { width, numbers: wish.are_numbers() }).collect()
}

impl Wish {
    const fn are_numbers(&self) -> bool {
        self.numbers > 0 && self.others == 0
    }

    /// The width under a cap that it may only exceed for the sake of a word.
    fn within(&self, cap: f32) -> f32 {
        self.width.min(cap.max(self.least).max(NARROWEST))
    }
}

fn longest_word(text: &str) -> f32 {
    let letters = text.split_whitespace().map(|word| word.chars().take(64).count()).max().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "at most 64")]
    let letters = letters as f32;
    letters * LETTER
}

/// A number as a bill or a balance writes it: "1.234,50 €", "− 12 %", "$1,234.50", "(300)".
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let is_sign = |c: char| c.is_whitespace() || ".,'’%‰€$£¥+-−–()".contains(c);
    let bare = ["EUR", "USD", "CHF", "GBP"].iter().find_map(|unit| text.strip_suffix(unit).or(text.strip_prefix(unit)));
    let bare = bare.unwrap_or(text);
    bare.len() <= 40
        && bare.contains(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || is_sign(c))
}

/// Takes from the widest columns first until they fit, but leaves each something.
fn fit(wishes: &[Wish], room: f32) -> Vec<f32> {
    let widths = |cap: f32| wishes.iter().map(move |wish| wish.within(cap));
    let (mut low, mut high) = (0.0, WIDEST);
    // Halving narrows the cap down to less than a pixel.
    for _ in 0..10 {
        let cap = f32::midpoint(low, high);
        if widths(cap).sum::<f32>() <= room { low = cap } else { high = cap }
    }
    let cap = if widths(WIDEST).sum::<f32>() <= room { WIDEST } else { low };
    widths(cap).map(f32::floor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(widths: &[f32]) -> Vec<Wish> {
        widths.iter().map(|width| Wish { width: *width, ..Wish::default() }).collect()
    }

    #[test]
    fn columns_that_fit_are_as_wide_as_they_want() {
        assert_eq!(fit(&wishes(&[100.0, 200.0]), 400.0), [100.0, 200.0]);
    }

    #[test]
    fn the_widest_columns_give_way_first() {
        let columns = fit(&wishes(&[100.0, 400.0, 400.0]), 500.0);

        assert!(
            columns.iter().zip([100.0, 200.0, 200.0]).all(|(is, want)| (want - 1.0..=want).contains(is)),
            "{columns:?}"
        );
    }

    #[test]
    fn too_many_columns_keep_a_width_one_can_read() {
        let columns = fit(&wishes(&[300.0; 20]), 600.0);

        assert!(columns.iter().all(|width| *width == NARROWEST), "{columns:?}");
    }

    #[test]
    fn a_word_is_not_broken_as_long_as_the_table_can_be_moved() {
        let region = Wish { width: 150.0, least: longest_word("Region Nummer") + AROUND.x(), ..Wish::default() };
        let columns = fit(&[&[region], &*wishes(&[80.0; 9])].concat(), 500.0);

        assert!(columns.first().is_some_and(|width| *width >= 74.0), "{columns:?}");
        assert!(columns.iter().sum::<f32>() > 500.0);
    }

    #[test]
    fn numbers_are_told_from_words_and_times() {
        for text in ["200", "9,40 €", "€ 1,234.50", "−12 %", "1.234,50 EUR", "1’000"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "–", "2 × 250 g", "14:00", "Summe", "NJ 402"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
