//! Cuts a stream of bytes into responses. Knows lines and literals (RFC 3501, 4.3), nothing else.
//!
//! Invariant: what is held never exceeds the bounds given, whatever is announced: memory follows the bytes that
//! have arrived, not the number between the braces.

use std::fmt;

use memchr::memchr;

use super::Budget;

/// A response: its lines in one text without line ends, and the literals that stood in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The lines. Where a literal stood, its announcement stays, followed by a line feed, which can stand nowhere
    /// else: `* 1 FETCH (BODY[] {5}⏎)`.
    pub text: Vec<u8>,
    /// The literals in order, each cut at the budget's `keep`.
    pub literals: Vec<Vec<u8>>,
}

impl Frame {
    /// The bytes it holds.
    pub fn size(&self) -> usize {
        self.text.len() + self.literals.iter().map(Vec::len).sum::<usize>()
    }
}

/// What a server sent too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// A line without end.
    Line,
    /// A literal of this announced size.
    Literal(u64),
    /// More literals in one response than any has.
    Literals,
    /// An answer of more bytes than such an answer may have.
    Answer,
    /// More responses than the command can have.
    Responses,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => f.write_str("a line longer than allowed"),
            Self::Literal(size) => write!(f, "a literal of {size} bytes, more than allowed"),
            Self::Literals => f.write_str("more literals in one response than allowed"),
            Self::Answer => f.write_str("an answer of more bytes than allowed"),
            Self::Responses => f.write_str("more responses than allowed"),
        }
    }
}

impl std::error::Error for Excess {}

/// The most literals in one response: we ask for one, and LIST has one or two.
const MAX_LITERALS: usize = 64;

/// Memory reserved at once for a literal that is announced larger.
const MAX_RESERVE: u64 = 256 * 1024;

/// The state of cutting.
#[derive(Debug, Default)]
pub struct Framer {
    frame: Frame,
    /// Inside a literal: bytes still to keep, bytes still to skip after that.
    literal: Option<(u64, u64)>,
}

impl Framer {
    /// Takes bytes from the front of `input`. A complete response, or `None` if `input` was used up before the end of one.
    pub fn next(&mut self, input: &mut &[u8], budget: &Budget) -> Result<Option<Frame>, Excess> {
        while !input.is_empty() {
            if let Some((keep, skip)) = self.literal {
                self.take_literal(input, keep, skip);
                continue;
            }
            let (line, ended) = match memchr(b'\n', input) {
                Some(end) => (take(input, end), true),
                None => (take(input, input.len()), false),
            };
            if self.frame.text.len() + line.len() > self.line_limit(line, budget) {
                return Err(Excess::Line);
            }
            self.frame.text.extend_from_slice(line);
            if !ended {
                return Ok(None);
            }
            take(input, 1);
            if self.frame.text.last() == Some(&b'\r') {
                self.frame.text.pop();
            }
            match self.announced() {
                Some(size) => self.begin_literal(size, budget)?,
                None => return Ok(Some(std::mem::take(&mut self.frame))),
            }
        }
        Ok(None)
    }

    /// Whether a response has begun and is not complete.
    pub fn is_inside(&self) -> bool {
        self.literal.is_some() || !self.frame.text.is_empty()
    }

    /// Lists of numbers may be long: 500,000 UIDs make a line of 4 MB.
    fn line_limit(&self, line: &[u8], budget: &Budget) -> usize {
        let start = if self.frame.text.is_empty() { line } else { &self.frame.text };
        let is_numbers = [&b"* SEARCH"[..], b"* ESEARCH", b"* VANISHED"]
            .iter()
            .any(|name| start.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        if is_numbers { budget.numbers } else { budget.line }
    }

    /// The size in the braces at the end of the text, if a literal follows. Status responses end with words for
    /// people, which may look like one.
    fn announced(&self) -> Option<u64> {
        let text = self.frame.text.strip_suffix(b"}")?;
        let digits = text.len() - text.iter().rposition(|byte| *byte == b'{')? - 1;
        let digits = text.get(text.len() - digits..)?;
        let digits = digits.strip_suffix(b"+").unwrap_or(digits);
        if digits.is_empty() || digits.len() > 19 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        if super::status::is_for_people(&self.frame.text) {
            return None;
        }
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    fn begin_literal(&mut self, size: u64, budget: &Budget) -> Result<(), Excess> {
        if size > budget.literal {
            return Err(Excess::Literal(size));
        }
        if self.frame.literals.len() >= MAX_LITERALS {
            return Err(Excess::Literals);
        }
        let keep = size.min(budget.keep);
        let reserve = usize::try_from(keep.min(MAX_RESERVE)).unwrap_or_default();
        self.frame.literals.push(Vec::with_capacity(reserve));
        self.frame.text.push(b'\n');
        self.literal = (size > 0).then_some((keep, size - keep));
        Ok(())
    }

    fn take_literal(&mut self, input: &mut &[u8], keep: u64, skip: u64) {
        let at_most =
            |count: u64, input: &[u8]| usize::try_from(count).map_or(input.len(), |count| count.min(input.len()));
        let kept = take(input, at_most(keep, input));
        if let Some(literal) = self.frame.literals.last_mut() {
            literal.extend_from_slice(kept);
        }
        let skipped = take(input, at_most(skip, input));
        // Both lengths are at most what was left, so nothing is lost by saturating.
        let keep = keep.saturating_sub(kept.len() as u64);
        let skip = skip.saturating_sub(skipped.len() as u64);
        self.literal = (keep > 0 || skip > 0).then_some((keep, skip));
    }
}

/// Splits off the front of `input`; all of it if it is shorter.
fn take<'a>(input: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (front, rest) = input.split_at_checked(count).unwrap_or((input, &[]));
    *input = rest;
    front
}

#[cfg(test)]
mod tests;
