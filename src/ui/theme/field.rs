//! Styles of what one types into or chooses from.

use iced::overlay::menu;
use iced::widget::{checkbox, pick_list, progress_bar, rule, text_input, toggler};
use iced::{Background, Border, Color, Shadow, Theme, border};

use super::tokens;
use crate::ui::spacing;

fn edge(theme: &Theme, active: bool) -> Border {
    let t = tokens(theme);
    if active {
        border::rounded(spacing::RADIUS).width(spacing::FOCUS_RING).color(t.accent)
    } else {
        border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.edge)
    }
}

/// A line to type into.
pub fn input(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let t = tokens(theme);
    let focused = matches!(status, text_input::Status::Focused { .. });
    let disabled = matches!(status, text_input::Status::Disabled);
    text_input::Style {
        background: Background::Color(if disabled { t.window } else { t.surface }),
        border: edge(theme, focused),
        icon: t.secondary,
        placeholder: t.faint,
        value: if disabled { t.faint } else { t.text },
        selection: Color { a: 0.35, ..t.accent },
    }
}

/// A line to type into without an edge: all there is to type into where it stands.
pub fn bare(theme: &Theme, status: text_input::Status) -> text_input::Style {
    text_input::Style {
        background: Background::Color(Color::TRANSPARENT),
        border: Border::default(),
        ..input(theme, status)
    }
}

/// A line to type into that holds something wrong.
pub fn input_wrong(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let t = tokens(theme);
    let usual = input(theme, status);
    text_input::Style { border: Border { color: t.danger, ..usual.border }, ..usual }
}

/// A list to pick from, closed.
pub fn pick(theme: &Theme, status: pick_list::Status) -> pick_list::Style {
    let t = tokens(theme);
    pick_list::Style {
        text_color: t.text,
        placeholder_color: t.faint,
        handle_color: t.secondary,
        background: Background::Color(t.surface),
        border: edge(theme, matches!(status, pick_list::Status::Opened { .. })),
    }
}

/// A list to pick from, opened.
pub fn menu(theme: &Theme) -> menu::Style {
    let t = tokens(theme);
    menu::Style {
        background: Background::Color(t.surface),
        border: border::rounded(spacing::RADIUS).width(spacing::HAIRLINE).color(t.edge),
        text_color: t.text,
        selected_text_color: t.text,
        selected_background: Background::Color(t.selection),
        // See `container::halo`.
        shadow: Shadow::default(),
    }
}

/// A box to tick.
pub fn check(theme: &Theme, status: checkbox::Status) -> checkbox::Style {
    let t = tokens(theme);
    let (checkbox::Status::Active { is_checked }
    | checkbox::Status::Hovered { is_checked }
    | checkbox::Status::Disabled { is_checked }) = status;
    let disabled = matches!(status, checkbox::Status::Disabled { .. });
    let ground = if is_checked { t.accent } else { t.surface };
    checkbox::Style {
        background: Background::Color(if disabled { t.hover } else { ground }),
        icon_color: t.on_accent,
        border: border::rounded(4.0).width(spacing::HAIRLINE).color(if is_checked { t.accent } else { t.edge }),
        text_color: Some(if disabled { t.faint } else { t.text }),
    }
}

/// A switch.
pub fn switch(theme: &Theme, status: toggler::Status) -> toggler::Style {
    let t = tokens(theme);
    let (toggler::Status::Active { is_toggled }
    | toggler::Status::Hovered { is_toggled }
    | toggler::Status::Disabled { is_toggled }) = status;
    toggler::Style {
        background: Background::Color(if is_toggled { t.accent } else { t.edge }),
        background_border_width: 0.0,
        background_border_color: Color::TRANSPARENT,
        foreground: Background::Color(t.surface),
        foreground_border_width: 0.0,
        foreground_border_color: Color::TRANSPARENT,
        text_color: Some(t.text),
        border_radius: None,
        padding_ratio: 0.15,
    }
}

/// A hairline.
pub fn hairline(theme: &Theme) -> rule::Style {
    rule::Style { color: tokens(theme).hairline, radius: 0.0.into(), fill_mode: rule::FillMode::Full, snap: true }
}

/// How far something is.
pub fn progress(theme: &Theme) -> progress_bar::Style {
    let t = tokens(theme);
    progress_bar::Style {
        background: Background::Color(t.hairline),
        bar: Background::Color(t.accent),
        border: border::rounded(spacing::RADIUS_FULL),
    }
}
