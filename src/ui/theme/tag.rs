//! The colours of tags: those that Thunderbird gave the usual five, as dark or as light as the ground wants them.

use iced::widget::container::Style;
use iced::{Color, Theme, border, color};

use super::{Tokens, tokens};
use crate::model::Tag;
use crate::ui::spacing;

/// Red, orange, green, blue, purple.
const LIGHT: [Color; 5] = [color!(0x9C1F18), color!(0x744800), color!(0x1A5C32), color!(0x254A9A), color!(0x6F2A80)];
const DARK: [Color; 5] = [color!(0xF9A9A2), color!(0xE8B654), color!(0x8AD3A8), color!(0x9CC3F7), color!(0xDFB2EA)];

/// How much of its colour the ground of a tag has.
const TINT: f32 = 0.1;

/// The colour of a tag.
pub fn colour(t: &Tokens, tag: &Tag) -> Color {
    let usual = if t.dark { &DARK } else { &LIGHT };
    match tag {
        Tag::Usual(place) => usual.get(usize::from(*place)).copied().unwrap_or(t.text),
        Tag::Own(_) => t.text,
    }
}

/// A tag: its name in its colour on a tint of it.
pub fn chip(theme: &Theme, tag: &Tag) -> Style {
    let colour = colour(tokens(theme), tag);
    Style::default().background(Color { a: TINT, ..colour }).color(colour).border(border::rounded(spacing::RADIUS_FULL))
}

/// A tag where there is no room for its name.
pub fn dot(theme: &Theme, tag: &Tag) -> Style {
    let t = tokens(theme);
    super::container::dot(match tag {
        Tag::Usual(_) => colour(t, tag),
        Tag::Own(_) => t.secondary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Scheme;
    use crate::ui::theme::tests::contrast;

    fn over(ground: Color, colour: Color) -> Color {
        let mix = |ground: f32, colour: f32| ground + (colour - ground) * TINT;
        Color { r: mix(ground.r, colour.r), g: mix(ground.g, colour.g), b: mix(ground.b, colour.b), a: 1.0 }
    }

    #[test]
    fn the_name_of_every_tag_can_be_read_in_every_scheme_on_every_ground() {
        for scheme in Scheme::ALL {
            let t = scheme.tokens();
            for tag in Tag::usual().chain([Tag::Own("x".to_owned())]) {
                let colour = colour(t, &tag);
                for ground in [t.surface, t.window, t.selection, t.hover] {
                    let ratio = contrast(colour, over(ground, colour));
                    assert!(ratio >= 4.5, "{scheme:?}: {tag:?} on {ground:?} is {ratio:.2}");
                }
            }
        }
    }
}
