//! Where a link leads, as it is shown to the person before it is followed.

use std::borrow::Cow;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, LineHeight, Paragraph as _, Shaping, Wrapping};
use iced::{Pixels, Size, alignment};

use crate::ui::spacing;
use crate::ui::widget::font;

/// The most characters that are shown.
const MAX_SHOWN: usize = 160;

/// The target of a link, shaped for the foot of the pane; a long one keeps its start, where the host is.
pub(super) fn shaped(link: &str) -> Paragraph {
    let shown = shown(link);
    Paragraph::with_text(text::Text {
        content: shown.as_str(),
        bounds: Size::INFINITE,
        size: Pixels(spacing::TEXT_META),
        line_height: LineHeight::Absolute(Pixels(18.0)),
        font: font::REGULAR,
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Advanced,
        wrapping: Wrapping::None,
    })
}

/// What is shown: a host with other letters than the Latin ones in the form in which it is looked up, since a
/// Cyrillic "а" looks like a Latin "a"; and marks that are not seen by their numbers.
fn shown(link: &str) -> String {
    let mut shown = String::new();
    for (count, c) in with_real_host(link).chars().enumerate() {
        if count >= MAX_SHOWN {
            shown.push('…');
            break;
        }
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}' | '\u{ad}');
        if hidden { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

fn with_real_host(link: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = link.split_once(':') else { return link.into() };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = if scheme.eq_ignore_ascii_case("mailto") { host } else { host.split(':').next().unwrap_or_default() };
    if host.is_ascii() {
        return link.into();
    }
    let real = idna::domain_to_ascii(host).unwrap_or_else(|_| {
        host.chars().map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() }).collect()
    });
    let Some(start) = link.find(host) else { return link.into() };
    let (before, after) = link.split_at(start);
    let after = after.strip_prefix(host).unwrap_or_default();
    format!("{before}{real}{after}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_only_looks_like_another_is_shown_as_it_is_looked_up() {
        for (link, expected) in [
            ("https://www.sparkаsse.de/login", "https://www.xn--sparksse-56g.de/login"),
            ("https://xn--80ak6aa92e.com/x", "https://xn--80ak6aa92e.com/x"),
            ("https://münchen.example:8443/straße?x=ü", "https://xn--mnchen-3ya.example:8443/straße?x=ü"),
            ("https://bank.example@еvil.example/", "https://bank.example@xn--vil-qdd.example/"),
            ("https://bank。example/", "https://bank.example/"),
            ("mailto:anna@bücher.example", "mailto:anna@xn--bcher-kva.example"),
            ("https://example.org/ünlaut", "https://example.org/ünlaut"),
            ("tel:+49401234", "tel:+49401234"),
        ] {
            assert_eq!(shown(link), expected);
        }
    }

    #[test]
    fn a_host_that_cannot_be_looked_up_shows_its_letters_by_number() {
        assert_eq!(shown("https://a\u{202e}b.example/"), "https://a\\u{202e}b.example/");
        assert!(shown("https://\u{e000}.example/").is_ascii());
    }

    #[test]
    fn a_long_target_keeps_its_start() {
        let link = format!("https://example.org/{}", "a".repeat(500));

        assert!(shown(&link).starts_with("https://example.org/aaa") && shown(&link).ends_with('…'));
    }
}
