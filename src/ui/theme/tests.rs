use iced::Color;
use iced::theme::Mode;

use super::*;

fn luminance(colour: Color) -> f32 {
    let linear = |c: f32| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)
}

pub(super) fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_stands_out_from_every_ground_it_is_drawn_on() {
    for scheme in Scheme::ALL {
        let t = scheme.tokens();
        for (name, text) in [("text", t.text), ("secondary", t.secondary), ("accent", t.accent), ("danger", t.danger)] {
            for ground in [t.window, t.surface, t.sidebar, t.selection, t.notice] {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{scheme:?}: {name} on {ground:?} is {ratio:.2}");
            }
        }
        for ground in [t.window, t.surface] {
            assert!(contrast(t.faint, ground) >= 4.5, "{scheme:?}: faint on {ground:?}");
        }
        assert!(contrast(t.on_accent, t.accent) >= 4.5, "{scheme:?}: text on the accent");
    }
}

#[test]
fn marks_that_carry_meaning_reach_three_to_one() {
    for scheme in Scheme::ALL {
        let t = scheme.tokens();
        for ground in [t.surface, t.sidebar, t.window] {
            for (name, mark) in [("flag", t.flag), ("good", t.good), ("edge", t.edge)] {
                let ratio = contrast(mark, ground);
                assert!(ratio >= 3.0, "{scheme:?}: {name} on {ground:?} is {ratio:.2}");
            }
            for colour in ACCOUNT_COLOURS {
                let ratio = contrast(colour, ground);
                assert!(ratio >= 3.0, "{scheme:?}: account colour {colour:?} on {ground:?} is {ratio:.2}");
            }
        }
    }
}

#[test]
fn every_theme_finds_its_own_tokens() {
    for scheme in Scheme::ALL {
        assert_eq!(tokens(&scheme.theme()), scheme.tokens(), "{scheme:?}");
    }
}

#[test]
fn the_system_decides_only_where_the_person_lets_it() {
    assert_eq!(Scheme::of(Appearance::System, Mode::Dark), Scheme::Dark);
    assert_eq!(Scheme::of(Appearance::System, Mode::None), Scheme::Light);
    assert_eq!(Scheme::of(Appearance::Light, Mode::Dark), Scheme::Light);
    assert_eq!(Scheme::of(Appearance::HighContrast, Mode::Dark), Scheme::ContrastDark);
}
