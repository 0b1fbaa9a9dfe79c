//! Where a long flow stands in its window, while most of its heights are only guessed.
//!
//! Invariant: the position is a piece and a distance into it, so measuring pieces above or below never
//! moves what a person looks at.

/// The heights of all pieces, guessed until they are measured, with their sums (a Fenwick tree).
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    values: Vec<f32>,
    measured: Vec<bool>,
    sums: Vec<f64>,
}

impl Heights {
    pub(super) fn new(guesses: impl Iterator<Item = f32>) -> Self {
        let values: Vec<f32> = guesses.collect();
        let mut sums: Vec<f64> = values.iter().map(|height| f64::from(*height)).collect();
        for index in 0..sums.len() {
            let parent = index | (index + 1);
            let own = sums.get(index).copied().unwrap_or(0.0);
            if let Some(sum) = sums.get_mut(parent) {
                *sum += own;
            }
        }
        Self { measured: vec![false; values.len()], values, sums }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn get(&self, index: usize) -> f32 {
        self.values.get(index).copied().unwrap_or(0.0)
    }

    pub(super) fn is_measured(&self, index: usize) -> bool {
        self.measured.get(index).copied().unwrap_or(true)
    }

    pub(super) fn set(&mut self, index: usize, height: f32) {
        let (Some(value), Some(measured)) = (self.values.get_mut(index), self.measured.get_mut(index)) else { return };
        let change = f64::from(height) - f64::from(*value);
        *value = height;
        *measured = true;
        let mut at = index;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum += change;
            at |= at + 1;
        }
    }

    /// The sum of the first `count` heights.
    pub(super) fn above(&self, count: usize) -> f64 {
        let mut sum = 0.0;
        let mut left = count.min(self.values.len());
        while left > 0 {
            sum += self.sums.get(left - 1).copied().unwrap_or(0.0);
            left &= left - 1;
        }
        sum
    }

    pub(super) fn total(&self) -> f64 {
        self.above(self.values.len())
    }

    /// The piece at a distance from the top.
    fn find(&self, distance: f64) -> usize {
        let (mut low, mut high) = (0, self.values.len());
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.above(middle) <= distance { low = middle } else { high = middle }
        }
        low
    }
}

/// The position: the piece at the upper edge and how much of it is above.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    pub piece: usize,
    pub into: f32,
}

/// Measures a piece; called for what is on screen and what is passed on the way there.
pub(super) type Measure<'a> = &'a mut dyn FnMut(usize) -> f32;

impl Scroll {
    /// Moves by a distance, down or up.
    pub(super) fn by(&mut self, distance: f32, view: f32, heights: &mut Heights, measure: Measure<'_>) {
        if f64::from(distance.abs()) > 20.0 * f64::from(view.max(100.0)) {
            let target = self.offset(heights) + f64::from(distance);
            self.jump(target, view, heights, measure);
            return;
        }
        self.into += distance;
        while self.into < 0.0 && self.piece > 0 {
            self.piece -= 1;
            self.into += height(self.piece, heights, measure);
        }
        self.settle(view, heights, measure);
    }

    /// Jumps to a distance from the top, as far as heights are known.
    pub(super) fn jump(&mut self, offset: f64, view: f32, heights: &mut Heights, measure: Measure<'_>) {
        let offset = offset.clamp(0.0, (heights.total() - f64::from(view)).max(0.0));
        self.piece = heights.find(offset);
        #[expect(clippy::cast_possible_truncation, reason = "a distance within one piece")]
        let into = (offset - heights.above(self.piece)) as f32;
        self.into = into.max(0.0).round();
        self.settle(view, heights, measure);
    }

    /// To the very end.
    pub(super) fn end(&mut self, view: f32, heights: &mut Heights, measure: Measure<'_>) {
        self.piece = heights.len().saturating_sub(1);
        self.into = height(self.piece, heights, measure);
        self.settle(view, heights, measure);
    }

    /// Brings part of a piece into view with the least movement.
    pub(super) fn show(
        &mut self,
        (piece, from, to): (usize, f32, f32),
        view: f32,
        heights: &mut Heights,
        measure: Measure<'_>,
    ) {
        // Measure what lies between first, so that the distance is true when it is short.
        self.settle(view, heights, measure);
        let top = heights.above(piece) - self.offset(heights);
        let view_height = f64::from(view);
        if top + f64::from(from) >= 0.0 && top + f64::from(to) <= view_height {
            return;
        }
        self.piece = piece;
        self.into = from;
        let above = if top < 0.0 { view * 0.2 } else { (view - (to - from)).max(0.0) * 0.8 };
        self.by(-above, view, heights, measure);
    }

    /// Measures what is on screen and keeps the position within the flow.
    pub(super) fn settle(&mut self, view: f32, heights: &mut Heights, measure: Measure<'_>) {
        let count = heights.len();
        self.piece = self.piece.min(count.saturating_sub(1));
        if self.piece == 0 {
            self.into = self.into.max(0.0);
        }
        while self.piece + 1 < count && self.into >= height(self.piece, heights, measure) {
            self.into -= height(self.piece, heights, measure);
            self.piece += 1;
        }
        let mut reach = -self.into;
        let mut next = self.piece;
        while reach < view && next < count {
            reach += height(next, heights, measure);
            next += 1;
        }
        if reach < view {
            self.into -= view - reach;
            while self.into < 0.0 && self.piece > 0 {
                self.piece -= 1;
                self.into += height(self.piece, heights, measure);
            }
            self.into = self.into.max(0.0);
        }
    }

    /// The distance from the top, as far as heights are known.
    pub(super) fn offset(self, heights: &Heights) -> f64 {
        heights.above(self.piece) + f64::from(self.into)
    }

    /// The pieces on screen with the distance of their tops from the upper edge.
    pub(super) fn visible(self, view: f32, heights: &Heights) -> impl Iterator<Item = (usize, f32)> {
        let mut top = -self.into;
        (self.piece..heights.len()).map_while(move |index| {
            let own = top;
            top += heights.get(index);
            (own < view).then_some((index, own))
        })
    }
}

fn height(index: usize, heights: &mut Heights, measure: Measure<'_>) -> f32 {
    if !heights.is_measured(index) {
        let height = measure(index);
        heights.set(index, height);
    }
    heights.get(index)
}

#[cfg(test)]
mod tests;
