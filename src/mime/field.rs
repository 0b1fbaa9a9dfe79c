//! Header fields: found one by one without parsing them all, each decoded only when somebody asks.
//!
//! Invariant: nothing here costs more than one pass over the block, which is cut at [`MAX_BLOCK`] bytes
//! and [`MAX_FIELDS`] fields.

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, ContentType, HeaderValue};

use super::{clean, words};
use crate::model::Address;

/// Bytes of a header block that are looked at. Real ones have a few kilobytes, with DKIM, ARC and
/// anti-spam fields up to a hundred; passing over a field costs next to nothing.
const MAX_BLOCK: usize = 16 * 1024 * 1024;
/// Fields of a header block that are looked at.
const MAX_FIELDS: usize = 10_000;
/// Bytes of one structured or unstructured field that are decoded.
const MAX_VALUE: usize = 64 * 1024;
/// Addresses kept of one field.
pub(super) const MAX_ADDRESSES: usize = 500;
/// Characters of a display name.
const MAX_NAME: usize = 200;
/// Characters of an address (RFC 5321 allows 254).
const MAX_EMAIL: usize = 320;
/// Characters of a subject.
pub(super) const MAX_SUBJECT: usize = 1000;
/// Bytes of a Message-ID (a line of RFC 5322).
const MAX_MESSAGE_ID: usize = 998;

/// Where the header block of a message ends and its body begins.
pub(super) fn split_message(raw: &[u8]) -> (&[u8], &[u8]) {
    split(raw.get(leading_junk(raw)..).unwrap_or_default())
}

/// Where the header block of a part ends and its body begins.
pub(super) fn split(entity: &[u8]) -> (&[u8], &[u8]) {
    let mut position = 0;
    let mut first = true;
    while let Some(rest) = entity.get(position..).filter(|rest| !rest.is_empty()) {
        let line_length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..line_length).unwrap_or(rest);
        if is_blank(line) {
            let end = position + line_length;
            return (entity.get(..position).unwrap_or_default(), entity.get(end..).unwrap_or_default());
        }
        // Text without any header, or a header without the blank line behind it.
        let belongs = if first { is_mbox_line(line) } else { matches!(line.first(), Some(b' ' | b'\t')) };
        if !belongs && !is_field_start(line) && !fields_follow(rest) {
            return (entity.get(..position).unwrap_or_default(), rest);
        }
        first = false;
        position += line_length;
    }
    (entity, &[])
}

/// Whether a line that is no field only interrupts the header: another field comes before the next blank line.
/// Few lines are looked at, so that this stays linear.
fn fields_follow(rest: &[u8]) -> bool {
    let lines = rest.get(..4096).unwrap_or(rest).split(|byte| *byte == b'\n').skip(1).take(20);
    let mut block = lines.take_while(|line| !is_blank(line));
    block.any(is_known_field)
}

/// Whether a line begins a field that every header has; any word with a colon would also be found in prose.
fn is_known_field(line: &[u8]) -> bool {
    const KNOWN: [&str; 16] = [
        "from:",
        "to:",
        "cc:",
        "subject:",
        "date:",
        "message-id:",
        "mime-version:",
        "content-type:",
        "received:",
        "references:",
        "in-reply-to:",
        "reply-to:",
        "return-path:",
        "content-transfer-encoding:",
        "sender:",
        "content-disposition:",
    ];
    KNOWN.iter().any(|known| line.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes())))
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

/// A byte order mark or blank lines ahead of the first field are the work of broken mailers.
fn leading_junk(entity: &[u8]) -> usize {
    let mark = if entity.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let rest = entity.get(mark..).unwrap_or_default();
    let blank = rest.iter().take(64).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let after = rest.get(blank..).unwrap_or_default();
    let line = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Blank lines before something that is no field are an empty header, then the body.
    if blank > 0 && !is_field_start(line) { mark } else { mark + blank }
}

/// "From " lines of mbox files that were imported whole.
fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Whether a line begins a field: a name of printable characters, then a colon (RFC 5322, 2.2).
fn is_field_start(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len()
        && !name.is_empty()
        && name.len() <= 128
        && name.trim_ascii_end().iter().all(u8::is_ascii_graphic)
}

/// One field of a header block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// The name as it stands, without white space.
    pub(super) name: &'a [u8],
    /// The raw value with its folds and without the last line end.
    pub(super) value: &'a [u8],
}

impl Field<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The fields of a header block in order. Lines that are no fields are passed over.
pub(super) fn fields(block: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = block.get(..MAX_BLOCK).unwrap_or(block);
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (field, after) = rest.split_at(field_length(rest));
            rest = after;
            if let Some(colon) = memchr::memchr(b':', field)
                && is_field_start(field)
            {
                let name = field.get(..colon)?.trim_ascii();
                let value = field.get(colon + 1..)?.trim_ascii();
                return Some(Field { name, value: value.get(..MAX_VALUE).unwrap_or(value) });
            }
        }
    })
    .take(MAX_FIELDS)
}

/// The length of a field with its continuation lines.
fn field_length(block: &[u8]) -> usize {
    let mut position = 0;
    while let Some(end) = block.get(position..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        position += end + 1;
        if !matches!(block.get(position), Some(b' ' | b'\t')) {
            return position;
        }
    }
    block.len()
}

/// Decodes Subject and other unstructured fields.
pub(super) fn text(value: &[u8], max: usize) -> String {
    // No character takes more than twelve bytes in any encoding of a header.
    let bound = max.saturating_mul(12);
    clean::line(&words::decode_text(value.get(..bound).unwrap_or(value)), max)
}

/// mail-parser's field parsers stop at a line end that is not followed by white space.
fn with_line_end(value: &[u8]) -> Vec<u8> {
    let mut value = words::canonical(value);
    value.extend_from_slice(b"\r\n");
    value
}

/// Reads an address field (RFC 5322, 3.4); groups are flattened.
pub(super) fn addresses(value: &[u8]) -> Vec<Address> {
    let value = with_line_end(value);
    let parsed = MessageStream::new(&value).parse_address();
    let HeaderValue::Address(parsed) = parsed else { return Vec::new() };
    parsed.iter().map(address).filter(|address| !address.display().is_empty()).take(MAX_ADDRESSES).collect()
}

fn address(parsed: &Addr<'_>) -> Address {
    let mut name = clean::line(parsed.name.as_deref().unwrap_or_default(), MAX_NAME);
    let mut email = clean::line(parsed.address.as_deref().unwrap_or_default(), MAX_EMAIL);
    email.retain(|c| c != ' ');
    // A lone word with an @ in it was read as a name.
    if email.is_empty() && name.contains('@') && !name.contains(' ') {
        email = std::mem::take(&mut name);
    }
    let bare = name.trim_matches(['\'', '"', ' ', '<', '>']);
    if bare.eq_ignore_ascii_case(&email) {
        name.clear();
    } else if bare.len() + 2 == name.len() && name.starts_with('\'') {
        name = bare.to_owned();
    }
    Address { name, email }
}

/// Reads Date: seconds since the epoch and the offset it was written in, in seconds east.
pub(super) fn date(value: &[u8]) -> Option<(i64, i32)> {
    let value = with_line_end(value.get(..256).unwrap_or(value));
    let HeaderValue::DateTime(mut date) = MessageStream::new(&value).parse_date() else { return None };
    // A leap second is the last second of its minute here.
    date.second = date.second.min(59);
    if !date.is_valid() {
        return None;
    }
    let offset = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
    Some((date.to_timestamp(), if date.tz_before_gmt { -offset } else { offset }))
}

/// Reads the Message-IDs of Message-ID, In-Reply-To or References, without their angle brackets.
pub(super) fn message_ids(value: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    for piece in value.split(|byte| *byte == b'<').skip(1) {
        if let Some(end) = memchr::memchr(b'>', piece) {
            ids.extend(message_id(piece.get(..end).unwrap_or_default()));
        }
    }
    // Some mailers leave the brackets away.
    if ids.is_empty() {
        ids.extend(value.split(u8::is_ascii_whitespace).filter(|piece| piece.contains(&b'@')).filter_map(message_id));
    }
    ids
}

fn message_id(bytes: &[u8]) -> Option<String> {
    let id: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!id.is_empty() && id.len() <= MAX_MESSAGE_ID).then_some(id)
}

/// Reads Content-Type or Content-Disposition with their parameters (RFC 2045, 5.1; RFC 2183; RFC 2231).
pub(super) fn content_type(value: &[u8]) -> Option<ContentType<'static>> {
    let value = with_line_end(value);
    match MessageStream::new(&value).parse_content_type().into_owned() {
        HeaderValue::ContentType(parsed) => Some(parsed),
        _ => None,
    }
}
