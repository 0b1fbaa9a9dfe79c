//! Styles of text.

use iced::Theme;
use iced::widget::text::Style;

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
