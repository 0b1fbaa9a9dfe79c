//! The first words of a message: what is new in it, without quotes and the lines that introduce them.

use super::clean;
use super::document::{Block, Document, Span};

/// Characters of a preview.
const MAX: usize = 140;
/// Lines of text that are looked at.
const MAX_LINES: usize = 200;

/// The preview of a document.
pub(super) fn of_document(document: &Document) -> String {
    let mut words = String::new();
    collect(&document.blocks, Quotes::Skipped, &mut words);
    if words.trim().is_empty() {
        // A forwarded message, or a reply below everything: its quote says more than nothing.
        collect(&document.blocks, Quotes::Included, &mut words);
    }
    of_text(&words)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Skipped,
    Included,
}

/// Enough text for a preview; depth is bounded where documents are built.
fn collect(blocks: &[Block], quotes: Quotes, words: &mut String) {
    for block in blocks {
        if words.len() > MAX * 8 {
            return;
        }
        match block {
            Block::Heading(_, spans) | Block::Paragraph(spans) => push_spans(spans, words),
            Block::List(_, items) => items.iter().for_each(|item| collect(item, quotes, words)),
            Block::Quote(inner) if quotes == Quotes::Included => collect(inner, quotes, words),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| push_spans(cell, words)),
            Block::Preformatted(text) => words.push_str(text),
            // What stands below a line is a signature or the small print.
            Block::Rule => words.push_str("\n--"),
            Block::Quote(_) => {}
        }
        words.push('\n');
    }
}

fn push_spans(spans: &[Span], words: &mut String) {
    spans.iter().for_each(|span| words.push_str(&span.text));
    words.push(' ');
}

/// The preview of plain text.
pub(super) fn of_text(text: &str) -> String {
    let mut words = String::with_capacity(MAX * 4);
    let mut length = 0;
    let mut lines = text.lines().take(MAX_LINES).peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if length > 0 && (line == "--" || is_forward_mark(line)) {
            break;
        }
        if line.starts_with('>') || is_forward_mark(line) || is_decoration(line) {
            continue;
        }
        if is_attribution(line, lines.peek().copied()) {
            // The line that introduces a quote may be folded in two.
            if !line.ends_with(':') {
                lines.next();
            }
            continue;
        }
        words.push_str(line);
        words.push(' ');
        length += line.chars().count();
        if length > MAX * 2 {
            break;
        }
    }
    // Newsletters pad their hidden first words with invisible characters.
    let visible: String = words.chars().filter(|c| !is_filler(*c)).collect();
    clean::line(&visible, MAX)
}

const fn is_filler(c: char) -> bool {
    matches!(c, '\u{034F}' | '\u{00AD}' | '\u{200B}'..='\u{200C}' | '\u{2007}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}')
}

/// Whether a preview is worth showing: not only a link, nor the excuse of mail that only has HTML.
pub(super) fn says_something(preview: &str) -> bool {
    let lower = preview.to_lowercase();
    let excuses = ["html", "view this email", "view in browser", "im browser", "online ansehen", "webversion"];
    let words = lower.split_whitespace().filter(|word| !word.contains("://")).count();
    words >= 3 && !excuses.iter().any(|excuse| lower.contains(excuse))
}

/// Lines of dashes, underscores, stars or equal signs, and what is left of markup.
fn is_decoration(line: &str) -> bool {
    !line.is_empty()
        && line.chars().all(|c| !c.is_alphanumeric())
        && line.chars().all(|c| c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '─' | '━' | '═' | '·'))
}

/// "-----Ursprüngliche Nachricht-----" and its kin.
fn is_forward_mark(line: &str) -> bool {
    let bare = line.trim_matches(['-', ' ', '_', '*']);
    line.starts_with("--")
        && matches!(
            bare.to_lowercase().as_str(),
            "ursprüngliche nachricht"
                | "originalnachricht"
                | "original message"
                | "forwarded message"
                | "weitergeleitete nachricht"
                | "weitergeleitete nachricht anfang"
                | "original-nachricht"
                | "message d'origine"
        )
}

/// "Am 3. Mai 2026 um 10:00 schrieb Anna:", "On …, Anna wrote:", also folded in two lines.
pub(super) fn is_attribution(line: &str, next: Option<&str>) -> bool {
    const ENDS: [&str; 12] = [
        "schrieb:",
        "schrieben:",
        "wrote:",
        "writes:",
        "geschrieben:",
        "a écrit :",
        "a écrit:",
        "ha scritto:",
        "escribió:",
        "schreef:",
        "skrev:",
        "said:",
    ];
    let ends = |line: &str| ENDS.iter().any(|end| line.ends_with(end));
    let begins = ["Am ", "On ", "Le ", "Il ", "El ", "Op ", "Den ", "Zitat von ", "Quoting "]
        .iter()
        .any(|begin| line.starts_with(begin));
    let german = begins && line.ends_with(':') && (line.contains(" schrieb ") || line.contains("Zitat von"));
    if line.chars().count() > 300 {
        return false;
    }
    german
        || ends(line)
        || begins
            && !line.ends_with(['.', '!', '?'])
            && next.map(str::trim).is_some_and(|next| ends(next) || next.ends_with(">:") && line.contains(','))
}
