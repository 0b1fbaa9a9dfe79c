//! The tree of MIME parts (RFC 2045, RFC 2046), as ranges of the raw bytes.
//!
//! Attached messages are leaves here: their own parts are looked at only when somebody opens them, one
//! level at a time. So the depth of the tree is the depth of multiparts, which [`MAX_DEPTH`] bounds, and
//! recursion over it is safe.

use std::borrow::Cow;

use mail_parser::ContentType;
use memchr::memmem;

use super::{decode, field};

/// Multiparts inside multiparts. Real mail has five or six; each level costs a scan of its content.
const MAX_DEPTH: usize = 60;
/// Parts of a message.
const MAX_PARTS: usize = 2_000;
/// Bytes that may be scanned for boundaries beyond eight times the size of the message.
const SCAN_ALLOWANCE: usize = 64 * 1024 * 1024;

/// How the content of a part is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TransferEncoding {
    /// 7bit, 8bit, binary, or something nobody knows.
    #[default]
    Identity,
    /// base64
    Base64,
    /// quoted-printable
    QuotedPrintable,
}

/// A part of a message, or the message itself.
#[derive(Debug, Default)]
pub(super) struct Entity<'a> {
    /// The media type in lower case, as declared or by default.
    pub(super) media_type: String,
    content_type: Option<ContentType<'static>>,
    disposition: Option<ContentType<'static>>,
    /// How the body is encoded.
    pub(super) encoding: TransferEncoding,
    /// Content-ID without its angle brackets.
    pub(super) content_id: Option<String>,
    /// The header block as it stands.
    pub(super) header: &'a [u8],
    /// The content, still encoded.
    pub(super) body: &'a [u8],
    /// The parts, if it is a multipart.
    pub(super) children: Vec<Entity<'a>>,
}

impl<'a> Entity<'a> {
    /// Finds the parts of a message.
    pub(super) fn parse(raw: &'a [u8]) -> Self {
        let (header, body) = field::split_message(raw);
        let mut budget = Budget { parts: MAX_PARTS, scan: raw.len().saturating_mul(8).saturating_add(SCAN_ALLOWANCE) };
        Self::build(header, body, "text/plain", 0, &mut budget)
    }

    fn build(header: &'a [u8], body: &'a [u8], default: &str, depth: usize, budget: &mut Budget) -> Self {
        let mut entity = Self { header, body, ..Self::default() };
        entity.read_header(default);
        if entity.media_type.starts_with("multipart/") {
            entity.children = entity.split_parts(depth, budget);
            // A multipart without parts is what stands in it.
            if entity.children.is_empty() {
                "text/plain".clone_into(&mut entity.media_type);
            }
        }
        entity
    }

    fn read_header(&mut self, default: &str) {
        for field in field::fields(self.header) {
            if !field.name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-")) {
                continue;
            }
            if field.is("Content-Type") && self.content_type.is_none() {
                self.content_type = field::content_type(field.value);
            } else if field.is("Content-Disposition") && self.disposition.is_none() {
                self.disposition = field::content_type(field.value);
            } else if field.is("Content-Transfer-Encoding") {
                self.encoding = transfer_encoding(field.value);
            } else if field.is("Content-ID") {
                self.content_id = field::message_ids(field.value).into_iter().next();
            }
        }
        self.media_type = match &self.content_type {
            Some(parsed) => media_type(parsed),
            None => default.to_owned(),
        };
    }

    fn split_parts(&self, depth: usize, budget: &mut Budget) -> Vec<Self> {
        if depth >= MAX_DEPTH || budget.scan < self.body.len() {
            return Vec::new();
        }
        budget.scan -= self.body.len();
        let boundary = match self.parameter("boundary") {
            Some(boundary) if !boundary.is_empty() => boundary.as_bytes().to_vec(),
            _ => match guess_boundary(self.body) {
                Some(boundary) => boundary,
                None => return Vec::new(),
            },
        };
        let default = if self.media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let mut children = Vec::new();
        for part in Parts::new(self.body, &boundary) {
            if budget.parts == 0 {
                break;
            }
            budget.parts -= 1;
            let (header, body) = field::split(part);
            children.push(Self::build(header, body, default, depth + 1, budget));
        }
        children
    }

    /// A parameter of Content-Type.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.content_type.as_ref()?.attribute(name)
    }

    /// The file name that the sender gave the part, as it came (RFC 2183, else the older `name`).
    pub(super) fn file_name(&self) -> Option<&str> {
        let name = self.disposition.as_ref().and_then(|disposition| disposition.attribute("filename"));
        name.or_else(|| self.parameter("name")).filter(|name| !name.trim().is_empty())
    }

    /// Whether the sender wants the part to be kept apart from the text.
    pub(super) fn is_marked_attachment(&self) -> bool {
        self.disposition.as_ref().is_some_and(|disposition| {
            // Unknown dispositions count as attachments (RFC 2183, 2.8).
            !disposition.ctype().eq_ignore_ascii_case("inline")
        })
    }

    /// The content without its transfer encoding, made of no more than `max` encoded bytes.
    pub(super) fn decoded(&self, max: usize) -> Cow<'a, [u8]> {
        let body = self.body.get(..max).unwrap_or(self.body);
        match self.encoding {
            TransferEncoding::Identity => Cow::Borrowed(body),
            TransferEncoding::QuotedPrintable => Cow::Owned(decode::quoted_printable(body)),
            TransferEncoding::Base64 => Cow::Owned(decode::base64(body)),
        }
    }

    /// The content as text, made of no more than `max` encoded bytes.
    pub(super) fn text(&self, max: usize) -> String {
        let broken = self.encoding == TransferEncoding::Base64 && !decode::is_plausible_base64(self.body);
        let bytes = if broken { Cow::Borrowed(self.body.get(..max).unwrap_or(self.body)) } else { self.decoded(max) };
        decode::charset(&bytes, self.parameter("charset").or_else(|| self.charset_of_html(&bytes))).into_owned()
    }

    /// The charset that HTML names in itself where the header names none.
    fn charset_of_html(&self, bytes: &[u8]) -> Option<&'static str> {
        if self.media_type != "text/html" {
            return None;
        }
        let head = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
        let start = memmem::find(&head, b"charset=")? + b"charset=".len();
        let rest = head.get(start..)?;
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))?;
        encoding_rs::Encoding::for_label(rest.get(..end)?).map(encoding_rs::Encoding::name)
    }
}

/// What is left of the work that one message may cause.
struct Budget {
    parts: usize,
    scan: usize,
}

fn media_type(parsed: &ContentType<'_>) -> String {
    let subtype = parsed.subtype().unwrap_or_default();
    match (parsed.ctype(), subtype) {
        // "text" alone, or nothing at all.
        ("text", "") => "text/plain".to_owned(),
        ("multipart", "") => "multipart/mixed".to_owned(),
        (_, "") => "application/octet-stream".to_owned(),
        (main, subtype) => format!("{}/{}", main.to_ascii_lowercase(), subtype.to_ascii_lowercase()),
    }
}

fn transfer_encoding(value: &[u8]) -> TransferEncoding {
    let word = value.split(|byte| matches!(byte, b';' | b' ' | b'\t' | b'\r' | b'(')).next().unwrap_or_default();
    let word = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
    if word.eq_ignore_ascii_case(b"base64") {
        TransferEncoding::Base64
    } else if word.eq_ignore_ascii_case(b"quoted-printable") {
        TransferEncoding::QuotedPrintable
    } else {
        TransferEncoding::Identity
    }
}

/// The boundary of a multipart that does not name it: its first line of the form `--something`.
fn guess_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let head = body.get(..4096).unwrap_or(body);
    let line = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).find(|line| line.starts_with(b"--"))?;
    let boundary = line.get(2..)?;
    (boundary.len() >= 3 && boundary.len() <= 200).then(|| boundary.to_vec())
}

/// The parts between the delimiter lines of a multipart.
struct Parts<'a> {
    body: &'a [u8],
    delimiter: memmem::Finder<'static>,
    /// Where the next part begins; `None` before the first delimiter and after the last.
    start: Option<usize>,
}

impl<'a> Parts<'a> {
    fn new(body: &'a [u8], boundary: &[u8]) -> Self {
        let mut delimiter = b"--".to_vec();
        delimiter.extend_from_slice(boundary.trim_ascii_end());
        let delimiter = memmem::Finder::new(&delimiter).into_owned();
        let mut parts = Self { body, delimiter, start: None };
        parts.start = match parts.find_delimiter(0) {
            Some(found) if !found.last => Some(found.end),
            _ => None,
        };
        parts
    }

    /// The next delimiter line at or after `from`.
    fn find_delimiter(&self, from: usize) -> Option<Delimiter> {
        let length = self.delimiter.needle().len();
        let mut from = from;
        loop {
            let position = from + self.delimiter.find(self.body.get(from..)?)?;
            let after = self.body.get(position + length..)?;
            let line_end = memchr::memchr(b'\n', after).map_or(after.len(), |end| end + 1);
            let rest = after.get(..line_end)?;
            let (last, rest) = match rest.strip_prefix(b"--") {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            let at_line_start = position == 0 || self.body.get(position - 1) == Some(&b'\n');
            if at_line_start && rest.iter().all(u8::is_ascii_whitespace) {
                return Some(Delimiter { start: position, end: position + length + line_end, last });
            }
            from = position + length;
        }
    }
}

/// A delimiter line.
struct Delimiter {
    start: usize,
    end: usize,
    last: bool,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let start = self.start.take()?;
        let Some(delimiter) = self.find_delimiter(start) else {
            // The message was cut: the last part reaches to its end.
            return self.body.get(start..).filter(|rest| !rest.is_empty());
        };
        self.start = (!delimiter.last).then_some(delimiter.end);
        // The line end before a delimiter belongs to the delimiter.
        let part = self.body.get(start..delimiter.start).unwrap_or_default();
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    }
}
