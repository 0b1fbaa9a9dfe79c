//! The name of a mailbox: as it goes over the wire, as people read it, and as they type it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::utf7;

/// The longest name on the wire that is sent to create a mailbox; file systems stop at 255 bytes, servers at 1,000.
const MAX_NAME: usize = 1_000;

/// The name of a mailbox exactly as the server wrote it (modified UTF-7, UTF-8 or raw 8-bit bytes).
/// It is sent back byte by byte; [`Self::readable`] is for eyes only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailboxName(Vec<u8>);

impl MailboxName {
    /// Wraps the bytes of the wire.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes of the wire.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name on the wire for a whole name that a person typed, hierarchy delimiters and all: modified UTF-7.
    pub fn typed(text: &str) -> Self {
        Self::new(utf7::encode(text))
    }

    /// The name of a mailbox to be, below `parent` or at the top: what a person typed, encoded behind the name of the parent,
    /// whose bytes stay as they are. `None` if that is no name: empty, with the delimiter or invisible characters in it, too
    /// long, or below something that can have nothing below.
    pub fn below(parent: Option<&Self>, delimiter: Option<char>, text: &str) -> Option<Self> {
        let prefix = match parent {
            Some(parent) => [parent.as_bytes(), delimiter?.encode_utf8(&mut [0; 4]).as_bytes()].concat(),
            None => Vec::new(),
        };
        Self::behind(&prefix, delimiter, text)
    }

    /// The same behind the prefix of a namespace, which has its delimiter already.
    pub fn behind(prefix: &[u8], delimiter: Option<char>, text: &str) -> Option<Self> {
        let text = text.trim();
        let is_delimiter = |c| Some(c) == delimiter;
        // "#" begins other people's namespaces (RFC 3501, 5.1.2).
        let is_reserved = prefix.is_empty() && text.starts_with('#');
        if text.is_empty() || is_reserved || text.chars().any(|c| utf7::is_deceptive(c) || is_delimiter(c)) {
            return None;
        }
        let encoded = [prefix, utf7::encode(text).as_bytes()].concat();
        (encoded.len() <= MAX_NAME).then(|| Self::new(encoded))
    }

    /// The name as people read it, hierarchy delimiters kept: modified UTF-7 (RFC 3501, 5.1.3) decoded, UTF-8
    /// as it is, anything else taken for Windows-1252. What modified UTF-7 does not allow is shown raw.
    /// Control and bidi characters, which could make one name look like another, become U+FFFD.
    pub fn readable(&self) -> String {
        let text = if self.0.is_ascii() {
            let ascii = String::from_utf8_lossy(&self.0);
            utf7::decode(&ascii).unwrap_or_else(|| ascii.into_owned())
        } else {
            match std::str::from_utf8(&self.0) {
                Ok(text) => text.to_owned(),
                Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&self.0).0.into_owned(),
            }
        };
        text.chars().map(|c| if utf7::is_deceptive(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
    }

    /// What this is called once a mailbox was renamed, if it is that one or one below it (RFC 3501, 6.3.5).
    pub fn renamed(&self, from: &Self, to: &Self, delimiter: Option<char>) -> Option<Self> {
        let rest = self.0.strip_prefix(from.as_bytes())?;
        let is_below = || delimiter.is_some_and(|c| rest.starts_with(c.encode_utf8(&mut [0; 4]).as_bytes()));
        (rest.is_empty() || is_below()).then(|| Self([to.as_bytes(), rest].concat()))
    }

    /// INBOX is the one name that is matched without regard to case (RFC 3501, 5.1).
    pub fn is_inbox(&self) -> bool {
        self.0.eq_ignore_ascii_case(b"INBOX")
    }
}

impl fmt::Debug for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

#[cfg(test)]
mod tests;
