//! What a server offers (RFC 3501, 7.2.1).

use std::collections::BTreeSet;

/// The capabilities of a connection. Names are compared without regard to case, as some servers send them
/// in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<String>);

impl Capabilities {
    /// The most capabilities kept; real servers have fewer than a hundred.
    const MAX: usize = 500;

    /// Takes the words of a CAPABILITY response.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self(words.into_iter().take(Self::MAX).map(str::to_ascii_uppercase).collect())
    }

    /// Whether this is offered: `has("CONDSTORE")`, `has("AUTH=PLAIN")`. QRESYNC implies CONDSTORE
    /// (RFC 7162, 3.2.3).
    pub fn has(&self, name: &str) -> bool {
        let offers = |name: &str| self.0.contains(&name.to_ascii_uppercase());
        offers(name) || (name.eq_ignore_ascii_case("CONDSTORE") && offers("QRESYNC"))
    }

    /// The number behind a name: `number("APPENDLIMIT")` of `APPENDLIMIT=35651584`.
    pub fn number(&self, name: &str) -> Option<u64> {
        let name = name.to_ascii_uppercase();
        self.0.iter().find_map(|word| word.strip_prefix(&name)?.strip_prefix('=')?.parse().ok())
    }

    /// All of them in upper case, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
