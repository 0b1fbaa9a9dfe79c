//! Makes foreign text harmless to show: no control characters, no bidi tricks, one line, bounded.
//!
//! Umlauts, emoji (with their joiners and variation selectors) and every script stay as they are.

/// Marks the place where a text was cut.
const ELLIPSIS: char = '…';

/// Whether a character turns the direction of text around it or hides in it (Unicode bidi controls,
/// "Trojan Source"; reliability.md lists the same set), so that a name could pose as another.
pub(super) const fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{061C}'                     // Arabic letter mark
        | '\u{180E}'                   // Mongolian vowel separator
        | '\u{200B}'                   // zero-width space
        | '\u{200E}' | '\u{200F}'      // left-to-right, right-to-left mark
        | '\u{2028}'..='\u{202E}'      // line and paragraph separator, embeddings and overrides
        | '\u{2060}'..='\u{206F}'      // invisible operators, isolates, deprecated formatting
        | '\u{FEFF}'                   // byte order mark
        | '\u{FFF9}'..='\u{FFFB}'      // interlinear annotation
    )
}

/// One line of foreign text: runs of white space become one space, control and bidi characters go,
/// and at most `max` characters stay, the last of them an ellipsis if something was cut.
pub(super) fn line(text: &str, max: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(max.saturating_mul(2)));
    let mut length = 0_usize;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            space = length > 0;
            continue;
        }
        if c.is_control() || is_deceptive(c) {
            continue;
        }
        if length + usize::from(space) >= max {
            clean.pop();
            clean.push(ELLIPSIS);
            return clean;
        }
        if space {
            clean.push(' ');
            length += 1;
            space = false;
        }
        clean.push(c);
        length += 1;
    }
    clean
}

/// Foreign text of several lines: line ends become `\n`, other control and bidi characters go, tabs stay.
pub(super) fn text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut previous = '\0';
    for c in text.chars() {
        match c {
            '\n' if previous == '\r' => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => clean.push('\n'),
            // A form feed is a page break in old plain text.
            '\u{0C}' => clean.push('\n'),
            '\t' => clean.push('\t'),
            c if c.is_control() || is_deceptive(c) => {}
            c => clean.push(c),
        }
        previous = c;
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_control_and_bidi_characters_but_no_umlaut_and_no_emoji() {
        for (input, expected) in [
            ("  Grüße\r\n\taus\u{0} Köln ", "Grüße aus Köln"),
            ("a\u{202E}fdp.exe\u{202C}", "afdp.exe"),
            ("\u{1b}[31mrot\u{7}", "[31mrot"),
            ("👩‍👩‍👧 ❤️ 日本語", "👩‍👩‍👧 ❤️ 日本語"),
            ("x\u{2066}y\u{2069}z\u{FEFF}", "xyz"),
            ("", ""),
        ] {
            assert_eq!(line(input, 100), expected, "{input:?}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcde…");
        assert_eq!(line(&"ä".repeat(100_000), 10).chars().count(), 10);
    }

    #[test]
    fn text_keeps_its_lines_whatever_ends_them() {
        assert_eq!(text("a\r\nb\rc\nd\u{2028}e\tf\u{8}\u{202E}"), "a\nb\nc\nd\ne\tf");
    }
}
