//! Text as it may be drawn: no control characters, one kind of line break, a direction.

/// Appends `text`, cleaned: what the shaper takes for a paragraph break becomes a line feed, other control
/// characters go.
pub(super) fn push(target: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{85}' | '\u{2028}' | '\u{2029}' => target.push('\n'),
            '\n' | '\t' => target.push(c),
            c if c.is_control() => {}
            c => target.push(c),
        }
    }
}

/// Whether the first strong character is written from right to left (UAX #9, P2 and P3, by block).
pub(super) fn is_rtl(text: &str) -> bool {
    text.chars().find_map(direction).unwrap_or(false)
}

fn direction(c: char) -> Option<bool> {
    match c {
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}'
        | '\u{200f}' => Some(true),
        c if c.is_alphabetic() => Some(false),
        _ => None,
    }
}
