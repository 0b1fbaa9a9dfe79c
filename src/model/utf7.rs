//! Modified UTF-7 (RFC 3501, 5.1.3): base64 of UTF-16BE between `&` and `-`, `,` for `/`, no padding.
//!
//! Decoding is strict, so that encoding gives back the same bytes; what is not strictly valid is `None`.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// Whether the character stands for itself.
const fn is_direct(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// Control characters, and those that make one name look like another: they change the direction of what follows.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text of a name, `None` if it is not valid modified UTF-7.
pub fn decode(name: &str) -> Option<String> {
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    let mut after_shift = false;
    while let Some((plain, shifted)) = rest.split_once('&') {
        decoded.push_str(direct(plain)?);
        let (base64, tail) = shifted.split_once('-')?;
        if base64.is_empty() {
            decoded.push('&');
        } else if after_shift && plain.is_empty() {
            // "&…-&…-" has to be one run, or two spellings would mean one name.
            return None;
        } else {
            decode_run(base64, &mut decoded)?;
        }
        after_shift = !base64.is_empty();
        rest = tail;
    }
    decoded.push_str(direct(rest)?);
    Some(decoded)
}

fn direct(plain: &str) -> Option<&str> {
    plain.chars().all(is_direct).then_some(plain)
}

/// One run between `&` and `-`.
fn decode_run(base64: &str, decoded: &mut String) -> Option<()> {
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut units: Vec<u16> = Vec::with_capacity(base64.len() / 2);
    for byte in base64.bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from((bits >> held) & 0xffff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    // What is left must be padding: fewer than six bits, all zero.
    if held >= 6 || bits != 0 {
        return None;
    }
    for c in char::decode_utf16(units) {
        let c = c.ok()?;
        if is_direct(c) {
            return None;
        }
        decoded.push(c);
    }
    Some(())
}

/// The name on the wire for a text.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut run: Vec<u16> = Vec::new();
    for c in text.chars() {
        if is_direct(c) {
            encode_run(&mut run, &mut encoded);
            encoded.push(c);
            if c == '&' {
                encoded.push('-');
            }
        } else {
            run.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    encode_run(&mut run, &mut encoded);
    encoded
}

fn encode_run(run: &mut Vec<u16>, encoded: &mut String) {
    if run.is_empty() {
        return;
    }
    let digit = |value: u32| {
        let index = usize::try_from(value & 0x3f).unwrap_or_default();
        ALPHABET.get(index).copied().map_or('A', char::from)
    };
    encoded.push('&');
    let (mut bits, mut held) = (0_u32, 0_u32);
    for unit in run.drain(..) {
        bits = (bits << 16) | u32::from(unit);
        held += 16;
        while held >= 6 {
            held -= 6;
            encoded.push(digit(bits >> held));
            bits &= (1 << held) - 1;
        }
    }
    if held > 0 {
        encoded.push(digit(bits << (6 - held)));
    }
    encoded.push('-');
}
