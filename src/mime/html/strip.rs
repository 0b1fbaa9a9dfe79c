//! The bare text of HTML in one linear pass: for previews, and for HTML that is too wild to be parsed.
//!
//! Invariant: linear in the input, no recursion, whatever the input is.

use std::borrow::Cow;

/// Elements whose content is no text.
const SILENT: [&str; 9] = ["head", "script", "style", "title", "template", "svg", "object", "noscript", "math"];
/// Elements that begin a new line.
const LINES: [&str; 21] = [
    "address",
    "article",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dt",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "ol",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];
/// Elements that begin a new paragraph.
const PARAGRAPHS: [&str; 7] = ["p", "h1", "h2", "h3", "h4", "h5", "h6"];

/// The text of HTML without its markup.
pub(in crate::mime) fn strip(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    // Looking for an end that is not there would be quadratic.
    let mut endless = false;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        text.push(before);
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = after(comment, "-->");
            continue;
        }
        let Some(name) = tag_name(tag) else {
            text.push("<");
            rest = tag.get(1..).unwrap_or_default();
            continue;
        };
        let (content, behind) = split_tag(tag);
        rest = behind;
        let closing = name.starts_with('/');
        let lower = name.trim_start_matches('/').to_ascii_lowercase();
        let lower = lower.as_str();
        if !closing && SILENT.contains(&lower) && !content.ends_with('/') && !endless {
            match skip_element(rest, lower) {
                Some(behind) => rest = behind,
                // An element that never ends hides nothing.
                None => endless = true,
            }
        } else if PARAGRAPHS.contains(&lower) {
            text.break_lines(2);
        } else if LINES.contains(&lower) {
            text.break_lines(1);
        }
    }
    text.push(rest);
    text.out.trim().to_owned()
}

/// What follows the first `end`, or nothing.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

/// The name behind `<`, with its slash; `None` if this `<` begins no tag.
pub(super) fn tag_name(tag: &str) -> Option<&str> {
    let name = tag.get(1..)?;
    let bare = name.strip_prefix('/').unwrap_or(name);
    let first = bare.chars().next()?;
    if matches!(first, '!' | '?') {
        return name.get(..1);
    }
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let end = name
        .char_indices()
        .find(|(index, c)| !(c.is_ascii_alphanumeric() || *index == 0 && *c == '/'))
        .map_or(name.len(), |(index, _)| index);
    name.get(..end)
}

/// The inside of the tag at the start of `tag`, and what follows it; quotes may hide a `>`.
pub(super) fn split_tag(tag: &str) -> (&str, &str) {
    let mut quote = None;
    for (index, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (tag.get(..index).unwrap_or_default(), tag.get(index + 1..).unwrap_or_default()),
            // Only a quote that follows `=` opens a value.
            (None, b'"' | b'\'')
                if tag.as_bytes().get(..index).is_some_and(|head| head.trim_ascii_end().ends_with(b"=")) =>
            {
                quote = Some(byte);
            }
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // Never closed: the first ">" counts after all, else the rest is the tag.
    match tag.find('>') {
        Some(end) => (tag.get(..end).unwrap_or_default(), tag.get(end + 1..).unwrap_or_default()),
        None => (tag, ""),
    }
}

/// What follows the closing tag of an element.
fn skip_element<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let mut search = rest;
    while let Some(at) = search.find("</") {
        let candidate = search.get(at + 2..).unwrap_or_default();
        if candidate.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(after(candidate, ">"));
        }
        search = candidate;
    }
    None
}

/// Text with its white space collapsed.
#[derive(Default)]
struct Text {
    out: String,
    space: bool,
    breaks: usize,
}

impl Text {
    fn break_lines(&mut self, count: usize) {
        self.breaks = self.breaks.max(count);
        self.space = false;
    }

    fn push(&mut self, text: &str) {
        for c in unescape(text).chars() {
            // A no-break space is a space like others in mail.
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.breaks > 0 {
                if !self.out.is_empty() {
                    self.out.extend(std::iter::repeat_n('\n', self.breaks));
                }
            } else if self.space && !self.out.is_empty() {
                self.out.push(' ');
            }
            self.breaks = 0;
            self.space = false;
            self.out.push(c);
        }
    }
}

/// Replaces character references: numbers and the names that mail uses.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let end = reference.bytes().take(12).position(|byte| byte == b';');
        let decoded = end.and_then(|end| reference.get(1..end)).and_then(character);
        match (decoded, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = reference.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        // References 128 to 159 mean Windows-1252.
        let code = code.ok()?;
        return if (128..160).contains(&code) {
            encoding_rs::WINDOWS_1252.decode(&[u8::try_from(code).ok()?]).0.chars().next()
        } else {
            char::from_u32(code)
        };
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "euro" => '€',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "sbquo" => '‚',
        "laquo" => '«',
        "raquo" => '»',
        "bull" => '•',
        "middot" => '·',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        "zwnj" => '\u{200C}',
        "zwj" => '\u{200D}',
        "shy" => '\u{AD}',
        _ => return None,
    })
}
