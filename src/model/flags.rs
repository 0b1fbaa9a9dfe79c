//! Message flags and keywords (RFC 3501, 2.3.2; RFC 5788).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A system flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// `\Seen`
    Seen,
    /// `\Answered`
    Answered,
    /// `\Flagged`
    Flagged,
    /// `\Deleted`
    Deleted,
    /// `\Draft`
    Draft,
}

impl Flag {
    /// All system flags but `\Recent`, which belongs to a session and is never kept.
    pub const ALL: [Self; 5] = [Self::Seen, Self::Answered, Self::Flagged, Self::Deleted, Self::Draft];

    const fn bit(self) -> u8 {
        match self {
            Self::Seen => 1,
            Self::Answered => 2,
            Self::Flagged => 4,
            Self::Deleted => 8,
            Self::Draft => 16,
        }
    }

    /// The flag on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "\\Seen",
            Self::Answered => "\\Answered",
            Self::Flagged => "\\Flagged",
            Self::Deleted => "\\Deleted",
            Self::Draft => "\\Draft",
        }
    }
}

/// The flags of one message: system flags and keywords.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Flags {
    system: u8,
    keywords: BTreeSet<String>,
}

impl Flags {
    /// The most keywords kept of one message; a server that sends more is not worth the memory.
    pub const MAX_KEYWORDS: usize = 64;

    /// Reads flags as they stand on the wire. `\Recent` and unknown backslash flags are dropped,
    /// system flags are matched without regard to case, keywords keep theirs.
    pub fn parse<'a>(flags: impl IntoIterator<Item = &'a str>) -> Self {
        let mut parsed = Self::default();
        for flag in flags {
            if let Some(system) = Flag::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(flag)) {
                parsed.insert(system);
            } else if !flag.starts_with('\\') && parsed.keywords.len() < Self::MAX_KEYWORDS {
                parsed.keywords.insert(flag.to_owned());
            }
        }
        parsed
    }

    /// The longest keyword that goes to a server.
    pub const MAX_KEYWORD: usize = 128;

    /// Whether this can be sent as a keyword: an atom (RFC 3501, 9), which cannot end the line or the list that it
    /// stands in.
    pub fn is_keyword(text: &str) -> bool {
        let is_atom = |byte: u8| {
            byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
        };
        (1..=Self::MAX_KEYWORD).contains(&text.len()) && text.bytes().all(is_atom)
    }

    /// Whether a system flag is set.
    pub const fn contains(&self, flag: Flag) -> bool {
        self.system & flag.bit() != 0
    }

    /// Sets a system flag.
    pub const fn insert(&mut self, flag: Flag) {
        self.system |= flag.bit();
    }

    /// Clears a system flag.
    pub const fn remove(&mut self, flag: Flag) {
        self.system &= !flag.bit();
    }

    /// Whether the message counts as unread.
    pub const fn is_unseen(&self) -> bool {
        !self.contains(Flag::Seen)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.system == 0 && self.keywords.is_empty()
    }

    /// Whether one of the other flags is among these.
    pub fn intersects(&self, other: &Self) -> bool {
        self.system & other.system != 0 || !self.keywords.is_disjoint(&other.keywords)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let keywords = self.keywords.intersection(&other.keywords).cloned().collect();
        Self { system: self.system & other.system, keywords }
    }

    /// What is in these and not in the others.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let keywords = self.keywords.difference(&other.keywords).cloned().collect();
        Self { system: self.system & !other.system, keywords }
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let keywords = self.keywords.union(&other.keywords).cloned().collect();
        Self { system: self.system | other.system, keywords }
    }

    /// The keywords, sorted.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// System flags and keywords as on the wire.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let set = Flag::ALL.iter().filter(|flag| self.contains(**flag));
        set.map(|flag| flag.as_str()).chain(self.keywords())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_flags_are_read_without_regard_to_case_and_recent_is_dropped() {
        let flags = Flags::parse(["\\seen", "\\Recent", "$label1", "\\FLAGGED", "\\Unknown"]);

        assert!(flags.contains(Flag::Seen) && flags.contains(Flag::Flagged));
        assert_eq!(flags.iter().collect::<Vec<_>>(), ["\\Seen", "\\Flagged", "$label1"]);
    }

    #[test]
    fn a_keyword_is_an_atom_and_nothing_else() {
        for keyword in ["$label1", "$Junk", "NonJunk", "a+b", "wichtig!"] {
            assert!(Flags::is_keyword(keyword), "{keyword}");
        }
        for other in ["", "a b", "a)", "a\r\nA1 LOGOUT", "\\Seen", "grün", "a]", "{3}", "a*", "\"", &"x".repeat(129)] {
            assert!(!Flags::is_keyword(other), "{other}");
        }
    }
}
