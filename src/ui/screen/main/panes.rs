//! How wide the panes are in a window of which size: pure.

use crate::config::WindowSettings;
use crate::ui::spacing::{FOLD_SIDEBAR_BELOW, HAIRLINE, LIST_RANGE, ONE_PANE_BELOW, RAIL, SIDEBAR_RANGE};

/// The narrowest reader; the list gives way before it gets narrower.
const MIN_READER: f32 = 320.0;

/// How the panes share the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panes {
    /// Width of the sidebar, or of the rail it is folded to.
    pub sidebar: f32,
    /// Whether the sidebar is folded to icons.
    pub folded: bool,
    /// Width of the list; `None` where list and reader take turns.
    pub list: Option<f32>,
}

impl Panes {
    /// The panes of a window this wide, with the widths that are remembered.
    pub fn of(width: f32, remembered: &WindowSettings) -> Self {
        let folded = width < FOLD_SIDEBAR_BELOW;
        let sidebar = if folded { RAIL } else { within(remembered.sidebar, SIDEBAR_RANGE) };
        if width < ONE_PANE_BELOW {
            return Self { sidebar, folded, list: None };
        }
        let room = width - sidebar - 2.0 * HAIRLINE - MIN_READER;
        let list = within(remembered.list, LIST_RANGE).min(room.max(LIST_RANGE.0));
        Self { sidebar, folded, list: Some(list) }
    }

    /// What is remembered after the divider right of the sidebar was dragged to `x`.
    pub fn drag_sidebar(x: f32, remembered: WindowSettings) -> WindowSettings {
        WindowSettings { sidebar: within(x, SIDEBAR_RANGE).round(), ..remembered }
    }

    /// What is remembered after the divider right of the list was dragged to `x`.
    pub fn drag_list(self, x: f32, remembered: WindowSettings) -> WindowSettings {
        WindowSettings { list: within(x - self.sidebar - HAIRLINE, LIST_RANGE).round(), ..remembered }
    }
}

fn within(value: f32, (low, high): (f32, f32)) -> f32 {
    if value.is_finite() { value.clamp(low, high) } else { low }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn panes(width: f32) -> Panes {
        Panes::of(width, &WindowSettings::default())
    }

    #[test]
    fn a_wide_window_has_three_panes() {
        assert_eq!(panes(1280.0), Panes { sidebar: 240.0, folded: false, list: Some(380.0) });
    }

    #[test]
    fn below_a_thousand_the_sidebar_folds_and_below_720_list_and_reader_take_turns() {
        assert_eq!(panes(999.0), Panes { sidebar: RAIL, folded: true, list: Some(380.0) });
        assert_eq!(panes(719.0), Panes { sidebar: RAIL, folded: true, list: None });
    }

    #[test]
    fn dividers_stop_at_their_limits() {
        let remembered = WindowSettings::default();

        assert_eq!(Panes::drag_sidebar(900.0, remembered).sidebar, 280.0);
        assert_eq!(Panes::drag_sidebar(f32::NAN, remembered).sidebar, 200.0);
        assert_eq!(panes(1280.0).drag_list(240.0 + 1.0 + 400.0, remembered).list, 400.0);
    }

    proptest! {
        #[test]
        fn the_reader_is_never_squeezed_out(width in 720.0f32..4000.0, sidebar in 0.0f32..900.0, list in 0.0f32..900.0) {
            let panes = Panes::of(width, &WindowSettings { sidebar, list, ..WindowSettings::default() });
            let list = panes.list.unwrap();

            prop_assert!(width - panes.sidebar - list - 2.0 >= MIN_READER - 1.0);
            prop_assert!((LIST_RANGE.0..=LIST_RANGE.1).contains(&list));
        }
    }
}
