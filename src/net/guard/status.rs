//! What goes on to async-imap: status responses and continuation requests, made safe for imap-proto.
//!
//! imap-proto 0.17 panics on a code that is followed by anything but ASCII (`* OK [ALERT]ü`), ends the stream on
//! what it cannot parse, and recurses without bound in BODYSTRUCTURE. So it gets only lines that it was
//! seen to parse, and never data.

use imap_proto::Response;

/// Where a response goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// To async-imap, in this form.
    Pass(Vec<u8>),
    /// To our own parsers.
    Divert,
    /// Nowhere: an empty line, which some servers send between responses.
    Drop,
    /// It is no IMAP.
    Refuse,
}

const CONDITIONS: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"];

/// Decides by the first words of a response.
pub fn route(text: &[u8]) -> Route {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Route::Drop;
    }
    if text.starts_with(b"* ") && !is_for_people(text) {
        return Route::Divert;
    }
    repair(text).map_or(Route::Refuse, Route::Pass)
}

/// Whether the response ends in words for people: tagged and untagged status, continuation requests.
pub fn is_for_people(text: &[u8]) -> bool {
    text.first() != Some(&b'*') || condition(text).is_some()
}

/// The position after the condition ("OK") of a status response.
fn condition(text: &[u8]) -> Option<usize> {
    let tag = memchr::memchr(b' ', text)?;
    let rest = text.get(tag + 1..)?;
    let word = rest.split(|byte| *byte == b' ').next()?;
    CONDITIONS.iter().any(|known| known.eq_ignore_ascii_case(word)).then_some(tag + 1 + word.len())
}

/// A line that imap-proto parses to its end, saying the same.
fn repair(text: &[u8]) -> Option<Vec<u8>> {
    let start = if text.first() == Some(&b'+') { 1 } else { condition(text)? };
    let (head, words) = text.split_at_checked(start)?;
    let words = match std::str::from_utf8(words) {
        Ok(words) => words.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(words).0.into_owned(),
    };
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = words.trim();
    let with = |words: &str| {
        let mut line = head.to_vec();
        line.push(b' ');
        line.extend_from_slice(words.as_bytes());
        line.extend_from_slice(b"\r\n");
        line
    };
    // The last resort says what the status is and nothing more.
    [space_after_code(words), words.replace(['[', ']', '{', '}'], " "), String::new()]
        .iter()
        .map(|words| with(words))
        .find(|line| is_parsed(line))
}

/// Whether imap-proto takes exactly this line for a status response.
fn is_parsed(line: &[u8]) -> bool {
    match Response::parse(line) {
        Ok((rest, Response::Continue(_) | Response::Data { .. } | Response::Done { .. })) => rest.is_empty(),
        Ok(_) | Err(_) => false,
    }
}

/// imap-proto cuts off one byte after the code, whatever it is.
fn space_after_code(words: &str) -> String {
    let mut spaced = String::with_capacity(words.len() + 1);
    let mut after_bracket = false;
    for c in words.chars() {
        if after_bracket && !c.is_ascii() {
            spaced.push(' ');
        }
        spaced.push(c);
        after_bracket = c == ']';
    }
    match spaced.split_once(']') {
        Some((code, rest)) if spaced.starts_with('[') && !rest.is_empty() && !rest.starts_with([' ', ')']) => {
            format!("{code}] {rest}")
        }
        Some(_) | None => spaced,
    }
}
