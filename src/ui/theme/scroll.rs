//! The look of what scrolls: a thin thumb without a rail.

use iced::widget::{container, scrollable};
use iced::{Background, Border, Color, Shadow, Theme, border};

use super::tokens;

/// A thin thumb that grows stronger under the pointer.
pub fn thin(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let t = tokens(theme);
    let active = match status {
        scrollable::Status::Active { .. } => false,
        scrollable::Status::Hovered { is_vertical_scrollbar_hovered, is_horizontal_scrollbar_hovered, .. } => {
            is_vertical_scrollbar_hovered || is_horizontal_scrollbar_hovered
        }
        scrollable::Status::Dragged { .. } => true,
    };
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Background::Color(thumb(theme, active)),
            border: border::rounded(4.0),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail,
        horizontal_rail: rail,
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: Background::Color(t.surface),
            border: border::rounded(999.0).width(1.0).color(t.hairline),
            shadow: Shadow::default(),
            icon: t.secondary,
        },
    }
}

/// The colour of the thumb.
pub fn thumb(theme: &Theme, active: bool) -> Color {
    Color { a: if active { 0.7 } else { 0.32 }, ..tokens(theme).secondary }
}
