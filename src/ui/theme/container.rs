//! Styles of containers.

use iced::widget::container::Style;
use iced::{Border, Theme, border};

use super::tokens;
use crate::ui::spacing;

/// The ground of the window.
pub fn window(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.window).color(t.text)
}

/// Where the ground of the main window shows through, which the list and the reader have.
///
/// It is not painted: of a ground of their own the software renderer would paint every pixel under a mask
/// with each partial redraw, which took more than half of the time of scrolling.
pub fn ground(theme: &Theme) -> Style {
    Style::default().color(tokens(theme).text)
}

/// The ground of what lies on the window.
pub fn surface(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.surface).color(t.text)
}

/// The ground of the sidebar.
pub fn sidebar(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.sidebar).color(t.text)
}

/// A card on the ground of the window: surface with a hairline.
pub fn card(theme: &Theme) -> Style {
    let t = tokens(theme);
    surface(theme).border(border::rounded(spacing::RADIUS_CARD).width(spacing::HAIRLINE).color(t.hairline))
}

/// A dialog: a card that floats (see [`halo`]).
pub fn dialog(theme: &Theme) -> Style {
    card(theme)
}

/// One of the rings that stand for the shadow of what floats.
///
/// Never `Style::shadow`: the software renderer draws a shadow without clipping it to what is redrawn, so
/// that with every partial redraw it darkens everything around and below.
pub fn halo(theme: &Theme, radius: f32) -> Style {
    let shadow = tokens(theme).shadow;
    let colour = iced::Color { a: shadow.a * HALO, ..shadow };
    Style::default().background(colour).border(border::rounded(radius))
}

/// The share of the shadow that each ring has.
const HALO: f32 = 0.1;

/// A toast: small, floating.
pub fn toast(theme: &Theme) -> Style {
    let t = tokens(theme);
    surface(theme).border(border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.edge))
}

/// What the pointer carries.
pub fn carried(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.accent).color(t.on_accent).border(border::rounded(spacing::RADIUS))
}

/// A tooltip: text turned round, floating.
pub fn tooltip(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.text).color(t.window).border(border::rounded(spacing::RADIUS))
}

/// The veil behind a dialog.
pub fn scrim(theme: &Theme) -> Style {
    Style::default().background(tokens(theme).scrim)
}

/// A banner: a quiet line that asks for attention.
pub fn banner(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.notice).color(t.text)
}

/// A panel that says what cannot go on like this.
pub fn warning(theme: &Theme) -> Style {
    banner(theme).border(border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(tokens(theme).hairline))
}

/// A field that only shows something, or a chip.
pub fn chip(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default()
        .background(t.window)
        .color(t.text)
        .border(border::rounded(spacing::RADIUS_FULL).width(spacing::HAIRLINE).color(t.hairline))
}

/// A pill that floats over the list.
pub fn pill(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default().background(t.accent).color(t.on_accent).border(border::rounded(spacing::RADIUS_FULL))
}

/// A ground for code and preformatted text.
pub fn code(theme: &Theme) -> Style {
    let t = tokens(theme);
    Style::default()
        .background(t.window)
        .border(border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.hairline))
}

/// The ring around what has the keyboard; the same width without colour where it has not, so that nothing moves.
pub fn focus_ring(theme: &Theme, focused: bool) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS).width(spacing::FOCUS_RING);
    Style {
        border: if focused { border.color(t.accent) } else { Border { color: iced::Color::TRANSPARENT, ..border } },
        ..Style::default()
    }
}

/// The upper edge of a pane: tinted where the keyboard is.
pub fn pane_edge(theme: &Theme, focused: bool) -> Style {
    if focused { Style::default().background(tokens(theme).accent) } else { Style::default() }
}

/// The mark of an account: a rounded square, so that nobody takes it for the round dot of unread mail.
pub fn account(colour: iced::Color) -> Style {
    Style::default().background(colour).border(border::rounded(2.5))
}

/// The mark of an account with its initial in it.
pub fn account_badge(colour: iced::Color) -> Style {
    Style::default().background(colour).border(border::rounded(spacing::RADIUS))
}

/// A dot in a colour of its own.
pub fn dot(colour: iced::Color) -> Style {
    Style::default().background(colour).border(border::rounded(spacing::RADIUS_FULL))
}

/// The dot of what is unread.
pub fn unread(theme: &Theme) -> Style {
    dot(tokens(theme).accent)
}

/// A bar where text will be.
pub fn placeholder(theme: &Theme) -> Style {
    Style::default().background(tokens(theme).hover).border(border::rounded(3.0))
}
