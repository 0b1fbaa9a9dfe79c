//! Styles of buttons.

use iced::widget::button::{Status, Style};
use iced::{Background, Border, Color, Theme, border};

use super::{Tokens, tokens};
use crate::ui::spacing;

fn style(background: Option<Color>, text_color: Color, border: Border) -> Style {
    Style { background: background.map(Background::Color), text_color, border, ..Style::default() }
}

fn mix(a: Color, b: Color, share: f32) -> Color {
    let blend = |a: f32, b: f32| a + (b - a) * share;
    Color { r: blend(a.r, b.r), g: blend(a.g, b.g), b: blend(a.b, b.b), a: blend(a.a, b.a) }
}

fn pressed(t: &Tokens, colour: Color) -> Color {
    mix(colour, t.text, 0.08)
}

/// The one thing to do here.
pub fn primary(theme: &Theme, status: Status) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS);
    match status {
        Status::Active => style(Some(t.accent), t.on_accent, border),
        Status::Hovered => style(Some(mix(t.accent, t.text, 0.12)), t.on_accent, border),
        Status::Pressed => style(Some(mix(t.accent, t.text, 0.22)), t.on_accent, border),
        Status::Disabled => style(Some(t.hover), t.faint, border),
    }
}

/// Another thing to do.
pub fn secondary(theme: &Theme, status: Status) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.hairline);
    match status {
        Status::Active => style(Some(t.surface), t.text, border),
        Status::Hovered => style(Some(t.hover), t.text, border),
        Status::Pressed => style(Some(pressed(t, t.hover)), t.text, border),
        Status::Disabled => style(Some(t.surface), t.faint, border),
    }
}

/// Something that cannot be taken back.
pub fn danger(theme: &Theme, status: Status) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.hairline);
    match status {
        Status::Active => style(Some(t.surface), t.danger, border),
        Status::Hovered => style(Some(t.hover), t.danger, border),
        Status::Pressed => style(Some(pressed(t, t.hover)), t.danger, border),
        Status::Disabled => style(Some(t.surface), t.faint, border),
    }
}

/// A button without a ground of its own: icons, quiet actions.
pub fn quiet(theme: &Theme, status: Status) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS);
    match status {
        Status::Active => style(None, t.secondary, border),
        Status::Hovered => style(Some(t.hover), t.text, border),
        Status::Pressed => style(Some(pressed(t, t.hover)), t.text, border),
        // Seen to be there, and seen to be off beside the others.
        Status::Disabled => style(None, Color { a: 0.45, ..t.faint }, border),
    }
}

/// Text that acts.
pub fn link(theme: &Theme, status: Status) -> Style {
    let t = tokens(theme);
    let border = border::rounded(spacing::RADIUS);
    match status {
        Status::Active => style(None, t.accent, border),
        Status::Hovered | Status::Pressed => style(None, mix(t.accent, t.text, 0.3), border),
        Status::Disabled => style(None, t.faint, border),
    }
}

/// A pill that floats over the list.
pub fn pill(theme: &Theme, status: Status) -> Style {
    let border = border::rounded(spacing::RADIUS_FULL);
    Style { border, ..primary(theme, status) }
}

/// One of several choices of which one holds.
pub fn choice(theme: &Theme, status: Status, chosen: bool) -> Style {
    let t = tokens(theme);
    if chosen {
        let border = border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.accent);
        return style(Some(t.selection), t.text, border);
    }
    secondary(theme, status)
}

/// A row that one can press: of the sidebar, of the list.
pub fn row(theme: &Theme, status: Status, selected: bool, radius: f32) -> Style {
    let t = tokens(theme);
    let ground = match (selected, status) {
        (true, _) => Some(t.selection),
        (false, Status::Hovered | Status::Pressed) => Some(Color { a: 0.7, ..t.hover }),
        (false, Status::Active | Status::Disabled) => None,
    };
    style(ground, t.text, border::rounded(radius))
}
