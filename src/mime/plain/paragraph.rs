//! Lines between two blank lines: joined, kept, or kept to the letter.

use super::Line;
use crate::mime::document::{Block, Span, Style};
use crate::mime::{link, preview};

/// Widths at which mailers break lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=80;
/// Lines below this length were ended by a person.
const MIN_JOINED: usize = 45;

/// The width at which a machine broke the lines, if most long lines end near one width.
pub(super) fn width(lines: &[Line]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).collect();
    let longest = lengths.iter().copied().filter(|length| *length <= *WIDTHS.end()).max()?;
    let beyond = lengths.iter().filter(|length| **length > *WIDTHS.end()).count();
    let filled = lengths.iter().filter(|length| **length + 12 > longest && **length <= longest).count();
    (WIDTHS.contains(&longest) && beyond * 4 <= filled).then_some(longest)
}

/// The blocks of one group of lines.
pub(super) fn blocks(lines: &[&str], width: Option<usize>, links_left: &mut usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut from = 0;
    for (index, line) in lines.iter().enumerate() {
        if is_rule(line) {
            push(lines.get(from..index).unwrap_or_default(), width, links_left, &mut blocks);
            blocks.push(Block::Rule);
            from = index + 1;
        }
    }
    push(lines.get(from..).unwrap_or_default(), width, links_left, &mut blocks);
    blocks
}

fn push(lines: &[&str], width: Option<usize>, links_left: &mut usize, blocks: &mut Vec<Block>) {
    if lines.is_empty() {
        return;
    }
    if is_aligned(lines) {
        blocks.push(Block::Preformatted(lines.join("\n")));
        return;
    }
    let text = joined(lines, width);
    let spans = link::spans(&text, Style::default(), links_left);
    if !spans.is_empty() {
        blocks.push(Block::Paragraph(merged(spans)));
    }
}

/// The signature separator, and lines of dashes and the like.
fn is_rule(line: &str) -> bool {
    let bare = line.trim();
    line == "-- "
        || bare == "--"
        || bare.chars().count() >= 5
            && ['-', '_', '=', '*', '~', '—', '–', '─', '━', '═'].iter().any(|mark| bare.chars().all(|c| c == *mark))
}

/// Lines as one text; where a machine broke a line it goes on.
fn joined(lines: &[&str], width: Option<usize>) -> String {
    let mut text = String::new();
    let mut previous: Option<&str> = None;
    for line in lines {
        let trimmed = line.trim();
        if let Some(previous) = previous {
            text.push(if goes_on(previous, trimmed, width) { ' ' } else { '\n' });
        }
        text.push_str(trimmed);
        previous = Some(trimmed);
    }
    text
}

/// Whether a line was broken only because the next word did not fit.
fn goes_on(line: &str, next: &str, width: Option<usize>) -> bool {
    let Some(width) = width else { return false };
    let length = line.chars().count();
    let next_word = next.split_whitespace().next().unwrap_or_default().chars().count();
    length >= MIN_JOINED && length + 1 + next_word > width && !begins_item(next) && !preview::is_attribution(line, None)
}

/// Whether a line begins an item of a list.
fn begins_item(line: &str) -> bool {
    let Some(mark) = line.split_whitespace().next() else { return false };
    let is_bullet = matches!(mark, "-" | "*" | "•" | "–" | "+" | "·" | "o" | "→" | "=>" | "->");
    let number = mark.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let is_number = number.len() < mark.len() && number.len() <= 3 && number.chars().all(|c| c.is_ascii_alphanumeric());
    is_bullet || is_number && !number.is_empty() && (number.len() == 1 || number.chars().all(|c| c.is_ascii_digit()))
}

/// Whether spaces carry meaning: columns, boxes, code, patches.
fn is_aligned(lines: &[&str]) -> bool {
    if lines.len() < 2 {
        return lines.iter().any(|line| line.matches("   ").count() >= 3 && has_columns(line));
    }
    let columns = lines.iter().filter(|line| has_columns(line)).count();
    let indented = lines.iter().filter(|line| line.starts_with("    ") || line.starts_with('\t')).count();
    let drawn = lines.iter().filter(|line| is_drawn(line)).count();
    let code = lines.iter().filter(|line| is_code(line)).count();
    columns * 2 >= lines.len() || indented * 3 >= lines.len() * 2 || drawn * 2 >= lines.len() || code * 2 >= lines.len()
}

/// Text, a gap of spaces or a tab, and text again.
fn has_columns(line: &str) -> bool {
    let line = line.trim();
    line.contains('\t')
        || line.match_indices("   ").any(|(at, _)| {
            // A wide gap after a full stop is typewriter manners, one after a bullet is an indent.
            line.get(..at).is_some_and(|before| before.chars().count() > 2 && !before.ends_with(['.', '?', '!']))
        })
}

/// Boxes and tables drawn with characters.
fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    (line.starts_with('|') && line.ends_with('|') && line.len() > 2)
        || line.starts_with('+') && line.ends_with('+') && line.len() > 4
        || line.chars().any(|c| ('\u{2500}'..='\u{259F}').contains(&c))
}

/// Patches and code.
fn is_code(line: &str) -> bool {
    let end = line.trim_end();
    ["diff --git", "@@ ", "+++ ", "--- a/", "index "].iter().any(|mark| line.starts_with(mark))
        || (line.starts_with([' ', '\t', '+', '-']) && end.ends_with(['{', '}', ';']))
}

/// Spans without neighbours of the same kind.
fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.link == span.link && last.style == span.style && span.link.is_none() => {
                last.text.push_str(&span.text);
            }
            _ => merged.push(span),
        }
    }
    merged
}
