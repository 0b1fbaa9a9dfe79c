//! The colours, by what they mean.

use iced::{Color, color};

use crate::model::AccountColour;

/// The colours of one scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// The ground of the window.
    pub window: Color,
    /// The ground of the list, the reader, cards and fields.
    pub surface: Color,
    /// The ground of the sidebar.
    pub sidebar: Color,
    /// Text.
    pub text: Color,
    /// Text that comes second.
    pub secondary: Color,
    /// Hints, empty states, marks that are off.
    pub faint: Color,
    /// Hairlines.
    pub hairline: Color,
    /// The edge of fields and other things one can use: 3 : 1 against the surface.
    pub edge: Color,
    /// The ground of what is selected.
    pub selection: Color,
    /// The ground under the pointer.
    pub hover: Color,
    /// Dove blue: links, the main button, unread, focus.
    pub accent: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// Flagged.
    pub flag: Color,
    /// Danger and errors.
    pub danger: Color,
    /// All is well.
    pub good: Color,
    /// The ground of a quiet warning.
    pub notice: Color,
    /// Laid over the window behind a dialog.
    pub scrim: Color,
    /// The shadow of what floats.
    pub shadow: Color,
    /// Whether the scheme is a dark one.
    pub dark: bool,
}

const fn black(alpha: f32) -> Color {
    Color { r: 0.0, g: 0.0, b: 0.0, a: alpha }
}

/// Light.
pub const LIGHT: Tokens = Tokens {
    window: color!(0xFAFAF8),
    surface: color!(0xFFFFFF),
    sidebar: color!(0xF2F2EF),
    text: color!(0x1B1D20),
    secondary: color!(0x5A6068),
    faint: color!(0x6B7179),
    hairline: color!(0xE3E3DE),
    edge: color!(0x848A84),
    selection: color!(0xE4EDF8),
    hover: color!(0xECECE8),
    accent: color!(0x2C69AE),
    on_accent: color!(0xFFFFFF),
    flag: color!(0xB87900),
    danger: color!(0xB3261E),
    good: color!(0x2C7A4B),
    notice: color!(0xFBF3E0),
    scrim: black(0.28),
    shadow: black(0.16),
    dark: false,
};

/// Dark.
pub const DARK: Tokens = Tokens {
    window: color!(0x16181B),
    surface: color!(0x1D2024),
    sidebar: color!(0x121416),
    text: color!(0xE7E8EA),
    secondary: color!(0xA0A7AF),
    faint: color!(0x868D95),
    hairline: color!(0x2B2F34),
    edge: color!(0x6E757D),
    selection: color!(0x22344A),
    hover: color!(0x24282D),
    accent: color!(0x7DB0EA),
    on_accent: color!(0x10141A),
    flag: color!(0xE0A93B),
    danger: color!(0xF2867D),
    good: color!(0x79C79A),
    notice: color!(0x2C2617),
    scrim: black(0.5),
    shadow: black(0.5),
    dark: true,
};

/// Black on white.
pub const CONTRAST_LIGHT: Tokens = Tokens {
    window: color!(0xFEFEFE),
    surface: color!(0xFFFFFF),
    sidebar: color!(0xFFFFFF),
    text: color!(0x000000),
    secondary: color!(0x1F1F1F),
    faint: color!(0x3A3A3A),
    hairline: color!(0x4A4A4A),
    edge: color!(0x000000),
    selection: color!(0xC9DDF7),
    hover: color!(0xE2E2E2),
    accent: color!(0x003E8A),
    on_accent: color!(0xFFFFFF),
    flag: color!(0x6B4400),
    danger: color!(0x8C0D06),
    good: color!(0x0A4F26),
    notice: color!(0xFFF2CC),
    scrim: black(0.6),
    shadow: black(0.4),
    dark: false,
};

/// White on black.
pub const CONTRAST_DARK: Tokens = Tokens {
    window: color!(0x010101),
    surface: color!(0x000000),
    sidebar: color!(0x000000),
    text: color!(0xFFFFFF),
    secondary: color!(0xE6E6E6),
    faint: color!(0xCCCCCC),
    hairline: color!(0xA0A0A0),
    edge: color!(0xFFFFFF),
    selection: color!(0x123A6B),
    hover: color!(0x2A2A2A),
    accent: color!(0x9CCBFF),
    on_accent: color!(0x000000),
    flag: color!(0xFFCF66),
    danger: color!(0xFFAAA3),
    good: color!(0x9DF0BE),
    notice: color!(0x332A00),
    scrim: black(0.75),
    shadow: black(0.9),
    dark: true,
};

/// Eight colours that tell accounts apart on light and on dark alike (at least 3 : 1 on both).
pub const ACCOUNT_COLOURS: [Color; 8] = [
    color!(0x2B8C96),
    color!(0xC4622D),
    color!(0x9A62C7),
    color!(0x3A8F5C),
    color!(0xCB4F72),
    color!(0xAE7A24),
    color!(0x3D82CC),
    color!(0x7A7F87),
];

/// The colour of an account; an index beyond the palette wraps around.
pub fn account_colour(colour: AccountColour) -> Color {
    let [first, ..] = ACCOUNT_COLOURS;
    ACCOUNT_COLOURS.get(usize::from(colour.0) % ACCOUNT_COLOURS.len()).copied().unwrap_or(first)
}
