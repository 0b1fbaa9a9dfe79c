//! Transfer encodings and charsets, decoded leniently: broken input gives what can be read of it.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes base64. Characters outside the alphabet are skipped (RFC 2045, 6.8), padding in the middle
/// begins anew, as in parts that were glued together.
pub(super) fn base64(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len() / 4 * 3 + 3);
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for &byte in input {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                bits = 0;
                count = 0;
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            output.push(((bits >> count) & 0xFF) as u8);
            bits &= (1 << count) - 1;
        }
    }
    output
}

/// Whether bytes that claim to be base64 are nothing of the kind, so that they are better shown as they are.
pub(super) fn is_plausible_base64(input: &[u8]) -> bool {
    let sample = input.get(..4096).unwrap_or(input);
    let (mut inside, mut outside) = (0_usize, 0_usize);
    for byte in sample {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_') {
            inside += 1;
        } else if !byte.is_ascii_whitespace() {
            outside += 1;
        }
    }
    // Prose has words of a few letters between spaces, base64 has lines of 60 and more.
    let spaces = sample.iter().filter(|byte| **byte == b' ').count();
    outside * 8 <= inside && spaces * 15 <= inside
}

/// Decodes quoted-printable (RFC 2045, 6.7). What is no valid escape stays as it is.
pub(super) fn quoted_printable(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len());
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let ended = content.len() < line.len();
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        // White space at the end of a line was added on the way.
        let content = content.trim_ascii_end();
        let (content, soft) = match content.strip_suffix(b"=") {
            Some(content) => (content, true),
            None => (content, false),
        };
        let mut rest = content;
        while let [first, tail @ ..] = rest {
            let escaped = match rest {
                [b'=', high, low, after @ ..] => hex_pair(*high, *low).map(|value| (value, after)),
                _ => None,
            };
            let (byte, after) = escaped.unwrap_or((*first, tail));
            output.push(byte);
            rest = after;
        }
        if ended && !soft {
            output.extend_from_slice(b"\r\n");
        }
    }
    output
}

/// The byte that two hexadecimal digits stand for.
pub(super) fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Turns bytes of a named charset into text. An unknown or missing charset is UTF-8 if the bytes are,
/// else Windows-1252; the same where bytes that claim to be UTF-8 or ASCII hold no UTF-8 at all, which is
/// what old mailers with a wrong label send.
pub(super) fn charset<'a>(bytes: &'a [u8], name: Option<&str>) -> Cow<'a, str> {
    let name = name.map(str::trim).unwrap_or_default();
    let unsure = name.is_empty()
        || ["utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "binary", "default"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name));
    if let (true, Ok(text)) = (unsure, std::str::from_utf8(bytes)) {
        return Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    }
    if !unsure {
        if let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) {
            return encoding.decode(bytes).0;
        }
        if let Some(decoder) = charset_decoder(name.as_bytes()) {
            return Cow::Owned(decoder(bytes));
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Cow::Borrowed(text);
        }
    }
    let utf8 = String::from_utf8_lossy(bytes);
    let has_real_utf8 = utf8.chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER);
    if has_real_utf8 { utf8 } else { encoding_rs::WINDOWS_1252.decode(bytes).0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_through_breaks_rubbish_and_missing_padding() {
        for (input, expected) in [
            ("SGFsbG8=", "Hallo"),
            ("SGFs\r\nbG8", "Hallo"),
            ("SG Fs*bG8=", "Hallo"),
            ("SGFsbG8=SGFsbG8=", "HalloHallo"),
            ("", ""),
            ("=", ""),
        ] {
            assert_eq!(base64(input.as_bytes()), expected.as_bytes(), "{input:?}");
        }
    }

    #[test]
    fn prose_with_a_base64_label_is_not_taken_for_base64() {
        assert!(is_plausible_base64(b"SGFsbG8gV2VsdCwgZGFzIGlzdCBlaW4gVGVzdC4=\r\nSGFsbG8gV2VsdA==\r\n"));
        assert!(!is_plausible_base64(b"Hello there, this is not base64 at all. It is prose, you see?"));
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        for (input, expected) in [
            ("Gr=C3=BC=C3=9Fe", "Grüße"),
            ("lang=\r\ne Zeile", "lange Zeile"),
            ("lang=  \r\ne", "lange"),
            ("a = b =ZZ =4", "a = b =ZZ =4"),
            ("am Ende  \r\nneu\n", "am Ende\r\nneu\r\n"),
            ("=3d=3D", "=="),
            ("=", ""),
        ] {
            assert_eq!(quoted_printable(input.as_bytes()), expected.as_bytes(), "{input:?}");
        }
    }

    #[test]
    fn charsets_are_decoded_even_when_their_label_lies() {
        for (bytes, name, expected) in [
            (&b"f\xC3\xBCr"[..], Some("utf-8"), "für"),
            (b"f\xFCr", Some("utf-8"), "für"),
            (b"f\xFCr", Some("us-ascii"), "für"),
            (b"f\xFCr", None, "für"),
            (b"f\xFCr", Some("iso-8859-1"), "für"),
            (b"f\xFCr \xE2\x82\xAC", Some("utf-8"), "f\u{FFFD}r €"),
            (b"\x80 5", Some("windows-1252"), "€ 5"),
            (b"\xA4 5", Some("ISO-8859-15"), "€ 5"),
            (b"\x1b$BF|K\\8l\x1b(B", Some("iso-2022-jp"), "日本語"),
            (b"f+APw-r", Some("utf-7"), "für"),
            (b"f\x81r", Some("cp850"), "für"),
            (b"f\xC3\xBCr", Some("no-such-charset"), "für"),
            (b"f\xFCr", Some("no-such-charset"), "für"),
            (b"\xEF\xBB\xBFa", Some("utf-8"), "a"),
        ] {
            assert_eq!(charset(bytes, name), expected, "{name:?} {bytes:?}");
        }
    }
}
