//! The dove: a bird folded from a letter, drawn as three glyphs of one tone each, laid over one another.
//!
//! `resources/dove.py` makes the font and the icon from the same shapes.

use iced::Font;
use iced::font::Family;
use iced::widget::{stack, text};

use super::Element;
use crate::ui::theme;

const DOVE: Font = Font { family: Family::Name("Brieftaube Dove"), ..Font::DEFAULT };

/// The dove in a square of this side.
pub fn dove<'a, Message: 'a>(side: f32) -> Element<'a, Message> {
    let tone = |glyph: char, style: fn(&iced::Theme) -> text::Style| {
        text(glyph).font(DOVE).size(side).line_height(1.0).width(side).height(side).style(style)
    };
    stack![
        tone('\u{e000}', theme::text::dove_light),
        tone('\u{e001}', theme::text::dove_dark),
        tone('\u{e002}', theme::text::dove_middle),
    ]
    .into()
}
