//! Encoded words in header fields (RFC 2047, RFC 2231 section 5).
//!
//! Mailers break the rules in every way there is: characters split between two words, words inside
//! quotes, spaces and 8-bit bytes in them, no space around them. All of it is read here, so that
//! mail-parser only ever meets well-formed UTF-8 words.

use super::decode;

/// An encoded word may be 75 characters by the RFC; mailers write whole subjects into one.
const MAX_WORD: usize = 8 * 1024;

/// A run of text of one field: either as it stands or decoded.
enum Piece {
    Plain(Vec<u8>),
    Encoded(String),
}

/// One encoded word, its bytes decoded but not yet its charset.
struct Word {
    charset: String,
    bytes: Vec<u8>,
    /// Bytes of the field that it takes.
    length: usize,
}

/// Decodes an unstructured field (Subject): unfolded, encoded words read.
pub(super) fn decode_text(value: &[u8]) -> String {
    if !has_word(value) {
        return decode::charset(value, None).into_owned();
    }
    let mut text = String::with_capacity(value.len());
    for piece in pieces(value) {
        match piece {
            Piece::Plain(bytes) => text.push_str(&decode::charset(&bytes, None)),
            Piece::Encoded(decoded) => text.push_str(&decoded),
        }
    }
    text
}

/// The same field with every run of encoded words rewritten as one well-formed UTF-8 word and every
/// stray 8-bit byte as UTF-8, for a parser that knows the field's structure.
pub(super) fn canonical(value: &[u8]) -> Vec<u8> {
    if !has_word(value) {
        return decode::charset(value, None).into_owned().into_bytes();
    }
    let mut canonical = Vec::with_capacity(value.len());
    for piece in pieces(value) {
        match piece {
            Piece::Plain(bytes) => canonical.extend_from_slice(decode::charset(&bytes, None).as_bytes()),
            Piece::Encoded(decoded) => {
                canonical.extend_from_slice(b"=?utf-8?B?");
                encode_base64(decoded.as_bytes(), &mut canonical);
                canonical.extend_from_slice(b"?=");
                // The next word must not touch it.
                canonical.push(b' ');
            }
        }
    }
    canonical
}

fn has_word(value: &[u8]) -> bool {
    value.windows(2).any(|pair| pair == b"=?")
}

/// Splits a field into plain runs and decoded runs. Adjacent words of one charset are joined before their
/// charset is decoded; white space between two words is no text (RFC 2047, 6.2).
fn pieces(value: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain: Vec<u8> = Vec::new();
    let mut open: Option<Word> = None;
    let mut rest = value;
    while let [first, tail @ ..] = rest {
        if *first == b'='
            && let Some(word) = read_word(rest)
        {
            let adjacent = plain.iter().all(u8::is_ascii_whitespace);
            rest = rest.get(word.length..).unwrap_or_default();
            match &mut open {
                Some(before) if adjacent && before.charset.eq_ignore_ascii_case(&word.charset) => {
                    plain.clear();
                    before.bytes.extend_from_slice(&word.bytes);
                }
                _ => {
                    let after_word = open.is_some();
                    close(&mut open, &mut pieces);
                    let spaces_only = after_word && adjacent;
                    if !plain.is_empty() && !spaces_only {
                        pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                    }
                    plain.clear();
                    open = Some(word);
                }
            }
            continue;
        }
        if open.is_some() && !first.is_ascii_whitespace() {
            close(&mut open, &mut pieces);
        }
        plain.push(*first);
        rest = tail;
    }
    close(&mut open, &mut pieces);
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

fn close(open: &mut Option<Word>, pieces: &mut Vec<Piece>) {
    if let Some(word) = open.take() {
        let text = decode::charset(&word.bytes, Some(&word.charset));
        pieces.push(Piece::Encoded(text.into_owned()));
    }
}

/// Reads `=?charset*language?encoding?text?=` at the start of `input`.
fn read_word(input: &[u8]) -> Option<Word> {
    let inner = input.strip_prefix(b"=?")?;
    let inner = inner.get(..MAX_WORD).unwrap_or(inner);
    let charset_end = inner.iter().take(80).position(|byte| *byte == b'?')?;
    let charset = inner.get(..charset_end)?;
    if charset.is_empty() || !charset.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let charset = charset.split(|byte| *byte == b'*').next()?;
    let encoding = inner.get(charset_end + 1)?;
    if inner.get(charset_end + 2) != Some(&b'?') {
        return None;
    }
    let text_start = charset_end + 3;
    let text = inner.get(text_start..)?;
    let text_end = text.windows(2).position(|pair| pair == b"?=")?;
    // "=?utf-8?Q?=41?=": the first "?=" may be the question mark before an escape.
    let text_end = match (text_end, encoding) {
        (0, b'q' | b'Q') => text.windows(2).skip(1).position(|pair| pair == b"?=").map_or(0, |found| found + 1),
        (end, _) => end,
    };
    let text = text.get(..text_end)?;
    let bytes = match encoding {
        b'b' | b'B' => decode::base64(text),
        b'q' | b'Q' => decode_q(text),
        _ => return None,
    };
    let charset = String::from_utf8_lossy(charset).into_owned();
    Some(Word { charset, bytes, length: 2 + text_start + text_end + 2 })
}

/// The Q encoding (RFC 2047, 4.2): like quoted-printable, with `_` for a space.
fn decode_q(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escaped = match rest {
            [b'=', high, low, after @ ..] => decode::hex_pair(*high, *low).map(|value| (value, after)),
            [b'_', after @ ..] => Some((b' ', after)),
            // A fold inside a word is none of its text.
            [b'\r' | b'\n', after @ ..] => {
                rest = after;
                continue;
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    bytes
}

/// Appends the base64 of `input`.
pub(crate) fn encode_base64(input: &[u8], output: &mut Vec<u8>) {
    const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in input.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = (bits << 8) | u32::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..4_usize {
            let index = ((bits >> (18 - 6 * place)) & 63) as usize;
            let letter = if place <= chunk.len() { ALPHABET.get(index).copied().unwrap_or(b'=') } else { b'=' };
            output.push(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_of_all_kinds_are_read() {
        for (input, expected) in [
            ("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
            ("=?iso-8859-1?q?Gr=FC=DFe_aus_K=F6ln?=", "Grüße aus Köln"),
            // Two words, the space between them is no text; the umlaut is split in the middle.
            ("=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?=BC=C3=9Fe?=", "Grüße"),
            ("=?UTF-8?B?R3LD?=\r\n =?UTF-8?B?vMOfZQ==?=", "Grüße"),
            ("=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?=", "aü"),
            ("vor =?utf-8?Q?mitte?= nach", "vor mitte nach"),
            // RFC 2231 language suffix.
            ("=?utf-8*de?Q?=C3=9Cber?=", "Über"),
            // No space around them, spaces inside, lower-case hex, a question mark inside.
            ("x=?utf-8?q?=c3=bc?=y", "xüy"),
            ("=?utf-8?Q?f=C3=BCr uns?=", "für uns"),
            ("=?utf-8?Q?=C3=BC?=?", "ü?"),
            ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
            ("=?utf-8?Q??=", ""),
            // No words at all.
            ("=?utf-8?Z?abc?=", "=?utf-8?Z?abc?="),
            ("=?utf-8?Q?abc", "=?utf-8?Q?abc"),
            ("a =? b ?=", "a =? b ?="),
            ("=?no-such?Q?f=C3=BCr?=", "für"),
            ("", ""),
        ] {
            assert_eq!(decode_text(input.as_bytes()), expected, "{input:?}");
        }
    }

    #[test]
    fn raw_eight_bit_bytes_are_read_as_utf_8_or_latin_1() {
        assert_eq!(decode_text("Grüße".as_bytes()), "Grüße");
        assert_eq!(decode_text(b"Gr\xFC\xDFe"), "Grüße");
    }

    #[test]
    fn the_canonical_form_is_one_utf_8_word_for_a_run() {
        let value = b"=?UTF-8?Q?M=C3=BCller,?= =?UTF-8?Q?_Hans?= <h@example.org>";

        assert_eq!(canonical(value), "=?utf-8?B?TcO8bGxlciwgSGFucw==?=  <h@example.org>".as_bytes());
    }

    #[test]
    fn base64_is_written_with_its_padding() {
        for (input, expected) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("abcd", "YWJjZA==")] {
            let mut output = Vec::new();
            encode_base64(input.as_bytes(), &mut output);

            assert_eq!(output, expected.as_bytes(), "{input:?}");
        }
    }
}
