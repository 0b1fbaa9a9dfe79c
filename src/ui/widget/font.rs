//! The fonts that are part of the program, and the fallback for fixed width.

use std::borrow::Cow;

use iced::Font;
use iced::font::{Family, Style, Weight};

/// The interface, 400.
pub const REGULAR: Font = Font { family: Family::Name("Inter"), ..Font::DEFAULT };
/// The interface, 500.
pub const MEDIUM: Font = Font { weight: Weight::Medium, ..REGULAR };
/// The interface, 600: unread, titles.
pub const SEMIBOLD: Font = Font { weight: Weight::Semibold, ..REGULAR };
/// The interface, italics.
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };
/// The interface, 600 in italics.
pub const SEMIBOLD_ITALIC: Font = Font { style: Style::Italic, ..SEMIBOLD };
/// Fixed width: whatever the system has.
pub const MONOSPACE: Font = Font::MONOSPACE;
/// The icons.
pub const ICONS: Font = Font { family: Family::Name("lucide"), ..Font::DEFAULT };

/// The font files that the program carries, to be loaded at start (and by tests).
pub fn embedded() -> Vec<Cow<'static, [u8]>> {
    vec![
        Cow::Borrowed(include_bytes!("../../../resources/fonts/Inter-Regular.otf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/Inter-Medium.otf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/Inter-SemiBold.otf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/Inter-Italic.otf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/Inter-SemiBoldItalic.otf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/lucide.ttf").as_slice()),
        Cow::Borrowed(include_bytes!("../../../resources/fonts/dove.ttf").as_slice()),
    ]
}
