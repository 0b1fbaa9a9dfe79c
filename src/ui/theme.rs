//! All colours and looks: the tokens of the four palettes and the styles made of them.
//!
//! Views name a style (`theme::button::primary`), never a colour. The iced theme that runs is one of
//! four custom ones; [`tokens`] finds the palette that belongs to it.

pub mod button;
pub mod container;
pub mod field;
pub mod scroll;
pub mod tag;
pub mod text;

mod tokens;

use std::sync::LazyLock;

use iced::Theme;
use iced::theme::{Mode, Palette};

pub use tokens::{ACCOUNT_COLOURS, Tokens, account_colour};

use crate::config::Appearance;

/// Which of the four palettes is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
    /// Black on white, for those who need it.
    ContrastLight,
    /// White on black, for those who need it.
    ContrastDark,
}

impl Scheme {
    /// What the person wants, given what the system has.
    pub const fn of(appearance: Appearance, system: Mode) -> Self {
        match (appearance, system) {
            (Appearance::Dark, _) | (Appearance::System, Mode::Dark) => Self::Dark,
            (Appearance::Light, _) | (Appearance::System, Mode::Light | Mode::None) => Self::Light,
            (Appearance::HighContrast, Mode::Dark) => Self::ContrastDark,
            (Appearance::HighContrast, Mode::Light | Mode::None) => Self::ContrastLight,
        }
    }

    /// The palette.
    pub const fn tokens(self) -> &'static Tokens {
        match self {
            Self::Light => &tokens::LIGHT,
            Self::Dark => &tokens::DARK,
            Self::ContrastLight => &tokens::CONTRAST_LIGHT,
            Self::ContrastDark => &tokens::CONTRAST_DARK,
        }
    }

    /// The iced theme that carries the palette.
    pub fn theme(self) -> Theme {
        match self {
            Self::Light => LIGHT.clone(),
            Self::Dark => DARK.clone(),
            Self::ContrastLight => CONTRAST_LIGHT.clone(),
            Self::ContrastDark => CONTRAST_DARK.clone(),
        }
    }

    const ALL: [Self; 4] = [Self::Light, Self::Dark, Self::ContrastLight, Self::ContrastDark];
}

/// The palette that belongs to a theme: the one with the same ground; any other theme gets the light one.
pub fn tokens(theme: &Theme) -> &'static Tokens {
    let background = theme.palette().background;
    let same = |scheme: &Scheme| scheme.tokens().window == background;
    Scheme::ALL.into_iter().find(same).unwrap_or(Scheme::Light).tokens()
}

static LIGHT: LazyLock<Theme> = LazyLock::new(|| carrier("brieftaube-light", &tokens::LIGHT));
static DARK: LazyLock<Theme> = LazyLock::new(|| carrier("brieftaube-dark", &tokens::DARK));
static CONTRAST_LIGHT: LazyLock<Theme> =
    LazyLock::new(|| carrier("brieftaube-contrast-light", &tokens::CONTRAST_LIGHT));
static CONTRAST_DARK: LazyLock<Theme> = LazyLock::new(|| carrier("brieftaube-contrast-dark", &tokens::CONTRAST_DARK));

fn carrier(name: &'static str, tokens: &Tokens) -> Theme {
    let palette = Palette {
        background: tokens.window,
        text: tokens.text,
        primary: tokens.accent,
        success: tokens.good,
        warning: tokens.flag,
        danger: tokens.danger,
    };
    Theme::custom(name, palette)
}

#[cfg(test)]
mod tests;
