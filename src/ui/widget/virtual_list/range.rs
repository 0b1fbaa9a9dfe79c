//! Where rows, offset and thumb are: pure arithmetic that does not grow with the list.

use std::ops::Range;

/// The rows of one height that are in sight, with `more` rows on either side.
pub fn visible(offset: f64, viewport: f32, row: f32, len: usize, more: usize) -> Range<usize> {
    if row <= 0.0 || len == 0 {
        return 0..0;
    }
    let row = f64::from(row);
    let first = whole(offset / row).min(len);
    let last = whole(((offset + f64::from(viewport)) / row).ceil()).min(len);
    first.saturating_sub(more)..last.max(first).saturating_add(more).min(len)
}

/// The rows of different heights that are in sight: `tops` holds the top of each row and the end of the last.
pub fn visible_among(tops: &[f64], offset: f64, viewport: f32) -> Range<usize> {
    let len = tops.len().saturating_sub(1);
    let first = tops.partition_point(|top| *top <= offset).saturating_sub(1).min(len);
    let last = tops.partition_point(|top| *top < offset + f64::from(viewport)).min(len);
    first..last.max(first)
}

/// The offset nearest to `offset` at which `top..bottom` is in sight.
pub fn reveal(offset: f64, viewport: f32, top: f64, bottom: f64) -> f64 {
    let viewport = f64::from(viewport);
    if top < offset {
        top
    } else if bottom > offset + viewport {
        (bottom - viewport).max(0.0).min(top)
    } else {
        offset
    }
}

/// Top and height of the thumb in a rail as high as the viewport; `None` if everything is in sight.
pub fn thumb(offset: f64, extent: f64, viewport: f32, min: f32) -> Option<(f32, f32)> {
    let rail = f64::from(viewport);
    if rail <= 0.0 || extent <= rail + 0.5 {
        return None;
    }
    let height = (rail * rail / extent).max(f64::from(min)).min(rail);
    let share = (offset / (extent - rail)).clamp(0.0, 1.0);
    Some(((share * (rail - height)) as f32, height as f32))
}

/// The offset at which the thumb's top is at `top`.
pub fn dragged(top: f32, extent: f64, viewport: f32, min: f32) -> f64 {
    let rail = f64::from(viewport);
    let height = (rail * rail / extent.max(1.0)).max(f64::from(min)).min(rail);
    let free = rail - height;
    if free <= 0.0 { 0.0 } else { (f64::from(top) / free).clamp(0.0, 1.0) * (extent - rail).max(0.0) }
}

fn whole(value: f64) -> usize {
    // Saturating: a negative or absurd offset of a list that just shrank must not wrap around.
    if value.is_finite() && value > 0.0 { value as usize } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_rows_of_two_hundred_thousand_are_found_to_the_pixel() {
        let extent = 200_000.0 * 72.0;
        let range = visible(extent - 720.0, 720.0, 72.0, 200_000, 0);

        assert_eq!(range, 199_990..200_000);
    }

    #[test]
    fn a_list_that_shrank_below_the_offset_shows_nothing_and_does_not_wrap() {
        assert_eq!(visible(7_200.0, 720.0, 72.0, 10, 2), 8..10);
        assert_eq!(visible(-50.0, 720.0, 72.0, 0, 2), 0..0);
        assert_eq!(visible(f64::NAN, 720.0, 72.0, 10, 0), 0..0);
    }

    #[test]
    fn what_is_in_sight_stays_where_it_is() {
        assert_eq!(reveal(100.0, 500.0, 200.0, 272.0), 100.0);
        assert_eq!(reveal(100.0, 500.0, 50.0, 122.0), 50.0);
        assert_eq!(reveal(100.0, 500.0, 590.0, 662.0), 162.0);
    }

    proptest! {
        #[test]
        fn every_row_that_touches_the_viewport_is_in_the_range(
            len in 0usize..300_000, row in 20.0f32..120.0, viewport in 50.0f32..3000.0, share in 0.0f64..1.0,
        ) {
            let extent = len as f64 * f64::from(row);
            let offset = share * (extent - f64::from(viewport)).max(0.0);
            let range = visible(offset, viewport, row, len, 0);

            prop_assert!(range.end <= len && range.start <= range.end);
            let top_of = |index: usize| index as f64 * f64::from(row);
            let touches = |i: usize| top_of(i) < offset + f64::from(viewport) - 1e-6 && top_of(i + 1) > offset + 1e-6;
            if range.start > 0 { prop_assert!(!touches(range.start - 1)); }
            if range.end < len { prop_assert!(!touches(range.end)); }
            prop_assert!(range.len() <= (viewport / row).ceil() as usize + 1, "bounded by the viewport, not the list");
        }

        #[test]
        fn rows_of_different_heights_agree_with_a_search_by_hand(
            heights in prop::collection::vec(1.0f64..60.0, 0..200), offset in 0.0f64..6000.0, viewport in 10.0f32..900.0,
        ) {
            let mut tops = vec![0.0];
            for height in &heights { tops.push(tops.last().unwrap() + height); }
            let range = visible_among(&tops, offset, viewport);

            let touching: Vec<usize> = (0..heights.len())
                .filter(|i| tops[*i] < offset + f64::from(viewport) && tops[i + 1] > offset).collect();
            for index in touching { prop_assert!(range.contains(&index), "{index} not in {range:?}"); }
        }

        #[test]
        fn dragging_the_thumb_to_where_it_is_moves_nothing(
            extent in 1_000.0f64..20_000_000.0, viewport in 100.0f32..900.0, share in 0.0f64..1.0,
        ) {
            let offset = share * (extent - f64::from(viewport));
            let (top, _) = thumb(offset, extent, viewport, 32.0).unwrap();
            let again = dragged(top, extent, viewport, 32.0);

            // A pixel of the thumb is many pixels of the list.
            let pixel = extent / f64::from(viewport) * 0.01 + 1.0;
            prop_assert!((again - offset).abs() <= pixel, "{again} is not {offset}");
        }

        #[test]
        fn a_revealed_row_is_in_sight(offset in 0.0f64..1e7, viewport in 100.0f32..2000.0, top in 0.0f64..1e7) {
            let bottom = top + 72.0;
            let offset = reveal(offset, viewport, top, bottom);

            prop_assert!(top >= offset - 1e-6 && bottom <= offset + f64::from(viewport) + 1e-6);
        }
    }
}
