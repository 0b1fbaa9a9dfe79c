//! Styles of text.

use iced::widget::text::Style;
use iced::{Theme, color};

use super::tokens;

/// Text as it stands.
pub fn base(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).text) }
}

/// What comes second.
pub fn secondary(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).secondary) }
}

/// Hints and empty states.
pub fn faint(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).faint) }
}

/// Links, counts of unread mail, the recognised provider.
pub fn accent(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).accent) }
}

/// Errors.
pub fn danger(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).danger) }
}

/// Successes.
pub fn good(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).good) }
}

/// The flag and quiet warnings.
pub fn flag(theme: &Theme) -> Style {
    Style { color: Some(tokens(theme).flag) }
}

/// The dove's far wing and tail. Its three blues are the same on every ground: it is a picture, not a text.
pub fn dove_light(_: &Theme) -> Style {
    Style { color: Some(color!(0x8DB4DF)) }
}

/// The dove's near wing and breast.
pub fn dove_dark(_: &Theme) -> Style {
    Style { color: Some(color!(0x2F6DB5)) }
}

/// The dove's body and head.
pub fn dove_middle(_: &Theme) -> Style {
    Style { color: Some(color!(0x5A92D0)) }
}
